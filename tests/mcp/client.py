"""An assistant's side: starts `newsmill mcp` and talks to it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

PATIENCE_SECONDS = 60
LINE_BYTES = 16 * 1024 * 1024


@dataclass
class Assistant:
    """Speaks with one server."""

    process: asyncio.subprocess.Process
    number: int = 0

    async def send(self, line: bytes) -> None:
        """A line as it is."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + b"\n")
        await self.process.stdin.drain()

    async def answer(self) -> dict[str, Any]:
        """The next line of the server."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            line = await self.process.stdout.readline()
        found: dict[str, Any] = json.loads(line)
        return found

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The answer to a request."""
        self.number += 1
        request = {"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}
        await self.send(json.dumps(request).encode())
        answer = await self.answer()
        assert answer["id"] == self.number
        return answer

    async def call(self, name: str, **arguments: Any) -> tuple[str, bool]:
        """What a tool says, and whether it is an error."""
        answer = await self.ask("tools/call", name=name, arguments=arguments)
        (content,) = answer["result"]["content"]
        assert content["type"] == "text"
        return content["text"], answer["result"]["isError"]

    async def end(self) -> tuple[int, str]:
        """Its exit code and what it wrote to stderr, when stdin ends."""
        # Before Python 3.12, `communicate` leaves it open where there is nothing to write.
        assert self.process.stdin is not None
        self.process.stdin.close()
        _, errors = await asyncio.wait_for(self.process.communicate(), PATIENCE_SECONDS)
        assert self.process.returncode is not None
        return self.process.returncode, errors.decode()


def about(text: str) -> dict[str, Any]:
    """What newsmill itself says in a result."""
    found: dict[str, Any] = json.loads(text.splitlines()[0])
    return found


def records(text: str) -> list[dict[str, Any]]:
    """What is between the marks."""
    lines = text.splitlines()
    assert lines[2].startswith("<untrusted ")
    assert lines[-1] == lines[2].replace("<", "</")
    return [json.loads(line) for line in lines[3:-1]]


@asynccontextmanager
async def assistant(
    environment: dict[str, str], *arguments: str, **variables: str
) -> AsyncIterator[Assistant]:
    """One that has started `newsmill mcp`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "newsmill", "mcp", *arguments),
        env={**environment, **variables},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=LINE_BYTES,
    )
    try:
        yield Assistant(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
