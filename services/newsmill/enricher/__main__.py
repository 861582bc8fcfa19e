"""Start the enricher: python -m newsmill.enricher."""

import sys

if __name__ == "__main__":
    from newsmill.enricher.app import open_room, read_settings
    from newsmill.hosting.host import run_process

    sys.exit(run_process("enricher", [open_room], [read_settings]))
