"""A filter: parsed once, then asked of many articles."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from newsmill.filters.articles import Article
from newsmill.filters.matching import Test, test_of
from newsmill.filters.parsing import tree_of
from newsmill.filters.tree import And, Everything, Node, Not, Or, Seen, all_of
from newsmill.filters.writing import written

_NO_TIME = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Filter:
    """Which articles somebody wants. Two filters are equal when their trees are."""

    tree: Node

    @cached_property
    def text(self) -> str:
        """The normal form, which parses to the same tree; empty for everything."""
        return written(self.tree)

    def __str__(self) -> str:
        return self.text

    def matches(self, article: Article, now: datetime | None = None) -> bool:
        """Whether `article` is wanted; `since:2h` counts back from `now`, by default the time."""
        return self.test(article, now or self.now())

    def now(self) -> datetime:
        """The time, where the filter depends on it; any other where it does not."""
        return datetime.now(UTC) if self.moves else _NO_TIME

    @cached_property
    def moves(self) -> bool:
        """Whether it counts back from the time of matching, as `since:2h` does."""
        return _moves(self.tree)

    def at(self, now: datetime) -> "Filter":
        """The same with fixed instants, as seen from `now`: for answers that belong together."""
        return Filter(_fixed(self.tree, now)) if self.moves else self

    def conjuncts(self) -> tuple[tuple["Filter", "Filter"], ...]:
        """Each term that all articles must match, with the filter of all others.

        They say which term excludes most. Empty where there is only one.
        """
        if not isinstance(self.tree, And):
            return ()
        parts = self.tree.parts
        return tuple(
            (Filter(part), Filter(all_of(parts[:at] + parts[at + 1 :])))
            for at, part in enumerate(parts)
        )

    @cached_property
    def test(self) -> Test:
        """The same as `matches`, for those who ask often."""
        return test_of(self.tree)


EVERYTHING = Filter(Everything())


def parse(text: str, now: datetime | None = None) -> Filter:
    """The filter that `text` says. With `now`, its instants are fixed, as by `Filter.at`.

    Raises:
        FilterError: it is none; the error says where and why.
    """
    parsed = Filter(tree_of(text))
    return parsed if now is None else parsed.at(now)


def _moves(node: Node) -> bool:
    match node:
        case And(parts) | Or(parts):
            return any(map(_moves, parts))
        case Not(part):
            return _moves(part)
        case Seen():
            return node.ago is not None
    return False


def _fixed(node: Node, now: datetime) -> Node:
    match node:
        case And(parts):
            return And(tuple(_fixed(part, now) for part in parts))
        case Or(parts):
            return Or(tuple(_fixed(part, now) for part in parts))
        case Not(part):
            return Not(_fixed(part, now))
        case Seen():
            return Seen(node.edge, at=node.instant(now).astimezone(UTC))
    return node
