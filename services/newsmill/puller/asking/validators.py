"""Validators of a feed's last answer (RFC 9110 §8.8), byte by byte as the server gave them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from newsmill.contracts.feeds import FeedState
from newsmill.redaction import redacted

# As long as a header may be for most servers, or all headers together: 8 KB in Apache and nginx.
MAX_CHARACTERS = 8_192

# Statuses with which servers answer to conditions that they do not like, or that are too long.
TOO_MUCH_FOR_THE_SERVER = frozenset({400, 412, 413, 416, 431})

# One character a byte. RFC 9110 §5.5: all but control characters; servers send ETags without the
# quotes, too, and want them back so.
_SENDABLE = re.compile(r"[ -~\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Validators:
    """What to send back with the next question; one character for each byte (Latin-1)."""

    etag: str | None = None
    last_modified: str | None = None
    url: str | None = None
    """Whose they are; without secrets."""

    @classmethod
    def of_answer(cls, headers: Mapping[str, str], url: str) -> Self:
        """Those of an answer from `url`, by lower-case header name."""
        etag, last_modified = _kept(headers.get("etag")), _kept(headers.get("last-modified"))
        return cls(etag, last_modified, redacted(url) if etag or last_modified else None)

    @classmethod
    def of_state(cls, state: FeedState) -> Self:
        """Those that are remembered of a feed."""
        return cls(state.etag, state.last_modified, state.validators_url or state.url)

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)

    def headers(self, url: str) -> dict[str, str]:
        """Headers that ask `url` for what has changed; none for another's URL.

        With an ETag, for the new entries alone if the server can do that (RFC 3229).
        """
        headers: dict[str, str] = {}
        if not self or redacted(url) != self.url:
            return headers
        if self.etag:
            headers |= {"If-None-Match": self.etag, "A-IM": "feed"}
        if self.last_modified:
            headers["If-Modified-Since"] = self.last_modified
        return headers

    def renewed(self, newer: Self) -> Self:
        """These after a 304, which may bring other ones or leave them out."""
        return type(self)(
            newer.etag or self.etag, newer.last_modified or self.last_modified, self.url
        )

    def fields(self) -> dict[str, Any]:
        """As `FeedState` has them."""
        return {
            "etag": self.etag,
            "last_modified": self.last_modified,
            "validators_url": self.url if self else None,
        }


def _kept(value: str | None) -> str | None:
    is_usable = value and len(value) <= MAX_CHARACTERS and _SENDABLE.fullmatch(value)
    return value if is_usable else None
