"""A seeded corpus of invented articles, and a loopback server that serves it as feeds and pages."""

import argparse
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from aiohttp import web

from newsmill.local.newspaper import load_newspaper

SEED = 20_260_101
PARAGRAPHS = (8, 14)
"""Drawn from the demo newspaper's, which makes 400 to 700 words an article."""

ENTRIES_PER_FEED = 50
MENU_ITEMS = 40
COMMENTS = 12


@dataclass(frozen=True)
class Sample:
    """One article."""

    number: int
    title: str
    paragraphs: tuple[str, ...]

    @property
    def html(self) -> str:
        return "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in self.paragraphs)


def samples(count: int) -> list[Sample]:
    """The same `count` articles each time."""
    draw = random.Random(SEED)
    english = [article for article in load_newspaper().articles if article.language == "en"]
    pool = sorted({paragraph for article in english for paragraph in article.paragraphs})
    titles = sorted({article.title for article in english})
    return [
        Sample(
            number,
            f"{draw.choice(titles)} ({number})",
            tuple(draw.sample(pool, draw.randint(*PARAGRAPHS))),
        )
        for number in range(count)
    ]


def page(sample: Sample) -> str:
    """The article within what stands around it on a news site, 40 to 60 KB."""
    menu = "".join(
        f'<li class="nav-item nav-level-1"><a class="nav-link" href="/section/{i}">Section {i}</a>'
        f'<ul><li><a href="/section/{i}/a">Latest</a></li></ul></li>'
        for i in range(MENU_ITEMS)
    )
    comments = "".join(
        f'<div class="comment"><b>reader{i}</b><p>Number {i} finds this hard to believe</p></div>'
        for i in range(COMMENTS)
    )
    filler = "".join(
        f'<script>window.slots=window.slots||[];slots.push({{"id":"slot-{i}","sizes":[[300,250]]}})'
        "</script>"
        f"<style>.slot-{i}{{min-height:250px;background:#eee;margin:0 auto}}</style>"
        for i in range(120)
    )
    related = "".join(
        f'<li><a href="/article/{(sample.number + i) % 997}">Another headline, number {i}</a></li>'
        for i in range(20)
    )
    title = escape(sample.title)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}">'
        '<meta property="article:published_time" content="2026-01-02T03:04:05Z">'
        f"{filler}</head><body><header><nav><ul>{menu}</ul></nav></header>"
        f'<main><article><h1>{title}</h1><div class="byline">By Ada Sample</div>'
        f'<div class="article-body">{sample.html}</div></article></main>'
        f'<aside><h3>More</h3><ul>{related}</ul></aside><section class="comments">{comments}'
        "</section><footer><p>All rights invented.</p></footer></body></html>"
    )


def feed(chosen: Sequence[Sample], base: str, *, full_text: bool) -> str:
    """RSS 2.0 with teasers, or with full texts."""
    items = "".join(
        f"<item><title>{escape(sample.title)}</title><link>{base}/article/{sample.number}</link>"
        f'<guid isPermaLink="false">sample-{sample.number}</guid>'
        "<pubDate>Fri, 02 Jan 2026 03:04:05 GMT</pubDate>"
        f"<description>{escape(sample.paragraphs[0][:160])}…</description>"
        + (f"<content:encoded><![CDATA[{sample.html}]]></content:encoded>" if full_text else "")
        + "</item>"
        for sample in chosen
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Bench</title><link>{base}/</link><language>en</language>{items}</channel></rss>"
    )


def create_app(count: int) -> web.Application:
    """Feeds at /teasers/N and /full/N, pages at /article/N."""
    all_samples = samples(count)
    pages = [page(sample).encode() for sample in all_samples]

    async def serve_feed(request: web.Request) -> web.Response:
        first = int(request.match_info["number"]) * ENTRIES_PER_FEED
        base = f"http://{request.host}"
        chosen = all_samples[first : first + ENTRIES_PER_FEED]
        document = feed(chosen, base, full_text=request.match_info["kind"] == "full")
        return web.Response(text=document, content_type="application/rss+xml")

    async def serve_page(request: web.Request) -> web.Response:
        body = pages[int(request.match_info["number"])]
        return web.Response(body=body, content_type="text/html", charset="utf-8")

    async def serve_robots(_: web.Request) -> web.Response:
        return web.Response(text="User-agent: *\nAllow: /\n")

    app = web.Application()
    app.add_routes(
        [
            web.get(r"/{kind:teasers|full}/{number:\d+}", serve_feed),
            web.get(r"/article/{number:\d+}", serve_page),
            web.get("/robots.txt", serve_robots),
        ]
    )
    return app


async def announce(app: web.Application, port: int) -> web.AppRunner:
    """Serve on loopback and print the port."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    json.dump({"port": runner.addresses[0][1]}, sys.stdout)
    sys.stdout.write("\n")
    sys.stdout.flush()
    return runner


def main() -> None:
    """Serve until killed."""
    import asyncio

    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=500)
    arguments = parser.parse_args()

    async def serve() -> None:
        await announce(create_app(arguments.count), 0)
        await asyncio.Event().wait()

    asyncio.run(serve())


if __name__ == "__main__":
    main()
