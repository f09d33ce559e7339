"""The glossary: in order, complete for the paper's abbreviations, and what the chapters link to."""

import re
from functools import cache

from cases import each_case
from conftest import PAGES, ROOT

import plain

CHAPTERS = ROOT / "chapters"
GLOSSARY = CHAPTERS / "reference" / "glossary.md"
LINK = re.compile(r"glossary\.md#term-([\w-]+)")
REFERENCE = "chapters/reference/"
CHAPTERS_AND_FRONT = [page for page in PAGES if not page.startswith(REFERENCE)]

EXPLAINED = {
    "II": "a Roman numeral, of a phase",
    "III": "a Roman numeral, of a phase",
    "COVID-19": "better known by this name than by any other",
    "CC": "the name of a licence",
    "BY": "the name of a licence",
    "CORD": "in the name of the sponsor",
    "MIT": "the name of a licence",
    "BSD": "the name of a licence",
    "MB": "a unit",
    "CycloneDX": "the name of a form of file",
    "MUC1": "another name of KL-6, said in its entry",
    "TNF-α": "one of the forms of TNF, said in its entry",
}
"""Capitals that need no entry, and why."""

EVERYDAY = (
    "allogeneic, assumption needed, boundary, censoring, claim, conditioning, consistent, coverage, cut-off, "
    "discrepant, etanercept, futile, identified set, lattice, likelihood, look, myeloablative, "
    "non-myeloablative, posterior, power, prednisolone or equivalent, primary endpoint, prior, promising, "
    "reconstructed, reproduced, rounding interval, serious, single-arm, Temcell, tier"
)
"""Terms whose words also have their everyday meaning, or that the chapters explain where they use them."""

NOT_PROSE = [
    (r"\A---\n.*?\n---\n", re.DOTALL),
    (
        r"^```\{(?:code-cell|course-map|build-facts|design-lab|run-the-trial|self-test|numbers|eval-rst)\}.*?^```$",
        re.DOTALL | re.MULTILINE,
    ),
    (r"^ *```text$.*?^ *```$", re.DOTALL | re.MULTILINE),
    (r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL),
    (r"^(?::\w+:|```|#+ |Where (?:they|the numbers)|\*\{minutes\}).*$", re.MULTILINE),
    (r"\{[\w:-]+\}`[^`]*`|`[^`]+`|Patients and HLC-001 treatment", 0),
]
"""Code, questions, formulas, headings, roles, a chapter's first and last line, and a heading of the paper."""

MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
CAPITALS = re.compile(r"(?<![\w/-])[\w/-]*[A-Z]{2}[\w/-]*")

OF_THE_PAPER = (
    "ADR, AE, AML, BAL, CI, CRP, CT, ECOG-PS, FiO2, GVHD, HLA, HSCT, IPS, jRCT, KL-6, MSC, NK cells, PaO2, "
    "P/F ratio, SD, SP-D, SpO2, TBI, TNF, TS design"
)
"""What the paper abbreviates, in its text and in the notes of its tables."""


def entries():
    """Return the entries of the glossary: for each its names and its definition."""
    body = GLOSSARY.read_text(encoding="utf-8").split("```{glossary}\n")[1].split("\n```")[0]
    for entry in body.split("\n\n"):
        *names, definition = entry.splitlines()
        yield names, definition


NAMES = [name for names, _ in entries() for name in names]


def anchor(name):
    """Return the anchor of a term as links write it after `term-`."""
    return plain.anchor(name).removeprefix("term-")


def test_the_entries_are_in_order_and_none_is_there_twice():
    first = [names[0].lower() for names, _ in entries()]
    assert first == sorted(first)
    assert len({name.lower() for name in NAMES}) == len(NAMES)


@each_case("names, definition", list(entries()), ids=lambda value: str(value)[:20])
def test_an_entry_has_a_definition_that_is_a_sentence(names, definition):
    assert names and all(name == name.strip() for name in names)
    assert re.fullmatch(r"  \S.*\.", definition)


@each_case("abbreviation", OF_THE_PAPER.split(", "))
def test_the_papers_abbreviations_are_explained(abbreviation):
    assert abbreviation in NAMES


def test_a_link_to_the_glossary_names_a_term():
    known = {anchor(name) for name in NAMES}
    linked = {
        (text.stem, term)
        for text in CHAPTERS.rglob("*.md")
        for term in LINK.findall(text.read_text(encoding="utf-8"))
    }
    assert linked
    assert {(page, term) for page, term in linked if term not in known} == set()


def blank(match):
    """Return as many spaces as there were letters, so that places stay what they are."""
    return re.sub(r"[^\n]", " ", match[0])


def prose(page):
    """Return the sentences of a page, all else blanked, and subscripts written as in the glossary."""
    text = (ROOT / f"{page}.md").read_text(encoding="utf-8").replace("₂", "2")
    for pattern, flags in NOT_PROSE:
        text = re.sub(pattern, blank, text, flags=flags)
    return text


def read_aloud(text):
    """Return a text with the addresses of its links blanked."""
    return MARKDOWN_LINK.sub(lambda link: f"[{link[1]}]({' ' * len(link[2])})", text)


@cache
def use(name):
    """Return the pattern of a name, in the singular or the plural."""
    flags = 0 if re.search(r"[A-Z]{2}", name) else re.IGNORECASE
    words = r"\s+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<![\w/-]){words}s?(?![\w/-])", flags)


def first_use(names, text):
    """Return where a text first uses one of some names, in the singular or the plural; `None` if never."""
    lower = text.lower()  # to look for a name's first word is quick, and most names are not there
    found = (use(name).search(text) for name in names if name.split()[0].lower() in lower)
    return min((first.start() for first in found if first), default=None)


@each_case("page", PAGES)
def test_an_abbreviation_has_an_entry(page):
    used = {found[0].strip("-/") for found in CAPITALS.finditer(read_aloud(prose(page)))}
    known = {*NAMES, *(f"{name}s" for name in NAMES), *" ".join(NAMES).split(), *EXPLAINED}
    assert used - known == set()


@each_case("page", CHAPTERS_AND_FRONT)
def test_a_term_is_linked_where_it_is_first_used(page):
    text = prose(page)
    plain = MARKDOWN_LINK.sub(blank, text)
    late = []
    for names, _ in entries():
        use = first_use([name for name in names if name not in EVERYDAY.split(", ")], plain)
        anchors = {anchor(name) for name in names}
        links = [
            link.start() for link in MARKDOWN_LINK.finditer(text) if anchors & set(LINK.findall(link[2]))
        ]
        if use is not None and use < min(links, default=len(text)):
            late.append(names[0])
    assert late == []


def test_the_lists_name_only_what_is_there():
    assert set(EVERYDAY.split(", ")) <= set(NAMES)
    everything = " ".join(prose(page) for page in PAGES)
    assert [short for short in EXPLAINED if not re.search(rf"\b{short}\b", everything)] == []
