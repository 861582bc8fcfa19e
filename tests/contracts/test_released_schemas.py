"""What was released goes on working: nothing its readers rely on is gone."""

import json
from pathlib import Path
from typing import Any

import pytest

from newsmill.contracts.compatibility import breaks
from newsmill.contracts.schemas import schema_of
from newsmill.pipeline import TOPICS
from tests.contracts.examples import SCHEMAS

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
        assert set(now.get("required", ())) <= set(before.get("properties", ()))
