"""Serve the stream: each reader gets what its filter matches, once, from where it says it was."""

import asyncio
import random
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Protocol

from aiohttp import web

from newsmill.clock import utc_now
from newsmill.filters import Filter
from newsmill.gateway.api.models import Reader
from newsmill.gateway.index.rows import Row
from newsmill.gateway.index.since import Gone
from newsmill.gateway.stream.frames import (
    KEEP_ALIVE,
    Frame,
    checkpoint,
    frame_of_row,
    gap,
    goodbye,
    hello,
    reset,
)
from newsmill.gateway.stream.ring import Ring
from newsmill.gateway.stream.writing import (
    MOST_BYTES_AT_ONCE,
    PatientWriter,
    ReaderGone,
    bound_buffers,
)
from newsmill.positions import UNKNOWN_EPOCH, Position, decode

KEEP_ALIVE_SECONDS = 15.0
RESUMING_AT_ONCE = 4
"""Readers that are served from the index at a time; the others wait for their turn."""

ROWS_AT_ONCE = 100
LOOKING_SECONDS = 0.01
"""A reader that wants little of a long past looks so long, and then others have their turn."""

NOTED_SECONDS = 1.0
"""After so long without a match the reader is told how far it is: nothing is looked at twice."""

_LOOKS_FOR_THE_END = 30
_END_POLL_SECONDS = 0.1
_REMEMBERED_BYTES = 16 * 1024 * 1024
_RETRY_MILLISECONDS = 1000, 5000
"""So that readers of a gateway that stops do not come back all at once."""

HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    # What nginx and others must not collect before they pass it on.
    "X-Accel-Buffering": "no",
}


class Past(Protocol):
    """What the stream asks of the index."""

    async def since(self, position: Position, until: Position, limit: int) -> list[Row]:
        """The first versions behind `position` and before `until`."""

    async def gone_since(self, position: Position) -> Gone:
        """What was behind `position` once and is not in the index."""


class Streams:
    """All readers of the stream."""

    def __init__(
        self,
        ring: Ring,
        past: Past,
        *,
        write_seconds: float,
        keep_alive_seconds: float = KEEP_ALIVE_SECONDS,
        log_end: Callable[[], Position | None] = lambda: None,
    ) -> None:
        """`log_end` is where the topic ends, as far as it is known."""
        self._log_end = log_end
        self._ring = ring
        self._past = past
        self._write_seconds = write_seconds
        self.keep_alive_seconds = keep_alive_seconds
        self._readers: set[_Reading] = set()
        self._resuming = asyncio.Semaphore(RESUMING_AT_ONCE)
        self._remembered: OrderedDict[int, Frame] = OrderedDict()
        self._remembered_bytes = 0
        self._is_closing = False
        self.cut = 0
        """Readers that took nothing for too long."""

    async def serve(
        self, request: web.Request, wanted: Filter, position: str | None, name: str
    ) -> web.StreamResponse:
        """Answer with events until the reader is gone, or the gateway stops.

        Raises:
            BadPosition: `position` is no token of ours.
        """
        asked = decode(position) if position is not None else None
        bound_buffers(request)
        response = web.StreamResponse(headers=HEADERS)
        writer = await response.prepare(request)
        if writer is None:
            return response
        reading = _Reading(
            self, PatientWriter(request, writer, self._write_seconds), wanted, name, asked
        )
        self._readers.add(reading)
        self._ring.register(wanted)
        try:
            await reading.run()
        except ReaderGone:
            self.cut += reading.writer.was_cut
        finally:
            self._ring.unregister(wanted)
            self._readers.discard(reading)
        return response

    def readers(self) -> list[Reader]:
        """Who reads now."""
        return [
            Reader(
                name=one.name,
                filter=one.wanted.text,
                since=one.since,
                behind_messages=max(0, self._ring.next - one.place),
            )
            for one in self._readers
        ]

    def close(self) -> None:
        """Say goodbye to all readers; nobody is served any more."""
        self._is_closing = True
        self._ring.wake()

    @property
    def is_closing(self) -> bool:
        """Whether readers are sent away."""
        return self._is_closing

    async def can_be(self, position: Position) -> bool:
        """Whether the topic goes so far; another gateway may know of more than this one yet."""
        for _ in range(_LOOKS_FOR_THE_END):
            end = self._log_end()
            if end is None or end.furthest(self._ring.end).covers(position):
                return True
            await asyncio.sleep(_END_POLL_SECONDS)
        return False

    async def past(self, position: Position, until: Position) -> AsyncIterator[Frame]:
        """What the index has between both, in order in each partition."""
        while not position.covers(until):
            async with self._resuming:
                rows = await self._past.since(position, until, ROWS_AT_ONCE)
            for row in rows:
                position = position.with_next(row.partition, row.offset + 1)
                yield self._frame(row)
            if len(rows) < ROWS_AT_ONCE:
                return

    async def gone(self, position: Position) -> Gone:
        """What a reader that was at `position` cannot get any more."""
        return await self._past.gone_since(position)

    def _frame(self, row: Row) -> Frame:
        """Encoded once, though many come back at the same time."""
        known = self._remembered.get(row.number)
        if known is not None:
            self._remembered.move_to_end(row.number)
            return known
        frame = self._remembered[row.number] = frame_of_row(row)
        self._remembered_bytes += frame.size
        while self._remembered_bytes > _REMEMBERED_BYTES:
            _, oldest = self._remembered.popitem(last=False)
            self._remembered_bytes -= oldest.size
        return frame


class _Reading:
    """One reader, and how far it is."""

    __slots__ = (
        "_ring", "_said_at", "_streams", "_told", "ahead", "name", "place", "since", "wanted",
        "writer",
    )  # fmt: skip

    def __init__(
        self,
        streams: Streams,
        writer: PatientWriter,
        wanted: Filter,
        name: str,
        asked: Position | None,
    ) -> None:
        self._streams = streams
        self._ring = streams._ring
        self.writer = writer
        self.wanted = wanted
        self.name = name
        self.since: datetime = utc_now()
        self.place = self._ring.next
        self.ahead: Position | None = asked
        """Where the reader is while it is not simply behind `place`."""
        self._told = "" if asked is None else asked.encode()
        self._said_at = time.monotonic()

    async def run(self) -> None:
        """Send what is wanted until the reader is gone or sent away."""
        await self._begin()
        generation = self._ring.generation
        while not self._streams.is_closing:
            if generation != self._ring.generation:
                generation = self._ring.generation
                await self._reset("the topic was made anew")
            elif self.place < self._ring.first:
                await self._catch_up(self.ahead or decode(self._told))
            elif self.place < self._ring.next:
                await self._send_some()
            elif (left := self._silence_left()) <= 0:
                await self._beat()
            else:
                await self._ring.wait(self.wanted, left)
        await self.writer.write(goodbye(random.randint(*_RETRY_MILLISECONDS)))  # noqa: S311

    async def _begin(self) -> None:
        ring, asked = self._ring, self.ahead
        if asked is None:
            await self._say(hello(ring.end_token(), resumed=False), ring.end_token())
        elif UNKNOWN_EPOCH not in (asked.epoch, ring.end.epoch) and asked.epoch != ring.end.epoch:
            await self._reset("the topic was made anew, or the position is another topic's")
        elif not await self._streams.can_be(asked):
            await self._reset("the topic ends before this position: it was made anew")
        else:
            asked = Position(ring.end.epoch, asked.offsets)
            gone = await self._streams.gone(asked)
            if gone.messages:
                await self.writer.write(gap(gone))
            else:
                await self.writer.write(hello(asked.encode(), resumed=True))
            await self._catch_up(asked)

    async def _reset(self, why: str) -> None:
        self.ahead, self.place = None, self._ring.next
        token = self._ring.end_token()
        await self._say(reset(why, token), token)

    async def _catch_up(self, position: Position) -> None:
        """Send what the index has from `position` up to where the ring begins, then the ring."""
        self.ahead = position
        while True:
            self.place, until = self._ring.first, self._ring.start
            if position.covers(until):
                break
            async for frame in self._streams.past(position, until):
                position = self.ahead = position.with_next(frame.partition, frame.offset + 1)
                if frame.matches(self.wanted):
                    token = position.encode()
                    await self._say(frame.with_id(token), token)
                else:
                    await self._note(position)
                if self._streams.is_closing:
                    return
            position = self.ahead = position.furthest(until)

    async def _send_some(self) -> None:
        """What the ring has at its place and behind, as much as is written at once."""
        ring = self._ring
        body: list[bytes] = []
        size = 0
        token = self._told
        reached: Position | None = None
        ends = time.monotonic() + LOOKING_SECONDS
        while self.place < ring.next and size < MOST_BYTES_AT_ONCE:
            step = ring.at(self.place)
            frame = step.frame
            self.place += 1
            if self.ahead is not None:
                if frame.offset < self.ahead.at(frame.partition):
                    continue
                self.ahead = self.ahead.with_next(frame.partition, frame.offset + 1)
            if not frame.matches(self.wanted):
                if time.monotonic() > ends:
                    reached = self.ahead or decode(step.token)
                    break
                continue
            token = step.token if self.ahead is None else self.ahead.encode()
            event = frame.with_id(token)
            body.append(event)
            size += len(event)
        if self.place == ring.next and self.ahead is not None:
            # Where the ring has all that the reader has, the reader is where the ring is. It has
            # not, if another gateway was further than this one.
            self.ahead = None if ring.end.covers(self.ahead) else self.ahead.furthest(ring.end)
        if body:
            await self._say(b"".join(body), token)
        elif reached is not None:
            await self._note(reached)
            await asyncio.sleep(0)

    async def _note(self, reached: Position) -> None:
        """Tell from time to time how far a reader is for which nothing was found."""
        if time.monotonic() - self._said_at > NOTED_SECONDS:
            token = reached.encode()
            await self._say(checkpoint(token), token)

    async def _beat(self) -> None:
        """Tell the position, if it has moved, else only that the connection is there."""
        token = self._ring.end_token() if self.ahead is None else self.ahead.encode()
        await self._say(KEEP_ALIVE if token == self._told else checkpoint(token), token)

    def _silence_left(self) -> float:
        """Seconds until something should be said, though there is nothing to say."""
        return self._streams.keep_alive_seconds - (time.monotonic() - self._said_at)

    async def _say(self, body: bytes, token: str) -> None:
        await self.writer.write(body)
        self._told = token
        self._said_at = time.monotonic()
