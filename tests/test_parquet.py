"""Records as Parquet: by the schema of their model, in bounded memory, read by others."""

import io
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from newsmill import parquet
from newsmill.contracts.arrow import arrow_schema_of
from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.base import Record
from newsmill.contracts.current import CurrentArticle, current_of
from newsmill.parquet import CountedBytes, ParquetFile
from tests.builders import enriched_article, hex32


def never(record: Record, why: str) -> None:
    raise AssertionError(why)


def articles(number: int, **changes: Any) -> list[EnrichedArticle]:
    return [enriched_article(article_id=hex32(it), **changes) for it in range(number)]


def write(path: Path, records: list[Any], record: type[Record] = EnrichedArticle) -> None:
    with path.open("wb") as file:
        written = ParquetFile(CountedBytes(file.write), record, {"who": "a test"})
        for one in records:
            written.add(one, never)
        written.finish(never)
        assert written.rows == len(records)


def test_articles_come_back_as_they_were(tmp_path: Path) -> None:
    known = [
        *articles(3),
        enriched_article(title="東京 🔥", entities=[], published_at_origin="seen"),
    ]
    write(tmp_path / "a.parquet", known)
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.schema.equals(arrow_schema_of(EnrichedArticle))
    back = [_without_nulls_of_timings(row) for row in table.to_pylist()]
    assert [EnrichedArticle.model_validate(row) for row in back] == known


def _without_nulls_of_timings(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"timings": {room: at for room, at in row["timings"].items() if at is not None}}


def test_the_file_says_who_wrote_it(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", articles(1))
    assert pq.ParquetFile(tmp_path / "a.parquet").metadata.metadata[b"who"] == b"a test"


def test_rows_come_back_from_duckdb(tmp_path: Path) -> None:
    rows = [row for row in map(current_of, articles(5)) if row is not None]
    write(tmp_path / "rows.parquet", rows, CurrentArticle)
    found = duckdb.execute(
        f"SELECT count(*), min(title), min(epoch_ms(seen_at)) FROM '{tmp_path}/rows.parquet'"
    ).fetchall()
    milliseconds = int(rows[0].seen_at.timestamp() * 1000)
    assert found == [(5, rows[0].title, milliseconds)]


def test_entities_are_lists_for_duckdb(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", articles(2))
    found = duckdb.execute(
        f"SELECT e.name, count(*) FROM '{tmp_path}/a.parquet', UNNEST(entities) AS t(e) GROUP BY 1"
    ).fetchall()
    assert found == [("Maren Oltmann", 2)]


def test_no_rows_are_a_file_with_columns(tmp_path: Path) -> None:
    write(tmp_path / "none.parquet", [])
    table = pq.read_table(tmp_path / "none.parquet")
    assert table.num_rows == 0
    assert "article_id" in table.column_names


def test_row_groups_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROW_GROUP_ROWS", 400)
    write(tmp_path / "a.parquet", articles(1000))
    metadata = pq.ParquetFile(tmp_path / "a.parquet").metadata
    assert [metadata.row_group(it).num_rows for it in range(metadata.num_row_groups)] == [
        *(400, 400, 200)
    ]


def test_row_groups_of_long_texts_are_bounded_by_their_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROW_GROUP_BYTES", 1_000_000)
    write(tmp_path / "a.parquet", articles(600, text="x" * 10_000, entities=[]))
    metadata = pq.ParquetFile(tmp_path / "a.parquet").metadata
    assert [metadata.row_group(it).num_rows for it in range(metadata.num_row_groups)] == [200] * 3


def test_a_value_that_no_column_holds_is_refused_alone() -> None:
    first, last = articles(2)
    media = [{"url": "https://harbour-gazette.example/a.jpg", "bytes": 10**30}]
    huge = enriched_article(media=media)
    refused: list[tuple[Record, str]] = []
    output = io.BytesIO()
    written = ParquetFile(CountedBytes(output.write), EnrichedArticle)
    for article in (first, huge, last):
        written.add(article, never)
    written.finish(lambda record, why: refused.append((record, why)))
    assert [record for record, _ in refused] == [huge]
    assert written.rows == 2
    table = pq.read_table(io.BytesIO(output.getvalue()))
    assert table["article_id"].to_pylist() == [first.article_id, last.article_id]
