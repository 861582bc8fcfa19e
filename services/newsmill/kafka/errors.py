"""Errors of brokers, by what can be done about them: wait, fix a setting, or give a record up."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from aiokafka.errors import KafkaError, TopicAuthorizationFailedError

from newsmill.errors import UserError
from newsmill.kafka.refusals import Deed, Refusal, line_of, refusal_of


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


class WriteRefused(UserError):
    """The broker takes nothing there as things are: the message names the remedy."""

    def __init__(self, line: str, refusal: Refusal) -> None:
        super().__init__(line)
        self.refusal = refusal

    @property
    def may_pass(self) -> bool:
        """Whether the same write may succeed later, without a new start."""
        return self.refusal.deed in (Deed.PASSES, Deed.WAIT)


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
        KafkaFailed: the body raised a `KafkaError`, or its producer failed.
    """
    try:
        yield
    except KafkaError as error:
        raise KafkaFailed(str(error)) from error
    except ProducerBroken as error:
        # Whoever begins anew has a new one.
        raise KafkaFailed(f"{error}: start it again") from error


@contextmanager
def classified_errors(topic: str) -> Iterator[None]:
    """Raise a failed write as the error that names the remedy.

    Raises:
        RecordRefused: the broker never takes this record.
        NotPermitted: the broker takes nothing from us.
        WriteRefused: it takes nothing there; where it `may_pass`, the same write may succeed later.
        ProducerBroken: our producer is of no use any more.
    """
    try:
        yield
    except KafkaError as error:
        raise classified(error, topic) from error


def classified(error: BaseException, topic: str) -> BaseException:
    """A failed write to `topic` as the error that `classified_errors` raises."""
    if not isinstance(error, KafkaError):
        return error
    refusal = refusal_of(error)
    if isinstance(error, TopicAuthorizationFailedError):
        return NotPermitted(f"the broker does not permit writing to {topic}: {refusal.remedy}")
    line = line_of(topic, error, _told(error))
    if refusal.deed is Deed.DEAD_LETTER:
        return RecordRefused(line)
    if refusal.deed is Deed.RESTART:
        return ProducerBroken(line)
    return WriteRefused(line, refusal)


def as_user_error(error: BaseException | None, place: str) -> UserError | None:
    """`error` as the one line for a person, where only a person can mend what it is about."""
    if isinstance(error, UserError):
        return error
    if isinstance(error, KafkaError) and refusal_of(error).deed is Deed.END:
        return KafkaFailed(line_of(place, error, _told(error)))
    return None


def _told(error: KafkaError) -> str | None:
    """What a broker has said, or the client, beside the kind of error."""
    return str(error.args[0]) if error.args and isinstance(error.args[0], str) else None


def in_one_line(error: BaseException) -> str:
    """The error's message in one line; a broker's message is given without Kafka's error code."""
    message = error.args[0] if isinstance(error, KafkaError) and error.args else error
    return " ".join(str(message).split()) or type(error).__name__
