"""Patterns of texts with gaps, as the tables in `words/` and `templates/` write them.

    {town} [closed|ended] at {1000-9999}, {up=percent} more[ than in {month}|].

`{name}` is filled by whoever expands the pattern; `{name=symbol}` fills it with a symbol and keeps
it for the rest of the text, and `{name=[a|b] {symbol}}` does so with a pattern; `{3-40}` and
`{0.1-3.9}` are numbers; of `[a|b]` one is taken.
"""

import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import cache

from tests.dedup.drawing import Draw

_NAME = re.compile(r"([a-z_0-9]+)=")
_RANGE = re.compile(r"(-?\d+(?:\.(\d+))?)-(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Gap:
    """`{symbol}`, `{name=symbol}`, or `{name=pattern}`."""

    symbol: str
    name: str = ""
    pattern: "Pattern" = ()


@dataclass(frozen=True)
class Alternatives:
    """`[a|b]`."""

    among: tuple["Pattern", ...]


Pattern = tuple["str | Gap | Alternatives", ...]
Fill = Callable[[str], str]


class BadPattern(ValueError):
    """A bracket is not closed."""


@cache
def parse(text: str) -> Pattern:
    """The parts of a pattern.

    Raises:
        BadPattern: a bracket is not closed.
    """
    return _parse(text, 0, "")[0]


def expand(
    pattern: Pattern,
    draw: Draw,
    kept: MutableMapping[str, str],
    fill: Fill,
    number: Callable[[float, int], str],
) -> str:
    """The text of a pattern; `number` writes a number with so many decimals."""
    parts = []
    for part in pattern:
        if isinstance(part, str):
            parts.append(part)
        elif isinstance(part, Alternatives):
            parts.append(expand(draw.choice(part.among), draw, kept, fill, number))
        elif not part.name and part.symbol in kept:
            parts.append(kept[part.symbol])
        else:
            filled = _filled(part, draw, kept, fill, number)
            if part.name:
                kept[part.name] = filled
            parts.append(filled)
    return "".join(parts)


def _filled(
    gap: Gap,
    draw: Draw,
    kept: MutableMapping[str, str],
    fill: Fill,
    number: Callable[[float, int], str],
) -> str:
    if gap.pattern:
        return expand(gap.pattern, draw, kept, fill, number)
    found = _RANGE.fullmatch(gap.symbol)
    return _number(found, draw, number) if found else fill(gap.symbol)


def _number(found: re.Match[str], draw: Draw, number: Callable[[float, int], str]) -> str:
    low, decimals, high = found.groups()
    if not decimals:
        return number(draw.between(int(low), int(high)), 0)
    return number(draw.real(float(low), float(high)), len(decimals))


def _parse(text: str, place: int, closing: str) -> tuple[Pattern, int]:
    """The parts from `place` on, up to a bracket of `closing` or to the end."""
    parts: list[str | Gap | Alternatives] = []
    while place < len(text) and text[place] not in closing:
        if text[place] == "{":
            gap, place = _gap(text, place + 1)
            parts.append(gap)
        elif text[place] == "[":
            alternatives, place = _alternatives(text, place + 1)
            parts.append(alternatives)
        else:
            end = place + 1
            while end < len(text) and text[end] not in "{[" + closing:
                end += 1
            parts.append(text[place:end])
            place = end
    return tuple(parts), place


def _gap(text: str, start: int) -> tuple[Gap, int]:
    name = _NAME.match(text, start)
    inner, end = _parse(text, name.end() if name else start, "}")
    if end == len(text):
        raise BadPattern(f"not closed: {text[start - 1 :]!r}")
    kept = name[1] if name else ""
    match inner:
        case (str(symbol),):
            return Gap(symbol, kept), end + 1
    return Gap("", kept, inner), end + 1


def _alternatives(text: str, place: int) -> tuple[Alternatives, int]:
    among: list[Pattern] = []
    while True:
        inner, end = _parse(text, place, "|]")
        if end == len(text):
            raise BadPattern(f"not closed: {text!r}")
        among.append(inner)
        place = end + 1
        if text[end] == "]":
            return Alternatives(tuple(among)), place
