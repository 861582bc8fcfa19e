"""Connections that are refused, silent, slow or broken."""

from datetime import timedelta

from tests.puller.simulator.answers import (
    RSS_TYPE,
    Close,
    Forever,
    Pause,
    Reset,
    Silence,
    framed,
    raw,
    says,
)
from tests.puller.simulator.behaviours import Group, row, visit
from tests.puller.simulator.checks import (
    asks,
    fails,
    keeps_no_trace,
    new,
    offers,
    offers_nothing,
    titles,
)
from tests.puller.simulator.documents import numbered

IMPATIENT = timedelta(seconds=0.5)
FEED = numbered(1, 2)
WHOLE = framed(FEED, f"Content-Length: {len(FEED)}").pieces[0]

CONNECTING = Group(
    "Connecting",
    (
        row(
            "connect-refused",
            "listens on no port",
            "notes a failure and asks again later",
            visit(says(), fails()),
            visit(says(), fails()),
            url="@CLOSED@/feed",
        ),
        row(
            "connect-no-such-host",
            "has no address in DNS",
            "notes a failure and asks again later",
            visit(says(), fails("no such host")),
            url="http://nowhere.example/feed",
        ),
        row(
            "connect-private-address",
            "has a name that resolves to a private address",
            "refuses to connect (SSRF guard)",
            visit(says(FEED), fails("private"), asks()),
            url="http://inside.example:@PORT@/connect-private-address/feed",
        ),
        row(
            "connect-half-private",
            "has a name with a public and a private address",
            "refuses to connect, since the next look-up may give either",
            visit(says(FEED), fails("private"), asks()),
            url="http://half-inside.example:@PORT@/connect-half-private/feed",
        ),
        row(
            "connect-closed-unanswered",
            "closes the connection instead of answering",
            "notes a failure, and reads the feed when it is back",
            visit(raw(), fails()),
            visit(says(FEED), offers(2)),
        ),
        row(
            "connect-reset",
            "resets the connection after the request",
            "notes a failure, and reads the feed when it is back",
            visit(raw(Reset()), fails()),
            visit(says(FEED), offers(2)),
        ),
        row(
            "connect-reset-in-body",
            "resets the connection in the middle of the body",
            "keeps nothing of this answer that would hide the rest, and reads all the next time",
            visit(
                framed(FEED[:300], "Content-Length: 5000", 'ETag: "a"', then=(Reset(),)),
                keeps_no_trace(),
            ),
            visit(says(FEED, 'ETag: "a"'), offers(2)),
        ),
        row(
            "connect-silent",
            "takes the request and says nothing",
            "gives up within its time limit",
            visit(raw(Silence()), fails("no whole answer within")),
            visit(says(FEED), offers(2)),
            timeout=IMPATIENT,
        ),
        row(
            "connect-silent-body",
            "sends the headers and then nothing",
            "gives up within its time limit and keeps no validators",
            visit(
                framed("", "Content-Length: 900", 'ETag: "a"', then=(Silence(),)),
                fails("no whole answer within"),
                keeps_no_trace(),
            ),
            timeout=IMPATIENT,
        ),
        row(
            "connect-slow-headers",
            "sends one byte of a header at a time, for ever (Slowloris)",
            "gives up within its time limit, however alive the connection looks",
            visit(
                raw("HTTP/1.1 200 OK\r\nX-Slow: ", Forever(b"a", every=0.02)),
                fails("no whole answer within"),
            ),
            timeout=IMPATIENT,
        ),
        row(
            "connect-slow-body",
            "sends one byte of the body at a time, for ever",
            "gives up within its time limit",
            visit(framed("<rss>", then=(Forever(b" ", every=0.02),)), fails("no whole answer")),
            timeout=IMPATIENT,
        ),
        row(
            "connect-slow-but-whole",
            "sends the feed in small pieces with pauses, in time",
            "reads it",
            visit(
                framed(
                    FEED[:100],
                    f"Content-Length: {len(FEED)}",
                    then=(Pause(0.05), FEED[100:200].encode(), Pause(0.05), FEED[200:].encode()),
                ),
                offers(2),
            ),
        ),
        row(
            "connect-kept-then-closed",
            "closes a kept connection without a word between two polls",
            "connects anew; nobody notices",
            visit(framed(FEED, f"Content-Length: {len(FEED)}"), offers(2)),
            visit(says(numbered(3, 1, 2)), titles("Title 3")),
        ),
        row(
            "connect-early-hints",
            "sends 103 Early Hints and 100 Continue before the answer",
            "waits for the final answer",
            visit(
                raw(
                    "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n",
                    "HTTP/1.1 100 Continue\r\n\r\n",
                    WHOLE,
                ),
                offers(2),
            ),
            source="RFC 9110 §15.2",
        ),
        row(
            "connect-http-1-0",
            "answers in HTTP/1.0, without a length, and closes",
            "reads up to the end of the connection",
            visit(raw(f"HTTP/1.0 200 OK\r\nContent-Type: {RSS_TYPE}\r\n\r\n", FEED), offers(2)),
            source="RFC 9112 §6.3",
        ),
        row(
            "connect-http-0-9",
            "sends the document without a status line",
            "notes a failure: anything could be at this port",
            visit(raw(FEED), fails()),
        ),
        row(
            "connect-other-protocol",
            "speaks SSH",
            "notes a failure",
            visit(raw("SSH-2.0-OpenSSH_9.6\r\n"), fails()),
        ),
        row(
            "connect-bytes-after-the-end",
            "writes more bytes than its Content-Length, on a connection that stays open",
            "takes the body as long as it was said to be, and the next answer for itself",
            visit(
                says(FEED + "HTTP/1.1 200 OK\r\n\r\n", f"Content-Length: {len(FEED)}"),
                offers(2),
            ),
            visit(says(numbered(3, 1, 2)), new(1)),
            source="RFC 9112 §6.3",
        ),
        row(
            "connect-two-answers",
            "sends a second answer that nobody asked for, with another feed",
            "never takes it for the answer to its next request",
            visit(
                raw(WHOLE, WHOLE.replace(b"Title", b"False") if isinstance(WHOLE, bytes) else b""),
                offers(2),
            ),
            visit(says(numbered(3, 1, 2)), titles("Title 3")),
            source="RFC 9112 §9.2",
        ),
        row(
            "connect-status-without-end",
            "closes after half of the status line",
            "notes a failure",
            visit(raw("HTTP/1.1 20", Close()), fails(), offers_nothing()),
        ),
    ),
)
