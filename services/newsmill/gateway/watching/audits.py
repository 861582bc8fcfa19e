"""The audit, in the background: as often as it costs little, and never in the way of readers.

It reads all topics of a period, in a thread with an event loop of its own. The period is halved
when that takes long and doubled when it does not, and between two audits lies a multiple of what
one takes.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from newsmill.gateway.api.models import AuditSummary
from newsmill.inspection.findings import Findings
from newsmill.inspection.reading import run_audit
from newsmill.logs import logger
from newsmill.settings import KafkaSettings

FIRST_WINDOW = timedelta(hours=1)
SHORTEST_WINDOW = timedelta(minutes=10)
LONG_SECONDS = 20.0
SHORT_SECONDS = 5.0
PAUSE_FACTOR = 20.0
"""An audit may take a twentieth of the time."""

FIRST_AFTER_SECONDS = 5.0
MOST_PROBLEM_CHARS = 300

log = logger("newsmill.gateway")

T = TypeVar("T")
RunAudit = Callable[[datetime], Awaitable[Findings]]


@dataclass(frozen=True, slots=True)
class _Audited:
    """The latest audit."""

    findings: "Sums"
    since: datetime
    as_of: datetime
    took_seconds: float


@dataclass(frozen=True, slots=True)
class Sums:
    """What is kept of an audit's findings; they themselves are as large as what was read."""

    verdict: Any
    offered: int
    enriched: int
    duplicates: int
    dropped: int
    dead_letters: int
    in_flight: int
    missing: int
    expired: int

    @classmethod
    def of(cls, findings: Findings) -> "Sums":
        """The sums of all feeds and documents."""
        total = findings.total
        return cls(
            findings.verdict,
            total.offered,
            total.enriched,
            total.duplicates,
            total.drops.total(),
            total.dead_letters,
            total.in_flight,
            total.missing,
            total.expired,
        )

    @property
    def sentence(self) -> str:
        """The equation, which ends in what is missing."""
        expired = f" + {self.expired} expired" if self.expired else ""
        return (
            f"{self.offered} offered = {self.enriched} enriched + {self.duplicates} copies +"
            f" {self.dropped} dropped + {self.dead_letters} dead letters +"
            f" {self.in_flight} in flight{expired} + {self.missing} missing"
        )


class Audits:
    """Audits again and again while it runs. `audit` is given since when, and may take its time."""

    def __init__(
        self,
        audit: RunAudit,
        interval: timedelta,
        longest_window: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        self._audit = audit
        self._interval = interval
        self._longest = longest_window
        self._window = min(FIRST_WINDOW, longest_window)
        self._now = now
        self._latest: _Audited | None = None
        self.problem: str | None = None

    def summary(self) -> AuditSummary | None:
        """The latest audit, and how old it is."""
        latest = self._latest
        if latest is None:
            return None
        sums = latest.findings
        return AuditSummary(
            sentence=sums.sentence,
            verdict=sums.verdict,
            offered=sums.offered,
            enriched=sums.enriched,
            duplicates=sums.duplicates,
            dropped=sums.dropped,
            dead_letters=sums.dead_letters,
            in_flight=sums.in_flight,
            missing=sums.missing,
            expired=sums.expired,
            since=latest.since,
            as_of=latest.as_of,
            age_seconds=max(0.0, round((self._now() - latest.as_of).total_seconds(), 3)),
            took_seconds=round(latest.took_seconds, 3),
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Audit until `stop` is set; with an interval of nothing, never."""
        if not self._interval:
            await stop.wait()
            return
        pause = min(FIRST_AFTER_SECONDS, self._interval.total_seconds())
        while not await _is_set_within(stop, pause):
            took = await self.once(stop)
            pause = max(self._interval.total_seconds(), PAUSE_FACTOR * took)

    async def once(self, stop: asyncio.Event | None = None) -> float:
        """One audit, given up when `stop` is set; how many seconds it took."""
        stop = stop or asyncio.Event()
        begun, as_of = time.monotonic(), self._now()
        since = as_of - self._window
        auditing = asyncio.ensure_future(self._audit(since))
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({auditing, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not auditing.done():
                return 0.0
            sums = Sums.of(auditing.result())
        except Exception as error:
            # Whatever keeps it from reading is told beside the latest sums, and tried again.
            self.problem = (str(error) or type(error).__name__)[:MOST_PROBLEM_CHARS]
            log.warning("cannot audit", why=self.problem)
            return time.monotonic() - begun
        finally:
            for task in (auditing, stopping):
                task.cancel()
            await asyncio.gather(auditing, stopping, return_exceptions=True)
        took = time.monotonic() - begun
        self._latest = _Audited(sums, since, as_of, took)
        self.problem = None
        self._adapt(took)
        return took

    def _adapt(self, took: float) -> None:
        if took > LONG_SECONDS:
            self._window = max(self._window / 2, SHORTEST_WINDOW)
        elif took < SHORT_SECONDS:
            self._window = min(self._window * 2, self._longest)


def audit_in_a_thread(kafka: KafkaSettings) -> RunAudit:
    """An audit that leaves this event loop alone."""

    async def audit(since: datetime) -> Findings:
        return await in_own_loop(partial(run_audit, kafka, since=since))

    return audit


async def in_own_loop(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run the coroutine of `make` in a thread with an event loop; cancelled with the caller."""
    holder: dict[str, Any] = {}

    async def held() -> T:
        holder["loop"], holder["task"] = asyncio.get_running_loop(), asyncio.current_task()
        return await make()

    working = asyncio.create_task(asyncio.to_thread(lambda: asyncio.run(held())))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        if "loop" in holder:
            with suppress(RuntimeError):
                holder["loop"].call_soon_threadsafe(holder["task"].cancel)
        await asyncio.gather(working, return_exceptions=True)
        raise


async def _is_set_within(stop: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()
