"""Start the enricher: python -m newsmill.enricher."""

import sys

if __name__ == "__main__":
    from newsmill.enricher.app import open_room, read_settings
    from newsmill.hosting.starting import start

    sys.exit(start("enricher", [open_room], [read_settings]))
