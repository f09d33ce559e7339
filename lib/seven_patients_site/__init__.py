"""The site: one extension of Sphinx, with a room for each of its concerns.

- `charts`: the charts, and the numbers behind each
- `course`: what the chapters say of themselves, the map of them, and what comes next
- `ledger`: the ledger, which can be searched and saved, and the paper lit up by it
- `search`: the text of the book, and the page that finds sentences and numbers in it
- `teaching`: exercises, solutions, a reader's answers and progress, the design lab, the trial to run
- `sources`: what is read from a page's source, such as links, formulas and docstrings
- `theme`: what the theme, Sphinx and pandas write, mended and made lean
- `publish`: addresses, the policy of a page, files to take home, and what the site was built from

`order` calls them, in the order of their work. The tools read some rooms without Sphinx, so nothing is loaded
before it is asked for.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder of the book."""


def setup(app):
    """Register with Sphinx."""
    from seven_patients_site.order import register

    register(app)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
