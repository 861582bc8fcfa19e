"""What readers get has all that the contract has, of this version and of older and newer ones."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from pydantic import BaseModel

from newsmill.client import Article
from newsmill.client.articles import UNREADABLE, Model, read
from newsmill.client.subscribing import TOPIC
from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.topics import ENRICHED_ARTICLES
from tests.builders import enriched_article
from tests.contracts.examples import examples_of, written

OF_THE_READER = {"_place"}


def nested(annotation: Any, kind: type) -> list[type]:
    """The classes of this kind in a type: `tuple[Media, ...]` has Media."""
    if isinstance(annotation, type) and issubclass(annotation, kind):
        return [annotation]
    return [found for part in get_args(annotation) for found in nested(part, kind)]


def shape_of_contract(model: type[BaseModel]) -> dict[str, Any]:
    """Names as JSON has them, and whether a field may be left out; of models in models too."""
    shape: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        inner = nested(field.annotation, BaseModel)
        shape[field.alias or name] = (
            field.is_required(),
            shape_of_contract(inner[0]) if inner else None,
        )
    return shape


def shape_of_reader(model: type[Model]) -> dict[str, Any]:
    """The same of the reader's classes."""
    shape: dict[str, Any] = {}
    for field in msgspec.structs.fields(model):
        if field.name not in OF_THE_READER:
            inner = nested(field.type, Model)
            shape[field.encode_name] = (
                field.required,
                shape_of_reader(inner[0]) if inner else None,
            )
    return shape


def test_the_reader_has_every_field_of_the_contract() -> None:
    contract, reader = shape_of_contract(EnrichedArticle), shape_of_reader(Article)
    # A reader is content with less than what a writer must give.
    entity = contract["entities"][1]
    assert entity is not None
    entity["mentions"] = (False, entity["mentions"][1])
    assert reader == contract
    assert ENRICHED_ARTICLES.name == TOPIC


@pytest.mark.parametrize("path", examples_of(ENRICHED_ARTICLES), ids=lambda path: path.name)
def test_an_article_says_what_its_record_says(path: Path) -> None:
    example = written(path)
    record = EnrichedArticle.model_validate(example)
    article = read(json.dumps(example).encode())
    same = EnrichedArticle.model_validate(msgspec.to_builtins(article))
    assert same == record


def test_a_record_of_an_older_writer_gets_what_it_meant() -> None:
    record: dict[str, Any] = json.loads(enriched_article(revision=2).model_dump_json())
    for name in ("id", "schema", "change", "changed", "enriched_at", "script", "media", "timings"):
        record.pop(name, None)
    article = read(json.dumps(record).encode())
    assert article.id == f"{article.article_id}.2"
    assert (article.change, article.schema) == ("revised", ENRICHED_ARTICLES.name)
    assert article.enriched_at == article.seen_at == datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_what_a_newer_writer_adds_is_tolerated() -> None:
    record: dict[str, Any] = json.loads(enriched_article().model_dump_json(by_alias=True))
    record |= {"mood": {"joy": 1}, "change": "moved", "entities_status": "half"}
    record["entities"][0] |= {"kind": "vessel", "gender": None}
    record["timings"] = {"translator": "2026-03-04T12:00:00.000Z"}
    article = read(json.dumps(record).encode())
    assert (article.change, article.entities[0].kind) == ("moved", "vessel")


@pytest.mark.parametrize(
    "value", [b"", b"null", b"{}", b"[]", b"\xff", b'{"article_id": 7}', b"[" * 200_000]
)
def test_what_is_no_article_is_refused(value: bytes) -> None:
    with pytest.raises(UNREADABLE):
        read(value)


def test_an_article_cannot_be_changed() -> None:
    article = read(enriched_article().model_dump_json(by_alias=True).encode())
    with pytest.raises(AttributeError):
        article.title = "another"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        article.invented = 1  # type: ignore[attr-defined]
