"""The built site in a browser, under a sub-path, with every host but this machine out of reach."""

import os
import shutil
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
HOST = "127.0.0.1"
NO_OTHER_HOST = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}"
SUB_PATH = "seven-patients"
SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}

OPEN_EVERYTHING = """() => {
  document.querySelectorAll("details").forEach(details => { details.open = true; });
  document.querySelectorAll(".toggle-hidden").forEach(box => box.classList.remove("toggle-hidden"));
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
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Handler(SimpleHTTPRequestHandler):
    """Serve files as GitHub Pages does: what is not found gets the site's own page."""

    def send_error(self, code, message=None, explain=None):
        body = Path(self.directory, SUB_PATH, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
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
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop(f"no browser: none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[NO_OTHER_HOST])
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=SIZES)
def window(browser, request):
    with browser.new_context(viewport=SIZES[request.param], color_scheme="light") as window:
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


def draw_chart(figure):
    """Bring a chart into view, wait until it is live, and return its SVG."""
    figure.scroll_into_view_if_needed()
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


def assert_dark_mode_reaches_charts(tab):
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    for svg in tab.locator("figure.chart svg").all():
        assert svg.evaluate(TEXT_COLOURS) == 0


def test_a_page_works(window, address, page):
    with opened(window, f"{address}/{page.with_suffix('.html')}") as tab:
        tab.evaluate(OPEN_EVERYTHING)
        for figure in tab.locator("figure.chart").all():
            assert_visible_chart(draw_chart(figure))
        for slider in tab.locator("figure.chart input[type=range]").all():
            assert_slider_obeys_keys(slider)
        assert tab.evaluate(OVERFLOW) == 0
        assert_dark_mode_reaches_charts(tab)


def test_the_front_address_works(window, address):
    with opened(window, f"{address}/") as tab:
        assert_visible_chart(draw_chart(tab.locator("figure.chart").first))
        tab.get_by_role("link", name="the ledger").first.click()
        tab.wait_for_url("**/chapters/verdict/ledger.html")


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
