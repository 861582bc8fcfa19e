"""The demo newspaper, served."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from newsmill.settings import KafkaSettings
from tests.brokers import GIVEN


@pytest.fixture
def environment(environment: dict[str, str], request: pytest.FixtureRequest) -> dict[str, str]:
    """What a command is started with: the run's broker, as a user names it who has one.

    Where the run has none, and where the test is about the embedded broker, commands start that.
    """
    if os.environ.get(GIVEN) and not request.node.get_closest_marker("embedded"):
        kafka: KafkaSettings = request.getfixturevalue("kafka")
        environment |= {
            "NEWSMILL_BROKER": kafka.broker,
            "NEWSMILL_TOPIC_PREFIX": kafka.topic_prefix,
        }
    return environment


@pytest.fixture(scope="module")
def newspaper() -> Iterator[dict[str, Any]]:
    """The demo newspaper, with everything out."""
    with serving_newspaper("--at-once") as announcement:
        yield announcement


@contextmanager
def serving_newspaper(*arguments: str) -> Iterator[dict[str, Any]]:
    """The demo newspaper in a process of its own; gives what it announces."""
    command = [sys.executable, "-m", "newsmill.local.newspaper_server", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()
