"""Write the questions of the book as Moodle XML, which a teacher imports into the question bank of a course.

A question that offers answers becomes one of choice, with what is told of each answer; an exercise that asks
for a number becomes a numerical one, in which each expected slip is a wrong answer that says what was done;
one that asks for several numbers becomes a short answer. A category is a chapter. Links between pages are
left out, since the file does not know where the book stands.

No package on PyPI serves: what writes Moodle XML is long unkept or begins with a text of its own, and what is
kept writes QTI without what is told of a wrong answer.

The format: https://docs.moodle.org/en/Moodle_XML_format
"""

from html import escape
from pathlib import Path
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from onearm.ledger import Exercise
from seven_patients_site import ROOT
from seven_patients_site.course.chapter_facts import chapters, name, numbers
from seven_patients_site.teaching import question_bank

FILE = "questions-moodle.xml"
DELIMITERS = {False: r"\({}\)", True: r"\[{}\]"}
RENDERED = MarkdownIt("commonmark", {"typographer": True}).enable(["smartquotes", "table"])
RENDERED.use(
    dollarmath_plugin,
    renderer=lambda tex, options: DELIMITERS[options["display_mode"]].format(escape(tex)),
)


def html(text):
    r"""Return a text in Markdown as HTML, formulas as Moodle's MathJax reads them.

    >>> html("At [day 56](a.ipynb) $p < 1$.")
    '<p>At day 56 <span class="math inline">\\(p &lt; 1\\)</span>.</p>'
    """
    return RENDERED.render(question_bank.without_links(text)).strip()


def put(parent, tag, text, **attributes):
    """Append an element that holds its text in one of its own, as Moodle's do, and return it."""
    element = ElementTree.SubElement(parent, tag, attributes)
    ElementTree.SubElement(element, "text").text = text
    return element


def answer(question, fraction, text, says, tolerance=None):
    """Append an answer: the share of the mark that it earns, what it is, and what is told of it."""
    form = "html" if text.startswith("<") else "moodle_auto_format"
    given = put(question, "answer", text, fraction=str(fraction), format=form)
    put(given, "feedback", html(says), format="html")
    if tolerance is not None:
        ElementTree.SubElement(given, "tolerance").text = tolerance


def choice(element, asked):
    """Complete a question that offers answers, in the order of the book."""
    for tag, text in (("single", "true"), ("shuffleanswers", "false"), ("answernumbering", "abc")):
        ElementTree.SubElement(element, tag).text = text
    for each in asked.answers:
        answer(element, 100 if each.right else 0, html(each.text), each.says)


def number(element, asked):
    """Complete an exercise that asks for a number: half of its last decimal is tolerated."""
    exercise = asked.exercise
    tolerance = f"{0.5 * 10**-exercise.decimals:.{exercise.decimals + 1}f}"
    known = [(question_bank.value(asked.name), ""), *question_bank.slips(asked.name)]
    for place, (value, says) in enumerate(known):
        answer(element, 0 if place else 100, f"{value:.{exercise.decimals}f}", says, tolerance)


def several(element, asked):
    """Complete an exercise that asks for several numbers: they are written in order, with commas."""
    ElementTree.SubElement(element, "usecase").text = "0"
    known = [(question_bank.value(asked.name), ""), *question_bank.slips(asked.name)]
    for place, (values, says) in enumerate(known):
        told = ", ".join(map(str, sorted(values)))
        for text in dict.fromkeys((told, told.replace(" ", ""))):
            answer(element, 0 if place else 100, text, says)


def kind(asked):
    """Return what Moodle calls a question, and what completes it."""
    if asked.answers:
        return "multichoice", choice
    return ("numerical", number) if isinstance(asked.exercise, Exercise) else ("shortanswer", several)


def written():
    """Return the questions of the book as the root of an XML tree."""
    quiz, known = ElementTree.Element("quiz"), numbers(chapters(ROOT))
    for chapter, questions in question_bank.of_book().items():
        if questions:
            category = ElementTree.SubElement(quiz, "question", type="category")
            parts = (f"{known[chapter.part]} {chapter.part}", f"{known[chapter.page]} {name(chapter.page)}")
            put(category, "category", "/".join(("$course$/top/Seven Patients", *parts)))
        for asked in questions:
            called, complete = kind(asked)
            element = ElementTree.SubElement(quiz, "question", type=called)
            put(element, "name", f"{name(asked.page)}: {asked.title}")
            wanted = f"\n\n*Asked for: {asked.wanted}.*" if asked.wanted else ""
            if called == "shortanswer":
                wanted += " Write the numbers in order, with commas."
            put(element, "questiontext", html(asked.text + wanted), format="html")
            put(element, "generalfeedback", html(asked.solution), format="html")
            ElementTree.SubElement(element, "idnumber").text = asked.name
            complete(element, asked)
    ElementTree.indent(quiz)
    return quiz


def write(site):
    """Put the file on a finished site."""
    tree = ElementTree.ElementTree(written())
    tree.write(Path(site) / "chapters" / "reference" / FILE, encoding="UTF-8", xml_declaration=True)
