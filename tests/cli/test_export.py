"""newsmill export: what is in the file, and what is left when something goes wrong."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.settings import KafkaSettings
from tests.builders import NOON, after, enriched_article, hex32
from tests.commands import Run


def article(number: int, **changes: object) -> EnrichedArticle:
    """One that was enriched so many minutes after noon."""
    return enriched_article(
        article_id=hex32(number),
        title=f"Article {number}",
        enriched_at=after(number),
        **changes,
    )


def put(kafka: KafkaSettings, *articles: EnrichedArticle | bytes) -> None:
    """Write records, or what is none."""

    async def write() -> None:
        async with open_publisher(kafka) as publisher:
            for one in articles:
                if isinstance(one, bytes):
                    name = topic_name(kafka, ENRICHED_ARTICLES)
                    await publisher.publish(name, b"k", one, "k", [])
                else:
                    await publish_record(publisher, kafka, ENRICHED_ARTICLES, one, "enricher")

    asyncio.run(write())


def titles(lines: str) -> list[str]:
    return [json.loads(line)["title"] for line in lines.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--format", "csv"], "choose from jsonl, parquet"),
        (["--format", "parquet"], "say where to, with --out"),
        (["--since", "1h", "--until", "2h"], "--since must lie before --until"),
        (["--since", "soon"], "--since 'soon'"),
        (["--where", "is:copi"], "did you mean “copy”?"),
    ],
)
def test_what_makes_no_sense_is_refused(newsmill: Run, arguments: list[str], told: str) -> None:
    run = newsmill("export", *arguments, "--broker", "127.0.0.1:1")
    assert run.returncode == 2
    assert told in run.stderr


@pytest.mark.broker
def test_articles_of_a_time_come_out_once_each(
    at_broker: Run, kafka: KafkaSettings, tmp_path: Path
) -> None:
    second = article(2, language="fr")
    put(kafka, article(1), second, second, article(3), article(4, language="fr-CA"), article(3))

    run = at_broker("export")
    assert run.returncode == 0, run.stderr
    assert titles(run.stdout) == ["Article 1", "Article 2", "Article 3", "Article 4"]
    assert run.stderr == "4 articles, 2 repeats left out\n"

    slices: list[list[str]] = []
    for since, until in ((None, after(2)), (after(2), after(4)), (after(4), None)):
        arguments = ["--out", str(tmp_path / f"{len(slices)}.jsonl")]
        arguments += ["--since", since.isoformat()] if since else []
        arguments += ["--until", until.isoformat()] if until else []
        assert at_broker("export", *arguments).returncode == 0
        slices.append(titles((tmp_path / f"{len(slices)}.jsonl").read_text()))
    assert slices == [["Article 1"], ["Article 2", "Article 3"], ["Article 4"]]

    run = at_broker("export", "--where", "language:fr")
    assert titles(run.stdout) == ["Article 2", "Article 4"]
    assert "did not match" in run.stderr

    run = at_broker("export", "--out", str(tmp_path / "all.parquet"))
    assert run.returncode == 0, run.stderr
    assert run.stdout == ""
    found = duckdb.execute(
        f"SELECT title FROM '{tmp_path}/all.parquet' ORDER BY enriched_at"
    ).fetchall()
    assert [title for (title,) in found] == [f"Article {number}" for number in (1, 2, 3, 4)]
    back = pq.read_table(tmp_path / "all.parquet")
    assert back["enriched_at"].to_pylist()[0] == NOON + timedelta(minutes=1)

    folder = tmp_path / "folder"
    folder.mkdir()
    arguments = ["--format", "parquet", "--out", str(folder), "--until", after(60).isoformat()]
    run = at_broker("export", *arguments)
    assert run.returncode == 0, run.stderr
    (file,) = folder.iterdir()
    assert file.name == "articles-start-20260304T130000Z.parquet"
    assert pq.read_table(file).num_rows == 4


@pytest.mark.broker
def test_what_cannot_be_read_is_told_and_the_others_are_written(
    at_broker: Run, kafka: KafkaSettings, tmp_path: Path
) -> None:
    huge = article(2, media=[{"url": "https://harbour-gazette.example/a.jpg", "bytes": 10**30}])
    put(kafka, article(1), b"{", huge, article(3))

    run = at_broker("export", "--out", str(tmp_path / "a.parquet"))

    assert run.returncode == 1
    assert "partition 0, offset 1" in run.stderr
    assert "2 articles, 2 could not be read or written" in run.stderr
    assert pq.read_table(tmp_path / "a.parquet")["title"].to_pylist() == ["Article 1", "Article 3"]


@pytest.mark.broker
def test_nothing_half_is_left_when_it_is_interrupted(
    at_broker: Run, kafka: KafkaSettings, environment: dict[str, str], tmp_path: Path
) -> None:
    put(kafka, *(article(number, text="Gulls. " * 2_000, entities=[]) for number in range(400)))
    out = tmp_path / "a.parquet"
    out.write_bytes(b"the one before")
    command = [sys.executable, "-m", "newsmill", "export", "--out", str(out)]
    running = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".a.parquet.*.part")) and running.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)

    assert running.returncode == 130, told
    assert list(tmp_path.iterdir()) == [out]
    assert out.read_bytes() == b"the one before"


@pytest.mark.broker
def test_a_full_disk_is_one_line(at_broker: Run, kafka: KafkaSettings) -> None:
    put(kafka, *(article(number) for number in range(50)))
    for format_ in ("parquet", "jsonl"):
        run = at_broker("export", "--format", format_, "--out", "/dev/full")
        assert run.returncode == 1
        assert run.stderr == "newsmill: /dev/full: No space left on device\n"
