"""How long articles wait for the puller: its scheduling beside polling at a fixed interval.

A simulation with a virtual clock. Invented feeds publish for some weeks: their rates are
heavy-tailed, with their own hours and weekends, batches, livelier and quieter days; some are dead
or die, some wish for pauses. They are asked by the production code (`schedule` and `Budget`), which
learns on the first days and is measured on the following. A fixed interval is computed exactly,
at the same number of requests, and with plain 15 and 60 minutes; it heeds nobody's wishes.
"""

import argparse
import heapq
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from newsmill.contracts.feeds import FeedState, FeedWishes
from newsmill.puller.settings import Settings
from newsmill.puller.timing.freshness import SAMPLE, Budget
from newsmill.puller.timing.scheduling import PollResult, schedule

Floats = NDArray[np.float64]

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
BEGIN_HOURS = BEGIN.timestamp() / 3600
HISTORY_DAYS = 28
"""What lies in the first documents: articles from before the first poll."""

# Articles a day: lognormal. Most feeds are slow, and a few wires bring half of all articles.
MEDIAN_PER_DAY, SIGMA, MOST_PER_DAY = 1.0, 1.8, 400.0
DEAD, DYING, BATCHED, LIVELY, PUNCTUAL = 0.10, 0.03, 0.25, 0.4, 0.05
"""Shares of feeds. The others live on, bring single articles, have even days and no fixed hour."""
WINDOWS = (10, 20, 30, 50, 100)
TIME_ZONES = (-8, -5, -3, 0, 1, 1, 1, 2, 3, 5, 8, 9)
WITH_TTL_HOUR, WITH_TTL_DAY, WITH_SKIPPED_HOURS, WITHOUT_VALIDATORS = 0.05, 0.003, 0.02, 0.1


@dataclass(frozen=True)
class World:
    """Feeds and what they publish; times in hours since the first poll."""

    times: Floats
    """Of all articles, by feed."""
    starts: NDArray[np.int64]
    """Where each feed's articles begin in `times`, and at last their number."""
    windows: NDArray[np.int64]
    wishes: list[FeedWishes]
    has_validators: NDArray[np.bool_]
    died_at: Floats
    """Infinite for those that live."""

    @property
    def feeds(self) -> int:
        """How many there are."""
        return len(self.windows)


def invent(feeds: int, days: int, seed: int) -> World:
    """A world of so many feeds for `days` days after a history."""
    random = np.random.default_rng(seed)
    hours = 24 * (HISTORY_DAYS + days)
    rates = np.minimum(random.lognormal(np.log(MEDIAN_PER_DAY), SIGMA, feeds), MOST_PER_DAY)
    of_day = np.arange(24)
    parts, died = [], np.full(feeds, np.inf)
    windows = random.choice(WINDOWS, feeds)
    for feed in range(feeds):
        shape = _day(random, of_day)
        week = np.ones(7)
        week[5:] = random.uniform(0.1, 1.1)
        # History begins on a Monday too.
        profile = np.tile(
            np.outer(week / week.mean(), shape / shape.mean()).ravel(), hours // 168 + 1
        )
        batch = 1 + random.geometric(0.3) if random.random() < BATCHED else 1
        pattern = profile[:hours] * rates[feed] / 24 / batch
        if random.random() < LIVELY:
            moods = random.lognormal(-0.32, 0.8, hours // 24)
            pattern = pattern * np.repeat(moods, 24)
        counts = random.poisson(pattern)
        at = np.repeat(np.arange(hours), counts) + random.random(int(counts.sum()))
        at = np.sort(at) - 24 * HISTORY_DAYS
        if batch > 1:
            windows[feed] = max(windows[feed], 2 * batch)
            at = np.sort(np.repeat(at, random.poisson(batch - 1, len(at)) + 1))
        fate = random.random()
        if fate < DEAD:
            died[feed] = -24 * random.uniform(2, HISTORY_DAYS)
        elif fate < DEAD + DYING:
            died[feed] = 24 * random.uniform(0, days)
        at = at[at < died[feed]]
        # Of the history, as much as the first document holds.
        parts.append(at[max(int(np.searchsorted(at, 0.0)) - windows[feed], 0) :])
    return World(
        times=np.concatenate(parts),
        starts=np.concatenate([[0], np.cumsum([len(part) for part in parts])]),
        windows=windows,
        wishes=[_wishes(random) for _ in range(feeds)],
        has_validators=random.random(feeds) >= WITHOUT_VALIDATORS,
        died_at=died,
    )


def _day(random: np.random.Generator, of_day: NDArray[np.int64]) -> Floats:
    local = (of_day + random.choice(TIME_ZONES)) % 24
    if random.random() < PUNCTUAL:
        return np.where(local == random.integers(5, 10), 1.0, 0.005)
    width = random.uniform(3, 6)
    peak = random.normal(13, 2)
    return random.uniform(0.02, 0.3) + np.exp(-(((local - peak) / width) ** 2))


def _wishes(random: np.random.Generator) -> FeedWishes:
    draw = random.random()
    if draw < WITH_TTL_DAY:
        return FeedWishes(ttl=timedelta(days=1))
    if draw < WITH_TTL_DAY + WITH_TTL_HOUR:
        return FeedWishes(ttl=timedelta(hours=1))
    if draw < WITH_TTL_DAY + WITH_TTL_HOUR + WITH_SKIPPED_HOURS:
        return FeedWishes(skip_hours=(0, 1, 2, 3, 4))
    return FeedWishes()


@dataclass
class Outcome:
    """What one way of asking led to, in the measured days."""

    name: str
    delays: Floats
    """In minutes, of the articles that were seen."""
    missed: int
    """Articles that had left the document before it was asked for."""
    by_hour: list[int]
    """Requests."""
    late_alive: int = 0
    late_dead: int = 0
    dead: int = 0
    seconds: float = 0.0
    longest_wait: float = 0.0


def simulate(world: World, settings: Settings, learn: int, days: int) -> Outcome:
    """Ask by the production code for `learn` days unmeasured and `days` measured ones."""
    end, measured = 24.0 * (learn + days), 24.0 * learn
    budget = Budget(settings) if settings.requests_per_hour else None
    random = np.random.default_rng(0)
    states: list[Any] = [
        SimpleNamespace(**FeedState(url=f"https://{feed}.example/feed").model_dump())
        for feed in range(world.feeds)
    ]
    for state, wishes in zip(states, world.wishes, strict=True):
        state.wishes = wishes
    times = world.times.tolist()
    starts = world.starts.tolist()
    stops = starts[1:]
    taken = starts[:-1].copy()
    windows, conditional = world.windows.tolist(), world.has_validators.tolist()
    # As after a restart with an empty memory: all are due at once, or as the budget allows.
    spread = 1.0 if budget is None else world.feeds / budget.an_hour
    queue = [(spread * feed / world.feeds, int(feed)) for feed in random.permutation(world.feeds)]
    heapq.heapify(queue)
    delays: list[float] = []
    by_hour = [0] * (int(end) + 2)
    missed, clock, longest, began = 0, 0.0, 0.0, time.process_time()
    polls, next_told = 0, 0.0
    while queue and queue[0][0] < end:
        due, feed = heapq.heappop(queue)
        clock = max(clock, due)
        now = BEGIN + timedelta(hours=clock)
        if budget is not None:
            if budget.wants_survey(now):
                sample = random.choice(world.feeds, min(SAMPLE, world.feeds), replace=False)
                seen = cast("list[FeedState]", [states[one] for one in sample])
                overdue = sum(at <= clock for at, _ in queue)
                budget.survey(now, seen, world.feeds, overdue)
            if not budget.allowance(now):
                clock += budget.until_next() / timedelta(hours=1) + 1e-9
                now = BEGIN + timedelta(hours=clock)
                budget.allowance(now)
            budget.spend(1)
        if clock >= next_told:
            _tell(
                f"{settings.requests_per_hour or 'no'} budget: day {clock / 24:.1f}, {polls} polls"
            )
            next_told = clock + 6
        state = states[feed]
        first, last = taken[feed], taken[feed]
        while last < stops[feed] and times[last] <= clock:
            last += 1
        shown = max(first, last - windows[feed])
        taken[feed] = last
        if clock >= measured and state.last_polled_at is not None:
            missed += sum(times[one] >= measured for one in range(first, shown))
            delays.extend(
                clock - times[one] for one in range(shown, last) if times[one] >= measured
            )
            longest = max(longest, (now - state.last_polled_at) / timedelta(hours=1))
        result = PollResult(
            arrived=tuple(BEGIN + timedelta(hours=at) for at in times[shown:last]),
            is_same=last == first,
            wishes=world.wishes[feed] if last > first else None,
            has_validators=conditional[feed],
            entry_count=min(windows[feed], last - starts[feed]) if last > first else 0,
        )
        told = schedule(now, state, result, settings, budget.pace if budget else None)
        state.arrivals, state.changed_at = told.habit.arrivals, told.habit.changed_at
        state.silent_since, state.is_frozen = told.habit.silent_since, told.habit.is_frozen
        state.last_polled_at, state.next_poll_at = now, told.at
        by_hour[int(clock)] += 1
        polls += 1
        heapq.heappush(queue, ((told.at - BEGIN) / timedelta(hours=1), feed))
    _tell("")
    is_dead = world.died_at < end
    late = np.array([state.silent_since is not None for state in states])
    return Outcome(
        name=f"budget {settings.requests_per_hour:,}/h" if budget else "no budget",
        delays=60 * np.array(delays),
        missed=missed,
        by_hour=by_hour[int(measured) : int(end)],
        late_alive=int((late & ~is_dead).sum()),
        late_dead=int((late & is_dead).sum()),
        dead=int(is_dead.sum()),
        seconds=(time.process_time() - began) / max(polls, 1),
        longest_wait=longest,
    )


def ask_at_fixed(world: World, name: str, interval: float, learn: int, days: int) -> Outcome:
    """Ask each feed every `interval` hours, beginning at a random moment."""
    random = np.random.default_rng(0)
    owner = np.repeat(np.arange(world.feeds), np.diff(world.starts))
    phase = random.random(world.feeds)[owner] * interval
    asked = phase + interval * np.ceil((world.times - phase) / interval)
    # An article has left the document when as many as it holds came after it, before the poll.
    after = np.arange(len(owner)) + world.windows[owner]
    pushed_out = np.full(len(owner), np.inf)
    inside = after < world.starts[owner + 1]
    pushed_out[inside] = world.times[after[inside]]
    counted = (world.times >= 24 * learn) & (asked < 24 * (learn + days))
    lost = counted & (pushed_out <= asked)
    seen = counted & ~lost
    hourly = round(world.feeds / interval)
    return Outcome(name, 60 * (asked - world.times)[seen], int(lost.sum()), [hourly] * (24 * days))


def _row(outcome: Outcome) -> str:
    delays = outcome.delays if len(outcome.delays) else np.zeros(1)
    p50, p90, p99 = np.percentile(delays, [50, 90, 99])
    return (
        f"  {outcome.name:<28}{np.mean(outcome.by_hour):>10,.0f}{max(outcome.by_hour):>10,}"
        f"{p50:>9.1f}{p90:>9.1f}{p99:>9.1f}{delays.mean():>9.1f}"
        f"{len(outcome.delays):>11,}{outcome.missed:>9,}"
    )


def _compare(arguments: argparse.Namespace, feeds: int, an_hour: float | None) -> None:
    settings = Settings(requests_per_hour=round(an_hour * feeds) if an_hour else 0)
    learn, days = arguments.learn_days, arguments.days
    _tell(f"inventing {feeds} feeds")
    world = invent(feeds, learn + days, arguments.seed)
    ours = simulate(world, settings, learn, days)
    hourly = float(np.mean(ours.by_hour))
    rows = [ours]
    for name, interval in (
        (f"every {60 * feeds / hourly:.0f} minutes (as many)", feeds / hourly),
        ("every 15 minutes", 0.25),
        ("every 60 minutes", 1.0),
    ):
        rows.append(ask_at_fixed(world, name, interval, learn, days))
    _say(f"{feeds:,} feeds, {learn} days to learn and {days} measured")
    columns = ("requests", "worst", "p50", "p90", "p99", "mean", "articles", "missed")
    _say(" " * 30 + "{:>10}{:>10}{:>9}{:>9}{:>9}{:>9}{:>11}{:>9}".format(*columns))
    _say(f"{'an hour':>40}{'hour':>10}{'minutes of delay':>36}")
    for row in rows:
        _say(_row(row))
    _say(
        f"  {ours.seconds * 1e6:.0f} µs of CPU per poll with the simulation's own; longest wait"
        f" {ours.longest_wait:.1f} h; called late: {ours.late_dead:,} of {ours.dead:,} dead feeds,"
        f" {ours.late_alive:,} of {feeds - ours.dead:,} living"
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def main() -> int:
    """Run the comparisons and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=100_000, help="(default 100000)")
    parser.add_argument("--days", type=int, default=2, help="measured days (default 2)")
    parser.add_argument("--learn-days", type=int, default=1, help="days before (default 1)")
    parser.add_argument("--seed", type=int, default=2, help="of the world (default 2)")
    parser.add_argument(
        "--budget",
        type=float,
        metavar="N",
        help="requests per hour and feed, 0 for none; by default 0.2 with all feeds, then 1, 4 and"
        " none with a twentieth, a fiftieth and a twentieth of them",
    )
    arguments = parser.parse_args()
    if arguments.budget is not None:
        _compare(arguments, arguments.feeds, arguments.budget or None)
        return 0
    for share, an_hour in ((1, 0.2), (20, 1.0), (50, 4.0), (20, None)):
        _compare(arguments, max(arguments.feeds // share, 10), an_hour)
    return 0


if __name__ == "__main__":
    sys.exit(main())
