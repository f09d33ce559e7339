"""What is drawn in every chart of the book: seen on its ground, whole, no word over another or a mark."""

import re
from functools import cache

import drawn
import pytest
from cases import each_case

from onearm import charts
from onearm.designs import BetaPrior, StoppingRule, ThallSimon

GROUNDS = ("#ffffff", "#121212", "#14181e")
"""White, and the grounds of the site's dark mode: of the page, and of what stands out."""

SEEN = 3
"""The contrast that WCAG 2.2 asks of what one must see to understand (1.4.11), and of large type."""

PHONE = 328
BLACK = {"#000", "#000000", "black"}
STORED = drawn.stored()
EACH = each_case("name", STORED)


@cache
def scene(name):
    """Return the picture of a stored chart on a phone."""
    return drawn.scene(STORED[name], PHONE)


def contrast(colour, opacity, ground):
    """Return the contrast of a colour with a ground; black is white in the dark."""
    dark = ground != "#ffffff" and colour in BLACK
    return drawn.contrast("#ffffff" if dark else colour, ground, opacity)


def faint(item):
    """Return the colours of an item if each is too faint to be seen on one of the grounds."""
    shown = [found for channel in ("fill", "stroke") if (found := drawn.seen(item, channel))]
    seen = [found for found in shown if min(contrast(*found, ground) for ground in GROUNDS) >= SEEN]
    return [] if seen else shown


@EACH
def test_every_mark_is_seen_on_its_ground(name):
    _, items = scene(name)
    marks = [(kind, item, place) for kind, role, item, place, _ in items if not role.startswith("axis")]
    lined = {item.get("stroke") for kind, item, _ in marks if kind == "line" and not faint(item)}
    numbered = [drawn.box("text", item, place) for kind, item, place in marks if kind == "text"]
    for kind, item, place in marks:
        edged = kind == "area" and item.get("fill") in lined
        told = kind == "rect" and any(drawn.meet(drawn.box(kind, item, place), box) for box in numbered)
        if kind != "text" and not edged and not told:
            assert not faint(item), (kind, faint(item))


@each_case("ground", GROUNDS)
@each_case("meaning", charts.COLOURS)
def test_every_colour_of_the_palette_is_seen_in_light_and_dark(meaning, ground):
    assert contrast(charts.COLOURS[meaning], 1, ground) >= SEEN


@EACH
def test_a_word_over_a_ground_of_its_own_can_be_read(name):
    _, items = scene(name)
    grounds = [
        (drawn.box(kind, item, at), item)
        for kind, _, item, at, _ in items
        if kind == "rect" and item.get("fill")
    ]
    for kind, role, item, place, _ in items:
        if kind != "text" or role != "mark" or item["fill"] in BLACK:
            continue
        x, y = place[0] + item["x"], place[1] + item["y"]
        for (left, top, right, bottom), ground in grounds:
            if left < x < right and top < y < bottom:
                assert drawn.contrast(item["fill"], ground["fill"]) >= 4.5, item["text"]


def texts(items):
    """Return the words of a picture, with their role and where they stand."""
    return [
        (" ".join(drawn.words_of(item)), role, drawn.box(kind, item, place))
        for kind, role, item, place, _ in items
        if kind == "text" and item.get("opacity", 1) and "".join(drawn.words_of(item)).strip()
    ]


@EACH
def test_nothing_is_cut_on_a_phone_and_no_word_stands_over_another_or_a_mark(name):
    (wide, high), items = scene(name)
    words = texts(items)
    slack = 4  # a letter is not as wide as another
    for said, _, (left, top, right, bottom) in words:
        assert -slack <= left and right <= wide + slack and -slack <= top and bottom <= high + slack, said
    for at, (said, _, box) in enumerate(words):
        assert not [other for other, _, its in words[:at] if drawn.meet(box, its, 0)], said
    marks = [
        drawn.box(kind, item, place)
        for kind, role, item, place, _ in items
        if kind in ("symbol", "rule") and role == "mark" and item.get("opacity", 1)
    ]
    for said, role, box in words:
        assert role != "mark" or not any(drawn.meet(box, mark) for mark in marks), said


@EACH
def test_no_line_leaves_its_frame(name):
    _, items = scene(name)
    frame = next(spec.get("height") for spec in [STORED[name]])
    for kind, _, item, (_, top), clip in items:
        if kind == "line" and clip:
            assert clip[1] - 1 <= top + item["y"] <= clip[1] + frame + 1


@pytest.mark.parametrize(
    ("mean", "worth", "x"), [(90, 200, 7), (10, 200, 0), (90, 100, 7), (50, 200, 5), (10, 11, 0)]
)
def test_the_axis_of_a_prior_reaches_above_its_peak_wherever_its_sliders_stand(mean, worth, x):
    standard, weak = BetaPrior(30.87, 95.13), BetaPrior(1.225, 3.775)
    design = ThallSimon(standard, weak, 6, 20, 0.95)
    for figure in (charts.updating(standard, 5, 7, "Message"), charts.comparison(design, 5, 7, "Message")):
        spec = figure.to_dict()
        for param in spec["params"]:
            param["value"] = {"mean": mean, "worth": worth, "x": x}.get(param["name"], param["value"])
        _, items = drawn.scene(spec)
        tops = [top + item["y"] for kind, _, item, (_, top), clip in items if kind == "line" and clip]
        edge = min(clip[1] for kind, *_, clip in items if kind == "line" and clip)
        assert min(tops) > edge + 12  # a line of words below the frame


@EACH
def test_what_a_control_changes_is_written_in_the_picture(name):
    spec = STORED[name]
    written = [part for part in layers(spec) if kind_of(part) == "text"]
    for param in spec.get("params", ()):
        if "bind" in param:
            assert any(re.search(rf"\b{param['name']}\b", str(part)) for part in written), param["name"]


def layers(spec):
    """Yield every mark of a chart."""
    if "layer" in spec:
        for part in spec["layer"]:
            yield from layers(part)
    else:
        yield spec


def kind_of(part):
    """Return what a mark is."""
    mark = part.get("mark", "")
    return mark if isinstance(mark, str) else mark["type"]


@EACH
def test_a_slider_and_its_axis_have_the_same_steps(name):
    spec = STORED[name]
    sliders = {
        param["name"] for param in spec.get("params", ()) if param.get("bind", {}).get("input") == "range"
    }
    for part in layers(spec):
        moved = {
            field
            for step in part.get("transform", ())
            for field in [step.get("as")]
            if step.get("calculate") in sliders
        }
        for channel in ("x", "y"):
            code = part.get("encoding", {}).get(channel, {})
            assert code.get("field") not in moved or code.get("scale", {}).get("type", "linear") == "linear"


@EACH
def test_no_number_is_told_by_its_shade_alone(name):
    written = [part for part in layers(STORED[name]) if kind_of(part) == "text"]
    for part in layers(STORED[name]):
        for channel in ("color", "fill"):
            code = part.get("encoding", {}).get(channel, {})
            assert code.get("type") != "quantitative" or any("text" in text["encoding"] for text in written)


@EACH
def test_the_curve_that_a_figure_is_about_is_drawn_through(name):
    for part in layers(STORED[name]):
        scale = part.get("encoding", {}).get("strokeDash", {})
        if isinstance(scale, dict) and "scale" in scale:
            dashes = dict(zip(scale["scale"]["domain"], scale["scale"]["range"], strict=True))
            hues = part["encoding"]["color"]["scale"]
            for curve, hue in zip(hues["domain"], hues["range"], strict=True):
                assert hue != charts.COLOURS["success"] or dashes[curve] == [1, 0]
                assert min(dashes[curve]) == 0 or dashes[curve][0] >= 4  # no dots


@EACH
def test_a_description_has_no_number_that_is_none(name):
    assert not re.search(r"\b(nan|inf|NaT)\b|: None\b", STORED[name]["description"])


def test_the_words_of_a_lattice_are_those_of_its_matter():
    rule = StoppingRule(n=(3, 4), promising=(None, None), futile=(0, 1))
    spec = charts.lattice(rule, "Message", reached=(0, 3), futile="too toxic").to_dict()
    assert "futile" not in spec["description"] and spec["description"].endswith(
        "The trial stands at 0 of 3: too toxic."
    )
    assert {row["decision"] for row in next(iter(spec["datasets"].values()))} == {
        "stop: too toxic",
        "no stop",
        "the trial: 0 of 3",
    }
