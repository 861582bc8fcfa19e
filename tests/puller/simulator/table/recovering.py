"""What was missed, and how a feed comes back."""

from datetime import timedelta

from tests.puller.simulator.answers import Answer, Request, raw, redirects, says
from tests.puller.simulator.behaviours import Group, row, visit
from tests.puller.simulator.checks import (
    DAY,
    HOUR,
    asks,
    event,
    fails,
    new,
    offers,
    sees,
    state,
    titles,
    waits,
)
from tests.puller.simulator.documents import atom, entry, items, numbered, rss, web_page

FEED = numbered(1, 2)
ARCHIVE_LINK = '<link rel="prev-archive" href="@HERE@/archive"/>'
WORDPRESS = "<generator>https://wordpress.org/?v=6.5</generator>"

MANY = 200
"""Polls, three hours apart: 25 days."""


def _entries(*numbers: int) -> str:
    """Entries of which the first three were there a day before the others."""
    return "".join(
        entry(number, updated=f"2026-03-0{4 if number <= 3 else 5}T10:00:00Z") for number in numbers
    )


def _regular(request: Request) -> Answer:
    """Three new entries with each request."""
    last = 3 * request.turn
    return says(rss(items(*range(last, max(last - 20, 0), -1))))


LAST = items(*range(3 * MANY, 3 * MANY - 20, -1))
"""What `_regular` says to the last of many requests."""

FROZEN = says(rss(LAST))


def _rebuilt(request: Request) -> Answer:
    """No new entry, but a new date of the document with each request."""
    built = f"<lastBuildDate>{request.turn} minutes ago</lastBuildDate>"
    return says(rss(LAST, channel=built))


RECOVERING = Group(
    "Gaps, silence and recovery",
    (
        row(
            "gap-none",
            "has ten new entries and ten known ones",
            "sees no gap",
            visit(says(numbered(*range(1, 21))), offers(20), event(gap=None)),
            visit(says(numbered(*range(11, 31))), new(10), event(gap=None)),
        ),
        row(
            "gap",
            "has no entry in common with the poll before",
            "tells in the event that some were missed, about how many, and comes back sooner",
            visit(says(numbered(*range(1, 21))), offers(20)),
            visit(
                says(numbered(*range(101, 121))),
                new(20),
                sees("an estimate", lambda s: s.event.gap is not None and s.event.gap >= 1),
                sees("it is counted", lambda s: s.state.gaps == 1 and s.state.gap_at is not None),
                waits(most=HOUR),
                after=DAY,
            ),
            visit(says(numbered(*range(102, 122))), new(1), event(gap=None)),
        ),
        row(
            "gap-first-poll",
            "is polled for the first time",
            "is no gap",
            visit(says(numbered(*range(1, 21))), offers(20), event(gap=None), state(gaps=0)),
        ),
        row(
            "gap-after-empty",
            "has had no entries at first, and then some",
            "is no gap",
            visit(says(rss()), offers(0)),
            visit(says(numbered(1, 2)), offers(2), event(gap=None)),
        ),
        row(
            "gap-archive",
            "links to an archive of older entries (prev-archive), and there is a gap",
            "fills the gap from the archive",
            visit(says(atom(_entries(1, 2, 3))), offers(3), asks("feed")),
            visit(
                says(atom(_entries(7, 8, 9), feed=ARCHIVE_LINK)),
                titles(*(f"Title {n}" for n in range(4, 10))),
                asks("feed", "archive"),
                sees("told apart", lambda s: s.event.backfilled == 3),
                after=DAY,
                archive=says(atom(_entries(2, 3, 4, 5, 6))),
            ),
            source="RFC 5005 §4",
        ),
        row(
            "gap-archive-unneeded",
            "links to an archive, and there is no gap",
            "does not ask for the archive",
            visit(says(atom(_entries(1, 2, 3), feed=ARCHIVE_LINK)), offers(3), asks("feed")),
            visit(
                says(atom(_entries(4, 3, 2), feed=ARCHIVE_LINK)),
                titles("Title 4"),
                asks("feed"),
                archive=says(atom(_entries(0))),
            ),
            source="RFC 5005 §4",
        ),
        row(
            "gap-archive-loop",
            "links to an archive that links to itself, and there is a gap",
            "asks for it once",
            visit(says(atom(_entries(1))), offers(1)),
            visit(
                says(atom(_entries(9), feed=ARCHIVE_LINK)),
                sees("once", lambda s: [r.path for r in s.requests].count("archive") == 1),
                titles("Title 9", "Title 8"),
                after=DAY,
                archive=says(atom(_entries(8), feed=ARCHIVE_LINK)),
            ),
        ),
        row(
            "gap-wordpress",
            "is WordPress, and there is a gap",
            "asks for the second page",
            visit(says(rss(items(1, 2, 3), channel=WORDPRESS)), offers(3)),
            visit(
                says(rss(items(9, 8, 7), channel=WORDPRESS)),
                titles(*(f"Title {n}" for n in range(4, 10))),
                sees("one page", lambda s: len(s.requests) == 2),
                after=DAY,
                at={"feed?paged=2": says(rss(items(6, 5, 4, 3), channel=WORDPRESS))},
            ),
        ),
        row(
            "gap-next-page",
            "has its older entries on pages (rel=next), and there is a gap",
            "fills the gap from the next page, and goes no further than to what it knows",
            visit(says(atom(_entries(1, 2, 3))), offers(3)),
            visit(
                says(atom(_entries(9, 8, 7), feed='<link rel="next" href="@HERE@/page-2"/>')),
                titles(*(f"Title {n}" for n in range(4, 10))),
                asks("feed", "page-2"),
                after=DAY,
                at={
                    "page-2": says(
                        atom(_entries(6, 5, 4, 3), feed='<link rel="next" href="@HERE@/page-3"/>')
                    ),
                    "page-3": says(atom(_entries(2, 1))),
                },
            ),
            source="RFC 5005 §3",
        ),
        row(
            "late",
            "has had three new entries every three hours for weeks, and then nothing for days",
            "tells that it is late",
            visit(_regular, after=3 * HOUR, times=MANY),
            visit(
                _rebuilt,
                sees("late", lambda s: s.event.silent_since is not None),
                sees("not frozen", lambda s: not s.event.is_frozen),
                after=3 * HOUR,
                times=40,
                until_seen=True,
            ),
        ),
        row(
            "frozen",
            "has had three new entries every three hours for weeks, and then the same bytes for"
            " days",
            "tells that it is late and frozen",
            visit(_regular, after=3 * HOUR, times=MANY),
            visit(
                FROZEN,
                sees("late", lambda s: s.event.silent_since is not None),
                sees("frozen", lambda s: s.event.is_frozen),
                after=3 * HOUR,
                times=40,
                until_seen=True,
            ),
        ),
        row(
            "not-late",
            "has had nothing new for three hours, as always at this time",
            "tells nothing",
            visit(_regular, after=3 * HOUR, times=40),
            visit(_regular, event(silent_since=None, is_frozen=False), after=3 * HOUR),
        ),
        row(
            "recovers-from-everything",
            "is reset, silent about its redirect, a login page, cut off, gone for an hour",
            "reads it at once when it is back, each new entry once",
            visit(says(FEED), offers(2)),
            visit(raw(), fails()),
            visit(redirects(""), fails()),
            visit(says(web_page("Log in"), content_type="text/html"), fails()),
            visit(says("", status=410)),
            visit(says("", status=503), fails("503"), after=HOUR),
            visit(says(numbered(3, 1, 2)), titles("Title 3"), state(failures=0), after=HOUR),
        ),
        row(
            "recovers-two-servers",
            "is served by two machines in turn, one of which is behind",
            "offers each new entry once",
            visit(says(FEED, 'ETag: "a1"'), offers(2)),
            visit(says(numbered(3, 1, 2), 'ETag: "b2"'), titles("Title 3")),
            visit(says(FEED, 'ETag: "a1"'), offers(0)),
            visit(says(numbered(3, 1, 2), 'ETag: "b2"'), offers(0)),
            visit(says(numbered(4, 3, 1, 2), 'ETag: "a4"'), titles("Title 4"), new(1)),
        ),
        row(
            "recovers-after-a-month",
            "is down for a month",
            "still asks once a day, and reads it when it is back",
            visit(says(FEED), offers(2)),
            visit(says("", status=500), fails("500"), waits(most=1.3 * DAY), after=DAY, times=30),
            visit(says(numbered(3, 1, 2)), titles("Title 3"), waits(most=2 * HOUR), after=DAY),
        ),
        row(
            "recovers-other-feed",
            "serves the feed of somebody else for an hour (a cache mixes them up)",
            "reads its own feed again afterwards, and offers none of its entries twice",
            visit(says(FEED, 'ETag: "own"'), offers(2)),
            visit(
                says(FEED.replace("tolvik", "other").replace("Title", "Other"), 'ETag: "other"'),
                after=timedelta(minutes=10),
            ),
            visit(says(numbered(3, 1, 2), 'ETag: "own2"'), titles("Title 3")),
        ),
    ),
)
