"""Turn a filter into a question to the full-text index.

The answer holds everything that matches. It may hold more where the index does not know enough:
then `Question.is_exact` is false, and the caller asks the filter about each article.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newsmill.filters import Filter
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
from newsmill.gateway.index.documents import (
    BETWEEN,
    EVERY,
    KINDS,
    LENGTH_STEPS,
    indexed,
    is_whole,
    length_tag,
    tag,
)

_MAX_DEPTH = 12
"""Deeper ones are asked about one by one: the parser of FTS5 has a small stack."""

_MIN_PREFIX = 4
_IDEOGRAPHS = "\u2e80"
"""From there on, a character is mostly a word."""

_COLUMNS_BY_FIELD = {"entity": " ".join((*KINDS, "other")), "anywhere": "title text summary"}


@dataclass(frozen=True, slots=True)
class Question:
    """What the index is asked."""

    match: str | None
    """In the language of FTS5; None for every article."""
    words: str | None
    """Only the free words of it, which say how well an article fits; None if there are none."""
    since: int | None
    """Articles seen at this millisecond or later."""
    until: int | None
    """Articles seen before this millisecond."""
    is_exact: bool
    is_empty: bool = False
    """Whether nothing can match."""


class _All(str):
    """An expression that every article matches."""


class _None(str):
    """An expression that no article matches."""


ALL, NONE = _All(f"tags:{EVERY}"), _None(f"(tags:{EVERY} NOT tags:{EVERY})")


def question_of(wanted: Filter, now: datetime) -> Question:
    """What `wanted` asks of the index at the time `now`."""
    tree = wanted.at(now).tree
    parts = tree.parts if isinstance(tree, And) else (tree,)
    edges = [part for part in parts if isinstance(part, Seen)]
    since = [_milliseconds(part.instant(now)) for part in edges if part.edge == "since"]
    until = [_milliseconds(part.instant(now)) for part in edges if part.edge == "until"]
    rest = tuple(part for part in parts if not isinstance(part, Seen))
    compiler = _Compiler()
    match = compiler.all_of(rest, upper=True, depth=0) if rest else ALL
    texts = [part for part in rest if isinstance(part, Words) and not _is_short(part)]
    return Question(
        match=None if isinstance(match, _All) else str(match),
        words=" AND ".join(compiler.words(part) for part in texts) or None,
        since=max(since) if since else None,
        until=min(until) if until else None,
        # Seconds and their parts below a millisecond are beyond what the index has.
        is_exact=compiler.is_exact
        and not any(edge.instant(now).microsecond % 1000 for edge in edges),
        is_empty=isinstance(match, _None),
    )


class _Compiler:
    """Notes whether what it gives is exact.

    With `upper`, an expression holds all that match; without, only what surely matches, which is
    what may be taken away.
    """

    def __init__(self) -> None:
        self.is_exact = True

    def expression(self, node: Node, upper: bool, depth: int) -> str:
        if depth > _MAX_DEPTH:
            return self._unknown(upper)
        match node:
            case Everything():
                return ALL
            case And(parts):
                return self.all_of(parts, upper, depth + 1)
            case Or(parts):
                return self._one_of(parts, upper, depth + 1)
            case Not(part):
                return _without(ALL, [self.expression(part, not upper, depth + 1)])
            case Words():
                return self.words(node, upper)
            case Term():
                return self._term(node, upper)
            case Length(least, most):
                return self._length(least, most, upper)
            case Seen():
                return self._unknown(upper)

    def all_of(self, parts: Sequence[Node], upper: bool, depth: int) -> str:
        wanted = [
            self.expression(part, upper, depth) for part in parts if not isinstance(part, Not)
        ]
        unwanted = [
            self.expression(part.part, not upper, depth) for part in parts if isinstance(part, Not)
        ]
        if any(isinstance(one, _None) for one in wanted):
            return NONE
        some = [one for one in wanted if not isinstance(one, _All)]
        return _without(_joined(" AND ", some) if some else ALL, unwanted)

    def words(self, node: Words, upper: bool = True) -> str:
        if _is_short(node):
            return self._unknown(upper)
        columns = _COLUMNS_BY_FIELD.get(node.where, node.where)
        return f"{{{columns}}} : {_phrase(node.words, node.prefix)}"

    def _one_of(self, parts: Sequence[Node], upper: bool, depth: int) -> str:
        some = [self.expression(part, upper, depth) for part in parts]
        if any(isinstance(one, _All) for one in some):
            return ALL
        some = [one for one in some if not isinstance(one, _None)]
        return _joined(" OR ", some) if some else NONE

    def _term(self, node: Term, upper: bool) -> str:
        field = node.field
        match field:
            case "section" | "tag" | "category":
                return self._label(field, node.folded, node.prefix, upper)
            case "language":
                return self._label(field, node.value.lower(), False, upper)
            case "is" | "has":
                return self._label(field, node.value, False, upper)
            case "feed" if "://" in node.value:
                return self._label(field, node.value, node.prefix, upper)
            case "source" if node.host is not None:
                host = self._label("host", node.host, False, upper)
                if isinstance(host, (_All, _None)) or not node.words:
                    return host
                return f"({host} OR source : {_phrase(node.words, node.prefix)})"
            case "place" if node.code is not None:
                whole = _phrase((BETWEEN, *node.words, BETWEEN), False)
                return f"({self._label('code', node.code, False, upper)} OR place : {whole})"
        if not node.words or _is_short(node):
            return self._unknown(upper)
        columns = _COLUMNS_BY_FIELD.get(field, field)
        return f"{{{columns}}} : {_phrase(node.words, node.prefix)}"

    def _label(self, field: str, value: str, prefix: bool, upper: bool) -> str:
        if not is_whole(value):
            self.is_exact = False
            if not upper:
                return NONE
        return f"tags : {tag(field, value)}{' *' if prefix else ''}"

    def _length(self, least: int, most: int | None, upper: bool) -> str:
        steps = []
        for step, begins in enumerate(LENGTH_STEPS):
            last = step + 1 == len(LENGTH_STEPS)
            ends = None if last else LENGTH_STEPS[step + 1] - 1
            touches = (ends is None or ends >= least) and (most is None or begins <= most)
            inside = begins >= least and (most is None or (ends is not None and ends <= most))
            if touches and not inside:
                self.is_exact = False
            if touches if upper else inside:
                steps.append(f"tags : {length_tag(step)}")
        return _joined(" OR ", steps) if steps else NONE

    def _unknown(self, upper: bool) -> str:
        self.is_exact = False
        return ALL if upper else NONE


def _is_short(node: Words | Term) -> bool:
    """Whether it ends in the first letters of too many words.

    The index would put the lists of all these words together before it gives anything.
    """
    if not node.prefix or not node.words:
        return False
    last = node.words[-1]
    return len(last) < _MIN_PREFIX and last < _IDEOGRAPHS


def _without(wanted: str, unwanted: Sequence[str]) -> str:
    if isinstance(wanted, _None) or any(isinstance(one, _All) for one in unwanted):
        return NONE
    some = [one for one in unwanted if not isinstance(one, _None)]
    return f"({wanted} NOT {_joined(' OR ', some)})" if some else wanted


def _joined(operator: str, some: Sequence[str]) -> str:
    return some[0] if len(some) == 1 else f"({operator.join(some)})"


def _phrase(words: Sequence[str], prefix: bool) -> str:
    return f'"{" ".join(map(indexed, words))}"{" *" if prefix else ""}'


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
