"""Serves a corpus as feeds, more of it every second: python -m tests.faults.feed_server.

A publication stays in its feed's document until a poll names a document that held it, which the
puller can only do when it has kept what it found there. A revision waits for that as well, so
that the state before it has been seen.
"""

import argparse
import json
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.faults.corpus import FEEDS, SHARED, Corpus, Publication, item, page, shared_page
from tests.faults.ledger import Ledger, Served


class Newsstand:
    """What is out, what was served and what was acknowledged, by feed."""

    def __init__(
        self, corpus: Corpus, *, rate: float, count: int, window: int, ledger: Ledger
    ) -> None:
        self._corpus = corpus
        self._rate = rate
        self._count = count
        self._window = window
        self._ledger = ledger
        self._lock = threading.Lock()
        # Nothing is out before `start`.
        self._started = float("inf")
        self._released = 0
        self._by_feed: defaultdict[int, list[Publication]] = defaultdict(list)
        self._served: dict[int, int] = dict.fromkeys(range(FEEDS), 0)
        self._acknowledged: dict[int, int] = dict.fromkeys(range(FEEDS), 0)
        self._polls = 0
        self._last_poll = 0.0
        self.port = 0

    def urls(self) -> list[str]:
        """Of all feeds."""
        return [self.feed_url(feed) for feed in range(FEEDS)]

    def feed_url(self, feed: int) -> str:
        """Where a feed is served."""
        return f"http://paper{feed}.localhost:{self.port}/feed/{feed}"

    def document(self, feed: int, known: str) -> tuple[str, str | None]:
        """The feed's validator, and its document unless `known` is that validator."""
        with self._lock:
            self._polls += 1
            self._last_poll = time.time()
            self._release()
            self._acknowledge(feed, known)
            end = self._end(feed)
            self._serve(feed, end)
            etag = f'"{self._corpus.seed}-{feed}-{end}"'
            if etag == known:
                return etag, None
            return etag, self._rss(feed, end)

    def publication(self, number: int) -> Publication | None:
        """What the page of that number shows, once it is out."""
        with self._lock:
            self._release()
            if not 0 <= number < self._released:
                return None
        return self._corpus.publication(number)

    def stop(self) -> int:
        """Bring out nothing more; returns how many are out."""
        with self._lock:
            self._release()
            self._count = self._released
            return self._released

    def start(self) -> None:
        """Begin to bring out."""
        with self._lock:
            self._started = time.monotonic()

    def hurry(self, rate: float) -> None:
        """Bring out `rate` a second from now on."""
        with self._lock:
            self._release()
            self._rate = rate
            self._started = time.monotonic() - self._released / rate

    def status(self) -> dict[str, Any]:
        """What has happened so far."""
        with self._lock:
            self._release()
            return {
                "released": self._released,
                "complete": self._released >= self._count,
                "served": sum(self._served.values()),
                "acknowledged": sum(self._acknowledged.values()),
                "polls": self._polls,
                "last_poll": self._last_poll,
            }

    def _release(self) -> None:
        due = max(0.0, (time.monotonic() - self._started) * self._rate)
        while self._released < int(min(due, self._count)):
            publication = self._corpus.publication(self._released)
            self._by_feed[publication.feed].append(publication)
            self._released += 1

    def _acknowledge(self, feed: int, known: str) -> None:
        parts = known.strip('"').split("-")
        if len(parts) == 3 and parts[:2] == [str(self._corpus.seed), str(feed)]:
            kept = min(int(parts[2]), self._served[feed])
            self._acknowledged[feed] = max(self._acknowledged[feed], kept)

    def _end(self, feed: int) -> int:
        """How many of the feed's publications may be shown."""
        publications = self._by_feed[feed]
        unseen: set[str] = set()
        for index in range(self._acknowledged[feed], len(publications)):
            if publications[index].guid in unseen:
                return index
            unseen.add(publications[index].guid)
        return len(publications)

    def _serve(self, feed: int, end: int) -> None:
        new = self._by_feed[feed][self._served[feed] : end]
        if not new:
            return
        now = time.time()
        self._ledger.enter(
            Served(
                number=one.number,
                target=one.target,
                kind="poison" if one.number in self._corpus.poison else one.kind,
                feed=self.feed_url(feed),
                guid=one.guid,
                url=self._address(one),
                title=one.title,
                time=now,
            )
            for one in new
        )
        self._served[feed] = end

    def _rss(self, feed: int, end: int) -> str:
        # Of what is acknowledged the latest, of the rest everything.
        first = max(0, min(end - self._window, self._acknowledged[feed]))
        latest = {one.guid: one for one in self._by_feed[feed][first:end]}
        items = "".join(item(one, self._address(one)) for one in reversed(latest.values()))
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>Paper {feed}</title><link>http://paper{feed}.localhost:{self.port}/</link>"
            f"<description>Invented news</description>{items}</channel></rss>"
        )

    def _address(self, one: Publication) -> str:
        return f"http://{one.host}:{self.port}{one.path}"


def handler_for(stand: Newsstand) -> type[BaseHTTPRequestHandler]:
    """Answers feeds (/feed/N), pages (/SEED/NUMBER and /SEED/shared/NUMBER) and /status.

    By POST it takes /start, /rate/R and /stop.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 120

        def do_GET(self) -> None:
            what, _, number = self.path.strip("/").rpartition("/")
            if self.path == "/status":
                self._reply(json.dumps(stand.status()), "application/json")
            elif what == "feed" and number.isdecimal() and int(number) < FEEDS:
                known = self.headers.get("If-None-Match", "")
                etag, document = stand.document(int(number), known)
                self._reply(document, "application/rss+xml; charset=utf-8", {"ETag": etag})
            elif what.endswith(f"/{SHARED}"):
                self._reply(shared_page(), "text/html; charset=utf-8")
            elif number.isdecimal() and (found := stand.publication(int(number))):
                self._reply(page(found), "text/html; charset=utf-8")
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            if self.path == "/start":
                stand.start()
                self._reply("{}", "application/json")
            elif self.path.startswith("/rate/"):
                stand.hurry(float(self.path.removeprefix("/rate/")))
                self._reply("{}", "application/json")
            elif self.path == "/stop":
                self._reply(json.dumps({"released": stand.stop()}), "application/json")
            else:
                self.send_error(404)

        def _reply(
            self, text: str | None, content_type: str, extra: dict[str, str] | None = None
        ) -> None:
            body = (text or "").encode()
            self.send_response(304 if text is None else 200)
            for name, value in (extra or {}).items():
                self.send_header(name, value)
            if text is not None:
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Be silent."""

    return Handler


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until killed; the first line on stdout says where."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True, help="publications a second")
    parser.add_argument("--count", type=int, required=True, help="how many in all")
    parser.add_argument("--window", type=int, required=True, help="of a feed's document")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--poison", default="{}", help="JSON: how titles begin, by number")
    parser.add_argument("--ledger", type=Path, required=True)
    given = parser.parse_args(arguments)
    poison = {int(number): word for number, word in json.loads(given.poison).items()}
    stand = Newsstand(
        Corpus(given.seed, poison),
        rate=given.rate,
        count=given.count,
        window=given.window,
        ledger=Ledger(given.ledger),
    )
    server = ThreadingHTTPServer(("127.0.0.1", given.port), handler_for(stand))
    server.daemon_threads = True
    stand.port = server.server_port
    print(json.dumps({"port": stand.port, "feeds": stand.urls()}), flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
