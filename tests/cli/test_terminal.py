"""What a terminal would obey does not reach it."""

import json

import pytest

from newsmill.cli.tail import _print_json
from newsmill.cli.terminal import escaped, json_line, plain, shortened

COMMANDING = "a\x1b[2J\x9b2J\x7f ferry é"


def test_text_is_one_line_that_is_not_obeyed() -> None:
    assert plain(COMMANDING) == "a [2J 2J  ferry é"


def test_json_says_the_same_and_is_not_obeyed() -> None:
    dumped = escaped(json.dumps({"title": COMMANDING}, ensure_ascii=False))

    assert json.loads(dumped) == {"title": COMMANDING}
    assert plain(dumped) == dumped
    assert "é" in dumped


def test_a_record_that_is_tailed_as_json_is_not_obeyed(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    _print_json({"title": COMMANDING})

    told = capfdbinary.readouterr().out.decode()
    assert plain(told.rstrip("\n")) == told.rstrip("\n")
    assert json.loads(told) == {"title": COMMANDING}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (float("nan"), "null"),
        ([1.5, float("-inf")], "[1.5, null]"),
        ({"a": {"b": (float("inf"), "x")}}, '{"a": {"b": [null, "x"]}}'),
        ("half \ud800 of \udc00 a pair", '"half \ufffd of \ufffd a pair"'),
    ],
)
def test_what_json_cannot_hold_is_told_all_the_same(value: object, told: str) -> None:
    assert json_line(value) == told


@pytest.mark.parametrize(
    ("text", "characters", "told"),
    [("abcdef", 6, "abcdef"), ("abcdefg", 6, "abc…fg"), ("abcdefg", 5, "ab…fg")],
)
def test_a_long_text_loses_its_middle(text: str, characters: int, told: str) -> None:
    assert shortened(text, characters) == told
