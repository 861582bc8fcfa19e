"""A real node of OpenSearch on loopback, from jars that Maven resolves."""

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsmill.local.ports import free_port
from tests.apache_kafka import REPOSITORY, resolve_jars

FOLDER = Path(__file__).parent / "opensearch_node"
JARS = REPOSITORY / ".kafka" / "opensearch"
START_SECONDS = 120.0
STOP_SECONDS = 30.0


@contextmanager
def running_opensearch(folder: Path) -> Iterator[str]:
    """The address of a node that is empty and asks nobody for a password.

    Raises:
        Missing: there is no Java or no Maven here.
    """
    jars = resolve_jars(JARS, FOLDER / "pom.xml")
    port = free_port()
    log = folder / "opensearch.log"
    command = ["java", "-Xmx512m", "-cp", f"{jars}/*", str(FOLDER / "Single.java"), str(folder)]
    with log.open("wb") as out:
        node = subprocess.Popen(
            [*command, str(port), str(free_port())], stdout=out, stderr=subprocess.STDOUT
        )
    try:
        _wait_for(node, f"http://127.0.0.1:{port}", log)
        yield f"127.0.0.1:{port}"
    finally:
        node.terminate()
        try:
            node.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            node.kill()
            node.wait()


def _wait_for(node: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (OSError, urllib.error.URLError):
            if node.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(log.read_text(errors="replace")[-3000:]) from None
        time.sleep(0.2)
