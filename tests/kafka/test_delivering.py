"""A refused batch: what comes again, in which form, and with which numbers."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import (
    InvalidTimestampError,
    KafkaError,
    MessageSizeTooLargeError,
    NotEnoughReplicasError,
    NotLeaderForPartitionError,
    OutOfOrderSequenceNumber,
    RequestTimedOutError,
    TopicAuthorizationFailedError,
)
from aiokafka.producer.message_accumulator import MessageBatch
from structlog.testing import capture_logs

from newsmill.kafka.delivering import CarefulSender, _Handler
from newsmill.kafka.producer import PatientProducer
from newsmill.kafka.unnamed_errors import InvalidRecordError

TP = TopicPartition("enriched", 0)
LONG_AGO = 1_000_000_000_000
ON_THE_WAY = 3
"""Records of the batch, and so many numbers."""


@pytest.fixture
async def sender() -> AsyncIterator[CarefulSender]:
    """Of a numbered producer that is connected to nobody."""
    producer: Any = PatientProducer(bootstrap_servers="127.0.0.1:1", enable_idempotence=True)
    producer._txn_manager.set_pid_and_epoch(1, 0)
    producer.client.force_metadata_update = asyncio.get_running_loop().create_future
    yield producer._sender
    producer._closed = True


@pytest.fixture
def waiting() -> "list[asyncio.Future[Any]]":
    """Who waits for the records of the batch."""
    return []


@pytest.fixture
async def batch(sender: CarefulSender, waiting: "list[asyncio.Future[Any]]") -> MessageBatch:
    """On its way for the first time."""
    accumulator = sender._message_accumulator
    batch = accumulator._append_batch(accumulator.create_builder(), TP)
    for number in range(ON_THE_WAY):
        key = str(number).encode()
        waiting.append(batch.append(key, b"value", LONG_AGO, headers=[("name", b"of %d" % number)]))
    assert accumulator._pop_batch(TP) is batch
    assert numbers(sender) == ON_THE_WAY
    return batch


def numbers(sender: CarefulSender) -> int:
    """The number that the next record gets."""
    return int(sender._txn_manager.sequence_number(TP))


def answered(
    sender: CarefulSender, batch: MessageBatch, error: type[KafkaError]
) -> list[MessageBatch]:
    """What is sent again after the broker's answer."""
    handler = _Handler(sender, {TP: batch})
    partition = (TP.partition, error.errno, -1, -1, 0, [(0, "it says")], None)
    handler.handle_response(SimpleNamespace(topics=[(TP.topic, [partition])]))
    return list(handler.again.get(TP, ()))


async def test_a_refused_clock_stamps_the_same_records_anew(
    sender: CarefulSender, batch: MessageBatch, waiting: "list[asyncio.Future[Any]]"
) -> None:
    (again,) = answered(sender, batch, InvalidTimestampError)
    assert again is not batch
    assert numbers(sender) == 0
    assert not any(future.done() for future in waiting)
    again.done(100, LONG_AGO)
    assert [(await future).offset for future in waiting] == [100, 101, 102]
    assert (await batch.future).offset == 100


@pytest.mark.parametrize("error", [MessageSizeTooLargeError, InvalidRecordError])
async def test_a_refused_record_fails_alone(
    sender: CarefulSender,
    batch: MessageBatch,
    waiting: "list[asyncio.Future[Any]]",
    error: type[KafkaError],
) -> None:
    first, second, third = answered(sender, batch, error)
    assert numbers(sender) == 0
    first.done(100, LONG_AGO)
    sender._enqueue(TP, [second, third])
    assert sender._message_accumulator._pop_batch(TP) is second
    assert numbers(sender) == 1
    assert answered(sender, second, error) == []
    # The next one is numbered as if the refused one had never been.
    assert numbers(sender) == 0
    third.done(101, LONG_AGO)
    assert (await waiting[0]).offset == 100
    with pytest.raises(error, match="it says"):
        await waiting[1]
    assert (await waiting[2]).offset == 101
    with pytest.raises(error):
        await batch.future


@pytest.mark.parametrize(
    "error", [NotEnoughReplicasError, TopicAuthorizationFailedError, NotLeaderForPartitionError]
)
async def test_what_may_pass_comes_again_as_it_is(
    sender: CarefulSender, batch: MessageBatch, error: type[KafkaError]
) -> None:
    """With its numbers: by them the broker knows what it has already."""
    assert answered(sender, batch, error) == [batch]
    assert numbers(sender) == ON_THE_WAY


@pytest.mark.parametrize("before", [RequestTimedOutError, NotLeaderForPartitionError])
async def test_the_numbers_of_what_may_be_written_are_never_given_to_others(
    sender: CarefulSender, batch: MessageBatch, before: type[KafkaError]
) -> None:
    """The broker would take those for repeats of it, and drop them without a word."""
    assert answered(sender, batch, before) == [batch]
    answered(sender, batch, InvalidTimestampError)
    assert numbers(sender) == ON_THE_WAY


async def test_what_is_said_of_a_topic_is_over_when_it_takes_something(
    sender: CarefulSender, batch: MessageBatch
) -> None:
    answered(sender, batch, NotEnoughReplicasError)
    assert "min.insync.replicas" in str(sender.waiting.why)
    _Handler(sender, {TP: batch}).handle_response(
        SimpleNamespace(topics=[(TP.topic, [(TP.partition, 0, 7, -1, 0, [], None)])])
    )
    assert not sender.waiting
    assert (await batch.future).offset == 7


async def test_a_topic_that_refuses_a_record_for_its_own_sake_is_not_waited_for(
    sender: CarefulSender, batch: MessageBatch
) -> None:
    """Nothing else may come for it, and a room would never be ready again."""
    answered(sender, batch, NotEnoughReplicasError)
    first, *_ = answered(sender, batch, MessageSizeTooLargeError)
    assert sender.waiting
    answered(sender, first, MessageSizeTooLargeError)
    assert not sender.waiting
    with pytest.raises(MessageSizeTooLargeError):
        await first.future


async def test_of_a_topic_nothing_is_said_twice_when_its_partitions_are_taken_one_by_one(
    sender: CarefulSender, batch: MessageBatch
) -> None:
    """When a clock is right again, what waits to be sent still has the time that was wrong."""
    accumulator = sender._message_accumulator
    other = accumulator._append_batch(accumulator.create_builder(), TopicPartition(TP.topic, 1))
    other.append(b"key", b"value", LONG_AGO)
    assert accumulator._pop_batch(other.tp) is other
    taken: tuple[Any, ...] = (0, 7, -1, 0, [], None)
    refused: tuple[Any, ...] = (InvalidTimestampError.errno, -1, -1, 0, [(0, "it says")], None)
    with capture_logs() as logs:
        for first, second in ((refused, refused), (taken, refused), (None, taken)):
            told = [(n, *it) for n, it in enumerate((first, second)) if it]
            _Handler(sender, {TP: batch, other.tp: other}).handle_response(
                SimpleNamespace(topics=[(TP.topic, told)])
            )
    assert [line["event"].partition(":")[0] for line in logs] == ["waiting", "going on"]
    assert not sender.waiting


async def test_a_partition_that_takes_nothing_any_more_keeps_its_topic_waiting_no_longer(
    sender: CarefulSender, batch: MessageBatch
) -> None:
    answered(sender, batch, NotEnoughReplicasError)
    answered(sender, batch, OutOfOrderSequenceNumber)
    with pytest.raises(OutOfOrderSequenceNumber):
        await batch.future
    sender.refuses_no_more(TopicPartition(TP.topic, 1))
    assert not sender.waiting
