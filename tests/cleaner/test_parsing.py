"""Pages become trees, quickly, or are told to be unreadable."""

import pytest
from lxml.html import HtmlElement

from newsmill.cleaner.parsing import parse_page

PAGE = "<!DOCTYPE html><html><head><title>Tides</title></head><body>{}</body></html>"


def test_no_element_has_a_class_that_python_must_choose() -> None:
    tree = parse_page(PAGE.format("<form><label>Name</label><input><select></select></form>"))
    assert tree is not None
    assert {type(element) for element in tree.iter()} == {HtmlElement}


def test_text_that_declares_an_encoding_is_read() -> None:
    declared = PAGE.replace("<head>", '<head><meta charset="iso-8859-1">')
    tree = parse_page(f'<?xml version="1.0" encoding="utf-8"?>{declared.format("<p>Fähre</p>")}')
    assert tree is not None
    assert tree.findtext(".//p") == "Fähre"


@pytest.mark.parametrize("html", ["", "   ", "no page", "<p>one paragraph</p>"])
def test_what_is_hardly_html_is_unreadable(html: str) -> None:
    assert parse_page(html) is None
