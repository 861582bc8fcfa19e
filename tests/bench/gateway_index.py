"""python -m tests.bench.gateway_index: the index under measurement, in a process of its own.

Articles come on standard input, a JSON object a line; what was measured goes to standard output.
"""

import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from newsmill import filters
from newsmill.contracts.topics import DUPLICATE_ARTICLES, ENRICHED_ARTICLES
from newsmill.gateway.api.article_json import article_json
from newsmill.gateway.following import entry_of
from newsmill.gateway.index.entries import Entry
from newsmill.gateway.index.index import Index
from newsmill.gateway.index.rows import Page
from newsmill.kafka.records import Message
from tests.bench.gateway_news import LANGUAGES, News

AT_ONCE = 200
PARTITIONS = 8
QUESTIONS = 1000
PAGE = 50


@dataclass(frozen=True)
class _Settings:
    index_days: int = 400


def hostile_filters(news: News) -> list[str]:
    """What a reader may ask to find out how long it takes."""
    common = [news.word("en") for _ in range(3)]
    many = " OR ".join(f'"{news.word("en")} {news.word("en")}"' for _ in range(80))
    names = " OR ".join(f'person:"{news.name()[0]}"' for _ in range(50))
    return [
        "",
        "-language:en",
        "-(ba OR be OR bi OR bo OR bu)",
        " ".join(common),
        f'"{" ".join(common)}"',
        '"ba ba ba ba"',
        "a* b* c* d*",
        "b*",
        "zzzzzz",
        "words:137",
        "-words:<5000",
        "since:1000d -since:999d",
        "since:3d OR words:>2999",
        "(language:en OR language:de) -language:en -language:de",
        "has:image -has:image",
        "is:copy",
        "is:retracted",
        "person:b* place:z* organization:q*",
        "source:example -source:paper-1.example",
        "section:s* -section:science -section:sport",
        "一",
        "一 丁 七",
        many,
        names,
        f"-({names})",
        "(((((((((((((ba b*))))))))))))) OR -(be -(bi -(bo -(bu -(ca -ce)))))",
        "author:b* -entity:a* -title:b* -text:c*",
    ]


async def main() -> None:
    lines = iter(sys.stdin.buffer)
    base = _resident()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.sqlite"
        index = await Index.open(path, _Settings())
        peak_before = _peak()
        filled = await _fill(index, lines)
        counts = await index.counts()
        await index.close()
        size = _size_of(Path(folder))
        opened = time.process_time()
        index = await Index.open(path, _Settings())
        opened = time.process_time() - opened
        news = News()
        measured = {
            **filled,
            "articles": counts.articles,
            "bytes_per_article": size / max(1, counts.articles),
            "seconds_to_open": opened,
            **await _ask(index, news),
        }
        await index.close()
    measured["rss_megabytes"] = max(measured["rss_megabytes"], _resident() / 1e6)
    measured["rss_before_megabytes"] = base / 1e6
    measured["peak_before_megabytes"] = peak_before / 1e6
    sys.stdout.write(json.dumps(measured))


async def _fill(index: Index, lines: Iterator[bytes]) -> dict[str, float]:
    messages = cpu = 0.0
    largest = 0
    offsets: dict[tuple[str, int], int] = {}
    while some := list(islice(lines, AT_ONCE)):
        began = time.process_time()
        entries = [_entry(line.strip(), offsets) for line in some]
        await index.add(entries)
        cpu += time.process_time() - began
        messages += len(some)
        largest = max(largest, _resident())
    return {"messages": messages, "cpu_to_fill": cpu, "rss_megabytes": largest / 1e6}


def _entry(line: bytes, offsets: dict[tuple[str, int], int]) -> Entry:
    topic = DUPLICATE_ARTICLES if b'"duplicate_of"' in line else ENRICHED_ARTICLES
    partition = hash(line) % PARTITIONS
    offset = offsets[topic.name, partition] = offsets.get((topic.name, partition), -1) + 1
    entry = entry_of(Message(topic.name, partition, offset, None, line, []))
    assert entry is not None
    return entry


async def _ask(index: Index, news: News) -> dict[str, Any]:
    usual = []
    answered = []
    for _ in range(QUESTIONS):
        language = news.random.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
        (name, kind), word = news.name(), news.word(language)
        since = news.random.choice(["6h", "2d", "7d", "14d"])
        text = f'{kind}:"{name}" language:{language} since:{since} {word}'
        page, seconds = await _timed(index, text)
        usual.append(seconds)
        began = time.process_time()
        for row in page.articles:
            article_json(row.raw, row.record, row.copies, row.previous)
        answered.append(seconds + time.process_time() - began)
    lone = [(await _timed(index, f'entity:"{news.name()[0]}"'))[1] for _ in range(QUESTIONS)]
    ranked = [
        (await _timed(index, f"{news.word('en')} {news.word('en')}", "relevance"))[1]
        for _ in range(QUESTIONS // 5)
    ]
    hostile = {}
    for text in hostile_filters(news):
        for order in ("newest", "relevance"):
            page, seconds = await _timed(index, text, order)
            hostile[f"{order}: {text[:60]}"] = [seconds, page.partial, len(page.articles)]
    rising = []
    for hours in (1, 6, 24, 72):
        began = time.process_time()
        await index.rising(filters.EVERYTHING, hours=hours, kind=None, limit=20)
        rising.append(time.process_time() - began)
    return {
        "usual": _summary(usual),
        "usual_answered": _summary(answered),
        "entity": _summary(lone),
        "ranked": _summary(ranked),
        "hostile": hostile,
        "rising": rising,
    }


async def _timed(index: Index, text: str, order: Any = "newest") -> tuple[Page, float]:
    wanted = filters.parse(text, datetime.now(UTC))
    began = time.process_time()
    page = await index.search(wanted, limit=PAGE, order=order)
    return page, time.process_time() - began


def _summary(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    at: Callable[[float], float] = lambda share: ordered[int(share * (len(ordered) - 1))]  # noqa: E731
    return {"p50": at(0.5), "p99": at(0.99), "max": ordered[-1]}


def _size_of(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.iterdir())


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    asyncio.run(main())
