"""Start the retriever: python -m services.retriever."""

import sys

if __name__ == "__main__":
    from services.retriever.app import open_room
    from services.runtime.process import run_process

    sys.exit(run_process("retriever", [open_room]))
