"""A gateway for the page that can be told to refuse, to hang up, to lag and to have gaps."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from newsmill import filters
from newsmill.gateway.answers.files import PAGE_FOLDER
from newsmill.gateway.serving.headers import ALWAYS
from newsmill.gateway.serving.static_files import StaticFiles
from tests.page.news import Article, instant

HEARTBEAT_SECONDS = 5.0
STILL = b": still here\n\n"


class FakeGateway:
    """What it answers can be changed while the page is open."""

    def __init__(self) -> None:
        self.url = ""
        self.articles: list[Article] = []
        """The newest first."""
        self.refusals: dict[str, tuple[int, dict[str, Any], dict[str, str]]] = {}
        """By path: status, problem and headers."""
        self.delays: dict[str, float] = {}
        self.token: str | None = None
        self.mill: dict[str, Any] = mill()
        self.feeds: dict[str, Any] = feeds()
        self.rising: list[dict[str, Any]] = rising()
        self.places: list[dict[str, Any]] = places()
        self.position = 0
        self.streams: set[asyncio.Queue[bytes | None]] = set()
        self.asked: list[tuple[str, str | None]] = []
        """Filter and Last-Event-ID of each stream that was opened."""
        self.hello: dict[str, Any] = {"resumed": True, "missed": 0}
        self.requests: list[str] = []
        self.knows_no_position = False
        """As a gateway that writes positions in another way."""

    async def publish(self, *articles: Article) -> None:
        """To the index and to all streams."""
        for one in articles:
            self.articles = [a for a in self.articles if a["article_id"] != one["article_id"]]
            self.articles.insert(0, one)
            self.position += 1
            self.send("article", one, id=f"p{self.position}")

    def send(self, event: str, details: Any, *, id: str | None = None) -> None:  # noqa: A002
        head = f"id: {id}\n" if id else ""
        frame = f"event: {event}\n{head}data: {json.dumps(details)}\n\n"
        for queue in self.streams:
            queue.put_nowait(frame.encode())

    def checkpoint(self) -> None:
        """An id and no data: a place to come back to, without an article."""
        self.position += 1
        for queue in self.streams:
            queue.put_nowait(f"id: p{self.position}\n\n".encode())

    def hang_up(self) -> None:
        for queue in list(self.streams):
            queue.put_nowait(None)

    def refuse(
        self, path: str, status: int, *, retry_after: int | None = None, **problem: Any
    ) -> None:
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self.refusals[path] = status, {"title": "Refused", "status": status, **problem}, headers

    # -- answers ---------------------------------------------------------------------------------

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path.lstrip("/")
        self.requests.append(path)
        if path in self.delays:
            await asyncio.sleep(self.delays[path])
        if path in self.refusals:
            status, problem, headers = self.refusals[path]
            return problem_response(problem, status, headers)
        if path == "v1/session":
            return await self._sign_in(request)
        if self.token is not None and request.cookies.get("session") != self.token:
            return problem_response({"title": "Sign in", "status": 401}, 401)
        try:
            wanted = filters.parse(request.query.get("q", ""))
        except filters.FilterError as error:
            problem = {
                "title": "The filter cannot be read",
                "status": 400,
                "detail": error.message,
                "parameter": "q",
                "position": error.position,
                "end": error.end,
                "suggestion": error.remedy or None,
                "corrected": error.corrected,
            }
            return problem_response(problem, 400)
        if path == "v1/stream":
            return await self._stream(request, wanted)
        return web.json_response(self._found(path, request, wanted))

    async def _sign_in(self, request: web.Request) -> web.Response:
        form = await request.post()
        if self.token is None or form.get("token") != self.token:
            return problem_response({"title": "No such token", "status": 401}, 401)
        response = web.json_response({"signed_in": True})
        response.set_cookie("session", self.token, httponly=True, samesite="Strict")
        return response

    def _found(self, path: str, request: web.Request, wanted: filters.Filter) -> Any:
        if path == "v1/articles":
            matching = [a for a in self.articles if matches(wanted, a)]
            start = int(request.query.get("cursor", "0"))
            end = start + int(request.query.get("limit", "20"))
            return {
                "articles": matching[start:end],
                "next": str(end) if end < len(matching) else None,
                "partial": False,
                "why": None,
                "filter": str(wanted),
                "position": f"p{self.position}",
            }
        if path == "v1/filter":
            return self._check(request.query.get("q", ""), wanted)
        if path == "v1/entities":
            is_place = request.query.get("kind") == "place"
            return {"entities": self.places if is_place else self.rising}
        if path == "v1/feeds":
            return self.feeds
        if path == "v1/mill":
            return {**self.mill, "now": instant(datetime.now(UTC))}
        if path.startswith("v1/articles/"):
            steps = [
                {"room": "puller", "what": "saw it in Harbour science", "seconds": None},
                {"room": "retriever", "what": "fetched its page", "seconds": 1.4},
                {"room": "cleaner", "what": "kept 74 words of it", "seconds": 0.1},
                {"room": "deduper", "what": "had not seen it before", "seconds": 0.0},
                {"room": "enricher", "what": "found 4 names in it", "seconds": 0.3},
            ]
            return {"ways": [{"steps": steps}]}
        raise web.HTTPNotFound

    def _check(self, written: str, wanted: filters.Filter) -> dict[str, Any]:
        def count(one: filters.Filter) -> int:
            return sum(matches(one, article) for article in self.articles)

        terms: list[dict[str, Any]] = []
        for term, others in wanted.conjuncts():
            position = written.find(str(term))
            if position >= 0:
                terms.append(
                    {
                        "term": str(term),
                        "position": position,
                        "alone": count(term),
                        "without": count(others),
                    }
                )
        terms.sort(key=lambda term: -term["without"])
        return {"filter": str(wanted), "matches": count(wanted), "partial": False, "terms": terms}

    async def _stream(self, request: web.Request, wanted: filters.Filter) -> web.StreamResponse:
        position = request.headers.get("Last-Event-ID")
        self.asked.append((request.query.get("q", ""), position))
        if self.knows_no_position and position is not None:
            problem = {"title": "Refused", "status": 400, "parameter": "from"}
            return problem_response(problem, 400)
        response = web.StreamResponse(headers={**ALWAYS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        queue.put_nowait(f"event: hello\ndata: {json.dumps(self.hello)}\n\n".encode())
        self.streams.add(queue)
        try:
            while True:
                try:
                    frame = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    frame = STILL
                if frame is None:
                    break
                if is_wanted(frame, wanted):
                    await response.write(frame)
        except ConnectionResetError:
            pass
        finally:
            self.streams.discard(queue)
        return response


def matches(wanted: filters.Filter, article: Article) -> bool:
    return wanted.matches(filters.article_of(article))


def is_wanted(frame: bytes, wanted: filters.Filter) -> bool:
    if not frame.startswith(b"event: article"):
        return True
    return matches(wanted, json.loads(frame.split(b"data: ", 1)[1]))


def problem_response(
    problem: dict[str, Any], status: int, headers: dict[str, str] | None = None
) -> web.Response:
    return web.json_response(
        problem, status=status, headers=headers, content_type="application/problem+json"
    )


@asynccontextmanager
async def fake_gateway() -> AsyncIterator[FakeGateway]:
    """On a port of its own, with the page as the real gateway serves it, headers included."""
    gateway = FakeGateway()
    static = StaticFiles.read(PAGE_FOLDER)

    async def file(request: web.Request) -> web.Response:
        try:
            return static.answer(request, request.match_info.get("name", "index.html"))
        except KeyError:
            raise web.HTTPNotFound from None

    async def with_headers(request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(ALWAYS)

    app = web.Application()
    app.on_response_prepare.append(with_headers)
    app.router.add_get("/", file)
    app.router.add_get("/static/{name:.+}", file)
    app.router.add_route("*", "/{path:v1/.+}", gateway.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    gateway.url = f"http://{host}:{port}/"
    try:
        yield gateway
    finally:
        gateway.hang_up()
        with suppress(TimeoutError):
            await asyncio.wait_for(runner.cleanup(), 10)


def mill() -> dict[str, Any]:
    """All is well."""
    shape = (4, 6, 5, 7, 7, 6, 7, 8, 8, 7, 7, 9, 8, 6, 7, 9, 10, 9, 8, 9)
    rates = (
        ("puller", 128, 0.1),
        ("retriever", 94, 0.6),
        ("cleaner", 94, 0.1),
        ("deduper", 94, 0.0),
        ("enricher", 68, 0.9),
    )
    return {
        "version": "0.3.0",
        "rooms": [
            {
                "room": room,
                "per_minute": rate,
                "series": [round(rate * part / 8) for part in shape for _ in range(3)],
                "latency_seconds": latency,
                "latency_seconds_p95": latency * 3,
            }
            for room, rate, latency in rates
        ],
        "latency_seconds": 1.8,
        "audit": {
            "sentence": "0 missing",
            "verdict": "whole",
            "offered": 1284,
            "enriched": 902,
            "duplicates": 361,
            "dropped": 19,
            "dead_letters": 0,
            "in_flight": 2,
            "missing": 0,
            "expired": 0,
            "age_seconds": 21,
        },
        "audit_problem": None,
        "index": {
            "articles": 48211,
            "caught_up": True,
            "behind_messages": 0,
            "behind_seconds": 0,
            "newest_at": instant(datetime.now(UTC) - timedelta(seconds=4)),
            "position": "p0",
        },
        "clients": 3,
    }


def feeds() -> dict[str, Any]:
    now = datetime.now(UTC)

    def feed(host: str, title: str, condition: str, **known: Any) -> dict[str, Any]:
        return {
            "url": f"https://{host}/feed.xml",
            "host": host,
            "title": title,
            "condition": condition,
            "needs_a_look": condition in ("failing", "late", "gapped", "retired"),
            "remarks": [],
            "failures": 0,
            "silent_since": None,
            "gap_at": None,
            "next_poll_at": None,
            **known,
        }

    rows = [
        feed("northern-post.example", "Northern Post", "failing", failures=4),
        feed("old-lantern.example", "The Old Lantern", "retired"),
        feed("south-quay.example", "South Quay", "late",
             silent_since=instant(now - timedelta(hours=3))),
        feed("alvtidningen.example", "Älvtidningen", "gapped",
             gap_at=instant(now - timedelta(hours=5))),
        feed("meridian-ledger.example", "Meridian Ledger", "good",
             next_poll_at=instant(now + timedelta(minutes=2))),
        feed("harbour-gazette.example", "The Harbour Gazette", "good",
             next_poll_at=instant(now + timedelta(seconds=40))),
    ]  # fmt: skip
    return {"total": 67, "need_a_look": 4, "by_condition": {}, "feeds": rows, "next": None,
            "as_of": instant(now)}  # fmt: skip


def rising() -> list[dict[str, Any]]:
    rows = (
        ("Port Ellery", "place", 44, (1, 1, 2, 1, 2, 3, 2, 9, 14, 22)),
        ("Société Nocturne", "organization", 41, (4, 6, 5, 7, 9, 8, 12, 14, 13, 18)),
        ("Marguerite Okonjo", "person", 28, (0, 0, 0, 1, 0, 1, 1, 6, 11, 15)),
        ("Autumn Weeks", "event", 15, (0, 1, 0, 0, 2, 1, 2, 3, 5, 9)),
        ("Tomás Aguirre", "person", 13, (0, 1, 0, 0, 1, 0, 2, 3, 4, 8)),
        ("Fourth Symphony", "work", 11, (0, 0, 1, 0, 0, 1, 1, 2, 4, 6)),
        ("Elin Forsgren", "person", 10, (0, 0, 0, 0, 0, 1, 0, 1, 3, 6)),
        ("Basel", "place", 10, (3, 2, 3, 3, 2, 4, 3, 5, 6, 7)),
    )
    return [
        {"name": name, "kind": kind, "count": count, "usual": 1.4, "series": list(series)}
        for name, kind, count, series in rows
    ]


def places() -> list[dict[str, Any]]:
    rows = (("France", 61), ("Switzerland", 38), ("Norway", 22), ("Sweden", 17), ("Japan", 9))
    return [
        {"name": name, "kind": "place", "count": count, "usual": 1.0, "series": []}
        for name, count in rows
    ]
