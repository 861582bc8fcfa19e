"""The hand-written examples of `schemas/examples`, by topic."""

import json
from pathlib import Path
from typing import Any

from newsmill.contracts.base import Record
from newsmill.contracts.headers import read_dead_letter
from newsmill.contracts.topics import DEAD_LETTERS, Topic
from newsmill.pipeline import TOPICS

SCHEMAS = Path(__file__).parents[2] / "schemas"
EXAMPLES = tuple(sorted((SCHEMAS / "examples").glob("*.json")))


def examples_of(topic: Topic[Record]) -> list[Path]:
    """`TOPIC.json` and `TOPIC.kind.json`."""
    return [path for path in EXAMPLES if path.name.startswith(f"{topic.name}.")]


def topic_of(path: Path) -> Topic[Record]:
    return next(topic for topic in TOPICS if path in examples_of(topic))


def written(path: Path) -> dict[str, Any]:
    example: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return example


def record_of(path: Path) -> Record:
    topic = topic_of(path)
    if topic is DEAD_LETTERS:
        return read_dead_letter([(name, text.encode()) for name, text in written(path).items()])
    return topic.record.model_validate_json(path.read_bytes())


def example_of(topic: Topic[Record]) -> Record:
    return record_of(SCHEMAS / "examples" / f"{topic.name}.json")
