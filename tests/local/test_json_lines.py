"""Lines of JSON, however they come."""

import itertools
import json
from collections.abc import Iterable
from typing import Any

import pytest

from newsmill.local import json_lines
from newsmill.local.json_lines import MAX_LINE_BYTES, numbered_lines, read_line
from newsmill.local.source_files import SourceError


def lines(*chunks: bytes) -> list[Any]:
    return [
        (number, str(line) if isinstance(line, SourceError) else line)
        for number, line in numbered_lines("a", chunks)
    ]


def in_pieces(content: bytes, size: int) -> Iterable[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_it_does_not_matter_how_a_pipe_cuts_them(size: int) -> None:
    content = b'{"a": 1}\r\n\r\n \n{"b": "\xc3\xa9"}\n{"c"'
    assert lines(*in_pieces(content, size)) == [
        (1, b'{"a": 1}'),
        (4, b'{"b": "\xc3\xa9"}'),
        (5, b'{"c"'),
    ]


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_other_forms_of_unicode_are_read_too(codec: str, size: int) -> None:
    content = '{"a": "Łódź 🚲"}\n{"b": 2}\n'.encode(codec)
    assert lines(*in_pieces(content, size)) == [(1, '{"a": "Łódź 🚲"}'.encode()), (2, b'{"b": 2}')]


def test_marks_of_joined_files_and_nuls_of_a_torn_one_are_no_content() -> None:
    content = b'\xef\xbb\xbf{"a": 1}\n\xef\xbb\xbf{"b": 2}\n' + b"\0" * 500
    assert lines(content) == [(1, b'{"a": 1}'), (2, b'{"b": 2}')]


def test_a_line_of_a_hundred_megabytes_is_the_error_of_that_line() -> None:
    long = itertools.repeat(b"x" * 1_000_000, 100)
    found = lines(b"[1]\n", *long, b"\n[2]\n")
    assert found == [
        (1, b"[1]"),
        (2, f"a:2: longer than {MAX_LINE_BYTES} bytes"),
        (3, b"[2]"),
    ]


def test_a_line_without_an_end_is_not_followed_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_SKIPPED_BYTES", 10 * MAX_LINE_BYTES)
    endless = itertools.chain([b"[1]\n"], itertools.repeat(b"\0" * 1_000_000))
    found = numbered_lines("a", endless)
    assert next(found) == (1, b"[1]")
    with pytest.raises(SourceError, match="a:2: no end of the line"):
        next(found)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param(b'{"a": NaN}', "NaN is no number", id="nan"),
        pytest.param(b'{"a": -Infinity}', "-Infinity is no number", id="infinity"),
        pytest.param(b'{"a": ' + b"7" * 5_000 + b"}", "a number of 5000 digits", id="digits"),
        pytest.param(b"[" * 100_000, "nested too deeply", id="lists"),
        pytest.param(b'{"a":' * 100_000, "nested too deeply", id="objects"),
        pytest.param(b'{"a": 1, "b": 2, "a": 3}', "“a” is given twice", id="twice"),
        pytest.param(b'{"a": "\xe9"}', "not UTF-8: byte 0xe9 at 8", id="latin-1"),
        pytest.param(b'{"a": "\xed\xa0\x80"}', "not UTF-8: byte 0xed at 8", id="surrogate"),
        pytest.param(b'{"a": "x\0y"}', "Invalid control character", id="nul"),
        pytest.param(b'{"a": "b', "Unterminated string", id="cut"),
        pytest.param(b"{} {}", "Extra data", id="two"),
        pytest.param(b"{'a': 1}", "Expecting property name", id="python"),
    ],
)
def test_what_is_no_json_is_said(line: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_line(line)


def test_what_is_json_is_read_as_python_reads_it() -> None:
    line = (
        b'{"a": [1, -2.5e3, true, null, "\\u00e9\\ud83d\\udeb2"], "b": {"a": 12345678901234567890}}'
    )
    assert read_line(line) == json.loads(line)
