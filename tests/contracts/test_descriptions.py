"""Whoever reads a schema is told what every field is."""

from collections.abc import Iterator

import pytest

from newsmill.contracts.base import Record
from newsmill.contracts.schemas import schema_of
from newsmill.contracts.topics import Topic
from newsmill.pipeline import TOPICS


def undescribed(topic: Topic[Record]) -> Iterator[str]:
    schema = schema_of(topic)
    for model in (schema, *schema.get("$defs", {}).values()):
        for name, field in model.get("properties", {}).items():
            if not field.get("description", "").endswith("."):
                yield f"{model['title']}.{name}"


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_field_has_a_sentence(topic: Topic[Record]) -> None:
    assert list(undescribed(topic)) == []
