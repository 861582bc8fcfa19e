"""Compressed bodies."""

import zlib

import cramjam

from tests.puller.simulator.answers import gzipped, says
from tests.puller.simulator.behaviours import Behaviour, Group, row, visit
from tests.puller.simulator.checks import offers, sees
from tests.puller.simulator.documents import numbered
from tests.puller.simulator.table.wire import incomplete, readable, refused

FEED = numbered(1, 2)
BYTES = FEED.encode()
MEBIBYTE = 1024 * 1024


def _packed(name: str, encoding: str, body: bytes, what: str) -> Behaviour:
    return row(
        f"wire-{name}",
        f"compresses the feed with {what}",
        "decompresses it",
        visit(says(body, f"Content-Encoding: {encoding}"), offers(2)),
        source="RFC 9110 §8.4.1",
    )


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


COMPRESSION = Group(
    "Compression",
    (
        _packed("gzip", "gzip", gzipped(FEED), "gzip"),
        _packed("x-gzip", "x-gzip", gzipped(FEED), "gzip, by its old name"),
        _packed(
            "gzip-members", "gzip", gzipped(FEED[:300]) + gzipped(FEED[300:]), "gzip in two parts"
        ),
        _packed("gzip-padded", "gzip", gzipped(FEED) + b"\0" * 512, "gzip, with zeros behind it"),
        _packed("deflate", "deflate", zlib.compress(BYTES), "deflate"),
        _packed("raw-deflate", "deflate", _raw_deflate(BYTES), "deflate without its zlib frame"),
        _packed("brotli", "br", bytes(cramjam.brotli.compress(BYTES)), "Brotli"),
        _packed("zstd", "zstd", bytes(cramjam.zstd.compress(BYTES)), "Zstandard"),
        readable(
            "encoding-is-charset",
            "says `Content-Encoding: utf-8`",
            "takes the body as it is",
            says(FEED, "Content-Encoding: utf-8"),
        ),
        readable(
            "encoding-identity",
            "says `Content-Encoding: identity`",
            "takes the body as it is",
            says(FEED, "Content-Encoding: identity"),
        ),
        refused(
            "not-compressed",
            "says gzip and sends plain text",
            "notes a failure",
            says(FEED, "Content-Encoding: gzip", 'ETag: "a"'),
        ),
        refused(
            "unknown-encoding",
            "compresses in a way that nobody asked for",
            "notes a failure",
            says(b"\x1f\x9d\x90abc", "Content-Encoding: compress"),
        ),
        refused(
            "gzip-bomb",
            "sends a gzip of 50 MB of spaces in 50 KB",
            "stops at its limit of bytes",
            says(gzipped(b" " * (50 * MEBIBYTE)), "Content-Encoding: gzip"),
            sees("the limit in the error", lambda s: "exceeds" in (s.event.error or "")),
        ),
        refused(
            "brotli-bomb",
            "sends 50 MB of spaces in Brotli",
            "stops at its limit of bytes",
            says(bytes(cramjam.brotli.compress(b" " * (50 * MEBIBYTE))), "Content-Encoding: br"),
            sees("the limit in the error", lambda s: "exceeds" in (s.event.error or "")),
        ),
        incomplete(
            "gzip-cut-off",
            "breaks off in the middle of a gzip body",
            says(gzipped(FEED)[:-60], "Content-Encoding: gzip", 'ETag: "a"'),
        ),
    ),
)
