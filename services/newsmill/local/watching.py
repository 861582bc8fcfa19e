"""Follow the output of a running mill by reading its topics."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from newsmill.atomic_files import Output
from newsmill.contracts.articles import DuplicateArticle, EnrichedArticle
from newsmill.contracts.feeds import Feed
from newsmill.contracts.topics import FEEDS
from newsmill.kafka.bulk import Bulk
from newsmill.kafka.connection import in_contracts, topic_name
from newsmill.kafka.reading import open_reader
from newsmill.local.supervisor import Mill, MillNotStarted
from newsmill.local.tally import WATCHED, Tally
from newsmill.pipeline import END_BY_OUTCOME
from newsmill.settings import KafkaSettings

ENRICHED, DUPLICATES = END_BY_OUTCOME["enriched"], END_BY_OUTCOME["duplicate"]

POLL_MILLISECONDS = 200

GROUPS_KEPT = 10_000
"""Far more than a screen shows; the counts of older groups are dropped."""


@dataclass(frozen=True, slots=True)
class Copies:
    """What the latest copy of a group has told of it."""

    count: int = 0
    hosts: tuple[str, ...] = ()
    """Of all its articles, the first one's first."""

    def elsewhere(self, host: str) -> tuple[str, ...]:
        """The hosts besides `host`."""
        return tuple(other for other in self.hosts if other != host)


class Watch:
    """The output of the mill so far.

    With `counts`, every observation is kept in `tally`; only for runs that end, because of memory.
    """

    def __init__(self, *, counts: bool = True) -> None:
        self._counts = counts
        self.tally = Tally()
        self.copies_by_group: dict[str, Copies] = {}
        self.enriched = 0
        self.unreadable = 0

    async def follow(
        self,
        kafka: KafkaSettings,
        mill: Mill,
        *,
        from_start: bool,
        on_article: Callable[[EnrichedArticle], None],
        is_over: Callable[[], bool],
        records: Output | None = None,
    ) -> None:
        """Call `on_article` with every enriched article, until `is_over`.

        Raises:
            MillNotStarted: the rooms could not start.
        """
        watched = WATCHED if self._counts else (ENRICHED, DUPLICATES)
        names = [topic_name(kafka, topic) for topic in watched]
        async with open_reader(kafka, names, from_start=from_start) as consumer:
            while not is_over():
                if mill.failed is not None:
                    raise MillNotStarted(mill.failed)
                batches = await consumer.getmany(timeout_ms=POLL_MILLISECONDS)
                for partition, messages in batches.items():
                    name = in_contracts(kafka, partition.topic)
                    for message in messages:
                        self.see(name, message, on_article, records)
                        if is_over():
                            return

    def see(
        self,
        name: str,
        message: Any,
        on_article: Callable[[EnrichedArticle], None],
        records: Output | None = None,
    ) -> None:
        """Take in one message of the topic called `name` (without prefix).

        One without a valid record, which a foreign program must have written, is only counted.
        """
        try:
            if self._counts and not self.tally.note(name, message.headers, message.value):
                return
            if name == ENRICHED.name:
                article = EnrichedArticle.model_validate_json(message.value or b"")
                self.enriched += 1
                if records is not None:
                    records.write(message.value + b"\n")
                on_article(article)
            elif name == DUPLICATES.name:
                copy = DuplicateArticle.model_validate_json(message.value or b"")
                known = self.copies_by_group.get(copy.group_id, Copies())
                # Groups are told on several partitions: the last to come need not be the latest.
                if copy.copies >= known.count:
                    self.copies_by_group[copy.group_id] = Copies(copy.copies, copy.hosts)
                if len(self.copies_by_group) > GROUPS_KEPT:
                    del self.copies_by_group[next(iter(self.copies_by_group))]
        except ValidationError:
            self.unreadable += 1


async def subscribe(
    kafka: KafkaSettings, feeds: Sequence[Feed], on_progress: Callable[[int], None] | None = None
) -> None:
    """Add `feeds` to the subscriptions; `on_progress` is told how many are there.

    Raises:
        BrokerUnavailable, RecordRefused, NotPermitted, KafkaError: it did not take all of them.
    """
    bulk = Bulk(kafka, "cli")
    try:
        async with bulk:
            for feed in feeds:
                await bulk.write(FEEDS, feed, feed.url)
                if on_progress is not None:
                    on_progress(bulk.finished)
    finally:
        if on_progress is not None:
            on_progress(bulk.finished)
