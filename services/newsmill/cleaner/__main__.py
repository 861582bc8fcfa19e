"""Start the cleaner: python -m newsmill.cleaner."""

import sys

if __name__ == "__main__":
    from newsmill.cleaner.app import open_room, read_settings
    from newsmill.hosting.starting import start

    sys.exit(start("cleaner", [open_room], [read_settings]))
