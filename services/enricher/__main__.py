"""Start the enricher: python -m services.enricher."""

import sys

if __name__ == "__main__":
    from services.enricher.app import open_room
    from services.runtime.process import run_process

    sys.exit(run_process("enricher", [open_room]))
