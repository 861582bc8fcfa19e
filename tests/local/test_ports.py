"""Ports that nobody else gets meanwhile."""

import socket
from pathlib import Path

import pytest

from newsmill.local.ports import FIRST, LAST, free_port, port_or_any


def test_can_be_listened_on() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", free_port()))
        listening.listen()


def test_is_not_one_of_those_given_to_outgoing_connections() -> None:
    lowest = _lowest_ephemeral_port()
    assert all(FIRST <= free_port() <= LAST < lowest for _ in range(100))


def test_a_taken_one_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsmill.local.ports.LAST", FIRST)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", FIRST))
        taken.listen()
        with pytest.raises(OSError, match="no port"):
            free_port()


def _lowest_ephemeral_port() -> int:
    told = Path("/proc/sys/net/ipv4/ip_local_port_range")
    return int(told.read_text().split()[0]) if told.exists() else 49_152


def test_a_port_that_is_taken_is_another_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert port_or_any(port) != port
    assert port_or_any(port) == port
