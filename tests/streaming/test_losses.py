"""What is written down of messages that are missing."""

import asyncio
from datetime import UTC, datetime

import pytest
from aiokafka.errors import InvalidTopicError
from structlog.testing import capture_logs

from newsmill.contracts.headers import Headers
from newsmill.contracts.outcomes import LostMessages
from newsmill.contracts.topics import LOST_MESSAGES, UNIQUE_ARTICLES
from newsmill.kafka.connection import topic_name
from newsmill.kafka.errors import NotPermitted, ProducerBroken, RecordRefused
from newsmill.pipeline import ENRICH
from newsmill.settings import KafkaSettings
from newsmill.streaming.losses import Loss, Losses
from newsmill.streaming.stage import Stage
from tests.hosting.running import until
from tests.streaming.test_worker import pass_on

KAFKA = KafkaSettings(broker="127.0.0.1:1", topic_prefix="pier.")
TOPIC = topic_name(KAFKA, UNIQUE_ARTICLES)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LOSS = Loss(TOPIC, 3, 10, 25, "retention")


class FakeWorker:
    """Publishes, or fails to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.written: list[tuple[str, bytes | None, bytes | None, str]] = []
        self.ended: list[tuple[str, str]] = []
        self.losses = Losses(KAFKA, "pier.newsmill-enricher", self, lambda: NOW)
        self.stage = Stage(ENRICH, pass_on)
        self.losses.attach(self.stage)

    async def publish(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        by: str,
        headers: Headers,
    ) -> None:
        if self.error is not None:
            raise self.error
        assert self.stage.counts.lost == 0 or self.written
        self.written.append((topic, key, value, by))

    def failed(self, what: str, error: BaseException, *, by_message: bool) -> None:
        assert error is self.error
        assert not by_message
        self.ended.append(("fail", what))

    def break_off(self, reason: str) -> None:
        self.ended.append(("break off", reason))


async def test_a_loss_is_logged_written_and_counted() -> None:
    worker = FakeWorker()
    with capture_logs() as logs:
        await worker.losses.report(LOSS)
    record = LostMessages(
        room="enricher",
        group="pier.newsmill-enricher",
        topic=TOPIC,
        partition=3,
        from_offset=10,
        until_offset=25,
        reason="retention",
        noticed_at=NOW,
    )
    key = LOST_MESSAGES.key(record)
    assert worker.written == [
        (
            topic_name(KAFKA, LOST_MESSAGES),
            key.encode(),
            record.model_dump_json().encode(),
            LOST_MESSAGES.partition_key(record),
        )
    ]
    assert worker.stage.counts.lost == 15
    (line,) = logs
    told = {"topic": TOPIC, "partition": 3, "from_offset": 10, "until_offset": 25}
    assert line.items() >= (told | {"log_level": "error", "reason": "retention"}).items()


async def test_a_loss_that_is_found_twice_is_counted_once() -> None:
    worker = FakeWorker()
    for _ in range(2):
        await worker.losses.report(LOSS)
    assert worker.written[0] == worker.written[1]
    assert worker.stage.counts.lost == 15


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (NotPermitted("no right"), "break off"),
        (RecordRefused("too large"), "fail"),
        (ProducerBroken("fenced"), "fail"),
        (InvalidTopicError(), "fail"),
    ],
    ids=lambda it: type(it).__name__,
)
async def test_nothing_goes_on_behind_a_loss_that_cannot_be_written_down(
    error: Exception, ending: str
) -> None:
    worker = FakeWorker(error)
    reporting = asyncio.create_task(worker.losses.report(LOSS))
    await until(lambda: bool(worker.ended))
    assert [how for how, _ in worker.ended] == [ending]
    assert not reporting.done()
    assert worker.stage.counts.lost == 0
    reporting.cancel()
