"""Plain data as YAML that is pleasant to read: enough for our own documents, no library needed."""

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

WIDTH = 88

# What YAML 1.1 or 1.2 reads as a string without quotes: no indicator, no number, no date.
_PLAIN = re.compile(r"[A-Za-z/$](?:[\w ./,;'()+$-]|:(?=\S))*(?<! )")
_WORDS_WITH_A_MEANING = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})


def as_yaml(document: dict[str, Any]) -> str:
    """Mappings, lists, printable text, numbers, booleans and null, in the order they stand."""
    return "".join(f"{line}\n" for line in _mapping(document))


def _mapping(mapping: dict[str, Any]) -> Iterator[str]:
    for key, value in mapping.items():
        name = f"{_text(key)}:"
        if isinstance(value, dict) and value:
            yield name
            yield from _indented(_mapping(value))
        elif isinstance(value, list) and value:
            yield name
            yield from _indented(_sequence(value))
        elif isinstance(value, str) and _is_long(value):
            yield f"{name} >-"
            yield from _indented(textwrap.wrap(value, WIDTH, break_long_words=False))
        else:
            yield f"{name} {_scalar(value)}"


def _sequence(items: list[Any]) -> Iterator[str]:
    for item in items:
        if isinstance(item, dict) and item:
            lines = _mapping(item)
        elif isinstance(item, list) and item:
            lines = _sequence(item)
        else:
            lines = iter((_scalar(item),))
        yield f"- {next(lines)}"
        yield from _indented(lines)


def _indented(lines: Iterator[str] | list[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _is_long(text: str) -> bool:
    """Whether `text` is a paragraph that may be folded into lines and read back the same."""
    return len(text) > WIDTH and " ".join(text.split()) == text


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    return json.dumps(value)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS_WITH_A_MEANING:
        return text
    return json.dumps(text, ensure_ascii=False)
