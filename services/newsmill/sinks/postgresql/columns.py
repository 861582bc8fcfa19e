"""The columns of a table, from the record that it keeps."""

from dataclasses import dataclass

from newsmill.contracts.base import Record
from newsmill.contracts.postgresql import column_type
from newsmill.contracts.shapes import shape_of


@dataclass(frozen=True)
class Column:
    """A column, and the field that it has its values of."""

    name: str
    type: str
    field: str


def columns_of(record: type[Record]) -> tuple[Column, ...]:
    """One for each field, in their order."""
    fields = zip(record.model_fields, shape_of(record).fields, strict=True)
    return tuple(Column(shape.name, column_type(shape.shape), name) for name, shape in fields)
