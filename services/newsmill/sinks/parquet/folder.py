"""The folder that a sink fills: whose it is, how far it has come, and names of files.

A file's name says which offsets are in it, so a file that was finished just before a crash is not
written again. What has no file, since no record was wanted, is noted in `.newsmill-sink.json`.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from newsmill.atomic_files import write_file
from newsmill.sinks.errors import SinkRefused

NOTES = ".newsmill-sink.json"
LOCK = ".newsmill-sink.lock"
IN_USE = ".newsmill-sink.used"
DRAFTS = ".articles-*.part"
"""What `atomic_files` calls a file until it is whole."""

_NAME = re.compile(r"articles-p(\d+)-r(\d+)-(\d+)-(\d+)\.parquet")


@dataclass(frozen=True, order=True)
class Reached:
    """How far a partition is done."""

    reading: int = 1
    """Counts how often its log began anew: its offsets are then others."""
    next_offset: int = 0


@dataclass(frozen=True)
class Notes:
    """What is known of a folder."""

    topic: str
    sink: str
    where: str
    reached: Mapping[int, Reached]
    """By partition."""

    def at(self, partition: int, reached: Reached) -> "Notes":
        """The same, with one partition further."""
        return replace(self, reached={**self.reached, partition: reached})


@dataclass(frozen=True)
class FileName:
    """A file: offsets `start` up to and without `end` of one partition."""

    partition: int
    reading: int
    start: int
    end: int

    def __str__(self) -> str:
        offsets = f"{self.start:012d}-{self.end:012d}"
        return f"articles-p{self.partition:02d}-r{self.reading}-{offsets}.parquet"

    @classmethod
    def parsed(cls, name: str) -> "FileName | None":
        """The file of this name; None if it is none of ours."""
        match = _NAME.fullmatch(name)
        return cls(*map(int, match.groups())) if match else None


class Folder:
    """One folder; several processes of one sink may fill it, if it is on one machine."""

    def __init__(self, path: Path, topic: str) -> None:
        self.path = path
        self._topic = topic
        self._in_use: BinaryIO | None = None

    def open(self) -> None:
        """Make it, and delete what was half written, if nobody else is at work here.

        Raises:
            OSError: it cannot be made.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        self.close()
        in_use = (self.path / IN_USE).open("ab")
        try:
            try:
                fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                for draft in self.path.glob(f"*/{DRAFTS}"):
                    draft.unlink(missing_ok=True)
            except BlockingIOError:
                # Half written files may be another's.
                pass
            fcntl.flock(in_use, fcntl.LOCK_SH)
        except BaseException:
            in_use.close()
            raise
        self._in_use = in_use

    def close(self) -> None:
        """Let others clean up."""
        if self._in_use is not None:
            self._in_use.close()
            self._in_use = None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process at a time."""
        with (self.path / LOCK).open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def notes(self, sink: str, where: str) -> Notes:
        """What was noted; where there is nothing yet, the folder belongs to `sink` from now on.

        Raises:
            SinkRefused: it belongs to another sink, or holds other articles.
        """
        try:
            noted = _parsed(json.loads((self.path / NOTES).read_text()))
        except FileNotFoundError:
            if any(self._files()):
                raise SinkRefused(
                    f"{self.path}: there are files of a sink, but not {NOTES}: take an empty folder"
                ) from None
            return Notes(self._topic, sink, where, {})
        except (ValueError, KeyError, TypeError) as error:
            raise SinkRefused(f"{self.path / NOTES} cannot be read: {error!r}") from error
        if noted.topic != self._topic:
            raise SinkRefused(f"{self.path}: it is filled from {noted.topic}")
        if (noted.sink, noted.where) != (sink, where):
            raise SinkRefused(
                f"{self.path}: it belongs to the sink {noted.sink}, with the filter"
                f" {noted.where!r}: take another folder"
            )
        return noted

    def found(self, notes: Notes) -> Notes:
        """The same, as far as files go beyond it: they were finished just before a crash."""
        reached = dict(notes.reached)
        for file in self._files():
            at = Reached(file.reading, file.end)
            reached[file.partition] = max(at, reached.get(file.partition, at))
        return replace(notes, reached=reached)

    def has_files(self) -> bool:
        """Whether anything was written."""
        return next(self._files(), None) is not None

    def note(self, notes: Notes) -> None:
        """Keep `notes`; durable when it returns.

        Raises:
            NotWritten: the disk does not take it.
        """
        reached = {
            str(number): [at.reading, at.next_offset] for number, at in notes.reached.items()
        }
        content = {
            "topic": notes.topic,
            "sink": notes.sink,
            "where": notes.where,
            "next_offsets": reached,
        }
        write_file(self.path / NOTES, json.dumps(content, indent=1).encode() + b"\n")
        sync(self.path)

    def file(self, day: date, name: FileName) -> Path:
        """Where a file goes; its folder is there."""
        folder = self.path / f"date={day.isoformat()}"
        if not folder.is_dir():
            folder.mkdir(exist_ok=True)
            sync(self.path)
        return folder / str(name)

    def _files(self) -> Iterator[FileName]:
        for path in self.path.glob("date=*/articles-*.parquet"):
            if (name := FileName.parsed(path.name)) is not None:
                yield name


def sync(folder: Path) -> None:
    """Make a rename in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _parsed(noted: Any) -> Notes:
    reached = {
        int(number): Reached(int(reading), int(at))
        for number, (reading, at) in noted["next_offsets"].items()
    }
    return Notes(str(noted["topic"]), str(noted["sink"]), str(noted["where"]), reached)
