"""A server of feeds in a process of its own, so that its CPU time is not that of who asks.

HTTP/1.1 over bare asyncio: enough for GETs with conditions, and quicker than what it serves.
"""

import asyncio
import multiprocessing
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

Answer = Callable[[str, bytes], bytes | None]
"""The whole response to a GET of a path with these headers; None to say nothing for ever."""

START_SECONDS = 30.0


def response(
    body: bytes, etag: str = "", status: str = "200 OK", content_type: str = "application/rss+xml"
) -> bytes:
    """A response as it goes over the wire."""
    lines = [f"HTTP/1.1 {status}"]
    if status != "304 Not Modified":
        lines += [f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    if etag:
        lines.append(f'ETag: "{etag}"')
    return "\r\n".join([*lines, "\r\n"]).encode() + body


class _Connection(asyncio.Protocol):
    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, self._received = self._received.split(b"\r\n\r\n", 1)
            said = self._answer(head.split(b" ", 2)[1].decode(), head)
            if said is not None and self._transport is not None:
                self._transport.write(said)
                if b"\r\nConnection: close\r\n" in said[:200]:
                    self._transport.close()


def _serve(said: Connection, make: Callable[[], Answer], hosts: list[str], deaf: list[str]) -> None:
    async def run() -> None:
        answer = make()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Connection(answer), hosts[0], 0, backlog=1024)
        port = server.sockets[0].getsockname()[1]
        if len(hosts) > 1:
            await loop.create_server(lambda: _Connection(answer), hosts[1:], port, backlog=1024)
        kept = [_deafened(host, port) for host in deaf]
        said.send(port)
        await asyncio.Event().wait()
        assert kept

    asyncio.run(run())


def _deafened(host: str, port: int) -> list[socket.socket]:
    """Sockets that keep `host` from accepting a connection: its queue is full."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(0)
    kept = [listening]
    for _ in range(3):
        filling = socket.socket()
        filling.setblocking(False)
        filling.connect_ex((host, port))
        kept.append(filling)
    return kept


@contextmanager
def serving(
    make: Callable[[], Answer], hosts: list[str], deaf: list[str] | None = None
) -> Iterator[int]:
    """The port where `hosts` (addresses of loopback) give the answers of what `make` makes.

    Connections to the hosts of `deaf` hang. `make` stands in an importable module.
    """
    hears, said = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(said, make, hosts, deaf or []), daemon=True
    )
    server.start()
    try:
        if not hears.poll(START_SECONDS):
            raise TimeoutError("the server of feeds does not start")
        yield hears.recv()
    finally:
        server.terminate()
        server.join()
