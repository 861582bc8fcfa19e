"""newsmill health: ask the process of rooms on this machine whether it is alive or ready."""

from http import HTTPStatus

from newsmill.cli.failures import CommandFailed
from newsmill.hosting.asking import ask, origin

TIMEOUT_SECONDS = 3.0


def run(*, host: str, port: int, ready: bool) -> None:
    """Exit 1 unless the worker on this machine answers 200."""
    host = host.removeprefix("[").removesuffix("]")
    path = "/ready" if ready else "/live"
    try:
        answer = ask(host, port, path, TIMEOUT_SECONDS)
    except OSError as error:
        why = error.strerror or str(error)
        raise CommandFailed(f"{origin(host, port)}{path}: {why}") from error
    if answer.status != HTTPStatus.OK:
        said = " ".join(answer.body[:200].decode("utf-8", "replace").split())
        raise CommandFailed(f"{origin(host, port)}{path}: HTTP {answer.status}, {said}")
