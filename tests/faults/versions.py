"""What exactly was tested."""

import hashlib
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from tests.apache_kafka import POM, REPOSITORY

BESIDE_THE_ROOMS = ("cli", "inspection", "local")
"""What people at a terminal use."""


def versions() -> dict[str, str]:
    """Of newsmill's code, of Kafka, of Python, of what lies between them."""
    kafka = re.search(r"<kafka\.version>([^<]+)<", POM.read_text())
    return {
        "newsmill": code_version(),
        "Kafka": kafka[1] if kafka else "?",
        "Python": platform.python_version(),
        "faust-streaming": version("faust-streaming"),
        "aiokafka": version("aiokafka"),
        "system": f"{platform.system()} {platform.machine()}",
    }


def code_version() -> str:
    """The commit, and a digest of what runs in the rooms: it alone decides what is tested."""
    digest = hashlib.sha256()
    for path in sorted((REPOSITORY / "services").rglob("*.py")):
        place = path.relative_to(REPOSITORY)
        if place.parts[1] not in BESIDE_THE_ROOMS:
            digest.update(str(place).encode() + b"\\0" + path.read_bytes())
    return f"{_commit(REPOSITORY)} (services {digest.hexdigest()[:12]})"


def same_code(one: str, other: str) -> bool:
    """Whether two code versions tested the same services."""
    return one.rpartition("(")[2] == other.rpartition("(")[2]


def _commit(repository: Path) -> str:
    asked = subprocess.run(
        ["git", "-C", str(repository), "rev-parse", "--short=10", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or "no commit"
