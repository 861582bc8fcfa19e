"""Count what became of each observation that was offered: ended, in flight, or missing.

A room commits past a message only after the broker has acknowledged all that the message led to.
So when the committed offsets are read first, the ends of the topics after them, and then everything
up to these ends, an observation without an end is in flight if a message of it lies at or beyond
what is committed, and missing if none does: unless it is older than what retention has left of the
topics in which observations end.
"""

import math
import re
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from newsmill.contracts.headers import OWN_SOURCE, Headers, NotADeadLetter, read_dead_letter
from newsmill.contracts.topics import (
    DEAD_LETTERS,
    DROPS,
    REPLAYS,
)
from newsmill.inspection.counts import Count, Earlier, EndedTwice, Missing, Orphans, Outcome
from newsmill.inspection.naming import (
    Offerer,
    fields_in,
    name_of,
    offerer_of,
    original_of,
    own_article_id,
    place_name,
)
from newsmill.inspection.observations import END_NAMES, NOBODY, PATH_NAMES, Observations, Sight
from newsmill.inspection.quarantine import Origin, Replays
from newsmill.kafka.records import Message, Place
from newsmill.pipeline import (
    DEDUPE,
    END_BY_OUTCOME,
    ENDS,
    ENTRANCE,
    KEYED_BY_ARTICLE,
    PATH,
    PULLER,
    ROOM_BY_TOPIC,
)

AUDITED = (*PATH, *ENDS, DEAD_LETTERS, REPLAYS)
"""What must be read."""

MAX_REASONS = 1000
"""Of different reasons. Rooms use a few fixed words; foreign records must not fill the memory."""

CLOCK_SKEW = timedelta(hours=2)
"""How far the clocks of two writers may differ: a later message may look older by so much."""

ENDING_TOPICS = (*END_NAMES, DEAD_LETTERS.name)

DUPLICATES = END_BY_OUTCOME["duplicate"]

_RETRACTION_SOURCE = f"{OWN_SOURCE}cli".encode()

_NOT_DEDUPLICATED = tuple(
    topic.name for topic in PATH[: PATH.index(DEDUPE.reads) + 1] if topic in KEYED_BY_ARTICLE
)
"""By their keys: articles of which nobody knows yet whether they are copies."""

_WHERE_AN_ORIGINAL_IS = (
    *(
        topic.name
        for topic in KEYED_BY_ARTICLE
        if topic.name not in _NOT_DEDUPLICATED and topic != DUPLICATES
    ),
    DEAD_LETTERS.name,
)
"""By their keys: on its way behind the deduper, enriched, or refused."""

_KEYED_BEFORE_THE_VERDICT = (*_NOT_DEDUPLICATED, DEAD_LETTERS.name)
"""By keys that the deduper may have replaced, or would replace, with the id of the entry."""

_WHERE_AN_ORIGINAL_ENDS = tuple(name for name in ENDING_TOPICS if name != DUPLICATES.name)

_ARTICLE_ID = re.compile(r"[0-9a-f]{32}")

_OUTCOME_BY_END: dict[str, Outcome] = {
    topic.name: outcome for outcome, topic in END_BY_OUTCOME.items()
}


class Audit:
    """Takes in every message of the topics of `AUDITED`, in any order, then counts.

    `committed` are offsets that were read before any of the topics' ends. With `since`, only
    what was offered from then on is counted. `cut` are the places that retention has shortened and
    that are read from the first message it left; with each, the time (milliseconds since 1970)
    before which all was written that it removed, as far as it is known without that message.
    """

    def __init__(
        self,
        committed: Mapping[Place, int],
        topic_prefix: str,
        since: datetime | None = None,
        cut: Mapping[Place, int] = MappingProxyType({}),
        topic_suffix: str = "",
    ) -> None:
        self._committed = committed
        self._topic_prefix = topic_prefix
        self._topic_suffix = topic_suffix
        self._offered_since = _milliseconds(since) if since else None
        self._followed_since = _milliseconds(since - CLOCK_SKEW) if since else None
        self._observations = Observations()
        self._row_by_offerer: dict[Offerer, int] = {}
        self._reasons: dict[str, int] = {"": 0}
        self._letters: dict[Origin, str] = {}
        self._replays = Replays()
        self._dead: set[int] = set()
        self._latest_removed = {place: at for place, at in cut.items() if place[0] in ENDING_TOPICS}
        self._first_kept: dict[Place, tuple[float, int]] = {
            place: (math.inf, at) for place, at in self._latest_removed.items()
        }
        """Offset and milliseconds of the first message."""
        self._copies_by_original: Counter[int] = Counter()
        self._originals = array("Q")
        """First halves of ids: eight bytes an article, and no two alike in practice."""
        self.ends_kept_since: int | None = None
        """Ends from before (milliseconds since 1970) may be gone; None where none was removed."""
        self._successor: dict[int, int] = {}
        """A message without a name, and the same one replayed: one observation."""
        self.repeats: Counter[str] = Counter()
        """By topic: how many messages only repeat another."""
        self.foreign_letters = 0
        """Dead letters of what no room of this installation has read; they end nothing here."""

    def enter(self, message: Message) -> None:
        """Take in one message."""
        self.note_first(message)
        if self._holds_an_original(message):
            self._note_original(message.key)
            if message.topic in _KEYED_BEFORE_THE_VERDICT:
                self._note_original(own_article_id(message, self._topic_prefix))
        if message.topic == ENTRANCE.name:
            if self._is_recent(message):
                self._enter_offer(message)
        elif self._followed_since is not None and message.milliseconds < self._followed_since:
            return
        elif message.topic in PATH_NAMES:
            self._enter_sight(message)
        elif message.topic in END_NAMES:
            self._enter_end(message)
        elif message.topic == DEAD_LETTERS.name:
            self._enter_letter(message)
        elif message.topic == REPLAYS.name:
            self._replays.enter(message)

    def note_first(self, message: Message) -> None:
        """Note how far back the message's partition goes, whatever the message is about."""
        if message.place in self._first_kept:
            first = (message.offset, message.milliseconds)
            self._first_kept[message.place] = min(first, self._first_kept[message.place])

    def close(self) -> None:
        """Match dead letters and replays with their messages; to be called when all is read."""
        if self._first_kept:
            # All that was removed is older than the first message left, which in a quiet partition
            # can be a recent one, and also older than the retention time.
            self.ends_kept_since = max(
                min(at, self._latest_removed[place]) for place, (_, at) in self._first_kept.items()
            )
        nameless = {origin for origin, name in self._letters.items() if name == place_name(*origin)}
        located = self._observations.located(nameless) if nameless else {}
        for origin, name in self._letters.items():
            replayed = self._replays.done.get((self._topic_prefix + origin[0], *origin[1:]))
            if replayed is not None and origin in nameless - located.keys():
                # Its message was not read; the replayed one is counted on its own.
                continue
            number = located.get(origin)
            if number is None:
                number = self._observations.number_of(name)
            if replayed is None or replayed.replayed_offset is None:
                self._dead.add(number)
                continue
            offset = replayed.replayed_offset
            successor = self._observations.find(place_name(*origin[:2], offset))
            # Only a later message: foreign replay records could otherwise form a cycle.
            if origin in nameless and successor is not None and successor > number:
                self._successor[number] = successor
            elif self._is_pending(origin[:2], offset):
                self._observations.await_replay(number)
            elif origin[0] in PATH_NAMES:
                # Its room has committed beyond it, whether or not retention has removed it since.
                at = int((replayed.done_at or replayed.begun_at).timestamp())
                self._observations.see(number, *origin[:2], offset, at, pending=False)
        for replay in self._replays.done.values():
            # A replay writes the same message a second time; that is no repeat.
            topic = replay.topic.removeprefix(self._topic_prefix)
            if self.repeats[topic]:
                self.repeats[topic] -= 1

    def counts(self) -> dict[Offerer, Count]:
        """What became of everything that was offered, by who offered it."""
        counts = [Count() for _ in self._row_by_offerer]
        reasons = list(self._reasons)
        for number in range(len(self._observations)):
            row = self._observations.row(number)
            if row == NOBODY or number in self._successor:
                continue
            counts[row].offered += 1
            outcome = self._outcome(number)
            if outcome == "dropped":
                counts[row].drops[reasons[self._observations.reason(number)]] += 1
            else:
                counts[row].enter(outcome)
        return dict(zip(self._row_by_offerer, counts, strict=True))

    def missing(self) -> Iterator[Missing]:
        """Every observation that is missing; with `since`, only what was offered from then on."""
        offerers = list(self._row_by_offerer)
        for number, subject in self._observations.subjects():
            row = self._observations.row(number)
            if row == NOBODY and self._offered_since is not None:
                continue
            if number in self._successor or self._outcome(number) != "missing":
                continue
            last = self._observations.last_seen(number)
            assert last is not None, "what was never seen is expired"
            committed = self._committed[last.topic, last.partition]
            offerer = None if row == NOBODY else offerers[row]
            yield Missing(subject, offerer, last, ROOM_BY_TOPIC[last.topic], committed)

    def ended_twice(self) -> Iterator[EndedTwice]:
        """Every observation with two different ends; a dead letter that was replayed is none."""
        offerers = list(self._row_by_offerer)
        for number, subject in self._observations.subjects():
            ends = tuple(self._observations.ends(number))
            if number in self._dead and ends:
                ends = (*ends, DEAD_LETTERS.name)
            elif not self._observations.ended_differently(number):
                continue
            row = self._observations.row(number)
            yield EndedTwice(subject, None if row == NOBODY else offerers[row], ends)

    def earlier(self) -> Earlier:
        """What was offered before what was read, or is not in the raw topic any more."""
        earlier = Earlier()
        for number in range(len(self._observations)):
            if self._observations.row(number) != NOBODY or number in self._successor:
                continue
            outcome = self._outcome(number)
            if outcome == "in flight":
                earlier.in_flight += 1
            elif outcome == "missing":
                earlier.without_end += 1
            elif outcome == "expired":
                earlier.expired += 1
            else:
                earlier.ended += 1
        return earlier

    def orphans(self) -> list[Orphans]:
        """Copies whose original is nowhere; none are reported where originals may have expired."""
        if self._offered_since is not None or any(
            topic in _WHERE_AN_ORIGINAL_ENDS for topic, _ in self._first_kept
        ):
            return []
        alone = {article_id >> 64: article_id for article_id in self._copies_by_original}
        for original in self._originals:
            alone.pop(original, None)
        return [Orphans(f"{it:032x}", self._copies_by_original[it]) for it in alone.values()]

    def outcome_of(self, subject: str) -> tuple[Outcome, Sight | None]:
        """What became of one observation, and where it was last seen on its way."""
        number = self._observations.number_of(subject)
        return self._outcome(number), self._observations.last_seen(number)

    def _outcome(self, number: int) -> Outcome:
        """An end counts before a dead letter: it may have come from another try."""
        while number in self._successor:
            number = self._successor[number]
        ends = self._observations.ends(number)
        if ends:
            return _OUTCOME_BY_END[ends[0]]
        if number in self._dead:
            return "dead letter"
        if self._observations.is_pending(number):
            return "in flight"
        return "expired" if self._may_be_expired(number) else "missing"

    def _may_be_expired(self, number: int) -> bool:
        """Whether its end may have been removed: it came after the message that was seen last."""
        if self._observations.last_seen(number) is None:
            # Known only from a letter that was replayed into a topic that no audit reads.
            return True
        if self.ends_kept_since is None:
            return False
        latest = self.ends_kept_since / 1000 + CLOCK_SKEW.total_seconds()
        return self._observations.last_seconds(number) < latest

    def _enter_offer(self, message: Message) -> None:
        number = self._number_of(message)
        if self._observations.row(number) == NOBODY:
            self._offer(number, offerer_of(message.value))
        self._see(number, message)

    def _offer(self, number: int, offerer: Offerer) -> None:
        row = self._row_by_offerer.setdefault(offerer, len(self._row_by_offerer))
        self._observations.offer(number, row)

    def _is_recent(self, message: Message) -> bool:
        return self._offered_since is None or message.milliseconds >= self._offered_since

    def _enter_sight(self, message: Message) -> None:
        self._see(self._number_of(message), message)

    def _see(self, number: int, message: Message) -> None:
        is_new = self._observations.see(
            number,
            message.topic,
            message.partition,
            message.offset,
            message.milliseconds // 1000,
            pending=self._is_pending(message.place, message.offset),
        )
        if not is_new:
            self.repeats[message.topic] += 1

    def _enter_end(self, message: Message) -> None:
        if _header(message.headers, "ce_source") == _RETRACTION_SOURCE:
            # An operator has taken back what had come to its end before.
            return
        number = self._number_of(message)
        reason = 0
        if message.topic == DROPS.name:
            drop = fields_in(message.value)
            reason = self._reason_of(drop)
            if drop.get("room") == PULLER and self._is_recent(message):
                # The broker refused the article itself, so the drop stands for the offer.
                feed_url = drop.get("feed_url")
                has_feed = isinstance(feed_url, str) and feed_url
                self._offer(number, ("feed", feed_url) if has_feed else ("unreadable", None))
            self._note_original(drop.get("article_id"))
        elif message.topic == DUPLICATES.name:
            original = _article_id(original_of(message.value))
            if original is not None:
                self._copies_by_original[original] += 1
        end_id = _end_id(message)
        if not self._observations.end(number, message.topic, zlib.crc32(end_id), reason):
            self.repeats[message.topic] += 1

    def _holds_an_original(self, message: Message) -> bool:
        """Whether its key is an article that copies may be of, which need not be passed on yet."""
        if message.topic in _NOT_DEDUPLICATED:
            return self._is_pending(message.place, message.offset)
        return message.topic in _WHERE_AN_ORIGINAL_IS

    def _note_original(self, written: object) -> None:
        article_id = _article_id(written)
        if article_id is not None:
            self._originals.append(article_id >> 64)

    def _reason_of(self, drop: Mapping[str, Any]) -> int:
        reason = str(drop.get("reason") or "unreadable")
        if reason not in self._reasons and len(self._reasons) >= MAX_REASONS:
            reason = "other"
        return self._reasons.setdefault(reason, len(self._reasons))

    def _enter_letter(self, message: Message) -> None:
        try:
            letter = read_dead_letter(message.headers)
        except NotADeadLetter:
            self.foreign_letters += 1
            return
        topic = letter.topic.removeprefix(self._topic_prefix)
        is_ours = letter.topic.startswith(self._topic_prefix)
        if not is_ours or topic.removesuffix(self._topic_suffix) not in PATH_NAMES:
            # Another installation's, copied here: an article that both have was not refused here.
            self.foreign_letters += 1
            return
        origin = (topic, letter.partition, letter.offset)
        if origin in self._letters:
            self.repeats[message.topic] += 1
        self._letters[origin] = name_of(message, self._topic_prefix)

    def _number_of(self, message: Message) -> int:
        return self._observations.number_of(name_of(message, self._topic_prefix))

    def _is_pending(self, place: Place, offset: int) -> bool:
        return offset >= self._committed.get(place, 0)


def _end_id(message: Message) -> bytes:
    """What distinguishes two ends in one topic: of enriched records the revision.

    One that was enriched again, perhaps by another model, has not ended in another way.
    """
    end_id = _header(message.headers, "ce_id")
    if message.topic != END_BY_OUTCOME["enriched"].name:
        return end_id
    return b".".join(end_id.split(b".")[:2])


def _header(headers: Headers, name: str) -> bytes:
    return dict(headers).get(name) or b""


def _article_id(written: object) -> int | None:
    """An id of an article as a number; None where it is none."""
    if isinstance(written, bytes):
        written = written.decode("ascii", "replace")
    # Checked by a pattern, because int() also accepts signs and underscores.
    if not isinstance(written, str) or _ARTICLE_ID.fullmatch(written) is None:
        return None
    return int(written, 16)


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
