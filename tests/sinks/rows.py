"""Rows of articles, batches of them, and what a table has."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import psycopg
from psycopg.rows import dict_row

from newsmill.contracts.current import CurrentArticle, current_of
from newsmill.contracts.topics import CURRENT_ARTICLES
from newsmill.sinks.postgresql.columns import columns_of
from newsmill.sinks.sink import Batch, Change
from tests.builders import NOON, enriched_article
from tests.postgresql import Server

Rows = Mapping[str, Mapping[str, Any]]
"""By article_id."""

TOPIC = CURRENT_ARTICLES.name


def key(number: int) -> str:
    """The article_id of the article with this number."""
    return f"{number:032x}"


def current(number: int, revision: int = 1, minute: int = 0, **changes: Any) -> CurrentArticle:
    """A row; `minute` is when it was enriched."""
    row = current_of(enriched_article(article_id=key(number), revision=revision))
    assert row is not None
    enriched_at = NOON + timedelta(minutes=minute)
    return row.model_copy(update={"enriched_at": enriched_at, **changes})


def change(number: int, offset: int, record: CurrentArticle | None, partition: int = 0) -> Change:
    """A change of that article, as it lies in the topic."""
    return Change(key(number), record, TOPIC, partition, offset)


def batch(changes: Iterable[Change], span: tuple[int, int], partition: int = 0) -> Batch:
    """Changes of one partition."""
    return Batch(list(changes), {(TOPIC, partition): span})


def table(server: Server, database: str, name: str = "articles") -> Rows:
    """What is in the table, without what stands beside an article's fields."""
    with psycopg.connect(server.url(database), row_factory=dict_row) as connection:
        rows = connection.execute(f"SELECT * FROM {name}").fetchall()
    wanted = {it.name for it in columns_of(CurrentArticle)}
    return {
        row["article_id"]: {name: value for name, value in row.items() if name in wanted}
        for row in rows
    }


def as_row(record: CurrentArticle) -> Mapping[str, Any]:
    """A record as the table has it."""
    values = {it.name: getattr(record, it.field) for it in columns_of(CurrentArticle)}
    return {name: list(it) if isinstance(it, tuple) else it for name, it in values.items()}


def folded(changes: Sequence[Change]) -> Rows:
    """What a table of these changes must be, one by one: the highest version wins."""
    rows: dict[str, CurrentArticle] = {}
    for it in changes:
        if it.record is None:
            rows.pop(it.key, None)
            continue
        assert isinstance(it.record, CurrentArticle)
        before = rows.get(it.key)
        if before is None or (before.revision, before.enriched_at) <= (
            it.record.revision,
            it.record.enriched_at,
        ):
            rows[it.key] = it.record
    return {name: as_row(row) for name, row in rows.items()}
