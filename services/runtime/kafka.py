"""The plain door to Kafka, beside Faust: topics, single publishers, readers of whole topics.

Names on the broker carry the installation's prefix; `topic_name` is the only place that adds it.
"""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    BrokerResponseError,
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    for_code,
)
from aiokafka.partitioner import murmur2
from aiokafka.protocol.metadata import MetadataRequest

from services.contracts.base import Record
from services.contracts.headers import Headers, event_headers
from services.contracts.topics import TOPICS, Topic
from services.runtime.patience import PRODUCER_BROKEN, PatientProducer
from services.runtime.pausing import let_clients_pause
from services.runtime.probing import Refused, Unreachable, in_one_line, probe
from services.runtime.settings import KafkaSettings, SettingsError
from services.runtime.settling import until_gone, until_writable
from services.runtime.stage import RecordRefused, utc_now

# Whoever imports this or Faust's driver connects through aiokafka's one client.
let_clients_pause()

LINGER_MILLISECONDS = 5

BATCH_BYTES = 512 * 1024
"""Pages are larger than aiokafka's 16 KB: with a batch for each, all senders wait for each other,
and each one that is sent wakes all of them."""

MAX_REQUEST_BYTES = 10 * 1024 * 1024

REQUEST_TIMEOUT = timedelta(seconds=15)
"""A connection that leaves a request unanswered for so long is given up: after a network cut, TCP
itself may wait a minute longer than the cut lasted."""

CONNECT_RETRY_SECONDS = 0.5
ANSWER_SECONDS = 5.0
FAREWELL_SECONDS = 1.5
"""How much longer than the caller's patience the last try may take."""


class BrokerUnavailable(Exception):
    """No broker answers."""

    def __init__(self, broker: str, why: str) -> None:
        super().__init__(f"no Kafka broker answers at {broker}: {why}")
        self.broker = broker


class BrokerRefuses(BrokerUnavailable):
    """A broker answers, and will not serve us as things are set up: waiting is of no use."""

    def __init__(self, broker: str, why: str) -> None:
        Exception.__init__(self, f"the Kafka broker at {broker} refuses us: {why}")
        self.broker = broker


class TopicsMissing(Exception):
    """Topics are not there; `newsmill topics create` makes them."""

    def __init__(self, broker: str, names: Iterable[str]) -> None:
        missing = ", ".join(sorted(names))
        super().__init__(f"topics missing on {broker}: {missing}; run: newsmill topics create")


class TopicMismatch(Exception):
    """A topic has another number of partitions than one it must match."""

    def __init__(self, topic: str, partitions: int, other: str, others: int) -> None:
        super().__init__(
            f"{topic} has {partitions} partitions, {other} has {others}: delete {other} to build "
            "its state anew, or give them equal numbers"
        )


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
    except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
        raise RecordRefused(f"{topic}: {in_one_line(error)}") from error
    except (TopicAuthorizationFailedError, ClusterAuthorizationFailedError) as error:
        raise NotPermitted(f"the broker does not permit writing to {topic}") from error
    except PRODUCER_BROKEN as error:
        raise ProducerBroken(f"{topic}: {in_one_line(error)}") from error


def topic_name(kafka: KafkaSettings, topic: Topic[Record]) -> str:
    """The topic's name on the broker."""
    return kafka.topic_prefix + topic.name


def group_name(kafka: KafkaSettings, process: str) -> str:
    """The consumer group of the processes called `process`: a room, or all of them as one mill."""
    return f"{kafka.topic_prefix}newsmill-{process}"


def changelog_name(kafka: KafkaSettings, process: str, table: str) -> str:
    """The topic in which these processes keep `table`."""
    return f"{group_name(kafka, process)}-{table}-changelog"


def partition_of(by: str, partitions: int) -> int:
    """The partition for what is partitioned by `by`, as Kafka's own clients hash a key."""
    return int((murmur2(by.encode()) & 0x7FFFFFFF) % partitions)


def client_options(kafka: KafkaSettings) -> dict[str, Any]:
    """How every client of aiokafka connects.

    Raises:
        SettingsError: a name, a password or a certificate is missing.
    """
    options: dict[str, Any] = {
        "bootstrap_servers": kafka.broker.split(","),
        "client_id": "newsmill",
        "request_timeout_ms": int(REQUEST_TIMEOUT.total_seconds() * 1000),
        "security_protocol": kafka.security_protocol,
    }
    if "SSL" in kafka.security_protocol:
        options["ssl_context"] = ssl_context(kafka)
    if "SASL" in kafka.security_protocol:
        if kafka.sasl_username is None or kafka.sasl_password is None:
            raise SettingsError(
                f"NEWSMILL_SECURITY_PROTOCOL={kafka.security_protocol} needs "
                "NEWSMILL_SASL_USERNAME and NEWSMILL_SASL_PASSWORD"
            )
        options["sasl_mechanism"] = kafka.sasl_mechanism
        options["sasl_plain_username"] = kafka.sasl_username
        options["sasl_plain_password"] = kafka.sasl_password
    return options


def ssl_context(kafka: KafkaSettings) -> ssl.SSLContext:
    """Whom to trust, and what to show; the broker's certificate and name are always checked.

    Raises:
        SettingsError: a certificate or key cannot be read.
    """
    try:
        context = ssl.create_default_context(cafile=kafka.ssl_cafile)
    except OSError as error:
        raise _unusable("CAFILE", kafka.ssl_cafile, error) from error
    if kafka.ssl_certfile is not None:
        # Without a password Python would ask on the terminal.
        password = kafka.ssl_key_password or ""
        try:
            context.load_cert_chain(kafka.ssl_certfile, kafka.ssl_keyfile, password)
        except OSError as error:
            if kafka.ssl_keyfile is not None and not kafka.ssl_keyfile.exists():
                raise _unusable("KEYFILE", kafka.ssl_keyfile, error) from error
            raise _unusable("CERTFILE", kafka.ssl_certfile, error) from error
    return context


def _unusable(which: str, path: Path | None, error: OSError) -> SettingsError:
    why = error.strerror or in_one_line(error)
    if isinstance(error, ssl.SSLError):
        why = "no certificate with its key in PEM, or another password"
        if which == "CAFILE":
            why = "no certificates in PEM"
    return SettingsError(f"NEWSMILL_SSL_{which}='{path}': {why}")


async def wait_for_broker(kafka: KafkaSettings, patience: timedelta) -> None:
    """Return when a broker answers.

    Raises:
        BrokerRefuses: one did, and will not serve us.
        BrokerUnavailable: none did for as long as `patience`.
        SettingsError: what is needed to connect is missing.
    """
    deadline = time.monotonic() + patience.total_seconds()
    try:
        async with asyncio.timeout(patience.total_seconds() + ANSWER_SECONDS):
            while True:
                try:
                    async with open_admin(kafka):
                        return
                except BrokerRefuses:
                    raise
                except BrokerUnavailable:
                    if time.monotonic() >= deadline:
                        raise
                await asyncio.sleep(CONNECT_RETRY_SECONDS)
    except TimeoutError as error:
        raise BrokerUnavailable(kafka.broker, "connected, but no answer") from error


async def _some_broker_takes_us(kafka: KafkaSettings, options: Mapping[str, Any]) -> None:
    why = "no address given"
    wanted = {name: value for name, value in options.items() if name != "bootstrap_servers"}
    for server in kafka.broker.split(","):
        host, _, port = server.rpartition(":")
        try:
            await probe(host.strip("[]"), int(port), wanted)
        except Refused as error:
            raise BrokerRefuses(server, str(error)) from error
        except Unreachable as error:
            why = str(error)
        else:
            return
    raise BrokerUnavailable(kafka.broker, why)


@asynccontextmanager
async def open_admin(kafka: KafkaSettings) -> AsyncIterator[AIOKafkaAdminClient]:
    """An admin client.

    Raises:
        BrokerUnavailable: no broker answers, or one refuses us.
        SettingsError: what is needed to connect is missing.
    """
    options = client_options(kafka)
    await _some_broker_takes_us(kafka, options)
    admin = AIOKafkaAdminClient(**options)
    try:
        try:
            await admin.start()
        except (KafkaError, OSError, ValueError) as error:
            raise BrokerUnavailable(kafka.broker, in_one_line(error)) from error
        yield admin
    finally:
        await admin.close()


@dataclass(frozen=True, slots=True)
class TopicStatus:
    """A topic as the broker has it; no partitions when it is not there."""

    topic: Topic[Record]
    name: str
    partitions: int


async def describe_topics(
    kafka: KafkaSettings, topics: Sequence[Topic[Record]] = TOPICS
) -> list[TopicStatus]:
    """What the broker has of `topics`."""
    async with open_admin(kafka) as admin:
        there = await _partition_counts(admin)
    return [
        TopicStatus(topic, topic_name(kafka, topic), there.get(topic_name(kafka, topic), 0))
        for topic in topics
    ]


async def create_topics(
    kafka: KafkaSettings, topics: Sequence[Topic[Record]] = TOPICS
) -> list[TopicStatus]:
    """Create those of `topics` that are not there, and return all of them; existing ones stay.

    Raises:
        BrokerUnavailable: no broker answers.
        KafkaError: the broker refused.
    """
    async with open_admin(kafka) as admin:
        there = await _partition_counts(admin)
        missing = [topic for topic in topics if topic_name(kafka, topic) not in there]
        if missing:
            wanted = [_new_topic(kafka, topic) for topic in missing]
            _complain(kafka, await admin.create_topics(wanted))
        await until_writable(admin, [topic_name(kafka, topic) for topic in missing])
    return await describe_topics(kafka, topics)


async def create_changelog(kafka: KafkaSettings, name: str, partitions: int) -> None:
    """Create the changelog of a table, if it is not there, and return when all brokers know it.

    Raises:
        BrokerUnavailable: no broker answers, or it refuses.
        KafkaError: the broker refused.
    """
    async with open_admin(kafka) as admin:
        if name not in await _partition_counts(admin):
            config = {"cleanup.policy": "compact", "retention.ms": "-1"}
            topic = NewTopic(name, partitions, kafka.replication_factor, topic_configs=config)
            _complain(kafka, await admin.create_topics([topic]))
        await until_writable(admin, [name])


def _complain(kafka: KafkaSettings, response: Any) -> None:
    for name, code, *detail in response.topic_errors:
        if code == TopicAuthorizationFailedError.errno:
            raise BrokerRefuses(kafka.broker, f"no right to create {name}")
        if code and code != TopicAlreadyExistsError.errno:
            raise for_code(code)(f"{name}: {detail[0] if detail else ''}")


async def delete_topics(kafka: KafkaSettings, names: Sequence[str]) -> None:
    """Delete topics by their names on the broker."""
    async with open_admin(kafka) as admin:
        await admin.delete_topics(list(names))
        await until_gone(admin, names)


async def require_topics(
    kafka: KafkaSettings, topics: Sequence[Topic[Record]] = TOPICS
) -> Mapping[str, int]:
    """The partitions of everything on the broker, by name.

    Raises:
        TopicsMissing: some of `topics` are not there.
        BrokerRefuses: we may not even know whether they are.
    """
    return await _require(kafka, [topic_name(kafka, topic) for topic in topics])


async def require_group(kafka: KafkaSettings, process: str) -> None:
    """Return where `process` may join its group: a consumer that may not waits without a word.

    Raises:
        BrokerRefuses: it may not.
    """
    name = group_name(kafka, process)
    async with open_admin(kafka) as admin:
        try:
            await admin.find_coordinator(name)
        except GroupAuthorizationFailedError as error:
            raise BrokerRefuses(
                kafka.broker,
                f"no right to join the group {name} (newsmill topics acls lists who needs which)",
            ) from error
        except KafkaError:
            # Its coordinator is on its way: the consumer waits for it as well.
            return


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
    counts = await _require(kafka, names)
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


async def _require(kafka: KafkaSettings, names: Iterable[str]) -> dict[str, int]:
    async with open_admin(kafka) as admin:
        there = await _partition_counts(admin)
        missing = [name for name in names if name not in there]
        hidden = await _hidden(admin, missing) if missing else []
    if hidden:
        raise BrokerRefuses(
            kafka.broker,
            f"no right to see {', '.join(hidden)} (newsmill topics acls lists who needs which)",
        )
    if missing:
        raise TopicsMissing(kafka.broker, missing)
    return there


async def _hidden(admin: AIOKafkaAdminClient, names: Sequence[str]) -> list[str]:
    """Which of `names` the broker does not tell us about; a list of all topics leaves them out."""
    reply = await admin._send_request(MetadataRequest(list(names), False))
    return sorted(
        topic["topic"]
        for topic in reply.to_object()["topics"]
        if topic["error_code"] == TopicAuthorizationFailedError.errno
    )


async def _partition_counts(admin: AIOKafkaAdminClient) -> dict[str, int]:
    return {
        topic["topic"]: len(topic["partitions"])
        for topic in await admin.describe_topics()
        if not topic["error_code"]
    }


def _new_topic(kafka: KafkaSettings, topic: Topic[Record]) -> NewTopic:
    config = {
        "cleanup.policy": topic.cleanup,
        "max.message.bytes": str(topic.max_message_bytes),
        "retention.ms": "-1",
    }
    if topic.retention is not None:
        config["retention.ms"] = str(int(topic.retention.total_seconds() * 1000))
    return NewTopic(
        topic_name(kafka, topic),
        kafka.topic_partitions or topic.partitions,
        kafka.replication_factor,
        topic_configs=config,
    )
