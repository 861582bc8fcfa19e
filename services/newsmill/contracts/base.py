"""The base of all records, and the types of their fields: instants, digests, observations."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
)


class Record(BaseModel):
    """One message's value: frozen, and tolerant of fields that a newer writer added."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is UTC:
        return instant
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("lies outside the years that can be written") from error


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A point in time; written as RFC 3339 in UTC."""

Hex32 = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
"""128 bits of a SHA-256, as 32 hexadecimal digits."""

Hex16 = Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
"""64 bits of a SHA-256, as 16 hexadecimal digits."""

Timings = dict[str, Instant]
"""When each room finished its work on this article, by the room's name."""


_OBSERVATION = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class Observation:
    """One state of one feed entry, or a document: what all accounts and audits count.

    Written as `entry_id.entry_version`, in the header `ce_subject` of every message about it.
    """

    entry_id: Hex32
    entry_version: Hex16

    def __str__(self) -> str:
        return f"{self.entry_id}.{self.entry_version}"

    @classmethod
    def parse(cls, text: str) -> "Observation | None":
        """The observation that `str` has written; None for any other text."""
        found = _OBSERVATION.fullmatch(text)
        return cls(found[1], found[2]) if found else None

    def packed(self) -> bytes:
        """The same in 24 bytes."""
        return bytes.fromhex(self.entry_id + self.entry_version)

    @classmethod
    def unpack(cls, packed: bytes) -> "Observation":
        """The observation that `packed` has written."""
        digits = packed.hex()
        return cls(digits[:32], digits[32:])


def _parsed(value: Any) -> Observation:
    if isinstance(value, Observation):
        return value
    found = Observation.parse(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("no observation")
    return found


WrittenObservation = Annotated[Observation, PlainValidator(_parsed), PlainSerializer(str)]
"""An observation as a field of a record: JSON has it as text."""
