"""Tell how a feed is doing from its state: failing, late, gapped, or well."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from newsmill.contracts.feeds import FeedState

Condition = Literal[
    "failing", "retired", "frozen", "late", "gapped", "overdue", "new", "moved", "good"
]
"""The worst first.

- failing: the last poll failed
- retired: not asked any more
- frozen, late: it should have brought something by its habit; frozen answers the same each time
- gapped: two polls lately had no entry in common, so some may have been missed
- overdue: its time has come long ago, and no puller has asked it
- new: not asked yet
- moved: it has another address now
"""
CONDITIONS: tuple[Condition, ...] = get_args(Condition)

GAP_IS_NEWS = timedelta(days=7)
OVERDUE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Health:
    """A feed's condition and what is to be said of it, in a few words each."""

    state: FeedState
    condition: Condition
    remarks: tuple[str, ...]

    @property
    def order(self) -> tuple[int, str]:
        """The worst first, then by address."""
        return CONDITIONS.index(self.condition), self.state.url


def health(state: FeedState, now: datetime) -> Health:
    """How the feed is doing."""
    found: list[tuple[Condition, str]] = []
    if state.gone:
        found.append(("retired", state.retired or "the server says it is gone"))
    elif state.failures:
        times = "the last poll" if state.failures == 1 else f"{state.failures} polls in a row"
        found.append(("failing", f"{times} failed: {state.error or 'no reason was kept'}"))
    if state.silent_since is not None and not state.gone:
        since = f"nothing new since {state.silent_since:%Y-%m-%d %H:%M} UTC, which is not its habit"
        if state.is_frozen:
            found.append(("frozen", f"{since}; it answers the same each time"))
        else:
            found.append(("late", since))
    if state.gap_at is not None and now - state.gap_at < GAP_IS_NEWS:
        times = "a gap" if state.gaps == 1 else f"{state.gaps} gaps"
        found.append(("gapped", f"{times}, the last at {state.gap_at:%Y-%m-%d %H:%M} UTC"))
    if state.last_polled_at is None:
        found.append(("new", "not asked yet"))
    elif state.next_poll_at is not None and not state.gone and now - state.next_poll_at > OVERDUE:
        found.append(("overdue", "its time has come, and nobody has asked it: does a puller run?"))
    if state.asked_url:
        found.append(("moved", f"asked for at {state.asked_url}"))
    elif state.moving_to:
        found.append(("good", f"redirects to {state.moving_to}: adopted after three days"))
    if state.distrusts_304:
        found.append(("good", "its server said “not modified” of changed documents: asked in full"))
    if state.parser_kills:
        found.append(("good", f"the parser had to be killed {state.parser_kills} times"))
    if state.pushed_until is not None and state.pushed_until > now:
        found.append(("good", "its hub tells of news (WebSub)"))
    conditions: list[Condition] = [condition for condition, _ in found]
    worst: Condition = min(conditions, key=CONDITIONS.index) if conditions else "good"
    return Health(state, worst, tuple(remark for _, remark in found))
