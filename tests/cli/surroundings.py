"""Every command of the app with arguments that it takes, and surroundings hostile to it."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from newsmill.cli.main import app
from tests.commands import COMMAND_SECONDS

CHECKOUT = Path(__file__).parents[2]

NOT_UTF8 = b"\xff\xfe"

SAMPLES = {
    "ARTICLE": "paper.example/a",
    "FILE|URL|-": "-",
    "FOLDER": "schemas",
    "ID": "0:0",
    "ROOM": "cleaner",
    "SOURCE…": "-",
    "SUFFIX": "next",
    "TIME": "2h",
    "URL…": "https://paper.example/feed",
    "url": "https://paper.example/feed",
}
"""A value by what the help calls it; anything else is `x`."""

EXTRA: dict[str, Sequence[str]] = {
    "dead-letters replay": ("--all",),
    "tail": ("--from-start", "--until-now"),
}
"""What a command needs to come to something, or to an end."""

Words = list[str]


def commands() -> dict[str, Any]:
    """Every command by its name, as `newsmill` has them now."""
    return dict(_commands_of(typer.main.get_command(app), []))


def arguments_of(name: str, command: Any) -> Words:
    """The command with its required arguments and options."""
    words = name.split()
    for parameter in command.params:
        if parameter.required:
            called = str(parameter.metavar or parameter.name)
            if parameter.param_type_name == "option":
                words.append(parameter.opts[0])
            words.append(SAMPLES.get(called, "x"))
    return [*words, *EXTRA.get(name, ())]


def _commands_of(group: Any, path: Words) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands_of(command, [*path, name])
        else:
            yield " ".join([*path, name]), command


@dataclass(frozen=True)
class Surroundings:
    """How a command is run: the words behind it in a shell, its environment, a bad argument."""

    shell: str = ""
    environment: Mapping[str, str] | None = None
    without: Sequence[str] = ()
    argument: bytes | None = None
    is_about_output: bool = False
    """Whether a command has to print something to notice."""


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "PYTHONCOERCECLOCALE": "0"}

SURROUNDINGS = {
    "a closed stdout": Surroundings(">&-", is_about_output=True),
    "a closed stderr": Surroundings("2>&-"),
    "nothing open": Surroundings("<&- >&- 2>&-"),
    "a full disk": Surroundings(">/dev/full", is_about_output=True),
    "a full disk for errors too": Surroundings(">/dev/full 2>&1"),
    "a reader that has left": Surroundings("| true", is_about_output=True),
    "an ASCII terminal's settings": Surroundings(environment=ASCII, is_about_output=True),
    "no home": Surroundings(without=("HOME", "USER", "LOGNAME")),
    "an argument that is not UTF-8": Surroundings(argument=NOT_UTF8),
    "an option's value that is not UTF-8": Surroundings(argument=b"--broker=" + NOT_UTF8),
}


@dataclass(frozen=True)
class Ended:
    """How it ended, in a pipe the command itself and not its reader."""

    code: int
    stdout: bytes
    stderr: bytes


def run(words: Words, at: Surroundings, environment: Mapping[str, str]) -> Ended:
    """Run `newsmill` with `words` to its end, or end it, so that it is not left behind."""
    command: list[str | bytes] = ["/bin/bash", "-o", "pipefail", "-c"]
    command += [
        f'timeout {COMMAND_SECONDS - 5} "$@" {at.shell}',
        "bash",
        sys.executable,
        "-m",
        "newsmill",
        *words,
    ]
    if at.argument is not None:
        command.append(at.argument)
    kept = {name: value for name, value in environment.items() if name not in at.without}
    ended = subprocess.run(
        command,
        env={**kept, **(at.environment or {})},
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)
