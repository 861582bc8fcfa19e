"""Learn a feed's habit from each poll, and notice when it is late or frozen."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from newsmill.contracts.feeds import FeedState
from newsmill.puller.timing.arrivals import Arrivals, hours, unpack
from newsmill.puller.timing.rates import Outlook, outlook


class Reading(Protocol):
    """What `learn` must know of a poll: see `scheduling.PollResult`."""

    @property
    def arrived(self) -> tuple[datetime | None, ...]:
        """Publication dates of new and changed entries."""

    @property
    def failures(self) -> int:
        """Polls in a row that failed, this one included."""

    @property
    def is_same(self) -> bool:
        """Whether the document is the one of the last poll."""

    @property
    def entry_count(self) -> int:
        """Entries in the document; 0 where none was read."""


@dataclass(frozen=True, slots=True)
class Habit:
    """The fields of `FeedState` that say what a feed is used to do."""

    arrivals: str
    changed_at: datetime | None
    silent_since: datetime | None
    """Late: the last arrival, when by its habit there should have been another since."""
    is_frozen: bool
    """Late, and every answer since the last arrival was the same document."""


def learn(now: datetime, state: FeedState, reading: Reading) -> tuple[Habit, Outlook, int]:
    """The habit after a poll, what it lets expect from now on, and the entries in a document.

    A poll that failed teaches nothing: a feed that was late stays late.
    """
    arrivals = unpack(state.arrivals)
    if reading.failures:
        known = Habit(state.arrivals, state.changed_at, state.silent_since, state.is_frozen)
        return known, outlook(arrivals, hours(now)), arrivals.window
    is_changed = _note(arrivals, now, state, reading)
    view = outlook(arrivals, hours(now))
    is_late = view.is_late and arrivals.until is not None
    since = datetime.fromtimestamp((arrivals.until or 0) * 3600, UTC) if is_late else None
    habit = Habit(
        arrivals=arrivals.pack() if is_changed else state.arrivals,
        changed_at=now if reading.arrived else state.changed_at,
        silent_since=since,
        is_frozen=is_late and reading.is_same and not arrivals.has_changed,
    )
    return habit, view, arrivals.window


def silence(before: FeedState, after: FeedState) -> dict[str, Any]:
    """The fields of an event that say that a feed has become late or frozen.

    Once, when it does, and not at each poll: what is so now stands in its state. That it has
    recovered is said by the articles which the event of that poll counts.
    """
    if after.silent_since is None:
        return {}
    is_new = before.silent_since is None or (after.is_frozen and not before.is_frozen)
    if not is_new:
        return {}
    return {"silent_since": after.silent_since, "is_frozen": after.is_frozen}


def _note(arrivals: Arrivals, now: datetime, state: FeedState, reading: Reading) -> bool:
    """Note in `arrivals` what a poll says. Returns whether it changed anything."""
    before = (arrivals.until, arrivals.window, arrivals.has_changed)
    if reading.entry_count:
        arrivals.window = min(reading.entry_count, 255)
    if reading.arrived and state.changed_at is None:
        arrivals.learn_first(reading.arrived, now)
    elif reading.arrived:
        expected = outlook(arrivals, hours(now)).silence
        arrivals.learn(reading.arrived, state.last_polled_at, now, expected)
    elif not reading.is_same:
        arrivals.has_changed = True
    # Of a feed that has never brought anything, the silence counts from here.
    if arrivals.until is None:
        arrivals.until = hours(now)
    now_known = (arrivals.until, arrivals.window, arrivals.has_changed)
    return bool(reading.arrived) or before != now_known
