import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.cleaner.people.bylines import MAX_AUTHORS, authors_of, begins_with_by_word
from newsmill.cleaner.people.persons import MAX_NAME_CHARS
from newsmill.cleaner.site_names import site_names
from tests.cleaner.people.byline_cases import CASES, SITE

GAZETTE = site_names([SITE], ["https://www.nordhavengazette.example/2026/05/bridge"])


@pytest.mark.parametrize(("byline", "authors"), CASES)
def test_a_byline_names_persons(byline: str, authors: tuple[str, ...]) -> None:
    assert authors_of([byline], GAZETTE) == authors


@pytest.mark.parametrize(("byline", "authors"), CASES)
def test_a_name_that_was_found_is_found_again(byline: str, authors: tuple[str, ...]) -> None:
    assert authors_of(authors, GAZETTE) == authors


def test_an_author_is_named_once() -> None:
    assert authors_of(["Maren Oltmann", "By MAREN OLTMANN", "Ivo Brandt"]) == (
        "Maren Oltmann",
        "Ivo Brandt",
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Maren Oltmann", True),
        ("Von Maren Oltmann", True),
        ("Text: Maren Oltmann", True),
        ("Bystanders cheered", False),
        ("Von der Aue wins", False),
        ("Reporters were kept out", False),
    ],
)
def test_a_line_begins_as_bylines_do(line: str, expected: bool) -> None:
    assert begins_with_by_word(line) is expected


@given(st.lists(st.text(max_size=200), max_size=40))
def test_authors_are_few_and_short(bylines: list[str]) -> None:
    authors = authors_of(bylines)
    assert len(authors) <= MAX_AUTHORS
    assert all(0 < len(author) <= MAX_NAME_CHARS and "\n" not in author for author in authors)


@pytest.mark.parametrize(
    "unit",
    ["by ", "a, ", "text und ", "( ", "Dr. ", "A and ", "文/", "记者", "@", "Von A ", "- ", "x@"],
)
def test_a_hostile_byline_takes_no_time(unit: str) -> None:
    start = time.process_time()
    authors_of([unit * 20_000] * 50)
    assert time.process_time() - start < 2
