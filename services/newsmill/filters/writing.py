"""Write a tree as the text of a filter, in one way only."""

import re
from datetime import timedelta

from newsmill.filters.tree import (
    And,
    Everything,
    Length,
    Node,
    Not,
    Or,
    Seen,
    Term,
    Words,
)

# Everything else is put in quotes.
_BARE = re.compile(r"\w[\w./@+-]*")
_OPERATORS = ("AND", "OR", "NOT")
_ESCAPED = re.compile(r'(["\\])')
_UNITS = (("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60))
_MIDNIGHT = "T00:00:00+00:00"


def written(node: Node) -> str:
    """The normal form of a filter: it parses to the same tree."""
    match node:
        case Everything():
            return ""
        case And(parts):
            return " ".join(_inside(part, Or) for part in parts)
        case Or(parts):
            return " OR ".join(map(written, parts))
        case Not(part):
            return f"-{_inside(part, Or, And)}"
        case Words(value, prefix, where):
            field = "" if where == "anywhere" else f"{where}:"
            return f"{field}{_value(value)}{'*' if prefix else ''}"
        case Term(field, value, prefix):
            return f"{field}:{_value(value)}{'*' if prefix else ''}"
        case Seen():
            return f"{node.edge}:{_edge(node)}"
        case Length():
            return f"words:{_count(node)}"


def _inside(node: Node, *in_parentheses: type[Node]) -> str:
    text = written(node)
    return f"({text})" if isinstance(node, in_parentheses) else text


def _value(value: str) -> str:
    if _BARE.fullmatch(value) and value not in _OPERATORS:
        return value
    escaped = _ESCAPED.sub(r"\\\1", value)
    return f'"{escaped}"'


def _edge(seen: Seen) -> str:
    if seen.ago is not None:
        seconds = int(seen.ago.total_seconds())
        for unit, length in _UNITS:
            if seconds and seconds % length == 0:
                return f"{seconds // length}{unit}"
        return f"{seconds}s"
    assert seen.at is not None
    at = seen.at
    if at.isoformat().endswith(_MIDNIGHT):
        # Until the beginning of a day is until the day before it.
        day = at - timedelta(days=1) if seen.edge == "until" else at
        return day.date().isoformat()
    text = at.replace(tzinfo=None).isoformat()
    return text.removesuffix(":00") if at.second == 0 and at.microsecond == 0 else text


def _count(length: Length) -> str:
    if length.most is None:
        return f">={length.least}"
    if length.least == length.most:
        return str(length.least)
    return f"<={length.most}" if length.least == 0 else f"{length.least}..{length.most}"
