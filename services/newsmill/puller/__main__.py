"""Start the puller: python -m newsmill.puller."""

import sys

if __name__ == "__main__":
    from newsmill.hosting.host import run_process
    from newsmill.puller.app import open_room, read_settings

    sys.exit(run_process("puller", [open_room], [read_settings]))
