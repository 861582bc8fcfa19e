"""What the code under test takes from outside, replaced for one simulation."""

import itertools
import logging
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from faust.app import base as faust_app
from faust.transport import consumer as faust_consumer

from newsmill import clock
from tests.streaming.simulation.loop import CURRENT, SimulatedLoop

MIDNIGHT = datetime(2026, 3, 4, tzinfo=UTC)
_MONOTONIC = time.monotonic
_UTC_NOW = clock.utc_now


class Log:
    """Stands for a logger."""

    def __init__(self, say: Callable[[str], None] | None) -> None:
        self._say = say

    def __getattr__(self, level: str) -> Callable[..., None]:
        return self._log

    def _log(self, event: str, *_: Any, **fields: Any) -> None:
        if self._say is not None:
            words = " ".join(f"{name}={value}" for name, value in fields.items())
            self._say(f"    log: {event} {words}")


class _NoFlightRecorder:
    """Faust's remarks on what takes long."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.info = _say_nothing

    def __enter__(self) -> "_NoFlightRecorder":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was recorded."""


async def _of_others(*_: Any) -> dict[Any, int]:
    """No other group reads what the workers read."""
    return {}


def _say_nothing(*_: Any) -> None:
    """Nobody listens."""


@contextmanager
def patched(loop: SimulatedLoop, say: Callable[[str], None] | None) -> Iterator[None]:
    """In the block the worker's clock is the loop's, and its log goes to `say`."""
    undo: list[tuple[Any, str, Any]] = []

    def replace(owner: Any, name: str, value: Any) -> None:
        undo.append((owner, name, getattr(owner, name)))
        setattr(owner, name, value)

    def utc_now() -> datetime:
        return MIDNIGHT + timedelta(seconds=loop.now + CURRENT.get().clock_is_ahead)

    clocks = SimpleNamespace(monotonic=loop.time, time=lambda: utc_now().timestamp())
    log = Log(say)
    numbers = itertools.count()
    no_secrets = SimpleNamespace(
        token_hex=lambda _: f"secret {next(numbers)}",
        token_bytes=lambda length: next(numbers).to_bytes(length, "big"),
    )
    for name, module in list(sys.modules.items()):
        if not name.startswith(("newsmill.streaming.", "newsmill.kafka.")) or module is None:
            continue
        names = vars(module)
        if names.get("time") is time:
            replace(module, "time", clocks)
        if names.get("monotonic") is _MONOTONIC:
            replace(module, "monotonic", loop.time)
        if names.get("utc_now") is _UTC_NOW:
            replace(module, "utc_now", utc_now)
        if names.get("secrets") is secrets:
            replace(module, "secrets", no_secrets)
        if "committed_offsets" in names:
            replace(module, "committed_offsets", _of_others)
        if "log" in names:
            replace(module, "log", log)
    replace(faust_consumer, "monotonic", loop.time)
    replace(faust_consumer, "flight_recorder", _NoFlightRecorder)
    replace(faust_app, "flight_recorder", _NoFlightRecorder)
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
        for owner, name, value in reversed(undo):
            setattr(owner, name, value)
