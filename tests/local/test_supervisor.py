"""The rooms' process: started again when it breaks, told of when it cannot start, ended in time."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from newsmill.hosting.status import ProcessStatus
from newsmill.local import supervisor
from newsmill.local.supervisor import open_mill
from newsmill.local.topics import kafka_environment
from newsmill.settings import KafkaSettings, RuntimeSettings
from newsmill.streaming.status import StageStatus
from tests.proxies import WAYS_TO_NAME_ONE, a_proxy

LOOK_SECONDS = 0.01
PATIENCE_SECONDS = 90
KAFKA = KafkaSettings(broker="127.0.0.1:1", topic_prefix="mine.", topic_partitions=3)

STARTED = ProcessStatus(rooms={}, cpu_seconds={"process": 0.5}, ready=False)
BROKEN = STARTED.model_copy(
    update={
        "rooms": {
            "cleaner": StageStatus(
                read=1, published={}, dropped={}, dead_lettered=1, in_flight=0, broken="why"
            )
        }
    }
)
SERVES_STATUS = """
import os, http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(STATUS)
port = int(os.environ["NEWSMILL_HEALTH_PORT"])
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def serving(status: ProcessStatus) -> str:
    """A script that answers every request with `status`."""
    return f"STATUS = {status.as_json().encode()!r}\n{SERVES_STATUS}"


HEEDS_NO_SIGNAL = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""
TELLS_ITS_ENVIRONMENT = """
import json, os, sys, time
print(json.dumps(dict(os.environ)), flush=True)
time.sleep(60)
"""


async def until(condition: Callable[[], bool]) -> None:
    """Return when `condition` holds; another process brings it about."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 # a process has no event
            await asyncio.sleep(LOOK_SECONDS)


@pytest.fixture
def runtime(tmp_path: Path) -> RuntimeSettings:
    """Settings with a state folder of the test's own."""
    return RuntimeSettings(state_dir=tmp_path, stop_timeout=timedelta(seconds=5))


@pytest.fixture
def rooms_are(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let a script stand in for the rooms."""

    def let(script: str) -> None:
        monkeypatch.setattr(supervisor, "MILL", [sys.executable, "-c", script])

    monkeypatch.setattr(supervisor, "RESTART_PAUSE_SECONDS", 0.01)
    return let


async def test_one_room_is_run_as_its_command_runs_it(runtime: RuntimeSettings) -> None:
    async with open_mill(KAFKA, runtime, {"NEWSMILL_START_TIMEOUT": "0"}, only="cleaner") as mill:
        await until(lambda: mill.failed is not None)

    assert mill.failed is not None
    assert mill.failed.startswith("no Kafka broker answers at 127.0.0.1:1")
    assert mill.log_file.name == "cleaner.log"


async def test_a_room_that_has_stopped_fails_the_mill(
    rooms_are: Callable[[str], None], runtime: RuntimeSettings
) -> None:
    rooms_are(serving(BROKEN))

    async with open_mill(KAFKA, runtime, {}) as mill:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await mill.status() is None:  # noqa: ASYNC110 # a process has no event
                await asyncio.sleep(LOOK_SECONDS)

    assert mill.failed is not None
    assert mill.failed.startswith("the cleaner has stopped: why; the rooms' log is ")


@pytest.mark.parametrize("variables", WAYS_TO_NAME_ONE, ids=" ".join)
async def test_the_rooms_are_asked_without_a_proxy(
    variables: Sequence[str],
    rooms_are: Callable[[str], None],
    runtime: RuntimeSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rooms_are(serving(BROKEN))

    async with a_proxy() as proxy, open_mill(KAFKA, runtime, {}) as mill:
        for name, value in proxy.named_by(*variables).items():
            monkeypatch.setenv(name, value)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await mill.status() is None:  # noqa: ASYNC110 # a process has no event
                await asyncio.sleep(LOOK_SECONDS)

    assert proxy.asked == []
    assert mill.failed is not None


@pytest.mark.parametrize(("is_watched", "is_there"), [(True, True), (False, False)])
async def test_the_rooms_of_up_are_where_the_settings_say(
    is_watched: bool,
    is_there: bool,
    rooms_are: Callable[[str], None],
    runtime: RuntimeSettings,
) -> None:
    rooms_are(TELLS_ITS_ENVIRONMENT)
    wanted = {"health_host": "127.0.0.3", "health_port": 18_081}

    async with open_mill(
        KAFKA, runtime.model_copy(update=wanted), {}, is_watched=is_watched
    ) as mill:
        await until(lambda: bool(mill.log_file.read_text()))
    told = json.loads(mill.log_file.read_text())

    asked = (told["NEWSMILL_HEALTH_HOST"], told["NEWSMILL_HEALTH_PORT"])
    assert (asked == ("127.0.0.3", "18081")) == is_there
    assert asked == (mill.health_host, str(mill.health_port))


async def test_rooms_that_cannot_start_say_why(
    rooms_are: Callable[[str], None], runtime: RuntimeSettings
) -> None:
    rooms_are("import sys; print('newsmill: no model'); print('a last log line'); sys.exit(1)")

    async with open_mill(KAFKA, runtime, {}) as mill:
        await until(lambda: mill.failed is not None)

    assert mill.failed == "no model"
    assert mill.restarts == 0


async def test_rooms_that_end_without_a_word_are_told_of(
    rooms_are: Callable[[str], None], runtime: RuntimeSettings
) -> None:
    rooms_are("import sys; sys.exit(1)")

    async with open_mill(KAFKA, runtime, {}) as mill:
        await until(lambda: mill.failed is not None)

    assert mill.failed == "the rooms ended without a word"


async def test_a_process_that_cannot_be_started_is_told_of(
    monkeypatch: pytest.MonkeyPatch, runtime: RuntimeSettings
) -> None:
    monkeypatch.setattr(supervisor, "MILL", ["/nowhere/python"])

    async with open_mill(KAFKA, runtime, {}) as mill:
        await until(lambda: mill.failed is not None)

    assert mill.failed == "cannot start a process: No such file or directory"


async def test_rooms_that_break_are_started_again(
    rooms_are: Callable[[str], None], runtime: RuntimeSettings
) -> None:
    rooms_are("import sys; sys.exit(70)")

    async with open_mill(KAFKA, runtime, {}) as mill:
        await until(lambda: mill.restarts >= 2)

    assert mill.failed is None


async def test_a_stop_does_not_wait_for_the_next_start(
    rooms_are: Callable[[str], None], runtime: RuntimeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms_are("import sys; sys.exit(70)")
    monkeypatch.setattr(supervisor, "RESTART_PAUSE_SECONDS", 600.0)

    async with asyncio.timeout(PATIENCE_SECONDS), open_mill(KAFKA, runtime, {}) as mill:
        await until(lambda: mill.restarts == 1)


async def test_rooms_that_are_gone_already_are_ended_all_the_same(runtime: RuntimeSettings) -> None:
    """They break in the moment in which they are to stop."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await process.wait()

    await supervisor._end(process, runtime)

    assert process.returncode == 0


async def test_rooms_that_heed_no_signal_are_killed(
    rooms_are: Callable[[str], None], runtime: RuntimeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms_are(HEEDS_NO_SIGNAL)
    monkeypatch.setattr(supervisor, "STOP_GRACE_SECONDS", 0.1)
    hasty = runtime.model_copy(update={"stop_timeout": timedelta()})

    async with asyncio.timeout(PATIENCE_SECONDS), open_mill(KAFKA, hasty, {}) as mill:
        await until(lambda: "ready" in mill.log_file.read_text())


async def test_the_status_is_what_the_rooms_say_and_nothing_before(
    rooms_are: Callable[[str], None], runtime: RuntimeSettings
) -> None:
    rooms_are(serving(STARTED))

    async with asyncio.timeout(PATIENCE_SECONDS), open_mill(KAFKA, runtime, {}) as mill:
        while (told := await mill.status()) is None:  # noqa: ASYNC110 # as above
            await asyncio.sleep(LOOK_SECONDS)

    assert told == STARTED
    assert await mill.status() is None


async def test_the_rooms_are_told_which_broker_and_names_to_use(
    rooms_are: Callable[[str], None], runtime: RuntimeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms_are(TELLS_ITS_ENVIRONMENT)
    monkeypatch.setenv("NEWSMILL_BROKER", "other.example:9092")
    monkeypatch.setenv("NEWSMILL_SECURITY_PROTOCOL", "SASL_SSL")

    async with open_mill(KAFKA, runtime, {"NEWSMILL_PULLER_POLL_ONCE": "1"}) as mill:
        await until(lambda: mill.log_file.read_text().endswith("}\n"))
        told = json.loads(mill.log_file.read_text())

    assert kafka_environment(KAFKA).items() <= told.items()
    assert told["NEWSMILL_BROKER"] == "127.0.0.1:1"
    assert told["NEWSMILL_SECURITY_PROTOCOL"] == "PLAINTEXT"
    assert told["NEWSMILL_TOPIC_PARTITIONS"] == "3"
    assert told["NEWSMILL_PULLER_POLL_ONCE"] == "1"
    assert told["PATH"] == os.environ["PATH"]
