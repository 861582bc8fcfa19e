"""Validators and conditional requests."""

from collections.abc import Callable

from tests.puller.simulator.answers import Answer, Request, redirects, says, unless_known
from tests.puller.simulator.behaviours import Behaviour, Group, row, visit
from tests.puller.simulator.checks import (
    fails,
    keeps_no_trace,
    not_modified,
    offers,
    sees,
    sends,
    sends_no,
    state,
    titles,
)
from tests.puller.simulator.documents import numbered

FEED = numbered(1, 2)
CHANGED = numbered(3, 1, 2)
NEWER = numbered(4, 3, 1, 2)
MODIFIED = "Wed, 04 Mar 2026 10:00:00 GMT"


def _echoed(name: str, etag: str, what: str, **more: str) -> Behaviour:
    return row(
        f"etag-{name}",
        f"has {what}",
        "sends it back byte for byte",
        visit(unless_known(FEED, etag=etag), offers(2)),
        visit(unless_known(FEED, etag=etag), not_modified(), sends("if-none-match", etag)),
        visit(unless_known(CHANGED, etag='"new"'), titles("Title 3")),
        **more,
    )


def _lying(body: str) -> Callable[[Request], Answer]:
    """Says 304 to everybody who asks for changes, whatever has changed."""

    def answer(request: Request) -> Answer:
        if request.is_conditional:
            return says(status=304)
        return says(body, 'ETag: "always"')

    return answer


VALIDATORS = Group(
    "Validators",
    (
        _echoed("strong", '"33a64df5"', "a strong ETag", source="RFC 9110 §8.8.3"),
        _echoed("weak", 'W/"33a64df5"', "a weak ETag", source="RFC 9110 §8.8.3"),
        _echoed("unquoted", "33a64df5", "an ETag without its quotation marks"),
        _echoed("gzip", '"33a64df5-gzip"', "an ETag that names the compression"),
        _echoed("odd-marks", '"a, \\"b\\"; c=\'d\'"', "an ETag with commas and quotation marks"),
        _echoed("latin-1", '"Zeitung-\xfc\xdf"', "an ETag with bytes beyond ASCII (obs-text)"),
        _echoed("8000", '"' + "x" * 8_000 + '"', "an ETag of 8 KB"),
        row(
            "etag-too-long",
            "has an ETag of 20 KB",
            "reads the feed, and does not send the ETag with every poll",
            visit(says(FEED, 'ETag: "' + "x" * 20_000 + '"'), offers(2), state(etag=None)),
            visit(says(CHANGED), titles("Title 3"), sends_no("if-none-match")),
        ),
        row(
            "etag-empty",
            "has an empty ETag header",
            "does not take it for one",
            visit(says(FEED, "ETag: "), offers(2)),
            visit(says(CHANGED), titles("Title 3"), sends_no("if-none-match")),
        ),
        row(
            "modified-echoed",
            "has a Last-Modified",
            "sends it back byte for byte",
            visit(unless_known(FEED, modified=MODIFIED), offers(2)),
            visit(
                unless_known(FEED, modified=MODIFIED),
                not_modified(),
                sends("if-modified-since", MODIFIED),
            ),
            source="RFC 9110 §13.1.3",
        ),
        row(
            "modified-odd-form",
            "has a Last-Modified in a form of its own",
            "sends it back byte for byte: most servers compare the text",
            visit(unless_known(FEED, modified="2026-03-04 10:00:00 +01"), offers(2)),
            visit(
                unless_known(FEED, modified="2026-03-04 10:00:00 +01"),
                not_modified(),
                sends("if-modified-since", "2026-03-04 10:00:00 +01"),
            ),
        ),
        row(
            "both-validators",
            "has both validators",
            "sends back both",
            visit(unless_known(FEED, etag='"1"', modified=MODIFIED), offers(2)),
            visit(
                unless_known(FEED, etag='"1"', modified=MODIFIED),
                not_modified(),
                sends("if-none-match", '"1"'),
                sends("if-modified-since", MODIFIED),
            ),
        ),
        row(
            "304-with-new-etag",
            "answers 304 with another ETag, and then 304 without one",
            "sends the latest from then on",
            visit(says(FEED, 'ETag: "1"'), offers(2)),
            visit(says("", 'ETag: "2"', status=304), not_modified(), sends("if-none-match", '"1"')),
            visit(says(status=304), not_modified(), sends("if-none-match", '"2"')),
            visit(says(CHANGED), titles("Title 3"), sends("if-none-match", '"2"')),
            source="RFC 9111 §4.3.4",
        ),
        row(
            "validators-dropped",
            "has an ETag in one answer and none in the next",
            "does not send the old one with the third poll",
            visit(says(FEED, 'ETag: "1"'), offers(2)),
            visit(says(CHANGED), titles("Title 3"), sends("if-none-match", '"1"')),
            visit(says(NEWER), titles("Title 4"), sends_no("if-none-match")),
        ),
        row(
            "validators-of-an-error",
            "answers 500 with an ETag",
            "does not keep it, and keeps the one it has",
            visit(says(FEED, 'ETag: "good"'), offers(2)),
            visit(says("", 'ETag: "bad"', status=500), fails("500")),
            visit(says(CHANGED), titles("Title 3"), sends("if-none-match", '"good"')),
        ),
        row(
            "validators-of-a-broken-feed",
            "has an ETag for a document that cannot be read",
            "does not keep it, so that the mended document is read",
            visit(says("<rss><channel><item><ti", 'ETag: "1"'), keeps_no_trace()),
            visit(unless_known(FEED, etag='"1"'), offers(2)),
        ),
        row(
            "validators-of-a-cut-off-feed",
            "has an ETag for a document that breaks off in its second entry",
            "offers the whole entries, says that it broke off, and keeps no validator",
            visit(
                says(FEED[:-140], 'ETag: "1"', f"Last-Modified: {MODIFIED}"),
                titles("Title 1"),
                keeps_no_trace(),
                sees("cut off", lambda s: s.event.cut_off),
            ),
            visit(unless_known(FEED, etag='"1"'), titles("Title 2")),
        ),
        row(
            "no-validators",
            "has no validators and the same document each time",
            "finds by its hash that nothing has changed",
            visit(says(FEED), offers(2)),
            visit(says(FEED), not_modified(), sends_no("if-none-match", "if-modified-since")),
            visit(says(CHANGED), titles("Title 3")),
        ),
        row(
            "etag-changes-body-does-not",
            "has another ETag for the same document each time",
            "finds that nothing has changed, and sends the latest ETag",
            visit(says(FEED, 'ETag: "1"'), offers(2)),
            visit(says(FEED, 'ETag: "2"'), not_modified(), sends("if-none-match", '"1"')),
            visit(says(CHANGED), titles("Title 3"), sends("if-none-match", '"2"')),
        ),
        row(
            "304-lies",
            "answers 304 for ever, although the feed has changed",
            "asks without validators now and then, finds out, and trusts no 304 of it any more",
            visit(_lying(FEED), offers(2)),
            visit(
                _lying(CHANGED),
                titles("Title 3"),
                state(distrusts_304=True),
                times=1_500,
                until_seen=True,
            ),
            visit(_lying(NEWER), titles("Title 4"), sends_no("if-none-match")),
        ),
        row(
            "304-after-redirect",
            "redirects for now, and the other place has validators",
            "sends them to that place only",
            visit(redirects("@HERE@/a"), offers(2), a=unless_known(FEED, etag='"a"')),
            visit(
                redirects("@HERE@/a"),
                not_modified(),
                sends("if-none-match", '"a"'),
                sends_no("if-none-match", request=0),
                a=unless_known(FEED, etag='"a"'),
            ),
        ),
    ),
)
