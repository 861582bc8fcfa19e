"""What the tests of the process pool ask children to do."""

import atexit
import os
import re
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

from newsmill.errors import UserError

_initialised: list[str] = []


class RefusedError(Exception):
    """Says which article it was."""

    def __init__(self, article: str, *, reason: str) -> None:
        super().__init__(article)
        self.reason = reason


class AwkwardError(Exception):
    """Pickles, but not back: its initializer wants two arguments."""

    def __init__(self, article: str, reason: str) -> None:
        super().__init__(f"{article}: {reason}")


def add(a: int, b: int = 0) -> int:
    return a + b


def same(content: bytes) -> bytes:
    return content


def raise_value_error() -> NoReturn:
    raise ValueError("no date", 42)


def raise_timeout() -> NoReturn:
    raise TimeoutError("the function's own")


def raise_connection_reset() -> NoReturn:
    raise ConnectionResetError("the function's own")


def raise_awkward() -> NoReturn:
    raise AwkwardError("article 7", "no title")


def raise_refused() -> NoReturn:
    raise RefusedError("article 7", reason="no title")


def return_a_lock() -> object:
    return threading.Lock()


def sleep(report: Path) -> NoReturn:
    _report(report)
    while True:
        time.sleep(60)


def hold_the_lock(report: Path) -> NoReturn:
    """Backtrack for hours in native code that never lets go of the interpreter lock."""
    _report(report)
    re.fullmatch("(a*)*b", "a" * 64)
    raise AssertionError("the expression was meant to take for ever")


def burn(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def burn_for_ever(report: Path) -> NoReturn:
    _report(report)
    while True:
        pass


def take_memory(count: int) -> int:
    return len(bytearray(count))


def burn_and_exit(seconds: float) -> NoReturn:
    burn(seconds)
    os._exit(1)


def exit_with(code: int) -> NoReturn:
    sys.exit(code)


def send_signal(number: int) -> None:
    os.kill(os.getpid(), number)


def pid_after(pause: float) -> int:
    time.sleep(pause)
    return os.getpid()


def environment() -> dict[str, str]:
    return dict(os.environ)


def modules() -> frozenset[str]:
    return frozenset(sys.modules)


def write_on_leaving(report: Path) -> None:
    """Only who leaves by itself writes: nobody who is killed does."""
    atexit.register(_report, report)


def initialise(greeting: str) -> None:
    _initialised.append(greeting)


def initialised() -> list[str]:
    return _initialised


def refuse_to_initialise(model: str) -> NoReturn:
    raise UserError(f"no model {model}")


def start_after(starts: Path, failures: int, how: str) -> None:
    """Fail so often, and then succeed; `starts` has a point for each time."""
    with starts.open("a") as noted:
        noted.write(".")
    if len(starts.read_text()) <= failures:
        if how == "die":
            os._exit(9)
        raise OSError("no space left on device")


def _report(report: Path) -> None:
    part = report.with_suffix(".part")
    part.write_text(str(os.getpid()))
    part.rename(report)
