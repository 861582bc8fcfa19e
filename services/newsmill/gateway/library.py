"""What the routes ask of the index and of the stream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from newsmill.filters import Filter
from newsmill.gateway.api.models import Copies, Copy, Previous, Reader

Order = Literal["newest", "relevance"]


@dataclass(frozen=True)
class Found:
    """One article of the index."""

    raw: bytes
    """The record's value as it lies on the topic."""
    record: Mapping[str, Any]
    copies: Copies = field(default_factory=Copies)
    previous: Previous | None = None


@dataclass(frozen=True)
class Page:
    """What was found."""

    articles: Sequence[Found]
    next: str | None = None
    partial: bool = False
    why: str | None = None


@dataclass(frozen=True)
class Known:
    """All that the index has of one article."""

    newest: Found
    revisions: Sequence[Mapping[str, Any]]
    """Their records, the newest first."""
    copies: Sequence[Copy]


@dataclass(frozen=True)
class Rising:
    """An entity that is named more often than usual."""

    name: str
    kind: str
    count: int
    usual: float
    series: Sequence[int]


@dataclass(frozen=True)
class Counted:
    """How many articles match, counted up to a limit."""

    count: int
    partial: bool


@dataclass(frozen=True)
class State:
    """How far the index is."""

    articles: int
    caught_up: bool
    behind_messages: int
    behind_seconds: float
    newest_at: datetime | None


class BadCursor(ValueError):
    """A cursor is none of this index."""


class BadPosition(ValueError):
    """A position is none, or one of other topics."""


class Library(Protocol):
    """The index."""

    async def search(self, wanted: Filter, *, limit: int, before: str | None, order: Order) -> Page:
        """The articles that match.

        Raises:
            BadCursor: `before` is none.
        """

    async def article(self, article_id: str) -> Known | None:
        """One article; None where there is none, or it was retracted."""

    async def rising(
        self, wanted: Filter, *, hours: int, kind: str | None, limit: int
    ) -> Sequence[Rising]:
        """What is named more often than usual."""

    async def over_time(
        self, name: str, *, kind: str | None, hours: int
    ) -> tuple[datetime, int, Sequence[int]]:
        """When the first stretch begins, how many seconds each has, and how many articles."""

    async def count(self, wanted: Filter, limit: int) -> Counted:
        """How many articles match."""

    def state(self) -> State:
        """How far it is."""

    def position(self) -> str:
        """What is in it, as a token."""


class Streams(Protocol):
    """The stream."""

    async def serve(self, request: Any, wanted: Filter, position: str | None, name: str) -> Any:
        """Answer with events until the reader is gone.

        Raises:
            BadPosition: `position` is none.
        """

    def readers(self) -> Sequence[Reader]:
        """Who reads now."""
