from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.puller.noticing import notice
from tests.puller.documents import item, parsed, rss, state


def test_at_first_everything_is_new() -> None:
    feed = parsed(rss(item(1), item(2)))
    fresh, seen = notice(feed, state())
    assert fresh == list(feed.entries)
    assert seen == feed.versions


def test_only_what_is_new_or_changed_is_noticed() -> None:
    _, seen = notice(parsed(rss(item(1), item(2))), state())
    later = parsed(rss(item(3), item(2, "Other words."), item(1)))
    fresh, seen = notice(later, state(seen=seen))
    assert [entry.guid for entry in fresh] == ["guid-3", "guid-2"]
    assert notice(later, state(seen=seen))[0] == []


def test_an_entry_that_comes_back_is_not_new() -> None:
    _, seen = notice(parsed(rss(item(1), item(2))), state())
    _, seen = notice(parsed(rss(item(2))), state(seen=seen))
    assert notice(parsed(rss(item(1), item(2))), state(seen=seen))[0] == []


def test_an_entry_that_changes_back_is_noticed_again() -> None:
    first, second = (parsed(rss(item(1, text))) for text in ("One.", "Two."))
    _, seen = notice(first, state())
    _, seen = notice(second, state(seen=seen))
    assert len(notice(first, state(seen=seen))[0]) == 1


def test_the_oldest_is_forgotten_first() -> None:
    old = {f"{n:032x}": "0" * 16 for n in range(1000)}
    feed = parsed(rss(item(1), item(2)))
    _, seen = notice(feed, state(seen=old))
    assert len(seen) == 1000
    assert list(seen)[-2:] == [entry.entry_id for entry in reversed(feed.entries)]
    assert list(old)[:2] == [key for key in old if key not in seen]


def test_an_entry_that_stays_in_its_feed_is_never_forgotten() -> None:
    feed = parsed(rss(item(1)))
    _, seen = notice(feed, state())
    seen |= {f"{n:032x}": "0" * 16 for n in range(999)}
    _, seen = notice(feed, state(seen=seen))
    assert list(seen)[-1] == feed.entries[0].entry_id


def test_as_much_is_remembered_as_three_documents_hold() -> None:
    feed = parsed(rss(*(item(n) for n in range(400))))
    _, seen = notice(feed, state(seen={f"{n:032x}": "0" * 16 for n in range(5000)}))
    assert len(seen) == 1200
    assert notice(feed, state(seen=seen))[0] == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 6), st.sampled_from("ab")), max_size=6)))
def test_each_state_of_an_entry_is_noticed_once(polls: list[list[tuple[int, str]]]) -> None:
    seen: dict[str, str] = {}
    latest: dict[str, str] = {}
    for numbers in polls:
        feed = parsed(rss(*(item(number, text) for number, text in dict(numbers).items())))
        fresh, seen = notice(feed, state(seen=seen))
        for entry in fresh:
            assert latest.get(entry.entry_id) != entry.entry_version
            latest[entry.entry_id] = entry.entry_version
        assert latest == seen
