"""Start the deduper: python -m services.deduper."""

import sys

if __name__ == "__main__":
    from services.deduper.app import open_room
    from services.runtime.process import run_process

    sys.exit(run_process("deduper", [open_room]))
