"""Which document is parsed when, and what becomes of those that take too much."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any, NoReturn

import pytest

from newsmill.puller import parsers as module
from newsmill.puller.parsers import Parsers
from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.settings import Settings
from newsmill.subprocesses.pool import (
    CpuLimitExceeded,
    DeadlineExceeded,
    Limits,
    OutOfMemory,
    ProcessPool,
    open_process_pool,
)
from tests.builders import NOON
from tests.puller import childrens_parsers as children

LARGE = module.QUICK_BYTES + 1
QUICK_CPU = timedelta(seconds=1)


def document(name: str, size: int = 1_000) -> FeedDocument:
    """One of so many bytes."""
    url = f"https://{name}.example/feed"
    return FeedDocument(url, url, "text/xml", b"x" * size, NOON)


class Pool:
    """A pool whose calls end when the test says so."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.limits: list[Limits] = []
        self.ends: dict[str, asyncio.Future[Any]] = {}

    async def run_limited(self, limits: Limits, _: Any, asked: FeedDocument) -> Any:
        """A call."""
        name = asked.feed_url.removeprefix("https://").removesuffix(".example/feed")
        self.begun.append(name)
        self.limits.append(limits)
        self.ends[name] = asyncio.get_running_loop().create_future()
        return await self.ends[name]


class Bench:
    """Parsers with two children, and the documents given to them."""

    def __init__(self, **told: Any) -> None:
        self.pool = Pool()
        self.now = 0.0
        self.parsers = Parsers(self.pool, Settings(**told), lambda: self.now)  # type: ignore[arg-type]
        self.calls: dict[str, asyncio.Task[Any]] = {}

    async def give(self, name: str, size: int = 1_000, *, is_suspect: bool = False) -> None:
        """A document comes."""
        work = self.parsers.run(_never, document(name, size), is_suspect=is_suspect)
        self.calls[name] = asyncio.create_task(work)
        await asyncio.sleep(0.001)

    async def end(self, name: str, error: Exception | None = None) -> None:
        """Its parser is done with it, or killed."""
        if error is None:
            self.pool.ends[name].set_result(name)
        else:
            self.pool.ends[name].set_exception(error)
        await asyncio.sleep(0.001)


def _never(_: FeedDocument) -> NoReturn:
    raise AssertionError("nothing is parsed here")


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    yield made
    for call in made.calls.values():
        call.cancel()
    await asyncio.gather(*made.calls.values(), return_exceptions=True)


@pytest.mark.parametrize(
    "kind",
    [pytest.param({"size": LARGE}, id="large"), pytest.param({"is_suspect": True}, id="ill")],
)
async def test_slow_documents_leave_a_child_to_the_others(
    bench: Bench, kind: dict[str, Any]
) -> None:
    for name in ("slow-1", "slow-2", "slow-3"):
        await bench.give(name, **kind)
    assert bench.pool.begun == ["slow-1"]

    await bench.give("quick")
    assert bench.pool.begun == ["slow-1", "quick"]
    await bench.end("quick")
    assert bench.pool.begun == ["slow-1", "quick"]

    await bench.end("slow-1")
    assert bench.pool.begun == ["slow-1", "quick", "slow-2"]


async def test_quick_documents_use_all_children(bench: Bench) -> None:
    for number in range(3):
        await bench.give(f"quick-{number}")

    assert bench.pool.begun == ["quick-0", "quick-1"]


async def test_a_document_that_is_too_slow_for_the_quick_lane_begins_again(bench: Bench) -> None:
    await bench.give("odd")
    await bench.end("odd", CpuLimitExceeded("killed"))
    await bench.end("odd")

    assert await bench.calls["odd"] == "odd"
    assert [limits.cpu for limits in bench.pool.limits] == [QUICK_CPU, timedelta(seconds=5)]

    await bench.give("odd")
    assert bench.pool.limits[-1].cpu == timedelta(seconds=5), "the next time it is known"


async def test_small_documents_go_first_and_large_ones_do_not_wait_for_ever(bench: Bench) -> None:
    await bench.give("one")
    await bench.give("two")
    await bench.give("larger", 200_000)
    await bench.give("smaller", 2_000)
    bench.now += 10
    await bench.give("late", 100)

    for name in ("one", "smaller", "larger"):
        await bench.end(name)

    assert bench.pool.begun == ["one", "two", "smaller", "larger", "late"]


async def test_who_gives_up_waiting_takes_no_child(bench: Bench) -> None:
    for name in ("one", "two", "three", "four"):
        await bench.give(name)
    bench.calls["three"].cancel()
    bench.calls["one"].cancel()
    await asyncio.sleep(0.001)

    assert bench.pool.begun == ["one", "two", "four"]


async def test_with_one_child_all_are_served() -> None:
    bench = Bench(parsers=1)
    await bench.give("slow", LARGE)
    await bench.give("quick")
    await bench.end("slow")
    await bench.end("quick")

    assert [await call for call in bench.calls.values()] == ["slow", "quick"]


@pytest.fixture
async def pool() -> AsyncIterator[ProcessPool]:
    async with open_process_pool(
        "puller", processes=2, deadline=timedelta(seconds=20), memory_bytes=150 * 2**20
    ) as pool:
        yield pool


@pytest.mark.parametrize(
    ("parse", "error", "text"),
    [
        pytest.param(children.burn, CpuLimitExceeded, "used more than 0.4 s of CPU", id="cpu"),
        pytest.param(children.sleep, DeadlineExceeded, "ran longer than 0.8 s", id="time"),
        pytest.param(
            children.hoard, OutOfMemory, "needed more than 150 MiB of memory", id="memory"
        ),
    ],
)
async def test_a_parser_that_takes_too_much_is_killed(
    pool: ProcessPool, parse: Callable[[FeedDocument], NoReturn], error: type[Exception], text: str
) -> None:
    settings = Settings(
        parse_cpu=timedelta(seconds=0.4),
        # On a busy machine CPU time takes longer to pass.
        parse_timeout=timedelta(seconds=0.8 if parse is children.sleep else 30),
        parser_memory=150 * 2**20,
    )
    for _ in range(2):
        await pool.run(children.warm_up, document("odd"))
    with pytest.raises(error) as caught:
        await Parsers(pool, settings).run(parse, document("odd"), is_suspect=False)

    assert str(caught.value) == f"the parser {text}"
