"""Call each page in the list of contents by its number and short name; the claim stays the page's title.

A title such as *Five of seven is enough: what the design asks* tells more, and takes three lines of a list in
which a reader looks for a word. Above the title of a chapter stand its part and number.
"""

from html import escape
from pathlib import Path

from seven_patients_site import ROOT
from seven_patients_site.course.chapter_facts import chapters, contents, name, numbers

TEMPLATES = Path(__file__).parent / "templates"
"""Where our list stands, by the name of the theme's, which draws every heading of the book for each page."""


def numbered(number, words):
    """Return a name after its number, where it has one.

    >>> numbered("2.3", "The Thall-Simon design"), numbered("", "Glossary")
    ('2.3 The Thall-Simon design', 'Glossary')
    """
    return f"{number} {words}".strip()


def listed(course, parts):
    """Return what the list shows, as HTML: the name of each part, and of its pages by page.

    >>> listed(chapters(ROOT), {"Design": ["chapters/design/thall-simon"]})
    [('2 Design', {'chapters/design/thall-simon': '2.3 The Thall-Simon design'})]
    """
    known = numbers(course)

    def shown(of, words):
        return escape(numbered(known.get(of, ""), words), quote=False)

    return [
        (shown(part, part), {page: shown(page, name(page)) for page in pages})
        for part, pages in parts.items()
    ]


def write(app, config):
    """Have each page show the list, and all pages be written again when it changes."""
    config.templates_path.insert(0, str(TEMPLATES))
    config.html_context["parts"] = listed(chapters(ROOT), contents(ROOT)[1])


def place(course, app, pagename, templatename, context, doctree):
    """Say above the title of a chapter of a course where in the book it stands."""
    known = numbers(course)
    for chapter in course:
        if chapter.page == pagename:
            told = f"Part {known[chapter.part]}, {chapter.part}: chapter {known[pagename]}"
            context["body"] = f'<p class="chapter-number">{escape(told)}</p>{context["body"]}'
