"""Follows a running mill through its topics."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from typing import BinaryIO

from services.contracts.articles import DuplicateArticle, EnrichedArticle
from services.contracts.feeds import Feed
from services.contracts.topics import DUPLICATE_ARTICLES, ENRICHED_ARTICLES, FEEDS
from services.local.running import Mill, MillNotStarted
from services.local.tally import WATCHED, Tally
from services.runtime.kafka import open_publisher, open_reader, publish_record, topic_name
from services.runtime.settings import KafkaSettings

POLL_MILLISECONDS = 200


class Watch:
    """What has come out so far."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.copies_by_group: Counter[str] = Counter()
        self.enriched = 0

    async def follow(
        self,
        kafka: KafkaSettings,
        mill: Mill,
        *,
        from_start: bool,
        on_article: Callable[[EnrichedArticle], None],
        is_over: Callable[[], bool],
        records: BinaryIO | None = None,
    ) -> None:
        """Tell of every enriched article, until `is_over`.

        Raises:
            MillNotStarted: the rooms could not start.
        """
        names = [topic_name(kafka, topic) for topic in WATCHED]
        async with open_reader(kafka, names, from_start=from_start) as consumer:
            while not is_over():
                if mill.failed is not None:
                    raise MillNotStarted(mill.failed)
                for partition, messages in (
                    await consumer.getmany(timeout_ms=POLL_MILLISECONDS)
                ).items():
                    name = partition.topic.removeprefix(kafka.topic_prefix)
                    for message in messages:
                        if not self.tally.note(name, message.headers, message.value):
                            continue
                        if name == ENRICHED_ARTICLES.name:
                            self.enriched += 1
                            if records is not None:
                                records.write(message.value + b"\n")
                            on_article(EnrichedArticle.model_validate_json(message.value))
                        elif name == DUPLICATE_ARTICLES.name:
                            copy = DuplicateArticle.model_validate_json(message.value)
                            self.copies_by_group[copy.group_id] += 1
                        if is_over():
                            return


async def subscribe(kafka: KafkaSettings, feeds: Sequence[Feed]) -> None:
    """Add `feeds` to the subscriptions."""
    async with open_publisher(kafka) as publisher:
        await asyncio.gather(
            *(publish_record(publisher, kafka, FEEDS, feed, "cli") for feed in feeds)
        )
