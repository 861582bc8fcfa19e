"""What a terminal would obey does not reach it."""

import json

import pytest

from newsmill.cli.tail import _print_json
from newsmill.cli.terminal import escaped, plain

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
