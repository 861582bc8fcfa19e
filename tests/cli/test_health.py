"""`newsmill health` asks the process where it listens, and nobody else."""

import asyncio
import os
import socket
import sys
from collections.abc import Mapping, Sequence

import psutil
import pytest

from newsmill.hosting.health import serve_health
from newsmill.hosting.status import ProcessStatus
from newsmill.settings import RuntimeSettings, load
from tests.proxies import WAYS_TO_NAME_ONE, a_proxy

READY = ProcessStatus(rooms={}, cpu_seconds={}, ready=True)


def status() -> ProcessStatus:
    return READY


def interface_addresses() -> list[str]:
    """An address of this machine that is not on loopback, if it has one."""
    found = [
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family == socket.AF_INET and not address.address.startswith("127.")
    ]
    return found[:1]


async def health(*arguments: str, **environment: str) -> tuple[int, str]:
    """The exit code of the command, and what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "newsmill", "health", *arguments),
        env=without_ours(os.environ) | environment,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


def without_ours(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if not name.startswith("NEWSMILL_")}


@pytest.mark.parametrize("variables", WAYS_TO_NAME_ONE, ids=" ".join)
async def test_no_proxy_is_asked(variables: Sequence[str]) -> None:
    async with a_proxy() as proxy, serve_health(RuntimeSettings(health_port=0), status) as port:
        for asked in ([], ["--ready"]):
            ended = await health(*asked, "--port", str(port), **proxy.named_by(*variables))
            assert ended == (0, "")
    assert proxy.asked == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.2",
        "0.0.0.0",  # as in a container
        "localhost",
        "::1",
        "[::1]",
        "::",
        "0:0:0:0:0:0:0:0",
        *interface_addresses(),
    ],
)
async def test_it_is_asked_where_it_listens(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_HEALTH_HOST", host)
    monkeypatch.setenv("NEWSMILL_HEALTH_PORT", "0")
    async with serve_health(load(RuntimeSettings), status) as port:
        variables = {"NEWSMILL_HEALTH_HOST": host, "NEWSMILL_HEALTH_PORT": str(port)}
        assert await health("--ready", **variables) == (0, "")


async def test_who_is_not_ready_is_told_of_with_the_address() -> None:
    not_ready = READY.model_copy(update={"ready": False})
    settings = RuntimeSettings(health_host="::1", health_port=0)
    async with serve_health(settings, lambda: not_ready) as port:
        ended = await health("--ready", "--host", "::1", "--port", str(port))
    assert ended == (1, f"newsmill: http://[::1]:{port}/ready: HTTP 503, not ready\n")


async def test_what_answers_without_http_is_not_alive() -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ready\r\n")
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        code, said = await health("--port", str(port))
    assert code == 1
    assert said.startswith(f"newsmill: http://127.0.0.1:{port}/live: no HTTP")
    assert said.count("\n") == 1


async def test_empty_variables_are_unset() -> None:
    async with serve_health(RuntimeSettings(health_port=0), status) as port:
        ended = await health("--port", str(port), NEWSMILL_HEALTH_HOST="", NEWSMILL_HEALTH_PORT="")
    assert ended == (0, "")


@pytest.mark.parametrize("host", ["a b", "http://127.0.0.1", "127.0.0.1/live", "::1]x", "a\nb"])
async def test_what_can_be_no_host_is_a_usage_error(host: str) -> None:
    code, said = await health("--host", host)
    assert (code, said.count("\n")) == (2, 1)
    assert "write an address or a name" in said


async def test_what_http_cannot_name_does_not_answer() -> None:
    code, said = await health("--host", "a\x01b")
    assert (code, said.count("\n")) == (1, 1)
