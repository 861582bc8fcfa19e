"""What was released goes on working: nothing its readers rely on is gone."""

import json
from pathlib import Path
from typing import Any

import pytest

from newsmill.contracts.compatibility import breaks
from newsmill.contracts.schemas import schema_of
from newsmill.contracts.topics import DEAD_LETTERS
from newsmill.pipeline import TOPICS, USERS_BY_TOPIC
from tests.contracts.examples import SCHEMAS, examples_of

RELEASED = sorted((SCHEMAS / "released").glob("*/*.schema.json"))
CURRENT = {topic.name: schema_of(topic) for topic in TOPICS}

each_released = pytest.mark.parametrize(
    "path", RELEASED, ids=lambda path: f"{path.parent.name} {path.name}"
)


def read(path: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def topic_name(path: Path) -> str:
    return path.name.removesuffix(".schema.json")


def test_there_is_a_release_to_compare_with() -> None:
    assert RELEASED


@each_released
def test_a_released_topic_is_still_there(path: Path) -> None:
    assert topic_name(path) in CURRENT


@each_released
def test_readers_of_a_released_topic_survive(path: Path) -> None:
    if any(t.name == topic_name(path) and users.is_internal for t, users in USERS_BY_TOPIC.items()):
        return  # Its one reader comes with its writer, and reads what older ones have written.
    what_breaks = breaks(read(path), CURRENT[topic_name(path)])
    assert not what_breaks, "make it a v2 topic:\n" + "\n".join(what_breaks)


@each_released
def test_what_older_records_lack_is_not_promised(path: Path) -> None:
    # They stay in the topic longer than the version that wrote them: `x-since` on the new field.
    released, current = read(path), CURRENT[topic_name(path)]
    pairs = [(released, current)]
    pairs += [
        (model, current["$defs"][name])
        for name, model in released.get("$defs", {}).items()
        if name in current.get("$defs", {})
    ]
    for before, now in pairs:
        promised = set(now.get("required", ())) - set(before.get("properties", ()))
        assert not promised, f"new fields need x-since in json_schema_extra: {sorted(promised)}"


def as_released(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """`value` without the fields that `schema`, a part of `document`, does not have."""
    if "$ref" in schema:
        return as_released(value, document["$defs"][schema["$ref"].rpartition("/")[2]], document)
    for alternative in schema.get("anyOf", ()):
        if value is not None and alternative.get("type") != "null":
            return as_released(value, alternative, document)
    if isinstance(value, list) and "items" in schema:
        return [as_released(item, schema["items"], document) for item in value]
    if isinstance(value, dict) and "properties" in schema:
        properties = schema["properties"]
        return {
            name: as_released(field, properties[name], document)
            for name, field in value.items()
            if name in properties
        }
    return value


@each_released
def test_records_of_a_released_version_are_read(path: Path) -> None:
    """They lie on the topics when the new version starts: a new field needs a default."""
    schema = read(path)
    topic = next(topic for topic in TOPICS if topic.name == topic_name(path))
    for example in examples_of(topic):
        record = as_released(read(example), schema, schema)
        if topic is not DEAD_LETTERS:
            topic.record.model_validate(record)


def test_only_what_the_puller_remembers_is_internal() -> None:
    internal = {topic.name for topic, users in USERS_BY_TOPIC.items() if users.is_internal}
    assert internal == {"news.feed-states.v1", "news.feed-memories.v1"}
