"""See to it that arguments, file names and settings are read as UTF-8, whatever the locale is."""

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence

from newsmill.cli.terminal import shortened
from newsmill.errors import UsageError

MOST_CHARACTERS = 10_000
"""Of an argument: more than any address, path or pattern has, and than a screen takes."""

SHOWN_CHARACTERS = 100

_UNDECODED = re.compile(r"[\udc80-\udcff]")


def restart_in_utf8() -> None:
    """Where the locale knows only ASCII (`LC_ALL=C`), start this command again in UTF-8 mode.

    Python would neither read arguments nor open files with other characters in their names.
    """
    if sys.getfilesystemencoding() != "ascii" or os.environ.get("PYTHONUTF8") == "1":
        return
    program, *arguments = sys.orig_argv
    os.execve(  # noqa: S606 # the same command
        sys.executable or program,
        [program, "-X", "utf8", *arguments],
        {**os.environ, "PYTHONUTF8": "1"},
    )


def require_text(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Refuse what could not be decoded, and what nobody could read in an error message.

    Raises:
        UsageError: an argument, or a setting in `environment`, is not UTF-8, or too long.
    """
    for what, given in _given(arguments, environment):
        if _UNDECODED.search(given):
            raw = os.fsencode(given).decode(errors="backslashreplace")
            raise UsageError(f"{what} is not UTF-8: {shortened(raw, SHOWN_CHARACTERS)}")
        if len(given) > MOST_CHARACTERS:
            raise UsageError(
                f"{what} is longer than {MOST_CHARACTERS} characters: "
                f"{shortened(given, SHOWN_CHARACTERS)}"
            )


def _given(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for number, argument in enumerate(arguments, start=1):
        yield f"argument {number}", argument
    for name, value in environment.items():
        if name.startswith("NEWSMILL_"):
            yield name, value
