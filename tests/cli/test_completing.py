"""Shells that complete what a person types."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsmill.cli import completing
from newsmill.cli.topic_names import short_name
from newsmill.pipeline import ROOMS, TOPICS
from tests.cli.test_help import HEAVY

# typer itself reads arguments with pydantic.
OURS = tuple(name for name in HEAVY if name != "pydantic")

SECONDS = 60

BASH = """
eval "$(_NEWSMILL_COMPLETE=source_bash newsmill)"
COMP_WORDS=({words}"")
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_newsmill_completion newsmill
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
FISH = "_NEWSMILL_COMPLETE=source_fish newsmill | source; complete -C '{words}'"
# Without a terminal, zsh has no completion to ask; this is what its function asks for.
ZSH = "_NEWSMILL_COMPLETE=complete_zsh _TYPER_COMPLETE_ARGS='{words}' newsmill"

SHELLS = {"bash": BASH, "fish": FISH, "zsh": ZSH}


def completed(shell: str, words: str) -> str:
    """What `shell` offers behind `words`."""
    if (program := shutil.which(shell)) is None:
        pytest.skip(f"{shell} is not installed")
    folder = str(Path(sys.executable).parent)
    ended = subprocess.run(
        [program, "-c", SHELLS[shell].format(words=words)],
        env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    assert not ended.stderr
    return ended.stdout


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("newsmill ", ["tail", "dead-letters", "once"]),
        ("newsmill feeds ", ["status", "import"]),
        ("newsmill run ", ROOMS),
        ("newsmill dead-letters list --room ", ROOMS),
        ("newsmill tail ", ["enriched", "lost-messages"]),
    ],
)
def test_commands_rooms_and_topics_are_offered(shell: str, words: str, offered: list[str]) -> None:
    told = completed(shell, words)

    assert [word for word in offered if word not in told] == []
    assert "Traceback" not in told


def test_the_words_are_those_of_the_map() -> None:
    assert completing.ROOMS == ROOMS
    assert sorted(completing.TOPICS) == sorted(map(short_name, TOPICS))


def test_only_what_begins_so_is_offered() -> None:
    assert completing.topics("feed-") == ["feed-states", "feed-memories", "feed-events"]
    assert completing.rooms("c") == ["cleaner"]


def test_completing_imports_nothing_heavy() -> None:
    """A person waits for it at each press of the key."""
    script = (
        "import os, sys\n"
        "os.environ |= {'_NEWSMILL_COMPLETE': 'complete_bash', 'COMP_CWORD': '2',\n"
        "               'COMP_WORDS': 'newsmill tail en'}\n"
        "from newsmill.cli.main import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        f"    print('heavy:', [name for name in {OURS!r} if name in sys.modules])\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=SECONDS, check=True
    )

    assert ended.stdout.splitlines() == ["enriched", "heavy: []"]
