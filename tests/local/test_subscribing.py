"""Subscriptions that are wanted, beside those that are there."""

from datetime import UTC, datetime
from typing import Any

from newsmill.contracts.feeds import Feed
from newsmill.local.subscribing import Changes, Subscribed

LONG_AGO, NOW = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
URL = "https://a.example/feed"


def feed(url: str = URL, at: datetime = NOW, **fields: Any) -> Feed:
    return Feed(url=url, added_at=at, **fields)


def there(*feeds: Feed) -> Subscribed:
    return Subscribed({one.url: one for one in feeds})


def test_a_new_feed_is_added() -> None:
    assert there().changes([feed()]) == Changes((feed(),), (), ())


def test_a_known_feed_keeps_what_is_not_said_again() -> None:
    before = feed(at=LONG_AGO, title="Mine", section="S", tags=("a",))
    changes = there(before).changes([feed(section="T"), feed(tags=("b", "c"))])
    assert changes.added == ()
    assert changes.changed == (
        before.model_copy(update={"section": "T"}),
        before.model_copy(update={"tags": ("b", "c")}),
    )


def test_a_known_feed_of_which_nothing_new_is_said_is_only_known() -> None:
    before = feed(at=LONG_AGO, title="Mine", tags=("a",))
    assert there(before).changes([feed(), feed(tags=("a",))]) == Changes((), (), (before, before))


def test_a_feed_that_was_written_in_another_spelling_keeps_it() -> None:
    before = feed("HTTPS://A.example:443/feed#x", at=LONG_AGO)
    known = there(before)
    assert known.key_of(URL) == before.url
    assert known.changes([feed(title="T")]).changed[0].url == before.url


def test_all_spellings_of_a_feed_are_found() -> None:
    spellings = ["https://A.example/feed", URL]
    known = there(*map(feed, spellings), feed("https://b.example/"))
    assert known.keys_of("https://a.example/x/../feed") == spellings
    assert known.key_of(URL) == URL
    assert known.keys_of("https://c.example/") == []
    assert known.key_of("https://c.example/") is None


def test_a_row_that_is_no_feed_is_replaced_and_can_be_found() -> None:
    known = Subscribed({"nonsense": None, URL: None})
    assert known.keys_of("nonsense") == ["nonsense"]
    assert known.changes([feed()]).added == (feed(),)
