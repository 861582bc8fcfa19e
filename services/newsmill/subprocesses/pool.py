"""A pool of child processes for CPU work; one that hangs or crashes is killed, not waited for.

A function that hangs, crashes in native code or eats all memory costs one child and one call. The
children are started fresh (no fork) with a boot line of our own instead of `multiprocessing`:
they never import the parent's `__main__`, the parent can wait for the very child it kills, and
its CPU time is known to the end.
"""

import asyncio
import pickle
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar

from newsmill.errors import UserError
from newsmill.logs import logger
from newsmill.subprocesses.child import EXIT_OUT_OF_MEMORY, ForeignError, nothing
from newsmill.subprocesses.process import Child, Limits, NotBegun

__all__ = [
    "CpuLimitExceeded", "DeadlineExceeded", "ForeignError", "Limits", "OutOfMemory", "ProcessDied",
    "ProcessPool", "open_process_pool",
]  # fmt: skip

P = ParamSpec("P")
T = TypeVar("T")

# Importing spaCy and loading models on a machine that is busy otherwise.
START_DEADLINE = timedelta(seconds=120)
# How long an idle child may take to leave by itself, and a killed one to be gone.
FAREWELL = timedelta(seconds=1)
BURIAL = timedelta(seconds=0.5)

# A child that ends before it is of any use is started again after such a pause, twice as long each
# time. So many in a row mean that none can be started.
RESTART_SECONDS = 0.1
LONGEST_RESTART_SECONDS = 30.0
FAILED_STARTS = 3

# A call whose child ended before it had the call is made again; so often it must be the call.
UNBEGUN_CALLS = 3

MEBIBYTE = 1024 * 1024

log = logger("newsmill.processes")


class DeadlineExceeded(Exception):
    """The child ran longer than the deadline and was killed."""


class CpuLimitExceeded(DeadlineExceeded):
    """The child used more CPU time than the call may, and was killed by the system."""


class ProcessDied(Exception):
    """The child died of a call: a crash in native code, or out of memory."""


class _CallNotBegun(ProcessDied):
    """The child died before it had the call."""


class OutOfMemory(ProcessDied):
    """The child needed more memory than the pool gives to one."""


@asynccontextmanager
async def open_process_pool(
    name: str,
    *,
    processes: int,
    deadline: timedelta,
    initializer: Callable[..., None] | None = None,
    initargs: tuple[Any, ...] = (),
    memory_bytes: int | None = None,
) -> AsyncIterator["ProcessPool"]:
    """A pool of `processes` children, none of which outlives the block or this process.

    A child that needs more than `memory_bytes` ends (on Linux).
    Children start when they are needed, or all at once with `warm_up`. Each first calls
    `initializer(*initargs)`. A child that ends by then, or whose initializer raises anything but a
    `UserError`, is started again; calls wait for it, and `is_able` says so meanwhile. On leaving
    the block busy children are killed, which cancels the calls that wait for them; it takes two
    seconds at most.
    """
    pool = ProcessPool(name, processes, deadline, initializer, initargs, memory_bytes)
    try:
        yield pool
    finally:
        await pool.close()


class ProcessPool:
    """Children that each answer one call at a time; calls wait in the order they came."""

    def __init__(
        self,
        name: str,
        processes: int,
        deadline: timedelta,
        initializer: Callable[..., None] | None,
        initargs: tuple[Any, ...],
        memory_bytes: int | None,
    ) -> None:
        self._name = name
        self._memory_bytes = memory_bytes
        self._processes = processes
        self._deadline = deadline
        self._initializer = initializer or nothing
        self._initargs = initargs
        self._free = asyncio.Semaphore(processes)
        self._warming = asyncio.Lock()
        self._idle: list[Child] = []
        self._living: set[Child] = set()
        self._burials: dict[Child, asyncio.Task[None]] = {}
        self._cpu_seconds_of_the_dead = 0.0
        self._closing = asyncio.Event()
        self._failed_starts = 0

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns or raises, in a child.

        `function` and the classes of its arguments stand in an importable module (not in
        `__main__`). Its exceptions come through as they are, with the child's traceback as a
        note. Cancelling the call kills the child.

        Raises:
            DeadlineExceeded: it took longer than the pool's deadline, counted from when a child
                began with it.
            ProcessDied: the child died of it.
            OutOfMemory: the child needed more memory than the pool gives it.
            ForeignError: it raised an exception that cannot be pickled.
        """
        return await self.run_limited(Limits(self._deadline), function, *args, **kwargs)

    async def run_within(
        self, deadline: timedelta, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `run`, with another deadline for this one call."""
        return await self.run_limited(Limits(deadline), function, *args, **kwargs)

    async def run_limited(
        self, limits: Limits, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `run`, with other limits for this one call.

        Raises:
            CpuLimitExceeded: it used more CPU time than `limits` give it.
        """
        request = pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)
        if self._closing.is_set():
            raise RuntimeError(f"the process pool {self._name} is closed")
        async with self._free:
            child, reply = await self._answered(request, limits, _name_of(function))
            self._idle.append(child)
        result: T = _opened(reply)
        return result

    def is_able(self) -> bool:
        """Whether children can be started, as far as has been seen."""
        return self._failed_starts < FAILED_STARTS

    async def warm_up(self) -> None:
        """Start and initialise all children now, however often that has to be tried.

        Raises:
            UserError: the initializer raised it.
        """
        async with self._warming:
            permits = 0
            try:
                for _ in range(self._processes):
                    await self._free.acquire()
                    permits += 1
                self._part_with_the_dead()
                missing = self._processes - len(self._idle)
                await _all_or_none([self._start_idle() for _ in range(missing)])
            finally:
                for _ in range(permits):
                    self._free.release()

    def cpu_seconds(self) -> float:
        """User and system time of all children so far; a busy one counts up to its last reply."""
        return self._cpu_seconds_of_the_dead + sum(child.cpu_seconds for child in self._living)

    async def close(self) -> None:
        """End all children. Called by `open_process_pool`."""
        self._closing.set()
        for child in self._living:
            if child in self._idle:
                child.dismiss()
            else:
                child.kill()
        self._idle.clear()
        burials = [self._bury(child) for child in self._living]
        if not burials:
            return
        await asyncio.wait(burials, timeout=FAREWELL.total_seconds())
        for child in self._living:
            child.kill()
        await asyncio.wait(burials, timeout=BURIAL.total_seconds())

    def _part_with_the_dead(self) -> None:
        """Forget idle children that something outside has killed: it is no call's fault."""
        for child in [child for child in self._idle if not child.is_alive()]:
            self._idle.remove(child)
            child.kill()
            self._bury(child)

    async def _start_idle(self) -> None:
        self._idle.append(await self._start())

    async def _answered(
        self, request: bytes, limits: Limits, what: str
    ) -> tuple[Child, tuple[bool, bytes]]:
        """A child, and its reply; one that was ended before it had the call answers for nothing."""
        unbegun = 0
        while True:
            self._part_with_the_dead()
            child = self._idle.pop() if self._idle else await self._start()
            try:
                return child, await self._call(child, request, limits, what)
            except _CallNotBegun:
                unbegun += 1
                if unbegun == UNBEGUN_CALLS:
                    raise

    async def _start(self) -> Child:
        """A child that is ready, however often that has to be tried.

        Raises:
            UserError: the initializer raised it.
        """
        pause = RESTART_SECONDS
        while True:
            try:
                child = await self._start_once()
            except UserError:
                raise
            except Exception as error:
                # Whatever it is, no call is the cause.
                self._failed_starts += 1
                if self._failed_starts == FAILED_STARTS:
                    why = " ".join(f"{type(error).__name__}: {error}".split())
                    log.error("processes end while they start", room=self._name, why=why)
            else:
                self._failed_starts = 0
                return child
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), pause)
            pause = min(2 * pause, LONGEST_RESTART_SECONDS)

    async def _start_once(self) -> Child:
        if self._closing.is_set():
            raise asyncio.CancelledError(f"the process pool {self._name} was closed")
        child = Child(self._name, self._memory_bytes)
        self._living.add(child)
        request = pickle.dumps((self._initializer, self._initargs, {}), pickle.HIGHEST_PROTOCOL)
        start = Limits(START_DEADLINE)
        reply = await self._call(child, request, start, _name_of(self._initializer))
        try:
            _opened(reply)
        except BaseException:
            child.kill()
            self._bury(child)
            raise
        return child

    async def _call(
        self, child: Child, request: bytes, limits: Limits, what: str
    ) -> tuple[bool, bytes]:
        """The child's reply; a child that gives none is killed."""
        try:
            return await child.call(request, limits)
        except TimeoutError as error:
            raise DeadlineExceeded(
                f"{self._name}: {what} ran longer than {limits.deadline.total_seconds():g} s"
            ) from error
        except OSError as error:
            # It is ending by itself: killing it at once could hide what of.
            await asyncio.wait({self._bury(child)}, timeout=FAREWELL.total_seconds())
            if self._closing.is_set():
                raise asyncio.CancelledError(f"the process pool {self._name} was closed") from error
            if limits.cpu is not None and child.code == -signal.SIGPROF:
                raise CpuLimitExceeded(
                    f"{self._name}: {what} used more than {limits.cpu.total_seconds():g} s of CPU"
                ) from error
            if self._memory_bytes is not None and child.code == EXIT_OUT_OF_MEMORY:
                most = f"{self._memory_bytes / MEBIBYTE:g} MiB of memory"
                raise OutOfMemory(f"{self._name}: {what} needed more than {most}") from error
            kind = _CallNotBegun if isinstance(error, NotBegun) else ProcessDied
            raise kind(f"{self._name}: {what} ended its process: {child.end}") from error
        finally:
            if not child.is_quiet:
                child.kill()
                self._bury(child)

    def _bury(self, child: Child) -> asyncio.Task[None]:
        async def bury() -> None:
            await child.gone()
            self._living.discard(child)
            del self._burials[child]
            self._cpu_seconds_of_the_dead += child.cpu_seconds

        if child not in self._burials:
            self._burials[child] = asyncio.create_task(bury())
        return self._burials[child]


async def _all_or_none(starts: list[Coroutine[Any, Any, None]]) -> None:
    tasks = [asyncio.create_task(start) for start in starts]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _opened(reply: tuple[bool, bytes]) -> Any:
    returned, pickled = reply
    content = pickle.loads(pickled)  # noqa: S301 # our own child wrote it
    if returned:
        return content
    error, trace = content
    error.add_note(f"In a child process:\n{trace}")
    raise error


def _name_of(function: Callable[..., Any]) -> str:
    return getattr(function, "__qualname__", repr(function))
