"""The built site in Firefox on a phone, from files: nothing is drawn wrong, and nothing complains."""

import json
import subprocess
import time
import zipfile

import pytest
from conftest import PAGES, browser_or_skip
from websocket import create_connection

from seven_patients_site.publish import offline_site

BROWSERS = ["firefox-esr", "firefox"]
ANY_PORT = "--remote-debugging-port=0"
PHONE = {"width": 360, "height": 740}
# a fifth of the time: nobody looks at the frames, at a home page, or at tabs that might be opened next
PREFERENCES = {
    "layout.frame_rate": 10,
    "browser.startup.page": 0,
    "browser.newtabpage.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "dom.ipc.processPrelaunch.enabled": False,
}
UNFOLD_AND_DRAW = """(async () => {
  const pause = () => new Promise(done => setTimeout(done, 50));
  for (const details of document.querySelectorAll("details")) details.open = true;
  const figures = [...document.querySelectorAll("figure.chart")];
  for (const figure of figures) {
    figure.scrollIntoView();
    figure.dispatchEvent(new Event("pointermove", { bubbles: true }));
    for (let turn = 0; turn < 1200 && figure.querySelector(".plot > svg"); turn++) {
      figure.scrollIntoView();
      await pause();
    }
  }
  const page = document.documentElement;
  const formulas = [...document.querySelectorAll("article .math > svg")];
  return JSON.stringify({
    width: innerWidth,
    overflow: page.scrollWidth - page.clientWidth,
    "charts not drawn": figures.filter(figure => !figure.querySelector(".vega-embed .role-mark > *")).length,
    "formulas not shown": formulas.filter(formula => !formula.getBoundingClientRect().width).length,
  });
})()"""

# the page goes once the answer is given, for there is none from a page that has gone
ASK_FOR_5_OF_7 = """(() => {
  const field = document.querySelector("form[action$='search.html'] input[name=q]");
  field.value = "5/7";
  setTimeout(() => field.form.requestSubmit());
  return JSON.stringify("asked");
})()"""
STATUS = """JSON.stringify(document.querySelector("#search-results [role=status]")?.textContent ?? "")"""


def content_once_there(path, seconds=60):
    """Return what a file holds, as soon as there is such a file and something in it."""
    for _ in range(10 * seconds):
        if path.exists() and (content := path.read_text(encoding="utf-8")):
            return content
        time.sleep(0.1)
    raise TimeoutError(f"{path.name} did not appear within {seconds} s")


class Firefox:
    """A Firefox without a window, driven by the standard protocol for this: WebDriver BiDi."""

    def __init__(self, program, profile):
        """Start it with a profile of its own, and open a tab as large as a phone."""
        lines = [f'user_pref("{name}", {json.dumps(value)});\n' for name, value in PREFERENCES.items()]
        (profile / "user.js").write_text("".join(lines), encoding="utf-8")
        command = [program, "--headless", "--no-remote", "--profile", str(profile), ANY_PORT]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, **quiet)
        server = json.loads(content_once_there(profile / "WebDriverBiDiServer.json"))
        address = f"ws://{server['ws_host']}:{server['ws_port']}/session"
        self.socket = create_connection(address, timeout=300, suppress_origin=True)
        self.commands, self.complaints = 0, []
        self.call("session.new", capabilities={})
        self.call("session.subscribe", events=["log.entryAdded"])
        self.tab = self.call("browsingContext.getTree")["contexts"][0]["context"]
        self.call("browsingContext.setViewport", context=self.tab, viewport=PHONE)

    def call(self, method, **params):
        """Return the answer to a command; keep what the page says in between."""
        self.commands += 1
        self.socket.send(json.dumps({"id": self.commands, "method": method, "params": params}))
        while (message := json.loads(self.socket.recv())).get("id") != self.commands:
            if message["type"] == "event" and message["params"]["level"] == "error":
                self.complaints.append(message["params"]["text"])
        assert message["type"] == "success", message
        return message["result"]

    def visit(self, address):
        """Open an address; return when it is loaded."""
        self.complaints.clear()
        self.call("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def run(self, script):
        """Return what a script in the page comes to."""
        target = {"context": self.tab}
        answer = self.call("script.evaluate", expression=script, target=target, awaitPromise=True)
        return json.loads(answer["result"]["value"])

    def quit(self):
        """End it."""
        self.socket.close()
        self.process.terminate()
        self.process.wait()


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    firefox = Firefox(browser_or_skip(BROWSERS), tmp_path_factory.mktemp("profile"))
    yield firefox
    firefox.quit()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_works_in_firefox(firefox, site, page):
    firefox.visit((site / page).with_suffix(".html").as_uri())
    found = firefox.run(UNFOLD_AND_DRAW)
    assert found == {"width": 360, "overflow": 0, "charts not drawn": 0, "formulas not shown": 0}
    assert firefox.complaints == []


def test_the_search_is_asked_from_a_page_on_a_disk_in_firefox(firefox, site, tmp_path):
    with zipfile.ZipFile(site / offline_site.FILE) as archive:
        archive.extractall(tmp_path)
    (disk,) = tmp_path.iterdir()
    firefox.visit((disk / "chapters/design/thall-simon.html").as_uri())
    assert firefox.run(ASK_FOR_5_OF_7) == "asked"
    until = time.monotonic() + 60
    while not firefox.run(STATUS).startswith("Found ") and time.monotonic() < until:
        time.sleep(0.1)
    assert firefox.run(STATUS).startswith("Found ")
    assert firefox.complaints == []
