"""Print the built site as one PDF, with a bookmark for each part and chapter.

python tools/pdf.py _build/html _build/html/seven-patients.pdf
"""

import io
import shutil
import sys
from html import escape
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit
from urllib.request import url2pathname

import yaml
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
"""What prints, and what the tests open pages in; the first has no window, and takes half of the time."""
FOOT = (
    '<div style="width: 100%; padding: 0 16mm; display: flex; justify-content: space-between; gap: 8mm;'
    ' font: 8px sans-serif; color: #555"><span>{title}</span><span class="pageNumber"></span></div>'
)
UNFOLD = "document.querySelectorAll('article details').forEach(details => { details.open = true; })"


def installed(programs):
    """Return the path of the first of some programs that is installed, or nothing."""
    return next(filter(None, map(shutil.which, programs)), None)


def contents():
    """Return the parts of the book, each with the addresses of its pages in the site.

    >>> name, pages = contents()[1]
    >>> name, pages[0]
    ('The trial', 'chapters/background/idiopathic-pneumonia-syndrome.html')
    """
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))

    def address(entry):
        return str(Path(entry).with_suffix(".html").as_posix())

    parts = [(part["caption"], [address(page["file"]) for page in part["chapters"]]) for part in toc["parts"]]
    return [("Start", [address(toc["root"])]), *parts]


def print_page(tab, path):
    """Return a page's title and the page on paper."""
    tab.goto(path.as_uri())
    tab.evaluate(UNFOLD)
    title = tab.locator("article h1").first.evaluate("heading => heading.firstChild.textContent.trim()")
    paper = tab.pdf(
        format="A4",
        print_background=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOT.format(title=escape(title)),
        margin={"top": "18mm", "bottom": "20mm", "left": "16mm", "right": "16mm"},
    )
    return title, PdfReader(io.BytesIO(paper))


def local_path(address):
    """Return the file that an address in a printed page leads to, or nothing for one elsewhere."""
    parts = urlsplit(urldefrag(address).url)
    return Path(url2pathname(unquote(parts.path))) if parts.scheme == "file" else None


def join_links(writer, starts):
    """Let links from page to page of the site lead to the pages of the book, and take away those to files."""
    for page in writer.pages:
        kept = ArrayObject()
        for annotation in page.get("/Annots", ()):
            address = annotation.get_object().get("/A", {}).get("/URI")
            path = local_path(str(address)) if address else None
            if path is None:
                kept.append(annotation)
            elif path in starts:
                first = writer.pages[starts[path]].indirect_reference
                del annotation.get_object()["/A"]
                annotation.get_object()[NameObject("/Dest")] = ArrayObject([first, NameObject("/Fit")])
                kept.append(annotation)
        page[NameObject("/Annots")] = kept


def print_book(browser, site, parts):
    """Return parts of a built site as a book, and for each page of the site the page where it begins."""
    writer, starts = PdfWriter(), {}
    tab = browser.new_context(viewport={"width": 800, "height": 1100}, color_scheme="light").new_page()
    for caption, addresses in parts:
        part = None
        for address in addresses:
            path = (site / address).resolve()
            title, paper = print_page(tab, path)
            starts[path] = len(writer.pages)
            writer.append(paper, import_outline=False)
            part = part or writer.add_outline_item(title=caption, page_number=starts[path])
            writer.add_outline_item(title=title, page_number=starts[path], parent=part)
    tab.context.close()
    join_links(writer, starts)
    return writer, starts


def main(site, target):
    """Print a whole site."""
    program = installed(BROWSERS)
    if program is None:
        raise SystemExit(f"printing needs a browser: none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        writer, _ = print_book(browser, site, contents())
        browser.close()
    writer.add_metadata({"/Title": "Seven Patients", "/Author": "The Seven Patients authors"})
    writer.compress_identical_objects()
    writer.write(target)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
