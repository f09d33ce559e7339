"""The page for a wrong address: it carries its styles where the site is not told where it will stand."""

import pytest

from seven_patients_site.theme.lost_readers import carry_styles

ASKS = '<link rel="stylesheet" type="text/css" href="/_static/site.css?v=1a2b3c4d" />'


@pytest.fixture
def site(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "site.css").write_text("a { color: red }", encoding="utf-8")
    (tmp_path / "404.html").write_text(f"<head>{ASKS}</head>", encoding="utf-8")
    return tmp_path


def test_without_an_address_the_page_carries_its_styles(site, monkeypatch):
    monkeypatch.delenv("BOOK_BASE_URL", raising=False)
    carry_styles(site)
    assert (site / "404.html").read_text(encoding="utf-8") == "<head><style>a { color: red }</style></head>"


def test_a_page_that_asks_for_no_styles_is_told(site, monkeypatch):
    monkeypatch.delenv("BOOK_BASE_URL", raising=False)
    (site / "404.html").write_text("<head></head>", encoding="utf-8")
    with pytest.raises(ValueError, match=r"must ask for site\.css"):
        carry_styles(site)


def test_with_an_address_the_page_asks_for_its_styles_there(site, monkeypatch):
    monkeypatch.setenv("BOOK_BASE_URL", "https://book.test/seven-patients/")
    carry_styles(site)
    assert ASKS in (site / "404.html").read_text(encoding="utf-8")
