"""Call each page in the list of contents by its number and short name; the claim stays the page's title.

A title such as *Five of seven is enough: what the design asks* tells more, and takes three lines of a list in
which a reader looks for a word. Above the title of a chapter stand its part and number.
"""

from html import escape

from seven_patients_site import ROOT
from seven_patients_site.course.chapter_facts import chapters, name, numbers
from seven_patients_site.theme.finishing import DRAFT


def numbered(number, words):
    """Return a name after its number, where it has one.

    >>> numbered("2.3", "The Thall-Simon design"), numbered("", "Glossary")
    ('2.3 The Thall-Simon design', 'Glossary')
    """
    return f"{number} {words}".strip()


def shorten(app, config):
    """Give each page and each part the name that the list shows."""
    known = numbers(chapters(ROOT))
    for part in config.external_site_map.root.subtrees:
        part.caption = numbered(known.get(part.caption, ""), part.caption)
        for file in part.items:
            page = file.removesuffix(".ipynb")
            config.external_site_map[file].title = numbered(known.get(page, ""), name(page))


def first_page(app, env, added, changed, removed):
    """Name the page that holds the list, which is read again, since a name in it may be another."""
    return [] if DRAFT else [app.config.root_doc]


def place(course, app, pagename, templatename, context, doctree):
    """Say above the title of a chapter of a course where in the book it stands."""
    known = numbers(course)
    for chapter in course:
        if chapter.page == pagename:
            told = f"Part {known[chapter.part]}, {chapter.part}: chapter {known[pagename]}"
            context["body"] = f'<p class="chapter-number">{escape(told)}</p>{context["body"]}'
