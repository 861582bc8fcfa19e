"""What `make kafka` says where it cannot start."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.apache_kafka import REPOSITORY


@pytest.mark.parametrize(
    ("tools", "told"),
    [
        ({}, "java is not installed; Apache Kafka needs version 17 or newer"),
        ({"java": 'openjdk version "11.0.2"', "mvn": ""}, "java is version 11.0.2; 17 is needed"),
        ({"java": "no words", "mvn": ""}, "java is version ?; 17 is needed"),
        ({"java": 'openjdk version "17.0.9"'}, "mvn (Apache Maven) is not installed"),
    ],
    ids=["no-java", "old-java", "strange-java", "no-maven"],
)
def test_it_is_said_which_tool_is_missing(tmp_path: Path, tools: dict[str, str], told: str) -> None:
    for name, says in tools.items():
        tool = tmp_path / name
        tool.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
        tool.chmod(0o755)
    ended = subprocess.run(
        [sys.executable, "-m", "tests.apache_kafka", "--folder", str(tmp_path / "kafka")],
        cwd=REPOSITORY,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
