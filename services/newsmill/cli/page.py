"""Tell where the page of a local run is, and open it when it can be seen."""

import os
import sys

import typer

from newsmill.hosting.status import ProcessStatus
from newsmill.local.page_address import has_desktop, open_page
from newsmill.pipeline import GATEWAY


class Page:
    """The page at `address`, if there is one.

    Without a word of the user (`opens` is None) it is opened where somebody sits before a desktop.
    """

    def __init__(self, address: str | None, *, opens: bool | None) -> None:
        self._address = address
        if opens is None:
            is_watched = sys.stdout.isatty() and sys.stderr.isatty()
            opens = is_watched and has_desktop(os.environ)
        self._is_to_open = opens and address is not None

    def tell(self) -> None:
        """Say where it is."""
        if self._address is not None:
            typer.echo(f"The page: {self._address}", err=True)

    async def on_status(self, status: ProcessStatus | None) -> None:
        """Open it once, as soon as the gateway serves it."""
        if self._is_to_open and self._address and status and GATEWAY in status.rooms:
            self._is_to_open = False
            await open_page(self._address)
