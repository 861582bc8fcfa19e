"""One child process of a pool: how it is started, called, killed and buried."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from newsmill.subprocesses.child import BEGUN, REPLY, REQUEST

# -P: the working directory must not shadow the two modules imported before sys.path is set.
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[4]); "
    "from newsmill.subprocesses.child import serve; serve(*map(int, sys.argv[2:4] + sys.argv[5:]))"
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


@dataclass(frozen=True, slots=True)
class Limits:
    """What a call may take of the machine."""

    deadline: timedelta
    """By the clock on the wall."""
    cpu: timedelta | None = None
    """User and system time; None: as much as the deadline leaves."""


class NotBegun(ConnectionError):
    """The child ended before it had the whole request."""


class Child:
    """One process, and our end of the socket to it."""

    def __init__(self, name: str, memory_bytes: int | None) -> None:
        self.cpu_seconds = 0.0
        self.is_quiet = True
        self._talk = asyncio.Lock()
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        with theirs:
            try:
                self._process = _spawn(name, theirs.fileno(), memory_bytes or 0)
            except OSError:
                self._socket.close()
                raise

    @property
    def code(self) -> int | None:
        """The process's exit code, or the signal that ended it as a negative number."""
        return self._process.returncode

    @property
    def end(self) -> str:
        """How the process ended."""
        code = self.code
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

    async def call(self, request: bytes, limits: Limits) -> tuple[bool, bytes]:
        """Send `request`, wait for the reply: whether the function returned, and its pickle.

        Raises:
            TimeoutError: no reply within the deadline.
            NotBegun: the child closed its end before it had the request.
            OSError: the child closed its end.
        """
        seconds = limits.deadline.total_seconds()
        cpu_seconds = limits.cpu.total_seconds() if limits.cpu is not None else 0.0
        header = REQUEST.pack(seconds, cpu_seconds, len(request))
        loop = asyncio.get_running_loop()
        self.is_quiet = False
        async with self._talk, asyncio.timeout(seconds):
            try:
                await loop.sock_sendall(self._socket, header)
                await loop.sock_sendall(self._socket, request)
                await self._receive(len(BEGUN))
            except OSError as error:
                # Only what fails because of the deadline is a TimeoutError, which is one of these.
                if isinstance(error, TimeoutError):
                    raise
                raise NotBegun(*error.args) from error
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


def _spawn(name: str, descriptor: int, memory_bytes: int) -> "subprocess.Popen[bytes]":
    path = json.dumps([str(entry) for entry in sys.path])
    arguments = [str(descriptor), str(os.getpid()), path, str(memory_bytes)]
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return subprocess.Popen(  # noqa: S603 # our own interpreter and boot line
            [sys.executable, "-P", "-c", _BOOT, name, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=2,  # stdout is for records
            pass_fds=(descriptor,),
            env={**os.environ, **_ONE_THREAD},
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
