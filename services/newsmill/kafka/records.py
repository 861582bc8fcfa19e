"""A message as it lies in its topic. Names are those of the contracts, without a prefix."""

from dataclasses import dataclass

from newsmill.contracts.headers import Headers

Place = tuple[str, int]
"""A partition: the topic's name and a number."""


@dataclass(frozen=True, slots=True)
class Logged:
    """A message as it lies in its topic."""

    topic: str
    partition: int
    offset: int
    milliseconds: int
    """Since 1970, as its writer's clock said; any number at all where the writer is not ours."""
    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def place(self) -> Place:
        """The partition it is in."""
        return self.topic, self.partition


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it was read."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
