"""Start the folder: python -m newsmill.folder."""

import sys

if __name__ == "__main__":
    from newsmill.folder.app import open_room, read_settings
    from newsmill.hosting.starting import start

    sys.exit(start("folder", [open_room], [read_settings]))
