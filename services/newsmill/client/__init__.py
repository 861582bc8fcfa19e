"""Read newsmill's articles from Python: `from newsmill import subscribe`."""

from newsmill.client.articles import (
    Article,
    Date,
    Entity,
    Link,
    Media,
    Mention,
    Provenance,
    Reservations,
    Source,
    Timings,
)
from newsmill.client.errors import (
    BrokerUnavailable,
    Gap,
    GapWarning,
    NotAllowed,
    ReadingFailed,
    TopicMissing,
    WrongPosition,
)
from newsmill.client.subscription import Counts, Subscription, subscribe
from newsmill.errors import UsageError, UserError

__all__ = [
    "Article",
    "BrokerUnavailable",
    "Counts",
    "Date",
    "Entity",
    "Gap",
    "GapWarning",
    "Link",
    "Media",
    "Mention",
    "NotAllowed",
    "Provenance",
    "ReadingFailed",
    "Reservations",
    "Source",
    "Subscription",
    "Timings",
    "TopicMissing",
    "UsageError",
    "UserError",
    "WrongPosition",
    "subscribe",
]
