"""A server on a raw socket: it answers with exactly these bytes, and keeps what it was sent."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

RawAnswer = Callable[[bytes], bytes]
"""The answer to a request, all of it as bytes; an empty one closes the connection."""


class Wire:
    """What is asked and answered, byte by byte."""

    def __init__(self) -> None:
        self.port = 0
        self.requests: list[bytes] = []
        self.answer: RawAnswer = lambda _: said(404)
        self._was_asked = asyncio.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def lines(self) -> list[bytes]:
        """The request lines so far."""
        return [request.partition(b"\r\n")[0] for request in self.requests]

    def sent(self, name: str, number: int = -1) -> bytes | None:
        """A header of one of the requests, as it was sent."""
        return header(self.requests[number], name)

    def says(self, answer: bytes) -> None:
        self.answer = lambda _: answer

    def routes(self, **by_path: bytes) -> None:
        """Answers by the first part of the path; everything else is 404."""

        def answer(request: bytes) -> bytes:
            path = request.split(b" ")[1].split(b"?")[0].decode("latin-1")
            return by_path.get(path.strip("/").replace(".", "_").replace("/", "_"), said(404))

        self.answer = answer

    async def until_asked(self, times: int) -> None:
        """Wait for so many requests."""
        async with self._was_asked:
            await self._was_asked.wait_for(lambda: len(self.requests) >= times)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                async with self._was_asked:
                    self.requests.append(request)
                    self._was_asked.notify_all()
                answer = self.answer(request)
                writer.write(answer)
                await writer.drain()
                if not answer or b"Connection: close" in answer:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def header(request: bytes, name: str) -> bytes | None:
    for line in request.split(b"\r\n")[1:]:
        said_name, _, value = line.partition(b": ")
        if said_name.lower() == name.lower().encode():
            return value
    return None


def said(status: int, body: bytes = b"", *headers: bytes, length: int | None = None) -> bytes:
    """An answer; `length` may lie, and with it the connection is closed."""
    lines = [f"HTTP/1.1 {status} Said".encode(), *headers]
    if status >= 200 and status not in (204, 304):
        lines.append(f"Content-Length: {len(body) if length is None else length}".encode())
    if length is not None:
        lines.append(b"Connection: close")
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


@asynccontextmanager
async def open_wire() -> AsyncIterator[Wire]:
    wire = Wire()
    # The longest headers that the tests send are longer than a stream's own limit.
    listener = await asyncio.start_server(wire.handle, "127.0.0.1", 0, limit=1024 * 1024)
    wire.port = listener.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        listener.close()
