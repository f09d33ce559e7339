"""The site and its slides, opened from a disk: what a reader does on the site works there too."""

import zipfile

import pytest
from browsing import CHARTS, OVERFLOW, browser, opened, window
from conftest import ROOT

from seven_patients.datasets import claims
from seven_patients_site.course.chapter_facts import chapters
from seven_patients_site.publish import offline_site
from seven_patients_site.teaching.slides import deck_of

__all__ = ["browser", "window"]  # fixtures
SIZE = "desktop"
# the slides that are higher than the window, or have something that lies outside of them
WRONG = """() => [...document.querySelectorAll(".slide")].filter(slide => {
  const { bottom, right, height } = slide.getBoundingClientRect();
  const parts = [...slide.querySelectorAll("h1, h2, div > svg, p, li, footer")];
  const boxes = parts.filter(part => part.checkVisibility()).map(part => part.getBoundingClientRect());
  return height > innerHeight + 1 || boxes.some(box => box.bottom > bottom + 1 || box.right > right + 1);
}).map(slide => slide.textContent.slice(0, 80))"""
SECOND = "() => Math.abs(document.querySelectorAll('.slide')[1].getBoundingClientRect().top) < 2"


@pytest.fixture(scope="module")
def disk(site, tmp_path_factory):
    """The zip unpacked, in a folder with a space and a letter beyond English in its name."""
    folder = tmp_path_factory.mktemp("Ohne Netz für Ärzte")
    with zipfile.ZipFile(site / offline_site.FILE) as archive:
        archive.extractall(folder)
    (unpacked,) = folder.iterdir()
    return unpacked


def test_the_zip_holds_the_site(site, disk):
    def files(folder):
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert files(site) - files(disk) == {*offline_site.FOR_A_SERVER} & files(site)
    assert files(disk) <= files(site)
    front = (disk / "index.html").read_text(encoding="utf-8")
    assert "(you are reading it)" in front
    assert offline_site.FILE not in front


def test_two_zips_of_a_site_are_the_same_bytes(tmp_path):
    (tmp_path / "a.html").write_text("<p>a</p>", encoding="utf-8")
    zips = []
    for _ in range(2):
        offline_site.write(tmp_path)
        zips.append((tmp_path / offline_site.FILE).read_bytes())
        (tmp_path / "a.html").touch()
    assert zips[0] == zips[1]


def test_the_search_is_asked_from_a_page_on_a_disk(window, disk):
    with opened(window, (disk / "chapters/design/thall-simon.html").as_uri()) as tab:
        tab.keyboard.press("Control+k")
        tab.keyboard.type("5/7")
        tab.keyboard.press("Enter")
        tab.locator("#search-results section").last.get_by_role("link").first.click()
        tab.wait_for_url("**/chapters/**")


def test_the_ledger_is_filtered_on_a_disk(window, disk):
    with opened(window, (disk / "chapters/verdict/ledger.html").as_uri()) as tab:
        tab.locator(".ledger-filter").get_by_label("Search").fill("71.4")
        shown = tab.get_by_role("status").inner_text()
        assert shown.endswith(f" of {len(claims())} claims shown")
        assert not shown.startswith(str(len(claims())))
        tab.reload()
        assert tab.get_by_role("status").inner_text() == shown


def test_the_trial_runs_on_a_disk(window, disk):
    with opened(window, (disk / "index.html").as_uri()) as tab:
        walk = tab.locator("article").inner_text()
        tab.get_by_role("button", name="200 trials").click()
        tab.wait_for_function("before => document.querySelector('article').innerText !== before", arg=walk)


def test_the_lab_follows_a_dial_on_a_disk(window, disk):
    with opened(window, (disk / "chapters/design/design-lab.html").as_uri()) as tab:
        lab = tab.locator("article").inner_text()
        tab.locator("input[type=range]").first.press("ArrowRight")
        tab.wait_for_function("before => document.querySelector('article').innerText !== before", arg=lab)


def test_charts_come_alive_on_a_disk(window, disk):
    with opened(window, (disk / "chapters/endpoints/survival.html").as_uri()) as tab:
        assert tab.evaluate(CHARTS, {"visible": True, "live": True}) == []


@pytest.mark.parametrize("part", dict.fromkeys(chapter.part for chapter in chapters(ROOT)))
def test_slides_fit_the_window_and_are_turned_by_key(window, site, part):
    with opened(window, (site / deck_of(part)).as_uri()) as tab:
        assert tab.evaluate(OVERFLOW) == 0
        assert tab.evaluate(WRONG) == []
        assert not tab.locator("aside").first.is_visible()
        tab.keyboard.press("PageDown")
        tab.wait_for_function(SECOND)


def test_notes_stand_beside_the_slides(window, site):
    with opened(window, f"{(site / deck_of('Safety')).as_uri()}#notes") as tab:
        assert tab.locator("aside").first.is_visible()
        assert tab.evaluate(OVERFLOW) == 0


def test_the_reader_is_told_of_the_zip():
    front = (ROOT / "chapters" / "index.md").read_text(encoding="utf-8")
    assert f'href="../{offline_site.FILE}"' in front
