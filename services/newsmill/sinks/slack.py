"""Tell a Slack channel of each new article, by an incoming webhook.

`slack:https://hooks.slack.com/services/…`. Revisions and repeats are not told; with `--where`, only
what somebody waits for comes. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
"""

import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any, Literal

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.base import Record
from newsmill.contracts.topics import ENRICHED_ARTICLES, Topic
from newsmill.settings import load
from newsmill.sinks.addresses import Address
from newsmill.sinks.delivering import Deliverer
from newsmill.sinks.posting import Poster
from newsmill.sinks.sink import Bounds, Change
from newsmill.web.fetching import FetchSettings, open_fetcher

HEADERS = {"Content-Type": "application/json; charset=utf-8"}
BOUNDS = Bounds(messages=20)
TITLE_CHARACTERS = 250
SUMMARY_CHARACTERS = 400
URL_CHARACTERS = 2000
NAMES = 6


def create(url: str) -> "Slack":
    """The sink that `url` means.

    Raises:
        UsageError: it is no address.
    """
    return Slack(Address.parse(url))


class Slack:
    """Posts one message for each new article."""

    topic: Topic[Record] = ENRICHED_ARTICLES
    is_table = False
    begins_at: Literal["now"] = "now"
    bounds = BOUNDS

    def __init__(self, address: Address) -> None:
        self._address = address
        self._stack = AsyncExitStack()
        self._poster: Poster | None = None
        # Slack takes about one message a second.
        self._deliverer = Deliverer(self._send, at_once=1)

    @property
    def name(self) -> str:
        """The same for the same address."""
        return f"slack-{self._address.digest}"

    @property
    def target(self) -> str:
        """The host: the path is the password."""
        return self._address.place

    async def open(self) -> None:
        """Get ready to post; Slack is not asked yet."""
        fetcher = await self._stack.enter_async_context(open_fetcher(load(FetchSettings)))
        self._address.check(fetcher)
        self._poster = Poster(fetcher, self._address.url, self.target)

    async def write(self, batch: Sequence[Change]) -> None:
        """Post each; returns when Slack has taken all."""
        await self._deliverer.deliver(batch)

    async def close(self) -> None:
        """Close the connections."""
        await self._stack.aclose()

    async def _send(self, change: Change) -> None:
        if isinstance(change.record, EnrichedArticle) and change.record.change == "new":
            assert self._poster is not None
            body = json.dumps(message_of(change.record), ensure_ascii=False).encode()
            await self._poster.post(body, lambda: HEADERS)


def message_of(article: EnrichedArticle) -> dict[str, Any]:
    """The message about `article`; nothing in it that Slack would obey comes from a feed."""
    title = escaped(_cut(article.title, TITLE_CHARACTERS)) or "(no title)"
    link = _link(article.url)
    headline = f"*<{link}|{title}>*" if link else f"*{title}*"
    lines = [headline]
    if article.summary:
        lines.append(escaped(_cut(article.summary, SUMMARY_CHARACTERS)))
    names = [entity.name for entity in article.entities if entity.kind != "other"][:NAMES]
    source = article.source.site_name or article.source.feed_title or article.source.host
    told = [source, article.language, ", ".join(names)]
    context = " · ".join(escaped(_cut(part, TITLE_CHARACTERS)) for part in told if part)
    return {
        # What notifications show.
        "text": escaped(_cut(article.title, TITLE_CHARACTERS)) or "(no title)",
        "unfurl_links": False,
        "unfurl_media": False,
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(lines)}},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": context or "newsmill"}]},
        ],
    }


def escaped(text: str) -> str:
    """`text` as Slack shows it, letter by letter: no mention, no link, no bold of its own."""
    for character, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(character, written)
    # A zero-width space before what begins or ends markup.
    return "".join(f"\u200b{c}" if c in "*_~`" else c for c in text)


def _link(url: str | None) -> str | None:
    """The address, if it can stand in a link."""
    if url is None or not url.lower().startswith(("http://", "https://")):
        return None
    if len(url) > URL_CHARACTERS or any(c in url for c in "|<> \n\t"):
        return None
    return url.replace("&", "&amp;")


def _cut(text: str, characters: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= characters else text[: characters - 1].rstrip() + "…"
