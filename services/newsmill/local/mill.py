"""All rooms in one process, as `newsmill up`, `demo` and `once` start it."""

import sys


def main() -> int:
    """Run every room until SIGTERM or SIGINT; returns the exit code."""
    from newsmill.cleaner.app import open_room as open_cleaner
    from newsmill.deduper.app import open_room as open_deduper
    from newsmill.enricher.app import open_room as open_enricher
    from newsmill.hosting.host import run_process
    from newsmill.pipeline import ALL_IN_ONE
    from newsmill.puller.app import open_room as open_puller
    from newsmill.retriever.app import open_room as open_retriever

    rooms = [open_enricher, open_cleaner, open_puller, open_retriever, open_deduper]
    return run_process(ALL_IN_ONE, rooms)


if __name__ == "__main__":
    sys.exit(main())
