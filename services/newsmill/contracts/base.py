"""The base of all records, and the types of their fields: instants, digests, observations."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import override


class Record(BaseModel):
    """One message's value: frozen, and tolerant of fields that a newer writer added."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        # A field whose name a model cannot have, such as `schema`, has an alias in JSON.
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


def in_milliseconds(instant: datetime) -> datetime:
    """`instant` in UTC as records have it: what is less than a millisecond is cut off.

    Raises:
        ValueError: it lies outside the years 1 to 9999 of UTC.
    """
    if instant.tzinfo is not UTC:
        try:
            instant = instant.astimezone(UTC)
        except OverflowError as error:
            raise ValueError("lies outside the years that can be written") from error
    rest = instant.microsecond % 1000
    return instant.replace(microsecond=instant.microsecond - rest) if rest else instant


def written(instant: datetime) -> str:
    """RFC 3339 in UTC with three fraction digits, always: `2026-03-17T08:14:09.398Z`.

    Where they were there or not, readers that guess a format from the first value went wrong.
    """
    if instant.tzinfo is not UTC:
        instant = instant.astimezone(UTC)
    return f"{instant.isoformat(timespec='milliseconds')[:-6]}Z"


Instant = Annotated[
    AwareDatetime,
    AfterValidator(in_milliseconds),
    PlainSerializer(written, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A point in time, to the millisecond; written as RFC 3339 in UTC."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a text is for, for those who index it; the same text in JSON."""

    use: Literal["prose", "name"]


Prose = Annotated[str, Mark("prose")]
"""Text that is searched by its words: a headline, a teaser."""

Name = Annotated[str, Mark("name")]
"""What somebody or something is called: counted as a whole, and searched by its words too."""

Hex32 = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
"""128 bits of a SHA-256, as 32 hexadecimal digits."""

Hex16 = Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
"""64 bits of a SHA-256, as 16 hexadecimal digits."""


def _is_unset(at: datetime | None) -> bool:
    return at is None


class Timings(Record):
    """When each room finished its work on an article, as far as it has come.

    A room that is not there has no member. A room that somebody added to the mill has one of its
    own.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Instant]

    cli: Instant | None = Field(
        None, exclude_if=_is_unset, description="When somebody handed it in: documents only."
    )
    puller: Instant | None = Field(
        None, exclude_if=_is_unset, description="When it was found in its feed."
    )
    retriever: Instant | None = Field(
        None, exclude_if=_is_unset, description="When its page was there, or the reason why not."
    )
    cleaner: Instant | None = Field(
        None, exclude_if=_is_unset, description="When its text was cut out."
    )
    deduper: Instant | None = Field(
        None, exclude_if=_is_unset, description="When it was told from its copies."
    )
    enricher: Instant | None = Field(
        None, exclude_if=_is_unset, description="When its entities were found."
    )
    folder: Instant | None = Field(
        None, exclude_if=_is_unset, description="When it became the row of its article."
    )

    @classmethod
    @override
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core_schema))
        # What is null is not written. None is promised, and any other room has an instant too.
        instant = {"type": "string", "format": "date-time"}
        members = {
            name: {**instant, "description": member["description"]}
            for name, member in schema["properties"].items()
        }
        return schema | {"properties": members, "required": [], "additionalProperties": instant}

    def of(self, room: str) -> datetime | None:
        """When `room` was done; None if it was not."""
        at = getattr(self, room, None)
        return at if isinstance(at, datetime) else None

    def timed(self, room: str, at: datetime) -> "Timings":
        """The same, with the time at which `room` was done."""
        return self.model_copy(update={room: in_milliseconds(at)})


NOT_TIMED = Timings()
"""Of an article that no room was done with; one for all, since it cannot be changed."""

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
