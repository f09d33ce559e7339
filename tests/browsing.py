"""A browser and the built site in it, under a sub-path, with every host but this machine out of reach.

A test file that imports the fixtures says in `SIZE` how large the window is.
"""

import gzip
import sys
from collections import defaultdict
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from conftest import browser_or_skip
from playwright.sync_api import sync_playwright

from pdf import BROWSERS

HOST = "127.0.0.1"
NO_OTHER_HOST = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}"
ONE_PROCESS_LESS = "--in-process-gpu"  # a tenth of the time of all that is drawn
# another twentieth: a page is closed before it has paid to optimize its code
LESS_COMPILED = "--js-flags=--no-turbofan --single-threaded-gc"
SUB_PATH = "seven-patients"
IDLE = defaultdict(list)
"""By window the tabs that are open and not in use: a new one costs more than a page."""

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
AXE = "axe.js"
"""The file that a page fetches axe from, so that Chromium need not compile it for each page anew."""

# a piece of code is judged as one text, of a long table its first rows, of a chart its first marks of a kind:
# what axe is told to leave out it asks after for each element, which takes longer than judging
LEAVE_OUT_WHAT_IS_ALIKE = """() => {
  for (const code of document.querySelectorAll(".highlight pre")) code.textContent = code.textContent;
  for (const row of document.querySelectorAll("tbody tr:nth-child(n + 9), tbody ~ tbody")) row.remove();
  for (const chart of document.querySelectorAll("figure.chart svg")) {
    const still = chart.cloneNode(true);  // what Vega draws it would draw again
    for (const mark of still.querySelectorAll(":is(path, text, line):nth-child(n + 4)")) mark.remove();
    chart.replaceWith(still);
  }
}"""
# whether a text has contrast enough depends on its own look and on what lies under it, and whether a link is
# told from the words around it, on theirs: of those that share all this, down to the kinds of what takes them
# out of the flow, the first, one in the middle and the last are judged, and none of a look that was found
# clean on a page before
SOME_OF_EACH_LOOK = """clean => {
  for (const judged of document.querySelectorAll("[data-judged]")) judged.removeAttribute("data-judged");
  const looks = new Map(), alike = new Map();
  function look(element) {
    if (!element) return "";
    if (!looks.has(element)) {
      const { backgroundColor, backgroundImage, opacity, position, filter } = getComputedStyle(element);
      const own = [backgroundColor, backgroundImage, opacity, filter].join();
      const plain = own === "rgba(0, 0, 0, 0),none,1,none" && position === "static";
      const apart = position === "static" ? "" : `${element.localName}.${element.className}`;
      looks.set(element, look(element.parentElement) + (plain ? "" : `|${own}${apart}`));
    }
    return looks.get(element);
  }
  function letters(element) {
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    return [color, fontSize, fontWeight, textShadow].join();
  }
  function marks(element) {
    const { fontStyle, textDecoration, borderBottom, outline } = getComputedStyle(element);
    return [letters(element), fontStyle, textDecoration, borderBottom, outline].join();
  }
  function put(key, element) {
    alike.set(key, [...alike.get(key) ?? [], element]);
  }
  for (const element of document.body.querySelectorAll("*")) {
    const link = element.matches("a[href]");
    const text = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!(link || text) || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (text) put(letters(element) + look(element), element);
    if (link) put([element.parentElement, element, ...element.children].map(marks) + look(element), element);
  }
  for (const known of clean) alike.delete(known);
  for (const elements of alike.values()) {
    for (const some of [elements[0], elements[elements.length >> 1], elements.at(-1)]) {
      some.setAttribute("data-judged", "");
    }
  }
  return [...alike.keys()];
}"""
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that ask how a text looks."""

CLEAN = defaultdict(set)
"""By the width of a window the looks that were judged, and found clean."""

# preloading asks for styles at wrong addresses
RUN = """rules => {
  axe.configure({ rules: [
    { id: "color-contrast", selector: "[data-judged]" },
    { id: "link-in-text-block", selector: "a[data-judged]" },
  ] });
  return axe.run({ resultTypes: ["violations"], preload: false, ...rules });
}"""
OPEN_EVERYTHING = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
}"""
# what moved on a page, from where to where, also by a reader's own hand
SHIFTS = """() => new Promise(resolve => {
  const rect = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
  const name = ({ node, previousRect, currentRect }) =>
    `${rect(previousRect)} to ${rect(currentRect)}: ${node?.outerHTML?.slice(0, 80) ?? node?.textContent}`;
  new PerformanceObserver(list => resolve(list.getEntries().map(shift => shift.sources.map(name))))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve([]), 100);
})"""
# what is wrong with charts: each is brought into view and drawn live, or taken as it stands
CHARTS = """async ({ visible, live }) => {
  const frame = () => new Promise(requestAnimationFrame);
  const found = [];
  for (const figure of document.querySelectorAll("figure.chart")) {
    if (visible && !figure.checkVisibility()) continue;
    if (live) {
      figure.scrollIntoView({ block: "center" });
      figure.dispatchEvent(new Event("pointermove", { bubbles: true }));
      const until = performance.now() + 60000;
      while (figure.querySelector(".plot > svg") && performance.now() < until) await frame();
    }
    const svg = figure.querySelector("svg");
    const box = svg.getBoundingClientRect();
    const colour = getComputedStyle(svg).color;
    const faults = {
      "is not drawn": live && figure.querySelector(".plot > svg"),
      "is too small": box.width <= 100 || box.height <= 50,
      "shows nothing": !svg.querySelector(".role-mark > *"),
      "has no role": svg.getAttribute("role") !== "img",
      "has no description": !svg.getAttribute("aria-label"),
      "has texts in another colour": [...svg.querySelectorAll(":is(.role-axis, .role-legend) text")]
        .some(text => getComputedStyle(text).fill !== colour),
    };
    const told = Object.keys(faults).filter(name => faults[name]);
    if (told.length) found.push(`${figure.textContent.slice(0, 60)}: ${told.join(", ")}`);
  }
  return found;
}"""
WEIGHTS = """() => Object.fromEntries(
  [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .map(entry => [entry.name, entry.encodedBodySize]))"""
LIGHT, WITH_CHART, DRAWN = 160_000, 210_000, 520_000  # bytes, gzipped: without chart, with one, one drawn
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
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Serve a page, and take it that a reader leaves before all of it has come."""

    def handle_error(self, request, client_address):
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@pytest.fixture(scope="module")
def address(site, tmp_path_factory):
    root = tmp_path_factory.mktemp("server")
    (root / SUB_PATH).symlink_to(site, target_is_directory=True)
    (root / AXE).write_text(AXE_SCRIPT + EACH_COLOUR_ONCE, encoding="utf-8")
    with Server((HOST, 0), partial(Handler, directory=root)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://{HOST}:{server.server_port}/{SUB_PATH}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser():
    program = browser_or_skip(BROWSERS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=[NO_OTHER_HOST, ONE_PROCESS_LESS, LESS_COMPILED], timeout=120_000
        )
        yield browser
        browser.close()


def window_of(browser, size, **options):
    """Return a window of a size by its name, for a reader who likes it light and still."""
    look = {"color_scheme": "light", "reduced_motion": "reduce"}
    window = browser.new_context(viewport=SIZES[size], **look, **options)
    window.set_default_timeout(60_000)  # for a busy machine; what is wrong shows at once
    return window


@pytest.fixture(scope="module")
def window(browser, request):
    with window_of(browser, request.module.SIZE) as window:
        yield window


@pytest.fixture(scope="module")
def window_without_scripts(browser):
    with window_of(browser, "phone", java_script_enabled=False) as window:
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

    def hear(error):
        complaints.append(f"page error: {error}")

    idle = IDLE[window]
    tab = idle.pop() if idle else window.new_page()
    tab.goto("about:blank")  # from a page to a place on it no page is opened
    ears = {"request": guard, "response": judge, "console": listen, "pageerror": hear}
    for event, ear in ears.items():
        tab.on(event, ear)
    tab.emulate_media(color_scheme="light")
    try:
        tab.goto(url)
        tab.locator(ARRIVED).wait_for()
        yield tab
    except Exception as error:
        error.add_note("\n".join(complaints))
        raise
    finally:
        for event, ear in ears.items():
            tab.remove_listener(event, ear)
        idle.append(tab)
    assert complaints == []


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


def barriers(tab, *rules):
    """Return what axe-core finds wrong with a page, by all of its rules or some, a line for each element.

    The page loses what is alike on it, and is of no use to a test that follows.
    """
    tab.evaluate(LEAVE_OUT_WHAT_IS_ALIKE)
    clean = CLEAN[tab.viewport_size["width"]]
    new = tab.evaluate(SOME_OF_EACH_LOOK, [*clean])
    if rules == COLOURS and not new:
        return []
    if not tab.evaluate("'axe' in window"):
        tab.add_script_tag(url=f"/{AXE}")
    without = {} if new else {rule: {"enabled": False} for rule in COLOURS}
    results = tab.evaluate(RUN, {"runOnly": rules} if rules else {"rules": without})
    found = [
        f"{violation['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]
    if not any(fault.startswith(COLOURS) for fault in found):
        clean.update(new)
    return found
