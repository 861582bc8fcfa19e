"""Make stdin, stdout and stderr safe to use where they are closed, full or in another charset.

- Text goes to pipes and files in UTF-8, whatever the locale is. A terminal gets its own encoding,
  with a question mark for what it lacks.
- A write to stdout that fails raises an error of its own kind, once: no `OSError`, which could be
  taken for that of a file. stdout that was closed from the start fails like that too.
- What cannot be written to stderr is not said; the exit code has to tell.
- The numbers 0, 1 and 2 are taken, so that no file or connection gets one of them.
"""

import errno
import io
import os
import sys
from typing import TextIO

from newsmill.errors import UserError


class ReaderGone(Exception):
    """Nobody reads our stdout any more, as in `newsmill … | head -1`."""


class CannotWrite(UserError):
    """Our stdout does not take what is to be printed."""


class _Output(io.FileIO):
    """File descriptor 1: after the first failed write, which raises, nothing more is written."""

    failure: ReaderGone | CannotWrite | None = None

    def write(self, data: object) -> int:
        if self.failure is None:
            try:
                return super().write(data)  # type: ignore[arg-type]
            except BrokenPipeError:
                self.failure = ReaderGone()
            except OSError as error:
                is_closed = error.errno == errno.EBADF
                why = "stdout is closed" if is_closed else error.strerror or error
                self.failure = CannotWrite(f"could not write: {why}")
            raise self.failure
        return memoryview(data).nbytes  # type: ignore[arg-type]


class _Diagnostics(io.FileIO):
    """File descriptor 2: what cannot be written is left out."""

    def write(self, data: object) -> int:
        try:
            return super().write(data)  # type: ignore[arg-type]
        except OSError:
            return memoryview(data).nbytes  # type: ignore[arg-type]


def secure_standard_streams() -> None:
    """Replace this process's streams by safe ones; those that somebody else has replaced stay."""
    # In this order, because the lowest free number is taken. stdout cannot be written to then: who
    # closed it learns that something was to be printed.
    for descriptor, mode in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        _take(descriptor, mode)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 # for as long as we run
    if sys.stdout is sys.__stdout__:
        sys.stdout = _text(_Output(1, "w", closefd=False), sys.stdout)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _text(_Diagnostics(2, "w", closefd=False), sys.stderr)


def flush_stdout() -> None:
    """Write what is left.

    Raises:
        ReaderGone, CannotWrite: that fails, or an earlier write has.
    """
    sys.stdout.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    if isinstance(raw, _Output) and raw.failure is not None:
        raise raw.failure


def _take(descriptor: int, mode: int) -> None:
    try:
        os.fstat(descriptor)
    except OSError:
        os.set_inheritable(os.open(os.devnull, mode), True)


def _text(raw: io.FileIO, before: TextIO | None) -> TextIO:
    is_terminal = raw.isatty()
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=before.encoding if before is not None and is_terminal else "utf-8",
        errors="replace" if is_terminal else "backslashreplace",
        # As Python has it: stderr always, stdout on a terminal.
        line_buffering=is_terminal or raw.fileno() != 1,
        write_through=raw.fileno() != 1,
    )
