"""The page of symbols: what the chapters write in formulas stands there, and where it says it comes first."""

import re
from functools import cache

from cases import each_case
from conftest import ROOT

from seven_patients_site.course import chapter_facts

NOTATION = "chapters/reference/notation"
CODE = re.compile(r"```\{code-cell\}.*?\n```\n", re.DOTALL)
MATHS = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)
HEADINGS = {"A", "B"}  # stand for any statement


def text(page):
    return (ROOT / f"{page}.md").read_text(encoding="utf-8")


def symbols(source):
    r"""Return the symbols in the formulas of a text.

    >>> sorted(symbols(r"of $x$ and $\theta_S^{n}$, $\text{Beta}(a, b)$"))
    ['\\theta_S', 'a', 'b', 'n', 'x']
    """
    found = set()
    for display, inline in MATHS.findall(CODE.sub("", source)):
        formula = display or inline
        found |= {"\\mathrm{SD}"} if "\\mathrm{SD}" in formula else set()
        named = re.sub(r"_\{\\text\{(\w+)\}\}", r"_<\1>", formula)
        named = re.sub(
            r"\\(?:begin|end)\{aligned\}|\\text\{[^}]*\}|\\mathrm\{SD\}|\\,|\\;|\\qquad", " ", named
        )
        named = re.sub(r"\\(?!theta|tau|kappa|delta)[A-Za-z]+", " ", named)
        named = re.sub(r"\bds\b", "s", named)
        for letter, below in re.findall(r"(\\[a-z]+|[A-Za-z])(_<\w+>|_\w)?", named):
            below = re.sub(r"_<(\w+)>", r"_{\\text{\1}}", below)
            found.add(letter + below)
    return found


@cache
def symbols_of(page):
    return symbols(text(page))


ROWS = re.findall(r"^(\$.+)\n: (.+)$", text(NOTATION), re.MULTILINE)
DEFINED = {symbol: row for row in ROWS for symbol in symbols(row[0]) - HEADINGS}
CHAPTERS = [page for part, page in chapter_facts.pages(ROOT) if part != "Reference"]


def test_no_symbol_is_defined_twice():
    assert sum(len(symbols(row[0]) - HEADINGS) for row in ROWS) == len(DEFINED)


@each_case("page", ["chapters/index", *CHAPTERS, "chapters/reference/glossary"])
def test_a_formula_uses_only_symbols_of_the_page_of_symbols(page):
    assert symbols_of(page) - set(DEFINED) == set()


@each_case("symbol", sorted(DEFINED))
def test_a_symbol_is_used_first_where_the_page_says(symbol):
    link = re.search(r"\. From \[[^]]+\]\(\.\./(.+?)\.ipynb\) on\.", DEFINED[symbol][1])[1]
    assert next(page for page in CHAPTERS if symbol in symbols_of(page)) == f"chapters/{link}"


def test_the_chapters_on_design_lead_to_it():
    for page in CHAPTERS:
        if page.startswith("chapters/design/"):
            assert "../reference/notation.md" in text(page), page
