"""Keep, of the theme's icons, those that the site shows: as one small font, with no script.

The theme brings Font Awesome twice: a script that draws icons, half a megabyte gzipped, and fonts with a rule
of style for each of two thousand icons. The fonts do without the script. Once the site is built and its style
sheets hold only what it uses (see `lean_styles`), each font is cut down to the characters still named there,
and put into the style sheet itself, so that no icon comes late.
"""

import re
from base64 import b64encode
from io import BytesIO
from shutil import rmtree

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from seven_patients_site.theme.finishing import drop, scripts

SHEET = "styles/pydata-sphinx-theme.css"
REPAIRS = {"the theme draws icons by a script": drop(scripts("fontawesome.js"))}
CLASS = re.compile(r"\bfa[a-z]?(?:-[\w-]+)?\b")
CHARACTER = re.compile(r"\\([ef][0-9a-f]{3})\b|([\ue000-\uf8ff])")
FACE = re.compile(r"(@font-face\{[^}]*src:)url\(([^)]*)\.woff2\)[^}]*\}")
ASKED_BY = {  # the classes that ask for each font; style sheets ask for the first
    "fa-solid-900": {"fas", "fa-solid"},
    "fa-regular-400": {"far", "fa-regular"},
    "fa-brands-400": {"fab", "fa-brands"},
}
FONTS = "vendor/fontawesome"


def characters(sheet):
    r"""Return the code points for private use that a style sheet names, escaped or not.

    >>> [f"{point:x}" for point in sorted(characters('a{content:"\\f002"} b{--icon:"\uf0f3"}'))]
    ['f002', 'f0f3']
    """
    return {int(code, 16) if code else ord(character) for code, character in CHARACTER.findall(sheet)}


def readable(font):
    """Return the file to read a font from: TrueType where the theme brings it, for WOFF2 needs Brotli."""
    plain = font.with_suffix(".ttf")
    return plain if plain.exists() else font


def cut(font, points):
    """Return a font, cut down to the code points, as the address that holds it."""
    options = Options(flavor="woff", layout_features=[], hinting=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    font = TTFont(font, recalcTimestamp=False)
    subsetter.subset(font)
    font.flavor = options.flavor
    font.save(woff := BytesIO())
    return f"data:font/woff;base64,{b64encode(woff.getvalue()).decode()}"


def with_cut_fonts(sheet, folder, classes, points):
    """Return a style sheet that holds, cut down, the fonts that the classes ask for, and names no other."""

    def face(match):
        font = folder / f"{match[2]}.woff2"
        if not classes & ASKED_BY[font.stem]:
            return ""
        return f'{match[1]}url({cut(readable(font), points)}) format("woff")}}'

    if not FACE.search(sheet):
        raise ValueError(
            f"the theme's style sheet must name the fonts of icons\nWhat came: {SHEET} without one"
        )
    return FACE.sub(face, sheet)


def keep_used_icons(site):
    """Put the icons of a finished site into its style sheet, and drop all else that brings them."""
    static = site / "_static"
    pages = [page.read_text(encoding="utf-8") for page in site.rglob("*.html")]
    classes = set().union(*map(CLASS.findall, pages))
    theme = static / SHEET
    sheet = theme.read_text(encoding="utf-8")
    others = [path.read_text(encoding="utf-8") for path in static.rglob("*.css") if path != theme]
    points = set().union(*map(characters, [sheet, *others]))
    theme.write_text(with_cut_fonts(sheet, theme.parent, classes, points), encoding="utf-8", newline="\n")
    rmtree(static / FONTS)
    for script in (static / "scripts").glob("fontawesome.js*"):
        script.unlink()
