"""The committed schemas are what the code defines, and match what the code writes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import Field, ValidationError

from newsmill.contracts.articles import EnrichedArticle, RawArticle
from newsmill.contracts.base import Record
from newsmill.contracts.headers import HEADER_BY_DEAD_LETTER_FIELD, schema_id
from newsmill.contracts.schema_folder import folder_of_this_installation
from newsmill.contracts.schemas import (
    check,
    generate,
    schema_of,
    write,
)
from newsmill.contracts.topics import DEAD_LETTERS, ENRICHED_ARTICLES, RAW_ARTICLES, Topic
from newsmill.pipeline import TOPICS, USERS_BY_TOPIC
from tests.contracts.examples import (
    EXAMPLES,
    SCHEMAS,
    example_of,
    examples_of,
    record_of,
    topic_of,
    written,
)

each_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def complaints(schema: dict[str, Any], value: object) -> list[str]:
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(value)]


def test_the_committed_files_are_what_the_code_says() -> None:
    assert check(SCHEMAS, USERS_BY_TOPIC) == [], "run: newsmill schemas export schemas"


def test_a_checkout_finds_its_own_files() -> None:
    assert folder_of_this_installation() == SCHEMAS


@each_topic
def test_a_schema_is_one_and_names_its_topic(topic: Topic[Record]) -> None:
    schema = schema_of(topic)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == schema_id(topic)
    assert schema["title"] == topic.record.__name__
    assert schema["description"]


def came_later(schema: dict[str, Any]) -> set[str]:
    """The fields that records from before may lack."""
    return {name for name, field in schema["properties"].items() if "x-since" in field}


@each_topic
def test_readers_are_promised_every_field(topic: Topic[Record]) -> None:
    schema = schema_of(topic)
    fields = {field.alias or name for name, field in topic.record.model_fields.items()}
    promised = set(HEADER_BY_DEAD_LETTER_FIELD.values()) if topic is DEAD_LETTERS else fields
    assert set(schema["required"]) == promised - came_later(schema)
    assert set(schema["properties"]) == promised


@each_topic
def test_readers_bear_fields_that_they_do_not_know(topic: Topic[Record]) -> None:
    assert '"additionalProperties": false' not in json.dumps(schema_of(topic))
    example = written(SCHEMAS / "examples" / f"{topic.name}.json") | {"from_the_future": 1}
    assert complaints(schema_of(topic), example) == []


@each_topic
def test_there_is_an_example(topic: Topic[Record]) -> None:
    assert examples_of(topic)


@each_example
def test_an_example_fits_its_schema(path: Path) -> None:
    assert complaints(schema_of(topic_of(path)), written(path)) == []


@each_example
def test_an_example_is_what_the_code_would_write(path: Path) -> None:
    record = record_of(path)
    if topic_of(path) is DEAD_LETTERS:
        return
    assert json.loads(record.model_dump_json()) == written(path)


@each_example
def test_nothing_may_be_missing(path: Path) -> None:
    example, schema = written(path), schema_of(topic_of(path))
    for name in example:
        rest = {key: value for key, value in example.items() if key != name}
        missing = [] if name in came_later(schema) else [f"{name!r} is a required property"]
        assert complaints(schema, rest) == missing


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("article_id", "0" * 31),
        ("article_id", "G" * 32),
        ("url", 7),
        ("source", None),
        ("source", {"host": "x.example", "site_name": None, "feed_title": 1}),
        ("text_origin", "radio"),
        ("word_count", -1),
        ("authors", "Ines Halloran"),
        ("language_confidence", 1.1),
        ("timings", {"puller": "soon", "cleaner": 1}),
        ("revision", 0),
        ("entities", [{"name": "France"}]),
        ("entities_status", "maybe"),
        ("model", 3),
    ],
)
def test_schema_and_model_refuse_the_same_values(field: str, value: object) -> None:
    example = written(SCHEMAS / "examples" / "news.articles.enriched.v1.json") | {field: value}
    with pytest.raises(ValidationError, match=field):
        EnrichedArticle.model_validate(example)
    assert complaints(schema_of(ENRICHED_ARTICLES), example)


def test_a_mention_is_where_it_says() -> None:
    article = example_of(ENRICHED_ARTICLES)
    assert isinstance(article, EnrichedArticle)
    for entity in article.entities:
        assert len(entity.mentions) + len(entity.title_mentions) == entity.count
        for mention in entity.mentions:
            assert article.text[mention.start : mention.end] == mention.text
        for mention in entity.title_mentions:
            assert article.title[mention.start : mention.end] == mention.text


def test_a_field_of_a_later_version_is_not_promised_in_older_records() -> None:
    class Later(RawArticle):
        """A raw article of newsmill 0.2."""

        paywall: bool | None = Field(None, json_schema_extra={"x-since": "0.2.0"})

    later = schema_of(replace(RAW_ARTICLES, record=Later))
    assert later["properties"]["paywall"] == {
        "type": ["boolean", "null"],
        "default": None,
        "x-since": "0.2.0",
    }
    assert later["required"] == schema_of(RAW_ARTICLES)["required"]


def test_what_was_written_is_no_difference(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "schemas"
    assert [path.name for path in write(folder, USERS_BY_TOPIC)] == list(generate(USERS_BY_TOPIC))
    assert check(folder, USERS_BY_TOPIC) == []


def test_every_difference_is_named(tmp_path: Path) -> None:
    write(tmp_path, USERS_BY_TOPIC)
    (tmp_path / "asyncapi.yaml").unlink()
    (tmp_path / "news.drops.v1.schema.json").write_bytes(b"\xff")
    (tmp_path / "news.gossip.v1.schema.json").write_text("{}")
    assert check(tmp_path, USERS_BY_TOPIC) == [
        "news.drops.v1.schema.json is not what the code defines",
        "asyncapi.yaml cannot be read: No such file or directory",
        "news.gossip.v1.schema.json belongs to no topic",
    ]
    write(tmp_path, USERS_BY_TOPIC)
    assert check(tmp_path, USERS_BY_TOPIC) == []


def test_what_a_release_promised_is_compared(tmp_path: Path) -> None:
    write(tmp_path, USERS_BY_TOPIC)
    release = tmp_path / "released" / "0.0.9"
    write(release, USERS_BY_TOPIC)
    assert check(tmp_path, USERS_BY_TOPIC) == []
    promised = schema_of(RAW_ARTICLES)
    promised["properties"]["editor"] = {"type": "string"}
    (release / "news.articles.raw.v1.schema.json").write_text(json.dumps(promised))
    (release / "news.feeds.v1.schema.json").write_text("{")
    (release / "news.gossip.v1.schema.json").write_text("{}")
    assert [
        difference.partition(": Expecting")[0] for difference in check(tmp_path, USERS_BY_TOPIC)
    ] == [
        "since 0.0.9, news.articles.raw.v1: editor is gone",
        "since 0.0.9, news.feeds.v1 cannot be read",
        "since 0.0.9, news.gossip.v1 is gone",
    ]


def test_writing_leaves_alone_what_was_not_generated(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "a.json").write_text("{}")
    (tmp_path / "README.md").write_text("About")
    write(tmp_path, USERS_BY_TOPIC)
    assert (tmp_path / "examples" / "a.json").exists()
    assert (tmp_path / "README.md").exists()
