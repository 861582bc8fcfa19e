"""Read a body as it arrives: bounded, decompressed, judged by its beginning, in waited-for room."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from newsmill.web.content_encoding import Decompresses, DecompressionError, TooLarge, decompressor

Accept = Callable[[int, Mapping[str, str], bytes], bool]
"""Whether a body is to be read, by status, headers and its beginning, at first without that."""

# The beginning by which `Accept` judges a body.
START_BYTES = 4 * 1024


class RoomForBody(Protocol):
    """Memory that is waited for before it is filled."""

    async def reach(self, size: int, most: int) -> None:
        """Wait until `size` bytes may be held, of a body of at most `most` bytes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bodies are read, and the memory for them."""

    accept: Accept | None
    status: int
    headers: Mapping[str, str]
    room: RoomForBody | None
    deadline: asyncio.Timeout
    """It stands still while the body waits for room."""

    def refuses(self, start: bytes) -> bool:
        """Whether a body that begins with `start` is to be left."""
        return self.accept is not None and not self.accept(self.status, self.headers, start)

    async def reach(self, size: int, most: int) -> None:
        """Wait for room, with the clock stopped."""
        if self.room is None:
            return
        loop = asyncio.get_running_loop()
        ends_at = self.deadline.when()
        began = loop.time()
        self.deadline.reschedule(None)
        try:
            await self.room.reach(size, most)
        finally:
            if ends_at is not None:
                self.deadline.reschedule(ends_at + loop.time() - began)


@dataclass(slots=True)
class Ending:
    """Whether a body that may break off has done so."""

    is_cut_off: bool = False


async def read_body(
    chunks: AsyncIterator[bytes],
    content_length: int | None,
    content_encoding: str,
    limit: int,
    wanted: Wanted | None,
    ending: Ending | None = None,
) -> bytes | None:
    """The body, decompressed; None if it is not wanted, as its beginning shows.

    With `ending`, what there is of compressed data that breaks off is good enough, and noted there.

    Raises:
        TooLarge: it has more than `limit` bytes, before or after decompression.
        DecompressionError: it is not compressed as declared, or breaks off.
    """
    if content_length is not None and content_length > limit:
        raise TooLarge
    body = bytearray()
    received = 0
    judged = wanted is None
    decompress = decompressor(content_encoding, limit)
    most = limit if decompress else min(limit, content_length or limit)
    async for chunk in _with_an_end(chunks):
        received += len(chunk)
        if wanted and decompress and chunk:
            # It is held until it is decompressed, in part or as a whole.
            await wanted.reach(max(received, len(body)), most)
        for piece in _pieces(chunk, decompress, ending):
            if max(received, len(body) + len(piece)) > limit:
                raise TooLarge
            if wanted:
                ahead = decompress.needs if decompress else 0
                await wanted.reach(max(len(body) + len(piece), ahead), most)
            body += piece
            if wanted and not judged and len(body) >= START_BYTES:
                judged = True
                if wanted.refuses(bytes(body[:START_BYTES])):
                    return None
    if wanted and not judged and body and wanted.refuses(bytes(body)):
        return None
    return bytes(body)


async def _with_an_end(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """`chunks`, and an empty one behind the last."""
    async for chunk in chunks:
        if chunk:
            yield chunk
    yield b""


def _pieces(
    chunk: bytes, decompress: Decompresses | None, ending: Ending | None
) -> Iterator[bytes]:
    if decompress is None:
        if chunk:
            yield chunk
    elif chunk:
        yield from decompress.pieces(chunk)
    else:
        try:
            yield from decompress.finish()
        except DecompressionError:
            if ending is None:
                raise
            ending.is_cut_off = True
