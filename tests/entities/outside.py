"""Labelled texts from outside: CoNLL files and JSON lines."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.entities.conll import texts_of
from tests.entities.labelled import LabelledText, Mark, PlaceId
from tests.entities.labels import UnknownLabel, kind_of

JSON_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson"})
_NOT_SAID = object()


class WrongLine(ValueError):
    """A line of a data file cannot be used; says which, and why."""


def read_file(path: Path) -> list[LabelledText]:
    """The texts of a file: JSON lines if its name or its first character says so, else CoNLL.

    Raises:
        WrongLine: a line cannot be used, or there is none.
        OSError: the file cannot be read.
    """
    raw = path.read_bytes()
    try:
        written = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise WrongLine(f"{path}:{line}: no UTF-8: {error.reason}") from error
    is_json = path.suffix.lower() in JSON_SUFFIXES or written.lstrip().startswith("{")
    texts = list(_read_json(written, path) if is_json else _read_conll(written, path))
    if not texts:
        raise WrongLine(f"{path}:1: holds no text")
    return texts


def _read_conll(written: str, path: Path) -> Iterator[LabelledText]:
    try:
        yield from texts_of(written.split("\n"), path.stem)
    except ValueError as error:
        raise WrongLine(f"{path}:{error}") from error


def _read_json(written: str, path: Path) -> Iterator[LabelledText]:
    # Not `splitlines`, which also breaks at characters that JSON strings may hold (U+2028).
    for number, line in enumerate(written.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _text_of(json.loads(line), f"{path.stem}:{number}")
        except json.JSONDecodeError as error:
            raise WrongLine(f"{path}:{number}: no JSON: {error.msg}") from error
        except RecursionError as error:
            raise WrongLine(f"{path}:{number}: nested too deeply") from error
        except ValueError as error:
            raise WrongLine(f"{path}:{number}: {error}") from error


def _text_of(row: Any, name: str) -> LabelledText:
    if not isinstance(row, dict):
        raise ValueError("no JSON object")
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("no text")
    for field in ("title", "language", "published_at"):
        if not isinstance(row.get(field) or "", str):
            raise ValueError(f"{field} is no text")
    rows = row.get("spans", row.get("entities", _NOT_SAID))
    if rows is _NOT_SAID:
        raise ValueError("neither spans nor entities")
    if not isinstance(rows, list):
        raise ValueError("its spans are no list")
    title = row.get("title") or ""
    links: dict[str, PlaceId | None] = {}
    marks: list[Mark] = []
    title_marks: list[Mark] = []
    for place, one in enumerate(rows):
        if not isinstance(one, dict):
            raise ValueError(f"span {place} is no JSON object")
        try:
            marks += _marks(one, one.get("mentions", [one]), text, f"{place}")
            title_marks += _marks(one, one.get("title_mentions", []), title, f"{place}")
        except (ValueError, UnknownLabel) as error:
            raise ValueError(f"span {place}: {error}") from error
        if "link" in one:
            links[_thing(one, f"{place}")] = _link(one["link"])
    return LabelledText(
        name,
        title,
        text,
        row.get("language") or "en",
        _instant(row.get("published_at")),
        tuple(sorted(title_marks, key=lambda mark: mark.start)),
        tuple(sorted(marks, key=lambda mark: mark.start)),
        links=links or None,
    )


def _marks(one: Mapping[str, Any], mentions: Any, text: str, place: str) -> Iterator[Mark]:
    label = one.get("label", one.get("kind"))
    if not isinstance(label, str):
        raise ValueError("no label")
    kind = kind_of(label)
    if not isinstance(mentions, list):
        raise ValueError("its mentions are no list")
    for mention in mentions:
        if not isinstance(mention, dict):
            raise ValueError("a mention is no JSON object")
        start, end = mention.get("start"), mention.get("end")
        if type(start) is not int or type(end) is not int:
            raise ValueError("start or end is no whole number")
        if not 0 <= start < end <= len(text):
            raise ValueError(f"{start} to {end} is not in the text of {len(text)} characters")
        is_group = "mentions" in one or "thing" in one
        if kind is not None:
            yield Mark(start, end, kind, _thing(one, place) if is_group else None)


def _thing(one: Mapping[str, Any], place: str) -> str:
    return str(one.get("thing", place))


def _link(link: Any) -> PlaceId | None:
    if link is None:
        return None
    if isinstance(link, dict):
        kb, id_ = link.get("kb"), link.get("id")
        if isinstance(kb, str) and isinstance(id_, str):
            return PlaceId(kb, id_)
    raise ValueError("a link is neither null nor an object with kb and id")


def _instant(written: str | None) -> datetime | None:
    if not written:
        return None
    try:
        return datetime.fromisoformat(written)
    except ValueError as error:
        raise ValueError(f"published_at is no instant: {written!r}") from error
