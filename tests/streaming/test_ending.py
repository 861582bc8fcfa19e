"""A failing process ends, whatever became of those who watch it."""

import subprocess
import sys

from newsmill.exit_codes import EXIT_CRASHED
from tests.hosting.running import REPOSITORY

FAIL_WITH_A_FULL_LOG = """
import os
import sys
from newsmill.streaming import worker
from newsmill.logs import set_up_logs
from newsmill.settings import RuntimeSettings

set_up_logs(RuntimeSettings(), "deduper")
os.set_blocking(2, False)
try:
    while True:
        os.write(2, b"x")
except BlockingIOError:
    os.set_blocking(2, True)
worker.EXIT_PATIENCE_SECONDS = 0.5
sys.stdout.write("failing")
sys.stdout.flush()
worker.end_process("nothing comes any more")
"""


def test_a_failing_process_ends_although_nobody_reads_its_log() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", FAIL_WITH_A_FULL_LOG],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.read(7) == b"failing"
            assert process.wait(timeout=60) == EXIT_CRASHED
        finally:
            process.kill()
