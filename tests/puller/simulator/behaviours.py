"""The shape of the table: groups of behaviours, each a script of polls with what is to be seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.feeds import FeedEvent, FeedState
from tests.puller.simulator.answers import Request, Say
from tests.puller.simulator.tls import Trust

FEED = "feed"
"""The path that each row's feed is served at."""


@dataclass(frozen=True)
class Seen:
    """What one poll brought, and what its server saw of it."""

    at: datetime
    event: FeedEvent
    before: FeedState
    state: FeedState
    articles: Sequence[RawArticle]
    requests: Sequence[Request]
    """In their order; those for robots.txt apart."""
    robots_requests: Sequence[Request]
    offered_before: Sequence[RawArticle]
    """By the row's earlier polls."""
    took: timedelta
    """By a real clock."""
    slept: timedelta
    """Between its requests, by the virtual clock: so that no server is hurried."""
    state_bytes: int
    """Of the record that is written after each poll."""

    @property
    def wait(self) -> timedelta | None:
        """Until the next poll; None if the feed is not asked any more."""
        when = self.state.next_poll_at
        return when - self.event.at if when is not None else None


@dataclass(frozen=True)
class Check:
    """Something that must be seen after a poll."""

    what: str
    holds: Callable[[Seen], bool]


@dataclass(frozen=True)
class Visit:
    """One poll: what the server answers to it, by path, and what must be seen afterwards."""

    answers: Mapping[str, Say]
    checks: tuple[Check, ...]
    after: timedelta | None = None
    """Since the poll before; None is when that one planned it."""
    times: int = 1
    """So often the same; what must be seen is looked for after the last."""
    until_seen: bool = False
    """Stop as soon as all is seen; `times` is then the most."""


@dataclass(frozen=True)
class Credentials:
    """What a subscriber has stored for a feed apart from its address."""

    basic: tuple[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Behaviour:
    """A row of the table: what the server does, what newsmill does then, and the polls to prove it.

    `server` and `client` are sentences for readers; `visits` is what is played.
    """

    name: str
    server: str
    client: str
    visits: tuple[Visit, ...]
    source: str = ""
    """The standard that asks for it."""
    url: str = f"@HERE@/{FEED}"
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Of the puller, where they differ."""
    timeout: timedelta = timedelta(seconds=20)
    in_child: bool = False
    """Whether the parser runs in a child process, which may be killed."""
    credentials: Credentials | None = None
    tls: Trust = ""


@dataclass(frozen=True)
class Group:
    """Rows about one thing."""

    title: str
    rows: tuple[Behaviour, ...]


def visit(
    answer: Say,
    *checks: Check,
    after: timedelta | None = None,
    times: int = 1,
    until_seen: bool = False,
    at: Mapping[str, Say] | None = None,
    **others: Say,
) -> Visit:
    """A poll that is answered with `answer`; at other paths as in `at` and `others`.

    In the names of `others` `__` stands for a slash, and `robots` for robots.txt.
    """
    named = {_path(name): other for name, other in others.items()}
    return Visit({FEED: answer, **named, **(at or {})}, checks, after, times, until_seen)


def row(name: str, server: str, client: str, *visits: Visit, **more: Any) -> Behaviour:
    """A row of the table."""
    return Behaviour(name, server, client, visits, **more)


def _path(name: str) -> str:
    path = name.replace("__", "/")
    return path + ".txt" if path.rpartition("/")[2] == "robots" else path
