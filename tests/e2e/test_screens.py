"""Commands on a real terminal of 80 columns, with 200 feeds."""

import asyncio
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

from newsmill.contracts.topics import ENRICHED_ARTICLES, RAW_ARTICLES, RETRIEVED_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher
from newsmill.local.topics import kafka_environment
from newsmill.pipeline import TOPICS
from newsmill.settings import KafkaSettings
from tests.commands import clean_environment
from tests.inspection.logs import RETRIEVED, Log
from tests.kafka.test_reading import commit

pytestmark = pytest.mark.broker

COLUMNS = 80
FEEDS = 200
FEED = (
    "https://a-newspaper-with-a-long-name-{:03}.example/world/europe/rss.xml?edition=" + "e" * 300
)

OnTerminal = Callable[..., tuple[int, list[str]]]

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
async def audited(kafka: KafkaSettings) -> KafkaSettings:
    """One of 200 feeds has lost an article."""
    kafka = kafka.model_copy(update={"topic_partitions": 1, "idempotent": False})
    await create_topics(kafka)
    log = Log()
    for number in range(FEEDS):
        log.offer(number, FEED.format(number))
        if number == 77:
            log.pass_on(number, RETRIEVED)
        else:
            log.end(number, record=str(number))
    async with open_publisher(kafka) as publisher:
        for topic in (RAW_ARTICLES, RETRIEVED_ARTICLES, ENRICHED_ARTICLES):
            of_topic = [message for message in log.messages if message.topic == topic.name]
            await publisher.publish_in_order(topic_name(kafka, topic), 0, of_topic)
    await commit(kafka, "newsmill-retriever", RAW_ARTICLES.name, 0, FEEDS)
    await commit(kafka, "newsmill-cleaner", RETRIEVED_ARTICLES.name, 0, 1)
    return kafka


@pytest.fixture
def on_terminal(audited: KafkaSettings, tmp_path: Path) -> OnTerminal:
    """Runs a command in a terminal, and gives its exit code and what stands there afterwards."""
    environment = {**clean_environment(tmp_path), **kafka_environment(audited), "TERM": "xterm"}
    del environment["COLUMNS"]

    def run(*arguments: str) -> tuple[int, list[str]]:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
        with subprocess.Popen(
            [sys.executable, "-m", "newsmill", *arguments],
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        ) as process:
            os.close(theirs)
            written = b""
            while chunk := _read(ours):
                written += chunk
        os.close(ours)
        text = _ESCAPES.sub("", written.decode())
        # A progress bar draws over itself.
        lines = [line.rpartition("\r")[2] for line in text.replace("\r\n", "\n").split("\n")]
        return process.returncode, [line for line in lines if line.strip()]

    return run


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:
        # Linux says so when nobody has the other side open any more.
        return b""


async def test_an_audit_says_the_sum_first_and_then_what_is_wrong(on_terminal: OnTerminal) -> None:
    code, lines = await asyncio.to_thread(on_terminal, "audit")

    assert code == 1
    told = "\n".join(lines)
    assert told.index(f"{FEEDS} offered = {FEEDS - 1} enriched") < told.index("200 feeds, 1 with")
    assert len(lines) < 24
    assert max(map(len, lines)) <= COLUMNS
    (shown,) = (line for line in lines if line.startswith("https://a-newspaper-with-a-long-n"))
    assert "…" in shown
    assert len(shown) == COLUMNS
    assert any(RETRIEVED_ARTICLES.name in line for line in lines)


async def test_an_audit_lists_everything_where_somebody_wants_it(on_terminal: OnTerminal) -> None:
    code, lines = await asyncio.to_thread(on_terminal, "audit", "--all")

    assert code == 1
    assert sum(line.startswith("https://") for line in lines) == FEEDS
    assert max(map(len, lines)) <= COLUMNS


async def test_the_names_of_topics_stay_whole(
    on_terminal: OnTerminal, audited: KafkaSettings
) -> None:
    code, lines = await asyncio.to_thread(on_terminal, "topics", "list")

    assert code == 0
    assert max(map(len, lines)) <= COLUMNS
    for topic in TOPICS:
        assert f"{topic_name(audited, topic)}  1 partition" in lines
