"""Start the puller: python -m newsmill.puller."""

import sys

if __name__ == "__main__":
    from newsmill.puller.app import open_room
    from newsmill.runtime.process import run_process

    sys.exit(run_process("puller", [open_room]))
