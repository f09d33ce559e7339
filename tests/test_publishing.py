"""What a publisher is given: README's pictures, and the values of a hub for a class."""

import re

import pytest
import yaml
from conftest import ROOT

import image
import picture


@pytest.mark.parametrize("name", picture.PICTURES)
def test_a_picture_of_the_readme_is_what_the_book_holds(name):
    stored = (ROOT / "_static" / name).read_text(encoding="utf-8")
    assert stored == f"{picture.PICTURES[name]()}\n"
    assert f"](_static/{name})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_page_tells_the_values_of_the_hub():
    values = yaml.safe_load((ROOT / "tools" / "hub.yaml").read_text(encoding="utf-8"))["singleuser"]
    page = (ROOT / "chapters" / "reference" / "publishing.md").read_text(encoding="utf-8")
    image = f"{values['image']['name']}:{values['image']['tag']}"
    assert f"--image-name {image} " in page
    (reserved,) = re.findall(r"reserves (\d+) MB", page)
    assert values["memory"]["guarantee"] == f"{reserved}M"
    seats, total = map(int, re.findall(r"a class of (\d+) needs about ([\d,]+) MB", page.replace(",", ""))[0])
    assert total == seats * int(reserved)


def test_the_image_that_is_tried_is_the_one_that_the_page_tells():
    page = (ROOT / "chapters" / "reference" / "publishing.md").read_text(encoding="utf-8")
    assert f"repo2docker {image.REPO2DOCKER[-1].partition('==')[2]} " in page
    assert "--target-repo-dir" in image.command()
    assert "python3 tools/image.py" in (ROOT / ".github/workflows/weekly.yml").read_text(encoding="utf-8")


def test_no_file_names_the_address_of_a_copy_before_a_publisher_does():
    page = (ROOT / "chapters" / "reference" / "publishing.md").read_text(encoding="utf-8")
    assert re.findall(r"https?://(?!YOUR-)[^\s)]+", page) == []
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    addresses = {"url", "repository-code", "doi"}
    assert addresses & set(citation) in (set(), addresses)
