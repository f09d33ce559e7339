"""What a trainee sees in a notebook: plain Markdown, questions in view, solutions closed.

The cells are parsed as a reader of notebooks parses them: what would show as raw text, or vanish, is found.
"""

import importlib
import re
from functools import cache
from html.parser import HTMLParser

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from markdown_it import MarkdownIt
from nbconvert import HTMLExporter

import notebooks
import plain

TEXTS = [*notebooks.sources(), notebooks.TEMPLATE / "trial.md"]
EACH = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)

MARKDOWN = MarkdownIt().enable("table")
KEPT = {"a", "b", "div", "dd", "details", "dl", "dt", "em", "strong", "code", "span", "summary"}
"""The tags that the sanitisers of JupyterLab and GitHub keep, of those that the compiler writes."""

KEPT_WITH = {"class", "id"}
MYST = re.compile(r"\{[a-z][\w:-]*\}`|^`{3}\{|^:[a-z-]+:|^:::|^\(.+\)=$", re.MULTILINE)
"""How roles, directives, their options and labels show where nobody reads MyST."""

UNSEEN = re.compile(r"^(?:%|\+\+\+)", re.MULTILINE)
"""Lines that MyST leaves out, and others show."""


class Tags(HTMLParser):
    """The tags of a piece of HTML, and its attributes."""

    def __init__(self, text):
        super().__init__()
        self.found, self.attributes, self.open = set(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@cache
def stored(text):
    return nbformat.read(text.with_suffix(".ipynb"), as_version=4)


def prose(text):
    """Return the cells of a notebook that are not code."""
    return [cell.source for cell in stored(text).cells if cell.cell_type == "markdown"]


@cache
def tokens(source):
    """Return the pieces of a cell as CommonMark has them, those within lines too."""
    return [piece for token in MARKDOWN.parse(source) for piece in (token, *(token.children or ()))]


@EACH
def test_nothing_of_the_site_s_own_language_is_left(text):
    for source in prose(text):
        seen = [token.content for token in tokens(source) if token.type in ("text", "inline", "html_block")]
        fences = [token.info for token in tokens(source) if token.type == "fence"]
        shown = re.sub(r"<!--.*?-->", "", "\n".join(seen), flags=re.DOTALL)
        shown = re.sub(r"(?<!`)`[^`{]+`(?!`)|\$\$[^$]*\$\$|\$[^$]*\$", "", shown)
        assert MYST.findall(shown) == [], source
        assert UNSEEN.findall(source) == [], source
        assert [info for info in fences if "{" in info] == [], source


@EACH
def test_its_html_is_what_every_reader_keeps(text):
    for source in prose(text):
        written = "".join(
            token.content for token in tokens(source) if token.type in ("html_block", "html_inline")
        )
        tags = Tags(re.sub(r"<!--.*?-->", "", written, flags=re.DOTALL))
        assert tags.open == [], source
        assert tags.found <= KEPT, source
        assert tags.attributes <= KEPT_WITH, source


@EACH
def test_links_lead_to_notebooks_that_are_there(text):
    for source in prose(text):
        for token in tokens(source):
            address = dict(token.attrs).get("href", "")
            if token.type == "link_open" and not re.match(r"[a-z]+:|#", address):
                target = text.parent / address.partition("#")[0]
                assert target.exists(), address
                assert target.suffix != ".md" or not plain.is_notebook(target), address


@EACH
def test_no_cell_is_hidden_for_good(text):
    cells = [cell for cell in stored(text).cells if cell.cell_type == "code"]
    tags = {tag for cell in cells for tag in cell.metadata.get("tags", ())}
    assert tags <= {"hide-input", "hide-cell", "solution"}
    for cell in cells:
        folded = "hide-cell" in cell.metadata.get("tags", ())
        assert folded == (cell.metadata.get("jupyter") == plain.HIDDEN)


@EACH
def test_each_question_shows_and_each_solution_is_closed(text):
    written = text.read_text(encoding="utf-8")
    compiled = "\n\n".join(prose(text))
    questions = re.findall(r"^```\{self-test\} (.+)$", written, re.MULTILINE)
    assert len(re.findall(r'^<div class="self-test">\n\n\*\*', compiled, re.MULTILINE)) == len(questions)
    exercises = len(re.findall(r"^```\{exercise\}$", written, re.MULTILINE))
    titles = re.findall(r"^### Exercise (\d+)\. [A-Z]", compiled, re.MULTILINE)
    assert titles == [str(number + 1) for number in range(exercises)]
    for number in titles:
        assert f'<details class="solution">\n<summary>Solution to exercise {number}</summary>' in compiled
    assert "<details open" not in compiled


@pytest.mark.parametrize("chapter", ["design/thall-simon", "endpoints/survival"])
def test_where_no_chart_is_drawn_its_description_stands(chapter):
    notebook = stored(ROOT / "chapters" / f"{chapter}.md")
    page = BeautifulSoup(HTMLExporter(template_name="classic").from_notebook_node(notebook)[0], "html.parser")
    seen = " ".join(page.text.split())
    outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ())]
    told = [data["text/plain"] for data in outputs if any("vegalite" in kind for kind in data)]
    assert told
    assert [text for text in told if " ".join(text.split()) not in seen] == []


PAGE = """---
kernelspec: {{name: python3, display_name: Python 3}}
---
# A page

{}
"""
EXERCISE = "```{exercise}\n:label: ex-a\n\n**Argue.** Why?\n```\n"
SOLUTION = "```{solution-start} ex-a\n:class: dropdown\n```\n\nSo.\n\n```{solution-end}\n```\n"


def compiled(folder, body):
    path = folder / "page.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE.format(body), encoding="utf-8")
    return [cell.source for cell in plain.compiled(path).cells]


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("One.\n\nTwo {term}`IPS`.", 8, "a role must be one of cite, quote, value"),
        ("```{note}\nHo.\n```", 6, "a directive must be one of code-cell, exercise"),
        (
            "See {cite}`nobody2020`.",
            6,
            "what is cited must stand in references.bib, and does not: nobody2020",
        ),
        ("{value}`1 +`", 6, "a value must be an expression of Python"),
        ("[there](nowhere.md)", 6, "a link must lead to a page or a file of the book"),
        (EXERCISE, 7, "each exercise must have its solution"),
        (SOLUTION, 6, "a solution must follow its exercise, one of none"),
        (EXERCISE + SOLUTION.replace("So.\n\n", ""), 7, "a solution must hold something"),
        (EXERCISE.replace("**Argue.** ", ""), 6, "an exercise must begin with its kind"),
        (
            "```{self-test} Why?\nA.\n: No. B.\n\nC.\n: No. D.\n```",
            6,
            "each choice must be called Right. or No.",
        ),
    ],
    ids=[
        "role",
        "directive",
        "cite",
        "value",
        "link",
        "unsolved",
        "unasked",
        "empty",
        "untitled",
        "no right one",
    ],
)
def test_what_is_wrong_is_told_with_its_file_and_line(tmp_path, body, line, said):
    with pytest.raises(
        ValueError, match=re.escape(f"page.md, line {line}: {said}") + r"(?s:.*)\nWhat came: "
    ):
        compiled(tmp_path, body)


def test_a_solution_of_text_and_code_folds_all_of_it(tmp_path):
    code = "```{code-cell}\n1 + 1\n```\n"
    solution = SOLUTION.replace("So.\n", f"{code}\nSo.\n")
    *_, first, cell, words = compiled(tmp_path, EXERCISE + "\n" + solution)
    assert first == (
        '<details class="solution">\n<summary>Solution to exercise 1</summary>\n\n'
        "Open the folded cell below.\n\n</details>"
    )
    assert cell == "# Solution to exercise 1\n1 + 1"
    assert words.startswith('<details class="solution">\n<summary>Solution to exercise 1, in words</summary>')


def test_numbers_are_computed_once_each_in_one_cell_at_the_end(tmp_path):
    body = "```{numbers}\nx = 2\n```\n\n{value}`x / 3:.2f`, {quote}`t2-age-mean`, {value}`x / 3:.2f`."
    prose, numbers = compiled(tmp_path, body)
    assert "{value}`x / 3:.2f`, {quote}`t2-age-mean`" in prose
    assert numbers == (
        "# The numbers in the sentences above\n\nfrom seven_patients import quote\nx = 2\n\n"
        '[\n    format(x / 3, ".2f"),\n    quote("t2-age-mean"),\n]'
    )


def test_a_definition_list_is_one_list(tmp_path):
    (source,) = compiled(tmp_path, "$n$\n: Patients.\n\n$x$\n: Successes.\n\nThe end.")
    assert source.count("<dl>") == source.count("</dl>") == 1
    assert "<dt>\n\n$x$\n\n</dt>\n<dd>\n\nSuccesses.\n\n</dd>" in source
    assert source.endswith("</dl>\n\nThe end.")


def test_what_only_the_site_shows_waits_in_a_comment(tmp_path):
    (source,) = compiled(tmp_path, "```{design-lab}\n```")
    assert "<!-- site\n```{design-lab}\n```\n-->\n\n*The lab stands on the site" in source
    assert source.endswith("<!-- /site -->")


RULE = "[`StoppingRule`](../reference/library-designs.ipynb#onearm.designs.StoppingRule)"


@pytest.mark.parametrize(
    ("body", "becomes"),
    [
        ("A `StoppingRule`, and this `StoppingRule`.", f"A {RULE}, and this `StoppingRule`."),
        ("## The `StoppingRule`\n\nA `StoppingRule`.", f"## The `StoppingRule`\n\nA {RULE}."),
        ("[A `StoppingRule`](#rules) is a `StoppingRule`.", f"[A `StoppingRule`](#rules) is a {RULE}."),
        ("```python\nStoppingRule\n```\n\n- `StoppingRule`", f"```python\nStoppingRule\n```\n\n- {RULE}"),
        (
            "`StoppingRule(n, x)`, `stopping`, StoppingRule.",
            "`StoppingRule(n, x)`, `stopping`, StoppingRule.",
        ),
    ],
    ids=["once", "not in a heading", "not in a link", "not in code", "no other"],
)
def test_a_name_of_the_library_leads_to_the_reference_where_it_first_stands(tmp_path, body, becomes):
    assert compiled(tmp_path / "chapters" / "design", body)[-1].endswith(becomes)


def test_a_number_is_no_name(tmp_path):
    folder = tmp_path / "chapters" / "design"
    prose, _ = compiled(folder, "```{numbers}\nverdicts = 2\n```\n\n{value}`verdicts` verdicts.")
    assert prose.endswith("{value}`verdicts` verdicts.")


def test_a_page_that_is_copied_elsewhere_names_the_library_without_links(tmp_path):
    assert compiled(tmp_path, "A `StoppingRule`.")[-1].endswith("A `StoppingRule`.")


def test_each_public_name_has_one_room():
    rooms = {room: importlib.import_module(f"onearm.{room}").__all__ for room in plain.rooms().values()}
    assert sorted(plain.rooms()) == sorted(name for names in rooms.values() for name in names)
    assert all(plain.rooms()[name] == room for room, names in rooms.items() for name in names)
