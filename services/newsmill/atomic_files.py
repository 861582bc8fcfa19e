"""Atomic writing of files: beside the old one first, and renamed over it when all is written.

Until then, and where writing fails, the old file stays as it was, and no half of a new one is seen.
"""

import errno
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from newsmill.errors import UserError

MAX_NAME_CHARACTERS = 40
MAX_LINKS = 40
"""As Linux follows."""

_DESCRIPTOR = re.compile(r"/(?:dev|proc/(?:self|[0-9]+))/fd/([0-9]+)")
_NOT_BESIDE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_NOT_RENAMED = frozenset({errno.EBUSY, errno.EXDEV})
"""Of a file that is mounted alone, as into a container."""


class NotWritten(UserError):
    """A file or stream cannot be written: the message names it and says why."""


class Output(Protocol):
    """What takes bytes."""

    def write(self, content: bytes, /) -> object:
        """Take in `content`."""

    def flush(self) -> object:
        """Give on what was taken in."""


class NamedOutput:
    """A stream whose errors say what it is called."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self._name = name
        self._file = file

    def write(self, content: bytes) -> None:
        """Write all of `content`.

        Raises:
            NotWritten: it does not fit, or cannot be written otherwise.
        """
        with _named(self._name):
            self._file.write(content)

    def flush(self) -> None:
        """Make sure that what was written has gone on.

        Raises:
            NotWritten: as `write`.
        """
        with _named(self._name):
            self._file.flush()


class Draft(NamedOutput):
    """A file that is to take the place of another, or a stream that is written to at once."""

    def __init__(self, path: Path, file: BinaryIO, draft: Path | None, target: Path) -> None:
        super().__init__(str(path), file)
        self._draft = draft
        self._target = target

    def flush(self) -> None:
        """Make sure that there is room for what was written, on the disk too."""
        super().flush()
        if self._draft is not None:
            with _named(self._name):
                os.fsync(self._file.fileno())

    def finish(self) -> None:
        """Take the place of the other file."""
        self.flush()
        with _named(self._name):
            self._file.close()
            if self._draft is not None:
                _move(self._draft, self._target)
        self._draft = None

    def keep(self) -> Path | None:
        """Keep what was written so far as FILE.part; None where that is nothing.

        The other file stays as it was.
        """
        self.flush()
        if self._draft is None or not self._draft.stat().st_size:
            return None
        part = self._target.with_name(f"{self._target.name}.part")
        with _named(str(part)):
            _move(self._draft, part)
        self._draft = None
        return part

    def discard(self) -> None:
        """Leave nothing of it; nothing to do where it has been finished or kept."""
        with suppress(OSError):
            # What is still in its buffer may not fit either.
            self._file.close()
        if self._draft is not None:
            self._draft.unlink(missing_ok=True)


@contextmanager
def replacing(path: Path) -> Iterator[Draft]:
    """A file to write that takes the place of `path` at the end of the block, unless that fails.

    Links are followed, permissions stay. A device, a FIFO or /dev/stdout is written to directly.

    Raises:
        NotWritten: it cannot be written; `path` is then as it was before.
    """
    with _named(str(path)):
        draft = _begun(path)
    try:
        yield draft
        draft.finish()
    finally:
        draft.discard()


def write_file(path: Path, content: bytes) -> None:
    """Replace `path` by a file with this content.

    Raises:
        NotWritten: as `replacing`.
    """
    with replacing(path) as file:
        file.write(content)


def _begun(path: Path) -> Draft:
    descriptor = _descriptor_of(path)
    if descriptor is not None:
        return Draft(path, os.fdopen(os.dup(descriptor), "wb"), None, path)
    target = path.resolve()
    try:
        before = target.stat()
    except FileNotFoundError:
        before = None
    if before is not None and not stat.S_ISREG(before.st_mode):
        return Draft(path, target.open("wb"), None, path)
    if before is not None and not os.access(target, os.W_OK):
        # Who protects a file wants to keep it, also where its folder would let us replace it.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    descriptor, draft = _beside(target, before is not None)
    if before is not None:
        os.fchmod(descriptor, stat.S_IMODE(before.st_mode))
        with suppress(OSError):
            os.fchown(descriptor, before.st_uid, before.st_gid)
    return Draft(path, os.fdopen(descriptor, "wb"), draft, target)


def _descriptor_of(path: Path) -> int | None:
    """The descriptor of ours that `path` stands for, as /dev/stdout does."""
    for _ in range(MAX_LINKS):
        if found := _DESCRIPTOR.fullmatch(str(path)):
            return int(found[1])
        if not path.is_symlink():
            return None
        path = path.parent / path.readlink()
    return None


def _beside(target: Path, is_there: bool) -> tuple[int, Path]:
    """An open new file in the same folder, so that it can be renamed."""
    name = f".{target.name[:MAX_NAME_CHARACTERS]}.{secrets.token_hex(4)}.part"
    draft = target.with_name(name)
    try:
        # Without the other's permissions at first; where there is none, as the umask says.
        mode = 0o600 if is_there else 0o666
        return os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode), draft
    except OSError as error:
        if not is_there or error.errno not in _NOT_BESIDE:
            raise
    # The file may be written to, its folder not.
    descriptor, elsewhere = tempfile.mkstemp(prefix="newsmill-")
    return descriptor, Path(elsewhere)


def _move(draft: Path, target: Path) -> None:
    try:
        draft.replace(target)
    except OSError as error:
        if error.errno not in _NOT_RENAMED | _NOT_BESIDE:
            raise
        with draft.open("rb") as written, target.open("wb") as file:
            shutil.copyfileobj(written, file)
        draft.unlink()


@contextmanager
def _named(name: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        # Whoever read it has gone: that is no failure of ours.
        raise
    except OSError as error:
        raise NotWritten(f"{name}: {error.strerror or error}") from error
