"""Start the retriever: python -m newsmill.retriever."""

import sys

if __name__ == "__main__":
    from newsmill.hosting.host import run_process
    from newsmill.retriever.app import open_room, read_settings

    sys.exit(run_process("retriever", [open_room], [read_settings]))
