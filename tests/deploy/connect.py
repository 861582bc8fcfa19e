"""Kafka Connect from jars that Maven resolves, as the recipe in deploy/recipes has it."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.apache_kafka import JARS, REPOSITORY, resolve_jars

RECIPE = REPOSITORY / "deploy" / "recipes" / "kafka-connect"
STOP_SECONDS = 30.0


def connect_jars() -> Path:
    """Their folder; Maven is asked where they are not there yet.

    Raises:
        Missing: they cannot be had.
    """
    return resolve_jars(JARS / "connect", RECIPE / "pom.xml")


@contextmanager
def running_connect(
    folder: Path, connectors: list[str], replaced: Mapping[str, str], password: str
) -> Iterator[Path]:
    """Kafka Connect with connectors of the recipe, until the end of the block; yields its log.

    `replaced` has what is another address in the test than in the recipe.
    """
    jars = connect_jars()
    (folder / "schemas").symlink_to(REPOSITORY / "schemas")
    for name in ("worker.properties", *connectors):
        text = (RECIPE / name).read_text()
        for old, new in replaced.items():
            text = text.replace(old, new)
        (folder / name).write_text(text)
    log = folder / "connect.log"
    command = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    command += ["-cp", f"{jars}/*", "org.apache.kafka.connect.cli.ConnectStandalone"]
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*command, "worker.properties", *connectors],
            cwd=folder,
            env={**os.environ, "PGPASSWORD": password},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
        )
    try:
        yield log
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
