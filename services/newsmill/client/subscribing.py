"""Subscribe to the enriched articles in one line."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

from newsmill.client.connecting import Connection, resolved
from newsmill.client.errors import Gap
from newsmill.client.reading import Reading
from newsmill.client.starting import Start, beginning
from newsmill.client.subscription import Subscription
from newsmill.client.wanting import Wish
from newsmill.errors import UsageError
from newsmill.filters import Filter

TOPIC = "news.articles.enriched.v1"
CONNECT_TIMEOUT = timedelta(seconds=10)


def subscribe(
    broker: str | None = None,
    *,
    where: str | Filter | None = None,
    start: Start | None = None,
    group: str | None = None,
    revisions: Literal["newest", "all"] = "newest",
    until: Literal["end"] | None = None,
    limit: int | None = None,
    on_gap: Callable[[Gap], None] | None = None,
    topic_prefix: str | None = None,
    security_protocol: str | None = None,
    sasl_mechanism: str | None = None,
    sasl_username: str | None = None,
    sasl_password: str | None = None,
    ssl_cafile: str | os.PathLike[str] | None = None,
    ssl_certfile: str | os.PathLike[str] | None = None,
    ssl_keyfile: str | os.PathLike[str] | None = None,
    ssl_key_password: str | None = None,
    connect_timeout: timedelta | float = CONNECT_TIMEOUT,
) -> Subscription:
    """The enriched articles of a newsmill, for a `for` or an `async for`.

    Repeats are left out, and versions older than one that came before. Connects when the loop
    begins; from then on it waits for brokers that are away, and goes on when they are back.

    Args:
        broker: `host:port[,host:port…]`; else `NEWSMILL_BROKER`, else this machine's port 9092.
            What is not given of the connection is taken from the variables of the service
            (`NEWSMILL_SECURITY_PROTOCOL` and so on) likewise.
        where: which articles, such as `place:Kenya language:en -is:copy`; all without.
            Retractions always come, since what they take back may be in the reader's hands; a
            filter that says `retracted` decides itself.
        start: "earliest", "latest" (the default), an instant, a day, how long ago ("2h") or a
            position. In a group only until it has a position of its own.
        group: its members share the articles, and go on where they were. An article is done when
            the loop comes back for the next one; what a killed reader had in hand comes again.
        revisions: "all" gives older versions too, marked by `article.is_older`.
        until: "end" stops behind what is there now; without, the loop waits for more.
        limit: stop after so many articles.
        on_gap: called with each `Gap`: messages that were gone before they were read. Without, each
            is a `GapWarning`. What it raises ends the loop.
        connect_timeout: how long the first answer of a broker may take; seconds.

    Raises:
        FilterError: `where` cannot be read; the message says where, and what may be meant.
        UsageError: another argument makes no sense. `BrokerUnavailable`, `NotAllowed`,
            `TopicMissing` and `WrongPosition` are raised when the loop begins.
    """
    given = Connection(
        broker=broker,
        topic_prefix=topic_prefix,
        security_protocol=security_protocol,
        sasl_mechanism=sasl_mechanism,
        sasl_username=sasl_username,
        sasl_password=sasl_password,
        ssl_cafile=ssl_cafile,
        ssl_certfile=ssl_certfile,
        ssl_keyfile=ssl_keyfile,
        ssl_key_password=ssl_key_password,
    )
    if revisions not in ("newest", "all"):
        raise UsageError(f'revisions={revisions!r}: write "newest" or "all"')
    if until not in (None, "end"):
        raise UsageError(f'until={until!r}: write "end", or leave it out')
    if limit is not None and limit < 0:
        raise UsageError(f"limit={limit!r}: a number of articles is wanted")
    if not isinstance(connect_timeout, timedelta):
        connect_timeout = timedelta(seconds=connect_timeout)
    reach = resolved(given, os.environ)
    reading = Reading(
        reach=reach,
        topic=reach.on_broker(TOPIC),
        beginning=beginning("latest" if start is None else start, datetime.now(UTC)),
        group=group,
        until_end=until == "end",
        connect_timeout=connect_timeout,
    )
    return Subscription(reading, wish=Wish(where), revisions=revisions, limit=limit, on_gap=on_gap)
