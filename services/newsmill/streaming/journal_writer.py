"""Write the entries of one partition of a journal in their order, many at a time."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

Entry = tuple[bytes, bytes]
"""Key and value. Of each key the latest entry remains; a value without bytes is a deletion."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many of the first entries the brokers have, and the offset of the first."""

    count: int
    offset: int


SendEntries = Callable[[int, Iterable[Entry]], Awaitable[Sent]]
"""Writes the first entries to a partition, as many as it likes, and waits for the brokers."""


class JournalWriter:
    """Collects entries while earlier ones are on their way, and sends them together.

    After a write that failed for good nothing more is sent: what follows would leave a gap.
    """

    def __init__(
        self, partition: int, send: SendEntries, on_failure: Callable[[BaseException], None]
    ) -> None:
        self.known_end: int | None = None
        """All before this offset is known to the state: it was read, or written from here."""
        self._partition = partition
        self._send = send
        self._on_failure = on_failure
        self._queue: deque[Entry] = deque()
        self._appended = 0
        self._written = 0
        self._failure: BaseException | None = None
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._task: asyncio.Task[None] | None = None

    def append(self, entries: Sequence[Entry]) -> int:
        """Queue `entries`; returns a mark that `written` waits for."""
        if entries:
            self._queue.extend(entries)
            self._appended += len(entries)
            if self._task is None and self._failure is None:
                self._task = asyncio.create_task(self._write())
        return self._appended

    @property
    def mark(self) -> int:
        """The mark of all that was appended so far."""
        return self._appended

    def is_written(self, mark: int) -> bool:
        """Whether the brokers have everything up to `mark`."""
        return self._written >= mark

    async def written(self, mark: int) -> None:
        """Return when the brokers have everything up to `mark`.

        Raises:
            the error of a write that failed for good.
        """
        if self._written >= mark:
            return
        if self._failure is not None:
            raise self._failure
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((mark, waiting))
        await waiting

    def close(self) -> None:
        """Send nothing more."""
        if self._task is not None:
            self._task.cancel()

    async def _write(self) -> None:
        try:
            while self._queue:
                sent = await self._send(self._partition, self._queue)
                for _ in range(sent.count):
                    self._queue.popleft()
                self._written += sent.count
                if sent.offset == self.known_end:
                    self.known_end += sent.count
                self._wake()
        except asyncio.CancelledError:
            self._give_up(ConnectionAbortedError("the worker has stopped"))
            raise
        except Exception as error:
            # It is raised where somebody waits; whoever ends the process must know it first.
            self._on_failure(error)
            self._give_up(error)
        finally:
            self._task = None

    def _wake(self) -> None:
        while self._waiting and self._waiting[0][0] <= self._written:
            _, waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(None)

    def _give_up(self, failure: BaseException) -> None:
        self._failure = failure
        self._queue.clear()
        for _, waiting in self._waiting:
            if not waiting.done():
                waiting.set_exception(failure)
        self._waiting.clear()
