"""Kafka Connect from jars that Maven resolves, as the recipe in deploy/recipes has it."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from tests.apache_kafka import JARS, REPOSITORY, Missing, missing_tools

RECIPE = REPOSITORY / "deploy" / "recipes" / "kafka-connect"
STOP_SECONDS = 30.0


def connect_jars() -> Path:
    """Their folder; Maven is asked where they are not there yet.

    Raises:
        Missing: they cannot be had.
    """
    if (problem := missing_tools()) is not None:
        raise Missing(problem)
    pom = RECIPE / "pom.xml"
    jars = JARS / "connect-jars"
    done = jars / f"resolved-{sha256(pom.read_bytes()).hexdigest()[:16]}"
    JARS.mkdir(parents=True, exist_ok=True)
    with (JARS / "resolving-connect").open("w") as only_one:
        fcntl.flock(only_one, fcntl.LOCK_EX)
        if done.exists():
            return jars
        shutil.rmtree(jars, ignore_errors=True)
        command = ["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies"]
        ended = subprocess.run(
            [*command, f"-DoutputDirectory={jars}"], capture_output=True, text=True, check=False
        )
        if ended.returncode:
            raise Missing(f"Maven could not resolve Kafka Connect:\n{ended.stdout[-2000:]}")
        done.touch()
    return jars


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
