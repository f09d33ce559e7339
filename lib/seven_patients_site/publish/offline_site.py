"""Offer the whole site as one zip, which opens from a disk by a double click on its `index.html`.

No page of the site fetches data: what a script reads stands in the page or in another script, which a browser
also loads from a file. So the copy is the site as it is, less the pages that only a server shows, less the
link to itself, and with a policy by which a form may lead to a file: the search is one, and for Firefox a
file is not of the same origin as another. Two runs on one site give the same bytes.

    python -m seven_patients_site.publish.offline_site SITE   # again, once there are PDFs on the site
"""

import re
import sys
from pathlib import Path

from seven_patients_site.publish.course_archive import pack

FILE = "seven-patients-offline.zip"
FOR_A_SERVER = {FILE, "404.html", "sitemap.xml", ".buildinfo"}
"""What is left out: the archive itself, and what a server or a search engine asks for."""

FORMS = "form-action 'self'"
OFFER = re.compile(rf'<a [^>]*href="[^"]*{re.escape(FILE)}"[^>]*>(.*?)</a>', re.DOTALL)


def from_a_disk(html):
    """Return a page as it stands in the archive.

    >>> from_a_disk(f'Take <a href="../{FILE}">this site as a zip</a>.')
    'Take this site as a zip (you are reading it).'
    >>> from_a_disk(FORMS)
    "form-action 'self' file:"
    """
    return OFFER.sub(r"\1 (you are reading it)", html).replace(FORMS, f"{FORMS} file:", 1)


def contents(site):
    """Yield what the archive holds, in order, as names and bytes."""
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        name = path.relative_to(site).as_posix()
        if name in FOR_A_SERVER:
            continue
        content = path.read_bytes()
        yield name, from_a_disk(content.decode()).encode() if path.suffix == ".html" else content


def write(site):
    """Put the archive on a finished site, in place of any other."""
    pack(site / FILE, contents(site))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
