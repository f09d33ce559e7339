"""Let a reader answer an exercise in its page, which judges the answer as `try_it` does in a notebook.

    ```{answer} ex-label
    ```

makes an input for any exercise of `seven_patients.exercises`, by its label. A cell that holds `try_it` alone
gets one by itself, and is shown where no script runs. `answer/model.js` judges, `answer/view.js` writes the
form, and `answer/page.js` listens and keeps what is done in the reader's browser. The first two run here too,
in V8: what is said of an answer stands sealed in the page, where neither it nor the answer can be read.
"""

import math
import re
from functools import singledispatch
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from onearm.ledger import Choice, Exercise, Several, exercises
from seven_patients.exercises import EXERCISES
from seven_patients_site import ROOT
from seven_patients_site.course.chapter_tasks import KIND, question
from seven_patients_site.teaching.in_the_browser import Scripts

DIRECTIVE = "answer"
SCRIPTS = Scripts("answer", "answer.js", KIND, borrowed=("kept",))
STUB = re.compile(r'(?:from seven_patients import try_it\s+)?try_it\("([^"]+)", \.\.\.\)\s*')
QUESTION = '<div class="self-test">'
CODES = {exercises.RIGHT: "+", exercises.SLIP: "-"}
"""How a mark is written where it is sealed with the words that follow it."""


def said(judgement):
    """Return a judgement as it is sealed."""
    return f"{CODES[judgement.mark]}{judgement.says}"


def refused(exercise):
    """Return what an exercise says of what is no answer."""
    try:
        exercise.judge("no answer")
    except ValueError as error:
        return capital(str(error).partition("\n")[0])


def capital(text):
    """Return a text that begins with a capital letter.

    >>> capital("the p-value of IPS")
    'The p-value of IPS'
    """
    return f"{text[:1].upper()}{text[1:]}"


def facts(exercise):
    """Return all that the page is to know of an exercise, which `answer/model.js` then seals."""
    common = {
        "name": exercise.name,
        "hint": exercise.hint,
        "step": exercise.step,
        "refused": refused(exercise),
    }
    return common | of_kind(exercise)


@singledispatch
def of_kind(exercise):
    """Return what the page is to know of an exercise of its kind."""
    raise TypeError(f"an exercise must be of Exercise, Several or Choice.\nWhat came: {exercise!r}")


@of_kind.register
def _(exercise: Exercise):
    return {
        "kind": "number",
        "asked": capital(exercise.wanted),
        "percentage": exercise.unit == "%",
        "wrong": exercise.wrong.says,
        "regions": [
            {
                "centre": region.centre,
                "half": region.half,
                "least": region.least,
                "most": None if region.most == math.inf else region.most,
                "scale": region.scale,
                "said": said(region.judgement),
            }
            for region in exercises.regions(exercise)
        ],
    }


@of_kind.register
def _(exercise: Several):
    def numbers(values):
        return sorted({int(value) for value in values})

    return {
        "kind": "several",
        "asked": f"{capital(exercise.wanted)}, as in [6, 8]",
        "unit": exercise.unit,
        "numbers": numbers(exercise.answer()),
        "slips": [
            {"numbers": numbers(slip.value()), "said": f"{CODES[exercises.SLIP]}{slip.says}"}
            for slip in exercise.slips
        ],
    }


@of_kind.register
def _(exercise: Choice):
    return {
        "kind": "choice",
        "asked": capital(exercise.asks),
        "options": {
            letter: option.text for letter, option in zip(exercise.letters, exercise.options, strict=True)
        },
        "said": {letter: said(exercise.judge(letter)) for letter in exercise.letters},
    }


def inputs(env, names):
    """Return an input for each of some exercises, for a page that follows what they are made of."""
    judges = Path(exercises.__file__)
    for path in (*ROOT.joinpath("lib/seven_patients/exercises").glob("*.py"), judges):
        env.note_dependency(str(path))
    return [node for name in names for node in SCRIPTS.start(env, "form", facts(EXERCISES[name]))]


def put_inputs(app, doctree):
    """Put an input behind each cell of a page that holds `try_it` alone, and mark the cell."""
    for cell in list(doctree.findall(nodes.container)):
        code = next(cell.findall(nodes.literal_block), None) if "cell" in cell["classes"] else None
        if code is not None and (stub := STUB.fullmatch(code.astext())):
            cell["classes"].append("answered")
            cell.parent.insert(cell.parent.index(cell) + 1, inputs(app.env, [stub[1]]))


def name_questions(app, doctree):
    """Name the questions at a chapter's end, in their order, so that what is done of them can be kept."""
    questions = [node for node in doctree.findall(nodes.raw) if QUESTION in node.astext()]
    for number, node in enumerate(questions, start=1):
        named = (
            f'<div class="self-test" id="question-{number}" data-task="{question(app.env.docname, number)}">'
        )
        node.replace_self(nodes.raw("", node.astext().replace(QUESTION, named), format="html"))


class Answer(SphinxDirective):
    """An input for the exercise that is named."""

    required_arguments = 1

    def run(self):
        """Return it as HTML, or refuse a name that no exercise has."""
        if self.arguments[0] not in EXERCISES:
            raise self.error(f"{DIRECTIVE} must name an exercise\nWhat came: {self.arguments[0]!r}")
        return inputs(self.env, self.arguments)
