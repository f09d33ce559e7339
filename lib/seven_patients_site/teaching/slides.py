"""Write a deck of slides for each part: its chapters' figures, with what the chapters say of them as notes.

Nothing is written by hand for a slide. A chapter opens with its title, which says its finding; each of its
figures follows, under the figure's own title and with its tier; *What to remember* closes it. The notes are
the paragraphs beside the figure in the chapter, and for the opening those of its question.

A deck is one file that needs no other, so that it can be carried away, such as `slides/design.html`. Each
slide is as high as the window, and the keys that turn pages go from one to the next; with `#notes` behind the
address the notes stand beside the slides. `slides.js` adds the arrow keys, the full screen, and a window for
the notes that turns with the slides, from a disk too. A deck can be shown without it. On paper a slide is a
page.

nbconvert can write slides for reveal.js, and is not used. Which cell is a slide, and which are its notes, it
takes from a mark on each cell, so that every chapter would have to be marked by hand; and each deck would
have to carry reveal.js, since this site loads nothing from elsewhere.
"""

import posixpath
import re
from html import escape
from itertools import dropwhile, takewhile
from pathlib import Path

from seven_patients_site import ROOT
from seven_patients_site.course.chapter_facts import chapters, numbers
from seven_patients_site.publish.content_policy import set_policy
from seven_patients_site.publish.single_figures import TIERS
from seven_patients_site.theme.page_tree import parsed

FOLDER = "slides"
STYLES, SCRIPT = (Path(__file__).with_suffix(suffix) for suffix in (".css", ".js"))
QUESTION, REMEMBER = "the-question", "what-to-remember"
TIER = re.compile(rf"<p><em>((?:{'|'.join(TIERS)})\b.*?)</em>", re.DOTALL)
LINKS_AND_IDS = re.compile(r'</?a\b[^>]*>|\s+id="[^"]*"')
HEADINGS = ("h1", "h2", "h3", "h4")
PROSE = ("p", "ul", "ol")
PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
{styles}</style>
</head>
<body id="notes">
<main>
{slides}
</main>
<script>
{script}</script>
</body>
</html>
"""
START = """\
<section class="slide start">
<h1>{part}</h1>
<div><p>Seven Patients, part {number}: a published phase II trial, derived again number by number.</p>
<p><a href="#notes">With the speaker's notes</a> or <a href="#">without them</a>.
<kbd>Page Down</kbd> and <kbd>Page Up</kbd> turn the slides, as <kbd>\u2192</kbd> and <kbd>\u2190</kbd> do.
<kbd>F</kbd> fills the screen. <kbd>N</kbd> opens the notes in a second window, which turns with this one.
Printed, each slide is a page.</p></div>
<footer><span>Text and figures: CC BY 4.0. The trial: {paper}.</span></footer>
</section>"""
SLIDE = """\
<section class="slide {kind}">
<h2>{title}</h2>
<div>{body}</div>
<aside aria-label="Speaker's notes">{notes}</aside>
<footer><span>{name}</span> <a href="{address}">{where}</a></footer>
</section>"""
PAPER = "Doki N et al., Int J Hematol 2025, doi:10.1007/s12185-025-04024-x"


def deck_of(part):
    """Return where the deck of a part stands in the site.

    >>> deck_of("The trial")
    'slides/the-trial.html'
    """
    return f"{FOLDER}/{slug(part)}.html"


def handout_of(part):
    """Return where the handout of a part stands in the site, once it is printed.

    >>> handout_of("The trial")
    'handouts/the-trial.pdf'
    """
    return f"handouts/{slug(part)}.pdf"


def slug(part):
    """Return the name of a part as a file's."""
    return part.lower().replace(" ", "-")


def plain(html):
    """Return HTML that may stand on another page: without links and places to link to.

    >>> plain('<p id="a">See <a href="b.html">b</a>.</p>')
    '<p>See b.</p>'
    """
    return LINKS_AND_IDS.sub("", html)


def is_prose(element):
    """Say whether an element is a paragraph, a list or a formula."""
    return element.name in PROSE or element.has_class("math")


def beside(cell):
    """Return the prose of a page between a cell and the last one before, and between it and the next.

    Cells that follow each other without a word are told of by what stands behind them all.
    """
    siblings = cell.parent.elements
    at = siblings.index(cell)
    behind = dropwhile(is_cell, siblings[at + 1 :])
    before = [*takewhile(is_prose, reversed(siblings[:at]))]
    return before[::-1], [*takewhile(is_prose, behind)]


def is_cell(element):
    """Say whether an element is a cell of a notebook."""
    return element.has_class("cell")


def tier_of(cell):
    """Return what the page says first, behind a cell, of where its numbers come from; or nothing."""
    siblings = cell.parent.elements
    told = map(TIER.match, map(plain, map(str, siblings[siblings.index(cell) :])))
    return next((f'<p class="tier">{found[1]}</p>' for found in told if found), "")


def cell_of(figure):
    """Return the cell of a notebook that gave a figure."""
    while not is_cell(figure):
        figure = figure.parent
    return figure


def section_of(element):
    """Return the section of a page that an element stands in."""
    while element.name != "section":
        element = element.parent
    return element


def html_of(elements):
    """Return elements as HTML that may stand on another page."""
    return plain("\n".join(map(str, elements)))


def figure_slide(figure):
    """Return what the slide of a figure shows, as keywords of `SLIDE` less its place."""
    caption, plot, *_ = figure.elements
    cell = cell_of(figure)
    before, after = beside(cell)
    section = section_of(cell)
    heading = next(child for child in section.elements if child.name in HEADINGS)
    moves = not figure.get("style").endswith("--controls: 0")
    return {
        "kind": "figure",
        "title": caption.inside,
        "body": plot.inside + tier_of(cell),
        "notes": f"<h3>{plain(heading.inside).removesuffix('#')}</h3>\n{html_of([*before, *after])}",
        "anchor": section.get("id"),
        "where": "in the chapter, where it moves" if moves else "in the chapter",
    }


def prose_of(sections, name):
    """Return the prose of a section of a page, by its name."""
    return html_of(
        child
        for section in sections
        if section.get("id") == name
        for child in section.elements
        if is_prose(child)
    )


def slides_of(page):
    """Return the slides of a chapter; a page without a figure or a word to remember has none."""
    opening, *others = told_of(page)
    return [opening, *others] if others else []


def told_of(page):
    """Yield the opening of a chapter, its figures and its closing."""
    sections = page.all("section")
    heading = page.all("h1")[0]
    opening = {"kind": "opening", "title": plain(heading.inside).removesuffix("#"), "body": ""}
    yield {**opening, "notes": prose_of(sections, QUESTION), "anchor": "", "where": "the chapter"}
    for figure in page.all("figure"):
        if figure.has_class("chart"):
            yield figure_slide(figure)
    if remember := prose_of(sections, REMEMBER):
        closing = {"kind": "closing", "title": "What to remember", "body": remember, "notes": ""}
        yield {**closing, "anchor": REMEMBER, "where": "in the chapter"}


def deck(site, part, course, numbered):
    """Return the deck of a part as a page."""
    slides = [START.format(part=escape(part), number=numbered[part], paper=PAPER)]
    for chapter in course:
        html = (site / f"{chapter.page}.html").read_text(encoding="utf-8")
        article = html[html.index("<article") : html.index("</article>")]
        here = posixpath.relpath(f"{chapter.page}.html", FOLDER)
        for slide in slides_of(parsed(article)):
            address = f"{here}#{slide['anchor']}" if slide["anchor"] else here
            name = f"{numbered[chapter.page]} {escape(chapter.name)}"
            slides.append(SLIDE.format(**slide, address=address, name=name))
    styles = STYLES.read_text(encoding="utf-8")
    script = f"(() => {{\n{SCRIPT.read_text(encoding='utf-8')}}})();\n"
    title = f"{part}: slides"
    page = parsed(PAGE.format(title=title, styles=styles, script=script, slides="\n".join(slides)))
    set_policy(page)
    return str(page)


def write(site):
    """Write the decks of a finished site."""
    course = chapters(ROOT)
    numbered = numbers(course)
    (site / FOLDER).mkdir(exist_ok=True)
    for part in dict.fromkeys(chapter.part for chapter in course):
        own = [chapter for chapter in course if chapter.part == part]
        (site / deck_of(part)).write_text(deck(site, part, own, numbered), encoding="utf-8", newline="\n")
