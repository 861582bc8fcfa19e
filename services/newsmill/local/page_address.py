"""Where the page of a local run is, and opening it for whoever sits before this machine."""

import asyncio
import os
import socket
import sys
from collections.abc import Mapping

from newsmill.gateway.settings import Settings
from newsmill.hosting.asking import origin
from newsmill.local.ports import free_port
from newsmill.settings import load

PORT_VARIABLE = "NEWSMILL_GATEWAY_PORT"
_OF_NO_DESKTOP = ("CI", "SSH_CONNECTION", "SSH_TTY")


def page_port(environment: Mapping[str, str]) -> tuple[str, int]:
    """Host and port of the gateway: those of the settings, or a free port where nobody named one.

    Two runs on one machine would want the same by default.
    """
    settings = load(Settings)
    if environment.get(PORT_VARIABLE) or _is_free(settings.host, settings.port):
        return settings.host, settings.port
    return settings.host, free_port()


def page_address(host: str, port: int) -> str:
    """What somebody on this machine opens."""
    return f"{origin(host, port)}/"


def has_desktop(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a browser can be shown to whoever has started this."""
    if any(environment.get(name) for name in _OF_NO_DESKTOP):
        return False
    if platform.startswith("linux"):
        return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    return platform in ("darwin", "win32")


async def open_page(address: str) -> None:
    """Show the page in the browser that is used here; whether that works is nobody's business."""
    command = (sys.executable, "-m", "webbrowser", "-t", address)
    nothing = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True,
            env=dict(os.environ),
        )  # fmt: skip
    except OSError:
        return
    await process.wait()


def _is_free(host: str, port: int) -> bool:
    bare = host.strip("[]")
    try:
        family = socket.getaddrinfo(bare, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((bare, port))
    except OSError:
        return False
    return True
