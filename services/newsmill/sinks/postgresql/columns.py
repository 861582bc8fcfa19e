"""The columns of a table, from the record that it keeps."""

from dataclasses import dataclass
from datetime import datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime

from newsmill.contracts.base import Record

TYPE_BY_PYTHON: dict[Any, str] = {
    str: "text",
    int: "bigint",
    float: "double precision",
    bool: "boolean",
    datetime: "timestamptz",
    AwareDatetime: "timestamptz",
}


@dataclass(frozen=True)
class Column:
    """A column, and the field that it has its values of."""

    name: str
    type: str
    field: str


def columns_of(record: type[Record]) -> tuple[Column, ...]:
    """One for each field, in their order.

    Raises:
        TypeError: a field is no scalar and no list of scalars.
    """
    return tuple(
        Column(field.alias or name, _type(field.annotation), name)
        for name, field in record.model_fields.items()
    )


def _type(annotation: Any) -> str:
    if annotation in TYPE_BY_PYTHON:
        return TYPE_BY_PYTHON[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0])
    if origin is Literal:
        return "text"
    if origin in (Union, UnionType):
        (one,) = {_type(it) for it in arguments if it is not NoneType}
        return one
    if origin is tuple and arguments[1:] == (...,):
        return f"{_type(arguments[0])}[]"
    raise TypeError(f"{annotation} fits no column")
