"""The shape of a record, from which the schemas of databases are written."""

from datetime import datetime
from typing import Any, Literal

import pytest
from pydantic import Field as ModelField

from newsmill.contracts.base import Hex32, Instant, Name, Prose, Record
from newsmill.contracts.shapes import Field, Fields, Items, Kind, Shape, shape_of


class Place(Record):
    """A place
    somewhere."""

    name: Name


class Everything(Record):
    """One field of each type."""

    id: Hex32 = ModelField(description="An id.")
    prose: Prose = ""
    name: Name | None = None
    choice: Literal["a", "b"] = "a"
    whole: int = 0
    number: float | None = None
    yes: bool = False
    at: Instant
    sometimes: Instant | None = None
    at_once: datetime
    words: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    place: Place
    places: tuple[Place, ...] | None = None
    schema_: str = ModelField("x", alias="schema")
    later: str = ModelField("", json_schema_extra={"x-since": "0.2.0"})


PLACE = Fields("Place", "A place somewhere.", (Field("name", Kind.NAME, "", True),))
SHAPES: dict[str, tuple[Shape, bool]] = {
    "id": (Kind.TEXT, True),
    "prose": (Kind.PROSE, True),
    "name": (Kind.NAME, False),
    "choice": (Kind.TEXT, True),
    "whole": (Kind.INTEGER, True),
    "number": (Kind.NUMBER, False),
    "yes": (Kind.BOOLEAN, True),
    "at": (Kind.INSTANT, True),
    "sometimes": (Kind.INSTANT, False),
    "at_once": (Kind.INSTANT, True),
    "words": (Items(Kind.TEXT), True),
    "names": (Items(Kind.NAME), True),
    "place": (PLACE, True),
    "places": (Items(PLACE), False),
    "schema": (Kind.TEXT, True),
    "later": (Kind.TEXT, False),
}


def test_each_type_has_its_shape() -> None:
    shape = shape_of(Everything)
    assert {it.name: (it.shape, it.is_always_there) for it in shape.fields} == SHAPES
    assert (shape.name, shape.description) == ("Everything", "One field of each type.")
    assert shape.fields[0].description == "An id."


@pytest.mark.parametrize("annotation", [dict[str, str], bytes, int | str, Literal[1], list[str]])
def test_what_has_no_shape_is_named(annotation: Any) -> None:
    class Odd(Record):
        x: annotation

    with pytest.raises(TypeError, match=r"Odd\.x: .* has no shape"):
        shape_of(Odd)
