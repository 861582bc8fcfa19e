"""newsmill feeds import: of thousands of subscriptions, ended in the middle, and given again."""

import asyncio
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from newsmill.contracts.topics import FEEDS
from newsmill.kafka.admin import create_topics
from newsmill.kafka.reading import open_history
from newsmill.settings import KafkaSettings
from tests.brokers import OwnBroker
from tests.commands import AS_A_MODULE, Run

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

MANY = 3_000
MORE_THAN_GO_AT_ONCE = 20_000
PATIENCE_SECONDS = 90


def put_list(folder: Path, count: int) -> str:
    """A list of so many feeds, each of them twice."""
    outlines = "".join(
        f'<outline text="Feed {number}" xmlUrl="https://site{number}.example/feed"/>\n'
        for number in range(count)
    )
    path = folder / "many.opml"
    path.write_text(f"<opml><body>{outlines}{outlines}</body></opml>")
    return str(path)


def importing(path: str, environment: dict[str, str]) -> "subprocess.Popen[str]":
    """The command, running."""
    return subprocess.Popen(
        [*AS_A_MODULE, "feeds", "import", path],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )


async def messages_on(kafka: KafkaSettings) -> int:
    """How many records of subscriptions have been written."""
    async with open_history(kafka, [FEEDS]) as history:
        return history.total


def test_only_what_is_not_there_is_written(
    at_broker: Run, kafka: KafkaSettings, tmp_path: Path
) -> None:
    path = put_list(tmp_path, MANY)

    first = at_broker("feeds", "import", path)
    again = at_broker("feeds", "import", path)

    assert (first.returncode, first.stderr) == (0, f"{MANY} feeds subscribed\n")
    assert (again.returncode, again.stderr) == (0, f"0 feeds subscribed, {MANY} known already\n")
    assert asyncio.run(messages_on(kafka)) == MANY


async def test_what_is_left_of_an_import_follows_with_the_same_command(
    own_broker: OwnBroker, environment: dict[str, str], newsmill: Run, tmp_path: Path
) -> None:
    path = put_list(tmp_path, MORE_THAN_GO_AT_ONCE)
    async with own_broker.running():
        kafka = own_broker.kafka
        await create_topics(kafka, [FEEDS])
        environment["NEWSMILL_BROKER"] = kafka.broker
        process = importing(path, environment)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not await messages_on(kafka):
            assert time.monotonic() < deadline, "it took too long"
        with own_broker.paused():
            process.send_signal(signal.SIGINT)
            _, told = await asyncio.to_thread(process.communicate, timeout=PATIENCE_SECONDS)
        assert process.returncode == 130
        found = re.fullmatch(
            r"newsmill: interrupted; (\d+) of 20000 subscriptions written\. To go on, give the same"
            r" command again: it leaves out what is there\n",
            told,
        )
        assert found, told

        rest = await asyncio.to_thread(newsmill, "feeds", "import", path)

        assert rest.returncode == 0
        counts = re.fullmatch(r"(\d+) feeds subscribed, (\d+) known already\n", rest.stderr)
        assert counts, rest.stderr
        assert int(counts[1]) + int(counts[2]) == MORE_THAN_GO_AT_ONCE
        assert int(found[1]) <= int(counts[2]) < MORE_THAN_GO_AT_ONCE
