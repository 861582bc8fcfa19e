"""make bench-latency: how long an article takes through the whole mill at low traffic, by room.

A newspaper on loopback publishes entries with full texts at a steady rate, over several feeds, each
of which is polled every second. The clock runs from the moment when the puller offers an article
(`ce_time` on the raw topic), not from its publication: how often a feed is polled is a setting.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aiohttp import web

from newsmill.clock import utc_now
from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.feeds import Feed
from newsmill.contracts.topics import ENRICHED_ARTICLES, RAW_ARTICLES
from newsmill.kafka.connection import topic_name
from newsmill.kafka.reading import open_reader
from newsmill.local.measuring import Meter
from newsmill.local.supervisor import MillNotStarted, open_mill
from newsmill.local.topics import open_kafka
from newsmill.local.watching import subscribe
from newsmill.pipeline import STEPS
from newsmill.settings import KafkaSettings, RuntimeSettings
from tests.apache_kafka import Missing, addresses, running_kafka
from tests.bench.corpus import Sample, feed, samples

ENTRIES_SHOWN = 20
POLL_MILLISECONDS = 20
START_SECONDS = 120.0
GOAL_MEDIAN_SECONDS, GOAL_P99_SECONDS = 0.4, 1.5


@dataclass
class Passages:
    """Articles that came out, with their waits in seconds by what was waited for."""

    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    offered_at: dict[str, float] = field(default_factory=dict)
    cpu_seconds: float = 0.0
    cpu_by_process: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    def note_offer(self, headers: Mapping[str, bytes | None]) -> None:
        """The puller has written an article."""
        subject, at = headers.get("ce_subject"), headers.get("ce_time")
        if subject and at:
            self.offered_at[subject.decode()] = datetime.fromisoformat(at.decode()).timestamp()

    def note_arrival(self, article: EnrichedArticle, now: float) -> None:
        """A reader has got an enriched article."""
        offered = self.offered_at.get(str(article.observation))
        if offered is None:
            return
        before = offered
        for step in STEPS:
            at = getattr(article.timings, step.room).timestamp()
            self.waits[step.room].append(at - before)
            before = at
        self.waits["offered to enriched"].append(before - offered)
        self.waits["… and read"].append(now - offered)


@dataclass(frozen=True)
class Paper:
    """Entries appear `rate` times a second, in one of `feeds` each, polled every `poll` seconds."""

    rate: float
    feeds: int
    poll: float


def create_app(paper: Paper) -> web.Application:
    """The paper, its feeds at /N."""
    all_samples = samples(2_000)
    begun = time.monotonic()
    shown = ENTRIES_SHOWN + 2 * int(paper.rate * paper.poll / paper.feeds)

    async def serve_feed(request: web.Request) -> web.Response:
        count = int((time.monotonic() - begun) * paper.rate)
        own = range(int(request.match_info["number"]), count, paper.feeds)[-shown:]
        # Each state of the paper has other entries; after 2 000, texts come again with new numbers.
        chosen = [_numbered(all_samples[n % len(all_samples)], n) for n in own]
        document = feed(chosen, f"http://{request.host}", full_text=True)
        return web.Response(text=document, content_type="application/rss+xml")

    async def serve_robots(_: web.Request) -> web.Response:
        return web.Response(text="User-agent: *\nAllow: /\n")

    app = web.Application()
    app.add_routes(
        [web.get(r"/{number:\d+}", serve_feed), web.get("/robots.txt", serve_robots)],
    )
    return app


def _numbered(sample: Sample, number: int) -> Sample:
    return Sample(number, sample.title, sample.paragraphs)


@asynccontextmanager
async def open_newspaper(paper: Paper) -> AsyncIterator[list[Feed]]:
    """The paper's feeds, each on a loopback address of its own: a host is polled politely."""
    runner = web.AppRunner(create_app(paper), access_log=None)
    await runner.setup()
    try:
        # Linux has all of 127/8.
        first = web.TCPSite(runner, "127.0.0.1", 0)
        await first.start()
        port = runner.addresses[0][1]
        hosts = ["127.0.0.1", *(f"127.0.0.{n + 1}" for n in range(1, paper.feeds))]
        for host in hosts[1:]:
            await web.TCPSite(runner, host, port).start()
        yield [
            Feed(url=f"http://{host}:{port}/{number}", added_at=utc_now())
            for number, host in enumerate(hosts)
        ]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def open_broker(
    apache: bool, folder: Path, runtime: RuntimeSettings
) -> AsyncIterator[KafkaSettings]:
    """The embedded broker, or Apache Kafka."""
    if apache:
        with running_kafka(folder / "kafka") as nodes:
            async with open_kafka(addresses(nodes), runtime) as kafka:
                yield kafka
    else:
        async with open_kafka(None, runtime) as kafka:
            yield kafka


async def measure(
    paper: Paper, warm_up: float, seconds: float, *, apache: bool, folder: Path
) -> Passages:
    """What articles waited for, once all rooms are warm."""
    runtime = RuntimeSettings(state_dir=folder / "state")
    passages = Passages()
    environment = {
        "NEWSMILL_ALLOW_PRIVATE_NETWORKS": "1",
        "NEWSMILL_PULLER_MIN_INTERVAL": str(paper.poll),
        "NEWSMILL_PULLER_MAX_INTERVAL": str(paper.poll),
    }
    async with (
        open_broker(apache, folder, runtime) as kafka,
        open_mill(kafka, runtime, environment) as mill,
        open_newspaper(paper) as feeds,
    ):
        await subscribe(kafka, feeds)
        names = {topic_name(kafka, topic): topic for topic in (RAW_ARTICLES, ENRICHED_ARTICLES)}
        async with open_reader(kafka, list(names), from_start=True) as consumer:
            meter, cpu_before = Meter(), dict[str, float]()
            until = time.monotonic() + START_SECONDS
            since: float | None = None
            while time.monotonic() < until:
                if mill.failed is not None:
                    raise MillNotStarted(mill.failed)
                batches = await consumer.getmany(timeout_ms=POLL_MILLISECONDS)
                now = time.time()
                for partition, messages in batches.items():
                    for message in messages:
                        if names[partition.topic] is RAW_ARTICLES:
                            passages.note_offer(dict(message.headers))
                            continue
                        if since is None:
                            since = time.monotonic() + warm_up
                            until = since + seconds
                        article = EnrichedArticle.model_validate_json(message.value)
                        if time.monotonic() >= since:
                            passages.note_arrival(article, now)
                if since is not None and not cpu_before and time.monotonic() >= since:
                    meter.sample()
                    cpu_before = meter.cpu_seconds_by_name()
            meter.sample()
    after = meter.cpu_seconds_by_name()
    passages.cpu_by_process = {name: after[name] - cpu_before.get(name, 0.0) for name in after}
    passages.seconds = seconds
    return passages


def report(passages: Passages, paper: Paper) -> int:
    """Print the table; 1 where the goals are missed."""
    count = len(passages.waits["… and read"])
    if not count:
        raise SystemExit("no article came out")
    _say(
        f"{count} articles at {paper.rate:g} a second from {paper.feeds} feeds, each polled every "
        f"{paper.poll:g} s; milliseconds"
    )
    _say(f"{'':<22}{'p50':>8}{'p90':>8}{'p99':>8}{'worst':>8}")
    for what, waits in passages.waits.items():
        cuts = statistics.quantiles(waits, n=100, method="inclusive")
        numbers = (cuts[49], cuts[89], cuts[98], max(waits))
        _say(f"{what:<22}" + "".join(f"{1000 * number:>8.0f}" for number in numbers))
    _say("")
    _say(
        "CPU ms per article: "
        + ", ".join(
            f"{name} {1000 * seconds / count:.1f}"
            for name, seconds in sorted(passages.cpu_by_process.items(), key=lambda it: -it[1])
            if name != "command"
        )
    )
    cuts = statistics.quantiles(passages.waits["offered to enriched"], n=100, method="inclusive")
    _say(f"goal: p50 {1000 * GOAL_MEDIAN_SECONDS:.0f}, p99 {1000 * GOAL_P99_SECONDS:.0f} ms")
    return int(cuts[49] > GOAL_MEDIAN_SECONDS or cuts[98] > GOAL_P99_SECONDS)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Measure, and print a table; exit 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=3.0, help="articles a second (default 3)")
    parser.add_argument("--feeds", type=int, default=6, help="that they appear in (default 6)")
    parser.add_argument("--poll", type=float, default=1.0, help="seconds between polls (default 1)")
    parser.add_argument("--warm-up", type=float, default=20.0, help="seconds (default 20)")
    parser.add_argument("--seconds", type=float, default=60.0, help="measured (default 60)")
    parser.add_argument("--apache", action="store_true", help="on Apache Kafka; needs Java")
    arguments = parser.parse_args()
    paper = Paper(arguments.rate, arguments.feeds, arguments.poll)
    for name in [name for name in os.environ if name.startswith("NEWSMILL_BROKER")]:
        del os.environ[name]
    try:
        with tempfile.TemporaryDirectory() as folder:
            passages = asyncio.run(
                measure(
                    paper,
                    arguments.warm_up,
                    arguments.seconds,
                    apache=arguments.apache,
                    folder=Path(folder),
                )
            )
    except Missing as error:
        sys.stderr.write(f"newsmill: {error}\n")
        return 1
    return report(passages, paper)


if __name__ == "__main__":
    sys.exit(main())
