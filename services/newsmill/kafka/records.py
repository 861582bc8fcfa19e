"""A message as it lies in its topic, and the partition it lies in."""

from dataclasses import dataclass

from newsmill.contracts.headers import Headers

Place = tuple[str, int]
"""A partition: the topic's name and a number."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it lies in its topic.

    The topic's name is that on the broker where a room reads, and that of the contracts, without an
    installation's prefix, where `kafka.reading` does.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    milliseconds: int = 0
    """Since 1970, as its writer's clock had it; any number at all where the writer is not ours."""

    @property
    def place(self) -> Place:
        """The partition it is in."""
        return self.topic, self.partition
