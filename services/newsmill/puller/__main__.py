"""Start the puller: python -m newsmill.puller."""

import sys

if __name__ == "__main__":
    from newsmill.hosting.starting import start
    from newsmill.puller.app import open_room, read_settings

    sys.exit(start("puller", [open_room], [read_settings]))
