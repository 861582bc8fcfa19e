"""What the code under test takes from outside, replaced for one simulation."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from faust.app import base as faust_app
from faust.transport import consumer as faust_consumer

from tests.streaming.simulation.loop import SimulatedLoop

_MONOTONIC = time.monotonic


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


def _say_nothing(*_: Any) -> None:
    """Nobody listens."""


@contextmanager
def patched(loop: SimulatedLoop, say: Callable[[str], None] | None) -> Iterator[None]:
    """In the block the worker's clock is the loop's, and its log goes to `say`."""
    undo: list[tuple[Any, str, Any]] = []

    def replace(owner: Any, name: str, value: Any) -> None:
        undo.append((owner, name, getattr(owner, name)))
        setattr(owner, name, value)

    clock = SimpleNamespace(monotonic=loop.time, time=loop.time)
    log = Log(say)
    for name, module in list(sys.modules.items()):
        if not name.startswith("newsmill.streaming.") or module is None:
            continue
        names = vars(module)
        if names.get("time") is time:
            replace(module, "time", clock)
        if names.get("monotonic") is _MONOTONIC:
            replace(module, "monotonic", loop.time)
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
