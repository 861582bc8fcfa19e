"""The feed server in a process of its own, as the bench starts and asks it."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.faults.ledger import Served, read_ledger

ANSWER_SECONDS = 10

# A proxy that the environment names does not know this machine's processes.
_directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Newsstand:
    """A running feed server."""

    process: "subprocess.Popen[str]"
    port: int
    feeds: tuple[str, ...]
    ledger: Path

    def status(self) -> dict[str, Any]:
        """What it has brought out, served and seen acknowledged."""
        told: dict[str, Any] = self._ask("status")
        return told

    def stop(self) -> None:
        """Let it bring out nothing more; it goes on serving."""
        self._ask("stop", data=b"")

    def hurry(self, rate: float) -> None:
        """Bring out `rate` a second from now on."""
        self._ask(f"rate/{rate}", data=b"")

    def begin(self) -> None:
        """Let it bring out from now on, as if it had just started."""
        self._ask("start", data=b"")

    def served(self) -> list[Served]:
        """All it has served."""
        return read_ledger(self.ledger)

    def _ask(self, what: str, data: bytes | None = None) -> Any:
        url = f"http://127.0.0.1:{self.port}/{what}"
        with _directly.open(url, data=data, timeout=ANSWER_SECONDS) as answer:
            return json.load(answer)


@contextmanager
def open_newsstand(
    ledger: Path,
    *,
    seed: int,
    rate: float,
    count: int,
    window: int,
    port: int = 0,
    poison: Mapping[int, str] = MappingProxyType({}),
) -> Iterator[Newsstand]:
    """Serve `count` publications of `seed`, `rate` a second, until the end of the block.

    `poison` says what the title of a number is to begin with.
    """
    options = {
        "--seed": seed,
        "--rate": rate,
        "--count": count,
        "--window": window,
        "--port": port,
        "--poison": json.dumps(dict(poison)),
        "--ledger": ledger,
    }
    told = [str(part) for option in options.items() for part in option]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.feed_server", *told],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl-C is the bench's to handle.
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            first = json.loads(process.stdout.readline())
            yield Newsstand(process, first["port"], tuple(first["feeds"]), ledger)
        finally:
            process.kill()
