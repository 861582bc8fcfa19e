"""Ask a process of rooms for its health and its status.

Never through a proxy: what `HTTP_PROXY` names does not know the processes of this machine, and
`urllib` would ask it for them.
"""

import http.client
from contextlib import closing
from dataclasses import dataclass
from ipaddress import ip_address

LOOPBACK = "127.0.0.1"
_LOOPBACK_BY_VERSION = {4: LOOPBACK, 6: "::1"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the process says."""

    status: int
    body: bytes


def ask(host: str, port: int, path: str, timeout: float) -> Answer:
    """The answer of the process that listens on `host`, an address or a name, at `port`.

    Raises:
        OSError: there is none.
    """
    try:
        connection = http.client.HTTPConnection(reachable(host), port, timeout=timeout)
        with closing(connection):
            connection.request("GET", path)
            reply = connection.getresponse()
            return Answer(reply.status, reply.read())
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(f"no HTTP: {error or type(error).__name__}") from error


def origin(host: str, port: int) -> str:
    """The beginning of URLs of the process that listens there."""
    host = reachable(host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def reachable(host: str) -> str:
    """Where who listens on `host` is asked: on loopback if it listens everywhere."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return _LOOPBACK_BY_VERSION[address.version] if address.is_unspecified else host
