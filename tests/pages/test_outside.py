"""Folders in the form of the public article-extraction benchmark."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.pages.outside import WrongData, read_folder


def folder(path: Path, truth: Any, **pages: str) -> Path:
    """A folder with that truth and those pages."""
    (path / "html").mkdir()
    (path / "ground-truth.json").write_text(json.dumps(truth))
    for page_id, html in pages.items():
        (path / "html" / f"{page_id}.html.gz").write_bytes(gzip.compress(html.encode()))
    return path


def test_a_folder_is_read(tmp_path: Path) -> None:
    truth = {
        "p2": {"articleBody": "Two."},
        "p1": {
            "articleBody": "One.",
            "url": "https://nordhaven.example/1",
            "title": "First",
            "authors": ["Anna Berg"],
            "date": "2026-05-03T10:00:00+02:00",
        },
    }

    first, second = read_folder(folder(tmp_path, truth, p1="<p>One.", p2="<p>Two."))

    assert (first.page_id, first.html, first.text) == ("p1", "<p>One.", "One.")
    assert (first.url, first.title) == ("https://nordhaven.example/1", "First")
    assert (first.authors, first.day) == (("Anna Berg",), "2026-05-03")
    assert (second.url, second.title, second.authors, second.day) == (None, None, None, None)


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        ([], "wants an object of pages"),
        ({}, "wants an object of pages"),
        ({"p1": {"title": "No text"}}, "articleBody"),
        ({"p1": {"articleBody": "One.", "date": "3 May"}}, "YYYY-MM-DD"),
        ({"p1": {"articleBody": "One.", "authors": [1]}}, "list of names"),
        ({"p1": {"articleBody": "One.", "title": 7}}, "wants a text"),
        ({"absent": {"articleBody": "One."}}, "no such file"),
        ({"../p1": {"articleBody": "One."}}, "no id of a page"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, truth: Any, said: str) -> None:
    with pytest.raises(WrongData, match=said):
        read_folder(folder(tmp_path, truth, p1="<p>One."))


def test_a_page_that_breaks_off_is_named(tmp_path: Path) -> None:
    path = folder(tmp_path, {"p1": {"articleBody": "One."}}, p1="<p>One." * 99)
    page = path / "html" / "p1.html.gz"
    page.write_bytes(page.read_bytes()[:-9])

    with pytest.raises(WrongData, match=r"p1\.html\.gz"):
        read_folder(path)


def test_without_a_truth_nothing_is_judged(tmp_path: Path) -> None:
    with pytest.raises(WrongData, match=r"ground-truth\.json"):
        read_folder(tmp_path)
