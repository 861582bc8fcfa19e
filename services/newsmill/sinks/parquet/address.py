"""Understand `parquet:DIR?minutes=10&megabytes=16`: where to write, and when a file is full."""

import math
import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl

from newsmill.errors import UsageError
from newsmill.kafka.group_reader import Bounds

DEFAULT_MINUTES, MAX_MINUTES = 10.0, 24 * 60
DEFAULT_MEGABYTES, MAX_MEGABYTES = 16.0, 64
"""Of JSON; all of it is in memory as objects, which take several times that."""

MAX_ROWS = 20_000
MEBIBYTE = 1024 * 1024

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Address:
    """Where and how to write."""

    folder: Path
    bounds: Bounds

    @property
    def name(self) -> str:
        """The same for the same folder, however it is written."""
        digest = sha256(str(self.folder).encode()).hexdigest()[:8]
        word = _NOT_IN_NAMES.sub("-", self.folder.name.lower()).strip("-")[:40]
        return f"parquet-{word}-{digest}" if word else f"parquet-{digest}"


def address_of(url: str) -> Address:
    """Parse it.

    Raises:
        UsageError: no folder is named, or an option is none.
    """
    _, _, rest = url.partition(":")
    written, _, query = rest.partition("?")
    if written.startswith("//"):
        # As a URL of a file has it; none of these has a host.
        written = written.removeprefix("//")
    if not written or "\0" in written:
        raise UsageError("name a folder: parquet:articles or parquet:/data/articles")
    options = dict(parse_qsl(query, keep_blank_values=True))
    minutes = _number(options, "minutes", DEFAULT_MINUTES, MAX_MINUTES)
    megabytes = _number(options, "megabytes", DEFAULT_MEGABYTES, MAX_MEGABYTES)
    if options:
        raise UsageError(f"parquet: takes minutes and megabytes, not {', '.join(sorted(options))}")
    bounds = Bounds(MAX_ROWS, int(megabytes * MEBIBYTE), timedelta(minutes=minutes))
    return Address(Path(written).expanduser().resolve(), bounds)


def _number(options: dict[str, str], name: str, default: float, most: float) -> float:
    written = options.pop(name, None)
    if written is None:
        return default
    try:
        number = float(written)
    except ValueError:
        number = math.nan
    if not 0 < number <= most:
        raise UsageError(f"{name}={written}: write a number up to {most:g}")
    return number
