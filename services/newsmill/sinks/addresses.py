"""The address that a message sink posts to: `webhook:https://host/path`, `slack:https://…`."""

from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from newsmill.errors import UsageError
from newsmill.web.fetching import Fetcher, FetchError


@dataclass(frozen=True, slots=True)
class Address:
    """Where to post. The whole URL is a secret: whoever has it can write there."""

    url: str
    kind: str

    @classmethod
    def parse(cls, written: str) -> "Address":
        """The address behind the kind of sink.

        Raises:
            UsageError: it is no HTTP address.
        """
        kind, _, url = written.partition(":")
        try:
            parts = urlsplit(url)
            is_whole = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
            _ = parts.port
        except ValueError:
            is_whole = False
        if not is_whole:
            raise UsageError(f"write the address as {kind}:https://host/path")
        return cls(url, kind.lower())

    @property
    def place(self) -> str:
        """The address for people: kind and host."""
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port is not None else ""
        return f"{self.kind} at {parts.hostname}{port}"

    @property
    def digest(self) -> str:
        """A name for the address that does not give it away."""
        return sha256(self.url.encode()).hexdigest()[:8]

    def check(self, fetcher: Fetcher) -> None:
        """Whether it may be posted to.

        Raises:
            UsageError: it is refused, as a feed there would be.
        """
        try:
            fetcher.check(self.url)
        except FetchError as error:
            why = error.detail.replace(self.url, self.place)
            raise UsageError(f"{self.place}: {why}") from error
