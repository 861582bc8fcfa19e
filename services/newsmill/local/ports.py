"""Find a free port on this machine."""

import random
import socket

FIRST = 20_000
LAST = 32_767
"""Below the ports that systems give to outgoing connections (Linux from 32768, macOS from 49152):
one of those may be taken between the moment it is found free and the moment it is listened on."""


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens, drawn at random.

    Raises:
        OSError: none of 1000 could be used.
    """
    drawing = random.SystemRandom()
    for _ in range(1000):
        port = drawing.randint(FIRST, LAST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no port from {FIRST} to {LAST} is free on 127.0.0.1")


def port_or_any(port: int) -> int:
    """`port`, or a free one where somebody listens on it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return free_port()
    return port
