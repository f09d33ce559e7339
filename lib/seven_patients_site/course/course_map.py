"""Draw the map of the course: each chapter a link, arrows for what needs what, and the paths through it.

    ```{course-map}
    Design: from a Beta prior to what Table 1 can tell
    Endpoints: survival, days without ventilation, oxygen
    ```

The lines say of each part what it settles. All else comes from `_toc.yml` and from the chapters themselves,
by `chapter_facts`, whenever the page is built. The map is a column, so that a phone shows it at full size; a
path has a mark of its own shape; and below it the same stands in words.
"""

import posixpath
import textwrap
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from seven_patients_site import ROOT
from seven_patients_site.course import chapter_facts, chapter_times
from seven_patients_site.course.chapter_facts import PATHS, chapters, name, numbers
from seven_patients_site.course.chapter_tasks import KIND, named

DIRECTIVE = "course-map"

PROGRESS = "chapters/reference/my-progress"
"""The page that lists what a reader has done, which the map shows too."""

WIDTH = 340
LEFT, RIGHT = 40, 250  # a chapter's box; arrows run to the left of it, paths to the right
COLUMNS = dict(zip(PATHS, (268, 296, 324), strict=True))
LEGEND = dict(zip(PATHS, (8, 92, 180), strict=True))
HEIGHT, GAP, LINE = 40, 8, 16
WIDE, NARROW = 36, 27  # letters in a line of the map, and of a box
LANE = 7  # between the arrows of two chapters
STYLE = """\
.course-map { display: block; width: 100%; max-width: 24rem; height: auto; margin: 1rem 0; }
.course-map text { fill: currentColor; font: 13px sans-serif; }
.course-map .map-part { font-weight: bold; font-size: 15px; }
.course-map .map-box { fill: var(--pst-color-surface, none); stroke: var(--pst-color-text-muted, gray); }
.course-map a { text-decoration: none; }
.course-map a text { fill: var(--pst-color-link, currentColor); }
.course-map a tspan { text-decoration: underline; }
.course-map a:is(:hover, :focus-visible) .map-box { stroke: currentColor; stroke-width: 2; }
.course-map :is(.map-arrow, .map-path) { fill: none; stroke: currentColor; }
.course-map .map-path { opacity: 0.4; }
.course-map :is(.map-head, .map-mark, .map-done) { fill: currentColor; }
.course-map a .map-all-done { fill: currentColor; font-size: 11px; }"""


def mark(path, x, y):
    """Return the mark of a path: a disc, a triangle or a square.

    >>> mark("course", 1, 2)
    '<circle class="map-mark" cx="1" cy="2" r="5"/>'
    """
    shapes = {
        "course": f'<circle class="map-mark" cx="{x}" cy="{y}" r="5"/>',
        "sceptic": f'<path class="map-mark" d="M{x} {y - 6}l6 11h-12z"/>',
        "programmer": f'<rect class="map-mark" x="{x - 5}" y="{y - 5}" width="10" height="10"/>',
    }
    return shapes[path]


def wrapped(text, x, y, columns, kind="map-label"):
    """Return a text broken into lines, its first baseline at a height.

    >>> wrapped("Zero of seven", 0, 20, 8)
    '<text class="map-label"><tspan x="0" y="20">Zero of</tspan> <tspan x="0" y="36">seven</tspan></text>'
    """
    rows = [
        f'<tspan x="{x}" y="{y + LINE * i}">{escape(row)}</tspan>'
        for i, row in enumerate(textwrap.wrap(text, columns))
    ]
    return f'<text class="{kind}">{" ".join(rows)}</text>'


def places(course, words):
    """Return how high each part and each chapter stands, and how high the map is."""
    y, parts, rows = 64, {}, {}
    for chapter in course:
        if chapter.part not in parts:
            parts[chapter.part] = y + LINE
            y += 32 + LINE * len(textwrap.wrap(words[chapter.part], WIDE))
        rows[chapter.page] = y
        y += HEIGHT + GAP
    return parts, rows, y


def lanes(course):
    """Return for each chapter that others need the lane of its arrows, so that no two share a piece of one.

    Returns
    -------
    dict of str to int
        0 is the lane next to the boxes.
    """
    order = [chapter.page for chapter in course]
    ends = {
        page: max(order.index(chapter.page) for chapter in course if page in chapter.needs)
        for page in order
        if any(page in chapter.needs for chapter in course)
    }
    chosen = {}
    for page in sorted(ends, key=lambda page: ends[page] - order.index(page)):
        start, end = order.index(page), ends[page]
        taken = {lane for other, lane in chosen.items() if order.index(other) <= end and ends[other] >= start}
        chosen[page] = min(set(range(len(ends))) - taken)
    return chosen


def arrows(course, rows):
    """Return the arrows: each from a chapter to one that builds on it."""
    drawn = []
    lane = lanes(course)
    for chapter in course:
        for i, need in enumerate(chapter.needs):
            x = LEFT - 10 - LANE * lane[need]
            start, end = rows[need] + HEIGHT - 10, rows[chapter.page] + 10 + 8 * i
            drawn.append(
                f'<path class="map-arrow" d="M{LEFT} {start}H{x + 4}Q{x} {start} {x} {start + 4}'
                f'V{end - 4}Q{x} {end} {x + 4} {end}H{LEFT - 6}"/>'
                f'<path class="map-head" d="M{LEFT} {end}l-7 -4v8z"/>'
            )
    return drawn


def paths(course, rows):
    """Return the paths: each a line past the chapters, with its mark at those that lie on it."""
    drawn = []
    for path, x in COLUMNS.items():
        stops = [rows[chapter.page] + HEIGHT // 2 for chapter in course if path in chapter.paths]
        if stops:
            drawn.append(f'<path class="map-path" d="M{x} {stops[0]}V{stops[-1]}"/>')
        drawn += [mark(path, x, y) for y in stops]
    return drawn


def drawing(course, words, address):
    """Return the map as SVG.

    Parameters
    ----------
    course : list of Chapter
        In order, each after those that it needs.
    words : dict of str to str
        What each part settles.
    address : callable
        Takes a page's name and returns its address.

    Returns
    -------
    str
    """
    parts, rows, height = places(course, words)
    known = numbers(course)
    drawn = [
        *(mark(path, x, 14) + wrapped(path, x + 12, 19, WIDE) for path, x in LEGEND.items()),
        '<path class="map-arrow" d="M2 38H20"/><path class="map-head" d="M26 38l-7 -4v8z"/>',
        wrapped("from a chapter to one that builds on it", 32, 43, 2 * WIDE),
    ]
    for part, y in parts.items():
        drawn.append(wrapped(f"{known[part]} {part}", LEFT, y, WIDE, "map-part"))
        drawn.append(wrapped(words[part], LEFT, y + 20, WIDE))
    drawn += paths(course, rows) + arrows(course, rows)
    for chapter in course:
        y = rows[chapter.page]
        label = f"{known[chapter.page]} {chapter.name}"
        first = y + 25 - LINE // 2 * (len(textwrap.wrap(label, NARROW)) - 1)
        drawn.append(
            f'<a href="{escape(address(chapter.page))}" data-tasks="{named(chapter.page)}">'
            f'<rect class="map-box" x="{LEFT}" y="{y}" width="{RIGHT - LEFT}" height="{HEIGHT}" rx="4"/>'
            f"{wrapped(label, LEFT + 8, first, NARROW)}</a>"
        )
    return (
        f'<svg class="course-map" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="group" aria-label="Map of the course; below it stands the same in words">'
        f"<style>{STYLE}</style>{''.join(drawn)}</svg>"
    )


def in_words(course, words, link, time=chapter_times.stated):
    """Return the map as a list in Markdown.

    Parameters
    ----------
    course, words
        As for `drawing`.
    link : callable
        Takes a page's name and returns a link to it.
    time : callable
        Takes a page's name and returns how long it takes.
    """
    written, part, known = [], None, numbers(course)
    for chapter in course:
        if chapter.part != part:
            part = chapter.part
            written.append(f"- **{known[part]} {part}**: {words[part]}.")
        needs = f"needs {' and '.join(map(link, chapter.needs))}; " if chapter.needs else ""
        written.append(
            f"  - {known[chapter.page]} {link(chapter.page)}: {time(chapter.page)}; {needs}"
            f"path: {', '.join(chapter.paths)}."
        )
    return "\n".join(written)


class CourseMap(SphinxDirective):
    """The map, and the same in words."""

    has_content = True

    def run(self):
        """Return both, or refuse parts that are not those of the book."""
        course = chapters(ROOT)
        words = dict(line.split(": ", 1) for line in self.content if line)
        parts = list(dict.fromkeys(chapter.part for chapter in course))
        if list(words) != parts:
            raise self.error(f"{DIRECTIVE} must tell of {', '.join(parts)}\nWhat came: {', '.join(words)}")
        read = [ROOT / f"{chapter.page}.{suffix}" for chapter in course for suffix in ("md", "ipynb")]
        for path in (__file__, chapter_facts.__file__, chapter_times.__file__, ROOT / "_toc.yml", *read):
            self.env.note_dependency(str(path))
        here = self.env.docname
        builder = self.env.app.builder

        def link(page):
            source = Path(self.env.doc2path(page)).relative_to(ROOT).as_posix()
            return f"[{name(page)}]({posixpath.relpath(source, posixpath.dirname(here))})"

        svg = drawing(course, words, lambda page: builder.get_relative_uri(here, page))
        return [
            nodes.raw("", svg, format="html", classes=[KIND]),
            *self.parse_text_to_nodes(f"What you have done is marked here, and listed in {link(PROGRESS)}."),
            nodes.raw("", "<details><summary>The map in words</summary>", format="html"),
            *self.parse_text_to_nodes(in_words(course, words, link)),
            nodes.raw("", "</details>", format="html"),
        ]
