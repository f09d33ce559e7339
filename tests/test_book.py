"""The built site, read as files: its pages, links, text alternatives and addresses."""

import hashlib
import importlib
import inspect
import json
import re
import struct
import subprocess
import zlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pandas as pd
import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from conftest import PAGES, PARTS, ROOT

from seven_patients import datasets
from seven_patients_site.course import chapter_facts, contents_list
from seven_patients_site.publish import bill_of_materials, build_facts, single_figures, social_cards
from seven_patients_site.theme import lean_pages
from tested_site import BASE_URL

VEGA_LITE = "application/vnd.vegalite.v5+json"
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
ROOMS = ["onearm.designs", "onearm.estimates", "onearm.printed", "onearm.ledger", "onearm.charts"]
NO_PROSE = {"pre", "code", "script", "style"}
ADDRESSES = {"canonical"}  # a link that names a page, and fetches nothing


@cache
def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@cache
def anchors(path):
    """Return the elements of a page that a link can name, by their names."""
    return {element["id"]: element for element in soup(path).find_all(id=True)}


def prose(element):
    """Yield the text of an element, less its code, formulas and scripts."""
    for child in element.children:
        if isinstance(child, Tag):
            if child.name not in NO_PROSE and "math" not in child.get("class", ()):
                yield from prose(child)
        elif type(child) is NavigableString:  # a comment is another kind
            yield child


@pytest.fixture
def html(site, page):
    return soup(site / page.with_suffix(".html"))


def target(site, page, href):
    """Return the file a link leads to and the anchor in it; `None` when it leads out of the site."""
    url = urljoin(BASE_URL + page.relative_to(site).as_posix(), href)
    if not url.startswith(BASE_URL):
        return None
    parts = urlsplit(url)
    path = unquote(parts.path).removeprefix(urlsplit(BASE_URL).path)
    return site / (path or "index.html"), unquote(parts.fragment)


def charts(page):
    """Return the specifications of the charts that a notebook shows, in order."""
    notebook = ROOT / page.with_suffix(".ipynb")
    if not notebook.exists():
        return []
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    outputs = [output["data"] for cell in cells for output in cell.get("outputs", []) if "data" in output]
    return [data[VEGA_LITE] for data in outputs if VEGA_LITE in data]


def test_a_page_has_a_title_a_language_and_one_heading(html):
    assert html.title.get_text(strip=True)
    assert html.html["lang"] == "en"
    assert len(html.article.find_all("h1")) == 1


def test_ids_on_a_page_are_unique(html):
    ids = [element["id"] for element in html.find_all(id=True)]
    assert sorted(set(ids)) == sorted(ids)


def test_data_frames_look_as_the_book_does(html):
    assert not html.select("article style[scoped], table.dataframe[border]")
    for frame in html.select("article table.dataframe"):
        assert len({len(row.select("td.words")) for row in frame.select("tbody tr")}) == 1


def test_no_markup_shows_in_the_text(html):
    assert re.findall(r"\{[\w:+-]+\}`|`{3}|:{3}", "".join(prose(html.article))) == []


def test_a_count_of_people_is_whole(html):
    sentences = " ".join(text.get_text(" ") for text in html.select("article p, article li"))
    assert re.findall(r"\d+\.0 (?:of|patients|survivors|deaths)\b", sentences) == []


def test_each_chart_says_its_message(html, page):
    descriptions = [spec["description"] for spec in charts(page)]
    figures = html.select("figure.chart")
    captions = [figure.figcaption.get_text().replace("\N{NO-BREAK SPACE}", " ") for figure in figures]
    assert captions == [spec["title"] for spec in charts(page)]
    assert [figure.svg["aria-label"] for figure in figures] == descriptions
    assert [json.loads(figure.script.string)["description"] for figure in figures] == descriptions
    assert all(image.get("alt") for image in html.article.find_all("img"))


def test_each_link_leads_to_something(site):
    dead = []
    for page in site.rglob("*.html"):
        for link in soup(page).find_all("a", href=True):
            found = target(site, page, link["href"])
            if found is None:
                continue
            path, anchor = found
            if not path.is_file() or (anchor and path.suffix == ".html" and anchor not in anchors(path)):
                dead.append(f"{page.relative_to(site)} -> {link['href']}")
    assert dead == []


def test_the_list_of_contents_names_each_page_shortly_and_marks_the_one_that_is_read(html, site, page):
    links = html.find("nav", class_="bd-links").find_all("a")[1:]
    pages = [each for part in PARTS.values() for each in part]
    known = chapter_facts.numbers(chapter_facts.chapters(ROOT))
    names = [contents_list.numbered(known.get(each, ""), chapter_facts.name(each)) for each in pages]
    assert [link.get_text() for link in links] == names
    here = site / page.with_suffix(".html")
    assert [target(site, here, link["href"])[0] for link in links] == [
        site / f"{each}.html" for each in pages
    ]
    current = [each for each, link in zip(pages, links, strict=True) if "current" in link["class"]]
    assert current == [each for each in pages if each == page.as_posix()]


def linkable(site):
    """Return what of the library another book can link to: each name, and the page it stands on."""
    packed = (site / "objects.inv").read_bytes().split(b"\n", 4)[4]
    entries = [line.split(" ", 4) for line in zlib.decompress(packed).decode().splitlines()]
    return {name: where.partition("#")[0] for name, kind, _, where, _ in entries if kind.startswith("py:")}


@pytest.mark.parametrize("room", ROOMS)
def test_each_public_name_stands_in_the_reference_of_its_room(site, room):
    page = f"chapters/reference/library-{room.partition('.')[2]}.html"
    known = linkable(site)
    names = importlib.import_module(room).__all__
    assert {name: known.get(f"{room}.{name}") for name in names} == dict.fromkeys(names, page)


def called(room):
    """Yield what of a room can be called, by name: its functions, its classes and their methods."""
    for name, thing in ((name, getattr(room, name)) for name in room.__all__):
        if inspect.isroutine(thing) or inspect.isclass(thing):
            yield name, thing
        if inspect.isclass(thing):
            methods = inspect.getmembers(thing, lambda own: inspect.isfunction(own) or inspect.ismethod(own))
            yield from ((f"{name}.{method}", found) for method, found in methods if method[0] != "_")


@pytest.mark.parametrize("room", [*ROOMS, "seven_patients"])
def test_the_reference_names_each_parameter(site, room):
    known, wrong = linkable(site), []
    for name, thing in called(importlib.import_module(room)):
        heading = anchors(site / known[f"{room}.{name}"])[f"{room}.{name}"]
        told = [part.text.partition("=")[0].strip("*") for part in heading.select(".sig-param")]
        if [*filter(None, told)] != [each for each in inspect.signature(thing).parameters if each != "self"]:
            wrong.append(name)
    assert wrong == []


def test_nothing_is_fetched_from_elsewhere(site):
    foreign = []
    for page in site.rglob("*.html"):
        for element in soup(page).find_all(list(FETCHED)):
            url = element.get(FETCHED[element.name], "")
            if urlsplit(url).netloc and not ADDRESSES & set(element.get("rel", [])):
                foreign.append(f"{page.relative_to(site)}: {url}")
    for sheet in site.rglob("*.css"):
        foreign += re.findall(r"(?:url\(|@import)\s*[\"']?https?:[^)\"']*", sheet.read_text(encoding="utf-8"))
    assert foreign == []


def test_no_page_names_the_machine_that_built_it(site):
    places = [str(ROOT), str(site), "PosixPath", "WindowsPath"]
    texts = [path for suffix in ("html", "js", "xml") for path in site.rglob(f"*.{suffix}")]
    named = [path.name for path in texts if any(map(path.read_text(encoding="utf-8").__contains__, places))]
    assert named == []


@pytest.mark.parametrize("page", ["ledger", "your-own-trial"])
def test_a_ledger_is_saved_as_the_file_beside_its_page(site, page):
    folder = site / "chapters" / "verdict"
    html = soup(folder / f"{page}.html")
    saved = pd.read_csv(folder / html.find("a", download="ledger.csv")["href"])
    rows = html.select("table.ledger tbody tr")
    shown = {row["id"]: row["data-verdict"] for row in rows}
    assert len(rows) == len(shown)
    assert saved.set_index("claim_id")["verdict"].to_dict() == shown


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("kind", lean_pages.PLAIN)
def test_a_word_of_code_without_an_element_has_the_colour_it_had(site, mode, kind):
    styles = (site / "_static" / "site.css").read_text(encoding="utf-8")
    plain, own = (
        re.search(rf'html\[data-theme="{mode}"\] \.highlight{word}\{{[^}}]*?(color: #\w+)', styles).group(1)
        for word in ("", rf" \.{kind}")
    )
    assert own == plain


def test_the_front_address_shows_the_first_page(site):
    front, first = soup(site / "index.html"), soup(site / "chapters" / "index.html")
    assert front.article.get_text() == first.article.get_text()
    assert front.html["data-content_root"] == "./"
    assert front.find("link", rel="canonical")["href"] == f"{BASE_URL}chapters/index.html"


def test_the_address_comes_from_the_environment(site, page):
    address = BASE_URL + page.with_suffix(".html").as_posix()
    html = soup(site / page.with_suffix(".html"))
    assert html.find("link", rel="canonical")["href"] == address
    assert f"<loc>{address}</loc>" in (site / "sitemap.xml").read_text(encoding="utf-8")


def test_a_shared_link_shows_the_pages_own_picture(site, html, page):
    head = {tag["property"]: tag["content"] for tag in html.find_all("meta", property=True)}
    picture = site / head["og:image"].removeprefix(BASE_URL)
    width_and_height = picture.read_bytes()[16:24]
    assert width_and_height == struct.pack(">II", 1200, 630)
    drawn = [chart for chart in html.select("figure.chart") if not chart.find_parent(class_="solution")]
    title = html.find("h1").contents[0].strip()
    pictured = drawn or str(page) in social_cards.STILLS
    assert head["og:image:alt"] == (f"{title}, with a picture from the book" if pictured else title)


def test_the_still_of_a_page_is_that_of_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {*social_cards.STILLS} <= set(PAGES)
    assert all(f"(_static/{still})" in readme for still in social_cards.STILLS.values())


def test_each_chart_of_a_chapter_has_a_slide(site, html, page):
    shown = html.select("figure.chart")
    solved = [chart for chart in shown if chart.find_parent(class_="solution")]
    path = site / "figures" / f"{page.stem}.html"
    alone = len(shown) - len(solved) + (str(page) in single_figures.OF_STILLS)
    if not alone:
        assert not path.exists()
        return
    slides = soup(path).select(".slide")
    assert len(slides) == alone
    for number, slide in enumerate(slides, 1):
        assert slide["id"] == f"figure-{number}"
        assert slide.find("h2").get_text(strip=True)
        assert slide.find("svg")["aria-label"]
        address = target(site, path, slide.find_all("a")[-1]["href"])
        assert address[0] == site / page.with_suffix(".html")
        assert "CC BY 4.0" in slide.find(class_="source").get_text()


def test_the_page_for_a_wrong_address_works_anywhere(site):
    html = soup(site / "404.html")
    links = [link["href"] for link in html.find_all("link", rel="stylesheet")]
    assert links
    assert all(link.startswith(urlsplit(BASE_URL).path) for link in links)


def test_a_reader_who_finds_nothing_is_led_on(site):
    links = [link["href"] for link in soup(site / "404.html").article.find_all("a", class_=None)]
    pages = ["chapters/index.html", "chapters/verdict/ledger.html", "search.html"]
    assert links == [urlsplit(BASE_URL).path + page for page in pages]
    assert soup(site / "search.html").find("h1").find_next("p").a["href"] == pages[1]


def test_each_chapter_says_what_comes_next_by_path(site):
    html = soup(site / "chapters" / "design" / "design-lab.html")
    assert {link["href"] for link in html.select(".next-by-path a")} == {
        "after-stopping.html",
        "the-roads-not-taken.html",
    }


def test_each_page_allows_itself_alone(site):
    for path in site.rglob("*.html"):
        page = soup(path)
        if page.head is None:
            continue
        [policy] = page.head.select('meta[http-equiv="Content-Security-Policy"]')
        assert page.head.find(["script", "link", "style"]) in policy.find_all_next()
        sources = dict(directive.split(" ", 1) for directive in policy["content"].split("; "))
        assert not re.search(r"https?:|\*|unsafe-eval", policy["content"])
        assert [name for name, allowed in sources.items() if "unsafe-inline" in allowed] == ["style-src"]
        assert sources["default-src"] == "'none'"
        assert not page.find_all(lambda tag: any(name.startswith("on") for name in tag.attrs)), path


def test_the_tree_holds_no_foreign_script():
    scripts = [*(ROOT / "_static").rglob("*.js"), *(ROOT / "_static").rglob("*.min.*")]
    assert [Path(script).name for script in scripts] == []


@pytest.fixture(scope="module")
def facts(site):
    """What the page of trust tells: by its section the rows of its table, first cell to second."""
    article = soup(site / "chapters" / "verdict" / "trust.html").article
    return {
        table.find_previous("h2").get_text(strip=True).rstrip("#"): {
            row.td.get_text(): row.find_all("td")[1].get_text() for row in table.tbody.find_all("tr")
        }
        for table in article.find_all("table")
    }


def test_the_page_of_trust_tells_the_commit(facts):
    last = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    told = facts["The tree"]["last commit"]
    assert told == last.stdout.strip() or (last.returncode and told.startswith("not known"))


def test_the_page_of_trust_tells_the_checksum_of_every_table(facts):
    told = facts["The data"]
    assert {*told} == {
        *(path.relative_to(ROOT).as_posix() for path in (ROOT / "data").rglob("*.csv")),
        *(path.relative_to(ROOT).as_posix() for path in (ROOT / "data").rglob("datapackage.json")),
        "requirements.txt",
    }
    for name, checksum in told.items():
        assert checksum == hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def test_the_page_of_trust_tells_versions_and_verdicts(facts):
    assert facts["The software"]["scipy"] == version("scipy")
    verdicts = facts["The verdicts"]
    everything = int(verdicts.pop("all"))
    assert everything == sum(map(int, verdicts.values())) == len(datasets.claims())


def test_the_page_of_trust_tells_every_licence(facts, site):
    told = {
        licence: packages.partition(": ")[2].split(", ")
        for licence, packages in facts["The licences"].items()
    }
    assert told == bill_of_materials.licences()
    components = json.loads((site / "sbom.cdx.json").read_text(encoding="utf-8"))["components"]
    assert {part["name"] for part in components} == {name for names in told.values() for name in names}


def test_the_page_of_trust_tells_of_the_last_test_run(facts):
    told = facts["The tests"]
    if build_facts.TEST_RUN.exists():
        run = json.loads(build_facts.TEST_RUN.read_text(encoding="utf-8"))
        notebooks = {name for name in run["seconds"] if name.endswith(".ipynb")}
        assert {name for name in told if name.endswith(".ipynb")} == notebooks
        assert [told[f"tests {outcome}"] for outcome in run["outcomes"]] == [
            str(count) for count in run["outcomes"].values()
        ]
    else:
        assert told["result"].startswith("not known")
