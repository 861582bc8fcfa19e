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
from newsmill.client.subscribing import subscribe
from newsmill.client.subscription import Counts, Subscription
from newsmill.errors import UsageError, UserError
from newsmill.filters import FilterError

__all__ = [
    "Article",
    "BrokerUnavailable",
    "Counts",
    "Date",
    "Entity",
    "FilterError",
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
