"""Redirects."""

from tests.puller.simulator.answers import Answer, Request, redirects, says
from tests.puller.simulator.behaviours import Behaviour, Credentials, Group, row, visit
from tests.puller.simulator.checks import (
    DAY,
    HOUR,
    asks,
    fails,
    offers,
    sees,
    sends,
    sends_no,
    titles,
)
from tests.puller.simulator.documents import numbered, web_page

FEED = numbered(1, 2)
CHANGED = numbered(3, 1, 2)
MOVED = says(FEED)
NEWER = says(numbered(4, 3, 1, 2))


def _followed(status: int) -> Behaviour:
    return row(
        f"redirect-{status}",
        f"redirects with {status}",
        "follows, and the entries belong to the subscription's address",
        visit(
            redirects("@HERE@/moved", status),
            offers(2),
            asks("feed", "moved"),
            sees("the subscription's URL", lambda s: s.articles[0].feed_url == s.event.feed_url),
            moved=MOVED,
        ),
        visit(says(CHANGED), titles("Title 3")),
        source="RFC 9110 §15.4",
    )


def _refused(name: str, location: str, what: str) -> Behaviour:
    return row(
        f"redirect-{name}",
        f"redirects to {what}",
        "does not follow (SSRF guard)",
        visit(redirects(location), fails(), asks("feed")),
    )


def _moving_on(request: Request) -> Answer:
    return redirects(f"@HERE@/{request.path}/on")


REDIRECTS = Group(
    "Redirects",
    (
        *(_followed(status) for status in (301, 302, 303, 307, 308)),
        row(
            "redirect-relative",
            "redirects to a relative address with a fragment",
            "follows it from the address that was asked",
            visit(
                redirects("moved?a=1#top"),
                offers(2),
                asks("feed", "moved?a=1"),
                at={"moved?a=1": MOVED},
            ),
            source="RFC 9110 §10.2.2",
        ),
        row(
            "redirect-as-written",
            "redirects to an address with %2F, %28 and %20 in it (a signed URL)",
            "asks for it as it is written: a signature is over these very bytes",
            visit(
                redirects("@HERE@/a%2Fb%28c%29?s=%2B%20x"),
                offers(2),
                at={"a%2Fb%28c%29?s=%2B%20x": MOVED},
            ),
            source="RFC 3986 §6.2.2.2",
        ),
        row(
            "redirect-latin-1",
            "redirects to an address with a bare byte E9, Latin-1 for é",
            "asks for it percent-encoded, as browsers do",
            visit(redirects("@HERE@/caf\xe9"), offers(2), at={"caf%E9": MOVED}),
        ),
        row(
            "redirect-without-location",
            "answers 302 without saying where to",
            "notes a failure",
            visit(says(FEED, status=302), fails("302"), asks("feed")),
        ),
        row(
            "redirect-loop",
            "redirects to the same address",
            "notes a failure after a few requests at most",
            visit(
                redirects("@HERE@/feed"),
                fails("redirect"),
                sees("few requests", lambda s: len(s.requests) <= 6),
            ),
        ),
        row(
            "redirect-for-ever",
            "redirects to another address each time",
            "notes a failure after a few requests",
            visit(
                _moving_on,
                fails("redirect"),
                sees("few requests", lambda s: len(s.requests) <= 6),
                at={"feed" + "/on" * n: _moving_on for n in range(1, 9)},
            ),
        ),
        _refused("to-private-address", "http://10.0.0.1/feed", "a private address"),
        _refused("to-metadata", "http://169.254.169.254/latest/", "a cloud's metadata service"),
        _refused("to-this-machine-6", "http://[::1]:@PORT@/moved", "the loopback address of IPv6"),
        _refused("to-odd-address", "http://0x7f.1:@PORT@/moved", "an odd spelling of 127.0.0.1"),
        _refused("to-mapped-address", "http://[::ffff:10.0.0.1]/feed", "a mapped private address"),
        _refused("to-private-name", "http://inside.example/feed", "a name with a private address"),
        _refused("to-file", "file:///etc/passwd", "a file"),
        _refused("to-ftp", "ftp://tolvik.example/feed", "an FTP server"),
        _refused("to-mail-port", "http://127.0.0.1:25/feed", "the port of another service"),
        _refused("to-user", "http://root:word@127.0.0.1:@PORT@/x", "an address with a user name"),
        row(
            "redirect-to-login",
            "redirects to a login page for a day",
            "notes failures, and reads the feed when it is back",
            visit(says(FEED), offers(2)),
            visit(
                redirects("/login"),
                fails("HTML"),
                login=says(web_page("Log in"), content_type="text/html"),
            ),
            visit(says(CHANGED), titles("Title 3"), after=DAY),
        ),
        row(
            "redirect-other-host-secrets",
            "redirects to another host",
            "does not send it the credentials of the first",
            visit(
                redirects("@ELSEWHERE@/moved"),
                offers(2),
                asks("feed", "elsewhere/moved"),
                sends("authorization", "Basic cmVhZGVyOndvcmQ=", request=0),
                sends_no("authorization", "cookie"),
                elsewhere__moved=MOVED,
            ),
            credentials=Credentials(basic=("reader", "word")),
            source="RFC 9110 §15.4",
        ),
        row(
            "redirect-validators",
            "redirects to one place today and to another tomorrow, each with ETags of its own",
            "sends an ETag only to the address that it came from",
            visit(redirects("@HERE@/a"), a=says(FEED, 'ETag: "a"')),
            visit(
                redirects("@HERE@/b"),
                titles("Title 3"),
                sends_no("if-none-match"),
                sends_no("if-none-match", request=0),
                b=says(CHANGED, 'ETag: "b"'),
                after=HOUR,
            ),
            visit(redirects("@HERE@/b"), sends("if-none-match", '"b"'), b=NEWER),
            source="RFC 9110 §8.8.3",
        ),
        row(
            "redirect-robots",
            "redirects to a host whose robots.txt allows nobody",
            "does not ask that host for the feed",
            visit(
                redirects("@ELSEWHERE@/moved"),
                fails(),
                asks("feed"),
                elsewhere__moved=MOVED,
                elsewhere__robots=says("User-agent: *\nDisallow: /\n", content_type="text/plain"),
            ),
            source="RFC 9309 §2.2",
        ),
    ),
)
