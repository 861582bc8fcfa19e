"""Certificates for the simulator's second port, from authorities that nobody else knows."""

import ssl
from functools import cached_property
from pathlib import Path
from typing import Literal

from tests.security.certificates import Authority, new_authority

Trust = Literal["", "trusted", "unknown"]
"""Whether a row needs TLS, and whether the client knows who signed the certificate."""


class Certificates:
    """Two authorities, only one of which is to be trusted, and servers' contexts with theirs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def trusted(self) -> Authority:
        """The authority that a client may be made to trust."""
        return new_authority(self._folder / "trusted")

    def context(self, trust: Trust) -> ssl.SSLContext | None:
        """A server's side of TLS; its certificate is for 127.0.0.1 and for no name."""
        if not trust:
            return None
        authority = self.trusted if trust == "trusted" else new_authority(self._folder / "unknown")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority.issue("feeds"))
        return context
