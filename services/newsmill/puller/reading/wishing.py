"""Read what a feed asks of those who poll it, from the elements of its header."""

import re
from datetime import datetime, timedelta
from typing import Any

from newsmill.contracts.feeds import FeedWishes
from newsmill.puller.reading.dates import parse_date
from newsmill.puller.reading.namespaces import SYNDICATION, is_feed_namespace, names_of

HOURS_BY_UPDATE_PERIOD = {
    # http://web.resource.org/rss/1.0/modules/syndication/
    "hourly": 1,
    "daily": 24,
    "weekly": 24 * 7,
    "monthly": 24 * 30,
    "yearly": 24 * 365,
}
MAX_TTL_MINUTES = 7 * 24 * 60
MAX_UPDATE_PERIOD = timedelta(days=366)
MAX_SKIPS = 200
"""Elements of one list that are looked at."""
SYNDICATED = frozenset({"updateperiod", "updatefrequency", "updatebase"})
RSS = frozenset({"ttl", "skiphours", "skipdays"})
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_wishes(channel: Any) -> FeedWishes:
    """The wishes among the children of a feed's channel (RSS) or root (Atom).

    https://www.rssboard.org/skip-hours-days, with 24 for midnight too, as some write it.
    """
    texts: dict[str, str] = {}
    hours: set[int] = set()
    days: set[int] = set()
    for one in channel:
        namespace, name = names_of(one.tag)
        if namespace == SYNDICATION and name in SYNDICATED:
            texts.setdefault(name, (one.text or "").strip())
        elif name not in RSS or not is_feed_namespace(namespace):
            continue
        elif name == "ttl":
            texts.setdefault(name, (one.text or "").strip())
        elif name == "skiphours":
            hours.update(hour for text in _texts(one) if (hour := _hour(text)) is not None)
        elif name == "skipdays":
            days.update(DAYS.index(text) for text in _texts(one) if text in DAYS)
    # Whoever skips every hour or every day means something else.
    return FeedWishes(
        ttl=_ttl(texts.get("ttl", "")),
        update_period=_update_period(
            texts.get("updateperiod", ""), texts.get("updatefrequency", "")
        ),
        update_base=_instant(texts.get("updatebase", "")),
        skip_hours=tuple(sorted(hours)) if len(hours) < 24 else (),
        skip_days=tuple(sorted(days)) if len(days) < 7 else (),
    )


def _texts(element: Any) -> list[str]:
    children = list(element)[:MAX_SKIPS]
    return [(child.text or "").strip().lower() for child in children]


def _hour(text: str) -> int | None:
    if not re.fullmatch(r"[0-9]{1,2}(?::00)?", text, re.ASCII):
        return None
    hour = int(text.partition(":")[0])
    return hour % 24 if hour <= 24 else None


def _ttl(minutes: str) -> timedelta | None:
    if not re.fullmatch(r"[0-9]{1,6}", minutes, re.ASCII):
        return None
    return timedelta(minutes=min(int(minutes), MAX_TTL_MINUTES)) or None


def _update_period(period: str, frequency: str) -> timedelta | None:
    hours = HOURS_BY_UPDATE_PERIOD.get(period.lower())
    if hours is None or not re.fullmatch(r"[1-9][0-9]{0,3}", frequency or "1", re.ASCII):
        return None
    return timedelta(hours=hours) / int(frequency or "1")


def _instant(text: str) -> datetime | None:
    return parse_date(text) if text else None
