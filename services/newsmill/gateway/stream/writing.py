"""Write to readers that may not read: every write has a deadline, and then the connection is cut.

A reader that stalls costs what the kernel and this process hold for it until then. Both are small:
the kernel's buffer is set, and nothing is written before it has taken what was written last.
"""

import asyncio
import socket
from contextlib import suppress

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

SEND_BUFFER_BYTES = 16 * 1024
"""Of the kernel, which doubles it. Left to itself, it grows to megabytes for each reader."""

MOST_BYTES_AT_ONCE = 32 * 1024
"""Given to the connection at a time; a larger article comes alone."""


class ReaderGone(Exception):
    """The reader went, or took nothing for too long and was cut off."""


class PatientWriter:
    """The body of one response."""

    def __init__(
        self, request: web.Request, writer: AbstractStreamWriter, deadline_seconds: float
    ) -> None:
        self._transport = request.transport
        self._writer = writer
        self._deadline_seconds = deadline_seconds
        self.was_cut = False

    async def write(self, body: bytes) -> None:
        """Give `body` to the reader; return when the kernel has all of it.

        Raises:
            ReaderGone: there is nobody to take it.
        """
        transport = self._transport
        if transport is None or transport.is_closing():
            raise ReaderGone
        try:
            async with asyncio.timeout(self._deadline_seconds):
                await self._writer.write(body)
                if transport.get_write_buffer_size():
                    await self._writer.drain()
        except TimeoutError as error:
            self.was_cut = True
            # What lies in the kernel's buffer is thrown away as well.
            transport.abort()
            raise ReaderGone from error
        except (ConnectionError, RuntimeError) as error:
            raise ReaderGone from error


def bound_buffers(request: web.Request) -> None:
    """Keep small what kernel and transport hold of this connection; before anything is sent."""
    transport = request.transport
    if transport is None:
        return
    # Writing pauses as soon as the kernel has not taken everything.
    transport.set_write_buffer_limits(high=0)
    connection = transport.get_extra_info("socket")
    if connection is not None:
        with suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
