"""Where an index is: `opensearch+https://user:password@host:9200/articles?ca=FILE`."""

import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from newsmill.errors import UsageError
from newsmill.settings import load
from newsmill.sinks.settings import OpenSearchSettings

DEFAULT_PORT = 9200
EXAMPLE = "opensearch+https://user@host:9200/articles"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")
"""Of an index: what OpenSearch takes, without what only shells and URLs would trip over."""


@dataclass(frozen=True, slots=True, repr=False)
class IndexPlace:
    """A cluster, and the alias of an index on it."""

    base: str
    """The cluster's address, without user and password."""
    alias: str
    user: str | None
    password: str | None
    authority: Path | None
    """Who signed the cluster's certificate, when that is nobody whom this machine knows."""

    @classmethod
    def parse(cls, written: str) -> "IndexPlace":
        """The place that a sink's URL means.

        Raises:
            UsageError: it means none.
        """
        parts = urlsplit(written)
        try:
            port = parts.port or DEFAULT_PORT
        except ValueError as error:
            raise UsageError(f"the port is a number: {EXAMPLE}") from error
        if not parts.hostname:
            raise UsageError(f"which host? {EXAMPLE}")
        alias = parts.path.strip("/")
        if not NAME.fullmatch(alias):
            raise UsageError(f"which index? Its name is in small letters: {EXAMPLE}")
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        authority = options.pop("ca", None)
        if options:
            raise UsageError(f"{', '.join(sorted(options))}: only ca=FILE is understood here")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        password = unquote(parts.password) if parts.password else None
        return cls(
            base=f"{parts.scheme.lower().removeprefix('opensearch+')}://{host}:{port}",
            alias=alias,
            user=unquote(parts.username) if parts.username else None,
            password=password or load(OpenSearchSettings).password,
            authority=Path(authority) if authority else None,
        )

    def __str__(self) -> str:
        return f"{self.base}/{self.alias}"

    def trust(self) -> ssl.SSLContext | bool:
        """Whose certificates are believed.

        Raises:
            UsageError: the file of `ca` holds none.
        """
        if self.authority is None:
            return True
        try:
            return ssl.create_default_context(cafile=self.authority)
        except (OSError, ssl.SSLError) as error:
            raise UsageError(f"{self.authority}: no certificates are there ({error})") from error
