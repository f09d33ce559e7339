"""Say of each work in the bibliography what was read of it and where it is used; list the paper's references.

What was read stands in `references.bib`, in a field `read` of each entry; the style of the bibliography
leaves it out. Where a work is used is known once all pages are read. The trial paper's reference list stands
in `data/sources.csv`, and what it takes from each work in `data/literature.csv`:

    ```{paper-references}
    ```
"""

from docutils import nodes
from pybtex.plugin import find_plugin, register_plugin
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from chapter_facts import ROOT, name, pages
from onearm.datasets import literature, sources


def users(domain, key, order):
    """Return the pages that cite a work, in the order of the book."""
    found = {
        reference.docname
        for reference in domain.citation_refs
        if key in {target.key for target in reference.targets}
    }
    return [page for page in order if page in found]


class ReadAndUsed(SphinxPostTransform):
    """Add to each entry of the bibliography what was read, and links to the pages that use it."""

    default_priority = 6  # the entries are made at 5

    def run(self, **kwargs):
        """Add a line to each entry."""
        domain = self.env.get_domain("cite")
        builder, here = self.app.builder, self.env.docname
        order = [self.app.config.root_doc, *(page for _, page in pages(ROOT) if page != here)]
        citations = {citation.citation_id: citation for citation in domain.citations}
        for entry in self.document.findall(nodes.citation):
            citation = citations[entry["ids"][0]]
            line = nodes.paragraph("", f"Read: {plain(citation.entry.fields['read'])}. Used in: ")
            for i, page in enumerate(users(domain, citation.key, order)):
                address = builder.get_relative_uri(here, page)
                line += nodes.Text(", " if i else "")
                line += nodes.reference("", name(page), refuri=address, internal=True)
            line += nodes.Text(".")
            entry += line


def plain(text):
    r"""Return a field of the bibliography without what only TeX needs.

    >>> plain(r"the pages survfit\_confint and {R}")
    'the pages survfit_confint and R'
    """
    return text.replace("\\_", "_").replace("{", "").replace("}", "")


def taken(source):
    r"""Return what the paper takes from a work: each statement, with its number if it has one.

    >>> taken("zhu2008")[-1]
    'patients with IPS who die within 100 days of onset, approximately: 80\xa0%'
    """
    rows = literature().query("source == @source")
    return [
        row.statement + (f": {row.value_printed}\N{NO-BREAK SPACE}{row.unit}" if row.value_printed else "")
        for row in rows.itertuples()
    ]


def listed(cited):
    """Return the paper's reference list in Markdown: what it takes from each work, and whether we use it.

    Parameters
    ----------
    cited : set of str
        Keys of the works in the bibliography.
    """
    rows = sources().dropna(subset="reference").sort_values("reference")
    return "\n".join(
        f"{row.reference}. {row.authors.rstrip('.')}. *{row.title}*. {row.published_in}, {row.year}. "
        f"The paper takes from it: {'; '.join(taken(row.source))}. "
        + (f"Used here: {{cite}}`{row.source}`." if row.source in cited else "Not read, and not used here.")
        for row in rows.itertuples()
    )


class PaperReferences(SphinxDirective):
    """The trial paper's reference list, as the book uses it."""

    def run(self):
        """Return the list."""
        entries = self.env.get_domain("cite").bibdata.data.entries
        return self.parse_text_to_nodes(listed(set(entries)))


def find_backends_once():
    """Spare the build a search through all installed packages for each citation."""
    for backend in ("docutils", "plaintext"):
        register_plugin("pybtex.backends", backend, find_plugin("pybtex.backends", backend), force=True)


def setup(app):
    """Register with Sphinx."""
    find_backends_once()
    app.add_directive("paper-references", PaperReferences)
    app.add_post_transform(ReadAndUsed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
