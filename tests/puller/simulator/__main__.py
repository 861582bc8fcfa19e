"""Serve the scripted feeds by hand, list them, or write the page of behaviours."""

import argparse
import asyncio
import signal
import ssl
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.puller.simulator.page import PAGE, index, rendered
from tests.puller.simulator.serving import serving
from tests.puller.simulator.table import GROUPS, ROWS
from tests.puller.simulator.tls import Certificates
from tests.security.certificates import missing_openssl


def main() -> int:
    """Do what the command line asks for."""
    arguments = _arguments().parse_args()
    if arguments.page:
        PAGE.write_text(rendered(GROUPS), encoding="utf-8")
        return 0
    if arguments.list:
        for row in ROWS:
            _say(f"{row.name:40} {row.server}")
        return 0
    with suppress(KeyboardInterrupt), _tls() as tls:
        asyncio.run(_serve(arguments.port, tls))
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.puller.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8099, help="to listen on, on 127.0.0.1")
    parser.add_argument("--list", action="store_true", help="list the feeds, and serve nothing")
    parser.add_argument("--page", action="store_true", help="write the page of behaviours")
    return parser


async def _serve(port: int, tls: ssl.SSLContext | None) -> None:
    async with serving(
        ROWS, port=port, tls=tls, index=lambda address: index(GROUPS, address)
    ) as simulator:
        _say(f"{len(ROWS)} feeds at http://127.0.0.1:{simulator.port}/ until Ctrl-C")
        await asyncio.Event().wait()


@contextmanager
def _tls() -> Iterator[ssl.SSLContext | None]:
    with tempfile.TemporaryDirectory() as folder:
        if missing_openssl():
            yield None
        else:
            yield Certificates(Path(folder)).context("trusted")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    # As other programs: `| head` ends it without a word.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
