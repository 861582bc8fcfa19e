"""Tell a Slack channel of each new article, by an incoming webhook.

`slack:https://hooks.slack.com/services/…`. Revisions and repeats are not told; with `--where`, only
what somebody waits for comes. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
"""

import json
from typing import Any

from newsmill.contracts.articles import EnrichedArticle
from newsmill.sinks.addresses import Address
from newsmill.sinks.messages import JSON, MessageSink, Posted
from newsmill.sinks.sink import Bounds

HEADERS = {"Content-Type": JSON}
BOUNDS = Bounds(messages=20)
TITLE_CHARACTERS = 250
SUMMARY_CHARACTERS = 400
URL_CHARACTERS = 2000
NAMES = 6


def create(url: str) -> MessageSink:
    """The sink that `url` means.

    Raises:
        UsageError: it is no address.
    """
    # Slack takes about one message a second.
    return MessageSink(Address.parse(url), _posted, bounds=BOUNDS, at_once=1)


def _posted(article: EnrichedArticle) -> Posted | None:
    if article.change != "new":
        return None
    body = json.dumps(message_of(article), ensure_ascii=False).encode()
    return Posted(body, lambda: HEADERS)


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
