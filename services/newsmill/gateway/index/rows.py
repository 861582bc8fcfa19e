"""What the index gives of an article: its record as it was, and what came to be known later."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from newsmill.gateway.api.models import Copies, Previous


@dataclass(frozen=True)
class Row:
    """One version of an article."""

    number: int
    """Its place in the order of the index: later ones are larger."""
    partition: int
    offset: int
    raw: bytes
    """The value of its message: one JSON object."""
    group_copies: int = 0
    group_hosts: tuple[str, ...] = ()
    previous_raw: bytes | None = None

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """The same, decoded."""
        decoded: Mapping[str, Any] = json.loads(self.raw)
        return decoded

    @property
    def article_id(self) -> str:
        """Of all versions of it."""
        return str(self.record.get("article_id", ""))

    @cached_property
    def copies(self) -> Copies:
        """On how many other sites it was seen."""
        source = self.record.get("source")
        own = source.get("host") if isinstance(source, Mapping) else None
        hosts = tuple(host for host in self.group_hosts if host != own)
        return Copies(count=self.group_copies, hosts=hosts)

    @cached_property
    def previous(self) -> Previous | None:
        """The version before, if there was one and it is still there."""
        return None if self.previous_raw is None else previous_of(json.loads(self.previous_raw))


@dataclass(frozen=True)
class Detail:
    """An article with all its versions and copies."""

    row: Row
    revisions: tuple[Row, ...]
    """The newest first."""
    copies: tuple[Mapping[str, Any], ...]
    """The records of its duplicates as far as they are kept, the first seen first."""


@dataclass(frozen=True)
class Page:
    """One page of a search."""

    articles: tuple[Row, ...]
    next: str | None
    """Where to go on; None at the end."""
    partial: bool = False
    why: str | None = None


@dataclass(frozen=True)
class Count:
    """How many match, up to a limit."""

    articles: int
    is_partial: bool


@dataclass(frozen=True)
class Counts:
    """How much is in the index."""

    articles: int
    newest_at: int | None
    """When the newest was enriched, in milliseconds since 1970."""


def previous_of(record: Mapping[str, Any]) -> Previous:
    """What a difference needs of the version before."""
    return Previous(
        revision=record.get("revision") or 1,
        title=record.get("title") or "",
        text=record.get("text") or "",
    )
