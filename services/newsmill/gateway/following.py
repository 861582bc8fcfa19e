"""Feed the index and the stream from the topics: one reader for each gateway, in no group.

An article is in the index before it is on the stream, so that a reader of the stream that comes
back finds there all that it was sent.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from newsmill.contracts.topics import DUPLICATE_ARTICLES, ENRICHED_ARTICLES
from newsmill.errors import UserError
from newsmill.filters import Article
from newsmill.gateway.index.entries import Entry, Kind
from newsmill.gateway.index.index import Index
from newsmill.gateway.index.index import MadeAnew as IndexMadeAnew
from newsmill.gateway.index.writing import Reached, Taken
from newsmill.gateway.stream.frames import Frame, frame_of_taken
from newsmill.gateway.stream.ring import Ring
from newsmill.kafka.errors import kafka_errors_as_user_errors
from newsmill.kafka.following import Following, MadeAnew, Read, open_following
from newsmill.kafka.records import Message
from newsmill.logs import logger
from newsmill.positions import Position, epoch_of
from newsmill.settings import KafkaSettings

TOPICS = ENRICHED_ARTICLES, DUPLICATE_ARTICLES

RETRY_SECONDS = 1.0
SILENCE_SECONDS = 30.0
"""Without an answer of the broker for so long, nobody can say that nothing is missing."""

Listener = Callable[[Sequence[Taken]], None]

log = logger(__name__)


@dataclass(frozen=True)
class Behind:
    """What is on the topics and not in the index yet."""

    messages: int
    seconds: float
    """Since the last of what is in it was written, where more is to come."""


class Follower:
    """Reads both topics into the index, and what is new in it onto the stream."""

    def __init__(
        self, kafka: KafkaSettings, index: Index, ring: Ring, listeners: Iterable[Listener] = ()
    ) -> None:
        self._kafka = kafka
        self._index = index
        self._ring = ring
        self._listeners = tuple(listeners)
        self._ends: dict[tuple[str, int], int] = {}
        self._reached: dict[tuple[str, int], int] = {}
        self._has_caught_up = False
        self._answered_at = 0.0
        self._newest_milliseconds = 0
        self.undecodable = 0
        """Messages that are no records; they are passed over."""

    async def run(self, stop: asyncio.Event) -> None:
        """Read until `stop` is set, whatever happens to the broker."""
        while not stop.is_set():
            try:
                with kafka_errors_as_user_errors():
                    await self._follow(stop)
            except (MadeAnew, IndexMadeAnew) as error:
                log.warning("index_begins_anew", why=str(error))
                await self._begin_anew()
            except UserError as error:
                log.warning("topics_unreadable", why=str(error))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), RETRY_SECONDS)

    def is_ready(self) -> bool:
        """Whether the index has been up to the topics' ends once, and the broker answers."""
        return self._has_caught_up and time.monotonic() - self._answered_at < SILENCE_SECONDS

    def behind(self) -> Behind:
        """What is still to be read."""
        messages = sum(
            max(0, end - self._reached.get(place, 0)) for place, end in self._ends.items()
        )
        if not messages or not self._newest_milliseconds:
            return Behind(messages, 0.0)
        return Behind(messages, max(0.0, time.time() - self._newest_milliseconds / 1000))

    def log_end(self) -> Position | None:
        """Where the enriched articles end; None until it is known."""
        ends = {
            partition: end
            for (topic, partition), end in self._ends.items()
            if topic == ENRICHED_ARTICLES.name
        }
        return Position(self._ring.end.epoch, ends) if ends else None

    async def _follow(self, stop: asyncio.Event) -> None:
        async with open_following(self._kafka, TOPICS) as following:
            await self._begin(following)
            while not stop.is_set():
                read = await following.read()
                self._answered_at = time.monotonic()
                self._ends = following.ends()
                await self._take(read)
                self._has_caught_up |= not self.behind().messages

    async def _begin(self, following: Following) -> None:
        starts = {
            (topic.name, partition): offset
            for topic in TOPICS
            for partition, offset in self._index.position(topic.name).offsets.items()
        }
        await following.begin(starts)
        for topic in TOPICS:
            name = f"{self._kafka.topic_prefix}{topic.name}{self._kafka.topic_suffix}"
            if await self._index.begin(topic.name, epoch_of(name, following.ids.get(name, ""))):
                raise MadeAnew(f"{name} was made anew")
        self._reached = starts
        self._ends = following.ends()
        position = self._index.position()
        if self._ring.end != position:
            self._ring.restart(position)

    async def _begin_anew(self) -> None:
        self._has_caught_up = False
        await self._index.empty()
        self._ring.restart(self._index.position())

    async def _take(self, read: Read) -> None:
        for lost in read.lost:
            log.warning("messages_lost", topic=lost.topic, partition=lost.partition)
            if lost.topic == ENRICHED_ARTICLES.name:
                await self._index.note_gone(lost.partition, lost.first, lost.until, None, None)
        if not read.messages and read.reached == self._reached:
            return
        entries = [entry for one in read.messages if (entry := self._entry(one)) is not None]
        taken = await take(self._index, self._ring, entries, read.reached)
        self._reached = dict(read.reached)
        if read.messages:
            self._newest_milliseconds = max(one.milliseconds for one in read.messages)
        for listener in self._listeners:
            listener(taken)

    def _entry(self, message: Message) -> Entry | None:
        entry = entry_of(message)
        self.undecodable += entry is None
        return entry


async def take(index: Index, ring: Ring, entries: Sequence[Entry], reached: Reached) -> list[Taken]:
    """Put `entries` into the index, then what was new of them on the stream."""
    taken = await index.add(entries, reached)
    frames: list[tuple[Frame, Article]] = []
    for one in taken:
        if one.entry.kind == "duplicate":
            continue
        if one.entry.kind == "retraction":
            article_id = str(one.entry.record["article_id"])
            ring.withdraw(article_id)
            for frame in (frame for frame, _ in frames if frame.is_of(article_id)):
                frame.withdraw()
        frames.append((frame_of_taken(one), one.article))
    ring.append(frames, index.position())
    return taken


def entry_of(message: Message) -> Entry | None:
    """The entry that a message is; None if it is no record."""
    if message.value is None:
        return None
    try:
        record = json.loads(message.value, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    kind: Kind = "retraction" if record.get("change") == "retracted" else "enriched"
    return Entry(
        kind="duplicate" if message.topic == DUPLICATE_ARTICLES.name else kind,
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        raw=message.value,
        record=record,
        milliseconds=message.milliseconds,
    )


def _refuse(constant: str) -> None:
    """Python reads NaN and Infinity, and readers' parsers do not."""
    raise ValueError(f"{constant} is no JSON")
