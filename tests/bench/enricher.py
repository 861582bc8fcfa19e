"""make bench-enricher: two processes beside one, a long text beside ordinary ones, and memory.

Everything is the enricher's own: models, child processes, batches. Only Kafka is missing.
"""

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import psutil

from newsmill.contracts.articles import UniqueArticle
from newsmill.enricher.batching import BATCHES_IN_HAND, Batcher, open_batcher
from newsmill.enricher.models import find_models
from newsmill.enricher.recognising import load_models
from newsmill.enricher.settings import Settings
from newsmill.subprocesses.pool import open_process_pool
from tests.bench.corpus import SEED, samples
from tests.builders import unique_article

WARM_UP = 64
GOAL_TWO_PROCESSES = 1.85

LONG_CHARS = 1_000_000
OTHERS = 200
OTHERS_A_SECOND = 20
GOAL_WAIT_SECONDS = 1.0

WORDS_OF_A_SHORT_TEXT = 80
SYLLABLES = "ba de fi go ku la me ni po ru sa te vi wo za bren tal mor dun esk"
PLAIN_WORDS = "the of in said that a mayor minister left for and on town with harbour company"
MARKS = (0.1, 0.25, 0.5, 0.75, 1.0)
GOAL_GROWTH = 1.05


def articles(count: int) -> list[UniqueArticle]:
    """Those of `make bench`."""
    return [
        unique_article(title=sample.title, text="\n\n".join(sample.paragraphs), language="en")
        for sample in samples(count)
    ]


@asynccontextmanager
async def open_enricher(processes: int) -> AsyncIterator[Batcher]:
    """The enricher with English, warm."""
    settings = Settings(processes=processes)
    models = find_models({"en": settings.models["en"]})
    async with (
        open_process_pool(
            "enricher",
            processes=processes,
            deadline=settings.deadline,
            initializer=load_models,
            initargs=(models, settings.max_chars, settings.ignored_labels),
        ) as pool,
        open_batcher(settings, models, pool) as batcher,
    ):
        await pool.warm_up()
        await read_all(batcher, articles(WARM_UP * processes))
        yield batcher


async def read_all(batcher: Batcher, chosen: list[UniqueArticle]) -> None:
    """Read them as a stage does, no more at once than it is wide."""
    settings = Settings()
    free = asyncio.Semaphore(BATCHES_IN_HAND * settings.batch_size * 2)

    async def read(article: UniqueArticle) -> None:
        async with free:
            (await batcher.recognise(article)).encoded()

    await asyncio.gather(*map(read, chosen))


class Occupation:
    """What some processes do from now on."""

    def __init__(self, pids: set[int]) -> None:
        self._pids = pids
        self._before = self._now()
        self._began = time.perf_counter()

    def so_far(self) -> tuple[float, float]:
        """CPU seconds, and the share of the time in which a process had something to do.

        A process that waited for a core had something to do.
        """
        ran, waited = (b - a for a, b in zip(self._before, self._now(), strict=True))
        elapsed = time.perf_counter() - self._began
        return ran, (ran + waited) / elapsed / len(self._pids)

    def _now(self) -> tuple[float, float]:
        # https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
        found = [Path(f"/proc/{pid}/schedstat").read_text().split() for pid in self._pids]
        ran, waited = (sum(int(numbers[n]) for numbers in found) / 1e9 for n in (0, 1))
        return ran, waited


async def compare_processes(count: int, rounds: int) -> int:
    """How much faster two processes are than one, in turn.

    On a machine that others use too, the clock says little. What counts is what the processes would
    do if each had a core to itself: the CPU time of an article, and how long they idle.
    """
    chosen = articles(count)
    by_clock, by_work = [], []
    async with AsyncExitStack() as stack:
        sides = []
        for processes in (1, 2):
            before = children()
            batcher = await stack.enter_async_context(open_enricher(processes))
            sides.append((processes, batcher, children() - before))
        for _ in range(rounds):
            seconds, speeds = [], []
            for processes, batcher, pids in sides:
                began, occupation = time.perf_counter(), Occupation(pids)
                await read_all(batcher, chosen)
                seconds.append(time.perf_counter() - began)
                cpu_seconds, share = occupation.so_far()
                speeds.append(processes * share * count / cpu_seconds)
            by_clock.append(seconds[0] / seconds[1])
            by_work.append(speeds[1] / speeds[0])
            _say(
                f"articles a second of one process and of two: {count / seconds[0]:.1f} and "
                f"{count / seconds[1]:.1f}, {by_clock[-1]:.2f} times; with a core for each: "
                f"{speeds[0]:.1f} and {speeds[1]:.1f}, {by_work[-1]:.2f} times"
            )
    ratio = statistics.median(by_work)
    _say(f"two processes: {ratio:.2f} times one, {statistics.median(by_clock):.2f} by the clock")
    return int(ratio < GOAL_TWO_PROCESSES)


def children() -> set[int]:
    """This process's children."""
    return {child.pid for child in psutil.Process().children()}


async def read_beside_a_long_text() -> int:
    """The longest that any of the others waits, with the long text and without."""
    source = articles(1_000)
    text = ""
    for article in source:
        text += f"{article.text}\n\n"
    long = unique_article(title="All of it", text=(text * 9)[:LONG_CHARS], language="en")
    worst_by_case = {}
    async with open_enricher(1) as batcher:
        for case in ("without", "with"):
            waits: list[float] = []

            async def read(article: UniqueArticle, waits: list[float] = waits) -> None:
                began = time.perf_counter()
                (await batcher.recognise(article)).encoded()
                waits.append(time.perf_counter() - began)

            long_began = time.perf_counter()
            tasks = []
            reading = None
            if case == "with":
                reading = asyncio.create_task(batcher.recognise(long))
            for article in source[:OTHERS]:
                tasks.append(asyncio.create_task(read(article)))
                await asyncio.sleep(1 / OTHERS_A_SECOND)
            await asyncio.gather(*tasks)
            worst_by_case[case] = max(waits)
            _say(
                f"{OTHERS} articles, {OTHERS_A_SECOND} a second, {case} a text of {LONG_CHARS:,} "
                f"characters: median {1000 * statistics.median(waits):.0f}, worst "
                f"{1000 * max(waits):.0f} ms"
            )
            if reading is not None:
                value = (await reading).encoded()
                seconds = time.perf_counter() - long_began
                _say(f"the long text took {seconds:.1f} s and has {len(value):,} bytes")
    return int(worst_by_case["with"] - worst_by_case["without"] > GOAL_WAIT_SECONDS)


def varied(count: int) -> Iterator[UniqueArticle]:
    """Short articles with names and words that never come again."""
    draw = random.Random(SEED)
    syllables, plain = SYLLABLES.split(), PLAIN_WORDS.split()
    for number in range(count):
        words = []
        for _ in range(WORDS_OF_A_SHORT_TEXT):
            if draw.random() < 0.7:
                words.append(draw.choice(plain))
            else:
                word = "".join(draw.choices(syllables, k=draw.randint(2, 4)))
                words.append(word.capitalize() if draw.random() < 0.6 else word)
        text = f"{' '.join(words)} {number}."
        yield unique_article(title=" ".join(words[:6]), text=text, language="en")


async def watch_memory(count: int) -> int:
    """The child's memory while it reads so many texts."""
    chosen = varied(count)
    resident: list[int] = []
    async with open_enricher(1) as batcher:
        (child,) = psutil.Process().children()
        done = 0
        for mark in MARKS:
            while done < mark * count:
                batch = [article for article, _ in zip(chosen, range(2_000), strict=False)]
                if not batch:
                    break
                await read_all(batcher, batch)
                done += len(batch)
            resident.append(child.memory_info().rss)
            _say(f"after {done:>7,} articles: {resident[-1] / 2**20:.0f} MiB")
    growth = resident[-1] / resident[0]
    _say(f"{growth:.3f} times that of the first tenth (goal: below {GOAL_GROWTH})")
    return int(growth >= GOAL_GROWTH)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Measure what the arguments say; exit 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("processes", "long", "memory"), nargs="*")
    parser.add_argument("--count", type=int, default=500, help="articles of a round (default 500)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds (default 3)")
    parser.add_argument(
        "--memory-count", type=int, default=100_000, help="short ones (default 100 000)"
    )
    arguments = parser.parse_args()
    failed = 0
    for what in arguments.what or ("processes", "long", "memory"):
        if what == "processes":
            failed += asyncio.run(compare_processes(arguments.count, arguments.rounds))
        elif what == "long":
            failed += asyncio.run(read_beside_a_long_text())
        else:
            failed += asyncio.run(watch_memory(arguments.memory_count))
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
