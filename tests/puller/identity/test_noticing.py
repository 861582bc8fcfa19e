from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.contracts.feeds import FeedState
from newsmill.contracts.topics import FEED_STATES
from newsmill.puller.identity.noticing import Noticed, notice
from newsmill.puller.reading.entries import ParsedFeed
from tests.builders import hex32
from tests.puller.documents import item, parsed, rss, state


def kept(noticed: Noticed) -> FeedState:
    """The feed's state after it, read back from the topic."""
    fields: dict[str, Any] = {
        "seen": noticed.seen,
        "published": noticed.published,
        "links": noticed.links,
    }
    return FeedState.model_validate_json(state(**fields).model_dump_json())


def versions_of(*polls: ParsedFeed) -> list[str]:
    """The entry_version that each poll of a feed with one entry publishes."""
    now, versions = state(), []
    for feed in polls:
        noticed = notice(feed, now)
        versions += [entry.entry_version for entry in noticed.fresh]
        now = kept(noticed)
    return versions


def text(words: str) -> ParsedFeed:
    return parsed(rss(item(1, words)))


def test_at_first_everything_is_new() -> None:
    feed = parsed(rss(item(1), item(2)))
    noticed = notice(feed, state())
    assert noticed.fresh == list(feed.entries)
    assert noticed.seen == feed.versions
    assert noticed.published == {}


def test_only_what_is_new_or_changed_is_noticed() -> None:
    seen = notice(parsed(rss(item(1), item(2))), state()).seen
    later = parsed(rss(item(3), item(2, "Other words."), item(1)))
    noticed = notice(later, state(seen=seen))
    assert [entry.guid for entry in noticed.fresh] == ["guid-3", "guid-2"]
    assert notice(later, kept(noticed)).fresh == []


def test_an_entry_that_comes_back_is_not_new() -> None:
    first = notice(parsed(rss(item(1), item(2))), state())
    second = notice(parsed(rss(item(2))), kept(first))
    assert notice(parsed(rss(item(1), item(2))), kept(second)).fresh == []


def test_a_content_that_returns_is_a_new_state() -> None:
    versions = versions_of(*(text(words) for words in ("A", "A", "B", "A", "A", "B", "A")))
    assert len(versions) == len(set(versions)) == 5


def test_a_first_state_has_the_hash_of_its_content() -> None:
    assert versions_of(text("A"), text("B"))[0] == text("A").versions[text("A").entries[0].entry_id]


def test_the_same_states_always_have_the_same_versions() -> None:
    polls = [text(words) for words in ("A", "B", "A")]
    assert versions_of(*polls) == versions_of(*polls)
    assert versions_of(*polls)[:2] == versions_of(*polls[:2])


def test_what_a_crash_published_without_its_state_is_published_alike_again() -> None:
    before = kept(notice(text("B"), kept(notice(text("A"), state()))))
    first, again = notice(text("A"), before), notice(text("A"), before)
    assert first == again


def test_a_state_of_the_time_before_chains_goes_on() -> None:
    # Kept by 0.1.0: what was published was the hash of the content, also of a changed entry.
    (entry,) = text("B").entries
    noticed = notice(text("A"), state(seen={entry.entry_id: entry.entry_version}))
    assert noticed.fresh[0].entry_version == versions_of(text("B"), text("A"))[1]


def test_versions_are_forgotten_together_with_their_entries() -> None:
    changed = notice(text("B"), kept(notice(text("A"), state())))
    (entry_id,) = changed.published
    later = notice(parsed(rss(*(item(n) for n in range(2, 1001)))), kept(changed))
    assert entry_id in later.published
    later = notice(parsed(rss(item(1001))), kept(later))
    assert entry_id not in later.seen
    assert later.published == {}


def test_the_oldest_is_forgotten_first() -> None:
    old = {f"{n:032x}": "0" * 16 for n in range(1000)}
    feed = parsed(rss(item(1), item(2)))
    seen = notice(feed, state(seen=old)).seen
    assert len(seen) == 1000
    assert list(seen)[-2:] == [entry.entry_id for entry in reversed(feed.entries)]
    assert list(old)[:2] == [key for key in old if key not in seen]


def test_an_entry_that_stays_in_its_feed_is_never_forgotten() -> None:
    feed = parsed(rss(item(1)))
    seen = notice(feed, state()).seen
    seen |= {f"{n:032x}": "0" * 16 for n in range(999)}
    seen = notice(feed, state(seen=seen)).seen
    assert list(seen)[-1] == feed.entries[0].entry_id


def test_as_much_is_remembered_as_three_documents_hold() -> None:
    feed = parsed(rss(*(item(n) for n in range(400))))
    noticed = notice(feed, state(seen={f"{n:032x}": "0" * 16 for n in range(5000)}))
    assert len(noticed.seen) == 1200
    assert notice(feed, kept(noticed)).fresh == []


def test_what_is_remembered_fits_its_topic() -> None:
    now = state()
    for document in range(6):
        keys = [hex32((document, number)) for number in range(4_000)]
        feed = replace(
            text("A"),
            entries=(),
            versions=dict.fromkeys(keys, "f" * 16),
            links={key[:16]: "f" * 24 + "+" for key in keys},
        )
        noticed = replace(notice(feed, now), published=dict.fromkeys(keys, "f" * 16))
        now = kept(noticed)
    assert len(now.seen) == len(now.links) == 9_000
    whole = now.model_copy(update={"published": now.seen})
    assert len(whole.model_dump_json()) < FEED_STATES.max_message_bytes


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 6), st.sampled_from("ab")), max_size=6)))
def test_each_state_of_an_entry_is_noticed_once(polls: list[list[tuple[int, str]]]) -> None:
    now = state()
    published: set[tuple[str, str]] = set()
    content: dict[str, str] = {}
    for numbers in polls:
        feed = parsed(rss(*(item(number, text) for number, text in dict(numbers).items())))
        changed = {key for key, version in feed.versions.items() if content.get(key) != version}
        content |= feed.versions
        noticed = notice(feed, now)
        assert {entry.entry_id for entry in noticed.fresh} == changed
        for entry in noticed.fresh:
            assert (entry.entry_id, entry.entry_version) not in published
            published.add((entry.entry_id, entry.entry_version))
        now = kept(noticed)
        assert now.seen == content
