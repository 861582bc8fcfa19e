"""newsmill health: ask the process of rooms on this machine whether it is alive or ready."""

import urllib.error
import urllib.request

from newsmill.cli.failures import CommandFailed

TIMEOUT_SECONDS = 3.0


def run(*, port: int, ready: bool) -> None:
    """Exit 1 unless the worker on this machine answers 200."""
    address = f"http://127.0.0.1:{port}/{'ready' if ready else 'live'}"
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS):  # loopback
            pass
    except (OSError, urllib.error.URLError) as error:
        raise CommandFailed(f"{address}: {error}") from error
