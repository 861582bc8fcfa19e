"""Start the cleaner: python -m services.cleaner."""

import sys

if __name__ == "__main__":
    from services.cleaner.app import open_room
    from services.runtime.process import run_process

    sys.exit(run_process("cleaner", [open_room]))
