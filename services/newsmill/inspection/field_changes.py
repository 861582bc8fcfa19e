"""Compare two records field by field, as their JSON has them, whatever version wrote them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

NEVER_EQUAL = frozenset(
    {"timings", "dropped_at", "enriched_at", "page.fetched_at", "page.same_as_others", "id"}
)
"""When something was done, and what came before it: another answer whenever it is done again. An id
follows from the content, which is compared itself."""

EXCERPT_CHARACTERS = 60
CONTEXT_CHARACTERS = 15
"""Of what is equal, before the first difference and after the last."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with another value than before; `field` is `source.host` within an object."""

    field: str
    before: Any
    now: Any


def field_changes(
    before: Mapping[str, Any], now: Mapping[str, Any], within: str = ""
) -> Iterator[FieldChange]:
    """The fields that both have, with different values."""
    for name in before.keys() & now.keys():
        field = within + name
        if field in NEVER_EQUAL:
            continue
        old, new = before[name], now[name]
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from field_changes(old, new, f"{field}.")
        elif old != new and not _is_same_instant(old, new):
            yield FieldChange(field, old, new)


def excerpts(before: Any, now: Any) -> tuple[str, str]:
    """Both values as text; of long ones, what is around their first difference."""
    old, new = _written(before), _written(now)
    if max(len(old), len(new)) <= EXCERPT_CHARACTERS:
        return old, new
    start = _shared(old, new)
    most = min(len(old), len(new)) - start
    after = min(most, _shared(old[::-1], new[::-1])) - CONTEXT_CHARACTERS
    begin = max(0, start - CONTEXT_CHARACTERS)
    return _cut(old, begin, len(old) - after), _cut(new, begin, len(new) - after)


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _cut(text: str, begin: int, end: int) -> str:
    end = min(end, begin + EXCERPT_CHARACTERS, len(text))
    return ("…" if begin else "") + text[begin:end] + ("…" if end < len(text) else "")


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_same_instant(before: Any, now: Any) -> bool:
    """Whether they differ only in how the time is written."""
    if not (isinstance(before, str) and isinstance(now, str)):
        return False
    if not (_INSTANT.match(before) and _INSTANT.match(now)):
        return False
    try:
        return datetime.fromisoformat(before) == datetime.fromisoformat(now)
    except (ValueError, TypeError):
        return False
