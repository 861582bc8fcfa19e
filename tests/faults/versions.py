"""What exactly was tested."""

import hashlib
import platform
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from tests.apache_kafka import POM, REPOSITORY

LOCK = REPOSITORY / "deploy" / "requirements" / "lock.txt"

BESIDE_THE_JUDGEMENT = ("report.py", "soak.py")
"""What says nothing of a run."""


def versions() -> dict[str, str]:
    """Of newsmill's code, of the bench, of Kafka, of Python, of what lies between them."""
    kafka = re.search(r"<kafka\.version>([^<]+)<", POM.read_text())
    return {
        "newsmill": code_version(),
        "bench": _digest(_code_of_the_bench()),
        "packages": _digest([LOCK]),
        "Kafka": kafka[1] if kafka else "?",
        "Python": platform.python_version(),
        "faust-streaming": version("faust-streaming"),
        "aiokafka": version("aiokafka"),
        "system": f"{platform.system()} {platform.machine()}",
    }


def code_version() -> str:
    """The commit, and a digest of what runs: it alone decides what is tested."""
    return f"{_commit(REPOSITORY)} (services {_digest(_code_of_the_services())})"


def same_code(one: str, other: str) -> bool:
    """Whether two code versions tested the same services."""
    return one.rpartition("(")[2] == other.rpartition("(")[2]


def same_version(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether the same was tested in the same way; the same code has many commits."""
    return same_code(one["newsmill"], other["newsmill"]) and (
        {**one, "newsmill": ""} == {**other, "newsmill": ""}
    )


def code_under_test() -> list[Path]:
    """All that a result depends on, of this repository."""
    return [*_code_of_the_services(), *_code_of_the_bench()]


def _code_of_the_services() -> Iterator[Path]:
    """All of it: `run` and `feeds`, with what they take from `local`, are part of each run, and
    `audit` is one of the judges.
    """
    yield from (REPOSITORY / "services").rglob("*.py")


def _code_of_the_bench() -> Iterator[Path]:
    yield from (REPOSITORY / "tests" / name for name in ("apache_kafka.py", "brokers.py"))
    for path in (REPOSITORY / "tests" / "faults").iterdir():
        is_code = path.suffix in (".py", ".c") and not path.name.startswith("test_")
        if is_code and path.name not in BESIDE_THE_JUDGEMENT:
            yield path


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        place = path.relative_to(REPOSITORY)
        digest.update(str(place).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _commit(repository: Path) -> str:
    asked = subprocess.run(
        ["git", "-C", str(repository), "rev-parse", "--short=10", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or "no commit"
