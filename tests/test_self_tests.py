"""The questions at a chapter's end: two or three, each with one right choice and a word on every other."""

import re

import pytest
from cases import each_case

import notebooks

QUESTION = re.compile(r"^```\{self-test\} (.+?)\n(.+?)^```$", re.DOTALL | re.MULTILINE)
CHOICE = re.compile(r"^(\S.*)\n: (Right|No)\. (\S.*[.?])$", re.MULTILINE)
TEXTS = [text for text in notebooks.sources() if "{exercise}" in text.read_text(encoding="utf-8")]
CHAPTER = each_case("text", TEXTS, ids=lambda text: text.stem)


@CHAPTER
def test_a_chapter_ends_with_two_or_three_questions(text):
    *_, check, remember = re.split(r"^## ", text.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert check.startswith("Check yourself\n")
    assert remember.startswith("What to remember\n")
    assert len(re.findall(r"^- ", remember, re.MULTILINE)) == 3
    assert 2 <= len(QUESTION.findall(check)) <= 3


@CHAPTER
def test_one_choice_is_right_and_each_is_explained(text):
    for question, body in QUESTION.findall(text.read_text(encoding="utf-8")):
        choices = CHOICE.findall(body)
        assert question.endswith("?")
        assert len(choices) == len(body.strip().split("\n\n")) >= 3
        assert [verdict for _, verdict, _ in choices].count("Right") == 1
        assert len({reason for *_, reason in choices}) == len(choices)


@pytest.mark.parametrize("extreme", [max, min])
def test_the_length_of_a_choice_does_not_tell_whether_it_is_right(extreme):
    bodies = [body for text in TEXTS for _, body in QUESTION.findall(text.read_text(encoding="utf-8"))]
    told = 0
    for body in bodies:
        lengths = {verdict: [] for verdict in ("Right", "No")}
        for choice, verdict, _ in CHOICE.findall(body):
            lengths[verdict].append(len(choice))
        (right,) = lengths["Right"]
        told += extreme(right, *lengths["No"]) == right not in lengths["No"]
    assert told <= 1.35 / 3 * len(bodies)
