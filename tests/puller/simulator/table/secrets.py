"""Secrets are sent where they belong, and are in no record."""

from tests.puller.simulator.answers import redirects, says
from tests.puller.simulator.behaviours import Credentials, Group, row, visit
from tests.puller.simulator.checks import (
    DAY,
    asks,
    fails,
    hides,
    offers,
    sends,
    sends_no,
    titles,
)
from tests.puller.simulator.documents import numbered

FEED = numbered(1, 2)
SECRET = "geheim-4711"
BASIC = Credentials(basic=("reader", SECRET))
SENT = "Basic cmVhZGVyOmdlaGVpbS00NzEx"
"""reader:geheim-4711 (RFC 7617)."""
NOWHERE = hides(SECRET, SENT.split()[1])
TOKEN = Credentials(query={"token": SECRET})
HEADER = Credentials(headers={"X-Api-Key": SECRET})
IN_QUERY = f"feed?token={SECRET}"
MOVED = {f"moved?token={SECRET}": says(FEED)}

SECRETS = Group(
    "Secrets",
    (
        row(
            "secret-basic",
            "wants a name and a password",
            "sends those stored for the feed; they are in no record",
            visit(says(FEED), offers(2), sends("authorization", SENT), NOWHERE),
            credentials=BASIC,
            source="RFC 7617 §2",
        ),
        row(
            "secret-basic-refused",
            "refuses the password with 401 and repeats it in its answer",
            "notes a failure without it",
            visit(
                says(SECRET, f"WWW-Authenticate: Basic realm={SECRET}", status=401),
                fails("401"),
                sends("authorization", SENT),
                NOWHERE,
            ),
            credentials=BASIC,
        ),
        row(
            "secret-unasked",
            "asks for a password that nobody has stored",
            "sends none",
            visit(
                says("", "WWW-Authenticate: Basic realm=tolvik", status=401),
                fails("401"),
                sends_no("authorization"),
            ),
        ),
        row(
            "secret-header",
            "wants a key in a header of its own",
            "sends it; it is in no record",
            visit(says(FEED), offers(2), sends("x-api-key", SECRET), NOWHERE),
            credentials=HEADER,
        ),
        row(
            "secret-header-elsewhere",
            "redirects to another host",
            "does not send it the key",
            visit(
                redirects("@ELSEWHERE@/moved"),
                offers(2),
                sends("x-api-key", SECRET, request=0),
                sends_no("x-api-key"),
                elsewhere__moved=says(FEED),
            ),
            credentials=HEADER,
        ),
        row(
            "secret-query",
            "wants a token in the address",
            "sends it; it is in no record, also not as part of the subscription",
            visit(says(""), asks(IN_QUERY), offers(2), NOWHERE, at={IN_QUERY: says(FEED)}),
            visit(
                says(""),
                titles("Title 3"),
                NOWHERE,
                at={IN_QUERY: says(numbered(3, 1, 2), 'ETag: "1"')},
            ),
            credentials=TOKEN,
        ),
        row(
            "secret-query-error",
            "wants a token in the address and fails",
            "notes the failure without it",
            visit(
                says(""), asks(IN_QUERY), fails("500"), NOWHERE, at={IN_QUERY: says("", status=500)}
            ),
            credentials=TOKEN,
        ),
        row(
            "secret-redirect-token",
            "redirects for good to an address with a token",
            "follows, and keeps the token out of all records, for days",
            visit(redirects(f"/moved?token={SECRET}", 301), offers(2), NOWHERE, at=MOVED),
            visit(redirects(f"/moved?token={SECRET}", 301), NOWHERE, after=2 * DAY, at=MOVED),
            visit(redirects(f"/moved?token={SECRET}", 301), NOWHERE, after=2 * DAY, at=MOVED),
        ),
        row(
            "secret-redirect-password",
            "redirects to an address with a password",
            "refuses it, and does not repeat the password",
            visit(redirects(f"http://reader:{SECRET}@127.0.0.1:@PORT@/x"), fails(), NOWHERE),
        ),
        row(
            "secret-redirect-broken",
            "redirects to an address with a token that is no address",
            "does not repeat the token",
            visit(redirects(f"http://no host/feed?token={SECRET}"), fails(), NOWHERE),
        ),
        row(
            "secret-redirect-refused",
            "redirects to a private address with a token",
            "does not repeat the token",
            visit(redirects(f"http://10.0.0.1/feed?api_key={SECRET}"), fails(), NOWHERE),
        ),
    ),
)
