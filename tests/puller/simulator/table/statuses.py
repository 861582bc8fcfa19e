"""Status codes."""

from datetime import timedelta

from tests.puller.simulator.answers import Answer, says
from tests.puller.simulator.behaviours import Behaviour, Group, row, visit
from tests.puller.simulator.checks import (
    DAY,
    HOUR,
    asks,
    event,
    fails,
    keeps_asking,
    keeps_no_trace,
    offers,
    offers_nothing,
    sees,
    sends_no,
    sends_part,
    state,
    stops_asking,
    titles,
    waits,
)
from tests.puller.simulator.documents import numbered, rss, web_page

FEED = numbered(1, 2)
CHANGED = numbered(3, 1, 2)
GONE = says("Gone.", status=410)


def _error(status: int, body: str = "No.") -> Answer:
    return says(body, status=status, content_type="text/plain")


def _failing(name: str, statuses: tuple[int, ...], server: str, client: str) -> Behaviour:
    """A feed that answers with each of these in turn, and then as before."""
    return row(
        name,
        server,
        client,
        visit(says(FEED), offers(2)),
        *(visit(_error(status), fails(str(status)), event(status=status)) for status in statuses),
        visit(says(CHANGED), titles("Title 3"), state(failures=0, error=None)),
    )


STATUSES = Group(
    "Status codes",
    (
        _failing(
            "status-forbidden",
            (401, 402, 403, 407, 451),
            "refuses for a while: 401, 402, 403, 407, 451",
            "notes failures, asks again, and goes on where it was",
        ),
        _failing(
            "status-not-found",
            (404, 404, 404, 404, 404, 404),
            "has lost the feed six times in a row (404), and finds it again",
            "notes failures, asks again, and goes on where it was",
        ),
        _failing(
            "status-client-errors",
            (400, 405, 406, 408, 409, 418, 421, 425, 429, 431),
            "answers 400, 405, 406, 408, 409, 418, 421, 425, 429, 431",
            "notes failures, asks again, and goes on where it was",
        ),
        _failing(
            "status-server-errors",
            (500, 501, 502, 503, 504, 507, 508, 511, 520, 522, 530, 599),
            "answers every kind of 5xx, also those of content delivery networks",
            "notes failures, asks again, and goes on where it was",
        ),
        _failing(
            "status-unknown",
            (306, 299 + 95, 444, 499, 610, 799),
            "answers with numbers that no standard knows: 306, 394, 444, 499, 610, 799",
            "takes each for the first of its class, and those above 599 for errors",
        ),
        row(
            "status-error-with-feed",
            "answers 500 with a whole feed as the body",
            "does not read it: the server says itself that something went wrong",
            visit(says(FEED, status=500), fails("500"), offers_nothing()),
        ),
        row(
            "status-203",
            "answers 203 (changed by a proxy) with the feed",
            "reads it",
            visit(says(FEED, status=203), offers(2)),
            source="RFC 9110 §15.3.4",
        ),
        row(
            "status-202",
            "answers 202 and a page that asks for patience",
            "offers nothing, keeps nothing, asks again",
            visit(
                says(web_page("One moment"), 'ETag: "x"', status=202, content_type="text/html"),
                fails(),
                keeps_no_trace(),
            ),
            source="RFC 9110 §15.3.3",
        ),
        row(
            "status-204",
            "answers 204 No Content",
            "offers nothing, and reads the feed when there is one",
            visit(says(FEED), offers(2)),
            visit(says(status=204), offers_nothing(), keeps_asking()),
            visit(says(CHANGED), titles("Title 3")),
            source="RFC 9110 §15.3.5",
        ),
        row(
            "status-206",
            "answers 206 with a part that nobody asked for",
            "does not take it for the feed, and keeps no validators of it",
            visit(
                says(FEED[:400], "Content-Range: bytes 0-399/900", 'ETag: "p"', status=206),
                offers_nothing(),
                keeps_no_trace(),
            ),
            visit(says(FEED), offers(2), sends_no("if-none-match", "range")),
            source="RFC 9110 §15.3.7",
        ),
        row(
            "status-226-wanted",
            "answers 226 IM Used with only the new entries, as A-IM: feed asks it to",
            "says A-IM: feed, takes the new ones, forgets none of the others",
            visit(says(FEED, 'ETag: "1"'), offers(2)),
            visit(
                says(numbered(3), 'ETag: "2"', "IM: feed", status=226),
                titles("Title 3"),
                sends_part("a-im", "feed"),
            ),
            visit(says(numbered(4, 3, 2, 1), 'ETag: "3"'), titles("Title 4")),
            source="RFC 3229 §10.4.1",
        ),
        row(
            "status-226-other-manipulation",
            "answers 226 with a manipulation that nobody asked for",
            "does not read it as a feed",
            visit(says(FEED, 'ETag: "1"'), offers(2)),
            visit(says(CHANGED, 'ETag: "2"', "IM: vcdiff", status=226), offers_nothing()),
            source="RFC 3229 §10.4.1",
        ),
        row(
            "status-300",
            "answers 300 Multiple Choices without a Location",
            "notes a failure",
            visit(_error(300), fails("300")),
        ),
        row(
            "status-304-unasked",
            "answers 304 to a request without validators",
            "notes a failure: there is nothing that could be unmodified",
            visit(says(status=304), fails("304")),
            source="RFC 9110 §15.4.5",
        ),
        row(
            "status-gone-once",
            "answers 410 once and then has the feed again",
            "notes it and asks again, and goes on where it was",
            visit(says(FEED), offers(2)),
            visit(GONE, keeps_asking(), offers_nothing(), state(retired=None)),
            visit(says(CHANGED), titles("Title 3"), state(gone_since=None)),
            source="RFC 9110 §15.5.11",
        ),
        row(
            "status-gone-twice-at-once",
            "answers 410 several times within a few hours",
            "asks again: one broken evening ends no feed",
            visit(GONE, keeps_asking()),
            visit(GONE, keeps_asking(), after=HOUR),
            visit(GONE, keeps_asking(), after=HOUR),
        ),
        row(
            "status-gone-for-good",
            "answers 410 a day later still",
            "retires the feed, with an event",
            visit(says(FEED), offers(2)),
            visit(GONE, keeps_asking()),
            visit(GONE, stops_asking(), after=DAY + HOUR),
            source="RFC 9110 §15.5.11",
        ),
        row(
            "status-gone-in-between",
            "answers 410, then the feed, then 410 a day later",
            "counts anew after the feed was there",
            visit(GONE, keeps_asking()),
            visit(says(FEED), offers(2), after=DAY),
            visit(GONE, keeps_asking(), after=DAY),
        ),
        row(
            "status-gone-and-other-errors",
            "answers 410 once and then 500 for days",
            "never takes another error for the second 410",
            visit(GONE, keeps_asking()),
            visit(_error(500), keeps_asking(), after=2 * DAY),
            visit(_error(404), keeps_asking(), after=2 * DAY),
        ),
        row(
            "status-backs-off",
            "is down for a week",
            "asks less and less often, at least once a day, and at once reads all when it is back",
            visit(_error(500), waits(timedelta(minutes=1), HOUR)),
            visit(_error(500), times=4),
            visit(_error(500), waits(HOUR), times=2),
            visit(_error(500), waits(6 * HOUR, 1.2 * DAY), times=20),
            visit(says(FEED), offers(2), waits(most=2 * HOUR)),
        ),
        row(
            "status-200-empty",
            "answers 200 with an empty body and an ETag",
            "notes a failure and keeps no validators: the next answer is read whatever it is",
            visit(says("", 'ETag: "e"'), fails("empty"), keeps_no_trace()),
            visit(says(FEED, 'ETag: "e"'), offers(2), sends_no("if-none-match")),
        ),
        row(
            "status-200-error-page",
            "answers 200 with an error page in HTML and an ETag",
            "notes a failure, keeps the validators of the feed as it was, offers nothing again",
            visit(says(FEED, 'ETag: "good"'), offers(2)),
            visit(
                says(web_page("Oops"), 'ETag: "bad"', content_type="text/html"),
                fails("HTML"),
                sees("the page's ETag is not kept", lambda seen: seen.state.etag != '"bad"'),
            ),
            visit(says(CHANGED, 'ETag: "new"'), titles("Title 3"), asks("feed")),
        ),
        row(
            "status-200-no-entries",
            "answers 200 with a feed that has lost all its entries, then with all of them",
            "is content with none, and does not offer the old ones again",
            visit(says(FEED), offers(2)),
            visit(says(rss()), offers(0)),
            visit(says(CHANGED), titles("Title 3")),
        ),
    ),
)
