"""Start the retriever: python -m newsmill.retriever."""

import sys

if __name__ == "__main__":
    from newsmill.retriever.app import open_room
    from newsmill.runtime.process import run_process

    sys.exit(run_process("retriever", [open_room]))
