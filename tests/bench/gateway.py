"""python -m tests.bench.gateway: the index and the stream against their bars, on invented articles.

CPU is that of the measured process. The machine may be loaded: what is slow by the clock is not
slow by this.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from newsmill import filters
from newsmill.clock import utc_now
from tests.bench import gateway_readers
from tests.bench.gateway_index import hostile_filters
from tests.bench.gateway_news import News

ARTICLES, DAYS = 200_000, 14.0
MILLISECONDS = 1000.0


@dataclass(frozen=True)
class Bar:
    """What was measured, and what it may be."""

    name: str
    value: float
    most: float
    unit: str
    is_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.value >= self.most if self.is_least else self.value <= self.most

    def __str__(self) -> str:
        sign, sense = ("met" if self.is_met else "NOT MET"), "≥" if self.is_least else "≤"
        share = self.value / self.most if self.most else self.value
        return (
            f"{self.name:62} {self.value:10.1f} {self.unit:10} {sense} {self.most:7.0f}"
            f"  {share:5.2f}  {sign}"
        )


def index_bars(articles: int, days: float) -> list[Bar]:
    """Fill an index in a process of its own, and ask it."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.gateway_index"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        now = utc_now()
        size = 0
        for line in News(2).lines(articles, now - timedelta(days=days), now):
            child.stdin.write(line + "\n")
            size += len(line.encode())
        child.stdin.close()
        found: dict[str, Any] = json.loads(child.stdout.read())
    hostile: dict[str, tuple[float, bool, int]] = found["hostile"]
    slowest = max(hostile, key=lambda text: hostile[text][0])
    _say(f"{found['articles']} articles, {size / articles:.0f} bytes of JSON for each")
    _say(f"opening it again: {found['seconds_to_open']:.2f} s CPU")
    _say(f"the slowest of {len(hostile)} wide and strange filters: {slowest}")
    _say(f"of them, answered in part: {sum(partial for _, partial, _ in hostile.values())}")
    return [
        Bar("entity + language + since + words, p99", *_milliseconds(found["usual"]["p99"], 10)),
        Bar("the same, written as JSON, p99", *_milliseconds(found["usual_answered"]["p99"], 10)),
        Bar("an entity alone, p99", *_milliseconds(found["entity"]["p99"], 10)),
        Bar("two words, the best first, p99", *_milliseconds(found["ranked"]["p99"], 50)),
        Bar("any filter, or an answer in part", *_milliseconds(hostile[slowest][0], 50)),
        Bar("rising entities, of 72 hours", *_milliseconds(max(found["rising"]), 50)),
        Bar("an article, all in", found["bytes_per_article"], 5 * 1024, "bytes"),
        Bar("that by its JSON", found["bytes_per_article"] / (size / articles), 1.0, "times"),
        Bar("articles in", articles / found["cpu_to_fill"], 1500, "a second", is_least=True),
        Bar("resident memory", found["rss_megabytes"], 200, "MB"),
    ]


def filter_bars() -> list[Bar]:
    """One article against 500 filters of readers."""
    news = News()
    wanted = [filters.parse(f'{kind}:"{name}"') for name, kind in (news.name() for _ in range(300))]
    wanted += [filters.parse(news.word("en")) for _ in range(173)]
    wanted += [filters.parse(text) for text in hostile_filters(news)]
    together = filters.many(wanted)
    records = [json.loads(news.article(number, utc_now())) for number in range(200)]
    articles = [filters.article_of(record) for record in records]
    began = time.process_time()
    for article in articles:
        together.matching(article)
    spent = (time.process_time() - began) / len(articles)
    return [Bar(f"one article against {len(wanted)} filters", *_milliseconds(spent, 1))]


async def stream_bars() -> list[Bar]:
    """Readers that wait, that stall, and that come back at once."""
    reader = await gateway_readers.memory_of_a_reader()
    stalled = await gateway_readers.stalled()
    back = await gateway_readers.come_back()
    _say(
        f"stalled: {stalled['resident_megabytes']:.0f} MB resident and"
        f" {stalled['kernel_megabytes']:.0f} MB in the kernel; 500 coming back took"
        f" {back['cpu']:.1f} s CPU, {back['seconds']:.0f} s by the clock"
    )
    return [
        Bar("memory of a reader that waits", reader / 1024, 16, "KB"),
        Bar("of 500 readers 499 stall: cut", stalled["cut"], 499, "readers", is_least=True),
        Bar("all cut within", stalled["seconds"], 30, "s"),
        Bar("resident and kernel memory until then", stalled["megabytes"], 150, "MB"),
        Bar("what the one that reads has missed", _missed(stalled), 0, "articles"),
        Bar("500 come back at once: lost", back["lost"], 0, "articles"),
        Bar("500 come back at once: double", back["double"], 0, "articles"),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 1 if a bar is not met."""
    parser = argparse.ArgumentParser(prog="tests.bench.gateway", description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--days", type=float, default=DAYS)
    parser.add_argument("--no-index", action="store_true", help="only the stream")
    options = parser.parse_args(arguments)
    parts: list[Callable[[], list[Bar]]] = [filter_bars, lambda: asyncio.run(stream_bars())]
    if not options.no_index:
        parts.append(lambda: index_bars(options.articles, options.days))
    met = True
    for part in parts:
        for bar in part():
            _say(str(bar))
            met &= bar.is_met
    return 0 if met else 1


def _missed(stalled: dict[str, float]) -> float:
    return stalled["pushed"] - stalled["read_by_the_other"]


def _milliseconds(seconds: float, most: float) -> tuple[float, float, str]:
    return seconds * MILLISECONDS, most, "ms CPU"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
