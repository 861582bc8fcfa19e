"""Post messages to somebody's address, and tell what its answers mean for those to come.

What comes is at least once and may come twice; its id says so. An address that is away, or that is
asked too often, is waited for, and what is behind waits with it. What it refuses for its own sake
is tried a few times, then set aside. An address that is gone for good (410) ends the sink.
"""

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from newsmill.errors import UserError
from newsmill.sinks.errors import TargetAway
from newsmill.web.fetching import FetchError, Reply

REFUSAL_WAITS_SECONDS = (0.5, 2.0)
"""Before a message is tried again that the address has refused for its own sake."""

MOST_RETRY_AFTER = timedelta(hours=1)

OK = range(200, 300)
GONE = 410
NOT_ITS_FAULT = frozenset({401, 403, 404, 405, 407, 408, 421, 423, 425, 429})
"""Answers of 400 to 499 that any other message would get as well: a person or time mends them."""

SHOWN_CHARACTERS = 200
_UNSHOWN = re.compile(r"[^!-~\u00a1-\u061b\u061d-\u200a\u2010-\u2027\u2030-\u2065\u2070-\ud7ff]+")


class Gone(UserError):
    """The address has said that it wants nothing any more."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place} answered 410 Gone: it wants nothing any more, so this sink ends")


class Refused(Exception):
    """The address refuses this message, whatever is tried. The text says how."""


class Sender(Protocol):
    """What posts: a fetcher, guarded against private networks."""

    async def send(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        timeout: timedelta | None = None,
    ) -> Reply:
        """The answer to a POST."""


class Poster:
    """Posts to one address. `place` is how people are told of it, without its secrets."""

    def __init__(
        self,
        sender: Sender,
        url: str,
        place: str,
        refusal_waits: tuple[float, ...] = REFUSAL_WAITS_SECONDS,
    ) -> None:
        self._sender = sender
        self._url = url
        self._place = place
        self._refusal_waits = refusal_waits
        self._not_before = 0.0

    async def post(self, body: bytes, headers: Callable[[], Mapping[str, str]]) -> None:
        """Post `body` until it is taken; `headers` are made anew for each try.

        Raises:
            Gone: the address wants nothing any more.
            Refused: it does not want this, tried several times.
            TargetAway: it does not answer, or wants nothing for now.
        """
        for wait in (*self._refusal_waits, None):
            await self._until_asked_for()
            try:
                reply = await self._sender.send(self._url, body, headers())
            except FetchError as error:
                # Its URL is a secret: whoever has it can write there.
                raise TargetAway(error.detail.replace(self._url, self._place)) from error
            if reply.status in OK:
                return
            if reply.status == GONE:
                raise Gone(self._place)
            said = _said(reply)
            if not _is_its_fault(reply.status):
                self._ask_later(reply)
                raise TargetAway(said)
            if wait is None:
                raise Refused(said)
            await asyncio.sleep(wait)

    def _ask_later(self, reply: Reply) -> None:
        asked = retry_after(reply.headers, datetime.now(UTC)) or timedelta()
        self._not_before = time.monotonic() + min(asked, MOST_RETRY_AFTER).total_seconds()

    async def _until_asked_for(self) -> None:
        if (seconds := self._not_before - time.monotonic()) > 0:
            await asyncio.sleep(seconds)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """What RFC 9110 §10.2.3 lets a server ask for; None when it asks for nothing readable."""
    written = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", written):
        return timedelta(seconds=int(written))
    try:
        at = parsedate_to_datetime(written)
    except (ValueError, IndexError, OverflowError):
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) - now


def _is_its_fault(status: int) -> bool:
    """Whether an answer is about this message. A redirect is not followed, and is about all."""
    return 400 <= status < 500 and status not in NOT_ITS_FAULT


def _said(reply: Reply) -> str:
    """The answer for people, in one line, without what their terminal would obey."""
    words = _UNSHOWN.sub(" ", reply.body[:1000].decode(errors="replace")).strip()
    shown = words[:SHOWN_CHARACTERS]
    return f"it answered {reply.status}" + (f": {shown}" if shown else "")
