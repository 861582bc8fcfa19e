"""newsmill run, where it cannot."""

import subprocess
import sys

WITHOUT_PROTEGO = """
import sys
sys.modules["protego"] = None
from newsmill.cli.main import main
sys.argv = ["newsmill", "run", "retriever"]
main()
"""


def test_a_room_whose_libraries_are_missing_says_what_to_install() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_PROTEGO], capture_output=True, text=True, timeout=30
    )

    assert ended.returncode == 1
    assert ended.stderr == (
        "newsmill: retriever needs protego, which is not installed: "
        "pip install 'newsmill[retriever]'\n"
    )
