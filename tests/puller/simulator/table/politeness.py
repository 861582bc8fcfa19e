"""Retry-After, robots.txt, and what is asked of a server at all."""

from datetime import timedelta

from tests.puller.simulator.answers import redirects, says
from tests.puller.simulator.behaviours import Behaviour, Check, Group, row, visit
from tests.puller.simulator.checks import (
    DAY,
    HOUR,
    asks,
    fails,
    offers,
    sees,
    sends_no,
    sends_part,
    titles,
    waits,
)
from tests.puller.simulator.documents import numbered

FEED = numbered(1, 2)
CHANGED = numbered(3, 1, 2)
WEEK = 7 * DAY


def _later(name: str, client: str, check: Check, *headers: str, status: int = 503) -> Behaviour:
    said = " and ".join(f"`{header}`" for header in headers)
    return row(
        f"retry-after-{name}",
        f"answers {status} with {said}",
        client,
        visit(says(FEED), offers(2)),
        visit(says("", *headers, status=status), fails(str(status)), check, after=HOUR),
        visit(says(CHANGED), titles("Title 3")),
        source="RFC 9110 §10.2.3",
    )


def _robots(name: str, rules: str, server: str, client: str, *checks: Check) -> Behaviour:
    answer = says(rules, content_type="text/plain")
    return row(f"robots-{name}", server, client, visit(says(FEED), *checks, robots=answer))


POLITENESS = Group(
    "Retry-After and politeness",
    (
        _later("seconds", "comes back after them", waits(2 * HOUR, 3 * HOUR), "Retry-After: 7200"),
        _later(
            "too-many",
            "comes back after them",
            waits(2 * HOUR, 3 * HOUR),
            "Retry-After: 7200",
            status=429,
        ),
        _later(
            "date",
            "comes back then",
            waits(3 * HOUR, 4 * HOUR),
            "Date: Wed, 04 Mar 2026 13:00:00 GMT",
            "Retry-After: Wed, 04 Mar 2026 16:00:00 GMT",
        ),
        _later(
            "wrong-clock",
            "counts by the server's own clock, which is a day ahead",
            waits(3 * HOUR, 4 * HOUR),
            "Date: Thu, 05 Mar 2026 13:00:00 GMT",
            "Retry-After: Thu, 05 Mar 2026 16:00:00 GMT",
        ),
        _later(
            "days", "comes back after three days", waits(3 * DAY, 4 * DAY), "Retry-After: 259200"
        ),
        _later(
            "weeks",
            "comes back after a week: that is the most",
            waits(0.9 * WEEK, 1.3 * WEEK),
            "Retry-After: 1814400",
        ),
        _later(
            "endless",
            "comes back after a week: that is the most",
            waits(timedelta(minutes=1), 1.3 * WEEK),
            "Retry-After: " + "9" * 40,
        ),
        _later(
            "past",
            "backs off as always",
            waits(timedelta(minutes=1), 2 * HOUR),
            "Retry-After: Wed, 04 Mar 2020 16:00:00 GMT",
        ),
        _later(
            "zero", "backs off as always", waits(timedelta(minutes=1), 2 * HOUR), "Retry-After: 0"
        ),
        _later(
            "garbage",
            "backs off as always",
            waits(timedelta(minutes=1), 2 * HOUR),
            "Retry-After: -120, later",
        ),
        row(
            "retry-after-with-feed",
            "answers 200 with the feed and `Retry-After: 7200`",
            "reads it, and comes back after two hours",
            visit(says(FEED, "Retry-After: 7200"), offers(2), waits(2 * HOUR, 3 * HOUR)),
        ),
        row(
            "one-request",
            "has a feed with links to pages, pictures, stylesheets and icons",
            "asks for the feed and nothing else",
            visit(
                says(
                    '<?xml-stylesheet href="/style.xsl" type="text/xsl"?>'
                    + numbered(1, channel="<image><url>@HERE@/logo.png</url></image>")
                ),
                offers(1),
                asks("feed"),
            ),
        ),
        row(
            "asks-for-feeds",
            "looks at the request's headers",
            "says who it is with an address for complaints, what it reads and how it may be packed",
            visit(
                says(FEED),
                sends_part("user-agent", "newsmill/"),
                sends_part("user-agent", "https://"),
                sends_part("accept", "application/atom+xml"),
                sends_part("accept", "application/feed+json"),
                sends_part("accept-encoding", "gzip"),
                sends_part("accept-encoding", "br"),
                sends_part("accept-encoding", "zstd"),
                sends_no("referer", "cookie", "from", "authorization"),
            ),
            source="RFC 9110 §10.1.5",
        ),
        row(
            "cookies",
            "sets a cookie",
            "does not bring it back: nobody is followed by us or through us",
            visit(says(FEED, "Set-Cookie: session=geheim; Max-Age=86400"), offers(2)),
            visit(says(CHANGED), titles("Title 3"), sends_no("cookie")),
        ),
        _robots(
            "names-us",
            "User-agent: newsmill\nDisallow: /\n",
            "forbids newsmill by name in robots.txt",
            "does not ask for the feed",
            fails(),
            asks(),
        ),
        _robots(
            "names-nobody",
            "User-agent: *\nDisallow: /\n",
            "forbids all robots",
            "asks for the feed: a person has subscribed to it",
            offers(2),
        ),
        _robots(
            "names-others",
            "User-agent: other\nDisallow: /\n\nUser-agent: newsmill\nAllow: /feed\nDisallow: /\n",
            "allows newsmill the feed and forbids it the rest",
            "asks for the feed",
            offers(2),
        ),
        row(
            "robots-broken",
            "answers 500 for robots.txt",
            "asks for the feed: nobody has named newsmill",
            visit(says(FEED), offers(2), robots=says("", status=500)),
        ),
        row(
            "paced",
            "redirects to another path of its own",
            "waits a second at least between the two requests",
            visit(
                redirects("@HERE@/moved"),
                offers(2),
                sees("a second", lambda s: s.slept >= timedelta(seconds=1)),
                moved=says(FEED),
            ),
        ),
        row(
            "crawl-delay",
            "redirects to a host that has a Crawl-delay of 20 seconds",
            "waits so long there, between robots.txt and the feed",
            visit(
                redirects("@ELSEWHERE@/moved"),
                offers(2),
                sees("20 seconds", lambda s: s.slept >= timedelta(seconds=20)),
                elsewhere__moved=says(FEED),
                elsewhere__robots=says("User-agent: *\nCrawl-delay: 20\n"),
            ),
        ),
        row(
            "asks-as-written",
            "has an address with %2F and %28 in it (a signed URL)",
            "asks for it as it is written",
            visit(says(""), offers(2), at={"a%2Fb%28c%29?s=%2B": says(FEED)}),
            url="@HERE@/a%2Fb%28c%29?s=%2B",
            source="RFC 3986 §6.2.2.2",
        ),
        row(
            "robots-once",
            "has a robots.txt that allows everything",
            "does not ask for it with every poll",
            visit(says(FEED), offers(2), robots=says("User-agent: *\nAllow: /\n")),
            visit(
                says(CHANGED),
                titles("Title 3"),
                sees("robots.txt is remembered", lambda s: not s.robots_requests),
                robots=says("User-agent: *\nAllow: /\n"),
                after=HOUR,
            ),
            source="RFC 9309 §2.4",
        ),
    ),
)
