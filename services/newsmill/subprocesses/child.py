"""The main loop of a child process of `subprocesses.pool`: answer calls until the parent is gone.

Imports neither asyncio nor anything of newsmill, so that a child starts quickly and holds only
what the functions it is asked to call bring with them.
"""

import ctypes
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import threading
import time
import traceback

REQUEST = struct.Struct("!ddQ")
"""Seconds the call may take; CPU seconds, 0 for any number; length of what follows.

What follows is the pickled (function, args, kwargs).
"""

BEGUN = b"!"
"""Sent when the request has come whole: what ends the child from here on may be the call."""

REPLY = struct.Struct("!?dQ")
"""Whether the function returned; CPU seconds this process has used; length of what follows.

What follows is the pickled result, or the pickled (exception, traceback as text).
"""

# The parent kills first. The alarm is for a child whose parent is gone while native code that never
# lets go of the interpreter lock (a regular expression, say) stops the thread of `_leave_with`.
ALARM_GRACE_SECONDS = 5.0
PARENT_CHECK_SECONDS = 0.5
MAX_TRACEBACK_CHARACTERS = 8_000
PR_SET_PDEATHSIG = 1

EXIT_OUT_OF_MEMORY = 77
"""The child ended because it was refused memory beyond its limit."""


class ForeignError(Exception):
    """The function raised an exception that cannot be pickled: this is its last line."""


def nothing() -> None:
    """The initializer of a pool that has none."""


def serve(descriptor: int, parent: int, memory_bytes: int = 0) -> None:
    """Call what the socket `descriptor` asks for, one call at a time, until it is closed.

    This process gets `memory_bytes` at most (0: any number); it ends when it needs more.
    """
    # Ctrl-C goes to the whole group; it is for the parent to decide what becomes of the work. The
    # parent blocks SIGINT while it starts us, so that none arrives before this line.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    _leave_with(parent)
    if memory_bytes:
        _limit_memory(memory_bytes)
    with socket.socket(fileno=descriptor) as connection:
        connection.set_inheritable(False)
        try:
            while _answer_one(connection, is_limited=bool(memory_bytes)):
                pass
        except OSError:
            return  # the parent is gone in the middle of a message


def _limit_memory(most: int) -> None:
    """Have the system refuse this process more memory than `most` bytes.

    Not its address space (RLIMIT_AS), in which every thread's malloc arena reserves 64 MB that are
    never used. macOS accepts RLIMIT_DATA and does not enforce it.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def _leave_with(parent: int) -> None:
    """End this process when `parent` ends, whatever this process is doing then."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _answer_one(connection: socket.socket, *, is_limited: bool) -> bool:
    """Answer the next call; false when there is none to come."""
    header = _receive(connection, REQUEST.size)
    if header is None:
        return False
    seconds, cpu_seconds, length = REQUEST.unpack(header)
    request = _receive(connection, length)
    if request is None:
        return False
    connection.sendall(BEGUN)
    signal.setitimer(signal.ITIMER_REAL, seconds + ALARM_GRACE_SECONDS)
    # SIGPROF ends the process. RLIMIT_CPU would count in whole seconds only.
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    returned, reply = _call(request, is_limited=is_limited)
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    connection.sendall(REPLY.pack(returned, time.process_time(), len(reply)))
    connection.sendall(reply)
    return True


def _receive(connection: socket.socket, length: int) -> bytearray | None:
    message = bytearray(length)
    view = memoryview(message)
    while view:
        received = connection.recv_into(view)
        if not received:
            return None
        view = view[received:]
    return message


def _call(request: bytearray, *, is_limited: bool) -> tuple[bool, bytes]:
    try:
        function, args, kwargs = pickle.loads(request)  # noqa: S301 # our own parent wrote it
        return True, pickle.dumps(function(*args, **kwargs), pickle.HIGHEST_PROTOCOL)
    # Whatever the function raises belongs to the caller in the parent, who decides.
    except Exception as error:
        if is_limited and isinstance(error, MemoryError):
            # What was refused memory may be in any state.
            os._exit(EXIT_OUT_OF_MEMORY)
        return False, _pickled_error(error)


def _pickled_error(error: Exception) -> bytes:
    lines = traceback.format_exception(error)
    trace = "".join(lines)[-MAX_TRACEBACK_CHARACTERS:]
    try:
        pickled = pickle.dumps((error, trace), pickle.HIGHEST_PROTOCOL)
        # Many exception classes pickle, but not back: their __init__ wants other arguments.
        pickle.loads(pickled)  # noqa: S301 # written on the line above
    except Exception:
        return pickle.dumps((ForeignError(lines[-1].strip()), trace), pickle.HIGHEST_PROTOCOL)
    return pickled
