"""Rows in a real OpenSearch."""

import json
import urllib.request
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsmill.contracts.current import CurrentArticle, current_of
from newsmill.errors import UsageError
from newsmill.sinks.errors import ChangesRefused, SinkRefused, TargetAway
from newsmill.sinks.opensearch.index import Index
from newsmill.sinks.opensearch.place import IndexPlace
from newsmill.sinks.registry import sink_of
from newsmill.sinks.sink import Change
from tests.apache_kafka import missing_tools
from tests.builders import enriched_article, hex32
from tests.opensearch import running_opensearch

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
pytestmark = pytest.mark.opensearch


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The host and port of a node."""
    if (problem := missing_tools()) is not None:
        pytest.skip(problem)
    with running_opensearch(tmp_path_factory.mktemp("opensearch")) as address:
        yield address


@pytest.fixture
async def sink(node: str, request: pytest.FixtureRequest) -> AsyncIterator[Index]:
    """A sink whose index is not there yet."""
    alias = hex32(request.node.nodeid)[:12]
    sink = sink_of(f"opensearch+http://{node}/{alias}")
    assert isinstance(sink, Index)
    try:
        await sink.open()
        yield sink
    finally:
        await sink.close()


def row(number: int = 1, revision: int = 1, minutes: int = 0, **changes: Any) -> CurrentArticle:
    enriched = enriched_article(
        article_id=hex32(str(number)),
        revision=revision,
        enriched_at=NOON + timedelta(minutes=minutes),
        **changes,
    )
    current = current_of(enriched)
    assert current is not None
    return current


def change(offset: int, record: CurrentArticle | None, key: str = "") -> Change:
    key = record.article_id if record is not None else key
    return Change(key, record, "news.articles.current.v1", 0, offset)


def send(url: str, method: str, body: Any = None) -> Any:
    """The answer of the node."""
    request = urllib.request.Request(
        url,
        method=method,
        data=json.dumps(body).encode() if body else None,
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def ask(sink: Index, path: str, method: str = "GET", body: Any = None) -> Any:
    """The answer of the node about the sink's index."""
    return send(f"{sink.target}{path}", method, body)


def rows(sink: Index) -> dict[str, dict[str, Any]]:
    ask(sink, "/_refresh", "POST")
    hits = ask(sink, "/_search?size=100")["hits"]["hits"]
    return {hit["_id"]: hit["_source"] for hit in hits}


async def test_rows_come_are_replaced_and_go(sink: Index) -> None:
    first, second = row(1), row(2)
    await sink.write([change(0, first), change(1, second)])
    assert rows(sink) == {it.article_id: json.loads(it.model_dump_json()) for it in (first, second)}
    await sink.write([change(2, row(1, 2, title="Later")), change(3, None, second.article_id)])
    (left,) = rows(sink).values()
    assert (left["title"], left["revision"]) == ("Later", 2)


async def test_an_older_revision_that_comes_again_changes_nothing(sink: Index) -> None:
    await sink.write([change(0, row(1, 3, title="Third")), change(1, row(1, 2, title="Second"))])
    await sink.write([change(2, row(1, 3, minutes=-1, title="Third, by an older model"))])
    (left,) = rows(sink).values()
    assert left["title"] == "Third"
    # Of equal versions the later may know of more copies.
    await sink.write([change(3, row(1, 3, title="Third").model_copy(update={"copies": 4}))])
    (left,) = rows(sink).values()
    assert left["copies"] == 4


async def test_what_was_deleted_may_come_back_as_it_was(sink: Index) -> None:
    it = row(1, 2)
    await sink.write([change(0, it), change(1, None, it.article_id), change(2, it)])
    assert list(rows(sink)) == [it.article_id]
    await sink.write([change(3, None, "never-there")])


async def test_a_log_read_again_ends_as_it_was(sink: Index) -> None:
    log = [
        change(0, row(1)),
        change(1, row(2)),
        change(2, row(1, 2)),
        change(3, None, row(2).article_id),
        change(4, row(3)),
    ]
    await sink.write(log)
    before = rows(sink)
    for begin in range(len(log)):
        await sink.write(log[begin:])
        assert rows(sink) == before


async def test_its_fields_are_what_is_searched(sink: Index) -> None:
    await sink.write([change(0, row(1, title="The Ferry Leaves", tags=("sea", "North")))])
    rows(sink)

    def found(query: dict[str, Any]) -> int:
        answer = ask(sink, "/_search", "POST", {"query": query})
        return int(answer["hits"]["total"]["value"])

    assert found({"match": {"title": "ferry"}}) == 1
    assert found({"term": {"tags": "North"}}) == 1
    assert found({"range": {"published_at": {"gte": "2000-01-01"}}}) == 1


async def test_a_start_finds_its_index_again(sink: Index, node: str) -> None:
    await sink.write([change(0, row(1))])
    again = sink_of(sink.target.replace("http://", "opensearch+http://"))
    await again.open()
    await again.write([change(1, row(2))])
    await again.close()
    assert len(rows(sink)) == 2


async def test_an_index_that_is_deleted_is_not_made_by_chance(sink: Index, node: str) -> None:
    alias = sink.target.rpartition("/")[2]
    send(f"http://{node}/{alias}-000001", "DELETE")
    with pytest.raises(SinkRefused, match="--from-start"):
        await sink.write([change(0, row(1))])


async def test_fields_of_other_types_are_told(node: str) -> None:
    body = {"mappings": {"properties": {"title": {"type": "long"}}}, "aliases": {"other": {}}}
    send(f"http://{node}/other-1", "PUT", body)
    sink = sink_of(f"opensearch+http://{node}/other")
    with pytest.raises(SinkRefused, match="was not made for these rows: "):
        await sink.open()
    await sink.close()


async def test_a_row_that_is_refused_is_set_aside(sink: Index) -> None:
    broken = row(2).model_copy(update={"word_count": 10**30})
    with pytest.raises(ChangesRefused) as refusal:
        await sink.write([change(0, row(1)), change(1, broken)])
    (why,) = refusal.value.why_by_change.values()
    assert "word_count" in why
    assert list(rows(sink)) == [row(1).article_id]


async def test_who_does_not_answer_is_waited_for() -> None:
    sink = sink_of("opensearch+http://127.0.0.1:9/news")
    with pytest.raises(TargetAway):
        await sink.open()
    await sink.close()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("opensearch+https://host:9200", "which index"),
        ("opensearch+https://host:9200/News", "small letters"),
        ("opensearch+https://host:9200/a/_delete", "small letters"),
        ("opensearch+https:///news", "which host"),
        ("opensearch+https://host:x/news", "the port is a number"),
        ("opensearch+https://host/news?refresh=1", "only ca=FILE"),
    ],
)
def test_what_is_no_place_is_told(written: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        sink_of(written)


def test_a_password_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    place = IndexPlace.parse("opensearch+https://u:p%40ss@[::1]:9201/news")
    assert (place.base, place.user, place.password) == ("https://[::1]:9201", "u", "p@ss")
    assert "p@ss" not in f"{place} {place!r}"
    monkeypatch.setenv("NEWSMILL_OPENSEARCH_PASSWORD", "other")
    assert IndexPlace.parse("opensearch+https://u@h/news").password == "other"
