"""A feed server in a thread, on loopback, whose feed grows while the mill runs."""

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WORDS = [
    "harbour",
    "council",
    "minister",
    "engine",
    "valley",
    "orchestra",
    "budget",
    "river",
    "election",
    "doctor",
    "bridge",
    "market",
    "winter",
    "union",
    "satellite",
    "museum",
    "railway",
    "teacher",
    "factory",
    "island",
    "captain",
    "journal",
    "signal",
    "forest",
]
PEOPLE = ("Ingrid Solvang", "Pierre Lemaire", "Amara Okafor", "Tomas Lindqvist", "Grace Whitfield")
PLACES = ("Norway", "Lisbon", "Kenya", "Toronto", "Marseille")
WORDS_PER_ARTICLE = 220
TEASER_EVERY = 4
"""Each fourth entry gives only a teaser, so that its page is fetched."""


class GrowingFeed:
    """Entries numbered from 0; `grow` adds some. Every text is different from all others."""

    def __init__(self) -> None:
        self._count = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.requests: list[str] = []

    @property
    def url(self) -> str:
        """Where the feed is served."""
        return f"http://127.0.0.1:{self._server.server_port}/feed"

    def article_url(self, number: int) -> str:
        """Where entry `number` leads."""
        return f"http://127.0.0.1:{self._server.server_port}/article/{number}"

    def grow(self, count: int) -> list[str]:
        """Add entries; returns their addresses."""
        with self._lock:
            first, self._count = self._count, self._count + count
        return [self.article_url(number) for number in range(first, first + count)]

    def _feed(self) -> bytes:
        with self._lock:
            numbers = range(self._count)
        items = "".join(
            f"<item><title>{escape(_title(number))}</title><link>{self.article_url(number)}</link>"
            f"<guid isPermaLink='false'>entry-{number}</guid>"
            + (
                "<description>Only a few words of it…</description>"
                if number % TEASER_EVERY == 0
                else f"<description>{escape(_paragraphs(number))}</description>"
            )
            + "</item>"
            for number in reversed(numbers)
        )
        return (
            '<?xml version="1.0"?><rss version="2.0"><channel><title>Growing</title>'
            f"<link>{self.article_url(0)}</link><language>en</language>{items}</channel></rss>"
        ).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        growing = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                growing.requests.append(self.path)
                if self.path == "/feed":
                    self._reply(growing._feed(), "application/rss+xml")
                elif self.path.startswith("/article/"):
                    number = int(self.path.rpartition("/")[2])
                    page = f"<html lang=en><head><title>{_title(number)}</title></head><body>"
                    page += f"<article><h1>{_title(number)}</h1>{_paragraphs(number)}</article>"
                    self._reply(page.encode(), "text/html; charset=utf-8")
                else:
                    self.send_error(404)

            def _reply(self, body: bytes, content_type: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Be silent."""

        return Handler

    @contextmanager
    def serving(self) -> Iterator["GrowingFeed"]:
        """Serve until the end of the block."""
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()


def _title(number: int) -> str:
    return f"Dispatch number {number} from {PLACES[number % len(PLACES)]}"


def _paragraphs(number: int) -> str:
    draw = random.Random(number)
    words = [draw.choice(WORDS) for _ in range(WORDS_PER_ARTICLE)]
    person, place = PEOPLE[number % len(PEOPLE)], PLACES[number % len(PLACES)]
    words[10] = f"said {person} in {place} about number {number}, while the"
    sentences = [" ".join(words[i : i + 11]).capitalize() for i in range(0, len(words), 11)]
    halves = (sentences[:10], sentences[10:])
    return "".join(f"<p>{'. '.join(half)}.</p>" for half in halves)


def as_json_lines(articles: list[dict[str, object]]) -> str:
    """A `.jsonl` document."""
    return "".join(json.dumps(article) + "\n" for article in articles)
