"""Explain what happened to one article: when each room had it, what it decided, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from newsmill.contracts.outcomes import Replay
from newsmill.contracts.topics import DEAD_LETTERS, REPLAYS
from newsmill.inspection.auditing import AUDITED, Audit
from newsmill.inspection.counts import Outcome
from newsmill.inspection.describing import Described, describe
from newsmill.inspection.naming import name_of
from newsmill.inspection.observations import Sight
from newsmill.inspection.quarantine import Origin, Replays, letter_of
from newsmill.kafka.records import Message, Place
from newsmill.pipeline import DEDUPE, END_BY_OUTCOME, KEYED_BY_ARTICLE, ROOM_BY_TOPIC

EXPLAINED = AUDITED
"""What must be read."""

Repeat = tuple[str, object]

_KEYED_BY_ARTICLE = frozenset(topic.name for topic in KEYED_BY_ARTICLE)
# Before the deduper, a record may have the id of the article whose page it leads to; a duplicate is
# a copy, and may be one of an article that has its id.
_WITH_ANOTHERS_ID = frozenset({DEDUPE.reads.name, END_BY_OUTCOME["duplicate"].name})


@dataclass
class Happening:
    """One thing that happened to an observation, and the message that records it."""

    topic: str
    partition: int
    offset: int
    described: Described
    repeats: int = 0
    """How often the same was written again."""

    @property
    def at(self) -> datetime:
        """When."""
        return self.described.at


@dataclass
class Story:
    """What happened to one observation, in order."""

    subject: str
    outcome: Outcome
    happenings: list[Happening]
    last_seen: Sight | None
    waits_for: str | None
    """The room that has to read it next; None when it has ended."""
    room_is_at: int | None
    """The offset that this room has committed in the partition where it was last seen."""

    @property
    def begun_at(self) -> datetime:
        """The time of the first thing that is known of it."""
        return min((it.at for it in self.happenings), default=datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True)
class Original:
    """The article of which another is a copy."""

    title: str
    url: str | None


@dataclass(frozen=True)
class Explanation:
    """All that is known of an article; no stories where nothing is."""

    stories: list[Story]
    originals: dict[str, Original]
    """By article id: the articles that it is a copy of."""
    too_many: bool
    """Whether there were more observations than are explained."""
    searched: int
    """In how many messages it was looked for."""
    searched_from: int | None
    """When the oldest of them was written (milliseconds since 1970)."""
    lost: int = 0
    """Where nothing was found: how many messages were lost before a room had read them."""


@dataclass
class Explainer:
    """Reads every message a second time, and keeps what is about the observations `names`.

    `committed` and `cut` as for an audit.
    """

    names: frozenset[str]
    wanted_originals: frozenset[str]
    committed: Mapping[Place, int]
    topic_prefix: str
    cut: Mapping[Place, int] = field(default_factory=dict)
    _originals: dict[str, Original] = field(default_factory=dict)
    _maybe_originals: dict[str, Original] = field(default_factory=dict)
    """The same from records that may be another article's."""
    _happenings: dict[str, dict[Repeat, Happening]] = field(default_factory=dict)
    _letters: dict[Origin, str] = field(default_factory=dict)
    _replays: Replays = field(default_factory=Replays)

    def __post_init__(self) -> None:
        self._audit = Audit(self.committed, self.topic_prefix, cut=self.cut)

    def enter(self, message: Message) -> None:
        """Take in one message."""
        if message.topic == REPLAYS.name:
            self._audit.enter(message)
            self._replays.enter(message)
            return
        self._audit.note_first(message)
        name = name_of(message, self.topic_prefix)
        if name in self.names:
            self._audit.enter(message)
            self._note(name, message)
        if self.wanted_originals and message.topic in _KEYED_BY_ARTICLE and message.key:
            self._note_original(message)

    @property
    def originals(self) -> dict[str, Original]:
        """By article id, those of `wanted_originals` that were found."""
        return {**self._maybe_originals, **self._originals}

    def stories(self) -> list[Story]:
        """What was kept, in the order in which it began."""
        self._audit.close()
        return sorted(map(self._story, self._happenings), key=lambda story: story.begun_at)

    def _note(self, name: str, message: Message) -> None:
        happenings = self._happenings.setdefault(name, {})
        described = describe(message)
        same: object = dict(message.headers).get("ce_id") or message.offset
        if message.topic == DEAD_LETTERS.name:
            letter = letter_of(message)
            same = letter.origin or letter.id
            if letter.origin is not None:
                self._letters[letter.origin] = name
        known = happenings.get((message.topic, same))
        if known is not None and known.described.what == described.what:
            known.repeats += 1
            return
        happenings[message.topic, same] = Happening(*message.place, message.offset, described)

    def _note_original(self, message: Message) -> None:
        article_id = (message.key or b"").decode(errors="replace")
        is_its_own = message.topic not in _WITH_ANOTHERS_ID
        originals = self._originals if is_its_own else self._maybe_originals
        if article_id in self.wanted_originals and article_id not in originals:
            fields = describe(message).fields
            if title := fields.get("title"):
                url = fields.get("canonical_url") or fields.get("url")
                originals[article_id] = Original(title, url)

    def _story(self, name: str) -> Story:
        outcome, last_seen = self._audit.outcome_of(name)
        happenings = [*self._happenings[name].values(), *self._replays_of(name)]
        order = {topic.name: number for number, topic in enumerate(EXPLAINED)}
        happenings.sort(key=lambda it: (it.at, order[it.topic], it.offset))
        waits_for, room_is_at = None, None
        if outcome in ("in flight", "missing") and last_seen is not None:
            waits_for = ROOM_BY_TOPIC[last_seen.topic]
            room_is_at = self.committed.get((last_seen.topic, last_seen.partition))
        return Story(name, outcome, happenings, last_seen, waits_for, room_is_at)

    def _replays_of(self, name: str) -> Iterator[Happening]:
        for origin in (origin for origin, of in self._letters.items() if of == name):
            if (done := self._replays.done.get(origin)) is not None and done.done_at is not None:
                what = f"replayed, as offset {done.replayed_offset} of partition {done.partition}"
                yield _replay(done, done.done_at, what)
            if (begun := self._replays.begun.get(origin)) is not None:
                what = "a replay was begun and cut off; the next one finds out how far it came"
                yield _replay(begun, begun.begun_at, what)


def _replay(replay: Replay, at: datetime, what: str) -> Happening:
    fields: dict[str, Any] = replay.model_dump(mode="json")
    return Happening(
        REPLAYS.name, replay.partition, replay.offset, Described("cli", at, what, fields)
    )
