"""Errors of brokers, by what can be done about them: wait, fix a setting, or give a record up."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    InvalidProducerEpoch,
    InvalidProducerIdMapping,
    KafkaError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerClosed,
    ProducerFenced,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    UnknownProducerId,
)

from newsmill.errors import UserError

PRODUCER_BROKEN = (
    InvalidProducerEpoch,
    InvalidProducerIdMapping,
    OutOfOrderSequenceNumber,
    ProducerClosed,
    ProducerFenced,
    UnknownProducerId,
)
"""After one of these, aiokafka's producer fails at everything: only a new one helps."""


class BrokerUnavailable(UserError):
    """No broker answers."""

    def __init__(self, broker: str, why: str) -> None:
        super().__init__(f"no Kafka broker answers at {broker}: {why}")
        self.broker = broker


class BrokerRefuses(BrokerUnavailable):
    """A broker answers, and will not serve us as things are set up: waiting is of no use."""

    def __init__(self, broker: str, why: str) -> None:
        UserError.__init__(self, f"the Kafka broker at {broker} refuses us: {why}")
        self.broker = broker


class TopicsMissing(UserError):
    """Topics are not there; `newsmill topics create` makes them."""

    def __init__(self, broker: str, names: Iterable[str]) -> None:
        missing = ", ".join(sorted(names))
        super().__init__(f"topics missing on {broker}: {missing}; run: newsmill topics create")


class TopicMismatch(UserError):
    """A topic has another number of partitions than one it must match."""

    def __init__(self, topic: str, partitions: int, other: str, others: int) -> None:
        super().__init__(
            f"{topic} has {partitions} partitions, {other} has {others}: delete {other} to build "
            "its state anew, or give them equal numbers"
        )


class RecordRefused(UserError):
    """The broker takes no such record, now or later."""


class NotPermitted(UserError):
    """The broker does not let us write there: until an access rule changes, nothing helps."""


class KafkaFailed(UserError):
    """aiokafka raised an error for which there is no better name here."""


class ProducerBroken(Exception):
    """Our producer fails at everything from now on; only a new one, or a new process, helps."""


@contextmanager
def kafka_errors_as_user_errors() -> Iterator[None]:
    """Let no error of aiokafka out: for the outermost call, above which people read messages.

    aiokafka's errors cannot derive from `UserError`. Below, they keep their types, because code
    there decides by them (`retriable`).

    Raises:
        KafkaFailed: the body raised a `KafkaError`.
    """
    try:
        yield
    except KafkaError as error:
        raise KafkaFailed(str(error)) from error


@contextmanager
def classified_errors(topic: str) -> Iterator[None]:
    """Raise a failed write as the error that names the remedy.

    Raises:
        RecordRefused: the broker never takes this record.
        NotPermitted: the broker takes nothing from us.
        ProducerBroken: our producer is of no use any more.
        KafkaError: anything else; where `retriable`, the same write may succeed later.
    """
    try:
        yield
    except KafkaError as error:
        if (meant := classified(error, topic)) is error:
            raise
        raise meant from error


def classified(error: BaseException, topic: str) -> BaseException:
    """A failed write to `topic` as the error that `classified_errors` raises."""
    if isinstance(error, MessageSizeTooLargeError | RecordListTooLargeError):
        return RecordRefused(f"{topic}: {in_one_line(error)}")
    if isinstance(error, TopicAuthorizationFailedError | ClusterAuthorizationFailedError):
        return NotPermitted(f"the broker does not permit writing to {topic}")
    if isinstance(error, PRODUCER_BROKEN):
        return ProducerBroken(f"{topic}: {in_one_line(error)}")
    return error


def in_one_line(error: BaseException) -> str:
    """The error's message in one line; a broker's message is given without Kafka's error code."""
    message = error.args[0] if isinstance(error, KafkaError) and error.args else error
    return " ".join(str(message).split()) or type(error).__name__
