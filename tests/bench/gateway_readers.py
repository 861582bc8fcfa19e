"""Many readers of a stream: that stall, that come back at once, that only wait."""

import asyncio
import json
import os
import re
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

READERS = 500
IDLE_READERS = 500
WANTED = 350
PATIENCE_SECONDS = 120.0
_PAGE = os.sysconf("SC_PAGE_SIZE")
_RECEIVE_BUFFER_BYTES = 4096


@dataclass
class Served:
    """The measured process."""

    process: asyncio.subprocess.Process
    port: int

    async def ask(self, command: str) -> dict[str, Any]:
        """Give it a command; its state afterwards."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{command}\n".encode())
        await self.process.stdin.drain()
        answer: dict[str, Any] = json.loads(await self.process.stdout.readline())
        return answer


@asynccontextmanager
async def open_served() -> AsyncIterator[Served]:
    """A process with an empty stream."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.gateway_stream",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        port = json.loads(await process.stdout.readline())["port"]
        yield Served(process, port)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def memory_of_a_reader() -> float:
    """Bytes that the process needs for each reader that waits."""
    async with open_served() as served:
        await served.ask("push 50")
        with ExitStack() as stack:
            await _connect(served, stack, IDLE_READERS // 5)
            before = await served.ask("state")
            await _connect(served, stack, IDLE_READERS, IDLE_READERS // 5)
            after = await served.ask("state")
        return float(after["resident"] - before["resident"]) / IDLE_READERS


async def stalled() -> dict[str, float]:
    """499 of 500 take nothing: when are all cut, and what do they cost until then?"""
    async with open_served() as served:
        await served.ask("push 50")
        with ExitStack() as stack:
            await _connect(served, stack, READERS - 1)
            reading = asyncio.create_task(_read_all(served.port))
            state = await served.ask("state")
            resident, kernel = state["resident"], kernel_bytes()
            began, stalled_at = time.monotonic(), 0.0
            most = most_kernel = 0.0
            while state["cut"] < READERS - 1 and time.monotonic() - began < PATIENCE_SECONDS:
                state = await served.ask("push 5")
                most = max(most, state["resident"] - resident)
                most_kernel = max(most_kernel, kernel_bytes() - kernel)
                stalled_at = stalled_at or time.monotonic()
                await asyncio.sleep(0.1)
            seconds = time.monotonic() - began
            await asyncio.sleep(1)
            reading.cancel()
            read = (await asyncio.gather(reading, return_exceptions=True))[0]
        return {
            "cut": state["cut"],
            "seconds": seconds,
            "megabytes": (most + most_kernel) / 1e6,
            "resident_megabytes": most / 1e6,
            "kernel_megabytes": most_kernel / 1e6,
            "pushed": state["pushed"] - 50,
            "read_by_the_other": float(read) if isinstance(read, int) else -1.0,
        }


async def come_back() -> dict[str, float]:
    """500 come back at once after 300 articles, while more come: what is lost, or double?"""
    async with open_served() as served:
        begin = (await served.ask("push 100"))["position"]
        for _ in range(3):
            await served.ask("push 100")
        cpu = (await served.ask("state"))["cpu"]
        began = time.monotonic()
        readers = [asyncio.create_task(_resume(served.port, begin, WANTED)) for _ in range(READERS)]
        await served.ask("push 50")
        counts = await asyncio.gather(*readers)
        seconds = time.monotonic() - began
        cpu = (await served.ask("state"))["cpu"] - cpu
    return {
        "lost": sum(WANTED - len(one) for one in counts),
        "double": sum(sum(one.values()) - len(one) for one in counts),
        "seconds": seconds,
        "cpu": cpu,
    }


def kernel_bytes() -> int:
    """What all TCP sockets of this machine hold in the kernel."""
    text = Path("/proc/net/sockstat").read_text(encoding="ascii")
    found = re.search(r"^TCP:.* mem (\d+)$", text, re.MULTILINE)
    return int(found[1]) * _PAGE if found else 0


async def _connect(served: Served, stack: ExitStack, count: int, already: int = 0) -> None:
    for _ in range(count):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
        connection.connect(("127.0.0.1", served.port))
        stack.callback(connection.close)
        connection.sendall(b"GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (await served.ask("state"))["readers"] < count + already:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.1)


async def _read_all(port: int) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
    articles = 0
    try:
        while body := await reader.read(65536):
            articles += body.count(b"event: article\n")
    except asyncio.CancelledError:
        pass
    finally:
        writer.close()
    return articles


async def _resume(port: int, token: str, wanted: int) -> Counter[bytes]:
    """The ids of all articles, with how often each has come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024 * 1024)
    writer.write(f"GET /v1/stream?from={token} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    found: Counter[bytes] = Counter()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS * 3):
            while len(found) < wanted:
                line = await reader.readline()
                if line.startswith(b"data: ") and (about := line.find(b'"article_id"')) > 0:
                    found[line[about + 14 : about + 48]] += 1
    except TimeoutError:
        pass
    finally:
        writer.close()
    return found
