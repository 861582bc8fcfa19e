"""No condition of the surroundings counts against a message."""

import asyncio

import pytest
from aiokafka.errors import (
    InvalidRequiredAcksError,
    InvalidTimestampError,
    KafkaError,
    OffsetMetadataTooLargeError,
    UnknownError,
)

from newsmill.errors import UserError
from newsmill.kafka.errors import (
    KafkaFailed,
    NotPermitted,
    ProducerBroken,
    RecordRefused,
    WriteRefused,
)
from newsmill.kafka.refusals import REFUSALS
from newsmill.settings import KafkaSettings, RuntimeSettings
from newsmill.streaming.blame import may_be_by_message
from newsmill.streaming.worker import Worker


class Ending(Worker):
    """A worker that is about to end, and notes how."""

    def __init__(self) -> None:
        super().__init__("enricher", KafkaSettings(), {}, RuntimeSettings())
        self.blamed: list[bool] = []

    def fail(self, reason: str, *, by_message: bool = False) -> None:
        assert reason.startswith("enricher: could not publish: ")
        self.blamed.append(by_message)

    @property
    def line(self) -> UserError | None:
        """What `run` raises."""
        return self._for_a_person


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_nothing_that_a_broker_answers_is_by_a_message(kind: type[Exception]) -> None:
    if issubclass(kind, KafkaError):
        assert not may_be_by_message(kind())


@pytest.mark.parametrize(
    "error",
    [
        ProducerBroken("enriched: the producer has lost count"),
        KafkaError("Unexpected error in sender routine"),
        OffsetMetadataTooLargeError(),
        UnknownError(),
        ConnectionAbortedError("the worker has stopped"),
        TimeoutError(),
        OSError(28, "No space left on device"),
        asyncio.CancelledError(),
        RecordRefused("dead-letters: larger than the topic takes"),
        NotPermitted("reading a journal"),
    ],
    ids=repr,
)
async def test_an_end_by_the_surroundings_leaves_in_order(error: BaseException) -> None:
    worker = Ending()
    worker.failed("enricher: could not publish", error)
    assert worker.blamed == [False]
    assert worker.line is None


async def test_a_bug_that_a_message_may_have_brought_out_counts_for_it() -> None:
    worker = Ending()
    worker.failed("enricher: could not publish", ZeroDivisionError())
    assert worker.blamed == [True]


async def test_where_no_message_is_in_hand_none_counts() -> None:
    worker = Ending()
    worker.failed("enricher: could not publish", ZeroDivisionError(), by_message=False)
    assert worker.blamed == [False]


@pytest.mark.parametrize(
    "error",
    [
        InvalidRequiredAcksError(),
        KafkaFailed("no such setting"),
        WriteRefused("enriched: too old", REFUSALS[InvalidRequiredAcksError]),
        WriteRefused("enriched: the clock", REFUSALS[InvalidTimestampError]),
    ],
    ids=repr,
)
async def test_what_only_a_person_can_mend_ends_with_its_line(error: BaseException) -> None:
    worker = Ending()
    worker.failed("enricher: could not publish", error)
    assert worker.blamed == []
    assert isinstance(worker.line, UserError)
    assert "\n" not in str(worker.line)
