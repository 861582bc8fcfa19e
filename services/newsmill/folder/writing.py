"""Write what was folded: first the journal, then the rows."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from pydantic import ValidationError

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.current import version_of
from newsmill.contracts.headers import traceparent_of
from newsmill.contracts.topics import CURRENT_ARTICLES
from newsmill.folder.folding import Change, Entry
from newsmill.folder.recent_rows import RecentRows
from newsmill.folder.rows import row_message, with_copies
from newsmill.kafka.errors import WriteRefused
from newsmill.kafka.publisher import KafkaPublisher
from newsmill.kafka.records import Message
from newsmill.kafka.single_messages import SingleMessages
from newsmill.logs import logger
from newsmill.streaming.stage import ENVELOPE_BYTES

RETRY_SECONDS = 1.0
MOST_BYTES = CURRENT_ARTICLES.max_message_bytes - ENVELOPE_BYTES

log = logger("newsmill.folder")


class Writer:
    """Writes to the journal and to the rows, each partition to that of the same number."""

    def __init__(
        self,
        publisher: KafkaPublisher,
        originals: SingleMessages,
        recent: RecentRows,
        *,
        journal: str,
        rows: str,
        now: Callable[[], datetime],
    ) -> None:
        self._publisher = publisher
        self._originals = originals
        self._recent = recent
        self._journal = journal
        self._rows = rows
        self._now = now
        self.lost_rows = 0
        """Rows that cannot be written: too large, or the broker takes no such record."""
        self.out_of_reach = 0
        """Rows whose copies were not written, because the log does not have their article now."""

    async def write_entries(self, entries_by_partition: Mapping[int, Sequence[Entry]]) -> None:
        """Write entries of the journal; returns when the brokers have them.

        Raises:
            NotPermitted, WriteRefused, ProducerBroken: they will never have them.
        """
        await self._write(
            self._journal,
            {
                partition: [
                    Message(self._journal, partition, -1, key, value or None, ())
                    for key, value in entries
                ]
                for partition, entries in entries_by_partition.items()
            },
        )

    async def make_rows(
        self,
        changes_by_partition: Mapping[int, Sequence[Change]],
        traceparents: Mapping[bytes, str | None],
    ) -> dict[int, list[Message]]:
        """The rows of changed articles, to be written next."""
        messages: dict[int, list[Message]] = {}
        for partition, changes in changes_by_partition.items():
            for change in changes:
                message = await self._row(partition, change, traceparents.get(change.key))
                if message is None:
                    continue
                self._recent.put((partition, change.key), message.value)
                if len(message.value or b"") > MOST_BYTES:
                    self._lose(message, "it is too large")
                else:
                    messages.setdefault(partition, []).append(message)
        return messages

    async def write_rows(self, rows_by_partition: Mapping[int, Sequence[Message]]) -> None:
        """Write rows; returns when the brokers have them.

        Raises:
            NotPermitted, WriteRefused, ProducerBroken: they will never have them.
        """
        await self._write(self._rows, rows_by_partition)

    async def _row(self, partition: int, change: Change, traceparent: str | None) -> Message | None:
        place, copies = (self._rows, partition), change.known.copies
        article = change.article
        if article is None:
            row = self._recent.get((partition, change.key))
            if row is not None:
                return with_copies(row, copies, place, self._now())
            article, traceparent = await self._original(partition, change)
            if article is None:
                self.out_of_reach += 1
                log.warning(
                    "a row keeps its old copies: the log does not have the article any more",
                    article_id=change.key.hex(),
                )
                return None
        return row_message(article, copies, traceparent, place, self._now())

    async def _original(
        self, partition: int, change: Change
    ) -> tuple[EnrichedArticle | None, str | None]:
        """The version that the row is of, once more from the log, and its trace."""
        message = await self._originals.at(partition, change.known.version_at)
        if message is None or message.value is None:
            return None, None
        try:
            article = EnrichedArticle.model_validate_json(message.value)
        except ValidationError:
            return None, None
        # Another topic of the same name may lie there by now.
        if bytes.fromhex(article.article_id) != change.key:
            return None, None
        if version_of(article) != change.known.version:
            return None, None
        return article, traceparent_of(message.headers)

    async def _write(self, topic: str, messages: Mapping[int, Sequence[Message]]) -> None:
        await asyncio.gather(
            *(
                self._write_in_order(topic, partition, of_partition)
                for partition, of_partition in messages.items()
                if of_partition
            )
        )

    async def _write_in_order(
        self, topic: str, partition: int, messages: Sequence[Message]
    ) -> None:
        while True:
            try:
                offsets = await self._publisher.publish_in_order(topic, partition, messages)
            except WriteRefused as error:
                if not error.may_pass:
                    raise
                # All of them once more: each says the whole of its row.
                log.warning("could not write, trying again", topic=topic, error=str(error))
                await asyncio.sleep(RETRY_SECONDS)
            else:
                break
        for message, offset in zip(messages, offsets, strict=True):
            if offset is None:
                self._lose(message, "the broker refuses it")

    def _lose(self, message: Message, why: str) -> None:
        self.lost_rows += 1
        key = message.key or b""
        told = key.decode() if message.topic == self._rows else key.hex()
        log.error("could not be written", topic=message.topic, key=told, why=why)
