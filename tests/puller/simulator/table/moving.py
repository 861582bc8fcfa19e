"""Permanent redirects, and those that only look so."""

from tests.puller.simulator.answers import redirects, says
from tests.puller.simulator.behaviours import Behaviour, Group, row, visit
from tests.puller.simulator.checks import DAY, asks, event, fails, new, offers, sees, state, titles
from tests.puller.simulator.documents import numbered, web_page

CHANGED = numbered(3, 1, 2)
MOVED = says(numbered(1, 2))
HOME = says(web_page(), content_type="text/html")


def _adopted(status: int) -> Behaviour:
    there = redirects("@HERE@/moved", status)
    return row(
        f"redirect-{status}-adopted",
        f"redirects to the same place with {status} for more than three days",
        "asks at the new address from then on, with an event; the entries stay the same entries",
        visit(there, offers(2), state(asked_url=None), moved=MOVED),
        visit(there, asks("feed", "moved"), state(asked_url=None), moved=MOVED, after=2 * DAY),
        visit(
            there,
            sees("it is adopted", lambda s: (s.state.asked_url or "").endswith("/moved")),
            sees("an event", lambda s: (s.event.moved_to or "").endswith("/moved")),
            moved=MOVED,
            after=1.1 * DAY,
        ),
        visit(there, asks("moved"), titles("Title 3"), event(moved_to=None), moved=says(CHANGED)),
        source="RFC 9110 §15.4.2",
    )


MOVES = Group(
    "Permanent moves",
    (
        _adopted(301),
        _adopted(308),
        row(
            "redirect-302-for-weeks",
            "redirects to the same place with 302 for two weeks",
            "follows each time, and never adopts it",
            visit(redirects("@HERE@/moved"), offers(2), moved=MOVED),
            visit(redirects("@HERE@/moved"), moved=MOVED, after=7 * DAY),
            visit(
                redirects("@HERE@/moved"),
                asks("feed", "moved"),
                state(asked_url=None),
                moved=says(CHANGED),
                after=7 * DAY,
            ),
            source="RFC 9110 §15.4.3",
        ),
        row(
            "redirect-mixed-chain",
            "redirects with 301 and then with 302 for a week",
            "does not adopt where the second one leads",
            visit(redirects("@HERE@/a", 301), offers(2), a=redirects("/b"), b=MOVED),
            visit(redirects("@HERE@/a", 301), a=redirects("/b"), b=MOVED, after=4 * DAY),
            visit(
                redirects("@HERE@/a", 301),
                sees("/b is not adopted", lambda s: not (s.state.asked_url or "").endswith("/b")),
                a=redirects("/b"),
                b=says(CHANGED),
                after=4 * DAY,
            ),
        ),
        row(
            "redirect-301-changing",
            "redirects with 301 to another place each day",
            "adopts none of them",
            visit(redirects("@HERE@/a", 301), a=MOVED),
            visit(redirects("@HERE@/b", 301), b=MOVED, after=2 * DAY),
            visit(redirects("@HERE@/c", 301), state(asked_url=None), c=MOVED, after=2 * DAY),
        ),
        row(
            "redirect-301-interrupted",
            "redirects with 301, has the feed itself for a day, and redirects again",
            "counts the three days anew",
            visit(redirects("@HERE@/moved", 301), moved=MOVED),
            visit(MOVED, state(asked_url=None), after=2 * DAY),
            visit(
                redirects("@HERE@/moved", 301), state(asked_url=None), moved=MOVED, after=2 * DAY
            ),
        ),
        row(
            "redirect-301-to-page",
            "redirects with 301 to its home page for a week",
            "notes failures, and never adopts what has no feed",
            visit(redirects("/", 301), fails(), at={"": HOME}),
            visit(
                redirects("/", 301),
                fails(),
                state(asked_url=None),
                after=5 * DAY,
                at={"": HOME},
            ),
            visit(MOVED, offers(2), asks("feed")),
        ),
        row(
            "redirect-adopted-place-dies",
            "redirects with 301 for days, and later the new place answers 404 for good",
            "comes back to the subscription's own address by itself",
            visit(redirects("@HERE@/moved", 301), offers(2), moved=MOVED),
            visit(redirects("@HERE@/moved", 301), moved=MOVED, after=2 * DAY),
            visit(
                redirects("@HERE@/moved", 301),
                sees("it is adopted", lambda s: (s.state.asked_url or "").endswith("/moved")),
                moved=MOVED,
                after=2 * DAY,
            ),
            visit(says(CHANGED), new(1), times=30, until_seen=True, after=DAY),
        ),
    ),
)
