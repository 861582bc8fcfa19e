"""Start the retriever: python -m newsmill.retriever."""

import sys

if __name__ == "__main__":
    from newsmill.hosting.starting import start
    from newsmill.retriever.app import open_room, read_settings

    sys.exit(start("retriever", [open_room], [read_settings]))
