"""Start the cleaner: python -m newsmill.cleaner."""

import sys

if __name__ == "__main__":
    from newsmill.cleaner.app import open_room, read_settings
    from newsmill.hosting.host import run_process

    sys.exit(run_process("cleaner", [open_room], [read_settings]))
