"""A browser and the built site in it, under a sub-path, with every host but this machine out of reach.

A test file that imports the fixtures says in `SIZE` how large the window is.
"""

import gzip
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from conftest import PAGES, browser_or_skip
from playwright.sync_api import sync_playwright

from pdf import BROWSERS

HOST = "127.0.0.1"
NO_OTHER_HOST = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}"
SUB_PATH = "seven-patients"
SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}

# axe reads the same few colours thousands of times, at a third of its cost: it keeps what each text means
EACH_COLOUR_ONCE = """(() => {
  const colour = axe.commons.color.Color.prototype, parse = colour.parseString, known = new Map();
  colour.parseString = function (text) {
    if (!known.has(text)) {
      parse.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
  };
})();"""
AXE = Axe(AXE_SCRIPT + EACH_COLOUR_ONCE)
SAME_THROUGHOUT = [[".highlight span"], ["tbody tr:nth-child(n + 9)"], ["tbody ~ tbody"]]
OPEN_EVERYTHING = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
}"""
FORMULAS_NOT_SHOWN = """() => [...document.querySelectorAll("article .math")].filter(math => {
  const box = math.querySelector("svg")?.getBoundingClientRect();
  return !(box?.width * box?.height > 0 && math.querySelector("math"));
}).map(math => math.outerHTML)"""
TEXT_COLOURS = """svg => {
  const page = getComputedStyle(svg).color;
  const texts = [...svg.querySelectorAll(":is(.role-axis, .role-legend) text")];
  return texts.filter(text => getComputedStyle(text).fill !== page).length;
}"""
ARRIVED = "html:not(.arriving)"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@cache
def gzipped(path):
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


class Handler(SimpleHTTPRequestHandler):
    """Serve files as GitHub Pages does: gzipped, and the site's own page for what is not found."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        body = gzipped(path if found else Path(self.directory, SUB_PATH, "404.html"))
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(path) if found else "text/html")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="module")
def address(site, tmp_path_factory):
    root = tmp_path_factory.mktemp("server")
    (root / SUB_PATH).symlink_to(site, target_is_directory=True)
    with ThreadingHTTPServer((HOST, 0), partial(Handler, directory=root)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://{HOST}:{server.server_port}/{SUB_PATH}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser():
    program = browser_or_skip(BROWSERS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[NO_OTHER_HOST])
        yield browser
        browser.close()


def window_of(browser, size):
    """Return a window of a size by its name, for a reader who likes it light and still."""
    return browser.new_context(viewport=SIZES[size], color_scheme="light", reduced_motion="reduce")


@pytest.fixture(scope="module")
def window(browser, request):
    with window_of(browser, request.module.SIZE) as window:
        yield window


@pytest.fixture(scope="module")
def window_without_scripts(browser):
    with browser.new_context(viewport=SIZES["phone"], java_script_enabled=False) as window:
        yield window


@contextmanager
def opened(window, url, status=200):
    """Open an address; on leaving, fail when the page complained or asked for anything it must not.

    The page itself must come with the status given; Chromium complains of any other than 200.
    """
    complaints = []

    def guard(request):
        if urlsplit(request.url).scheme.startswith("http") and urlsplit(request.url).hostname != HOST:
            complaints.append(f"asked for {request.url}")

    def judge(response):
        if response.status != status if response.url == url else response.status >= 400:
            complaints.append(f"{response.status} for {response.url}")

    def listen(message):
        if message.type == "error" and not (status != 200 and "Failed to load resource" in message.text):
            complaints.append(f"console: {message.text}")

    tab = window.new_page()
    tab.set_default_timeout(20_000)
    tab.on("request", guard)
    tab.on("response", judge)
    tab.on("console", listen)
    tab.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
    tab.goto(url)
    try:
        tab.locator(ARRIVED).wait_for()
        yield tab
    except Exception as error:
        error.add_note("\n".join(complaints))
        raise
    finally:
        tab.close()
    assert complaints == []


@pytest.fixture(scope="module", params=PAGES)
def tab(window, address, request):
    """Every page in turn, left open for the tests that follow each other."""
    with opened(window, f"{address}/{Path(request.param).with_suffix('.html')}") as tab:
        yield tab


def draw_chart(figure):
    """Bring a chart into view, wait until it is live, and return its SVG."""
    figure.scroll_into_view_if_needed()
    figure.dispatch_event("pointermove")
    figure.locator(".plot > svg").wait_for(state="detached")
    svg = figure.locator("svg")
    svg.wait_for()
    return svg


def assert_visible_chart(svg):
    box = svg.bounding_box()
    assert box["width"] > 100
    assert box["height"] > 50
    assert svg.locator(".role-mark > *").count() > 0
    assert svg.get_attribute("role") == "img"
    assert svg.get_attribute("aria-label")
    assert svg.evaluate(TEXT_COLOURS) == 0


def assert_slider_obeys_keys(slider):
    assert slider.evaluate("input => input.labels[0]?.textContent.trim()")
    slider.focus()
    before = slider.input_value()
    for key in ("ArrowRight", "ArrowLeft"):
        slider.press(key)
        if slider.input_value() != before:
            return
    pytest.fail("a slider does not move by keyboard")


def show(tab, scheme):
    """Let a reader's system be light or dark, and wait until the page is."""
    tab.emulate_media(color_scheme=scheme)
    tab.wait_for_function("scheme => document.documentElement.dataset.theme === scheme", arg=scheme)


def barriers(tab):
    """Return what axe-core finds wrong with a page, in words."""
    # preloading asks for styles at wrong addresses; code and long tables have the same colours throughout
    options = {"resultTypes": ["violations"], "preload": False}
    results = AXE.run(tab, {"exclude": SAME_THROUGHOUT}, options)
    return results.generate_report() if results.violations_count else ""
