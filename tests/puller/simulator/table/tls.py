"""Encrypted connections, and those that should be."""

from tests.puller.simulator.answers import redirects, says
from tests.puller.simulator.behaviours import Group, row, visit
from tests.puller.simulator.checks import DAY, asks, fails, offers, state
from tests.puller.simulator.documents import numbered

FEED = numbered(1, 2)
CHANGED = numbered(3, 1, 2)

TLS = Group(
    "TLS",
    (
        row(
            "tls-good",
            "has a certificate of an authority that we trust",
            "reads the feed",
            visit(says(FEED), offers(2)),
            url="@TLS@/feed",
            tls="trusted",
        ),
        row(
            "tls-unknown-authority",
            "has a certificate that nobody we trust has signed",
            "notes a failure before it asks for anything",
            visit(says(FEED), fails(), asks()),
            url="@TLS@/feed",
            tls="unknown",
        ),
        row(
            "tls-other-name",
            "has a certificate for another name",
            "notes a failure before it asks for anything",
            visit(says(FEED), fails(), asks()),
            url="@TLS_BY_NAME@/feed",
            tls="trusted",
            source="RFC 9110 §4.3.4",
        ),
        row(
            "tls-to-plain-port",
            "speaks plain HTTP where https was asked for",
            "notes a failure, and does not try without TLS",
            visit(says(FEED), fails(), asks()),
            url="https://127.0.0.1:@PORT@/tls-to-plain-port/feed",
        ),
        row(
            "tls-plain-to-tls-port",
            "speaks TLS where plain HTTP was asked for",
            "notes a failure",
            visit(says(FEED), fails(), asks()),
            url="@PLAIN_TO_TLS@/feed",
            tls="trusted",
        ),
        row(
            "tls-redirect-to-plain-once",
            "redirects from https to http, for now (302)",
            "follows it for this poll: what is asked for is still the https address",
            visit(redirects("@PLAIN@/moved"), offers(2), moved=says(FEED)),
            visit(
                redirects("@PLAIN@/moved"),
                state(asked_url=None),
                moved=says(CHANGED),
                after=5 * DAY,
            ),
            url="@TLS@/feed",
            tls="trusted",
        ),
        row(
            "tls-redirect-to-plain-for-good",
            "redirects from https to http with 301 for a week",
            "never adopts it: whoever sits on the line could have sent it",
            visit(redirects("@PLAIN@/moved", 301), offers(2), moved=says(FEED)),
            visit(redirects("@PLAIN@/moved", 301), moved=says(FEED), after=4 * DAY),
            visit(
                redirects("@PLAIN@/moved", 301),
                asks("feed", "moved"),
                state(asked_url=None),
                moved=says(CHANGED),
                after=4 * DAY,
            ),
            url="@TLS@/feed",
            tls="trusted",
        ),
        row(
            "tls-upgrade-for-good",
            "redirects from http to https with 301 for four days",
            "asks there from then on, and the entries stay the same entries",
            visit(redirects("@TLS@/moved", 301), offers(2), moved=says(FEED)),
            visit(redirects("@TLS@/moved", 301), moved=says(FEED), after=2 * DAY),
            visit(redirects("@TLS@/moved", 301), moved=says(FEED), after=2 * DAY),
            visit(redirects("@TLS@/moved", 301), offers(1), asks("moved"), moved=says(CHANGED)),
            url="@PLAIN@/feed",
            tls="trusted",
        ),
    ),
)
