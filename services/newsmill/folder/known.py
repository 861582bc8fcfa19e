"""What is remembered of one article, as an entry of the journal.

An entry is never deleted with the row: of a retracted article it remembers that it is.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newsmill.contracts.current import NO_COPIES, Copies, Version

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime.min.replace(tzinfo=UTC)
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an article; without a version, only that it was copied.

    The offsets are those of the messages that said so last. They are compared where one is read
    again, since nobody knows whether what followed from it had been written.
    """

    version: Version | None = None
    version_at: int = NOWHERE
    copies: Copies = NO_COPIES
    copies_at: int = NOWHERE

    def encoded(self) -> bytes:
        """As the value of a journal's entry."""
        version = None
        if self.version is not None:
            revision, is_retracted, enriched_at = self.version
            version = [revision, int(is_retracted), microseconds(enriched_at), self.version_at]
        copies = None
        if self.copies != NO_COPIES:
            copies = [self.copies.count, self.copies_at, *self.copies.hosts]
        return json.dumps([version, copies], separators=(",", ":")).encode()


NOTHING = Known()


def decoded(value: bytes) -> Known:
    """What `Known.encoded` has written.

    Raises:
        ValueError, TypeError: something else.
    """
    version, copies = json.loads(value)
    known = Known()
    if version is not None:
        revision, is_retracted, enriched_at, at = map(int, version)
        found = Version(revision, bool(is_retracted), instant(enriched_at))
        known = Known(version=found, version_at=at)
    if copies is not None:
        count, at, *hosts = copies
        known = Known(
            known.version, known.version_at, Copies(int(count), tuple(map(str, hosts))), int(at)
        )
    return known


def later(one: Known, other: Known) -> Known:
    """What both know together: of each the greater, whichever was written first."""
    newer = max(one, other, key=_by_version)
    more = max(one, other, key=lambda known: (known.copies, known.copies_at))
    return Known(newer.version, newer.version_at, more.copies, more.copies_at)


def microseconds(at: datetime) -> int:
    """Since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)


def instant(since_1970: int) -> datetime:
    """The inverse of `microseconds`."""
    return EPOCH + timedelta(microseconds=since_1970)


def _by_version(known: Known) -> tuple[Version, int]:
    return known.version or Version(0, False, NEVER), known.version_at
