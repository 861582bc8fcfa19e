"""Count offered and ended observations from the topics."""

from collections import Counter
from dataclasses import dataclass, field

from newsmill.contracts.feeds import FeedEvent
from newsmill.contracts.headers import Headers, subject_of
from newsmill.contracts.topics import (
    DEAD_LETTERS,
    FEED_EVENTS,
)
from newsmill.pipeline import END_BY_OUTCOME, ENDS, ENTRANCE, EndOutcome

WATCHED = (ENTRANCE, FEED_EVENTS, *ENDS, DEAD_LETTERS)
"""Where an observation begins, and where it can end."""


@dataclass
class Tally:
    """Observations (one state of one entry) by what became of them. Repeats count once."""

    offered: set[str] = field(default_factory=set)
    ended: dict[str, str] = field(default_factory=dict)
    events: dict[str, FeedEvent] = field(default_factory=dict)
    promised: dict[str, int] = field(default_factory=dict)
    repeats: int = 0

    def note(self, topic: str, headers: Headers, value: bytes | None) -> bool:
        """Enter a message of the topic called `topic` (without prefix); False for a repeat."""
        if topic == FEED_EVENTS.name:
            event = FeedEvent.model_validate_json(value or b"")
            self.events[event.feed_url] = event
            # After a crash a feed may be polled again, and offer the same entries again.
            self.promised[event.feed_url] = max(self.promised.get(event.feed_url, 0), event.offered)
            return True
        subject = subject_of(headers) or ""
        if topic == ENTRANCE.name:
            is_new = subject not in self.offered
            self.offered.add(subject)
            return is_new
        if subject in self.ended:
            self.repeats += 1
            return False
        self.ended[subject] = topic
        return True

    def count(self, outcome: EndOutcome) -> int:
        """How many have ended so."""
        return self.counts()[END_BY_OUTCOME[outcome].name]

    @property
    def dead_letters(self) -> int:
        """How many could not be handled."""
        return self.counts()[DEAD_LETTERS.name]

    def counts(self) -> Counter[str]:
        """How many ended in each topic."""
        return Counter(self.ended.values())

    def pending(self) -> set[str]:
        """Offered and not ended yet."""
        return self.offered - self.ended.keys()

    def is_drained(self, feeds: set[str], documents: int) -> bool:
        """Whether each of `feeds` was polled and all they and `documents` offered has ended."""
        if not feeds <= self.events.keys():
            return False
        promised = documents + sum(self.promised.values())
        return len(self.offered) >= promised and not self.pending()
