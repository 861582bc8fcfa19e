"""The recipe for Kafka Connect, run as it is written: Debezium's JDBC sink into PostgreSQL."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from newsmill.contracts.topics import CURRENT_ARTICLES, ENRICHED_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.settings import KafkaSettings
from tests.apache_kafka import REPOSITORY, Missing
from tests.brokers import is_apache_wanted
from tests.builders import enriched_article
from tests.deploy.connect import RECIPE, connect_jars, running_connect
from tests.postgresql import Server, missing, running_postgresql
from tests.sinks.broker_side import write
from tests.sinks.rows import as_row, current, key, table

pytestmark = [
    pytest.mark.broker,
    pytest.mark.skipif(
        not is_apache_wanted(), reason="Kafka Connect is run with Apache Kafka: make test-kafka"
    ),
]

PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Server]:
    """A server as the recipe expects it: a database and somebody who may use it."""
    if (problem := missing()) is not None:
        pytest.skip(problem)
    try:
        connect_jars()
    except Missing as error:
        pytest.skip(str(error))
    with running_postgresql() as server:
        execute(server, "CREATE ROLE newsmill LOGIN")
        execute(server, "CREATE DATABASE news OWNER newsmill")
        yield server


def execute(server: Server, statements: str, database: str = "postgres", **who: str) -> None:
    with psycopg.connect(server.url(database, **who), autocommit=True) as connection:
        connection.execute(statements)


def documents(server: Server) -> list[tuple[Any, ...]]:
    with psycopg.connect(server.url("news")) as connection:
        found = connection.execute(
            "SELECT article_id, revision, title, host, record ->> 'id' FROM documents ORDER BY 1"
        )
        return found.fetchall()


def newest(server: Server) -> list[int]:
    return [revision for _, revision, *_ in documents(server)]


def enriched(number: int, revision: int, title: str) -> tuple[str, bytes]:
    article = enriched_article(article_id=key(number), revision=revision, title=title)
    return key(number), article.model_dump_json().encode()


async def test_both_ways_of_the_recipe(
    kafka: KafkaSettings, postgresql: Server, tmp_path: Path
) -> None:
    await create_topics(kafka, [CURRENT_ARTICLES, ENRICHED_ARTICLES])
    schemas = REPOSITORY / "schemas"
    table_of_columns = (schemas / "news.articles.current.v1.postgresql.sql").read_text()
    execute(postgresql, table_of_columns, "news", user="newsmill")
    execute(postgresql, (RECIPE / "documents.sql").read_text(), "news", user="newsmill")
    rows = [current(n, tags=("a", "b"), persons=("Maren Oltmann",)) for n in range(4)]
    newer = current(1, 2, title="Ferry returns, again 🔥")
    written = [(it.article_id, it.model_dump_json().encode()) for it in (*rows, newer)]
    await write(kafka, CURRENT_ARTICLES, *written, (key(3), None))
    await write(
        kafka,
        ENRICHED_ARTICLES,
        enriched(1, 1, "One"),
        enriched(1, 3, "New"),
        enriched(1, 2, "Old"),
    )
    expected = {it.article_id: as_row(it) for it in (rows[0], newer, rows[2])}
    replaced = {
        "127.0.0.1:9092": kafka.broker,
        "127.0.0.1:8083": "127.0.0.1:0",
        "127.0.0.1:5432": f"127.0.0.1:{postgresql.port}",
        "topics=": f"topics={kafka.topic_prefix}",
    }

    connectors = ["columns.properties", "documents.properties"]
    with running_connect(tmp_path, connectors, replaced, "any") as log:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while table(postgresql, "news") != expected or newest(postgresql) != [3]:
            assert time.monotonic() < deadline, log.read_text()[-4000:]
            await asyncio.sleep(0.2)

    ((article_id, revision, title, host, _),) = documents(postgresql)
    assert (article_id, revision, title) == (key(1), 3, "New")
    assert host == "harbour-gazette.example"
