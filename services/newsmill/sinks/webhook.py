"""Tell somebody's HTTP server of each article, signed as Standard Webhooks asks for.

`webhook:https://host/path`, with the secret in NEWSMILL_WEBHOOK_SECRET.
"""

import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Literal

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.base import Record
from newsmill.contracts.topics import ENRICHED_ARTICLES, Topic
from newsmill.errors import UsageError
from newsmill.settings import load
from newsmill.sinks.addresses import Address
from newsmill.sinks.delivering import Deliverer
from newsmill.sinks.posting import Poster
from newsmill.sinks.settings import WebhookSettings
from newsmill.sinks.signing import Signer
from newsmill.sinks.sink import Bounds, Change
from newsmill.web.fetching import FetchSettings, open_fetcher

SECRET = "NEWSMILL_WEBHOOK_SECRET"  # noqa: S105 # the variable's name
CONTENT_TYPE = "application/json; charset=utf-8"
BOUNDS = Bounds(messages=50)


def create(url: str) -> "Webhook":
    """The sink that `url` means.

    Raises:
        UsageError: the address, or the secret, is none.
    """
    secrets = (load(WebhookSettings).secret or "").split()
    if not secrets:
        raise UsageError(
            f"messages are signed: set {SECRET} here and at the receiver; make one with"
            " `echo whsec_$(openssl rand -base64 32)`"
        )
    return Webhook(Address.parse(url), Signer(secrets))


class Webhook:
    """Sends each enriched article as one message; `webhook-id` is the article's id."""

    topic: Topic[Record] = ENRICHED_ARTICLES
    is_table = False
    begins_at: Literal["now"] = "now"
    bounds = BOUNDS

    def __init__(self, address: Address, signer: Signer) -> None:
        self._address = address
        self._signer = signer
        self._stack = AsyncExitStack()
        self._deliverer: Deliverer | None = None
        self._poster: Poster | None = None

    @property
    def name(self) -> str:
        """The same for the same address."""
        return f"webhook-{self._address.digest}"

    @property
    def target(self) -> str:
        """The address without its path, which may be a secret."""
        return self._address.place

    async def open(self) -> None:
        """Get ready to send; the address is not asked yet."""
        fetcher = await self._stack.enter_async_context(open_fetcher(load(FetchSettings)))
        self._address.check(fetcher)
        self._poster = Poster(fetcher, self._address.url, self.target)
        self._deliverer = Deliverer(self._send)

    async def write(self, batch: Sequence[Change]) -> None:
        """Send each; returns when the address has taken all."""
        assert self._deliverer is not None
        await self._deliverer.deliver(batch)

    async def close(self) -> None:
        """Close the connections."""
        await self._stack.aclose()

    async def _send(self, change: Change) -> None:
        if not isinstance(change.record, EnrichedArticle):
            return
        message_id, body = message_of(change.record)

        def headers() -> dict[str, str]:
            signed = self._signer.headers(message_id, int(time.time()), body)
            return {"Content-Type": CONTENT_TYPE, **signed}

        assert self._poster is not None
        await self._poster.post(body, headers)


def message_of(article: EnrichedArticle) -> tuple[str, bytes]:
    """The id and the JSON of the message about `article`: type, timestamp and data."""
    data = article.model_dump_json()
    at = article.model_dump(mode="json", include={"enriched_at"})["enriched_at"]
    head = f'{{"type":"article.{article.change}","timestamp":"{at}","data":'
    return article.id, f"{head}{data}}}".encode()
