import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.cleaner.texts import cut, one_line, squeezed, tidy, words_of

ANY_TEXT = st.text(st.characters(codec=None), max_size=300)
"""Lone surrogates and controls included."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("One\r\nTwo\rThree\u2028Four", "One\n\nTwo\n\nThree\n\nFour", id="line ends"),
        pytest.param("  a \t b\u00a0\u2003c \n\n\n d", "a b c\n\nd", id="white space"),
        pytest.param("ze\u200bro w\u00adidth\ufeff", "zero width", id="zero width"),
        pytest.param("\u202eevil\u202c \x00\x07\x1b[0m", "evil [0m", id="controls, overrides"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="a joiner that spelling needs"),
        pytest.param("cafe\u0301", "café", id="NFC"),
        pytest.param("a\ud800b", "ab", id="lone surrogate"),
        pytest.param("Itâ€™s a cafÃ©", "It’s a café", id="UTF-8 read as windows-1252"),
        pytest.param("It\x92s here", "It’s here", id="windows-1252 read as Latin-1"),
        pytest.param("„Spaß“, Île, São", "„Spaß“, Île, São", id="no mojibake"),
    ],
)
def test_text_becomes_tidy(text: str, expected: str) -> None:
    assert tidy(text) == expected


@given(ANY_TEXT)
def test_tidy_text_is_normal_and_can_be_encoded(text: str) -> None:
    result = tidy(text)
    result.encode("utf-8")
    assert unicodedata.is_normalized("NFC", result)
    assert all(line == " ".join(line.split()) for line in result.split("\n"))
    assert "\n\n\n" not in result
    assert result == result.strip()


@given(st.text(max_size=200), st.integers(1, 50))
def test_a_cut_text_begins_the_text_and_keeps_the_limit(text: str, limit: int) -> None:
    result = cut(text, limit)
    assert len(result) <= limit
    assert text.startswith(result)


def test_a_text_is_cut_between_paragraphs_where_one_ends_near() -> None:
    text = "word " * 9 + "end\n\nnext paragraph"
    assert cut(text, 55).endswith("end")


@pytest.mark.parametrize(
    ("text", "limit", "cut_text"),
    [
        pytest.param("สะพานที่นี่", 7, "สะพาน", id="Thai"),
        pytest.param("नमस्तेहिन्दी", 7, "नमस्ते", id="Hindi"),
        pytest.param("桥梁か\u3099重", 3, "桥梁", id="Japanese"),
        pytest.param("桥梁👩\u200d🚒", 4, "桥梁", id="emoji"),
    ],
)
def test_a_text_without_spaces_is_cut_between_characters(
    text: str, limit: int, cut_text: str
) -> None:
    assert cut(text, limit) == cut_text


def test_a_line_without_spaces_is_cut_between_characters() -> None:
    assert one_line("สะพานที่นี่", 8) == "สะพาน…"


def test_a_line_that_was_cut_says_so() -> None:
    assert one_line("one two three four five", 15) == "one two three…"


@given(ANY_TEXT, st.integers(2, 60))
def test_one_line_is_one_line_within_its_limit(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1


def test_words_are_compared_without_case_width_and_punctuation() -> None:
    assert words_of("ＮＯＲＤ—Haven’s “Straße”") == ["nord", "haven", "s", "strasse"]


@given(ANY_TEXT)
def test_squeezed_text_is_tidy_text_without_white_space(text: str) -> None:
    assert squeezed(text) == "".join(tidy(text).split())
