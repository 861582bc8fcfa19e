"""A sink that posts a message for each enriched article to an address: webhooks and Slack."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Literal

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.base import Record
from newsmill.contracts.topics import ENRICHED_ARTICLES, Topic
from newsmill.settings import load
from newsmill.sinks.addresses import Address
from newsmill.sinks.delivering import Deliverer
from newsmill.sinks.posting import Poster
from newsmill.sinks.sink import Bounds, Change
from newsmill.web.fetching import FetchSettings, open_fetcher

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Posted:
    """What is posted; `headers` are made anew for each try."""

    body: bytes
    headers: Callable[[], Mapping[str, str]]


class MessageSink:
    """Posts what `message_of` makes of an article, if anything.

    `at_once` messages are under way together; those about one article follow each other.
    """

    topic: Topic[Record] = ENRICHED_ARTICLES
    is_table = False
    begins_at: Literal["now"] = "now"

    def __init__(
        self,
        address: Address,
        message_of: Callable[[EnrichedArticle], Posted | None],
        *,
        bounds: Bounds,
        at_once: int,
    ) -> None:
        self.bounds = bounds
        self._address = address
        self._message_of = message_of
        self._deliverer = Deliverer(self._send, at_once)
        self._stack = AsyncExitStack()
        self._poster: Poster | None = None

    @property
    def name(self) -> str:
        """The same for the same address."""
        return f"{self._address.kind}-{self._address.digest}"

    @property
    def target(self) -> str:
        """The host: the path may be a password."""
        return self._address.place

    async def open(self) -> None:
        """Get ready to post; the address is not asked yet."""
        fetcher = await self._stack.enter_async_context(open_fetcher(load(FetchSettings)))
        self._address.check(fetcher)
        self._poster = Poster(fetcher, self._address.url, self.target)

    async def write(self, batch: Sequence[Change]) -> None:
        """Post each; returns when the address has taken all."""
        await self._deliverer.deliver(batch)

    async def close(self) -> None:
        """Close the connections."""
        await self._stack.aclose()

    async def _send(self, change: Change) -> None:
        if not isinstance(change.record, EnrichedArticle):
            return
        if (posted := self._message_of(change.record)) is not None:
            assert self._poster is not None
            await self._poster.post(posted.body, posted.headers)
