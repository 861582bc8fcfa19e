"""The kinds of value that every record is made of."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field


class Record(BaseModel):
    """One message's value: frozen, and tolerant of fields that a newer writer added."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def _in_utc(instant: datetime) -> datetime:
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
