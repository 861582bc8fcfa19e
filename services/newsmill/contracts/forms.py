"""The schemas of a topic for what stores its records: databases, search engines, Kafka Connect."""

import json
from typing import Any

from newsmill.contracts.arrow import arrow_description
from newsmill.contracts.base import Record
from newsmill.contracts.connect import connect_schema
from newsmill.contracts.opensearch import index_body
from newsmill.contracts.postgresql import postgresql_table
from newsmill.contracts.shapes import shape_of
from newsmill.contracts.topics import ANYBODY, Topic, Users

CONNECT, POSTGRESQL, OPENSEARCH, ARROW = SUFFIXES = (
    *(".connect.json", ".postgresql.sql", ".opensearch.json", ".arrow.json"),
)
VERSION_FIELD = "enriched_at"
"""What all records of versions of articles have: those are what is stored."""


def has_forms(topic: Topic[Record], users: Users) -> bool:
    """Whether readers store what is on `topic`."""
    return ANYBODY in users.readers and VERSION_FIELD in topic.record.model_fields


def forms_of(topic: Topic[Record]) -> dict[str, str]:
    """The text of each file by its name."""
    shape = shape_of(topic.record)
    text_by_suffix = {
        CONNECT: _json(connect_schema(topic.name, shape)),
        POSTGRESQL: postgresql_table(table_of(topic), key_of(topic), shape),
        OPENSEARCH: _json(index_body(topic.record)),
        ARROW: _json(arrow_description(topic.name, shape)),
    }
    return {f"{topic.name}{suffix}": text for suffix, text in text_by_suffix.items()}


def table_of(topic: Topic[Record]) -> str:
    """What a table of its records is called: `articles`, or `enriched_articles`."""
    kind = topic.name.split(".")[-2]
    return "articles" if kind == "current" else f"{kind}_articles"


def key_of(topic: Topic[Record]) -> str:
    """The field that is unique among rows; of a compacted topic its key."""
    return topic.keyed_by if topic.cleanup == "compact" else "id"


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
