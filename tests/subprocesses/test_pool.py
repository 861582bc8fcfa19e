import asyncio
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import psutil
import pytest

from newsmill.errors import UserError
from newsmill.subprocesses import pool as pool_module
from newsmill.subprocesses.child import REQUEST
from newsmill.subprocesses.pool import (
    CpuLimitExceeded,
    DeadlineExceeded,
    ForeignError,
    Limits,
    OutOfMemory,
    ProcessDied,
    ProcessPool,
    open_process_pool,
)
from tests.subprocesses import childrens_work as work

REPOSITORY = Path(__file__).parents[2]
LONG = timedelta(seconds=30)
SHORT = timedelta(seconds=0.2)
HANGING = [work.sleep, work.hold_the_lock]

Hang = Callable[[Path], NoReturn]


@pytest.fixture
async def pool() -> AsyncIterator[ProcessPool]:
    async with open_process_pool("test", processes=1, deadline=LONG) as pool:
        yield pool


def is_gone(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 # other processes set no event
            await asyncio.sleep(0.005)


def reported(report: Path) -> int:
    return int(report.read_text())


async def begun(report: Path) -> int:
    """The process that began a hanging call."""
    await until(report.exists)
    return reported(report)


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children() if not is_gone(child.pid)}


async def test_a_function_runs_in_another_process(pool: ProcessPool) -> None:
    assert await pool.run(work.add, 2, b=3) == 5
    assert await pool.run(os.getpid) != os.getpid()


async def test_a_large_message_arrives_whole_in_both_directions(pool: ProcessPool) -> None:
    content = os.urandom(3_000_001)
    assert await pool.run(work.same, content) == content


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        pytest.param(work.raise_value_error, ValueError("no date", 42), id="with arguments"),
        pytest.param(work.raise_timeout, TimeoutError("the function's own"), id="timeout"),
        pytest.param(
            work.raise_connection_reset, ConnectionResetError("the function's own"), id="reset"
        ),
    ],
)
async def test_its_exceptions_come_through_and_the_child_lives_on(
    pool: ProcessPool, function: Callable[[], NoReturn], expected: Exception
) -> None:
    before = await pool.run(os.getpid)
    with pytest.raises(type(expected)) as caught:
        await pool.run(function)
    assert type(caught.value) is type(expected)
    assert caught.value.args == expected.args
    assert function.__name__ in caught.value.__notes__[0]
    assert await pool.run(os.getpid) == before


@pytest.mark.parametrize("function", [work.raise_awkward, work.raise_refused])
async def test_an_exception_that_does_not_unpickle_is_told_in_words(
    pool: ProcessPool, function: Callable[[], NoReturn]
) -> None:
    with pytest.raises(ForeignError, match="article 7"):
        await pool.run(function)


async def test_a_result_that_does_not_pickle_is_an_error_and_no_hang(pool: ProcessPool) -> None:
    with pytest.raises(TypeError, match="pickle"):
        await pool.run(work.return_a_lock)


@pytest.mark.parametrize("hang", HANGING)
async def test_a_hanging_call_ends_with_its_process_at_the_deadline(
    hang: Hang, tmp_path: Path
) -> None:
    async with open_process_pool("mill", processes=1, deadline=SHORT) as pool:
        await pool.warm_up()
        with pytest.raises(DeadlineExceeded, match=rf"mill: {hang.__name__} .* 0\.2 s"):
            await pool.run(hang, tmp_path / "pid")
        assert await pool.run_within(LONG, work.add, 1, 1) == 2
        await until(lambda: is_gone(reported(tmp_path / "pid")))


@pytest.mark.parametrize("hang", [work.burn_for_ever, work.hold_the_lock])
async def test_a_call_that_uses_more_cpu_than_it_may_ends_with_its_process(
    hang: Hang, tmp_path: Path, pool: ProcessPool
) -> None:
    limits = Limits(LONG, cpu=SHORT)
    with pytest.raises(CpuLimitExceeded, match=rf"test: {hang.__name__} used .* 0\.2 s of CPU"):
        await pool.run_limited(limits, hang, tmp_path / "pid")
    assert await pool.run(work.add, 1, 1) == 2
    await until(lambda: is_gone(reported(tmp_path / "pid")))


async def test_the_cpu_limit_is_of_one_call_and_does_not_count_waiting(pool: ProcessPool) -> None:
    limits = Limits(LONG, cpu=timedelta(seconds=0.3))
    pids = {await pool.run_limited(limits, work.pid_after, 0.4)}
    for _ in range(3):
        await pool.run_limited(limits, work.burn, 0.15)
    await pool.run(work.burn, 0.5)
    pids.add(await pool.run(os.getpid))
    assert len(pids) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA is not enforced")
async def test_a_call_that_needs_too_much_memory_ends_with_its_process() -> None:
    mebibyte = 1024 * 1024
    async with open_process_pool(
        "test", processes=1, deadline=LONG, memory_bytes=150 * mebibyte
    ) as pool:
        assert await pool.run(work.take_memory, 50 * mebibyte) == 50 * mebibyte
        with pytest.raises(OutOfMemory, match="test: take_memory needed more than 150 MiB"):
            await pool.run(work.take_memory, 200 * mebibyte)
        assert await pool.run(work.add, 1, 1) == 2


async def test_waiting_for_a_free_child_does_not_count_towards_the_deadline() -> None:
    deadline = timedelta(seconds=0.5)
    async with open_process_pool("test", processes=1, deadline=deadline) as pool:
        pids = await asyncio.gather(*(pool.run(work.pid_after, 0.2) for _ in range(4)))
    assert len(set(pids)) == 1


@pytest.mark.parametrize(
    ("function", "argument", "how"),
    [
        pytest.param(os._exit, 3, "exit code 3", id="_exit"),
        pytest.param(work.exit_with, 4, "exit code 4", id="sys.exit"),
        pytest.param(
            work.send_signal, signal.SIGSEGV, "killed by SIGSEGV", id="segmentation fault"
        ),
        pytest.param(work.send_signal, signal.SIGKILL, "for want of memory", id="out of memory"),
        pytest.param(work.send_signal, signal.SIGTERM, "killed by SIGTERM", id="SIGTERM"),
    ],
)
async def test_a_death_is_told_and_the_next_call_works(
    pool: ProcessPool, function: Callable[[int], object], argument: int, how: str
) -> None:
    with pytest.raises(ProcessDied, match=how):
        await pool.run(function, argument)
    assert await pool.run(work.add, 1, 1) == 2


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="this Python has no os.waitid")
async def test_a_child_killed_while_idle_is_no_calls_fault(pool: ProcessPool) -> None:
    pid = await pool.run(os.getpid)
    os.kill(pid, signal.SIGKILL)
    # A process already shows as a zombie while its last thread still holds the socket open.
    await until(lambda: os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None)
    assert await pool.run(os.getpid) != pid


async def test_ctrl_c_is_left_to_the_parent(pool: ProcessPool) -> None:
    pid = await pool.run(os.getpid)
    os.kill(pid, signal.SIGINT)
    await pool.run(work.send_signal, signal.SIGINT)
    assert await pool.run(os.getpid) == pid


async def test_a_cancelled_call_ends_its_process_and_gives_nothing_to_the_next(
    pool: ProcessPool, tmp_path: Path
) -> None:
    call = asyncio.create_task(pool.run(work.sleep, tmp_path / "pid"))
    pid = await begun(tmp_path / "pid")
    waiting = asyncio.create_task(pool.run(work.add, 1, 1))
    call.cancel()
    assert await waiting == 2
    assert call.cancelled()
    await until(lambda: is_gone(pid))


async def test_a_call_cancelled_while_it_waits_takes_no_child(
    pool: ProcessPool, tmp_path: Path
) -> None:
    first = asyncio.create_task(pool.run(work.sleep, tmp_path / "pid"))
    await begun(tmp_path / "pid")
    second = asyncio.create_task(pool.run(work.add, 1, 1))
    third = asyncio.create_task(pool.run(work.add, 2, 2))
    await asyncio.sleep(0)
    second.cancel()
    first.cancel()
    assert await third == 4


async def test_calls_are_served_in_the_order_they_came(pool: ProcessPool) -> None:
    await pool.warm_up()
    served: list[int] = []

    async def call(number: int) -> None:
        await pool.run(work.add, number)
        served.append(number)

    await asyncio.gather(*(call(number) for number in range(20)))
    assert served == list(range(20))


async def test_children_work_side_by_side() -> None:
    async with open_process_pool("test", processes=2, deadline=LONG) as pool:
        await pool.warm_up()
        pids = await asyncio.gather(*(pool.run(work.pid_after, 0.1) for _ in range(2)))
    assert len(set(pids)) == 2


async def test_warming_up_starts_all_children_and_only_missing_ones() -> None:
    before = children()
    async with open_process_pool("test", processes=2, deadline=LONG) as pool:
        await pool.run(work.add, 1)
        first = children() - before
        await asyncio.gather(pool.warm_up(), pool.warm_up())
        both = children() - before
    assert len(first) == 1
    assert len(both) == 2
    assert first < both
    assert children() == before


async def test_each_child_is_initialised_once_before_its_first_call() -> None:
    async with open_process_pool(
        "test", processes=1, deadline=LONG, initializer=work.initialise, initargs=("hello",)
    ) as pool:
        assert await pool.run(work.initialised) == ["hello"]
        assert await pool.run(work.initialised) == ["hello"]
        with pytest.raises(ProcessDied):
            await pool.run(os._exit, 1)
        assert await pool.run(work.initialised) == ["hello"]


async def test_initialising_does_not_count_towards_the_deadline() -> None:
    async with open_process_pool(
        "test", processes=1, deadline=SHORT, initializer=time.sleep, initargs=(0.4,)
    ) as pool:
        assert await pool.run(work.add, 1) == 1


@pytest.mark.parametrize("processes", [1, 3])
async def test_a_user_error_of_an_initializer_comes_through_each_time(processes: int) -> None:
    before = children()
    async with open_process_pool(
        "test",
        processes=processes,
        deadline=LONG,
        initializer=work.refuse_to_initialise,
        initargs=("xx_core",),
    ) as pool:
        with pytest.raises(UserError, match="no model xx_core"):
            await pool.warm_up()
        for _ in range(2):
            with pytest.raises(UserError, match="no model xx_core"):
                await pool.run(work.add, 1)
        await until(lambda: children() == before)


@pytest.mark.parametrize("how", ["die", "raise"])
async def test_a_child_that_ends_while_it_starts_is_started_again(how: str, tmp_path: Path) -> None:
    async with open_process_pool(
        "test",
        processes=1,
        deadline=LONG,
        initializer=work.start_after,
        initargs=(tmp_path / "starts", 2, how),
    ) as pool:
        await pool.warm_up()
        assert await pool.run(work.add, 1, 1) == 2
        assert pool.is_able()
    assert (tmp_path / "starts").read_text() == "..."


async def test_a_child_that_is_killed_while_it_starts_costs_no_call() -> None:
    async with open_process_pool(
        "test", processes=1, deadline=LONG, initializer=time.sleep, initargs=(0.3,)
    ) as pool:
        before = children()
        call = asyncio.create_task(pool.run(work.add, 1, 1))
        await until(lambda: children() > before)
        os.kill((children() - before).pop(), signal.SIGKILL)
        assert await call == 2


async def test_children_that_can_never_start_are_told_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pool_module, "LONGEST_RESTART_SECONDS", 0.1)
    monkeypatch.setattr(pool_module, "log", told := Told())
    before, starts = children(), tmp_path / "starts"
    async with open_process_pool(
        "mill", processes=2, deadline=LONG, initializer=work.start_after,
        initargs=(starts, 10**6, "die"),
    ) as pool:  # fmt: skip
        warming = asyncio.create_task(pool.warm_up())
        call = asyncio.create_task(pool.run(work.add, 1))
        await until(lambda: starts.exists() and len(starts.read_text()) >= 8)
        assert not pool.is_able()
        assert not call.done()
    assert told.lines == [
        {"room": "mill", "why": "ProcessDied: mill: start_after ended its process: exit code 9"}
    ]
    # On leaving, nobody waits any longer.
    async with asyncio.timeout(60):
        ended = await asyncio.gather(warming, call, return_exceptions=True)
    assert [type(end) for end in ended] == [asyncio.CancelledError] * 2
    assert children() == before


class Told:
    """A log that keeps what errors say."""

    def __init__(self) -> None:
        self.lines: list[dict[str, str]] = []

    def error(self, _: str, **fields: str) -> None:
        self.lines.append(fields)


async def test_a_call_whose_child_is_killed_before_it_has_it_is_made_again(
    pool: ProcessPool,
) -> None:
    """It is no crash of the call's: the whole request never came to the child."""
    pid = await pool.run(os.getpid)
    os.kill(pid, signal.SIGSTOP)
    call = asyncio.create_task(pool.run(work.same, content := os.urandom(3_000_000)))
    await asyncio.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    assert await call == content


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA is not enforced")
async def test_a_call_that_no_child_can_take_in_is_not_made_for_ever() -> None:
    """There is no memory for the request itself."""
    mebibyte = 1024 * 1024
    async with open_process_pool(
        "test", processes=1, deadline=LONG, memory_bytes=100 * mebibyte
    ) as pool:
        with pytest.raises(ProcessDied, match="same ended its process"):
            await pool.run(work.same, bytes(200 * mebibyte))
        assert await pool.run(work.add, 1, 1) == 2


async def test_cpu_time_of_the_living_and_the_dead_is_counted() -> None:
    async with open_process_pool("test", processes=1, deadline=LONG) as pool:
        assert pool.cpu_seconds() == 0
        await pool.run(work.burn, 0.2)
        living = pool.cpu_seconds()
        assert living >= 0.2
        with pytest.raises(ProcessDied):
            await pool.run(work.burn_and_exit, 0.2)
        assert pool.cpu_seconds() >= living + 0.2
    assert pool.cpu_seconds() < living + 1


@pytest.mark.parametrize("hang", HANGING)
async def test_closing_kills_a_busy_child_and_cancels_its_call(hang: Hang, tmp_path: Path) -> None:
    before = children()
    async with open_process_pool("test", processes=1, deadline=LONG) as pool:
        busy = asyncio.create_task(pool.run(hang, tmp_path / "pid"))
        waiting = asyncio.create_task(pool.run(work.add, 1))
        await begun(tmp_path / "pid")
        started = time.monotonic()
    assert time.monotonic() - started < 20
    assert children() == before
    outcomes = await asyncio.gather(busy, waiting, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError] * 2
    with pytest.raises(RuntimeError, match="closed"):
        await pool.run(work.add, 1)


async def test_an_idle_child_leaves_by_itself_when_the_pool_is_closed(tmp_path: Path) -> None:
    # A server that other tests share may be a child of this process too.
    before = children()
    async with open_process_pool("test", processes=1, deadline=LONG) as pool:
        await pool.run(work.write_on_leaving, tmp_path / "left")
        (child,) = children() - before
        assert not (tmp_path / "left").exists()
    assert reported(tmp_path / "left") == child


async def test_closing_ends_a_child_that_is_still_starting() -> None:
    before = children()
    async with open_process_pool(
        "test", processes=1, deadline=LONG, initializer=time.sleep, initargs=(60,)
    ) as pool:
        call = asyncio.create_task(pool.run(work.add, 1))
        await until(lambda: children() > before)
    assert children() == before
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_a_child_has_one_thread_for_linear_algebra(pool: ProcessPool) -> None:
    environment = await pool.run(work.environment)
    assert environment["OMP_NUM_THREADS"] == environment["OPENBLAS_NUM_THREADS"] == "1"
    assert environment["PATH"] == os.environ["PATH"]


def parent_of_children(reports: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.subprocesses.parent_of_children", str(reports), *arguments],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    "arguments", [pytest.param((), id="any way"), pytest.param(("1",), id="without prctl")]
)
@pytest.mark.parametrize("end", ["kill -9", "os._exit"])
def test_no_child_outlives_its_parent(tmp_path: Path, end: str, arguments: tuple[str, ...]) -> None:
    with parent_of_children(tmp_path, *arguments) as parent:
        assert parent.stdin
        assert parent.stdout
        assert parent.stderr
        modules = parent.stdout.readline().split()
        assert parent.stdout.readline() == "ready\n"
        pids = [int(report.read_text()) for report in tmp_path.iterdir()]
        assert len(pids) == 3 - len(arguments)
        assert not any(is_gone(pid) for pid in pids)
        if end == "kill -9":
            parent.kill()
        else:
            parent.stdin.write("exit\n")
            parent.stdin.flush()
        parent.wait()
        asyncio.run(until(lambda: all(is_gone(pid) for pid in pids)))
        assert "a child's chatter" in parent.stderr.read()
    # Nor did a child import what its parent's main module does.
    assert "newsmill.subprocesses.child" in modules
    assert "tests.subprocesses.parent_of_children" not in modules
    assert "asyncio" not in modules


def test_an_alarm_ends_a_child_that_neither_its_parent_nor_its_threads_can() -> None:
    ours, theirs = socket.socketpair()
    boot = (
        "from newsmill.subprocesses import child; child.ALARM_GRACE_SECONDS = 0.0;"
        f"child.serve({theirs.fileno()}, {os.getpid()})"
    )
    with ours, theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", boot], cwd=REPOSITORY, pass_fds=[theirs.fileno()]
        )
        request = pickle.dumps((re.fullmatch, ("(a*)*b", "a" * 64), {}))
        ours.sendall(REQUEST.pack(0.2, 0.0, len(request)) + request)
        assert process.wait(10) == -signal.SIGALRM
