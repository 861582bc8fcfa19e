"""The web server of the demo newspaper: one loopback port, virtual hosts by the Host header.

`python -m newsmill.local.newspaper_server` prints one line of JSON once it listens and ends with
its parent process.
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import web
from aiohttp.typedefs import Handler

from newsmill.exit_codes import EXIT_CANNOT_WRITE, EXIT_READER_GONE
from newsmill.local.newspaper import (
    Document,
    Edition,
    Newspaper,
    load_newspaper,
    open_edition,
)
from newsmill.local.newspaper_feeds import render_feed
from newsmill.local.newspaper_pages import (
    render_home,
    render_index,
    render_page,
    render_picture,
    render_robots,
)
from newsmill.standard_streams import CannotWrite, ReaderGone, secure_standard_streams

ADDRESS = "127.0.0.1"

# Longer than a feed should take, shorter than any reader's patience.
SLOW_FEED_TAKES = timedelta(seconds=6)
SLOW_FEED_PIECES = 12

# Both well below the second in which the server promises to be gone.
ORPHAN_CHECK = timedelta(milliseconds=250)
SHUTDOWN_PATIENCE = timedelta(milliseconds=250)


def create_app(
    newspaper: Newspaper,
    clock: Callable[[], datetime],
    speed: float = 1.0,
    at_once: bool = False,
) -> web.Application:
    """The newspaper as a web application; its run begins now, by `clock`."""
    edition = open_edition(newspaper, clock(), speed, at_once=at_once)
    app = web.Application()
    app.router.add_get("/{path:.*}", _handler(newspaper, edition, clock))
    return app


def main() -> None:
    secure_standard_streams()
    arguments = _arguments()
    try:
        asyncio.run(_serve(arguments.port, arguments.speed, arguments.at_once))
    except OSError as error:
        sys.exit(f"newspaper: cannot listen on {ADDRESS}:{arguments.port}: {error.strerror}")
    except ReaderGone:
        sys.exit(EXIT_READER_GONE)
    except CannotWrite as error:
        sys.stderr.write(f"newspaper: {error}\n")
        sys.exit(EXIT_CANNOT_WRITE)


def _handler(newspaper: Newspaper, edition: Edition, clock: Callable[[], datetime]) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        host, _, digits = request.host.lower().partition(":")
        port = int(digits) if digits.isdecimal() else 80
        site = newspaper.site(host)
        if site is None:
            return _reply(request, render_index(newspaper, edition, port))
        path = request.path
        elapsed = edition.elapsed(clock())
        feed = next((feed for feed in site.feeds if feed.path == path), None)
        if feed is not None:
            document = render_feed(site, feed, edition, elapsed, port)
            if feed.is_slow and not _is_current(request, document):
                return await _dribble(request, document, SLOW_FEED_TAKES / edition.speed)
            return _reply(request, document)
        if path == "/":
            return _reply(request, render_home(site, edition, elapsed, port))
        if path == "/robots.txt":
            return _reply(request, render_robots(site, edition))
        other = render_page(site, path, edition, elapsed, port)
        other = other or render_picture(site, path, edition)
        return (
            web.Response(status=404, text="Not found\n")
            if other is None
            else _reply(request, other)
        )

    return answer


def _reply(request: web.Request, document: Document) -> web.Response:
    if _is_current(request, document):
        return web.Response(status=304, headers=_headers(document))
    response = web.Response(body=document.body, headers=_headers(document))
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.enable_compression(web.ContentCoding.gzip)
    return response


async def _dribble(
    request: web.Request, document: Document, takes: timedelta
) -> web.StreamResponse:
    response = web.StreamResponse(headers=_headers(document))
    response.content_length = len(document.body)
    size = -(-len(document.body) // SLOW_FEED_PIECES)
    # A reader that has had enough and left is no failure.
    with contextlib.suppress(ConnectionError):
        await response.prepare(request)
        for start in range(0, len(document.body), size):
            await asyncio.sleep((takes / SLOW_FEED_PIECES).total_seconds())
            await response.write(document.body[start : start + size])
        await response.write_eof()
    return response


def _headers(document: Document) -> dict[str, str]:
    return {
        "Content-Type": document.content_type,
        # Weak, because the compressed reply carries the same one (RFC 9110 §8.8.1).
        "ETag": f'W/"{document.etag}"',
        "Last-Modified": format_datetime(document.updated.astimezone(UTC), usegmt=True),
        "Vary": "Accept-Encoding",
    }


def _is_current(request: web.Request, document: Document) -> bool:
    """Whether the client has this already; If-None-Match goes first (RFC 9110 §13.2.2)."""
    held = request.if_none_match
    if held is not None:
        return any(tag.value in (document.etag, "*") for tag in held)
    since = request.if_modified_since
    return since is not None and document.updated.replace(microsecond=0) <= since


async def _serve(port: int, speed: float, at_once: bool) -> None:
    # Before the announcement: whoever waits for it may end as soon as it has it.
    parent = os.getppid()
    newspaper = load_newspaper()
    app = create_app(newspaper, lambda: datetime.now(UTC), speed, at_once)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_PATIENCE.total_seconds())
    await runner.setup()
    try:
        await web.TCPSite(runner, ADDRESS, port).start()
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        listening: int = runner.addresses[0][1]
        sys.stdout.write(json.dumps(_announcement(newspaper, listening, speed, at_once)) + "\n")
        sys.stdout.flush()
        await _stopped_or_orphaned(stopped, parent)
    finally:
        await runner.cleanup()


def _announcement(
    newspaper: Newspaper, port: int, speed: float, at_once: bool
) -> dict[str, object]:
    """What the process that started this one must know, as one JSON line."""
    return {
        "port": port,
        "feeds": [
            {
                "url": feed.url(port),
                "title": feed.title,
                "language": feed.language,
                "section": feed.section,
                "broken": feed.is_broken,
                "slow": feed.is_slow,
            }
            for feed in newspaper.feeds
        ],
        "articles": len(newspaper.articles),
        "observations": newspaper.observations(at_once=at_once),
        "out_after": 0 if at_once else newspaper.out_after / speed,
    }


async def _stopped_or_orphaned(stopped: asyncio.Event, parent: int) -> None:
    while not stopped.is_set() and os.getppid() == parent:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), ORPHAN_CHECK.total_seconds())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="newspaper", description="Serve the demo newspaper.")
    parser.add_argument("--port", type=int, default=0, help="on loopback; 0 takes a free one")
    parser.add_argument("--speed", type=_positive, default=1.0, help="2 is twice as fast")
    parser.add_argument("--at-once", action="store_true", help="everything is out from the start")
    return parser.parse_args()


def _positive(number: str) -> float:
    value = float(number)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{number} is not above zero")
    return value


if __name__ == "__main__":
    main()
