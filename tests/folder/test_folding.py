"""Folding: the same rows in whatever order it comes, however often, wherever it was cut off."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.contracts.articles import DuplicateArticle
from newsmill.contracts.current import CurrentArticle, current_of
from newsmill.folder.folding import FLOOR, Change, Fate, Folded
from tests.builders import hex32
from tests.folder.records import Golden, Said, article, copy, folded_by_hand, order, retracted

MANY = 10_000

versions = st.builds(
    article, st.sampled_from("ab"), st.integers(1, 3), st.integers(0, 2)
) | st.builds(retracted, st.sampled_from("ab"), st.integers(1, 2), st.integers(0, 2))
copies = st.builds(copy, st.sampled_from("ab"), st.integers(1, 4))
logs = st.lists(versions | copies, max_size=25)


def take(folded: Folded, said: Said, offset: int) -> Fate:
    if isinstance(said, DuplicateArticle):
        return folded.take_copy(said, offset)
    return folded.take(said, offset)


@dataclass
class Topic:
    """What was written, as compaction leaves it; and whether a row has gone back."""

    log: list[Said]
    rows: dict[bytes, CurrentArticle | None] = field(default_factory=dict)
    journal: list[tuple[bytes, bytes]] = field(default_factory=list)
    written: list[tuple[bytes, tuple[object, ...], int]] = field(default_factory=list)

    def write(self, change: Change) -> None:
        """As the folder writes a row: of the version in hand, else of that in the log."""
        found = change.article
        if found is None:
            original = self.log[change.known.version_at]
            assert not isinstance(original, DuplicateArticle)
            found = original
        assert change.known.version is not None
        self.rows[change.key] = current_of(found, change.known.copies)
        self.written.append((change.key, order(found), change.known.copies.count))

    def golden(self) -> Golden:
        """As `folded_by_hand`."""
        return {
            row.article_id: (row.title, row.copies, list(row.copy_hosts))
            for row in self.rows.values()
            if row is not None
        }

    def went_back(self) -> list[object]:
        """The rows that were written after a newer one of their article."""
        last: dict[bytes, tuple[tuple[object, ...], int]] = {}
        wrong: list[object] = []
        for key, version, count in self.written:
            before = last.get(key)
            if before is not None and (version < before[0] or count < before[1]):
                wrong.append((key, before, version, count))
            last[key] = version, count
        return wrong


def fold(topic: Topic, folded: Folded, start: int, until: int) -> None:
    for offset in range(start, until):
        take(folded, topic.log[offset], offset)
    changes, entries = folded.take_changes()
    topic.journal += entries
    for change in changes:
        topic.write(change)


@given(logs, st.data())
def test_any_order_and_any_repeats_give_the_rows_of_the_golden_fold(
    log: list[Said], data: st.DataObject
) -> None:
    repeated = log + data.draw(st.lists(st.sampled_from(log), max_size=10) if log else st.just([]))
    topic = Topic(data.draw(st.permutations(repeated)))
    folded, start = Folded(MANY), 0
    while start < len(topic.log):
        until = data.draw(st.integers(start + 1, len(topic.log)))
        fold(topic, folded, start, until)
        start = until
    assert topic.golden() == folded_by_hand(log)
    assert topic.went_back() == []


@given(logs, st.data())
def test_wherever_it_is_cut_off_it_ends_with_the_same_rows_and_none_goes_back(
    log: list[Said], data: st.DataObject
) -> None:
    topic, committed, cuts = Topic(log), 0, data.draw(st.integers(0, 4))
    while committed < len(log):
        folded = Folded(MANY)
        folded.load(topic.journal)
        position = committed
        while position < len(log):
            until = data.draw(st.integers(position + 1, len(log)))
            for offset in range(position, until):
                take(folded, log[offset], offset)
            changes, entries = folded.take_changes()
            is_cut = cuts > 0 and data.draw(st.booleans())
            if is_cut:
                # The broker had the beginning of what was on its way.
                cuts -= 1
                in_journal = data.draw(st.integers(0, len(entries)))
                topic.journal += entries[:in_journal]
                if in_journal == len(entries):
                    for change in changes[: data.draw(st.integers(0, len(changes)))]:
                        topic.write(change)
                break
            topic.journal += entries
            for change in changes:
                topic.write(change)
            position = until
            if data.draw(st.booleans()):
                committed = position
        else:
            committed = position
    assert topic.golden() == folded_by_hand(log)
    assert topic.went_back() == []


@given(
    st.lists(st.sampled_from("abcdefgh"), max_size=30),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 30)), max_size=30),
)
def test_no_row_goes_back_where_more_is_forgotten_than_remembered(
    names: list[str], repeats: list[tuple[int, int]]
) -> None:
    revisions: dict[str, int] = {}
    log: list[Said] = []
    for minute, name in enumerate(names):
        revisions[name] = revisions.get(name, 0) + 1
        log.append(article(name, revisions[name], minute))
    # What was written once comes again at any time afterwards.
    for index, later in sorted(repeats, reverse=True):
        if index < len(names):
            log.insert(min(index + 1 + later, len(log)), log[index])
    topic, folded = Topic(log), Folded(2)
    for offset in range(len(log)):
        fold(topic, folded, offset, offset + 1)
    assert topic.went_back() == []
    assert {row.title for row in topic.rows.values() if row} == {
        f"{name}, {revision}, {max(i for i, it in enumerate(names) if it == name)}"
        for name, revision in revisions.items()
    }


def fates(folded: Folded, *log: Said) -> list[Fate]:
    return [take(folded, said, offset) for offset, said in enumerate(log)]


def test_what_became_of_a_message_is_told() -> None:
    assert fates(
        Folded(MANY),
        copy("a", 1),
        article("a", 1),
        article("a", 3),
        article("a", 2),
        article("a", 3),
        copy("a", 1),
        copy("a", 2),
        retracted("a", 3),
        copy("a", 3),
        article("a", 3, minute=5),
        article("a", 4),
    ) == [
        *("waiting", "folded", "folded", "old", "repeated", "repeated", "folded"),
        *("folded", "retracted", "old", "folded"),
    ]


def test_a_message_that_is_read_again_is_written_again() -> None:
    folded = Folded(MANY)
    assert fates(folded, article("a"), copy("a", 1)) == ["folded", "folded"]
    _, entries = folded.take_changes()
    after_a_crash = Folded(MANY)
    after_a_crash.load(entries)
    assert fates(after_a_crash, article("a"), copy("a", 1)) == ["folded", "folded"]
    changes, _ = after_a_crash.take_changes()
    assert [change.known.copies.count for change in changes] == [1]
    assert take(after_a_crash, article("a"), 7) == "repeated"


def test_a_retracted_article_comes_back_by_a_higher_revision_only() -> None:
    topic = Topic([article("a", 2), retracted("a", 2), article("a", 2, 9), article("a", 1)])
    folded = Folded(MANY)
    fold(topic, folded, 0, 4)
    assert topic.golden() == {}
    topic.log.append(article("a", 3))
    # Also for who comes later.
    later = Folded(MANY)
    later.load(topic.journal)
    fold(topic, later, 1, 5)
    assert set(topic.golden()) == {hex32("a")}


def test_no_more_articles_are_remembered_than_the_bound_and_the_journal_forgets_them_too() -> None:
    folded = Folded(100)
    journal: dict[bytes, bytes] = {}
    for number in range(500):
        assert folded.take(article(number, minute=number), number) == "folded"
        _, entries = folded.take_changes()
        journal |= dict(entries)
        assert len(folded) <= 100
    left = {key for key, value in journal.items() if value}
    assert left == {FLOOR, *(bytes.fromhex(hex32(number)) for number in range(400, 500))}


def test_what_was_forgotten_does_not_come_back_but_by_a_later_version() -> None:
    folded = Folded(100)
    for number in range(200):
        folded.take(article(number, revision=2, minute=number), number)
        _, entries = folded.take_changes()
    later = Folded(100)
    later.load(entries)
    for it in (folded, later):
        assert it.take(article(0, revision=2, minute=0), 900) == "forgotten"
        assert it.take(article(0, revision=1, minute=7), 901) == "forgotten"
        assert it.take(article(0, revision=3, minute=999), 902) == "folded"


def test_an_entry_that_comes_late_from_who_lost_the_partition_takes_nothing_back() -> None:
    folded = Folded(MANY)
    fates(folded, article("a", 1))
    _, old = folded.take_changes()
    fates(folded, article("a", 2), copy("a", 1))
    _, new = folded.take_changes()
    later = Folded(MANY)
    assert later.load([*new, *old]) == 0
    assert fates(later, article("a", 1)) == ["old"]
    assert later.take_copy(copy("a", 1), 5) == "repeated"


@pytest.mark.parametrize("value", [b"{", b"[]", b"[1,2]", b'[["x",0,0,0],null]', b"[null,[1]]"])
def test_an_entry_that_cannot_be_read_is_counted(value: bytes) -> None:
    assert Folded(MANY).load([(bytes(16), value), (FLOOR, b"soon")]) == 2
