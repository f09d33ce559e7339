"""Sheets of questions to print: those of each part, and the test of a class, each without answers and with.

    ```{question-sheets}
    ```

The directive shows where the sheets are, and holds what they say; each becomes two pages of their own, which
are in no list of contents. The sheet without answers is the other with its answers taken out. An exercise has
its label as its anchor, any other question its name, so that a script can find either.
"""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from seven_patients_site import ROOT
from seven_patients_site.course.chapter_facts import chapters, name, numbers
from seven_patients_site.teaching import class_test, question_bank

DIRECTIVE = "question-sheets"
PAGE = "chapters/reference/teaching"
"""The page with the directive; the sheets stand beside it, so that links lead from them as from it."""

ANSWER = "answer"
"""The class of what the sheet without answers leaves out."""

BEFORE_QUESTIONS = (
    "Exercises ask for a number or for the one statement that holds; the chapter above each says what is "
    "given, and its notebook computes. What a text calls the cell below lists the statements that stand "
    "here. Of each question's answers one is right."
)


class Sheet(nodes.General, nodes.Element):
    """A sheet with its answers, which the page that holds it does not show."""


def skip(translator, node):
    """Show nothing of a sheet."""
    raise nodes.SkipNode


def slug(part):
    """Return the name of the sheet of a part.

    >>> slug("The trial")
    'questions-the-trial'
    """
    return f"questions-{part.lower().replace(' ', '-')}"


def with_answers(sheet):
    """Return the name of a sheet with its answers.

    >>> with_answers("questions-design")
    'questions-design-with-answers'
    """
    return f"{sheet}-with-answers"


class QuestionSheets(SphinxDirective):
    """The list of the sheets, and what they say."""

    def run(self):
        """Return both."""
        by_part = {}
        for path in (__file__, class_test.__file__, question_bank.__file__):
            self.env.note_dependency(path)
        for chapter, questions in question_bank.of_book().items():
            self.env.note_dependency(str(ROOT / f"{chapter.page}.ipynb"))
            if questions:
                by_part.setdefault(chapter.part, {})[chapter.page] = questions
        sheets = [self.sheet_of_part(part, pages) for part, pages in by_part.items()]
        rows = [*((part, slug(part)) for part in by_part), (class_test.TITLE, class_test.SHEET)]
        return [*self.parsed(listed(rows)), *sheets, self.sheet_of_test()]

    def sheet_of_part(self, part, pages):
        """Return the sheet of a part, its chapters in order."""
        known, found = numbers(chapters(ROOT)), section(slug(part), nodes.Text(f"Questions: {part}"))
        found += self.parsed(BEFORE_QUESTIONS)
        for page, questions in pages.items():
            link = question_bank.moved(f"[{known[page]} {name(page)}]()", page, PAGE)
            chapter = section(page.rpartition("/")[2], *self.parsed(link)[0].children)
            chapter += [self.question(each, each.title) for each in questions]
            found += chapter
        return Sheet("", found, name=slug(part))

    def sheet_of_test(self):
        """Return the sheet of the test."""
        found = section(class_test.SHEET, nodes.Text(class_test.TITLE))
        found += self.parsed(class_test.BEFORE)
        found += nodes.container("", *self.parsed(class_test.ON_PAPER), classes=["on-paper"])
        found += [
            self.question(question_bank.named(asked), f"Question {number}")
            for number, asked in enumerate(class_test.ASKED, start=1)
        ]
        return Sheet("", found, name=class_test.SHEET)

    def question(self, asked, title):
        """Return a question under a title, what it offers, and its answer."""
        found = section(asked.name, nodes.Text(title))
        found["classes"].append("asked")
        found += self.parsed(question_bank.moved(asked.text, asked.page, PAGE))
        if asked.answers:
            offered = nodes.enumerated_list(enumtype="loweralpha", prefix="", suffix=".")
            offered += [nodes.list_item("", *self.parsed(each.text)) for each in asked.answers]
            found += offered
        else:
            found += nodes.container("", *self.parsed(f"*Asked for: {asked.wanted}.*"), classes=["asked-for"])
        told = question_bank.moved(answer(asked), asked.page, PAGE)
        found += nodes.container("", *self.parsed(told), classes=[ANSWER])
        return found

    def parsed(self, text):
        """Return the nodes of a text in Markdown."""
        return self.parse_text_to_nodes(text)


def answer(asked):
    """Return the answer to a question, with what is told of each wrong one, in Markdown.

    >>> print(answer(question_bank.named("ex-dosing-mean")))
    **Answer:** 5.86
    <BLANKLINE>
    **Expected wrong answers:**
    <BLANKLINE>
    - **6.00**: That is the printed median. The patients are not spread evenly about it.
    - **1.86**: You divided the counts at doses 5 to 8 alone. Each patient had four doses before.
    <BLANKLINE>
    **Hint:** Add the infusions of all seven, and divide by the patients. **Read again:** Step 2.
    """
    letters = dict(zip("abcdef", asked.answers, strict=False))
    if asked.answers:
        right = next(letter for letter, each in letters.items() if each.right)
        wrong = [f"- **{letter}**: {each.says}" for letter, each in letters.items() if not each.right]
        told = [f"**Answer: {right}.** {letters[right].says}"]
    else:
        exercise = asked.exercise
        wrong = [
            f"- **{question_bank.written(exercise, value)}**: {says}"
            for value, says in question_bank.slips(asked.name)
        ]
        told = [f"**Answer:** {asked.right}"]
    told += [asked.solution, "**Expected wrong answers:**", "\n".join(wrong)]
    if asked.exercise:
        hint = f"**Hint:** {asked.exercise.hint} " if asked.exercise.hint else ""
        told.append(f"{hint}**Read again:** {asked.exercise.step}.")
    return "\n\n".join(filter(None, told))


def section(name, *title):
    """Return an empty section with an anchor and a title."""
    return nodes.section("", nodes.title("", "", *title), ids=[name])


def listed(rows):
    """Return in Markdown where the sheets are: for each its title, and the file of its page.

    >>> print(listed([("Design", "a")]))
    | sheet | questions | answers and notes |
    |---|---|---|
    | Design | <a href="a.html">to hand out</a> | <a href="a-with-answers.html">for the teacher</a> |
    """
    use = {class_test.SHEET: "to take here, or to hand out"}
    lines = [
        f'| {title} | <a href="{sheet}.html">{use.get(sheet, "to hand out")}</a> '
        f'| <a href="{with_answers(sheet)}.html">for the teacher</a> |'
        for title, sheet in rows
    ]
    return "\n".join(["| sheet | questions | answers and notes |", "|---|---|---|", *lines])


def without_answers(sheet):
    """Return a copy of a sheet that lacks its answers."""
    copy = sheet.deepcopy()
    for node in list(copy.findall(nodes.container)):
        if ANSWER in node["classes"]:
            node.parent.remove(node)
    return copy


def pages(app):
    """Yield the pages of the sheets: the name of each, its context and its template.

    The sheet with answers comes last, for its nodes are used up.
    """
    if PAGE not in app.env.found_docs:
        return
    doctree = app.env.get_and_resolve_doctree(PAGE, app.builder)
    for sheet in doctree.findall(Sheet):
        handed = without_answers(sheet)
        if sheet["name"] == class_test.SHEET:
            handed = class_test.as_form(handed)
        for address, kind, shown in (
            (sheet["name"], "to-hand-out", handed),
            (with_answers(sheet["name"]), "with-answers", sheet),
        ):
            title = shown[0][0]
            if shown is sheet:
                title += nodes.Text(", with answers and notes")
            page = nodes.container("", *shown.children, classes=["sheet", kind])
            context = {"title": title.astext(), "body": app.builder.render_partial(page)["fragment"]}
            yield f"{PAGE.rpartition('/')[0]}/{address}", context, "page.html"
