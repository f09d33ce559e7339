"""What chapters say of themselves, and the map of the course that is drawn from it."""

import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from cases import each_case
from conftest import ROOT

from seven_patients_site.course import chapter_facts, course_map
from seven_patients_site.course.chapter_facts import PATHS, Chapter

COURSE = chapter_facts.chapters(ROOT)
WORDS = {chapter.part: "what it settles" for chapter in COURSE}
PAGES = [page for part, page in chapter_facts.pages(ROOT) if part != "Reference"]
OBJECTIVES = re.compile(r"^\*\*By the end you will be able to\*\*\n\n((?:- .+\n)+)", re.MULTILINE)
SVG = "{http://www.w3.org/2000/svg}"


def text(page):
    return (ROOT / f"{page}.md").read_text(encoding="utf-8")


def drawn(course=COURSE, words=WORDS):
    svg = course_map.drawing(course, words, lambda page: f"{page}.html")
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def chapter(page, needs=(), paths=("course",), part="A"):
    return Chapter(part, page, tuple(needs), tuple(paths))


def test_every_page_but_the_reference_tells_its_time_its_needs_and_its_paths():
    assert [chapter.page for chapter in COURSE] == PAGES


@each_case("page", PAGES)
def test_a_chapter_says_first_what_a_reader_will_be_able_to_do(page):
    objectives = OBJECTIVES.search(text(page))
    assert objectives, "two to four objectives must stand in a list"
    assert 2 <= len(objectives[1].splitlines()) <= 4
    assert objectives.start() < text(page).index("\n## ")


@each_case("chapter", COURSE, ids=lambda chapter: chapter.name)
def test_a_chapter_needs_only_what_came_before(chapter):
    assert set(chapter.needs) <= set(PAGES[: PAGES.index(chapter.page)])


def test_a_path_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match=r"must be one of course, sceptic, programmer\nWhat came: tour"):
        chapter_facts.read("A", "a", "*{minutes}. You need: nothing. Path: course, tour.*")


def test_a_short_name_is_given_where_the_file_does_not_spell_it_and_nowhere_else():
    for text in (ROOT / "chapters").rglob("*.md"):
        page = text.relative_to(ROOT).with_suffix("").as_posix()
        given = "\nshort_name:" in text.read_text(encoding="utf-8")
        assert given == (chapter_facts.name(page) != chapter_facts.spelled(page)), page


def test_each_chapter_is_one_link_with_its_name():
    links = [(link.get("href"), "".join(link.itertext())) for link in drawn().iter(f"{SVG}a")]
    known = chapter_facts.numbers(COURSE)
    assert links == [(f"{c.page}.html", f"{known[c.page]} {c.name}") for c in COURSE]


def test_each_need_is_one_arrow_from_the_chapter_needed():
    _, rows, _ = course_map.places(COURSE, WORDS)
    arrows = course_map.arrows(COURSE, rows)
    ends = [re.search(r'd="M\d+ (\d+)H.*V.* (\d+)H', arrow).groups() for arrow in arrows]
    needs = [(need, chapter.page) for chapter in COURSE for need in chapter.needs]
    assert needs
    assert len(ends) == len(needs)
    for (start, end), (needed, page) in zip(ends, needs, strict=True):
        assert rows[needed] < int(start) < rows[needed] + course_map.HEIGHT
        assert rows[page] < int(end) < rows[page] + course_map.HEIGHT


def test_two_chapters_share_no_piece_of_a_lane():
    order = [chapter.page for chapter in COURSE]
    lanes = course_map.lanes(COURSE)
    ends = {page: max(order.index(c.page) for c in COURSE if page in c.needs) for page in lanes}
    for one, lane in lanes.items():
        for other in lanes:
            if one != other and lanes[other] == lane:
                assert ends[one] < order.index(other) or ends[other] < order.index(one)
    assert course_map.LEFT - 10 - course_map.LANE * max(lanes.values()) > 0


def test_a_path_has_a_mark_at_each_of_its_chapters_and_a_shape_of_its_own():
    marks = [element for element in drawn().iter() if element.get("class") == "map-mark"]
    for path, shape in zip(PATHS, ("circle", "path", "rect"), strict=True):
        there = sum(element.tag == f"{SVG}{shape}" for element in marks)
        assert there == 1 + sum(path in chapter.paths for chapter in COURSE)  # one in the legend


def test_the_map_fits_a_phone_and_its_texts_their_boxes():
    picture = drawn()
    assert int(picture.get("width")) <= 344
    for element in picture.iter():
        for name in ("x", "cx"):
            assert 0 <= float(element.get(name, 0)) <= course_map.WIDTH
    for link in picture.iter(f"{SVG}a"):
        rows = list(link.iter(f"{SVG}tspan"))
        assert len(rows) <= 2
        assert all(len(row.text) <= course_map.NARROW for row in rows)


def test_nothing_is_told_by_colour_alone():
    assert not re.search(r"#[0-9a-f]{3,6}|rgb", course_map.drawing(COURSE, WORDS, str))


def test_names_are_escaped():
    svg = course_map.drawing([chapter("a/b<c")], {"A": "x & y"}, lambda page: f"{page}?a&b")
    assert "B&lt;c" in svg and "x &amp; y" in svg and "?a&amp;b" in svg


def test_the_words_say_what_the_map_shows():
    course = [chapter("a/one"), chapter("a/two", ["a/one"], ("course", "sceptic"), "B")]
    said = course_map.in_words(
        course, {"A": "first", "B": "second"}, lambda page: f"[{page}]", lambda page: f"a while for {page}"
    )
    assert said.splitlines() == [
        "- **1 A**: first.",
        "  - 1.1 [a/one]: a while for a/one; path: course.",
        "- **2 B**: second.",
        "  - 2.1 [a/two]: a while for a/two; needs [a/one]; path: course, sceptic.",
    ]


def test_the_front_page_shows_the_map_and_the_words(site):
    for address, folder in (("index.html", "chapters/"), ("chapters/index.html", "")):
        front = BeautifulSoup((site / address).read_text(encoding="utf-8"), "html.parser")
        shown = [link["href"] for link in front.select("svg.course-map a")]
        assert shown == [f"{folder}{page.removeprefix('chapters/')}.html" for page in PAGES]
        assert {link["href"] for link in front.select(".tasks:has(> svg.course-map) ~ details a")} == set(
            shown
        )
