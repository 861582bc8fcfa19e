"""Open the puller: add it to the host's services and start its child process."""

import gc
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from newsmill.clock import utc_now
from newsmill.contracts.articles import RawArticle
from newsmill.contracts.base import Record
from newsmill.contracts.feeds import Feed, FeedState
from newsmill.contracts.outcomes import Dropped
from newsmill.contracts.topics import DROPS, FEED_MEMORIES, FEED_STATES, FEEDS, Topic
from newsmill.hosting.host import Host
from newsmill.kafka.admin import require_topics
from newsmill.kafka.compacted import SharedTables, read_to_end
from newsmill.kafka.connection import group_name, topic_name
from newsmill.kafka.errors import ProducerBroken, RecordRefused, TopicMismatch
from newsmill.kafka.publisher import KafkaPublisher, open_publisher, publish_record
from newsmill.logs import logger
from newsmill.pipeline import PULLER
from newsmill.puller.asking.addresses import Addresses
from newsmill.puller.asking.credentials import Credentials, read_credentials
from newsmill.puller.asking.following import FeedAsker
from newsmill.puller.asking.polling import Poll, PutOff, poll
from newsmill.puller.asking.pushing import Push, pushed
from newsmill.puller.in_child import load_parser
from newsmill.puller.parsers import Parsers
from newsmill.puller.places import Places
from newsmill.puller.pulling import Puller
from newsmill.puller.settings import Settings
from newsmill.puller.timing.freshness import Budget
from newsmill.puller.websub.pushing import open_hubs
from newsmill.puller.websub.settings import WebSubSettings
from newsmill.settings import KafkaSettings, load
from newsmill.subprocesses.pool import open_process_pool
from newsmill.web.fetching import FetchSettings, open_fetcher

# Feeds are asked minutes apart: idle connections would only take descriptors.
KEEPALIVE = timedelta(seconds=5)

GC_THRESHOLDS = (20_000, 20, 20)
"""A poll makes many objects and few cycles: those are looked for ten times less often than by
default."""

log = logger("newsmill.puller")


@asynccontextmanager
async def open_room(host: Host) -> AsyncIterator[None]:
    """Add a puller to the host's services; its connections and child process end with the block."""
    collect_garbage_less_often()
    settings, fetching, websub, credentials = read_settings()
    if fetching.contact is None and fetching.user_agent is None:
        log.warning("owners of sites cannot reach you: set NEWSMILL_CONTACT")
    if other := fetching.unheeded_proxy(os.environ):
        log.warning(f"{other} is not heeded for feeds: set NEWSMILL_PROXY")
    topics = [FEEDS, FEED_STATES, FEED_MEMORIES]
    names = [topic_name(host.kafka, topic) for topic in topics]
    partitions = await require_topics(host.kafka, topics)
    # What was learnt of a feed is looked up in the partition of the same number as its
    # subscription's.
    for name in names:
        if partitions[name] != partitions[names[0]]:
            raise TopicMismatch(names[0], partitions[names[0]], name, partitions[name])
    budget = Budget(settings) if settings.requests_per_hour else None
    async with (
        open_fetcher(fetching, keepalive=KEEPALIVE) as fetcher,
        open_publisher(host.kafka, patient=True) as publisher,
        open_process_pool(
            PULLER,
            processes=settings.parsers,
            deadline=settings.parse_timeout,
            initializer=load_parser,
            memory_bytes=settings.parser_memory,
        ) as pool,
    ):
        host.meter(PULLER, pool.cpu_seconds)
        host.require(pool.is_able)
        host.prepare(pool.warm_up())

        parsers = Parsers(pool, settings)
        asker = FeedAsker(fetcher, settings, fetching, credentials)
        addresses = Addresses(partial(read_to_end, host.kafka, names[:2]), names[0], names[1])

        async def poll_feed(feed: Feed, state: FeedState, memory: bytes) -> Poll | PutOff:
            return await poll(
                feed,
                state,
                memory,
                asker,
                parsers.for_feed(state),
                utc_now,
                settings,
                budget.pace if budget else None,
                is_subscribed=partial(addresses.is_taken, by=feed.url),
            )

        async def take_push(push: Push, feed: Feed, state: FeedState, memory: bytes) -> Poll:
            pace = budget.pace if budget else None
            run = parsers.for_feed(state)
            return await pushed(push, feed, state, memory, run, utc_now, settings, pace)

        writer = RecordWriter(publisher, host.kafka, host.worker.fail)
        puller = Puller(
            settings,
            poll_feed,
            writer,
            utc_now,
            places=Places(
                settings,
                scope_of=lambda turn: asker.scope(turn.address),
                ready_in=lambda turn: asker.ready_in(turn.address),
            ),
            can_publish=host.liveness.is_ready,
            feeds_topic=names[0],
            memories_topic=names[2],
            stop_timeout=host.runtime.stop_timeout,
            budget=budget,
            partitions=partitions[names[0]],
            most_pending=websub.pending,
        )
        group = group_name(host.kafka, PULLER)
        puller.tables = SharedTables(host.kafka, group, names, puller)
        host.add_service(puller)
        async with open_hubs(websub, fetcher, puller.push, utc_now, settings.max_bytes) as hubs:
            puller.pushes.hubs, puller.take_push = hubs, take_push
            yield


def read_settings() -> tuple[Settings, FetchSettings, WebSubSettings, Credentials]:
    """What the puller is told.

    Raises:
        SettingsError, CredentialsError: it cannot work like this.
    """
    fetching = load(FetchSettings)
    return load(Settings), fetching, load(WebSubSettings), read_credentials(fetching.credentials)


def collect_garbage_less_often() -> None:
    """Leave what is loaded by now out of every search for cycles: they cost a tenth of the CPU."""
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


class RecordWriter:
    """Publishes the puller's records, and calls `fail` when its producer is broken.

    What was not published is found again by the next process.
    """

    def __init__(
        self, publisher: KafkaPublisher, kafka: KafkaSettings, fail: Callable[[str], None]
    ) -> None:
        self._publisher = publisher
        self._kafka = kafka
        self._fail = fail

    async def write(self, topic: Topic[Record], record: Record) -> str | None:
        """Publish one record; an article that the broker refuses is dropped.

        Returns the reason of the drop, or None.
        """
        try:
            await publish_record(self._publisher, self._kafka, topic, record, PULLER)
        except RecordRefused as error:
            if not isinstance(record, RawArticle):
                raise
            dropped = Dropped("refused_by_broker", str(error))
            drop = record.dropped(PULLER, dropped, utc_now())
            await publish_record(self._publisher, self._kafka, DROPS, drop, PULLER)
            return dropped.reason
        except ProducerBroken as error:
            self._fail(f"{PULLER}: {error}")
            raise
        return None

    async def delete(self, topic: Topic[Record], key: str, by: str | int) -> None:
        """Publish a tombstone for `key`: `by` is a partition's number, or what decides it."""
        name = topic_name(self._kafka, topic)
        if isinstance(by, int):
            await self._publisher.publish_to(name, by, key.encode(), None, [])
        else:
            await self._publisher.publish(name, key.encode(), None, by, [])
