"""The shape of a record apart from any format: what its fields hold, derived from its model.

Schemas of databases, search engines and Kafka Connect are written from it, so that none of them
has a list of fields of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from newsmill.contracts.base import Mark


class Kind(Enum):
    """What a scalar holds."""

    TEXT = auto()
    """An id, an address, a word of a list: compared as a whole."""
    NAME = auto()
    """Of somebody or something: compared as a whole, and searched by its words."""
    PROSE = auto()
    """Searched by its words, and never compared."""
    INTEGER = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    INSTANT = auto()


@dataclass(frozen=True)
class Items:
    """A list."""

    of: "Shape"


@dataclass(frozen=True)
class Fields:
    """An object: a record, or something within one."""

    name: str
    description: str
    fields: tuple["Field", ...]


Shape = Kind | Items | Fields


@dataclass(frozen=True)
class Field:
    """A field by its name in JSON."""

    name: str
    shape: Shape
    description: str
    is_always_there: bool
    """Neither null, nor missing in what an older version wrote."""


_KINDS: dict[Any, Kind] = {
    str: Kind.TEXT,
    int: Kind.INTEGER,
    float: Kind.NUMBER,
    bool: Kind.BOOLEAN,
    datetime: Kind.INSTANT,
    AwareDatetime: Kind.INSTANT,
}
_KIND_BY_MARK = {Mark("prose"): Kind.PROSE, Mark("name"): Kind.NAME}


def shape_of(model: type[BaseModel]) -> Fields:
    """The shape of a record.

    Raises:
        TypeError: a field is of a type that has no shape.
    """
    return Fields(
        name=model.__name__,
        description=_in_one_line(model.__doc__ or ""),
        fields=tuple(_fields(model)),
    )


def _fields(model: type[BaseModel]) -> Iterator[Field]:
    for name, field in model.model_fields.items():
        try:
            shape, may_be_null = _shape_of_annotation(field.annotation, field.metadata)
        except TypeError as error:
            raise TypeError(f"{model.__name__}.{name}: {error}") from error
        yield Field(
            name=field.alias or name,
            shape=shape,
            description=_in_one_line(field.description or ""),
            is_always_there=not may_be_null and not _came_later(field),
        )


def _came_later(field: FieldInfo) -> bool:
    extra = field.json_schema_extra
    return isinstance(extra, dict) and "x-since" in extra


def _shape_of_annotation(annotation: Any, marks: Any = ()) -> tuple[Shape, bool]:
    """The shape, and whether it may be null."""
    for mark in marks:
        if isinstance(mark, Mark):
            return _KIND_BY_MARK[mark], False
    if annotation in _KINDS:
        return _KINDS[annotation], False
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return shape_of(annotation), False
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape_of_annotation(arguments[0], arguments[1:])
    if origin is Literal and all(isinstance(it, str) for it in arguments):
        return Kind.TEXT, False
    if origin in (Union, UnionType) and NoneType in arguments:
        (other,) = (it for it in arguments if it is not NoneType)
        return _shape_of_annotation(other)[0], True
    if origin is tuple and arguments[1:] == (...,):
        return Items(_shape_of_annotation(arguments[0])[0]), False
    raise TypeError(f"{annotation} has no shape")


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
