"""Generate the schema of a record for Kafka Connect, as its JsonConverter writes schemas.

Given to a JsonConverter as `schema.content` (KIP-1054, since Kafka 4.2), connectors that insist on
a schema read the topic as it is.
"""

from typing import Any

from newsmill.contracts.shapes import Fields, Items, Kind, Shape

_PRIMITIVES = {
    Kind.TEXT: "string",
    Kind.NAME: "string",
    Kind.PROSE: "string",
    Kind.INTEGER: "int64",
    Kind.NUMBER: "double",
    Kind.BOOLEAN: "boolean",
    Kind.INSTANT: "string",
}
ZONED_TIMESTAMP = "io.debezium.time.ZonedTimestamp"
"""What Debezium calls a text that is an instant. Its JDBC sink makes a timestamp with time zone of
it; for all others it is the text that stands in the topic."""


def connect_schema(name: str, shape: Fields, version: int = 1) -> dict[str, Any]:
    """The schema of `shape`, with the topic's name as its own."""
    return {**_of(shape, is_optional=False), "name": name, "version": version}


def _of(shape: Shape, *, is_optional: bool) -> dict[str, Any]:
    match shape:
        case Items(of):
            return {"type": "array", "optional": is_optional, "items": _of(of, is_optional=False)}
        case Fields(name, description, fields):
            members = [
                {
                    "field": it.name,
                    **_of(it.shape, is_optional=not it.is_always_there),
                    "doc": it.description,
                }
                for it in fields
            ]
            about = {"name": name, "doc": description}
            return {"type": "struct", "optional": is_optional, **about, "fields": members}
        case Kind.INSTANT:
            primitive = {"type": _PRIMITIVES[shape], "optional": is_optional}
            return {**primitive, "name": ZONED_TIMESTAMP, "version": 1}
        case _:
            return {"type": _PRIMITIVES[shape], "optional": is_optional}
