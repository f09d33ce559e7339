"""The test of a class, before the course and after it: ten questions that a browser judges, or paper.

Its sheet to hand out is a form too. `class_test/page.js` takes the answers, once before the course and once
after it, keeps them in the trainee's browser alone, and shows both results side by side. The judge is that of
the exercises, `answer/model.js`, so that no answer can be read in the page. Without scripts the sheet stands
as it is printed.
"""

import posixpath

from docutils import nodes

from onearm.ledger import Choice, Option
from seven_patients_site.course.chapter_facts import name
from seven_patients_site.teaching import question_bank
from seven_patients_site.teaching.answer_in_the_page import facts
from seven_patients_site.teaching.in_the_browser import Scripts

ASKED = (
    "the-trial-at-a-glance-1",
    "who-the-seven-were-1",
    "the-historical-prior-1",
    "thall-simon-1",
    "operating-characteristics-1",
    "primary-endpoint-1",
    "primary-endpoint-2",
    "days-without-ventilation-1",
    "what-zero-of-seven-means-1",
    "what-can-be-believed-1",
)
"""The ten questions of the test, of the core of each part."""

SHEET, TITLE = "class-test", "Before and after: ten questions"
PAGE = f"chapters/reference/{SHEET}"
SCRIPTS = Scripts("class_test", "class_test.js", SHEET, borrowed=("kept", "answer/model", "answer/view"))
BEFORE = """\
Ten questions, to be answered before the course and again after it. Choose one answer to each; guess where you
do not know.
"""
ON_PAPER = """\
Instead of your name write a word of your own, the same both times.

Word: .................................................. Before ☐ After ☐
"""
START = """\
<form class="class-test">
<p class="in-the-page">Hand your answers in here, once before the course and once after it. This page judges
them and keeps them in this browser alone; nothing is sent anywhere. Which answers were right is told after
the second time. Printed, this page is a sheet of paper, with the results if there are any.</p>
<p class="without-script">Without scripts nothing is judged here: print this page, and answer on paper.</p>
<div class="results" tabindex="-1" role="region" aria-label="Results" hidden></div>
"""
END = """\
<p class="in-the-page"><button>Hand in, before the course</button>
<button type="button" hidden>Erase both results</button></p>
</form>
"""


def judged(asked):
    """Return what the page is to know of a question of the test.

    >>> judged(question_bank.named("thall-simon-1"))["address"]
    '../design/thall-simon.html#question-1'
    """
    options = (
        Option(answer.text, question_bank.without_links(answer.says), right=answer.right)
        for answer in asked.answers
    )
    known = facts(Choice(asked.name, asked.text, tuple(options)))
    place = f"{posixpath.relpath(asked.page, posixpath.dirname(PAGE))}.html#{nodes.make_id(asked.title)}"
    return {key: known[key] for key in ("name", "kind", "hint", "step", "refused", "said")} | {
        "chapter": name(asked.page),
        "address": place,
    }


def html(text):
    """Return HTML as a node."""
    return nodes.raw("", text, format="html")


def as_form(sheet):
    """Return a sheet whose questions can be answered in the page."""
    for section in list(sheet.findall(nodes.section)):
        if "asked" in section["classes"]:
            make_answerable(section)
    (whole,) = sheet
    whole[:] = [*whole[:2], html(START), *whole[2:], html(END)]
    return sheet


def make_answerable(section):
    """Make the answers that a question offers a group of choices, which its judge follows."""
    (asked,) = section["ids"]
    question, offered = section[1:]
    question["ids"].append(f"{asked}-asked")
    for letter, item in zip("abcdef", offered, strict=False):
        choice = f'<label><input type="radio" name="{asked}" value="{letter}" required><span>'
        item[0][:] = [html(choice), *item[0], html("</span></label>")]
    group = html(f'<div role="radiogroup" aria-labelledby="{asked}-asked">')
    judge = SCRIPTS.made("judge", judged(question_bank.named(asked)))
    section[1:] = [question, group, offered, html(f"</div>{judge}")]


def add(app, pagename, templatename, context, doctree):
    """Add the script to the page of the test."""
    if pagename == PAGE:
        app.add_js_file(SCRIPTS.name, loading_method="defer")
