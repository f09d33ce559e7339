"""The built site in a browser, under a sub-path, with every host but this machine out of reach.

Each page is opened once on a desktop and once on a phone; the tests that share it run in the order in which
they stand here: first what a reader gets, then what moves, then everything unfolded. What bars a reader is
looked for on the desktop in light colours and on the phone in dark ones.
"""

import gzip
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PAGES, browser_or_skip
from playwright.sync_api import sync_playwright

from pdf import BROWSERS, print_book

HOST = "127.0.0.1"
NO_OTHER_HOST = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}"
SUB_PATH = "seven-patients"
SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}

LIGHT, WITH_CHART, DRAWN = (
    160_000,
    210_000,
    520_000,
)  # bytes, gzipped: a page without chart, with one, with one drawn

WEIGHTS = """() => Object.fromEntries(
  [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .map(entry => [entry.name, entry.encodedBodySize]))"""
SHIFTS = """() => new Promise(resolve => {
  const rect = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
  const name = ({ node, previousRect, currentRect }) =>
    `${rect(previousRect)} to ${rect(currentRect)}: ${node?.outerHTML?.slice(0, 80) ?? node?.textContent}`;
  new PerformanceObserver(list => resolve(list.getEntries().map(shift => shift.sources.map(name))))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve([]), 100);
})"""
SAME_THROUGHOUT = [[".highlight span"], ["tbody tr:nth-child(n + 9)"]]
OPEN_EVERYTHING = 'document.querySelectorAll("details").forEach(details => { details.open = true; })'
FORMULAS_NOT_SHOWN = """() => [...document.querySelectorAll("article .math")].filter(math => {
  const box = math.querySelector("svg")?.getBoundingClientRect();
  return !(box?.width * box?.height > 0 && math.querySelector("math"));
}).map(math => math.outerHTML)"""
TEXT_COLOURS = """svg => {
  const page = getComputedStyle(svg).color;
  const texts = [...svg.querySelectorAll(":is(.role-axis, .role-legend) text")];
  return texts.filter(text => getComputedStyle(text).fill !== page).length;
}"""
FOREIGN_SCRIPT = """() => {
  const script = document.createElement("script");
  script.textContent = "window.foreign = true;";
  document.head.append(script);
}"""
TEXT_AS_CODE = """() => new Promise(resolve => setTimeout(() => {
  try { resolve(new Function("return 'run'")()); } catch (error) { resolve(error.name); }
}))"""  # later, since the debugger that calls this may run text as code
FETCH = "url => fetch(url).then(() => 'fetched', error => error.name)"
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


@pytest.fixture(scope="module", params=SIZES)
def window(browser, request):
    settings = {"color_scheme": "light", "reduced_motion": "reduce"}
    with browser.new_context(viewport=SIZES[request.param], **settings) as window:
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
    # preloading asks for styles at wrong addresses; code and long tables are the same throughout
    options = {"resultTypes": ["violations"], "preload": False}
    results = Axe().run(tab, {"exclude": SAME_THROUGHOUT}, options)
    return results.generate_report() if results.violations_count else ""


def test_a_page_is_light(tab):
    weights = tab.evaluate(WEIGHTS)
    charts = tab.locator("figure.chart").count()
    before = sum(size for name, size in weights.items() if not name.endswith("/vega.js"))
    assert before <= (WITH_CHART if charts else LIGHT)


def test_charts_come_and_nothing_moves(tab):
    for figure in tab.locator("figure.chart:visible").all():
        assert_visible_chart(draw_chart(figure))
    tab.keyboard.press("End")
    assert tab.evaluate(SHIFTS) == []
    assert sum(tab.evaluate(WEIGHTS).values()) <= DRAWN


def test_a_page_fits_whatever_unfolds(tab):
    tab.evaluate(OPEN_EVERYTHING)
    for figure in tab.locator("figure.chart").all():
        assert_visible_chart(draw_chart(figure))
    assert tab.evaluate(FORMULAS_NOT_SHOWN) == []
    assert tab.evaluate(OVERFLOW) == 0


def test_sliders_obey_keys(tab):
    for slider in tab.locator("figure.chart input[type=range]").all():
        assert_slider_obeys_keys(slider)


def test_no_barrier_with_everything_unfolded(tab):
    show(tab, "light" if tab.viewport_size == SIZES["desktop"] else "dark")
    for svg in tab.locator("figure.chart svg").all():
        assert svg.evaluate(TEXT_COLOURS) == 0
    assert barriers(tab) == ""


def test_what_stands_beside_every_page_can_be_read_in_the_dark(window, address):
    with opened(window, f"{address}/chapters/design/thall-simon.html") as tab:
        show(tab, "dark")
        assert barriers(tab) == ""


def test_the_front_address_works(window, address):
    with opened(window, f"{address}/") as tab:
        assert_visible_chart(draw_chart(tab.locator("figure.chart").first))
        tab.get_by_role("link", name="the ledger").first.click()
        tab.wait_for_url("**/chapters/verdict/ledger.html")


def test_a_page_runs_and_fetches_nothing_that_is_not_its_own(window, address):
    tab = window.new_page()
    tab.goto(f"{address}/")
    tab.evaluate(FOREIGN_SCRIPT)
    assert tab.evaluate("window.foreign") is None
    assert tab.evaluate(TEXT_AS_CODE) == "EvalError"
    assert tab.evaluate(FETCH, "https://example.org/") == "TypeError"
    assert tab.evaluate(FETCH, f"{address}/") == "fetched"
    tab.close()


def test_the_ledger_can_be_searched(window, address):
    with opened(window, f"{address}/chapters/verdict/ledger.html") as tab:
        rows = tab.locator("table.ledger tbody tr:visible")
        everything = rows.count()
        assert tab.get_by_role("status").inner_text() == f"{everything} of {everything} claims shown"
        tab.locator(".ledger-filter").get_by_label("Search").press_sequentially("minimum survivors among")
        assert rows.count() == 15
        tab.locator(".ledger-filter").get_by_label("Verdict").focus()
        tab.keyboard.press("r")  # chooses "reproduced", as a keyboard does
        assert rows.count() == 0
        tab.evaluate("location.hash = 't1-n07'")
        tab.wait_for_function("!document.getElementById('t1-n07').hidden")
        assert tab.evaluate(OVERFLOW) == 0


def test_a_link_to_a_folded_claim_unfolds_it(window, address):
    with opened(window, f"{address}/chapters/background/dosing.html#claim-res-dose5-pct") as tab:
        tab.locator("#claim-res-dose5-pct").wait_for(state="visible")


def test_charts_and_formulas_show_without_scripts(window_without_scripts, address, page):
    with opened(window_without_scripts, f"{address}/{page.with_suffix('.html')}") as tab:
        for svg in tab.locator("figure.chart .plot > svg:visible").all():
            assert_visible_chart(svg)
        tab.evaluate(OPEN_EVERYTHING)
        assert tab.evaluate(FORMULAS_NOT_SHOWN) == []
        assert tab.evaluate(OVERFLOW) == 0


def test_a_wrong_address_gets_a_page_with_its_styles(window, address):
    with opened(window, f"{address}/no/such/page.html", status=404) as tab:
        assert "not found" in tab.title()
        assert tab.evaluate(OVERFLOW) == 0


def test_the_book_is_printed_with_bookmarks_and_links(browser, site):
    addresses = ["chapters/index.html", "chapters/design/thall-simon.html", "chapters/reference/about.html"]
    writer, starts = print_book(browser, site, [("Some", addresses[:2]), ("Others", addresses[2:])])
    pages = [starts[(site / address).resolve()] for address in addresses]
    some, chapters, others, _ = writer.outline
    assert [some.title, others.title] == ["Some", "Others"]
    assert [writer.get_destination_page_number(chapter) for chapter in chapters] == pages[:2]
    assert chapters[1].title in " ".join(writer.pages[pages[1]].extract_text().split())

    links = [link.get_object() for page in writer.pages for link in page["/Annots"]]
    assert not [link for link in links if link.get("/A", {}).get("/URI", "").startswith("file:")]
    leads_to = [link["/Dest"][0] for link in links if "/Dest" in link and not isinstance(link["/Dest"], str)]
    assert writer.pages[pages[1]].indirect_reference in leads_to

    text = "".join(page.extract_text() for page in writer.pages)
    assert "Solution to Exercise" in text
    assert "Show code cell source" not in text
