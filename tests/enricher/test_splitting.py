import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.enricher.splitting import parts


def split(text: str, most_chars: int) -> list[str]:
    return [text[start:end] for start, end in parts(text, most_chars)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("Ada came. Bea left.", ["Ada came. Bea left."], id="short"),
        pytest.param(
            "Ada came. Bea left.\n\nCem is here now. Dag slept through it all.",
            ["Ada came. Bea left.\n\n", "Cem is here now. ", "Dag slept through it all."],
            id="paragraph, then sentence",
        ),
        pytest.param(
            "Ada came and saw\n\nthat the old mayor of Bree had gone.",
            ["Ada came and saw\n\n", "that the old mayor of Bree ", "had gone."],
            id="line, then word",
        ),
        pytest.param(
            "Ada said: “Bea left at ten.” Cem had not seen anybody.",
            ["Ada said: “Bea left at ten.” ", "Cem had not seen anybody."],
            id="end of a quotation",
        ),
        pytest.param("国王来了。" * 7, ["国王来了。" * 6, "国王来了。"], id="no spaces"),
        pytest.param("a" * 70, ["a" * 30, "a" * 30, "a" * 10], id="one word"),
    ],
)
def test_a_text_is_split_where_it_does_least_harm(text: str, expected: list[str]) -> None:
    assert split(text, 30) == expected


def test_a_sentence_that_ends_its_paragraph_is_better_than_a_wrapped_line() -> None:
    text = "The mayor of\nBree left.\nAda Marsh of the\nharbour board stayed."
    assert split(text, 44)[0] == "The mayor of\nBree left.\n"


def test_no_character_is_cut() -> None:
    assert split("e" * 39 + "e\u0301" + "e" * 20, 40) == ["e" * 39, "e\u0301" + "e" * 20]


@given(st.text(alphabet="aZ.! \n”é\u0301。", max_size=400), st.integers(min_value=1, max_value=60))
def test_the_parts_are_the_text_and_none_is_too_long(text: str, most_chars: int) -> None:
    found = split(text, most_chars)
    assert "".join(found) == text
    assert all(0 < len(part) <= most_chars for part in found)


@pytest.mark.parametrize("unit", [" ", "\n", ".", ". ", "! \n", '."', "a", "\u0301"])
def test_hostile_texts_take_no_more_time(unit: str) -> None:
    text = (unit * 1_000_000)[:1_000_000]
    began = time.process_time()
    assert "".join(split(text, 20_000)) == text
    assert time.process_time() - began < 5
