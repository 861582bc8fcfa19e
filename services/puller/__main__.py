"""Start the puller: python -m services.puller."""

import sys

if __name__ == "__main__":
    from services.puller.app import open_room
    from services.runtime.process import run_process

    sys.exit(run_process("puller", [open_room]))
