"""Tell somebody's HTTP server of each article, signed as Standard Webhooks asks for.

`webhook:https://host/path`, with the secret in NEWSMILL_WEBHOOK_SECRET.
"""

import time

from newsmill.contracts.articles import EnrichedArticle
from newsmill.errors import UsageError
from newsmill.settings import load
from newsmill.sinks.addresses import Address
from newsmill.sinks.messages import JSON, MessageSink, Posted
from newsmill.sinks.settings import WebhookSettings
from newsmill.sinks.signing import Signer
from newsmill.sinks.sink import Bounds

SECRET = "NEWSMILL_WEBHOOK_SECRET"  # noqa: S105 # the variable's name
BOUNDS = Bounds(messages=50)
AT_ONCE = 4


def create(url: str) -> MessageSink:
    """The sink that `url` means; `webhook-id` is the id of the article's record.

    Raises:
        UsageError: the address, or the secret, is none.
    """
    secrets = (load(WebhookSettings).secret or "").split()
    if not secrets:
        raise UsageError(
            f"messages are signed: set {SECRET} here and at the receiver; make one with"
            " `echo whsec_$(openssl rand -base64 32)`"
        )
    signer = Signer(secrets)

    def posted(article: EnrichedArticle) -> Posted:
        message_id, body = message_of(article)

        def headers() -> dict[str, str]:
            return {"Content-Type": JSON, **signer.headers(message_id, int(time.time()), body)}

        return Posted(body, headers)

    return MessageSink(Address.parse(url), posted, bounds=BOUNDS, at_once=AT_ONCE)


def message_of(article: EnrichedArticle) -> tuple[str, bytes]:
    """The id and the JSON of the message about `article`: type, timestamp and data."""
    data = article.model_dump_json()
    at = article.model_dump(mode="json", include={"enriched_at"})["enriched_at"]
    head = f'{{"type":"article.{article.change}","timestamp":"{at}","data":'
    return article.id, f"{head}{data}}}".encode()
