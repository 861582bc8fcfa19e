"""The AsyncAPI document knows every topic, and every reference in it leads somewhere."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from newsmill.contracts.asyncapi import asyncapi
from newsmill.contracts.base import Record
from newsmill.contracts.headers import event_headers
from newsmill.contracts.topics import DEAD_LETTERS, Topic
from newsmill.pipeline import TOPICS, USERS_BY_TOPIC, users_of
from tests.contracts.examples import SCHEMAS, example_of

each_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """As it is committed."""
    text = (SCHEMAS / "asyncapi.yaml").read_text(encoding="utf-8")
    committed: dict[str, Any] = yaml.safe_load(text)
    return committed


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def followed(document: dict[str, Any], reference: str) -> Any:
    """Within the document or, for a file, to its content."""
    if reference.startswith("./"):
        return json.loads((SCHEMAS / reference).read_text(encoding="utf-8"))
    assert reference.startswith("#/")
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_the_file_holds_the_document(document: dict[str, Any]) -> None:
    assert document == asyncapi(USERS_BY_TOPIC)
    assert document["asyncapi"] == "3.0.0"


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = [followed(document, reference) for reference in references(document)]
    assert len(found) > 3 * len(TOPICS)
    assert all(found)


@each_topic
def test_a_topic_is_a_channel(document: dict[str, Any], topic: Topic[Record]) -> None:
    channel = document["channels"][topic.name]
    assert channel["address"] == topic.name
    assert topic.partitioned_by in channel["description"]
    kafka = channel["bindings"]["kafka"]
    assert kafka["partitions"] == topic.partitions
    milliseconds = topic.retention.total_seconds() * 1000 if topic.retention else -1
    assert kafka["topicConfiguration"] == {
        "cleanup.policy": [topic.cleanup],
        "retention.ms": milliseconds,
        "max.message.bytes": topic.max_message_bytes,
    }


def test_there_is_no_channel_without_a_topic(document: dict[str, Any]) -> None:
    assert list(document["channels"]) == [topic.name for topic in TOPICS]


@each_topic
def test_writers_send_and_readers_receive(document: dict[str, Any], topic: Topic[Record]) -> None:
    uses = {
        (operation["action"], operation["tags"][0]["name"])
        for operation in document["operations"].values()
        if operation["channel"]["$ref"] == f"#/channels/{topic.name}"
    }
    writers = {("send", writer) for writer in users_of(topic).writers}
    assert uses == writers | {("receive", reader) for reader in users_of(topic).readers}


@each_topic
def test_a_message_says_what_its_key_and_schema_are(
    document: dict[str, Any], topic: Topic[Record]
) -> None:
    (reference,) = document["channels"][topic.name]["messages"].values()
    message = followed(document, reference["$ref"])
    assert topic.keyed_by in message["bindings"]["kafka"]["key"]["description"]
    described = message["headers" if topic is DEAD_LETTERS else "payload"]
    assert followed(document, described["$ref"])["title"] == topic.record.__name__


def test_the_headers_are_those_that_are_written(document: dict[str, Any]) -> None:
    topic = TOPICS[0]
    letter = example_of(DEAD_LETTERS)
    at = letter.model_dump()["failed_at"]
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    full = event_headers(topic, example_of(topic), "cli", at, "subject", traceparent)
    least = event_headers(topic, example_of(topic), "cli", at, "", None)
    schema = document["components"]["messageTraits"]["cloudEvent"]["headers"]
    assert set(schema["properties"]) == {name for name, _ in full}
    assert set(schema["required"]) <= {name for name, _ in least}
    said = {name: value.decode() for name, value in full}
    assert not list(Draft7Validator(schema).iter_errors(said))


def test_paths_are_relative_to_the_document(document: dict[str, Any]) -> None:
    files = [reference for reference in references(document) if not reference.startswith("#")]
    assert {Path(file).parent for file in files} == {Path()}
