"""What comes into the index: the messages of two topics, decoded, with their places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Kind = Literal["enriched", "duplicate", "retraction"]

FIRST_MILLISECOND, LAST_MILLISECOND = 0, 253_402_300_799_999
"""1970 up to 9999: what can be written as a date."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: an article, a copy of one, or that an article is taken back."""

    kind: Kind
    topic: str
    """Its name in the contracts."""
    partition: int
    offset: int
    raw: bytes
    record: Mapping[str, Any]
    milliseconds: int = 0
    """Since 1970, as its writer's clock had it."""

    @property
    def article_id(self) -> bytes:
        """16 bytes; empty where it has none."""
        return digest_of(self.record.get("article_id"))

    @property
    def revision(self) -> int:
        """1 for the first."""
        revision = self.record.get("revision")
        return revision if isinstance(revision, int) and 0 < revision < 2**31 else 1

    @property
    def enriched_at(self) -> int:
        """When it was written, in milliseconds since 1970: as the record says, else its message."""
        timings = self.record.get("timings")
        enricher = timings.get("enricher") if isinstance(timings, Mapping) else None
        for written in (self.record.get("enriched_at"), enricher):
            found = milliseconds_of(written)
            if found is not None:
                return found
        if FIRST_MILLISECOND < self.milliseconds <= LAST_MILLISECOND:
            return self.milliseconds
        return milliseconds_of(self.record.get("seen_at")) or FIRST_MILLISECOND

    @property
    def seen_at(self) -> int:
        """When its feed showed it, in milliseconds since 1970."""
        found = milliseconds_of(self.record.get("seen_at"))
        return self.enriched_at if found is None else found


def digest_of(written: object) -> bytes:
    """The bytes of a digest in hexadecimal digits; empty where it is none."""
    try:
        return bytes.fromhex(written) if isinstance(written, str) else b""
    except ValueError:
        return b""


def milliseconds_of(written: object) -> int | None:
    """An instant of a record in milliseconds since 1970; None where it is none."""
    if not isinstance(written, str):
        return None
    try:
        instant = datetime.fromisoformat(written)
        milliseconds = int(instant.timestamp() * 1000) if instant.tzinfo is not None else -1
    except (ValueError, OverflowError):
        return None
    return milliseconds if FIRST_MILLISECOND <= milliseconds <= LAST_MILLISECOND else None
