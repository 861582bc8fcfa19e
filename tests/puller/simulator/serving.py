"""The simulator: an HTTP server on raw sockets that plays each row's script."""

import asyncio
import socket
import ssl
import struct
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from urllib.parse import urlsplit

from tests.puller.simulator.answers import (
    Answer,
    Close,
    Forever,
    Message,
    Pause,
    Piece,
    Request,
    Reset,
    Say,
    Silence,
    says,
)
from tests.puller.simulator.behaviours import FEED, Behaviour

MAX_HEAD_BYTES = 64 * 1024
NO_HTTP = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
NOT_FOUND = says("There is nothing here.", status=404, content_type="text/plain")
# What is written on for ever has an end even where nobody goes.
MOST_PIECES = 100_000
LOCALHOST = ".localhost"

Index = Callable[[Callable[[Behaviour], str]], str]
"""Gives the page that lists everything; it is given what knows the address of each row's feed."""


class Stage:
    """Where a row is played: how far its script has come, and what was asked of it."""

    def __init__(self, row: Behaviour) -> None:
        self.row = row
        self.requests: list[Request] = []
        self.is_directed = False
        """Whether `begin` says which poll is on; else it is found out from what is asked."""
        self._number = 0
        self._asked: set[str] = set()
        self._turns: Counter[str] = Counter()

    def begin(self, number: int) -> None:
        """From now on, requests belong to this poll."""
        self.is_directed = True
        self._number = number
        self.requests.clear()

    def answer(self, request: Request) -> Answer:
        """What the script says to `request`."""
        # No poll asks twice for one address: who does has begun the next one.
        if not self.is_directed and request.path in self._asked:
            self._number = min(self._number + 1, len(self.row.visits) - 1)
            self._asked.clear()
        self._asked.add(request.path)
        self._turns[request.path] += 1
        request = replace(request, turn=self._turns[request.path])
        self.requests.append(request)
        say: Say = self.row.visits[self._number].answers.get(request.path, NOT_FOUND)
        return say if isinstance(say, Answer) else say(request)


class Simulator:
    """Serves rows at `http://127.0.0.1:PORT/NAME/feed` and at `http://NAME.localhost:PORT/feed`.

    Each row has a second host, `http://NAME.elsewhere.localhost:PORT`.
    """

    def __init__(self, rows: Iterable[Behaviour], index: Index | None = None) -> None:
        self.stages = {row.name: Stage(row) for row in rows}
        self.port = 0
        self.tls_port = 0
        self.closed_port = 0
        self._index = index
        self._writers: set[asyncio.StreamWriter] = set()

    def filled_in(self, text: str, name: str, origin: str = "") -> str:
        """`text` with the addresses for its marks."""
        return self._fill_in(text.encode(), name, origin).decode()

    def address(self, row: Behaviour) -> str:
        """Where a row's feed is asked for; by number where that makes no difference."""
        paths = {path for visit in row.visits for path in visit.answers}
        is_plain = row.url == f"@HERE@/{FEED}" and not any("robots" in path for path in paths)
        return self.filled_in(f"@PLAIN@/{FEED}" if is_plain else row.url, row.name)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        self._writers.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            while head := await _head(reader):
                if not await self._answer(head, reader, writer):
                    break
            else:
                writer.write(NO_HTTP)
        self._writers.discard(writer)
        writer.close()

    def abort(self) -> None:
        """Drop all connections."""
        for writer in self._writers:
            writer.transport.abort()

    async def _answer(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Write one answer; whether the connection stays open."""
        request, name, origin = _read(head)
        stage = self.stages.get(name)
        if stage is None:
            answer = NOT_FOUND
            if self._index:
                page = self._index(self.address)
                answer = says(page, content_type="text/html; charset=utf-8")
        else:
            answer = stage.answer(request)
        for piece in answer.pieces:
            if not await self._write(piece, name, origin, reader, writer):
                return False
        return True

    async def _write(
        self,
        piece: Piece,
        name: str,
        origin: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        match piece:
            case bytes() | Message():

                def fill_in(text: bytes) -> bytes:
                    return self._fill_in(text, name, origin)

                writer.write(fill_in(piece) if isinstance(piece, bytes) else piece.written(fill_in))
                await writer.drain()
            case Pause():
                await asyncio.sleep(piece.seconds)
            case Forever():
                for _ in range(MOST_PIECES):
                    writer.write(piece.piece)
                    await writer.drain()
                    await asyncio.sleep(piece.every)
            case Silence():
                while await reader.read(MAX_HEAD_BYTES):
                    pass
                return False
            case Reset():
                # Closing a socket without lingering sends a reset (man 7 socket).
                sock: socket.socket = writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
                return False
            case Close():
                return False
        return True

    def _fill_in(self, text: bytes, name: str, origin: str) -> bytes:
        if b"@" not in text:
            return text
        own = f"http://{name}{LOCALHOST}:{self.port}"
        marks = {
            "@HERE@": origin or own,
            "@ELSEWHERE@": f"http://{name}.elsewhere{LOCALHOST}:{self.port}",
            "@TLS@": f"https://127.0.0.1:{self.tls_port}/{name}",
            "@TLS_BY_NAME@": f"https://{name}{LOCALHOST}:{self.tls_port}",
            "@PLAIN_TO_TLS@": f"http://127.0.0.1:{self.tls_port}/{name}",
            "@PLAIN@": f"http://127.0.0.1:{self.port}/{name}",
            "@CLOSED@": f"http://127.0.0.1:{self.closed_port}",
            "@PORT@": str(self.port),
        }
        for mark, address in marks.items():
            text = text.replace(mark.encode(), address.encode())
        return text


@asynccontextmanager
async def serving(
    rows: Iterable[Behaviour],
    *,
    port: int = 0,
    tls: ssl.SSLContext | None = None,
    index: Index | None = None,
) -> AsyncIterator[Simulator]:
    """A simulator of these rows on loopback; with `tls`, it has a second port that speaks TLS."""
    simulator = Simulator(rows, index)
    listeners = [await asyncio.start_server(simulator.handle, "127.0.0.1", port)]
    simulator.port = listeners[0].sockets[0].getsockname()[1]
    if tls is not None:
        listeners.append(await asyncio.start_server(simulator.handle, "127.0.0.1", 0, ssl=tls))
        simulator.tls_port = listeners[1].sockets[0].getsockname()[1]
    # Bound but not listening: who connects is refused, and nobody else gets the port.
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        simulator.closed_port = closed.getsockname()[1]
        try:
            yield simulator
        finally:
            for listener in listeners:
                listener.close()
            simulator.abort()


async def _head(reader: asyncio.StreamReader) -> bytes:
    """The head of the next request; empty for bytes that are no HTTP, such as those of TLS."""
    first = await reader.readexactly(1)
    return first + await reader.readuntil(b"\r\n\r\n") if first.isalpha() else b""


def _read(head: bytes) -> tuple[Request, str, str]:
    """A request, the name of the row it is for, and the origin with the root it was asked at."""
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, *_ = [*first.split(" "), "", ""]
    headers = {
        name.lower(): value.strip()
        for name, colon, value in (line.partition(":") for line in lines)
        if colon
    }
    host = headers.get("host", "")
    labels = (urlsplit(f"//{host}").hostname or "").removesuffix(LOCALHOST).split(".")
    path = target.removeprefix("/")
    if host.partition(":")[0].endswith(LOCALHOST):
        name, origin = labels[0], f"http://{host}"
        path = f"elsewhere/{path}" if labels[1:] == ["elsewhere"] else path
    else:
        name, _, path = path.partition("/")
        origin, path = f"http://{host}/{name}", path or FEED
    return Request(method, path, headers), name, origin
