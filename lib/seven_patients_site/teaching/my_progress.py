"""List what a reader can do in each chapter, its exercises and questions, and show what is done.

    ```{my-progress}
    ```

What is done is kept in the reader's browser alone: `answer/page.js` keeps it, shows it on this list and on
the map of the course, and erases it. Without a script the list has empty boxes, to be ticked on paper.
"""

from html import escape
from itertools import groupby

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from seven_patients_site import ROOT
from seven_patients_site.course.chapter_facts import chapters, numbers
from seven_patients_site.course.chapter_tasks import KIND, named, tasks

DIRECTIVE = "my-progress"


def listed(course, number, address):
    """Return the list as HTML, from chapters, their numbers, and what gives a page's address."""
    total = sum(len(tasks(chapter.page)) for chapter in course)
    parts = "".join(
        f"<h2>{escape(part)}</h2><ul>{''.join(of_chapter(chapter, number, address) for chapter in here)}</ul>"
        for part, here in groupby(course, lambda chapter: chapter.part)
    )
    return (
        f'<div class="my-progress"><p role="status">{none_of(total)}.</p>'
        f'<p><button type="button">Erase my progress</button></p>{parts}</div>'
    )


def none_of(total):
    """Return how a page says that nothing is done yet, before its script says what is."""
    return f"0 of {total} done"


def of_chapter(chapter, number, address):
    """Return a chapter and what can be done in it, as an entry of a list."""
    here, none = address(chapter.page), none_of(len(tasks(chapter.page)))
    boxes = "".join(
        f'<li><span aria-hidden="true">\u2610</span> '
        f'<a data-task="{task.name}" href="{here}#{task.place}">{escape(task.title)}</a></li>'
        for task in tasks(chapter.page)
    )
    return (
        f'<li>{number[chapter.page]} <a href="{here}">{escape(chapter.name)}</a> '
        f'<small data-tasks="{named(chapter.page)}">{none}</small><ul>{boxes}</ul></li>'
    )


class MyProgress(SphinxDirective):
    """The list of all that can be done."""

    def run(self):
        """Return it as HTML."""
        course = [chapter for chapter in chapters(ROOT) if tasks(chapter.page)]
        for path in (__file__, ROOT / "_toc.yml", *(ROOT / f"{chapter.page}.md" for chapter in course)):
            self.env.note_dependency(str(path))
        here, builder = self.env.docname, self.env.app.builder
        html = listed(course, numbers(chapters(ROOT)), lambda page: builder.get_relative_uri(here, page))
        return [nodes.raw("", html, format="html", classes=[KIND])]
