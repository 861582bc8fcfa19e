"""A run of `once` with rooms that the test plays itself."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.base import Observation, Record
from newsmill.contracts.headers import event_headers
from newsmill.contracts.topics import (
    DROPS,
    DUPLICATE_ARTICLES,
    ENRICHED_ARTICLES,
    FEED_EVENTS,
    FEEDS,
    RAW_ARTICLES,
    Topic,
)
from newsmill.hosting.status import ProcessStatus
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import KafkaPublisher, open_publisher
from newsmill.kafka.reading import open_reader
from newsmill.local import once
from newsmill.local.once import Outputs, Progress, Stalled, Summary, run_once
from newsmill.local.sources import Sources
from newsmill.local.supervisor import Mill, MillNotStarted
from newsmill.pipeline import Room
from newsmill.settings import KafkaSettings, RuntimeSettings
from tests.builders import (
    NOON,
    drop,
    duplicate_article,
    enriched_article,
    feed,
    feed_event,
    hex32,
    raw_article,
)

pytestmark = pytest.mark.broker

Result = tuple[Topic[Any], Record]
BROKEN_URL = "https://broken.example/feed"


class Rooms(Mill):
    """Rooms that answer every article of the raw topic with what the test says."""

    def __init__(self, log_file: Path, answer: Callable[[RawArticle], list[Result]]) -> None:
        super().__init__(log_file, health_port=1)
        self._answer = answer

    async def status(self) -> ProcessStatus | None:
        return ProcessStatus(rooms={}, cpu_seconds={}, ready=True)

    async def work(self, kafka: KafkaSettings) -> None:
        """Answer until cancelled."""
        names = [topic_name(kafka, topic) for topic in (RAW_ARTICLES, FEEDS)]
        async with (
            open_publisher(kafka) as publisher,
            open_reader(kafka, names, from_start=True) as consumer,
        ):
            while True:
                batches = await consumer.getmany(timeout_ms=50)
                for partition, messages in batches.items():
                    for message in messages:
                        if partition.topic == names[1]:
                            url = message.key.decode()
                            event = feed_event(feed_url=url, kind="failed", offered=0, error="404")
                            await _publish(publisher, kafka, FEED_EVENTS, event, url)
                            continue
                        raw = RawArticle.model_validate_json(message.value)
                        subject = str(Observation(raw.entry_id, raw.entry_version))
                        for topic, record in self._answer(raw):
                            await _publish(publisher, kafka, topic, record, subject)


async def _publish(
    publisher: KafkaPublisher,
    kafka: KafkaSettings,
    topic: Topic[Any],
    record: Record,
    subject: str,
) -> None:
    headers = event_headers(topic, record, "room", NOON, subject, None)
    value = record.model_dump_json().encode()
    await publisher.publish(topic_name(kafka, topic), b"key", value, "key", headers)


@pytest.fixture
def run(
    broker: KafkaSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    """Run `once` on these sources, with rooms that answer so."""
    monkeypatch.setenv("NEWSMILL_TOPIC_PARTITIONS", "1")
    monkeypatch.setenv("NEWSMILL_IDEMPOTENT", str(int(broker.idempotent)))
    runtime = RuntimeSettings(state_dir=tmp_path)

    async def go(
        sources: Sources,
        outputs: Outputs,
        answer: Callable[[RawArticle], list[Result]],
        failed: str | None = None,
    ) -> Summary:
        @asynccontextmanager
        async def open_rooms(
            kafka: KafkaSettings,
            runtime: RuntimeSettings,
            environment: Mapping[str, str],
            without: tuple[Room, ...],
        ) -> AsyncIterator[Mill]:
            assert environment["NEWSMILL_PULLER_POLL_ONCE"] == "1"
            assert without == ("folder", "gateway")
            rooms = Rooms(tmp_path / "mill.log", answer)
            rooms.failed = failed
            working = asyncio.create_task(rooms.work(kafka))
            try:
                yield rooms
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)

        monkeypatch.setattr(once, "open_mill", open_rooms)
        return await run_once(
            sources, outputs, runtime, broker=broker.broker, environment={}, on_progress=_hear
        )

    return go


def _hear(progress: Progress) -> None:
    assert progress.status is not None


def documents(count: int) -> Sources:
    """So many documents."""
    return Sources((), tuple(raw_article(entry_id=hex32(number)) for number in range(count)))


def lines(file: io.BytesIO) -> list[dict[str, Any]]:
    """The records written."""
    return [json.loads(line) for line in file.getvalue().splitlines()]


async def test_each_kind_of_record_goes_into_its_own_file_and_repeats_into_none(
    run: Callable[..., Any],
) -> None:
    def answer(raw: RawArticle) -> list[Result]:
        ends: dict[str, Result] = {
            hex32(0): (ENRICHED_ARTICLES, enriched_article()),
            hex32(1): (DUPLICATE_ARTICLES, duplicate_article()),
            hex32(2): (DROPS, drop()),
        }
        return [ends[raw.entry_id], ends[raw.entry_id]]

    enriched, duplicates, drops = io.BytesIO(), io.BytesIO(), io.BytesIO()
    summary = await run(documents(3), Outputs(enriched, duplicates, drops), answer)

    assert [article["title"] for article in lines(enriched)] == ["Ferry returns"]
    assert [copy["kind"] for copy in lines(duplicates)] == ["same_text"]
    assert [gone["reason"] for gone in lines(drops)] == ["no_text"]
    assert len(summary.tally.offered) == 3
    assert not summary.tally.pending()
    assert summary.failed == ()
    assert summary.cpu_seconds > 0


async def test_what_nobody_wants_is_thrown_away(run: Callable[..., Any]) -> None:
    enriched = io.BytesIO()

    summary = await run(documents(1), Outputs(enriched), lambda raw: [(DROPS, drop())])

    assert enriched.getvalue() == b""
    assert summary.tally.counts() == {DROPS.name: 1}


async def test_a_feed_that_fails_is_in_the_summary(run: Callable[..., Any]) -> None:
    sources = Sources((feed(url=BROKEN_URL),), documents(1).documents)
    enriched = io.BytesIO()

    summary = await run(
        sources, Outputs(enriched), lambda raw: [(ENRICHED_ARTICLES, enriched_article())]
    )

    assert [(event.feed_url, event.error) for event in summary.failed] == [(BROKEN_URL, "404")]
    assert len(lines(enriched)) == 1


async def test_rooms_that_cannot_start_end_the_run(run: Callable[..., Any]) -> None:
    with pytest.raises(MillNotStarted, match="no model"):
        await run(documents(1), Outputs(io.BytesIO()), lambda raw: [], failed="no model")


async def test_a_run_in_which_nothing_moves_ends_with_what_is_unfinished(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "STALLED_AFTER_SECONDS", 0.5)

    with pytest.raises(Stalled, match=r"2 entries and 0 feeds are unfinished; .*mill\.log"):
        await run(documents(2), Outputs(io.BytesIO()), lambda raw: [])
