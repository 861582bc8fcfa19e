"""The deduper's memory: of each partition the last verdicts, with an index of their texts.

A memory is a fold over a journal of verdicts. Each decision appends one entry; whoever reads the
last entries of a partition has its memory, and so gives the same answers. It is bounded in bytes:
verdicts and signatures are rings, and a journal key is a place in a ring, so that a compacted topic
holds no more than the memory.
"""

import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from struct import Struct
from zlib import crc32

import numpy as np

from newsmill.clock import Clock, utc_now
from newsmill.deduper import forgotten, text_index, verdicts
from newsmill.deduper.arrays import Arrays
from newsmill.deduper.forgotten import Forgotten, Remains
from newsmill.deduper.settings import Settings
from newsmill.deduper.signing import PAIR_VALUES, RECIPE, Signature
from newsmill.deduper.text_index import TextIndex
from newsmill.deduper.verdicts import Verdict, VerdictRing
from newsmill.errors import UserError

Tell = Callable[[str], None]
"""Says what is wrong with a journal."""

Entry = tuple[bytes, bytes]
"""Key and value of an entry of the journal."""

VERDICTS_PER_TEXT = 2
"""For each text that is kept, the verdict on it and one on a repetition."""

SHARE_FORGOTTEN = 16
"""One part in so many of the memory is for what remains of forgotten articles."""

FORGOTTEN_AT_ONCE = 512
"""Verdicts that leave together; less in a small memory."""

IN_GROUP = 500
"""Verdicts on a group that are looked at for its hosts, the last ones, and the first article."""

MAX_HOSTS = 65_536
"""Names of hosts in memory; further ones are not told with copies."""

EPOCH_OF_FLOORS = datetime(2020, 1, 1, tzinfo=UTC)

FORMAT_1, FORMAT = 1, 2
"""Of verdicts: without and with what changed. Both are read."""

_HEADER = Struct("<BB")
_SIGNATURE = Struct("<BBI")
_VERDICT_KEY, _FORGOTTEN_KEY, _FLOOR_KEY = b"v", b"f", b"l"
_PLACE = Struct(">II")
_NUMBER = Struct("<Q")
_CHECKSUM = Struct("<I")


class NoStore(UserError):
    """The memory's files cannot be made where the settings say."""

    def __init__(self, folder: Path | None, error: OSError) -> None:
        reason = error.strerror or str(error)
        super().__init__(f"NEWSMILL_DEDUPER_STORE={str(folder)!r}: {reason}")


def make_store(settings: Settings) -> None:
    """Make the folder for the memory's files, if there are to be any.

    Raises:
        NoStore: it cannot be made.
    """
    if settings.store is not None:
        try:
            _made(settings.store)
        except OSError as error:
            raise NoStore(settings.store, error) from error


class Memory:
    """The memory of all partitions that this process has been assigned."""

    def __init__(self, settings: Settings, now: Clock = utc_now, tell: Tell = print) -> None:
        make_store(settings)
        self._settings = settings
        self._now = now
        self._tell = tell
        self._partitions: dict[int, PartitionMemory] = {}

    def partition(self, number: int) -> "PartitionMemory":
        """The memory of one partition; empty if nothing was loaded.

        Raises:
            NoStore: there is no place for its files.
        """
        if number not in self._partitions:
            try:
                self._partitions[number] = PartitionMemory(
                    self._settings, number, self._now, self._tell
                )
            except OSError as error:
                raise NoStore(self._settings.store, error) from error
        return self._partitions[number]

    def forget(self, partition: int) -> None:
        """Drop a partition: somebody else has it, or it is to be loaded anew."""
        self._partitions.pop(partition, None)

    def load(self, partition: int, entries: Sequence[Entry]) -> None:
        """Take entries from the journal, in its order."""
        self.partition(partition).load(entries)

    def recovered(self, partition: int, *, handled_before: bool) -> Sequence[Entry]:
        """Derive the indexes; returns what is to be written before the first decision.

        An empty memory of a partition of which messages were handled before has been lost.
        """
        return self.partition(partition).recovered(lost=handled_before)


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier verdict on a text that resembles another."""

    verdict: Verdict
    signature: Signature
    similarity: float
    """Of their pairs of content words."""


class PartitionMemory:
    """What is known of the articles of one partition."""

    def __init__(
        self, settings: Settings, number: int = 0, now: Clock = utc_now, tell: Tell = print
    ) -> None:
        self._tell = tell
        self.settings = settings
        arrays = Arrays(_made(settings.store / str(number)) if settings.store else None)
        for_forgotten = settings.max_bytes // SHARE_FORGOTTEN
        a_text = text_index.BYTES + VERDICTS_PER_TEXT * verdicts.BYTES
        texts = (settings.max_bytes - for_forgotten) // a_text
        self._now = now
        self._texts = TextIndex(texts, arrays)
        self._verdicts = VerdictRing(VERDICTS_PER_TEXT * texts, arrays)
        self._at_once = min(FORGOTTEN_AT_ONCE, max(1, self._verdicts.capacity // 8))
        self._forgotten = Forgotten(for_forgotten // forgotten.BYTES // self._at_once)
        self._hosts: dict[str, int] = {"": 0}
        self._host_names = [""]
        self._entries: list[Entry] = []
        self._chunks: list[bytes] = []
        self._has_begun = False
        self._did_not_fit: dict[bytes, Verdict] = {}
        self._other_keys: dict[bytes, int] = {}
        self._at = 0

    def take_entries(self) -> list[Entry]:
        """What has been decided since the last call, for the journal."""
        entries, self._entries = self._entries, []
        return entries

    def on_observation(self, entry: bytes, version: bytes) -> Verdict | None:
        """The verdict on this state of this entry."""
        return self._verdicts.on_observation(entry, version)

    def of_entry(self, entry: bytes) -> Verdict | None:
        """The last verdict on an entry."""
        return next(self._verdicts.of_entry(entry), None)

    def of_article(self, article: bytes, most: int) -> list[Verdict]:
        """The last verdicts on an article, the newest first."""
        return list(islice(self._verdicts.of_article(article), most))

    def with_text(self, text_key: bytes) -> Verdict | None:
        """The last verdict on exactly this text."""
        return next(self._verdicts.with_text(text_key), None)

    def at(self, number: int) -> Verdict | None:
        """A verdict by its number; None if it is forgotten."""
        return self._verdicts.at(number)

    def copies(self, group: bytes) -> int:
        """Articles in a group beside the first."""
        newest = next(self._verdicts.of_group(group), None)
        return newest.copies if newest else 0

    def hosts(self, group: bytes, until: int, most: int) -> tuple[str, ...]:
        """Hosts of a group's articles up to verdict `until`, the first seen first."""
        seen = [v for v in islice(self._verdicts.of_group(group), IN_GROUP) if v.number <= until]
        first = next(self._verdicts.of_article(group), None)
        in_order = [*([first] if first else []), *reversed(seen)]
        names = dict.fromkeys(self._host_names[verdict.host] for verdict in in_order)
        return tuple(name for name in names if name)[:most]

    def host_number(self, host: str) -> int:
        """The number of a host's name in this memory; 0 for none."""
        number = self._hosts.get(host)
        if number is None:
            if len(self._hosts) >= MAX_HOSTS:
                return 0
            number = self._hosts[host] = len(self._host_names)
            self._host_names.append(host)
        return number

    def signature_of(self, verdict: Verdict) -> Signature | None:
        """The signature of the text of a verdict; None if it has none any more."""
        return self._texts.signature(verdict.text_number)

    def published_signature(self, article: bytes) -> Signature | None:
        """The signature of what was last published of an article."""
        newest = next(self._verdicts.of_article(article), None)
        published = self.at(newest.published) if newest is not None else None
        return self.signature_of(published) if published is not None else None

    def resembling(self, signature: Signature, least: float, most: int) -> Iterable[Similar]:
        """Earlier texts whose similarity is at least `least`, the most similar first."""
        found = self._texts.resembling(signature, least)
        pairs = zip(found.owners, found.numbers, found.similarities, strict=True)
        for owner, number, similarity in islice(pairs, most):
            verdict = self._verdicts.at(int(owner))
            signature_ = self._texts.signature(int(number))
            if verdict is not None and signature_ is not None:
                yield Similar(verdict, signature_, float(similarity))

    def remains(self, article: bytes) -> Remains | None:
        """What is left of an article that is forgotten."""
        return self._forgotten.find(int.from_bytes(article[:8], "little"))

    @property
    def next_number(self) -> int:
        """Of the verdict that is remembered next."""
        return self._verdicts.last + 1

    @property
    def floor(self) -> int:
        """Revisions of articles that nobody knows begin above it."""
        return self._forgotten.floor

    def remember(
        self, verdict: Verdict, host: str, signature: Signature | None, seen_at: datetime
    ) -> Verdict:
        """Enter a verdict; returns it with its number, its time and its host's number."""
        number = self._verdicts.last + 1
        # A clock that is ahead, or a message that lies about its time, must not age the others.
        seconds = int(min(seen_at, self._now()).timestamp())
        self._at = max(self._at, min(max(seconds, 0), 0xFFFF_FFFF))
        self._forget(number)
        if signature is not None:
            verdict = verdict._replace(text_number=self._texts.add(signature, number))
        verdict = verdict._replace(number=number, at=self._at, host=self.host_number(host))
        # As it is read back: the similarity in 32 bits.
        verdict = Verdict.unpack(verdict.packed())
        self._verdicts.add(verdict)
        key = _key(_VERDICT_KEY, self._verdicts.capacity, number)
        self._entries.append((key, _sealed(_value(verdict, host, signature))))
        return verdict

    def load(self, entries: Sequence[Entry]) -> None:
        """Take entries from the journal, in its order; what cannot be read is left out."""
        for key, value in entries:
            if not value:
                continue
            try:
                self._load(key, _unsealed(value))
            except (struct.error, ValueError) as error:
                self._tell(f"an entry of the journal cannot be read: {key!r}: {error}")

    def _load(self, key: bytes, value: bytes) -> None:
        kind = key[:1]
        if kind == _VERDICT_KEY:
            number = self._load_verdict(value)
            if number and key != _key(kind, self._verdicts.capacity, number):
                self._other_keys[key] = number
        elif kind == _FORGOTTEN_KEY:
            oldest = forgotten.oldest_after(value)
            self._verdicts.oldest = max(self._verdicts.oldest, oldest)
            self._chunks.append(value)
        elif kind == _FLOOR_KEY:
            self._forgotten.raise_floor(_NUMBER.unpack(value)[0])
            self._has_begun = True

    def recovered(self, *, lost: bool) -> list[Entry]:
        """Derive the indexes.

        The first entry of a journal says that it has begun. Where there is none, all that was known
        may be `lost`, and is replaced by a floor that no revision has reached.
        """
        self._forgotten.load(self._chunks)
        self._chunks = []
        newest = self._verdicts.at(self._verdicts.last)
        self._at = newest.at if newest else 0
        ring = self._verdicts
        forgotten_before = ring.oldest
        ring.oldest = max(ring.oldest, ring.last - ring.capacity + 1)
        found = ring.derive()
        self._texts.derive()
        entries = self._taken_leave_of(forgotten_before)
        is_broken = found < len(ring)
        if not is_broken and (self._has_begun or ring.last or self._forgotten.last):
            return entries
        self._has_begun = True
        minutes = int((self._now() - EPOCH_OF_FLOORS) / timedelta(minutes=1))
        floor = minutes if lost or is_broken else 0
        if is_broken:
            self._tell(
                f"{len(ring) - found} verdicts are missing in the journal, and are forgotten"
            )
        self._forgotten.raise_floor(floor)
        return [*entries, (_FLOOR_KEY, _sealed(_NUMBER.pack(floor)))]

    def _taken_leave_of(self, forgotten_before: int) -> list[Entry]:
        """What is to be written about verdicts that have no place in a memory of this size."""
        ring = self._verdicts
        # Deletions: what stands under the keys of a memory of another size, and is forgotten.
        entries = [(key, b"") for key, number in self._other_keys.items() if number < ring.oldest]
        remains = [
            _remains(verdict)
            for verdict in self._did_not_fit.values()
            if verdict.number >= forgotten_before and not self.of_article(verdict.article, 1)
        ]
        self._did_not_fit, self._other_keys = {}, {}
        return [*entries, self._chunk(remains)] if remains else entries

    def _load_verdict(self, value: bytes) -> int:
        format_, host_length = _HEADER.unpack_from(value)
        if format_ == FORMAT:
            verdict, row_bytes = Verdict.unpack(value[_HEADER.size :]), verdicts.ROW_BYTES
        elif format_ == FORMAT_1:
            verdict = Verdict.unpack_format_1(value[_HEADER.size :])
            row_bytes = verdicts.ROW_BYTES_OF_FORMAT_1
        else:
            return 0
        place = _HEADER.size + row_bytes
        host = value[place : place + host_length].decode("utf-8", "replace")
        place += host_length
        signature = None
        if place < len(value):
            recipe, facts, shingles = _SIGNATURE.unpack_from(value, place)
            place += _SIGNATURE.size
            if recipe == RECIPE:
                sketch = np.frombuffer(value, "<u2", facts, place)
                values = np.frombuffer(value, np.uint8, offset=place + sketch.nbytes)
                pairs, triples = values[:PAIR_VALUES], values[PAIR_VALUES:]
                signature = Signature(pairs, triples, sketch, shingles)
        ring = self._verdicts
        before = ring.in_slot_of(verdict.number)
        if before is not None and before.number > verdict.number:
            self._leave_out(verdict)
            return verdict.number
        if before is not None and before.number < verdict.number:
            self._leave_out(before)
        text_number = verdict.text_number
        if signature is not None and text_number + self._texts.capacity > self._texts.last:
            self._texts.place(text_number, signature, verdict.number)
        self._texts.last = max(self._texts.last, text_number)
        ring.place(verdict.number, verdict._replace(host=self.host_number(host)).packed())
        ring.last = max(ring.last, verdict.number)
        return verdict.number

    def _leave_out(self, verdict: Verdict) -> None:
        """Note a verdict that has no place in this memory, though it was not forgotten before."""
        known = self._did_not_fit.get(verdict.article)
        if known is None or known.number < verdict.number:
            self._did_not_fit[verdict.article] = verdict

    def _forget(self, number: int) -> None:
        """Let the oldest verdicts go, some at once, where they are too many or too old."""
        ring = self._verdicts
        newest_leaving = ring.oldest + self._at_once - 1
        if newest_leaving >= number:
            newest_leaving = number - 1
        if newest_leaving < ring.oldest:
            return
        last = ring.at(newest_leaving)
        is_full = number - ring.oldest >= ring.capacity
        is_old = last is not None and self._at - last.at > self.settings.memory.total_seconds()
        if not (is_full or is_old):
            return
        remains = []
        for leaving in map(ring.at, range(ring.oldest, newest_leaving + 1)):
            if leaving is None:
                continue
            newest = next(ring.of_article(leaving.article))
            if newest.number == leaving.number:
                remains.append(_remains(leaving))
        ring.oldest = newest_leaving + 1
        self._entries.append(self._chunk(remains))

    def _chunk(self, remains: list[tuple[int, int, int]]) -> Entry:
        # Never less than what remains already.
        kept = [
            row
            for row in remains
            if (before := self._forgotten.find(row[0])) is None or before.revision <= row[2]
        ]
        chunk = self._forgotten.add(kept, self._verdicts.oldest)
        key = _key(_FORGOTTEN_KEY, self._forgotten.capacity, self._forgotten.last)
        return key, _sealed(chunk)


def _remains(verdict: Verdict) -> tuple[int, int, int]:
    article = int.from_bytes(verdict.article[:8], "little")
    # A verdict on a teaser, or on a feed that lags, does not hold what the highest revision says.
    holds_highest = verdict.revision == verdict.highest and verdict.holds_its_revision
    return article, state_number(verdict.state) if holds_highest else 0, verdict.highest


def state_number(state: bytes) -> int:
    """A title and text, as what remains of an article has them; never 0."""
    return int.from_bytes(state[:8], "little") ^ int.from_bytes(state[8:], "big") or 1


def _value(verdict: Verdict, host: str, signature: Signature | None) -> bytes:
    name = host.encode("utf-8", "replace")[:255]
    parts = [_HEADER.pack(FORMAT, len(name)), verdict.packed(), name]
    if signature is not None:
        parts += [
            _SIGNATURE.pack(RECIPE, len(signature.facts), signature.shingles),
            signature.facts.astype("<u2").tobytes(),
            signature.pairs.tobytes(),
            signature.triples.tobytes(),
        ]
    return b"".join(parts)


def _key(kind: bytes, capacity: int, number: int) -> bytes:
    """The key of an entry: its place in a ring of this size.

    With another size it has another key, so that what is still remembered is not overwritten.
    """
    return kind + _PLACE.pack(capacity, number % capacity)


def _sealed(value: bytes) -> bytes:
    """`value` with its checksum: whatever else comes into the topic must not count as a verdict."""
    return value + _CHECKSUM.pack(crc32(value))


def _unsealed(value: bytes) -> bytes:
    if len(value) < _CHECKSUM.size:
        raise ValueError("too short")
    value, checksum = value[: -_CHECKSUM.size], value[-_CHECKSUM.size :]
    if _CHECKSUM.unpack(checksum)[0] != crc32(value):
        raise ValueError("its checksum is another one")
    return value


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
