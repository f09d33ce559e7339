"""What stands where in a picture of a chart: its marks and its words, from the scene that Vega makes."""

import json
from functools import cache
from pathlib import Path

import vl_convert

from onearm.charts import VEGA_LITE
from seven_patients_site import ROOT

WIDE, HIGH = 0.52, 0.9
"""How wide a letter and how high a line are on average, in parts of the size of the type."""

NO_COLOUR = (None, "transparent", "none")


@cache
def stored():
    """Return every chart that a notebook of the book stores, by its page and its place there."""
    found = {}
    for path in sorted((ROOT / "chapters").rglob("*.ipynb")):
        for cell in json.loads(Path(path).read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                if spec := output.get("data", {}).get(VEGA_LITE):
                    found[f"{path.stem} {sum(name.startswith(path.stem + ' ') for name in found) + 1}"] = spec
    return found


def scene(spec, width=None):
    """Return the size of a chart's picture, and its marks, placed in it; on a page where a width is given."""
    spec = {key: value for key, value in spec.items() if key != "title"}
    if width:
        spec |= {"width": width, "autosize": {"type": "fit-x", "contains": "padding"}}
    drawn = vl_convert.vegalite_to_scenegraph(spec)
    left, top = drawn["origin"]
    return (drawn["width"], drawn["height"]), [*items(drawn["scenegraph"], left, top)]


def items(mark, x=0, y=0, clip=None):
    """Yield every item below a mark: its kind, its role, itself, and where its places are counted from."""
    for item in mark["items"]:
        if mark["marktype"] != "group":
            yield mark["marktype"], mark.get("role", ""), item, (x, y), clip
            continue
        at = x + item.get("x", 0), y + item.get("y", 0)
        for inner in item.get("items", ()):
            yield from items(inner, *at, inner.get("clip") and (*at, item.get("width"), item.get("height")))


def seen(item, channel):
    """Return a colour of an item and how opaque it is, or nothing where it shows none."""
    opacity = item.get("opacity", 1) * item.get(f"{channel}Opacity", 1)
    colour = item.get(channel)
    if not isinstance(colour, str) or colour in NO_COLOUR or not opacity:
        return None
    if channel == "stroke" and item.get("strokeWidth", 1) == 0:
        return None
    return colour, opacity


def words_of(item):
    """Return the lines of a text."""
    text = item.get("text", "")
    return (
        [str(line) for line in text]
        if isinstance(text, list)
        else str(text).split(item.get("lineBreak", "\n"))
    )


def box(kind, item, origin):
    """Return where an item stands: left, top, right and bottom."""
    x, y = origin[0] + item.get("x", 0), origin[1] + item.get("y", 0)
    if kind == "text":
        return text_box(item, x, y)
    if kind == "symbol":
        half = item.get("size", 64) ** 0.5 / 2
        return x - half, y - half, x + half, y + half
    if kind == "rect":
        return x, y, x + item.get("width", 0), y + item.get("height", 0)
    x2, y2 = origin[0] + item.get("x2", item.get("x", 0)), origin[1] + item.get("y2", item.get("y", 0))
    return min(x, x2), min(y, y2), max(x, x2), max(y, y2)


def text_box(item, x, y):
    """Return where a text stands, about: fonts differ."""
    lines, size = words_of(item), item.get("fontSize", 11)
    wide, high = (
        WIDE * size * max(map(len, lines)),
        HIGH * size + (len(lines) - 1) * item.get("lineHeight", size + 2),
    )
    across = {"left": 0, "right": wide}.get(item.get("align", "left"), wide / 2)
    down = {"top": 0, "middle": HIGH * size / 2, "bottom": high}.get(
        item.get("baseline", "alphabetic"), HIGH * size
    )
    dx, dy = item.get("dx", 0), item.get("dy", 0)
    if item.get("angle", 0) in (-90, 270):
        return x - down, y - wide + across, x - down + high, y + across
    return x - across + dx, y - down + dy, x - across + wide + dx, y - down + high + dy


def meet(one, other, slack=1.0):
    """Say whether two boxes lie over each other, by more than a slack."""
    return (
        one[0] + slack < other[2]
        and other[0] + slack < one[2]
        and one[1] + slack < other[3]
        and other[1] + slack < one[3]
    )


def luminance(colour):
    """Return the relative luminance of a colour, as WCAG 2 defines it, or of its three parts from 0 to 1."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def rgb(colour):
    """Return the red, green and blue of a colour, 0 to 1."""
    if not isinstance(colour, str):
        return colour
    if colour.startswith("rgb"):
        return [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    digits = {"black": "000000", "white": "ffffff"}.get(colour, colour.lstrip("#"))
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    return [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]


def contrast(colour, ground, opacity=1.0):
    """Return the contrast of a colour, as opaque as it is, with the ground that shows through."""
    if isinstance(colour, str) and colour.startswith("#") and len(colour) == 9:
        colour, opacity = colour[:7], opacity * int(colour[7:], 16) / 255
    mixed = [
        opacity * part + (1 - opacity) * under for part, under in zip(rgb(colour), rgb(ground), strict=True)
    ]
    low, high = sorted((luminance(mixed), luminance(ground)))
    return (high + 0.05) / (low + 0.05)
