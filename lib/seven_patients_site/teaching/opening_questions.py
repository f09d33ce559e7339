"""Open each chapter but the first with a question on an earlier one, alternately the last and three before.

A page without questions of its own, such as the ledger, is one to look things up in, and opens with none.

The question is one of those that end that chapter, as its notebook has it, so that nothing is typed twice; a
chapter that is asked about again is asked its next. It stands on the site alone, in no notebook.
"""

import json

from seven_patients_site import ROOT
from seven_patients_site.course.chapter_facts import chapters, name
from seven_patients_site.teaching import question_bank

BACK = (3, 1)
"""How many chapters back is asked, in turn; from the third chapter as far as there are."""

BOX = """\
<div class="self-test opening-question">

Before you begin, a question on an earlier chapter, [{source}](). Open the answer that you would give.

**{text}**

{choices}

</div>

"""
CHOICE = '<details class="choice">\n<summary>{}</summary>\n\n{}. {}\n\n</details>'


def chosen(course, asked):
    """Return the question that opens each page of a course; none opens a page that asks none at its end.

    Parameters
    ----------
    course : list of str
        The pages, in order.
    asked : dict of str to list
        The questions at the end of each page, none for some pages.

    Examples
    --------
    >>> chosen(list("abcde"), {page: [f"{page}1", f"{page}2"] for page in "abcde"})
    {'b': 'a1', 'c': 'a2', 'd': 'c1', 'e': 'b1'}
    """
    found, used = {}, {}
    for place, page in enumerate(course):
        earlier = [other for other in course[:place] if asked[other]]
        if asked[page] and earlier:
            source = earlier[-min(BACK[place % 2], len(earlier))]
            found[page] = asked[source][used.get(source, 0) % len(asked[source])]
            used[source] = used.get(source, 0) + 1
    return found


def of_book():
    """Return the question that opens each chapter, by page."""
    course = [chapter.page for chapter in chapters(ROOT)]
    return chosen(
        course,
        {page: [each for each in question_bank.of_page(page) if not each.exercise] for page in course},
    )


def box(question, page):
    """Return a question, with each of its answers a fold, as Markdown for a page."""
    folds = [
        CHOICE.format(answer.text, "Right" if answer.right else "No", answer.says)
        for answer in question.answers
    ]
    told = BOX.format(source=name(question.page), text=question.text, choices="\n\n".join(folds))
    return question_bank.moved(told, question.page, page)


def open_with(app, docname, source):
    """Put its question into the text of a chapter that is about to be read, before its first section."""
    question = of_book().get(docname)
    if question is None:
        return
    for path in (__file__, question_bank.__file__, ROOT / f"{question.page}.ipynb"):
        app.env.note_dependency(str(path))
    notebook = json.loads(source[0])
    first = notebook["cells"][0]
    before, heading, after = "".join(first["source"]).partition("\n## ")
    first["source"] = f"{before.rstrip()}\n\n{box(question, docname)}{heading.lstrip()}{after}"
    source[0] = json.dumps(notebook)
