"""Kafka Connect's own converter reads records with the schema, and loses nothing."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from newsmill.contracts.connect import connect_schema
from newsmill.contracts.shapes import shape_of
from tests.apache_kafka import JARS, resolve_jars
from tests.contracts.forms.records import STORED, Stored, each_stored

READER = Path(__file__).with_name("ReadWithSchema.java")

on_apache_kafka = pytest.mark.skipif(
    os.environ.get("NEWSMILL_TEST_BROKER") != "apache",
    reason="NEWSMILL_TEST_BROKER=apache has Kafka Connect's jars",
)


def read_by_connect(schema: dict[str, Any], lines: list[str], folder: Path) -> list[dict[str, Any]]:
    (folder / "schema.json").write_text(json.dumps(schema))
    (folder / "records.jsonl").write_text("".join(f"{line}\n" for line in lines))
    command: list[str | Path] = ["java", "-cp", f"{resolve_jars(JARS)}/*", READER]
    ended = subprocess.run(
        [*command, folder / "schema.json", folder / "records.jsonl"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]


def without_nulls(value: Any) -> Any:
    """What a record leaves out, as a room that was not there, is null in Connect."""
    if isinstance(value, dict):
        return {name: without_nulls(it) for name, it in value.items() if it is not None}
    if isinstance(value, list):
        return [without_nulls(it) for it in value]
    return value


@pytest.mark.broker
@on_apache_kafka
@each_stored
def test_what_is_on_the_topic_is_read_with_the_schema(stored: Stored, tmp_path: Path) -> None:
    lines = [it.model_dump_json() for it in (stored.full, stored.sparse)]
    read = read_by_connect(connect_schema("x", shape_of(stored.record)), lines, tmp_path)
    assert without_nulls(read) == without_nulls([json.loads(line) for line in lines])


@pytest.mark.broker
@on_apache_kafka
def test_what_an_older_version_wrote_is_read_too(tmp_path: Path) -> None:
    (enriched,) = (it for it in STORED if it.table == "enriched_articles")
    shape = shape_of(enriched.record)
    later = {it.name for it in shape.fields if not it.is_always_there}
    record = json.loads(enriched.full.model_dump_json())
    old = {name: value for name, value in record.items() if name not in later}
    (read,) = read_by_connect(connect_schema("x", shape), [json.dumps(old)], tmp_path)
    assert without_nulls(read) == without_nulls(old)


@each_stored
def test_members_are_in_the_order_of_the_record(stored: Stored) -> None:
    schema = connect_schema("news.articles.x.v1", shape_of(stored.record))
    assert (schema["name"], schema["version"]) == ("news.articles.x.v1", 1)
    names = [it["field"] for it in schema["fields"]]
    assert names == list(json.loads(stored.full.model_dump_json()))


def test_members_say_what_they_hold() -> None:
    (current,) = (it for it in STORED if it.table == "articles")
    schema = connect_schema("x", shape_of(current.record))
    by_name = {it.pop("field"): it for it in schema["fields"]}
    for member in by_name.values():
        assert member.pop("doc")
    assert by_name["title"] == {"type": "string", "optional": False}
    assert by_name["copies"] == {"type": "int64", "optional": False}
    assert by_name["persons"] == {
        "type": "array",
        "optional": False,
        "items": {"type": "string", "optional": False},
    }
    assert by_name["updated_at"] == {
        "type": "string",
        "optional": True,
        "name": "io.debezium.time.ZonedTimestamp",
        "version": 1,
    }
