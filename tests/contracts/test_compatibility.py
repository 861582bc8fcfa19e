"""A change of a schema breaks old readers, or it does not."""

from copy import deepcopy
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, Field

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.compatibility import breaks
from newsmill.contracts.schemas import schema_of
from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.pipeline import TOPICS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}
ABOVE_0: Schema = {"type": "number", "exclusiveMinimum": 0}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
EITHER: Schema = {"anyOf": [TEXT, {"type": "null"}]}
AB: Schema = {"enum": ["a", "b"], "type": "string"}
PLACE: Schema = {"type": "object", "properties": {"name": TEXT}, "required": ["name"]}


def record(field: Schema | bool, *, required: bool = True, **others: Any) -> Schema:
    """An object whose field `x` is `field`."""
    return {
        "type": "object",
        "properties": {"x": field},
        "required": ["x"] if required else [],
        **others,
    }


def with_models(name: str, **models: Schema) -> Schema:
    """An object whose field `x` refers to one of `models`."""
    return record({"$ref": f"#/$defs/{name}"}) | {"$defs": models}


HARMLESS: dict[str, tuple[Schema, Schema]] = {
    "nothing": (record(TEXT), record(TEXT)),
    "a new field": (record(TEXT), record(TEXT) | {"properties": {"x": TEXT, "y": WHOLE}}),
    "a field is now always there": (record(TEXT, required=False), record(TEXT)),
    "null no more": (record(TEXT_OR_NULL), record(TEXT)),
    "another way to say the same": (record(TEXT_OR_NULL), record(EITHER)),
    "and back": (record(EITHER), record(TEXT_OR_NULL)),
    "other words": (record(TEXT | {"description": "a"}), record(TEXT | {"title": "X"})),
    "a value less": (record(AB), record({"const": "a"})),
    "values in another order": (record(AB), record({"enum": ["b", "a"]})),
    "values where any text was allowed": (record(TEXT), record(AB)),
    "whole numbers only": (record(NUMBER), record(WHOLE)),
    "a whole number among numbers": (record(NUMBER), record({"const": 1})),
    "a narrower range": (record(WHOLE | {"minimum": 0}), record(WHOLE | {"minimum": 1})),
    "above instead of from": (record(NUMBER | {"minimum": 0}), record(ABOVE_0)),
    "a new limit": (record(TEXT), record(TEXT | {"maxLength": 9, "pattern": "^a"})),
    "a format where there was none": (record(TEXT), record(TEXT | {"format": "date-time"})),
    "anything was allowed": (record(True), record(PLACE)),
    "a default of a field that is always there": (
        record(TEXT | {"default": "a"}),
        record(TEXT | {"default": "b"}),
    ),
    "a model under another name": (
        with_models("Place", Place=PLACE),
        with_models("Spot", Spot=PLACE),
    ),
    "a model in place": (with_models("Place", Place=PLACE), record(PLACE)),
    "no other fields any more": (record(TEXT), record(TEXT, additionalProperties=False)),
    "a new field of the kind a map holds": (
        {"type": "object", "additionalProperties": TEXT},
        {"type": "object", "additionalProperties": TEXT, "properties": {"y": AB}},
    ),
    "a note for people": (record(TEXT), record(TEXT | {"x-since": "0.2.0", "examples": ["a"]})),
    "no note any more": (record(TEXT | {"x-since": "0.2.0"}), record(TEXT)),
}  # fmt: skip

BREAKING: dict[str, tuple[Schema, Schema, list[str]]] = {
    "a field is gone": (record(TEXT), record(TEXT) | {"properties": {}, "required": []}, [
        "x is not always there any more", "x is gone",
    ]),
    "a field that could be missing is gone": (
        record(TEXT, required=False), {"type": "object"}, ["x is gone"],
    ),
    "a field may be missing": (
        record(TEXT), record(TEXT, required=False), ["x is not always there any more"],
    ),
    "null": (record(TEXT), record(TEXT_OR_NULL), ["x may now be null, not only string"]),
    "null, said otherwise": (record(TEXT), record(EITHER), ["x may now be null, not only string"]),
    "a type": (
        record(TEXT_OR_NULL), record(WHOLE), ["x may now be integer, not only string or null"],
    ),
    "fractions": (record(WHOLE), record(NUMBER), ["x may now be number, not only integer"]),
    "anything": (record(TEXT), record(True), ["x may now be anything, not only string"]),
    "a value more": (
        record(AB), record({"enum": ["a", "b", "c"]}), ['x may now be "c", not only "a" or "b"'],
    ),
    "any text": (record(AB), record(TEXT), ['x may now be string, not only "a" or "b"']),
    "another constant": (
        record({"const": 1}), record({"const": 2}), ["x may now be 2, not only 1"],
    ),
    "true is not one": (
        record({"const": 1}), record({"const": True}), ["x may now be true, not only 1"],
    ),
    "another format": (
        record(TEXT | {"format": "date-time"}), record(TEXT | {"format": "date"}),
        ['x has format "date", no longer "date-time"'],
    ),
    "no format": (
        record(TEXT | {"format": "date-time"}), record(TEXT),
        ['x has no format, no longer "date-time"'],
    ),
    "another pattern": (
        record(TEXT | {"pattern": "^a"}), record(TEXT | {"pattern": "^b"}),
        ['x has pattern "^b", no longer "^a"'],
    ),
    "a wider range": (
        record(WHOLE | {"minimum": 1}), record(WHOLE | {"minimum": 0}),
        ["x has no minimum of 1 any more"],
    ),
    "no limit": (
        record(TEXT | {"maxLength": 9}), record(TEXT), ["x has no maxLength of 9 any more"],
    ),
    "from instead of above": (
        record(NUMBER | {"exclusiveMaximum": 1}), record(NUMBER | {"maximum": 1}),
        ["x has no exclusiveMaximum of 1 any more"],
    ),
    "another default": (
        record(TEXT | {"default": "a"}, required=False),
        record(TEXT | {"default": "b"}, required=False),
        ["x has another default where it is missing"],
    ),
    "something in a list": (
        record({"type": "array", "items": PLACE}),
        record({"type": "array", "items": {"type": ["object", "null"]}}),
        ["x[].name is not always there any more", "x[].name is gone",
         "x[] may now be null, not only object"],
    ),
    "a list of anything": (
        record({"type": "array", "items": TEXT}), record({"type": "array"}),
        ["x[] may now be anything, not only string"],
    ),
    "something in a map": (
        record({"type": "object", "additionalProperties": TEXT}),
        record({"type": "object", "additionalProperties": TEXT_OR_NULL}),
        ["x.* may now be null, not only string"],
    ),
    "a field where there were none": (
        record(TEXT, additionalProperties=False), record(TEXT),
        ["* may now be anything, not only nothing"],
    ),
    "a field of another kind than the map holds": (
        {"type": "object", "additionalProperties": TEXT},
        {"type": "object", "additionalProperties": TEXT, "properties": {"y": WHOLE}},
        ["y may now be integer, not only string"],
    ),
    "something behind a reference": (
        with_models("Place", Place=PLACE),
        with_models("Place", Place=PLACE | {"required": []}),
        ["x.name is not always there any more"],
    ),
    "a rule that cannot be compared": (
        record({"not": {"type": "string"}}), record({"not": {"type": "null"}}),
        ['x has not {"type": "null"}, no longer {"type": "string"}'],
    ),
    "a reference in a rule that cannot be compared": (
        record({"not": {"$ref": "#/$defs/P"}}) | {"$defs": {"P": TEXT}},
        record({"not": {"$ref": "#/$defs/P"}}) | {"$defs": {"P": WHOLE}},
        ["x has references in not, which cannot be compared"],
    ),
    "the record itself": (record(TEXT), {"type": "array"}, [
        "the record may now be array, not only object",
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), HARMLESS.values(), ids=HARMLESS)
def test_readers_survive(old: Schema, new: Schema) -> None:
    assert breaks(old, new) == []


@pytest.mark.parametrize(("old", "new", "what"), BREAKING.values(), ids=BREAKING)
def test_readers_do_not_survive(old: Schema, new: Schema, what: list[str]) -> None:
    assert breaks(old, new) == what


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_schema_does_not_break_itself(topic: Any) -> None:
    assert breaks(schema_of(topic), deepcopy(schema_of(topic))) == []


def test_places_deep_in_a_real_schema_are_named() -> None:
    old = schema_of(ENRICHED_ARTICLES)
    new = deepcopy(old)
    new["properties"]["text"] = {"type": ["string", "null"]}
    new["$defs"]["Link"]["properties"]["score"]["maximum"] = 100
    del new["$defs"]["Mention"]["properties"]["start"]
    new["$defs"]["Source"]["required"].remove("host")
    assert breaks(old, new) == [
        "source.host is not always there any more",
        "text may now be null, not only string",
        "entities[].mentions[].start is gone",
        "entities[].title_mentions[].start is gone",
        "entities[].link.score has no maximum of 1 any more",
    ]


class Thread(BaseModel):
    """A model that holds others of its kind."""

    title: str
    first: "Thread | None"
    replies: list["Thread"]


class LooserThread(BaseModel):
    title: str | None
    first: "LooserThread | None"
    replies: list["LooserThread"]


def test_records_that_hold_their_own_kind_are_compared_once() -> None:
    old = Thread.model_json_schema(mode="serialization")
    new = LooserThread.model_json_schema(mode="serialization")
    assert breaks(old, old) == []
    assert breaks(old, new) == ["title may now be null, not only string"]


def test_each_of_a_union_is_compared_with_its_like() -> None:
    class Polled(BaseModel):
        kind: Literal["polled"] = "polled"
        entries: int

    class Failed(BaseModel):
        kind: Literal["failed"] = "failed"
        error: str = Field(max_length=100)

    class Before(BaseModel):
        event: Polled | Failed = Field(discriminator="kind")

    old = Before.model_json_schema(mode="serialization")
    new = deepcopy(old)
    del new["$defs"]["Failed"]["properties"]["error"]["maxLength"]
    assert breaks(old, old) == []
    assert breaks(old, new) == ["event.error has no maxLength of 100 any more"]


@pytest.mark.parametrize("reference", ["#/$defs/Nowhere", "other.json#/$defs/Place"])
def test_a_reference_that_leads_nowhere_is_an_error(reference: str) -> None:
    with pytest.raises(LookupError, match="is not in the schema"):
        breaks(record(TEXT), record({"$ref": reference}))


names = st.sampled_from(["a", "b", "c"])
values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "bbb"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2),
    max_leaves=5,
)
limits = st.integers(-2, 2)


def objects_of(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.builds(
        lambda fields, required, others: {
            "type": "object",
            "properties": fields,
            "required": sorted(required),
            "additionalProperties": others,
        },
        st.dictionaries(names, inner, max_size=2),
        st.sets(names, max_size=2),
        st.booleans() | inner,
    )


schemas = st.recursive(
    st.sampled_from([TEXT, WHOLE, NUMBER, TEXT_OR_NULL, EITHER, AB, {"type": "boolean"}, {}])
    | st.builds(lambda low: {"type": "integer", "minimum": low}, limits)
    | st.builds(lambda high: {"type": ["number", "null"], "exclusiveMaximum": high}, limits)
    | st.builds(lambda most: {"type": "string", "maxLength": most}, st.integers(0, 3))
    | st.builds(lambda allowed: {"enum": allowed}, st.lists(values, min_size=1, max_size=3)),
    lambda inner: (
        st.builds(lambda items: {"type": "array", "items": items}, inner)
        | st.builds(lambda options: {"anyOf": options}, st.lists(inner, min_size=1, max_size=2))
        | objects_of(inner)
    ),
    max_leaves=4,
)


@given(schemas)
def test_no_schema_breaks_itself(schema: Schema) -> None:
    assert breaks(schema, deepcopy(schema)) == []


@given(schemas, schemas, values)
def test_what_breaks_nobody_admits_nothing_new(old: Schema, new: Schema, value: object) -> None:
    if not breaks(old, new) and Draft202012Validator(new).is_valid(value):
        assert Draft202012Validator(old).is_valid(value)


def test_a_status_more_breaks_readers_of_enriched_articles() -> None:
    class Later(EnrichedArticle):
        entities_status: Literal["ok", "unsupported_language", "too_long", "failed", "late"]  # type: ignore[assignment]

    later = Later.model_json_schema(mode="serialization")
    assert any(
        "entities_status may now be" in sentence
        for sentence in breaks(schema_of(ENRICHED_ARTICLES), later)
    )
