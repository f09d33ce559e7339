"""Print the built site as PDFs: the whole book, and a handout for each part, with bookmarks.

    python tools/pdf.py _build/html _build/pdf   # writes seven-patients.pdf, handouts/design.pdf and so on

In the book everything is unfolded. A handout is for a class that has yet to answer: solutions are left out,
and so is the code of cells that only draw; of a self-test it prints the choices, and not which is right.
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

from seven_patients_site.course.chapter_facts import chapters
from seven_patients_site.teaching.slides import handout_of

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
"""What prints, and what the tests open pages in; the first has no window, and takes half of the time."""
FOOT = (
    '<div style="width: 100%; padding: 0 16mm; display: flex; justify-content: space-between; gap: 8mm;'
    ' font: 8px sans-serif; color: #555"><span>{title}</span><span class="pageNumber"></span></div>'
)
UNFOLD = "document.querySelectorAll('article details').forEach(details => { details.open = true; })"
FOLDED = (
    "article details:is(.solution, .hide, .chart *), article details.choice > :not(summary),"
    " article #solutions > :is(h2, h3)"
)
LEAVE_OUT = f"document.querySelectorAll('{FOLDED}').forEach(folded => folded.remove())"
BOOK = "seven-patients.pdf"


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


def print_page(tab, path, folded):
    """Return a page's title and the page on paper, after a script has done with what is folded."""
    tab.goto(path.as_uri())
    tab.evaluate(folded)
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


def print_book(browser, site, parts, folded=UNFOLD):
    """Return parts of a built site as a book, and for each page of the site the page where it begins."""
    writer, starts = PdfWriter(), {}
    tab = browser.new_context(viewport={"width": 800, "height": 1100}, color_scheme="light").new_page()
    for caption, addresses in parts:
        part = None
        for address in addresses:
            path = (site / address).resolve()
            title, paper = print_page(tab, path, folded)
            starts[path] = len(writer.pages)
            writer.append(paper, import_outline=False)
            part = part or writer.add_outline_item(title=caption, page_number=starts[path])
            writer.add_outline_item(title=title, page_number=starts[path], parent=part)
    tab.context.close()
    join_links(writer, starts)
    return writer, starts


def write(writer, path, title):
    """Write a book to a file."""
    writer.add_metadata({"/Title": title, "/Author": "The Seven Patients authors"})
    writer.compress_identical_objects()
    path.parent.mkdir(parents=True, exist_ok=True)
    writer.write(path)


def main(site, folder):
    """Print a whole site, and a handout for each part that has chapters."""
    program = installed(BROWSERS)
    if program is None:
        raise SystemExit(f"printing needs a browser: none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        writer, _ = print_book(browser, site, contents())
        write(writer, folder / BOOK, "Seven Patients")
        taught = {chapter.part for chapter in chapters(ROOT)}
        for part, pages in contents():
            if part in taught:
                writer, _ = print_book(browser, site, [(part, pages)], LEAVE_OUT)
                write(writer, folder / handout_of(part), f"Seven Patients: {part}")
        browser.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
