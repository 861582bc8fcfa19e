"""Framing: where a body ends on the wire, and what its headers may be."""

from tests.puller.simulator.answers import Answer, chunks, framed, raw, says
from tests.puller.simulator.behaviours import Behaviour, Check, Group, row, visit
from tests.puller.simulator.checks import fails, keeps_no_trace, offers, sees, titles
from tests.puller.simulator.documents import numbered

FEED = numbered(1, 2)
CHANGED = numbered(3, 1, 2)
CUT = len(FEED) - 140
"""In the second entry."""
MEBIBYTE = 1024 * 1024


def readable(name: str, server: str, client: str, answer: Answer, source: str = "") -> Behaviour:
    """An answer that is read."""
    return row(f"wire-{name}", server, client, visit(answer, offers(2)), source=source)


def refused(
    name: str, server: str, client: str, answer: Answer, *checks: Check, source: str = ""
) -> Behaviour:
    """An answer that is an error, and is followed by a good one."""
    return row(
        f"wire-{name}",
        server,
        client,
        visit(answer, fails(), keeps_no_trace(), *checks),
        visit(says(FEED), offers(2)),
        source=source,
    )


def incomplete(name: str, server: str, answer: Answer) -> Behaviour:
    """At most the whole entries of it, and nothing that would hide the rest (RFC 9112 §8)."""
    return row(
        f"wire-{name}",
        server,
        "offers whole entries at most, keeps no validators, and reads the rest the next time",
        visit(
            answer,
            keeps_no_trace(),
            sees("no half entry", lambda s: {a.title for a in s.articles} <= {"Title 1"}),
        ),
        visit(
            says(FEED, 'ETag: "whole"'),
            sees(
                "both are offered by now, once",
                lambda s: (
                    sorted(a.title for a in (*s.offered_before, *s.articles))
                    == ["Title 1", "Title 2"]
                ),
            ),
        ),
        source="RFC 9112 §8",
    )


WIRE = Group(
    "Framing and headers",
    (
        refused(
            "too-large-said",
            "says that 5 GB are to come",
            "does not begin to read",
            framed(FEED, "Content-Length: 5000000000"),
            sees("the limit in the error", lambda s: "exceeds" in (s.event.error or "")),
        ),
        incomplete(
            "length-too-long",
            "closes before all the bytes of its Content-Length have come",
            framed(FEED[:CUT], f"Content-Length: {len(FEED)}", 'ETag: "a"'),
        ),
        incomplete(
            "length-too-short",
            "has a Content-Length that ends in the middle of the document",
            framed(FEED, f"Content-Length: {CUT}", 'ETag: "a"'),
        ),
        incomplete(
            "chunks-without-end",
            "closes without the last chunk",
            chunks(FEED[:300], FEED[300:CUT], end=b"", headers='ETag: "a"\r\n'),
        ),
        readable(
            "chunked",
            "sends the feed in chunks, cut within words",
            "reads it",
            chunks(FEED[:17], FEED[17:333], FEED[333:]),
            source="RFC 9112 §7.1",
        ),
        readable(
            "chunk-extensions",
            "adds extensions to the chunks, and trailers",
            "reads it without them",
            raw(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                f"{len(FEED):x};name=value\r\n{FEED}\r\n0\r\nX-Trailer: yes\r\n\r\n",
            ),
            source="RFC 9112 §7.1.1",
        ),
        refused(
            "chunk-size-garbage",
            "sends a chunk whose size is no number",
            "notes a failure",
            raw(
                f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfour\r\n{FEED}\r\n0\r\n\r\n"
            ),
            source="RFC 9112 §7.1",
        ),
        refused(
            "chunk-size-negative",
            "sends a chunk of a negative size",
            "notes a failure",
            raw(f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n{FEED}\r\n0\r\n\r\n"),
            source="RFC 9112 §7.1",
        ),
        refused(
            "chunk-too-short",
            "sends chunks that are longer than they say",
            "notes a failure",
            raw(f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{FEED}\r\n0\r\n\r\n"),
            source="RFC 9112 §7.1",
        ),
        refused(
            "two-lengths",
            "has two Content-Lengths that differ",
            "notes a failure: nobody knows where the answer ends",
            framed(FEED, f"Content-Length: {len(FEED)}", "Content-Length: 20"),
            source="RFC 9112 §6.3",
        ),
        refused(
            "length-garbage",
            "has a Content-Length that is no number",
            "notes a failure",
            framed(FEED, "Content-Length: about 900"),
            source="RFC 9112 §6.3",
        ),
        readable(
            "headers-20-kb",
            "has a header of 20 KB",
            "reads the feed: Content-Security-Policy is as long at some publishers'",
            says(FEED, "Content-Security-Policy: " + "a" * 20_000),
        ),
        refused(
            "headers-1-mb",
            "has a header of a megabyte",
            "notes a failure",
            says(FEED, "X-Long: " + "a" * MEBIBYTE),
        ),
        refused(
            "headers-2000",
            "has two thousand headers",
            "notes a failure",
            says(FEED, *(f"X-Number-{n}: {n}" for n in range(2_000))),
        ),
        refused(
            "header-nul",
            "has a NUL byte in a header",
            "notes a failure",
            says(FEED, "X-Broken: a\0b"),
            source="RFC 9110 §5.5",
        ),
        refused(
            "header-without-colon",
            "has a line without a colon among its headers",
            "notes a failure",
            framed(FEED, "this is no header"),
            source="RFC 9112 §5",
        ),
        readable(
            "reason-latin-1",
            "has a reason phrase in Latin-1, or none",
            "does not care",
            says(FEED, status="200 Tr\xe8s bien"),
            source="RFC 9112 §4",
        ),
        row(
            "wire-keeps-up",
            "changes between length, chunks and closing",
            "reads each",
            visit(says(FEED), offers(2)),
            visit(chunks(CHANGED), titles("Title 3")),
            visit(framed(numbered(4, 3)), titles("Title 4")),
        ),
    ),
)
