"""Broken, hostile and wrong pages: their articles go on with the feed's text, and nobody waits."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.commands import Run

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

TEASERS = {
    "ferry": "The ferry to the outer skerries stays in port until its rudder has been replaced.",
    "orchard": "Frost has taken two thirds of the apple blossom around the lake of Sternau.",
    "library": "A retired clockmaker has left the town library nine hundred books on tides.",
    "tunnel": "Miners broke through the last metre of the Karst tunnel shortly before midnight.",
}
"""As unlike one another as news are, so that none is taken for a copy."""
BODY = (
    "Engineers said on Tuesday that the repair would take eleven days, longer than the harbour "
    "office had hoped, because a casting has to come from abroad. Islanders, who had stocked up "
    "before the holidays, took the news calmly; only the baker ran short of flour. The council "
    "wants to know why no spare part was in store, and has asked for a report by the end of May."
)


class Bad(NamedTuple):
    """What a server answers for a page, and what it makes of its article."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    kind: str | None = None
    """`provenance.page_kind`, where the page was read at all."""
    origin: str = "feed"
    headers: tuple[tuple[str, str], ...] = ()


def whole(text: str = BODY) -> str:
    """A page with an article."""
    return f"<html><body><article><h1>Repair</h1><p>{text}</p></article></body></html>"


BAD = {
    "empty": Bad(b""),
    "white-space": Bad(b" \n\t" * 1000),
    "nested-without-end": Bad(b"<p><b><i>" * 120_000, kind="unreadable"),
    "many-elements": Bad(b"<p>short words here</p>" * 100_000, kind="unreadable"),
    "deep": Bad(b"<div>" * 200_000 + b"x", kind="unreadable"),
    "huge": Bad(b"<p>" + b"word " * 2_000_000),
    "binary": Bad(bytes(range(256)) * 2_000, "text/html", kind="unreadable"),
    "picture": Bad(b"\x89PNG\r\n\x1a\n" + bytes(5_000), "text/html"),
    "film": Bad(bytes(200_000), "video/mp4"),
    "pdf": Bad(b"%PDF-1.7\n" + b"x" * 5_000, "application/pdf"),
    "json": Bad(b'{"error": "no such page"}', "application/json"),
    "cut-gzip": Bad(
        gzip.compress(whole().encode() * 50)[:200], headers=(("Content-Encoding", "gzip"),)
    ),
    "no-gzip": Bad(b"<p>plain", headers=(("Content-Encoding", "gzip"),)),
    "malformed": Bad(
        b"<html><table><td><p><article><h1>Repair</h2><p" + b">" + BODY.encode() + b"</b></i></x>",
        origin="page",
        kind="article",
    ),
    "wrongly-declared": Bad(
        whole(BODY.replace("calmly", "café – calmly")).encode("utf-8"),
        "text/html; charset=iso-8859-1",
        origin="page",
        kind="article",
    ),
    "utf-16": Bad(whole().encode("utf-16"), "text/html", origin="page", kind="article"),
    "nuls": Bad(whole().replace(" ", " \0").encode(), origin="page", kind="article"),
}
GOOD = "good"


def feed(base: str) -> bytes:
    """An entry for each bad page, and a good one after each."""
    items = []
    openings = list(TEASERS.values())
    for number, name in enumerate([*BAD, GOOD]):
        opening = openings[number % len(openings)]
        said = f"{opening} Report {number * 7919} from ward {name}, as heard on day {number}."
        items.append(
            f"<item><title>{escape(name)} bulletin {number}: repair and engineers</title>"
            f"<link>{base}/{name}</link><guid isPermaLink='false'>{name}</guid>"
            f"<description>{escape(said)}</description></item>"
        )
    return (
        "<?xml version='1.0'?><rss version='2.0'><channel><title>Wards</title>"
        f"<link>{base}/</link>{''.join(items)}</channel></rss>"
    ).encode()


class Handler(BaseHTTPRequestHandler):
    """The feed, the pages, and no robots.txt."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        base = f"http://{self.headers['Host']}"
        if name == "feed.xml":
            found = Bad(feed(base), "application/rss+xml")
        elif name == GOOD:
            found = Bad(whole().encode())
        elif name in BAD:
            found = BAD[name]
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", found.content_type)
        self.send_header("Content-Length", str(len(found.body)))
        for header in found.headers:
            self.send_header(*header)
        self.end_headers()
        with suppress(ConnectionError):  # who asked has seen enough
            self.wfile.write(found.body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


def test_a_bad_page_leaves_its_article_the_feeds_text_and_nobody_else_waits(
    newsmill: Run, address: str, tmp_path: Path
) -> None:
    out, copies, drops = (tmp_path / name for name in ("out", "copies", "drops"))
    ended = newsmill(
        "once", f"{address}/feed.xml", "--allow-private",
        "--out", str(out), "--duplicates", str(copies), "--drops", str(drops),
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr
    assert "dead" not in ended.stderr
    assert drops.read_text() == ""
    lines = [json.loads(line) for path in (out, copies) for line in path.read_text().splitlines()]
    found = {line["provenance"]["guid"]: line for line in lines}
    assert set(found) == {*BAD, GOOD}
    told = {
        name: (found[name].get("text_origin"), found[name]["provenance"]["page_kind"])
        for name in BAD
        # Of a copy the text is not told.
        if "text_origin" in found[name]
    }
    wanted = {name: (bad.origin, bad.kind) for name, bad in BAD.items() if name in told}
    assert told == wanted
    for name in told:
        if BAD[name].origin == "feed":
            assert f"ward {name}" in found[name]["text"]
