"""Start the deduper: python -m newsmill.deduper."""

import sys

if __name__ == "__main__":
    from newsmill.deduper.app import open_room, read_settings
    from newsmill.hosting.starting import start

    sys.exit(start("deduper", [open_room], [read_settings]))
