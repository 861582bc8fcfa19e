"""What is new or has changed is noticed once, and what is remembered stays small."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.contracts.feeds import FeedMemory
from newsmill.contracts.topics import FEED_MEMORIES
from newsmill.puller.identity.comparing import Fresh
from newsmill.puller.identity.marks import ID, digest
from newsmill.puller.identity.noticing import Noticed, notice
from newsmill.puller.identity.remembering import REMEMBERED, Memory, Row, unwrapped, wrapped
from newsmill.puller.reading.contents import Entry
from tests.puller.documents import FEED_URL


def item(number: int, text: str = "Some words.") -> Entry:
    """An entry with a GUID of its own."""
    return Entry(
        guid=f"guid-{number}",
        link=f"https://site.example/{number}",
        title=f"Title {number}",
        summary_html=text,
    )


def noticed(memory: bytes, *entries: Entry, **more: int) -> Noticed:
    return notice(entries, FEED_URL, Memory(memory), **more)  # type: ignore[arg-type]


def after(memory: bytes, *entries: Entry) -> bytes:
    """What is remembered after a document, read back from the topic."""
    record = wrapped(FEED_URL, noticed(memory, *entries).memory.packed())
    return unwrapped(FeedMemory.model_validate_json(record.model_dump_json()))


def versions_of(*texts: str) -> list[str]:
    """The entry_versions of an entry that has these texts one after the other."""
    memory, versions = b"", []
    for text in texts:
        versions += [one.entry_version for one in noticed(memory, item(1, text)).fresh]
        memory = after(memory, item(1, text))
    return versions


def guids(fresh: tuple[Fresh, ...]) -> list[str]:
    return [one.entry.guid for one in fresh]


def test_at_first_everything_is_new() -> None:
    first = noticed(b"", item(1), item(2))
    assert guids(first.fresh) == ["guid-1", "guid-2"]
    assert (first.known_count, first.merged) == (0, 0)


def test_only_what_is_new_or_changed_is_noticed() -> None:
    memory = after(b"", item(1), item(2))
    later = (item(3), item(2, "Other words."), item(1))
    second = noticed(memory, *later)
    assert guids(second.fresh) == ["guid-3", "guid-2"]
    assert second.known_count == 2
    assert noticed(after(memory, *later), *later).fresh == ()


def test_an_entry_that_comes_back_is_not_new() -> None:
    memory = after(after(b"", item(1), item(2)), item(2), item(3))
    assert noticed(memory, item(1), item(2)).fresh == ()


def test_a_document_without_news_leaves_the_very_same_bytes() -> None:
    memory = after(b"", *(item(n) for n in range(30)))
    for document in (range(30), range(29, -1, -1), range(10), ()):
        assert after(memory, *(item(n) for n in document)) == memory
    moved = [replace(item(n), link=f"https://site.example/moved/{n}") for n in range(30)]
    assert after(memory, *moved) == memory


def test_a_content_that_returns_is_a_new_state() -> None:
    versions = versions_of("A", "A", "B", "A", "A", "B", "A")
    assert len(versions) == len(set(versions)) == 5


def test_the_same_states_always_have_the_same_versions() -> None:
    assert versions_of("A", "B", "A") == versions_of("A", "B", "A")
    assert versions_of("A", "B", "A")[:2] == versions_of("A", "B")


def test_what_a_crash_published_without_its_memory_is_published_alike_again() -> None:
    memory = after(after(b"", item(1, "A")), item(1, "B"))
    assert noticed(memory, item(1, "A")).fresh == noticed(memory, item(1, "A")).fresh


def test_the_chain_of_versions_goes_on_after_years() -> None:
    memory = after(after(b"", item(1, "A")), item(1, "B"))
    for start in range(100, 3100, 500):
        memory = after(memory, *(item(n) for n in range(start, start + 500)))
    assert noticed(memory, item(1, "B")).fresh == ()
    (changed,) = noticed(memory, item(1, "A")).fresh
    assert changed.entry_version == versions_of("A", "B", "A")[2]


def test_an_entry_that_was_gone_for_thousands_of_others_is_known() -> None:
    memory = after(b"", item(1), item(2))
    for start in range(10, REMEMBERED - 100, 100):
        memory = after(memory, *(item(n) for n in range(start, start + 100)))
    assert noticed(memory, item(1), item(2)).fresh == ()
    (changed,) = noticed(memory, item(1, "Other words."), item(2)).fresh
    assert changed.entry_id == noticed(b"", item(1)).fresh[0].entry_id


def test_the_oldest_is_forgotten_first() -> None:
    memory = b""
    for start in range(0, REMEMBERED + 100, 100):
        memory = after(memory, *(item(n) for n in range(start, start + 100)))
    assert len(Memory(memory)) == REMEMBERED
    assert guids(noticed(memory, item(99), item(100)).fresh) == ["guid-99"]


def test_an_entry_that_stays_in_its_feed_is_never_forgotten() -> None:
    memory = b""
    for start in range(1, REMEMBERED + 300, 100):
        memory = after(memory, item(0), *(item(n) for n in range(start, start + 100)))
    assert noticed(memory, item(0)).fresh == ()


def test_more_is_remembered_where_a_document_has_more() -> None:
    document = [item(n) for n in range(6_000)]
    memory = after(b"", *document)
    assert noticed(memory, *document).fresh == ()
    assert len(Memory(memory)) == 6_000


def test_how_many_are_remembered_can_be_told() -> None:
    memory = noticed(b"", item(1), item(2), remembered=1).memory.packed()
    memory = noticed(memory, item(3), remembered=1).memory.packed()
    assert len(Memory(memory)) == 1


def test_what_is_remembered_fits_its_topic() -> None:
    memory = Memory()
    for document in range(3):
        rows = [
            Row(digest(f"{document}-{n}")[:ID], b"guid", b"link", b"ab", b"contents")
            for n in range(60_000)
        ]
        versions = dict.fromkeys((row.id for row in rows), "f" * 16)
        memory = memory.changed(rows, set(), {}, versions)
        memory = memory.with_slices({b"%08d" % n: n for n in range(60_000)})
        assert memory.packed() == Memory(memory.packed()).packed()
    record = wrapped(FEED_URL, memory.packed())
    assert len(record.model_dump_json()) < FEED_MEMORIES.max_message_bytes


def test_a_remembered_entry_takes_few_bytes() -> None:
    memory = b""
    for start in range(0, REMEMBERED, 50):
        memory = after(memory, *(item(n) for n in range(start, start + 50)))
    assert len(memory) < 1_000 * 25 + 4_000 * 13 + 100


def test_slices_of_the_last_document_lead_to_their_rows() -> None:
    keys = [(b"raw%05d" % n, b"words%03d" % n) for n in range(5)]
    document = [replace(item(n), keys=key) for n, key in enumerate(keys)]
    memory = notice(document, FEED_URL, Memory()).memory
    rows = {key: memory.known_slice(key) for pair in keys for key in pair}
    assert None not in rows.values()
    assert len(set(rows.values())) == 5
    assert memory.known_slice(b"unknown.") is None
    known = {raw: row for (raw, _), row in zip(keys, list(rows.values())[::2], strict=True)}
    later = notice([item(7)], FEED_URL, memory, {key: row for key, row in known.items() if row})
    assert guids(later.fresh) == ["guid-7"]
    assert later.known_count == 4
    assert sum(later.memory.known_slice(raw) is not None for raw in known) == 4
    # All are still known by what they say.
    assert notice(document, FEED_URL, later.memory).fresh == ()


@pytest.mark.parametrize("packed", [b"", b"\x00", b"\x01", b"\x02" + b"0" * 40, b"\x01" * 17])
def test_a_memory_of_another_version_is_an_empty_one(packed: bytes) -> None:
    memory = Memory(packed)
    assert len(memory) == 0
    assert memory.packed() == b""
    assert guids(notice([item(1)], FEED_URL, memory).fresh) == ["guid-1"]


@given(st.binary(max_size=60))
def test_no_bytes_break_a_memory(packed: bytes) -> None:
    assert unwrapped(wrapped(FEED_URL, packed)) == packed
    assert len(notice([item(1)], FEED_URL, Memory(packed)).memory) >= 1


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 6), st.sampled_from("ab")), max_size=6)))
def test_each_state_of_an_entry_is_noticed_once(polls: list[list[tuple[int, str]]]) -> None:
    memory = b""
    published: set[tuple[str, str]] = set()
    content: dict[int, str] = {}
    for numbers in polls:
        document = [item(number, text) for number, text in dict(numbers).items()]
        changed = {f"guid-{n}" for n, text in dict(numbers).items() if content.get(n) != text}
        content |= dict(numbers)
        fresh = noticed(memory, *document).fresh
        assert set(guids(fresh)) == changed
        for one in fresh:
            assert (one.entry_id, one.entry_version) not in published
            published.add((one.entry_id, one.entry_version))
        memory = after(memory, *document)
