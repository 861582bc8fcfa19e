"""How long an answer stays fresh, and what a feed wishes: when the next poll is."""

import calendar
from datetime import timedelta

from tests.puller.simulator.answers import says
from tests.puller.simulator.behaviours import Behaviour, Check, Group, row, visit
from tests.puller.simulator.checks import DAY, HOUR, fails, sees, waits
from tests.puller.simulator.documents import numbered

FEED = numbered(1, 2)
DATE = "Date: Wed, 04 Mar 2026 12:00:00 GMT"
SOON = waits(most=2 * HOUR)
"""As if nothing had been said: the settings of these tests have an hour as the longest interval."""
MONTH = 31 * DAY
SYNDICATION = ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


def _says(name: str, client: str, check: Check, *headers: str, source: str = "") -> Behaviour:
    """A feed with these headers."""
    server = "says " + " and ".join(f"`{header}`" for header in headers)
    return row(f"fresh-{name}", server, client, visit(says(FEED, *headers), check), source=source)


def _wishes(name: str, server: str, client: str, check: Check, channel: str) -> Behaviour:
    """A feed with these elements in its channel."""
    document = numbered(1, 2, channel=channel).replace("<rss ", f"<rss{SYNDICATION} ", 1)
    return row(f"wish-{name}", server, client, visit(says(document), check))


def _skipped(element: str, *values: str) -> str:
    inside = "".join(f"<{element}>{value}</{element}>" for value in values)
    return f"<skip{element.capitalize()}s>{inside}</skip{element.capitalize()}s>"


FRESHNESS = Group(
    "Freshness and the feed's wishes",
    (
        _says(
            "max-age",
            "comes back after two hours, and not at their very end: others wait as well",
            waits(2 * HOUR + timedelta(seconds=1), 3 * HOUR),
            "Cache-Control: public, max-age=7200",
            source="RFC 9111 §5.2.2.1",
        ),
        _says(
            "max-age-days",
            "comes back after ten days, although we ask hourly by default",
            waits(10 * DAY, 13 * DAY),
            "Cache-Control: max-age=864000",
        ),
        _says(
            "max-age-years",
            "comes back after a month at the latest",
            waits(20 * DAY, 1.3 * MONTH),
            "Cache-Control: max-age=315360000",
        ),
        _says(
            "max-age-quoted",
            "reads the number all the same",
            waits(3 * HOUR, 4 * HOUR),
            'Cache-Control: max-age="10800"',
        ),
        _says(
            "max-age-garbage",
            "asks as if nothing had been said",
            SOON,
            "Cache-Control: max-age=soon, ,;=, max-age",
        ),
        _says(
            "age",
            "subtracts the time that the answer has lain in a cache",
            waits(2 * HOUR, 3 * HOUR),
            "Cache-Control: max-age=14400",
            "Age: 7200",
            source="RFC 9111 §4.2.3",
        ),
        _says(
            "s-maxage",
            "does not count what is said to shared caches",
            SOON,
            "Cache-Control: s-maxage=864000",
            source="RFC 9111 §5.2.2.10",
        ),
        _says(
            "stale-while-revalidate",
            "does not take it for a max-age",
            SOON,
            "Cache-Control: stale-while-revalidate=864000, stale-if-error=864000",
            source="RFC 5861 §3",
        ),
        _says(
            "no-cache",
            "asks as if nothing had been said",
            SOON,
            "Cache-Control: no-cache, max-age=864000",
            source="RFC 9111 §5.2.2.4",
        ),
        _says(
            "no-cache-qualified",
            "takes max-age for valid: only the named header is not to be cached",
            waits(2 * HOUR, 3 * HOUR),
            'Cache-Control: no-cache="Set-Cookie", max-age=7200',
            source="RFC 9111 §5.2.2.4",
        ),
        _says(
            "expires",
            "comes back then",
            waits(3 * HOUR, 4 * HOUR),
            DATE,
            "Expires: Wed, 04 Mar 2026 15:00:00 GMT",
            source="RFC 9111 §5.3",
        ),
        _says(
            "expires-wrong-clock",
            "counts by the server's own clock, which is a year behind",
            waits(3 * HOUR, 4 * HOUR),
            "Date: Tue, 04 Mar 2025 12:00:00 GMT",
            "Expires: Tue, 04 Mar 2025 15:00:00 GMT",
            source="RFC 9111 §4.2.1",
        ),
        _says("expires-zero", "asks as if it had expired", SOON, DATE, "Expires: 0"),
        _says(
            "expires-and-max-age",
            "lets max-age win",
            waits(2 * HOUR, 3 * HOUR),
            DATE,
            "Cache-Control: max-age=7200",
            "Expires: Fri, 06 Mar 2026 15:00:00 GMT",
            source="RFC 9111 §5.3",
        ),
        row(
            "fresh-304",
            "says `max-age=10800` with a 304",
            "comes back after three hours",
            visit(says(FEED, 'ETag: "1"')),
            visit(says("", "Cache-Control: max-age=10800", status=304), waits(3 * HOUR, 4 * HOUR)),
            source="RFC 9111 §4.3.4",
        ),
        row(
            "fresh-error-page",
            "says `max-age=864000` with a 404",
            "tries again earlier: how long an error page keeps says nothing of the feed",
            visit(
                says("", "Cache-Control: max-age=864000", status=404), fails("404"), waits(most=DAY)
            ),
        ),
        _wishes(
            "ttl",
            "has a ttl of three hours",
            "comes back after three hours",
            waits(3 * HOUR, 4 * HOUR),
            "<ttl>180</ttl>",
        ),
        _wishes(
            "ttl-two-days",
            "has a ttl of two days",
            "comes back after two days, although we ask hourly by default",
            waits(2 * DAY, 2.6 * DAY),
            "<ttl>2880</ttl>",
        ),
        _wishes(
            "ttl-for-ever",
            "has a ttl of two centuries",
            "comes back after a month at the latest",
            waits(most=1.3 * MONTH),
            "<ttl>99999999</ttl>",
        ),
        _wishes("ttl-garbage", "has a ttl of “often”", "asks as always", SOON, "<ttl>often</ttl>"),
        _wishes(
            "skip-hours",
            "does not want to be asked from 12 to 21 o'clock (skipHours)",
            "comes back at 21 o'clock or later",
            sees(
                "not in these hours",
                lambda s: s.wait is not None and not 12 <= (s.at + s.wait).hour <= 20,
            ),
            _skipped("hour", *(str(hour) for hour in range(12, 21))),
        ),
        _wishes(
            "skip-days",
            "does not want to be asked on Wednesdays and Thursdays (skipDays)",
            "comes back on Friday",
            waits(36 * HOUR, 3 * DAY),
            _skipped("day", "Wednesday", "Thursday"),
        ),
        _wishes(
            "skip-always",
            "does not want to be asked on any day at any hour",
            "does not take it at its word",
            waits(most=2 * DAY),
            _skipped("hour", *map(str, range(24))) + _skipped("day", *calendar.day_name),
        ),
        _wishes(
            "update-period",
            "says that it changes twice a day (sy:)",
            "comes back after half a day",
            waits(11 * HOUR, 16 * HOUR),
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
        ),
        row(
            "quiet-without-validators",
            "has no validators, and nothing new for four days",
            "asks at most once an hour",
            visit(says(FEED)),
            visit(says(FEED), times=8, after=12 * HOUR),
            visit(says(FEED), waits(0.95 * HOUR), after=HOUR),
            settings={"max_interval": timedelta(minutes=20)},
        ),
    ),
)
