"""Lead on a reader of one path: under each chapter stands what comes next on each of its paths.

The theme's own *next* is the next page of the book. Who follows one path skips some of these.
"""

from html import escape


def following(course, page):
    """Return the chapters that come next on the paths of a page, each with the paths that lead to it.

    >>> from seven_patients_site.course.chapter_facts import Chapter
    >>> a, b, c = (Chapter("A", page, (), tuple(paths.split())) for page, paths in
    ...     [("a", "course sceptic programmer"), ("b", "sceptic"), ("c", "course programmer")])
    >>> {chapter.page: paths for chapter, paths in following([a, b, c], "a").items()}
    {'c': ['course', 'programmer'], 'b': ['sceptic']}
    """
    pages = [chapter.page for chapter in course]
    found = {}
    if page in pages:
        here = pages.index(page)
        for path in course[here].paths:
            after = next((chapter for chapter in course[here + 1 :] if path in chapter.paths), None)
            if after:
                found.setdefault(after, []).append(path)
    return found


def line(found, link):
    """Return what `following` found as a line of HTML.

    Parameters
    ----------
    found : dict
        As `following` returns it.
    link : callable
        Takes a page's name and returns its address.
    """
    ways = "; ".join(
        f"{' and '.join(f'<em>{path}</em>' for path in paths)}: "
        f'<a href="{link(chapter.page)}">{escape(chapter.name)}</a>'
        for chapter, paths in found.items()
    )
    return f'<nav class="next-by-path" aria-label="Next by path"><p>Next on the path {ways}.</p></nav>'


def lead_on(course, app, pagename, templatename, context, doctree):
    """Write under a chapter of a course what comes next."""
    if found := following(course, pagename):
        context["body"] += line(found, lambda page: app.builder.get_relative_uri(pagename, page))
