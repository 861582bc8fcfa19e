import socket
from collections.abc import Iterator

import pytest

from newsmill.local.page_address import PORT_VARIABLE, has_desktop, page_address, page_port


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of the settings, on which somebody listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port: int = other.getsockname()[1]
        monkeypatch.setenv(PORT_VARIABLE, str(port))
        yield port


def test_a_port_that_is_taken_is_left_to_whoever_has_it(taken: int) -> None:
    host, port = page_port({})

    assert host == "127.0.0.1"
    assert port != taken


def test_a_port_that_somebody_named_is_not_changed(taken: int) -> None:
    assert page_port({PORT_VARIABLE: str(taken)}) == ("127.0.0.1", taken)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080/"),
        ("0.0.0.0", "http://127.0.0.1:8080/"),
        ("::", "http://[::1]:8080/"),
        ("localhost", "http://localhost:8080/"),
    ],
)
def test_an_address_is_one_that_this_machine_can_open(host: str, address: str) -> None:
    assert page_address(host, 8080) == address


@pytest.mark.parametrize(
    ("environment", "platform", "is_there"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
        ({"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "192.0.2.1"}, "linux", False),
        ({}, "darwin", True),
        ({"SSH_TTY": "/dev/ttys001"}, "darwin", False),
    ],
)
def test_a_browser_is_shown_only_where_somebody_sees_it(
    environment: dict[str, str], platform: str, is_there: bool
) -> None:
    assert has_desktop(environment, platform) == is_there
