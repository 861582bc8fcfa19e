"""Generate the Arrow schema of a record, so that no writer of Parquet has to guess it.

As a file it is in the format of Arrow's own integration tests:
https://arrow.apache.org/docs/format/Integration.html
"""

from typing import TYPE_CHECKING, Any

from newsmill.contracts.base import Record
from newsmill.contracts.shapes import Field, Fields, Items, Kind, Shape, shape_of

if TYPE_CHECKING:
    import pyarrow as pa

_UTF8: dict[str, Any] = {"name": "utf8"}
_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: _UTF8,
    Kind.NAME: _UTF8,
    Kind.PROSE: _UTF8,
    Kind.INTEGER: {"name": "int", "bitWidth": 64, "isSigned": True},
    Kind.NUMBER: {"name": "floatingpoint", "precision": "DOUBLE"},
    Kind.BOOLEAN: {"name": "bool"},
    Kind.INSTANT: {"name": "timestamp", "unit": "MILLISECOND", "timezone": "UTC"},
}


def arrow_description(name: str, shape: Fields) -> dict[str, Any]:
    """The schema of `shape` as JSON; `name` is that of the topic."""
    about = {"newsmill.schema": name, "description": shape.description}
    return {
        "schema": {
            "fields": [_described(it) for it in shape.fields],
            "metadata": _pairs(about),
        }
    }


def arrow_schema(description: dict[str, Any]) -> "pa.Schema":
    """The schema that `arrow_description` has described; needs pyarrow."""
    import pyarrow as pa

    schema = description["schema"]
    return pa.schema([_field(it) for it in schema["fields"]], _metadata(schema))


def arrow_schema_of(record: type[Record]) -> "pa.Schema":
    """The schema of a record; needs pyarrow."""
    return arrow_schema(arrow_description(record.__name__, shape_of(record)))


def _described(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "nullable": not field.is_always_there,
        **_type_and_children(field.shape),
        "metadata": _pairs({"description": field.description}),
    }


def _type_and_children(shape: Shape) -> dict[str, Any]:
    match shape:
        case Items(of):
            child = {"name": "item", "nullable": False, **_type_and_children(of)}
            return {"type": {"name": "list"}, "children": [child]}
        case Fields(fields=fields):
            return {"type": {"name": "struct"}, "children": [_described(it) for it in fields]}
        case _:
            return {"type": _TYPES[shape], "children": []}


def _pairs(metadata: dict[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in metadata.items()]


def _metadata(described: dict[str, Any]) -> dict[str, str]:
    return {pair["key"]: pair["value"] for pair in described.get("metadata", ())}


def _field(described: dict[str, Any]) -> "pa.Field[Any]":
    import pyarrow as pa

    return pa.field(
        described["name"],
        _type(described),
        nullable=described["nullable"],
        metadata=_metadata(described) or None,
    )


def _type(described: dict[str, Any]) -> "pa.DataType":
    import pyarrow as pa

    kind, children = described["type"], [_field(it) for it in described["children"]]
    match kind["name"]:
        case "utf8":
            return pa.string()
        case "int":
            return pa.int64()
        case "floatingpoint":
            return pa.float64()
        case "bool":
            return pa.bool_()
        case "timestamp":
            return pa.timestamp("ms", tz=kind["timezone"])
        case "list":
            return pa.list_(children[0])
        case "struct":
            return pa.struct(children)
    raise ValueError(f"{kind['name']} is no type of ours")
