"""newsmill mcp: articles for assistants, over stdin and stdout."""

import sys

from newsmill import __version__
from newsmill.mcp.gateway import Gateway
from newsmill.mcp.protocol import Server
from newsmill.mcp.settings import Settings
from newsmill.mcp.tools import INSTRUCTIONS, tools_of
from newsmill.settings import load


def run(*, gateway: str | None, token: str | None) -> None:
    """Answer until stdin ends."""
    given = {"gateway": gateway, "token": token}
    settings = load(Settings, **{name: value for name, value in given.items() if value})
    tools = tools_of(Gateway(settings.gateway, settings.token))
    server = Server("newsmill", __version__, INSTRUCTIONS, tools)
    server.serve(sys.stdin.buffer, sys.stdout.buffer)
