"""What can go wrong for a reader, in words for a person, and what is only told: lost messages."""

from dataclasses import dataclass

from newsmill.errors import UsageError, UserError


class BrokerUnavailable(UserError):
    """No broker answers."""

    def __init__(self, broker: str, why: str) -> None:
        super().__init__(f"no Kafka broker answers at {broker}: {why}")


class NotAllowed(UserError):
    """The broker does not let us in, or not read this topic, or not use this group."""


class TopicMissing(UserError):
    """There is no such topic."""

    def __init__(self, broker: str, topic: str) -> None:
        super().__init__(
            f"{broker} has no topic {topic}: is a newsmill running there, and is the topic's prefix"
            " right?"
        )


class WrongPosition(UsageError):
    """A token is damaged, or none of this topic."""


class ReadingFailed(UserError):
    """Kafka's client gives up; the message says why."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages that were there to be read, and are not any more.

    `str(gap)` is a sentence for a person.
    """

    topic: str
    partition: int
    wanted: int
    """The offset that came next."""
    found: int
    """The offset from which on there is something."""
    missing: int | None
    """How many; None if that cannot be known, because the topic was created anew."""

    def __str__(self) -> str:
        if self.missing is None:
            return (
                f"{self.topic} was created anew or cut: what came after offset {self.wanted} of"
                f" partition {self.partition} may be gone; going on at offset {self.found}"
            )
        messages = "1 message" if self.missing == 1 else f"{self.missing} messages"
        return (
            f"{messages} of {self.topic}, partition {self.partition}, are gone before they were"
            f" read: offsets {self.wanted} to {self.found - 1}, by the topic's retention"
        )


class GapWarning(UserWarning):
    """Messages are gone: warned of where no `on_gap` was given."""
