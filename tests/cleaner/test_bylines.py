import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.cleaner.bylines import MAX_AUTHORS, MAX_NAME_CHARS, authors_of


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("Maren Oltmann", ["Maren Oltmann"]),
        ("By Maren Oltmann", ["Maren Oltmann"]),
        ("By Maren Oltmann and Ivo Brandt", ["Maren Oltmann", "Ivo Brandt"]),
        ("Maren Oltmann, Ivo Brandt, and Li Wei", ["Maren Oltmann", "Ivo Brandt", "Li Wei"]),
        ("Maren Oltmann & Ivo Brandt", ["Maren Oltmann", "Ivo Brandt"]),
        ("Von: Maren Oltmann und Ivo Brandt", ["Maren Oltmann", "Ivo Brandt"]),
        ("Par Maren Oltmann et Ivo Brandt", ["Maren Oltmann", "Ivo Brandt"]),
        ("Maren Oltmann; Ivo Brandt", ["Maren Oltmann", "Ivo Brandt"]),
        ("Von der Aue", ["Von der Aue"]),
        ("Di Stefano", ["Di Stefano"]),
        ("desk@gazette.example (Maren Oltmann)", ["Maren Oltmann"]),
        ("Maren Oltmann <maren@gazette.example>", ["Maren Oltmann"]),
        ("maren@gazette.example", []),
        ("Maren Oltmann, Science correspondent", ["Maren Oltmann"]),
        ("Maren Oltmann, BBC", ["Maren Oltmann"]),
        ("Oltmann, Maren", ["Oltmann, Maren"]),
        ("Food and Drug Office", ["Food and Drug Office"]),
        ("<a href='/maren'>Maren Oltmann</a>", ["Maren Oltmann"]),
        ("https://social.example/gazette", []),
        ("admin", []),
        ("---", []),
        ("", []),
    ],
)
def test_a_byline_names_its_authors(byline: str, authors: list[str]) -> None:
    assert list(authors_of([byline])) == authors


def test_an_author_is_named_once() -> None:
    assert authors_of(["Maren Oltmann", "By MAREN OLTMANN", "Ivo Brandt"]) == (
        "Maren Oltmann",
        "Ivo Brandt",
    )


@given(st.lists(st.text(max_size=200), max_size=40))
def test_authors_are_few_and_short(bylines: list[str]) -> None:
    authors = authors_of(bylines)
    assert len(authors) <= MAX_AUTHORS
    assert all(0 < len(author) <= MAX_NAME_CHARS and "\n" not in author for author in authors)
