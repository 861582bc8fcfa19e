"""The Parquet sink: what is in which file, and what happens when it is broken off."""

import asyncio
import errno
import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.errors import UsageError
from newsmill.parquet import ParquetFile
from newsmill.sinks.errors import ChangesRefused, PositionsMoved, SinkRefused, TargetAway
from newsmill.sinks.parquet import files
from newsmill.sinks.parquet.address import address_of
from newsmill.sinks.parquet.files import ParquetSink, create
from newsmill.sinks.registry import sink_of
from newsmill.sinks.sink import Batch, Change
from tests.builders import NOON, enriched_article, hex32

TOPIC = ENRICHED_ARTICLES.name
PLACE = (TOPIC, 0)


def change(offset: int, partition: int = 0, days: int = 0, **changes: Any) -> Change:
    """An article that was enriched so many days after the fourth of March."""
    at = NOON + timedelta(days=days)
    article = enriched_article(article_id=hex32(offset), enriched_at=at, **changes)
    return Change(article.article_id, article, TOPIC, partition, offset)


def batch(changes: Sequence[Change], start: int = 0, end: int | None = None) -> Batch:
    """Of one partition."""
    return Batch(changes, {PLACE: (start, changes[-1].offset + 1 if end is None else end)})


@pytest.fixture
async def sink(tmp_path: Path) -> ParquetSink:
    """One that fills an empty folder."""
    return await opened(tmp_path)


async def opened(folder: Path, name: str = "test", where: str = "") -> ParquetSink:
    sink = create(f"parquet:{folder}")
    sink.claim(name, where)
    await sink.open()
    return sink


def found(folder: Path) -> list[str]:
    """Files that readers see, with their folders."""
    return sorted(str(path.relative_to(folder)) for path in folder.glob("*/*.parquet"))


def drafts(folder: Path) -> list[Path]:
    """Files that are not whole."""
    return list(folder.glob("*/.*.part"))


def ids(folder: Path) -> list[str]:
    """Of all rows, in any order."""
    files = [pq.ParquetFile(path) for path in folder.glob("*/*.parquet")]
    return sorted(id_ for file in files for id_ in file.read()["article_id"].to_pylist())


async def test_a_batch_is_a_file_for_each_partition_and_day(
    sink: ParquetSink, tmp_path: Path
) -> None:
    changes = [change(3), change(4), change(7, days=1), change(2, partition=1)]
    await sink.write(Batch(changes, {PLACE: (3, 9), (TOPIC, 1): (0, 3)}))
    assert found(tmp_path) == [
        "date=2026-03-04/articles-p00-r1-000000000003-000000000007.parquet",
        "date=2026-03-04/articles-p01-r1-000000000000-000000000003.parquet",
        "date=2026-03-05/articles-p00-r1-000000000007-000000000009.parquet",
    ]
    assert await sink.positions([PLACE, (TOPIC, 1), (TOPIC, 2)]) == {PLACE: 9, (TOPIC, 1): 3}


async def test_duckdb_reads_the_folder_with_the_days_as_a_column(
    sink: ParquetSink, tmp_path: Path
) -> None:
    await sink.write(batch([change(0), change(1), change(2, days=1)]))
    query = f"SELECT date, count(*) FROM '{tmp_path}/**/*.parquet' GROUP BY date ORDER BY date"
    rows = duckdb.execute(query).fetchall()
    assert [(str(day), count) for day, count in rows] == [("2026-03-04", 2), ("2026-03-05", 1)]


async def test_a_file_finished_before_a_crash_is_recognised_by_its_name(
    sink: ParquetSink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_notes: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sink._folder, "note", crash)
    with pytest.raises(KeyboardInterrupt):
        sink._write(batch([change(0), change(1)]))
    assert len(found(tmp_path)) == 1

    again = await opened(tmp_path)
    assert await again.positions([PLACE]) == {PLACE: 2}


async def test_half_a_file_is_not_seen_and_cleaned_up(tmp_path: Path) -> None:
    day = tmp_path / "date=2026-03-04"
    day.mkdir()
    (day / ".articles-p00-r1-000000000000-0000000000.0a1b2c3d.part").write_bytes(b"PAR1")
    others = day / ".hidden"
    others.write_bytes(b"")
    await opened(tmp_path)
    assert list(day.iterdir()) == [others]


async def test_half_a_file_of_another_process_stays(sink: ParquetSink, tmp_path: Path) -> None:
    draft = tmp_path / "date=2026-03-04" / ".articles-p00.0a1b2c3d.part"
    draft.parent.mkdir()
    draft.write_bytes(b"PAR1")
    second = await opened(tmp_path)
    assert draft.exists()
    await sink.close()
    await second.close()
    await opened(tmp_path)
    assert not draft.exists()


async def test_whoever_has_lost_its_partitions_writes_nothing(
    sink: ParquetSink, tmp_path: Path
) -> None:
    await sink.write(batch([change(0)]))
    second = await opened(tmp_path)
    assert await second.positions([PLACE]) == {PLACE: 1}
    await second.write(batch([change(1), change(2)], start=1))
    before = found(tmp_path)

    with pytest.raises(PositionsMoved):
        await sink.write(batch([change(1)], start=1))

    assert found(tmp_path) == before
    assert await sink.positions([PLACE]) == {PLACE: 3}
    await sink.write(batch([change(3)], start=3))
    assert ids(tmp_path) == sorted(hex32(offset) for offset in range(4))


async def test_a_record_that_fits_no_column_is_refused_and_the_others_are_written_once(
    sink: ParquetSink, tmp_path: Path
) -> None:
    media = [{"url": "https://harbour-gazette.example/a.jpg", "bytes": 10**30}]
    huge = change(2, days=1, media=media)
    whole = batch([change(0), change(1), huge, change(3, days=1)])
    with pytest.raises(ChangesRefused) as caught:
        await sink.write(whole)
    assert set(caught.value.why_by_change) == {huge}

    await sink.write(whole.without(caught.value.why_by_change))

    assert ids(tmp_path) == sorted(hex32(offset) for offset in (0, 1, 3))
    assert await sink.positions([PLACE]) == {PLACE: 4}


async def test_what_is_not_wanted_moves_on_without_a_file(
    sink: ParquetSink, tmp_path: Path
) -> None:
    await sink.write(Batch([], {PLACE: (0, 500)}))
    assert found(tmp_path) == []
    again = await opened(tmp_path)
    assert await again.positions([PLACE]) == {PLACE: 500}


async def test_a_log_that_begins_anew_gets_names_of_its_own(
    sink: ParquetSink, tmp_path: Path
) -> None:
    await sink.write(batch([change(0), change(1)]))
    anew = Batch([change(0, title="Another")], {PLACE: (0, 1)}, frozenset([PLACE]))
    await sink.write(anew)
    await sink.write(batch([change(1, title="Another")], start=1))
    assert [name.partition("articles-")[2] for name in found(tmp_path)] == [
        "p00-r1-000000000000-000000000002.parquet",
        "p00-r2-000000000000-000000000001.parquet",
        "p00-r2-000000000001-000000000002.parquet",
    ]
    again = await opened(tmp_path)
    assert await again.positions([PLACE]) == {PLACE: 2}


async def test_a_folder_belongs_to_one_sink_and_one_filter(
    sink: ParquetSink, tmp_path: Path
) -> None:
    await sink.write(batch([change(0)]))
    with pytest.raises(SinkRefused, match="belongs to the sink test, with the filter ''"):
        await opened(tmp_path, name="other")
    with pytest.raises(SinkRefused, match="take another folder"):
        await opened(tmp_path, where="language:de")


async def test_everything_again_needs_an_empty_folder(sink: ParquetSink) -> None:
    await sink.set_positions({PLACE: 7}, {})
    assert await sink.positions([PLACE]) == {PLACE: 7}
    await sink.write(batch([change(7)], start=7))
    with pytest.raises(SinkRefused, match="take an empty folder"):
        await sink.set_positions({PLACE: 0}, {})


async def test_a_full_disk_is_waited_for_and_nothing_is_twice(
    sink: ParquetSink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync, left = os.fsync, [3]

    def full_after_three(descriptor: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(descriptor)

    whole = batch([change(0), change(1, days=1), change(2, days=2)])
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", full_after_three)
        with pytest.raises(TargetAway, match="No space left on device"):
            await sink.write(whole)
    assert drafts(tmp_path) == []

    await sink.write(whole)

    assert ids(tmp_path) == sorted(hex32(offset) for offset in range(3))


async def test_a_batch_that_was_cancelled_is_written_once(
    sink: ParquetSink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its thread goes on; the next question waits for it."""
    writing = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(*arguments: Any) -> Any:
        loop.call_soon_threadsafe(writing.set)
        return ParquetFile(*arguments)

    monkeypatch.setattr(files, "ParquetFile", slow)
    task = asyncio.create_task(sink.write(batch([change(0)])))
    await writing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await sink.positions([PLACE]) == {PLACE: 1}
    assert ids(tmp_path) == [hex32(0)]


async def test_articles_are_as_they_came(sink: ParquetSink, tmp_path: Path) -> None:
    one = change(0, title="東京 🔥")
    await sink.write(batch([one]))
    (name,) = found(tmp_path)
    (row,) = pq.ParquetFile(tmp_path / name).read().to_pylist()
    row["timings"] = {room: at for room, at in row["timings"].items() if at is not None}
    assert EnrichedArticle.model_validate(row) == one.record


async def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SinkRefused, match=r"Not a directory|File exists"):
        await opened(tmp_path / "file")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("parquet:", "name a folder"),
        ("parquet:x?minutes=0", "minutes=0"),
        ("parquet:x?minutes=soon", "minutes=soon"),
        ("parquet:x?megabytes=1000", "up to 64"),
        ("parquet:x?rows=5", "not rows"),
    ],
)
def test_a_url_that_is_none_says_why(url: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        sink_of(url)


def test_a_folder_has_one_name_however_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = sink_of("parquet:My Articles").name
    assert name.startswith("parquet-my-articles-")
    assert sink_of(f"parquet://{tmp_path}/My Articles?minutes=5").name == name
    assert address_of("parquet:x?minutes=5&megabytes=1").bounds.wait == timedelta(minutes=5)
