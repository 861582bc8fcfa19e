"""Clients of Kafka beside Faust: single publishers, readers of whole topics."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import (
    BrokerResponseError,
    ClusterAuthorizationFailedError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
)

from newsmill.contracts.base import Record
from newsmill.contracts.headers import Headers, event_headers
from newsmill.contracts.topics import Topic
from newsmill.runtime.administration import require_named
from newsmill.runtime.kafka import (
    ANSWER_SECONDS,
    BrokerRefuses,
    BrokerUnavailable,
    client_options,
    partition_of,
    topic_name,
)
from newsmill.runtime.patience import PRODUCER_BROKEN, PatientProducer
from newsmill.runtime.probing import in_one_line
from newsmill.runtime.settings import KafkaSettings
from newsmill.runtime.stage import RecordRefused, utc_now

LINGER_MILLISECONDS = 5

BATCH_BYTES = 512 * 1024
"""Pages are larger than aiokafka's 16 KB: with a batch for each, all senders wait for each other,
and each one that is sent wakes all of them."""

MAX_REQUEST_BYTES = 10 * 1024 * 1024

FAREWELL_SECONDS = 1.5
"""How much longer than the caller's patience the last try may take."""


class ProducerBroken(Exception):
    """Our producer fails at everything from now on; only a new one, or a new process, helps."""


class NotPermitted(Exception):
    """The broker does not let us write there: until an access rule changes, nothing helps."""


@contextmanager
def told_apart(topic: str) -> Iterator[None]:
    """A failed write as what can be done about it.

    Raises:
        RecordRefused: the broker never takes this record.
        NotPermitted: the broker takes nothing from us.
        ProducerBroken: our producer is of no use any more.
        KafkaError: anything else; where `retriable`, the same write may succeed later.
    """
    try:
        yield
    except KafkaError as error:
        if (meant := meaning_of(error, topic)) is error:
            raise
        raise meant from error


def meaning_of(error: BaseException, topic: str) -> BaseException:
    """What a failed write to `topic` asks for, as `told_apart` raises it."""
    if isinstance(error, MessageSizeTooLargeError | RecordListTooLargeError):
        return RecordRefused(f"{topic}: {in_one_line(error)}")
    if isinstance(error, TopicAuthorizationFailedError | ClusterAuthorizationFailedError):
        return NotPermitted(f"the broker does not permit writing to {topic}")
    if isinstance(error, PRODUCER_BROKEN):
        return ProducerBroken(f"{topic}: {in_one_line(error)}")
    return error


async def with_idempotence_as_accepted(kafka: KafkaSettings) -> KafkaSettings:
    """`kafka`, without idempotent producers where the broker refuses them.

    A broker that is slow or gone for a moment has refused nothing.
    """
    if not kafka.idempotent:
        return kafka
    producer = AIOKafkaProducer(**client_options(kafka), enable_idempotence=True)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await producer.start()
    except BrokerResponseError:
        return kafka.model_copy(update={"idempotent": False})
    except (KafkaError, TimeoutError):
        return kafka
    finally:
        await producer.stop()
    return kafka


class KafkaPublisher:
    """Writes messages and waits for the broker's acknowledgement."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer

    async def publish(
        self, topic: str, key: bytes | None, value: bytes | None, by: str, headers: Headers
    ) -> None:
        """Write one message to the partition that `by` decides.

        Raises:
            RecordRefused, NotPermitted, KafkaError: as `publish_to`.
        """
        with told_apart(topic):
            partitions = await self._producer.partitions_for(topic)
        await self.publish_to(topic, partition_of(by, len(partitions)), key, value, headers)

    async def publish_to(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, headers: Headers
    ) -> int:
        """Write one message to `partition`; returns the offset it got.

        Raises:
            RecordRefused: the broker takes no such message.
            NotPermitted: the broker takes nothing from us on this topic.
            KafkaError: it was not acknowledged; it may be there all the same.
        """
        with told_apart(topic):
            written = await self._producer.send_and_wait(
                topic, value, key=key, partition=partition, headers=list(headers)
            )
        return int(written.offset)


@asynccontextmanager
async def open_publisher(
    kafka: KafkaSettings, *, patient: bool = False
) -> AsyncIterator[KafkaPublisher]:
    """A publisher of its own connection; a `patient` one waits for brokers without end.

    Raises:
        BrokerUnavailable: no broker answers.
    """
    kind = PatientProducer if patient else AIOKafkaProducer
    producer = kind(
        **client_options(kafka),
        acks="all",
        compression_type="zstd",
        enable_idempotence=kafka.idempotent,
        linger_ms=LINGER_MILLISECONDS,
        max_batch_size=BATCH_BYTES,
        max_request_size=MAX_REQUEST_BYTES,
    )
    try:
        try:
            await producer.start()
        except ClusterAuthorizationFailedError as error:
            raise BrokerRefuses(kafka.broker, "no right to write to any topic") from error
        except (KafkaError, OSError) as error:
            raise BrokerUnavailable(kafka.broker, in_one_line(error)) from error
        yield KafkaPublisher(producer)
    finally:
        # What cannot be delivered now would be waited for.
        with suppress(TimeoutError):
            await asyncio.wait_for(producer.stop(), FAREWELL_SECONDS)


async def publish_record(
    publisher: KafkaPublisher,
    kafka: KafkaSettings,
    topic: Topic[Record],
    record: Record,
    room: str,
) -> None:
    """Write `record` as the first of its trace: what it becomes carries the same subject."""
    message_id = topic.message_id(record)
    headers = event_headers(topic, record, room, utc_now(), message_id, None)
    await publisher.publish(
        topic_name(kafka, topic),
        topic.key(record).encode(),
        record.model_dump_json().encode(),
        topic.partition_key(record),
        headers,
    )


@asynccontextmanager
async def open_reader(
    kafka: KafkaSettings, names: Sequence[str], *, from_start: bool
) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of all partitions of the topics called `names`, in no group; commits nothing.

    Raises:
        BrokerUnavailable: no broker answers.
        TopicsMissing: a topic is not there.
        BrokerRefuses: we may not even know whether it is.
    """
    counts = await require_named(kafka, names)
    consumer = AIOKafkaConsumer(
        **client_options(kafka),
        auto_offset_reset="earliest" if from_start else "latest",
        enable_auto_commit=False,
        fetch_max_wait_ms=100,
    )
    try:
        try:
            await consumer.start()
        except (KafkaError, OSError) as error:
            raise BrokerUnavailable(kafka.broker, in_one_line(error)) from error
        partitions = [TopicPartition(name, p) for name in names for p in range(counts[name])]
        consumer.assign(partitions)
        if from_start:
            await consumer.seek_to_beginning(*partitions)
        else:
            await consumer.seek_to_end(*partitions)
        yield consumer
    finally:
        await consumer.stop()
