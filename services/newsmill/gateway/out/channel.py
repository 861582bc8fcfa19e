"""What a feed says of itself: its filter and its addresses."""

from dataclasses import dataclass
from urllib.parse import urlencode

from newsmill.gateway.out.entries import line


@dataclass(frozen=True)
class Channel:
    """A filter as a feed. `base` is the gateway's address without a slash at its end."""

    filter: str
    base: str
    limit: int | None = None

    @property
    def title(self) -> str:
        """Of the feed."""
        written = line(self.filter)
        return f"newsmill: {written[:200]}" if written else "newsmill: all articles"

    @property
    def home(self) -> str:
        """The page with this filter."""
        return f"{self.base}/" + self._query({"q": self.filter} if self.filter else {})

    def feed(self, name: str) -> str:
        """The address of this feed as `name`: feed.atom or feed.json."""
        query = {"q": self.filter} if self.filter else {}
        if self.limit is not None:
            query["limit"] = str(self.limit)
        return f"{self.base}/v1/{name}" + self._query(query)

    @staticmethod
    def _query(query: dict[str, str]) -> str:
        return f"?{urlencode(query, errors='replace')}" if query else ""
