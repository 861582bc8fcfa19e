"""Whatever happens to the file of the index, it is made anew and never trusted."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newsmill.filters import EVERYTHING
from newsmill.gateway.index.database import IndexInUse, IndexUnusable
from newsmill.gateway.index.index import Index, MadeAnew
from newsmill.positions import Position
from tests.gateway.index.entries import Settings, article, noon


async def _open(path: Path) -> Index:
    return await Index.open(path, Settings(), now=noon)


async def _filled(path: Path) -> None:
    index = await _open(path)
    await index.add([article(f"{at}", at, text="word " * 500) for at in range(300)])
    await index.close()


async def test_what_was_indexed_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    await _filled(path)
    index = await _open(path)
    assert (await index.count(EVERYTHING)).articles == 300
    assert index.position() == Position(0, {0: 300})
    await index.close()


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 3)
        file.write(b"\xff" * 20_000)


def _make_text(path: Path) -> None:
    path.write_text("This is no database.")


def _make_foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE about (name TEXT, value TEXT)")


def _make_older(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE about SET value = '0' WHERE name = 'recipe'")


def _lose_a_table(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        day = connection.execute("SELECT day FROM days").fetchone()[0]
        connection.execute(f"DROP TABLE rows_{day}")


@pytest.mark.parametrize(
    "happen",
    [_cut, _overwrite, _make_text, _make_foreign, _make_older, _lose_a_table, Path.unlink],
    ids=["torn", "damaged", "text", "foreign", "older", "incomplete", "deleted"],
)
async def test_a_file_that_cannot_be_trusted_is_made_anew(
    tmp_path: Path, happen: Callable[[Path], None]
) -> None:
    path = tmp_path / "index.sqlite"
    await _filled(path)
    happen(path)
    index = await _open(path)
    assert index.position() == Position(0, {})
    await index.add([article("new", 0)])
    assert (await index.count(EVERYTHING)).articles == 1
    await index.close()


async def test_a_file_that_is_deleted_while_it_is_open_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    index = await _open(path)
    await index.add([article("old", 0)])
    path.unlink()
    with pytest.raises(MadeAnew):
        await index.add([article("new", 1)])
    assert index.position() == Position(0, {})
    await index.add([article("new", 1)])
    assert path.exists()
    assert (await index.count(EVERYTHING)).articles == 1
    await index.close()


async def test_a_topic_that_was_made_anew_empties_the_index(tmp_path: Path) -> None:
    index = await _open(tmp_path / "index.sqlite")
    assert not await index.begin("news.articles.enriched.v1", 1)
    await index.add([article("old", 0)])
    assert not await index.begin("news.articles.enriched.v1", 1)
    assert (await index.count(EVERYTHING)).articles == 1
    assert await index.begin("news.articles.enriched.v1", 2)
    assert (await index.count(EVERYTHING)).articles == 0
    assert index.position() == Position(2, {})
    await index.close()


async def test_two_gateways_do_not_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    index = await _open(path)
    with pytest.raises(IndexInUse):
        await _open(path)
    await index.close()
    await (await _open(path)).close()


async def test_a_place_where_no_file_can_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexUnusable):
        await _open(tmp_path / "file" / "index.sqlite")


_KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from tests.gateway.index.entries import Settings, article, noon
from newsmill.gateway.index.index import Index
async def main():
    index = await Index.open(Path(sys.argv[1]), Settings(), now=noon)
    for batch in range(100):
        if batch == 20:
            os.kill(os.getpid(), signal.SIGKILL)
        await index.add([article(f"{batch}-{at}", batch * 10 + at) for at in range(10)])
asyncio.run(main())
"""


async def test_a_killed_process_leaves_whole_batches_and_the_position_behind_them(
    tmp_path: Path,
) -> None:
    path = tmp_path / "index.sqlite"
    folders = os.pathsep.join(["services", "."])
    command = [sys.executable, "-c", _KILLED, str(path)]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": folders}, check=False)  # noqa: ASYNC221
    index = await _open(path)
    assert index.position() == Position(0, {0: 200})
    assert (await index.count(EVERYTHING)).articles == 200
    await index.close()
