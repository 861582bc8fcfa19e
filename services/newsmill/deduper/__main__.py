"""Start the deduper: python -m newsmill.deduper."""

import sys

if __name__ == "__main__":
    from newsmill.deduper.app import open_room, read_settings
    from newsmill.hosting.host import run_process

    sys.exit(run_process("deduper", [open_room], [read_settings]))
