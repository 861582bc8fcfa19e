"""A pool of child processes for CPU work; one that hangs or crashes is killed, not waited for.

A function that hangs, crashes in native code or eats all memory costs one child and one call. The
children are started fresh (no fork) with a boot line of our own instead of `multiprocessing`:
they never import the parent's `__main__`, the parent can wait for the very child it kills, and
its CPU time is known to the end.
"""

import asyncio
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar

from newsmill.subprocesses.child import REPLY, REQUEST, ForeignError, nothing

__all__ = ["DeadlineExceeded", "ForeignError", "ProcessDied", "ProcessPool", "open_process_pool"]

P = ParamSpec("P")
T = TypeVar("T")

# Importing spaCy and loading models on a machine that is busy otherwise.
START_DEADLINE = timedelta(seconds=120)
# How long an idle child may take to leave by itself, and a killed one to be gone.
FAREWELL = timedelta(seconds=1)
BURIAL = timedelta(seconds=0.5)

# -P: the working directory must not shadow the two modules imported before sys.path is set.
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[4]); "
    "from newsmill.subprocesses.child import serve; serve(int(sys.argv[2]), int(sys.argv[3]))"
)

# Two children with a thread for each core are slower than two with one each; numpy reads these
# once, when it is imported.
_ONE_THREAD = {
    "BLIS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}


class DeadlineExceeded(Exception):
    """The child ran longer than the deadline and was killed."""


class ProcessDied(Exception):
    """The child could not be started, or died: a crash in native code, or out of memory."""


@asynccontextmanager
async def open_process_pool(
    name: str,
    *,
    processes: int,
    deadline: timedelta,
    initializer: Callable[..., None] | None = None,
    initargs: tuple[Any, ...] = (),
) -> AsyncIterator["ProcessPool"]:
    """A pool of `processes` children, none of which outlives the block or this process.

    Children start when they are needed, or all at once with `warm_up`. Each first calls
    `initializer(*initargs)`. On leaving the block busy children are killed, which cancels
    the calls that wait for them; it takes two seconds at most.
    """
    pool = ProcessPool(name, processes, deadline, initializer, initargs)
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
    ) -> None:
        self._name = name
        self._processes = processes
        self._deadline = deadline
        self._initializer = initializer or nothing
        self._initargs = initargs
        self._free = asyncio.Semaphore(processes)
        self._warming = asyncio.Lock()
        self._idle: list[_Child] = []
        self._living: set[_Child] = set()
        self._burials: dict[_Child, asyncio.Task[None]] = {}
        self._cpu_seconds_of_the_dead = 0.0
        self._closed = False

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns or raises, in a child.

        `function` and the classes of its arguments stand in an importable module (not in
        `__main__`). Its exceptions come through as they are, with the child's traceback as a
        note. Cancelling the call kills the child.

        Raises:
            DeadlineExceeded: it took longer than the pool's deadline, counted from when a child
                began with it.
            ProcessDied: the child died of it.
            ForeignError: it raised an exception that cannot be pickled.
        """
        return await self.run_within(self._deadline, function, *args, **kwargs)

    async def run_within(
        self, deadline: timedelta, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `run`, with another deadline for this one call."""
        request = pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)
        if self._closed:
            raise RuntimeError(f"the process pool {self._name} is closed")
        async with self._free:
            self._part_with_the_dead()
            child = self._idle.pop() if self._idle else await self._start()
            reply = await self._call(child, request, deadline, _name_of(function))
            self._idle.append(child)
        result: T = _opened(reply)
        return result

    async def warm_up(self) -> None:
        """Start and initialise all children now; what the initializer raises comes through."""
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
        self._closed = True
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

    async def _start(self) -> "_Child":
        if self._closed:
            raise asyncio.CancelledError(f"the process pool {self._name} was closed")
        try:
            child = _Child(self._name)
        except OSError as error:
            raise ProcessDied(f"{self._name}: cannot start a child: {error}") from error
        self._living.add(child)
        request = pickle.dumps((self._initializer, self._initargs, {}), pickle.HIGHEST_PROTOCOL)
        reply = await self._call(child, request, START_DEADLINE, _name_of(self._initializer))
        try:
            _opened(reply)
        except BaseException:
            child.kill()
            self._bury(child)
            raise
        return child

    async def _call(
        self, child: "_Child", request: bytes, deadline: timedelta, what: str
    ) -> tuple[bool, bytes]:
        """The child's reply; a child that gives none is killed."""
        try:
            return await child.call(request, deadline)
        except TimeoutError as error:
            raise DeadlineExceeded(
                f"{self._name}: {what} ran longer than {deadline.total_seconds():g} s"
            ) from error
        except OSError as error:
            # It is ending by itself: killing it at once could hide what of.
            await asyncio.wait({self._bury(child)}, timeout=FAREWELL.total_seconds())
            if self._closed:
                raise asyncio.CancelledError(f"the process pool {self._name} was closed") from error
            raise ProcessDied(f"{self._name}: {what} ended its process: {child.end}") from error
        finally:
            if not child.is_quiet:
                child.kill()
                self._bury(child)

    def _bury(self, child: "_Child") -> asyncio.Task[None]:
        async def bury() -> None:
            await child.gone()
            self._living.discard(child)
            del self._burials[child]
            self._cpu_seconds_of_the_dead += child.cpu_seconds

        if child not in self._burials:
            self._burials[child] = asyncio.create_task(bury())
        return self._burials[child]


class _Child:
    """One process, and our end of the socket to it."""

    def __init__(self, name: str) -> None:
        self.cpu_seconds = 0.0
        self.is_quiet = True
        self._talk = asyncio.Lock()
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        with theirs:
            try:
                self._process = _spawn(name, theirs.fileno())
            except OSError:
                self._socket.close()
                raise

    @property
    def end(self) -> str:
        """How the process ended."""
        code = self._process.returncode
        if code is None:
            return "it closed its connection"
        if code >= 0:
            return f"exit code {code}"
        if code == -signal.SIGKILL:
            return "killed by SIGKILL, perhaps for want of memory"
        return f"killed by {signal.Signals(-code).name}"

    def is_alive(self) -> bool:
        """Whether it still listens; asked while it is idle, when nothing is to be read from it."""
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    async def call(self, request: bytes, deadline: timedelta) -> tuple[bool, bytes]:
        """Send `request`, wait for the reply: whether the function returned, and its pickle.

        Raises:
            TimeoutError: no reply within `deadline`.
            OSError: the child closed its end.
        """
        seconds = deadline.total_seconds()
        loop = asyncio.get_running_loop()
        self.is_quiet = False
        async with self._talk, asyncio.timeout(seconds):
            await loop.sock_sendall(self._socket, REQUEST.pack(seconds, len(request)))
            await loop.sock_sendall(self._socket, request)
            returned, self.cpu_seconds, length = REPLY.unpack(await self._receive(REPLY.size))
            reply = await self._receive(length)
        self.is_quiet = True
        return returned, reply

    async def _receive(self, length: int) -> bytes:
        message = bytearray(length)
        view = memoryview(message)
        while view:
            received = await asyncio.get_running_loop().sock_recv_into(self._socket, view)
            if not received:
                raise ConnectionResetError("the child closed its end")
            view = view[received:]
        return bytes(message)

    def dismiss(self) -> None:
        """Let an idle child end by itself."""
        self._socket.close()

    def kill(self) -> None:
        """End it now, whatever it is doing."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    async def gone(self) -> None:
        """Wait until the process has ended; then its CPU time is final."""
        pause = 0.001
        while not self._reaped():
            await asyncio.sleep(pause)
            pause = min(2 * pause, 0.05)
        # A call in flight must read the end of the stream before the socket may be closed.
        async with self._talk:
            self._socket.close()

    def _reaped(self) -> bool:
        try:
            pid, status, usage = os.wait4(self._process.pid, os.WNOHANG)
        except ChildProcessError:
            # Somebody else in this process waits for any child, or ignores SIGCHLD.
            self._process.returncode = 0
            return True
        if not pid:
            return False
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu_seconds = usage.ru_utime + usage.ru_stime
        return True


def _spawn(name: str, descriptor: int) -> "subprocess.Popen[bytes]":
    path = json.dumps([str(entry) for entry in sys.path])
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return subprocess.Popen(  # noqa: S603 # our own interpreter and boot line
            [sys.executable, "-P", "-c", _BOOT, name, str(descriptor), str(os.getpid()), path],
            stdin=subprocess.DEVNULL,
            stdout=2,  # stdout is for records
            pass_fds=(descriptor,),
            env={**os.environ, **_ONE_THREAD},
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
