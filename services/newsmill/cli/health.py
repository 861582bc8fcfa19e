"""newsmill health: ask the process of rooms on this machine whether it is alive or ready."""

import re
from http import HTTPStatus

from newsmill.cli.failures import CommandFailed
from newsmill.errors import UsageError
from newsmill.hosting.asking import ask, origin

TIMEOUT_SECONDS = 3.0


def run(*, host: str, port: int, ready: bool) -> None:
    """Exit 1 unless the worker on this machine answers 200."""
    host = host.removeprefix("[").removesuffix("]")
    if not re.fullmatch(r"[^\s/\[\]]+", host):
        raise UsageError(f"--host {host!r}: write an address or a name, without a scheme or a port")
    path = "/ready" if ready else "/live"
    try:
        answer = ask(host, port, path, TIMEOUT_SECONDS)
    except OSError as error:
        why = error.strerror or str(error)
        raise CommandFailed(f"{origin(host, port)}{path}: {why}") from error
    if answer.status != HTTPStatus.OK:
        said = " ".join(answer.body[:200].decode("utf-8", "replace").split())
        raise CommandFailed(f"{origin(host, port)}{path}: HTTP {answer.status}, {said}")
