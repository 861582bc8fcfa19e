"""What an audit found, and its verdict: nothing is missing, something is, or nobody can know."""

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from newsmill.inspection.auditing import Audit
from newsmill.inspection.counts import Count, Earlier, EndedTwice, Gap, Missing, Orphans
from newsmill.inspection.losses import Losses
from newsmill.inspection.naming import Offerer
from newsmill.kafka.records import Place
from newsmill.settings import KafkaSettings

Verdict = Literal["whole", "missing", "unknown"]


@dataclass(frozen=True)
class Findings:
    """What an audit found, for `feeds`; without any, for everything."""

    audit: Audit
    counts: dict[Offerer, Count]
    gaps: list[Gap]
    """Without what rooms have recorded as lost."""
    feeds: frozenset[str]
    since: datetime | None = None
    unbegun: Counter[str] = field(default_factory=Counter)
    """By room: how many messages wait where it has never committed anything."""
    losses: Losses = field(default_factory=lambda: Losses(KafkaSettings()))
    """What rooms have recorded; whose feeds' it was, nobody can know."""
    unknown_feeds: tuple[str, ...] = ()
    """Feeds that were asked for, that offered nothing, and that nobody subscribes to."""
    held_back: frozenset[Place] = frozenset()
    """Where a transaction is open, so that nobody can read yet what comes behind its start: what is
    missing may be there."""

    @property
    def verdict(self) -> Verdict:
        """Whether anything is missing, as far as it can be known."""
        if any(gap.why != "unknown" for gap in self.gaps) or self.losses.recorded:
            return "missing"
        if self.total.missing or self.lost_earlier or self.orphans:
            return "unknown" if self.held_back else "missing"
        is_silent = bool(self.silent_feeds) and self.since is None
        if self.total.expired or self.gaps or is_silent or self.unknown_feeds:
            return "unknown"
        return "whole"

    @cached_property
    def total(self) -> Count:
        """All feeds and documents together."""
        total = Count()
        for count in self.counts.values():
            total.add(count)
        return total

    @property
    def lost_earlier(self) -> int:
        """How many are missing whose offer the raw topic no longer has, so that no feed has them.

        Not counted when only some feeds, or only a period, were asked for.
        """
        return 0 if self.feeds or self.since else self.earlier.without_end

    @cached_property
    def earlier(self) -> Earlier:
        """What was offered before what was read."""
        return self.audit.earlier()

    @cached_property
    def orphans(self) -> list[Orphans]:
        """Copies whose original is nowhere; not looked for when only some feeds were asked for."""
        return [] if self.feeds else self.audit.orphans()

    @property
    def silent_feeds(self) -> list[str]:
        """Feeds that were asked for and offered nothing in what was read."""
        return sorted(
            offerer[1] or ""
            for offerer, count in self.counts.items()
            if self.feeds and not count.offered
        )

    @property
    def repeats(self) -> dict[str, int]:
        """How many messages of each topic only repeat another; of all feeds."""
        return {topic: number for topic, number in self.audit.repeats.items() if number}

    def missing(self) -> Iterator[Missing]:
        """Every observation that is missing."""
        return (it for it in self.audit.missing() if self._is_asked_for(it.offerer))

    def ended_twice(self) -> Iterator[EndedTwice]:
        """Every observation with two different ends."""
        return (it for it in self.audit.ended_twice() if self._is_asked_for(it.offerer))

    def _is_asked_for(self, offerer: Offerer | None) -> bool:
        return not self.feeds or (offerer is not None and offerer[1] in self.feeds)


def counts_of(audit: Audit, feeds: Set[str]) -> dict[Offerer, Count]:
    """The counts of `feeds`, also of those that offered nothing; without any, all counts."""
    counts = {
        offerer: count
        for offerer, count in audit.counts().items()
        if not feeds or offerer[1] in feeds
    }
    for feed in sorted(feeds):
        counts.setdefault(("feed", feed), Count())
    return counts
