r"""Compile the text of a page, MyST with directives and roles to Markdown that every notebook reader shows.

JupyterLab, GitHub and nbviewer know neither directives nor roles. Authors write them all the same, for they
say what is meant; the notebook that is made of a text holds CommonMark, tables, formulas, and the few pieces
of HTML that all readers keep.

- `{cite}` becomes a link to the work, its authors and year.
- `{exercise}`, `{solution-start}` and `{self-test}` become headings, folds and cells that start closed.
- `{glossary}` and definition lists become lists in HTML whose terms can be linked; `{bibliography}`,
  `{paper-references}` and `{paper-paragraphs}` become what they list; `{include}` the file.
- `{numbers}` goes into the cell that computes what `{value}` and `{quote}` say in sentences. Their places are
  filled when that cell has run: see `notebooks`.
- What only the site can show, such as the design lab, becomes a sentence, with what the site shows in its
  place in a comment before it.

A link between pages leads to a notebook wherever there is one. The first time that a chapter names a function
or class of the library, the name leads to its place in the reference.
"""

import ast
import posixpath
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path

import jupytext
import nbformat
from markdown_it import MarkdownIt

import works
from seven_patients_site import ROOT
from seven_patients_site.course import course_map
from seven_patients_site.course.chapter_facts import chapters, pages
from seven_patients_site.teaching.exercise_boxes import FOLDED

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
FENCE = re.compile(
    r"^(?P<ticks>`{3,})(?:\{(?P<name>[\w-]+)\})?[ ]?(?P<argument>.*)\n(?P<body>(?:.*\n)*?)(?P=ticks)$",
    re.MULTILINE,
)
OPTION = re.compile(r"\A(?::([\w-]+): ?(.*)\n)*")
ROLE = re.compile(r"\{(?P<name>[\w:]+)\}`(?P<content>[^`]+)`")
NUMBER = re.compile(r"\{(value|quote)\}`([^`]+)`")
LINK = re.compile(r"(?<=\]\()(?!https?:|mailto:|#)(?P<target>[^)#\s]+)(?P<anchor>#[^)\s]*)?(?=\))")
NAME = re.compile(r"^#.*|\[[^\]]*\]\([^)]*\)|<!--.*?-->|(?<![`}])`(?P<name>\w+)`(?!`)", re.MULTILINE)
"""A name in the font of code, or what holds names that are left alone: a heading, a link, a comment."""

PUBLIC = re.compile(r"^__all__ = (\[.*?\])", re.MULTILINE | re.DOTALL)
FILE = re.compile(r'<a href="(?P<target>[^"]+)">(?P<text>[^<]+)</a>')
DEFINITION = re.compile(r"^(?P<term>\S.*)\n: (?P<definition>.+(?:\n {2,}.+)*)\n?", re.MULTILINE)
DEFINITIONS = re.compile(r"(?:^\S.*\n: .+\n?(?: {2,}.+\n?)*\n*)+", re.MULTILINE)
CHOICE = re.compile(r"(?P<choice>\S.*)\n: (?P<reason>(?:Right|No)\. .+)", re.DOTALL)
TITLED = re.compile(r"\*\*(?P<title>[^*]+)\.\*\*\s+")

INLINE = MarkdownIt("commonmark", {"typographer": True}).enable("smartquotes")
HIDDEN = {"source_hidden": True, "outputs_hidden": True}
SOLUTIONS = "### Solutions"
"""The heading under which JupyterLab folds all solutions: the fold of a single cell opens when it is run."""

NUMBERS = "The numbers in the sentences above"
SITE_ONLY = {
    "answer": "*On the site you can answer here; in a notebook `try_it` takes your answer.*",
    "course-map": "",
    "design-lab": "*The lab stands on the site, where each dial is a slider; the cells below do the same.*",
    "run-the-trial": "*On the site the trial runs here, patient by patient, at the survival that you set.*",
    "class-plans": "*The site shows the courses here, counted by `chapter_times` when it is built.*",
    "question-sheets": "*The site lists the sheets here, which are made when it is built.*",
    "ledger": "*The site lists every claim here. In a notebook, `ledger` in a cell of its own does so.*",
    "lit-paper": "*The site shows the paper here, a tile for each number, lit by its verdict.*",
    "lit-paper-small": "",
    "my-progress": "*The site lists every exercise here, and what you have done.*",
    "handouts": "*The site offers slides and a handout here, for each part.*",
    "build-facts": "*The site shows a table here, which is written whenever it is built.*",
    "eval-rst": "*The site shows the reference here. In a notebook, `help` shows the same.*",
}
"""What a notebook says in place of what only the site can show."""


@dataclass
class Page:
    """A page while it is compiled.

    Attributes
    ----------
    path : Path
        Its text.
    exercises, solved : list of str
        The labels of the exercises that came, and of those whose solution came.
    inside : str
        The label of the solution that is open.
    named : set of str
        The names of the library that came.
    """

    path: Path
    exercises: list = field(default_factory=list)
    solved: list = field(default_factory=list)
    inside: str = ""
    named: set = field(default_factory=set)

    @property
    def name(self):
        """The page as Sphinx names it, in whatever copy of the book it stands."""
        parts = self.path.with_suffix("").parts
        top = next((place for place, part in enumerate(parts) if part in ("chapters", "template")), -1)
        return posixpath.join(*parts[top:])

    def refuse(self, snippet, must):
        """Raise what is wrong with a piece of the text: its file, its line, what must be, and what came."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        first = snippet.strip().splitlines()[0]
        line = next((number for number, text in enumerate(lines, 1) if first in text), 1)
        raise ValueError(f"{self.path.name}, line {line}: {must}.\nWhat came: {first}")

    @property
    def number(self):
        """The number of the exercise whose solution is open."""
        return self.exercises.index(self.inside) + 1


def is_notebook(path):
    """Say whether a text is to be a notebook."""
    return path.exists() and "kernelspec:" in path.read_text(encoding="utf-8")


def compiled(path):
    """Return the notebook that a text stands for, without outputs; sentences still lack their numbers.

    Raises
    ------
    ValueError
        With file and line, for a directive or role that is not known, a work that is not in the bibliography,
        a link that leads nowhere, and an exercise without its solution or the reverse.
    """
    page, cells = Page(path), []
    preparation, wanted = [], {}
    for cell in jupytext.read(path, fmt="md:myst").cells:
        if cell.cell_type == "code":
            cells.append(code_cell(page, cell))
            continue
        for text in pieces(page, cell.source, preparation):
            folded = {"jp-MarkdownHeadingCollapsed": True} if text == SOLUTIONS else {}
            cells.append(new_cell("markdown", text, folded))
            wanted |= dict.fromkeys(NUMBER.findall(text))
    if page.inside or page.solved != page.exercises:
        unsolved = page.inside or next(label for label in page.exercises if label not in page.solved)
        page.refuse(
            unsolved, "each exercise must have its solution, in the same order, and each solution its end"
        )
    if wanted:
        cells.append(numbers_cell(page, preparation, wanted))
    for number, cell in enumerate(cells, start=1):
        cell.id = f"cell-{number:02d}"
    return nbformat.v4.new_notebook(cells=cells, metadata=nbformat.from_dict(METADATA))


def new_cell(kind, source, metadata):
    """Return a cell; whether it is as it must be is asked of the whole notebook, once."""
    empty = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return nbformat.from_dict({"cell_type": kind, "source": source, "metadata": metadata, **empty})


def code_cell(page, cell):
    """Return a cell of code, hidden where its input or, in a solution, all of it is to be opened first."""
    tags, metadata, source = cell.metadata.get("tags", []), {}, cell.source
    if page.inside:
        tags, metadata = [*tags, "hide-cell", "solution"], {"jupyter": HIDDEN}
        source = f"# Solution to exercise {page.number}\n{source}"
    elif "hide-input" in tags or draws(source):
        tags, metadata = [*dict.fromkeys([*tags, "hide-input"])], {"jupyter": {"source_hidden": True}}
    if tags:
        metadata["tags"] = tags
    return new_cell("code", source, metadata)


def draws(source):
    """Say whether what a cell shows is a chart.

    >>> draws("charts.bars(values, 'Long', unit='s')"), draws("bars = {}")
    (True, False)
    """
    last = ast.parse(source).body[-1:]
    called = last[0].value.func if last and is_call(last[0]) else None
    name = getattr(called, "attr", getattr(called, "id", ""))
    return name[:1].islower() and rooms().get(name) == "charts"


def is_call(statement):
    """Say whether a statement of Python is a call alone."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)


def numbers_cell(page, preparation, wanted):
    """Return the cell that computes what the sentences say."""
    lines = [f"    {expression(page, *number)}," for number in wanted]
    if any(role == "quote" for role, _ in wanted):
        preparation = ["from seven_patients import quote", *preparation]
    code = "\n\n".join(filter(None, [f"# {NUMBERS}", "\n".join(preparation), "\n".join(["[", *lines, "]"])]))
    titles = {"code_prompt_show": NUMBERS, "code_prompt_hide": NUMBERS}
    return new_cell("code", code, {"jupyter": HIDDEN, "mystnb": titles, "tags": ["hide-cell"]})


def expression(page, role, content):
    """Return the code of a number in a sentence.

    >>> expression(None, "value", "100 * after.mean:.1f"), expression(None, "quote", "res-d56-survival")
    ('format(100 * after.mean, ".1f")', 'quote("res-d56-survival")')
    """
    if role == "quote":
        return f'quote("{content}")'
    code, specification = content, ""
    if not is_expression(code):
        code, _, specification = content.rpartition(":")
    if not is_expression(code):
        page.refuse(content, "a value must be an expression of Python, with or without a format")
    return f'format({code}, "{specification}")' if specification else f"str({code})"


def is_expression(code):
    """Say whether a text is an expression of Python."""
    try:
        ast.parse(code, mode="eval")
    except SyntaxError:
        return False
    return True


def pieces(page, source, preparation):
    """Yield the plain texts of the cells that a piece of a page's text becomes."""
    written, rest = [], 0

    def flush():
        text = "\n\n".join(filter(None, (text.strip("\n") for text in written)))
        written.clear()
        if not text.strip():
            return []
        return [solution(page, text)] if page.inside else [text]

    for fence in FENCE.finditer(source):
        written.append(prose(page, source[rest : fence.start()]))
        rest = fence.end()
        name, argument, body = fence["name"], fence["argument"].strip(), fence["body"]
        if name is None:
            written.append(fence[0])
        elif name == "numbers":
            preparation.append(body.strip())
        elif name == "exercise":
            yield from flush()
            yield exercise(page, fence)
        elif name == "solution-start":
            yield from flush()
            if not page.solved:
                yield SOLUTIONS
            if argument not in page.exercises:
                known = ", ".join(page.exercises) or "none"
                page.refuse(fence[0], f"a solution must follow its exercise, one of {known}")
            page.inside = argument
        elif name == "solution-end":
            text = flush()
            if not text and page.inside not in page.solved:
                page.refuse(page.inside, "a solution must hold something")
            yield from text
            page.inside = ""
        else:
            written.append(block(page, fence))
    written.append(prose(page, source[rest:]))
    yield from flush()
    if page.inside and page.inside not in page.solved:  # its first piece is code
        yield solution(page, FOLDED)


def exercise(page, fence):
    """Return an exercise: a heading with its number and kind, and its text."""
    label, body = options(fence["body"])["label"], content(fence["body"])
    titled = TITLED.match(body)
    if not titled:
        page.refuse(fence[0], "an exercise must begin with its kind, such as **Argue.**")
    page.exercises.append(label)
    text = prose(page, body[titled.end() :]).strip()
    return f"### Exercise {len(page.exercises)}. {titled['title']}\n\n{text[0].upper()}{text[1:]}"


def solution(page, text):
    """Return a piece of a solution, folded."""
    title = f"Solution to exercise {page.number}"
    if page.inside in page.solved:
        title += ", in words"
    else:
        page.solved.append(page.inside)
    return f'<details class="solution">\n<summary>{title}</summary>\n\n{text}\n\n</details>'


def options(body):
    """Return the options of a directive by name."""
    return dict(re.findall(r"^:([\w-]+): ?(.*)$", OPTION.match(body)[0], re.MULTILINE))


def content(body):
    """Return what a directive holds after its options."""
    return body[OPTION.match(body).end() :].strip()


def block(page, fence):
    """Return what a directive becomes that stands in the text."""
    name, argument, body = fence["name"], fence["argument"].strip(), fence["body"]
    if name == "self-test":
        return self_test(page, argument, body)
    if name == "glossary":
        return glossary(page, body)
    if name == "bibliography":
        return works.bibliography(page.name, citations())
    if name == "paper-references":
        return prose(page, works.paper_references())
    if name == "paper-paragraphs":
        return works.paper_paragraphs(page.name)
    if name == "include":
        return included(page, argument, options(body))
    if name in SITE_ONLY:
        return site_only(page, fence)
    known = (
        "code-cell, exercise, solution-start, solution-end, self-test, numbers, glossary, bibliography, "
        "paper-references, paper-paragraphs, include"
    )
    page.refuse(fence[0], f"a directive must be one of {known}, {', '.join(SITE_ONLY)}")


def site_only(page, fence):
    """Return what stands in a notebook for what only the site shows, and for the site what to show."""
    instead = SITE_ONLY[fence["name"]]
    if fence["name"] == "course-map":
        words = dict(line.split(": ", 1) for line in fence["body"].splitlines() if line)
        instead = course_map.in_words(chapters(ROOT), words, lambda other: page_link(page, other))
    return f"<!-- site\n{fence[0]}\n-->\n\n{instead}\n\n<!-- /site -->"


def page_link(page, other):
    """Return a link from a page to another, under its short name."""
    target = posixpath.relpath(f"{other}.ipynb", posixpath.dirname(page.name))
    return f"[{course_map.name(other)}]({target})"


def self_test(page, question, body):
    """Return a question, and a fold for each of its choices that says why it is right or not."""
    choices = [CHOICE.fullmatch(part.strip()) for part in body.strip().split("\n\n")]
    verdicts = [choice["reason"].split(" ")[0] if choice else "" for choice in choices]
    if set(verdicts) != {"Right.", "No."} or verdicts.count("Right.") != 1:
        page.refuse(question, "each choice must be called Right. or No., and one must be right")
    folds = [
        f'<details class="choice">\n<summary>{inline(choice["choice"])}</summary>\n\n'
        f"{prose(page, choice['reason'])}\n\n</details>"
        for choice in choices
    ]
    return "\n\n".join(['<div class="self-test">', f"**{prose(page, question)}**", *folds, "</div>"])


def inline(text):
    """Return a line of Markdown as HTML, with the quotation marks that the site gives to sentences.

    >>> inline("It isn't *that* 5 < 7")
    'It isn’t <em>that</em> 5 &lt; 7'
    """
    return INLINE.renderInline(text)


def anchor(term):
    """Return the place of a term on the page of the glossary.

    >>> anchor("TS design"), anchor("Röver's prior")
    ('term-TS-design', 'term-Rovers-prior')
    """
    ascii_only = unicodedata.normalize("NFKD", term.replace("'", "")).encode("ascii", "ignore").decode()
    return "term-" + re.sub(r"\W+", "-", ascii_only).strip("-")


def glossary(page, body):
    """Return the entries of a glossary."""
    entries = []
    for entry in body.strip().split("\n\n"):
        *terms, definition = entry.splitlines()
        named = "\n".join(f'<dt id="{anchor(term)}"><b>{escape(term)}</b></dt>' for term in terms)
        entries.append(f"{named}\n<dd>\n\n{prose(page, definition.strip())}\n\n</dd>")
    return "\n".join(['<dl class="glossary">', *entries, "</dl>"])


def definition_list(run):
    """Return neighbouring definitions as one list, in HTML around Markdown, so that terms can be formulas."""
    items = [
        f"<dt>\n\n{found['term']}\n\n</dt>\n<dd>\n\n{found['definition']}\n\n</dd>"
        for found in DEFINITION.finditer(run[0])
    ]
    return "\n".join(["<dl>", *items, "</dl>\n\n"])


def included(page, name, chosen):
    """Return the text of another file from some line on, its headings lowered."""
    lines = (
        (page.path.parent / name).read_text(encoding="utf-8").splitlines()[int(chosen.get("start-line", 0)) :]
    )
    lower = "#" * int(chosen.get("heading-offset", 0))
    return prose(
        page, "\n".join(f"{lower}{line}" if line.startswith("#") else line for line in lines), links=False
    )


def citations():
    """Return the keys that each page cites, the pages in the order of the book."""
    names = ["chapters/index", *(page for _, page in pages(ROOT))]
    found = {}
    for name in names:
        roles = ROLE.finditer((ROOT / f"{name}.md").read_text(encoding="utf-8"))
        found[name] = {
            key.strip() for role in roles if role["name"] == "cite" for key in role["content"].split(",")
        }
    return found


def prose(page, text, *, links=True):
    """Return sentences with their roles, links and definition lists plain."""
    text = ROLE.sub(lambda role: said(page, role), text)
    if links:
        text = LINK.sub(lambda link: linked(page, link), text)
    if page.name.startswith("chapters/") and "/library-" not in page.name:
        text = NAME.sub(lambda found: referred(page, found), text)
    text = FILE.sub(lambda file: f"<!-- site {file[0]} -->{file['text']}<!-- /site -->", text)
    return DEFINITIONS.sub(definition_list, text)


def said(page, role):
    """Return what a role becomes; that of a number stays until the number is known."""
    if role["name"] in ("value", "quote"):
        return role[0]
    if role["name"] != "cite":
        page.refuse(role[0], "a role must be one of cite, quote, value")
    keys = [key.strip() for key in role["content"].split(",")]
    if unknown := [key for key in keys if key not in works.entries()]:
        page.refuse(
            role[0], f"what is cited must stand in references.bib, and does not: {', '.join(unknown)}"
        )
    return f"[{', '.join(works.link(key, page.name) for key in keys)}]"


def linked(page, link):
    """Return the target of a link between pages: the notebook where there is one."""
    target = page.path.parent / link["target"]
    text = target.with_suffix(".md") if target.suffix in (".ipynb", ".md", "") else target
    if not text.exists():
        page.refuse(link[0], "a link must lead to a page or a file of the book")
    suffix = ".ipynb" if is_notebook(text) else text.suffix
    return f"{link['target'].removesuffix(target.suffix)}{suffix}{link['anchor'] or ''}"


@cache
def rooms():
    """Return the room of each public name of the library.

    >>> rooms()["StoppingRule"], rooms()["wilson"]
    ('designs', 'estimates')
    """
    found = {}
    for path in (ROOT / "lib" / "onearm").glob("*/__init__.py"):
        names = ast.literal_eval(PUBLIC.search(path.read_text(encoding="utf-8"))[1])
        found |= dict.fromkeys(names, path.parent.name)
    return found


def referred(page, found):
    """Return a name of the library, where the page has it for the first time as a link to the reference."""
    name = found["name"]
    if name not in rooms() or name in page.named:
        return found[0]
    page.named.add(name)
    target = posixpath.relpath(
        f"chapters/reference/library-{rooms()[name]}.ipynb", posixpath.dirname(page.name)
    )
    return f"[`{name}`]({target}#onearm.{rooms()[name]}.{name})"
