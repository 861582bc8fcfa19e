"""Which addresses are subscriptions already: two subscriptions never ask for one feed."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping

from newsmill.hosts import parse

# Platforms move thousands of blogs on one day; all subscriptions are read once in so long then.
READ_AGAIN_SECONDS = 600.0

Tables = Mapping[str, Mapping[str, bytes]]
"""Rows by key, by topic."""


class Addresses:
    """Where all feeds of this installation are asked for, this process's or another's.

    `read` gives the compacted topics of subscriptions and states; it is called when a feed is about
    to move, which is rare.
    """

    def __init__(
        self,
        read: Callable[[], Awaitable[Tables]],
        feeds_topic: str,
        states_topic: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self._feeds_topic = feeds_topic
        self._states_topic = states_topic
        self._clock = clock
        self._reading = asyncio.Lock()
        self._until = float("-inf")
        self._feed_by_address: dict[str, str] = {}

    async def is_taken(self, url: str, *, by: str) -> bool:
        """Whether a subscription other than `by` is asked for at `url`.

        If none is, `url` is `by`'s from now on. Raises what `read` raises.
        """
        async with self._reading:
            if self._clock() >= self._until:
                tables = await self._read()
                self._feed_by_address = await asyncio.to_thread(
                    feed_by_address, tables[self._feeds_topic], tables[self._states_topic]
                )
                self._until = self._clock() + READ_AGAIN_SECONDS
            owner = self._feed_by_address.setdefault(_spelled(url), by)
            return owner != by


def feed_by_address(feeds: Mapping[str, bytes], states: Mapping[str, bytes]) -> dict[str, str]:
    """The subscription that is asked for at each address; retired ones are asked for nowhere."""
    found: dict[str, str] = {}
    moved: dict[str, str] = {}
    for url in feeds:
        state = _state(states.get(url, b""))
        if state.get("retired") or state.get("gone"):
            continue
        found[_spelled(url)] = url
        asked_url = state.get("asked_url")
        if isinstance(asked_url, str):
            moved[_spelled(asked_url)] = url
    return moved | found


def _state(row: bytes) -> dict[str, object]:
    # Most states say neither, and there are a hundred thousand.
    if b'"asked_url":"' not in row and b'"gone":true' not in row:
        return {}
    try:
        state = json.loads(row)
    except ValueError:
        return {}
    return state if isinstance(state, dict) else {}


def _spelled(url: str) -> str:
    """One spelling of all that ask for the same."""
    page = parse(url)
    return page.request_url if page else url
