"""Show one chapter as it will look, soon after it was edited; `make page` runs it.

    python tools/page.py chapters/design/thall-simon.md

Where no code of the chapter changed since its notebook was made, no kernel is started: the outputs are those
that the notebook holds. The page is then built into the site, without what is not seen on it, and opened: at
the address of `make serve` where that is running, from its file elsewhere.
"""

import os
import re
import socket
import sys
import webbrowser
from pathlib import Path

import notebooks

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"


def text_of(name):
    """Return the text of a chapter, however it was named: by its text, its notebook, or the end of its path.

    Raises
    ------
    ValueError
        When no chapter, or more than one, is called so.

    Examples
    --------
    >>> text_of("thall-simon").relative_to(ROOT).as_posix()
    'chapters/design/thall-simon.md'
    """
    end = f"/{re.sub(r'[.](md|ipynb|html)$', '', name)}.md"
    found = [path for path in notebooks.CHAPTERS.rglob("*.md") if path.as_posix().endswith(end)]
    if len(found) != 1:
        raise ValueError(f"PAGE must be the path of one page, such as chapters/index.md\nWhat came: {name!r}")
    return found[0]


def address(page, port):
    """Return where a page is to be seen: from a server on a port of this machine, or as a file."""
    with socket.socket() as line:
        line.settimeout(0.5)
        if line.connect_ex(("127.0.0.1", port)) == 0:
            return f"http://localhost:{port}/{page.relative_to(SITE).as_posix()}"
    return page.as_uri()


def main(name, port="8000"):
    """Make a chapter's notebook again, build its page and open it."""
    try:
        text = text_of(name)
    except ValueError as error:
        raise SystemExit(str(error)) from None
    if text in notebooks.sources():
        notebooks.write(text, again=False)
    from jupyter_book.cli.main import main as build  # not for who asks for a name or an address alone

    os.environ["BOOK_DRAFT"] = "1"
    build(["build", str(ROOT), "-n", "--keep-going", "-q"], standalone_mode=False)
    place = address(SITE / text.relative_to(ROOT).with_suffix(".html"), int(port))
    print(place)
    webbrowser.open(place)


if __name__ == "__main__":
    main(*sys.argv[1:])
