"""A TCP forwarder between clients and a broker: a line that can be long, or be cut.

The broker advertises the forwarder's port, so that every client goes through it.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK_BYTES = 64 * 1024
UNSENT_CHUNKS = 256


class Forwarder:
    """Forwards one port to another, each way `delay` seconds later."""

    def __init__(self, port: int, target: int) -> None:
        self.port = port
        self.delay = 0.0
        self._cuts = 0
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._run, name="forwarder", daemon=True)

    def cut(self) -> None:
        """Swallow what comes on the connections there are, without closing them; new ones work."""
        self._cuts += 1

    @contextmanager
    def forwarding(self) -> Iterator["Forwarder"]:
        """Forward until the end of the block."""
        self._thread.start()
        self._listening.wait(10)
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(10)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self._listening.set()
        await self._stop.wait()
        server.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read at once, write later: what comes meanwhile does not wait for what came before."""
        chunks: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(UNSENT_CHUNKS)
        cuts_before = self._cuts

        async def write() -> None:
            while True:
                due, chunk = await chunks.get()
                await asyncio.sleep(max(0.0, due - self._loop.time()))
                if not chunk:
                    return
                writer.write(chunk)
                await writer.drain()

        writing = asyncio.create_task(write())
        with suppress(OSError):
            while chunk := await reader.read(CHUNK_BYTES):
                if self._cuts == cuts_before:
                    await chunks.put((self._loop.time() + self.delay, chunk))
        await chunks.put((self._loop.time() + self.delay, b""))
        with suppress(OSError):
            await writing
        writer.close()
