"""The works that the book cites: how a sentence names one, and what the bibliography says of it.

They stand in `references.bib`. Its field `note` says what was taken from a work, and `read` what was read of
it, which the styles of bibliographies leave out. The trial paper's own reference list stands in
`data/sources.csv`, what it takes from each work in `data/literature.csv`, and its paragraphs in
`data/paragraphs.csv`.
"""

import posixpath
from functools import cache

from pybtex.backends import markdown, plaintext
from pybtex.database import parse_file
from pybtex.richtext import Text
from pybtex.style.formatting.unsrt import Style

from seven_patients.datasets import literature, paragraphs, sources
from seven_patients_site import ROOT
from seven_patients_site.course import chapter_facts

BIBLIOGRAPHY = "chapters/reference/bibliography"


@cache
def entries():
    """Return the works by key, in the order of the file."""
    return parse_file(ROOT / "references.bib").entries


@cache
def plain(text):
    r"""Return a field of the bibliography without what only TeX needs.

    >>> plain(r"the pages survfit\_confint and {R}")
    'the pages survfit_confint and R'
    """
    return Text.from_latex(text).render(plaintext.Backend()).replace("\N{NO-BREAK SPACE}", " ")


def label(entry):
    """Return a work's authors and year in Markdown, as a sentence names it.

    >>> label(entries()["thall1994practical"]), label(entries()["doki2025"])
    ('Thall and Simon, 1994', 'Doki *et al.*, 2025')
    """
    names = [plain(" ".join(person.prelast_names + person.last_names)) for person in entry.persons["author"]]
    told = " and ".join(names) if len(names) < 3 and "others" not in names else f"{names[0]} *et al.*"
    return f"{told}, {entry.fields['year']}" if "year" in entry.fields else told


def address(key, here):
    """Return where a work is to be had, or its place in the bibliography, seen from a page."""
    fields = entries()[key].fields
    if "doi" in fields:
        return f"https://doi.org/{fields['doi']}"
    page = posixpath.relpath(f"{BIBLIOGRAPHY}.ipynb", posixpath.dirname(here))
    return plain(fields["url"]) if "url" in fields else f"{page}#{key}"


def link(key, here):
    """Return a work as a link, its title shown to who points at it.

    >>> link("lee2008", "chapters/index").partition(' "')[0]
    '[Lee and Liu, 2008](https://doi.org/10.1177/1740774508089279'
    """
    entry = entries()[key]
    title = plain(entry.fields["title"]).replace('"', "”")
    return f'[{label(entry)}]({address(key, here)} "{title}")'


@cache
def formatted():
    """Return by key what each work is, in Markdown."""
    backend = markdown.Backend()
    return {entry.key: entry.text.render(backend) for entry in Style().format_entries(entries().values())}


def used_in(key, here, cited):
    """Return links to the pages that cite a work, in the order of the book."""
    return page_links([page for page in cited if key in cited[page] and page != here], here)


def page_links(pages, here):
    """Return links to pages by their short names, seen from a page."""
    folder = posixpath.dirname(here)
    return ", ".join(
        f"[{chapter_facts.name(page)}]({posixpath.relpath(page, folder)}.ipynb)" for page in pages
    )


def bibliography(here, cited):
    """Return every work in Markdown: what it is, what was taken from it and read of it, and who uses it.

    Parameters
    ----------
    here : str
        The page that shows it.
    cited : dict of str to set of str
        The keys that each page cites, the pages in the order of the book.
    """
    return "\n\n".join(
        f'<span id="{key}"></span>[{label(entries()[key])}] {text}\n'
        f"Read: {plain(entries()[key].fields['read'])}. Used in: {used_in(key, here, cited)}."
        for key, text in formatted().items()
    )


@cache
def statements():
    """Return what the paper takes from all works, as the table says it."""
    return literature()


def taken(source):
    r"""Return what the paper takes from a work: each statement, with its number if it has one.

    >>> taken("zhu2008")[-1]
    'patients with IPS who die within 100 days of onset, approximately: 80\xa0%'
    """
    rows = statements().query("source == @source")
    return [
        row.statement + (f": {row.value_printed}\N{NO-BREAK SPACE}{row.unit}" if row.value_printed else "")
        for row in rows.itertuples()
    ]


def paper_references():
    """Return the trial paper's reference list: what it takes from each work, and whether the book uses it."""
    rows = sources().dropna(subset="reference").sort_values("reference")
    return "\n".join(
        f"{row.reference}. {row.authors.rstrip('.')}. *{row.title}*. {row.published_in}, {row.year}. "
        f"The paper takes from it: {'; '.join(taken(row.source))}. "
        + (
            f"Used here: {{cite}}`{row.source}`."
            if row.source in entries()
            else "Not read, and not used here."
        )
        for row in rows.itertuples()
    )


def paper_paragraphs(here):
    """Return a Markdown table of the paper's paragraphs: what each is about, and the pages that treat it."""
    rows = ["| place in the paper | what it is about | where it is treated |", "| --- | --- | --- |"]
    for row in paragraphs().itertuples():
        pages = [f"chapters/{chapter}" for chapter in row.chapters.split("; ")]
        rows.append(f"| {row.section}, {row.paragraph} | {row.about} | {page_links(pages, here)} |")
    return "\n".join(rows)
