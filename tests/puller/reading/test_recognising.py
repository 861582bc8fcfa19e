"""Known entries are known again by their text, and only what is unknown is read."""

from collections.abc import Callable

import pytest

from newsmill.puller.reading import slices
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.reading.recognising import words_of
from tests.puller.documents import item, parsed, rss


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many entries feedparser was given, time by time."""
    counts: list[int] = []
    read_slices = slices.entry_of

    def counted(*arguments: object) -> object:
        counts.append(1)
        call: Callable[..., object] = read_slices
        return call(*arguments)

    monkeypatch.setattr(slices, "entry_of", counted)
    return counts


def again(body: str, before: ParsedFeed) -> ParsedFeed:
    return parsed(body, memory=before.memory)


def test_feedparser_sees_only_what_is_new(read: list[int]) -> None:
    first = parsed(rss(item(1), item(2), channel="<ttl>5</ttl>"))
    assert len(read) == 2
    second = again(rss(item(3), item(1), item(2), channel="<ttl>6</ttl>"), first)
    assert len(read) == 3
    assert [one.guid for one in second.entries] == ["guid-3"]
    assert (second.entry_count, second.known_count) == (3, 2)


@pytest.mark.parametrize(
    "counter",
    [
        "<slash:comments>{}</slash:comments>",
        "<pubDate>Tue, 0{} Mar 2026 10:00:00 GMT</pubDate>",
        "<media:content url='https://site.example/a.jpg?token={}'/>",
        "<!-- {} -->",
    ],
)
def test_what_changes_with_every_poll_is_not_read_again(counter: str, read: list[int]) -> None:
    def feed(number: int) -> str:
        inside = [item(n) + counter.format(number) for n in range(3)]
        return rss(*inside, channel="").replace(
            "<rss", '<rss xmlns:slash="urn:s" xmlns:media="http://search.yahoo.com/mrss/"'
        )

    seen = parsed(feed(1))
    assert len(read) == 3
    for number in range(2, 6):
        seen = again(feed(number), seen)
        assert (seen.entries, seen.known_count) == ((), 3)
    assert len(read) == 3


def test_an_entry_known_by_its_words_stays_so_when_another_one_comes(read: list[int]) -> None:
    def feed(number: int, *more: str) -> str:
        return rss(*more, *(item(n) + f"<comments>{number}</comments>" for n in range(3)))

    seen = again(feed(1, item(8)), parsed(feed(1)))
    seen = again(feed(1, item(9), item(8)), seen)
    count = len(read)
    assert again(feed(2, item(9), item(8)), seen).entries == ()
    assert len(read) == count


@pytest.mark.parametrize("name", ["title", "link", "description", "guid"])
def test_an_entry_with_other_words_is_read(name: str, read: list[int]) -> None:
    first = parsed(rss(item(1), item(2)))
    changed = again(rss(item(1, **{name: "https://site.example/changed"}), item(2)), first)
    assert len(read) == 3
    assert changed.entry_count == 2
    assert len(changed.entries) == (name in ("title", "description"))


def test_the_same_text_in_another_place_is_read_again(read: list[int]) -> None:
    entry = "<title>T</title><link>/a</link>"
    first = parsed(rss(entry))
    again(rss(entry, channel="<link>https://other.example/</link>"), first)
    assert len(read) == 2


@pytest.mark.parametrize(
    "text",
    [
        "<description><![CDATA[code </description> and {}]]></description>",
        "<c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'>{}</c:encoded>",
        "<a:summary xmlns:a='http://www.w3.org/2005/Atom'>{}</a:summary>",
        "<description>a <!-- </description> --> {}</description>",
    ],
)
def test_an_edit_is_read_wherever_it_stands(text: str, read: list[int]) -> None:
    first = parsed(rss("<title>T</title><guid>g</guid>" + text.format("before")))
    again(rss("<title>T</title><guid>g</guid>" + text.format("behind")), first)
    assert len(read) == 2


def test_words_are_all_but_dates_counters_comments_and_media() -> None:
    entry = (
        '<item x="1"><media:group><media:title>M</media:title></media:group><title>T</title>'
        "<pubDate>P</pubDate><!--c--><slash:comments>9</slash:comments><enclosure a='u'/></item>"
    )
    assert words_of(entry) == '<item x="1"><title>T</title></item>'


def test_what_was_left_out_never_comes_as_new() -> None:
    def feed(*numbers: int) -> str:
        return rss(*(item(n, pubDate=f"Tue, 03 Mar 2026 {n:02}:00:00 GMT") for n in numbers))

    first = parsed(feed(*range(6)), max_entries=3)
    assert [one.guid for one in first.entries] == ["guid-3", "guid-4", "guid-5"]
    assert (first.entry_count, first.left_out) == (6, 3)
    second = parsed(feed(6, *range(6)), max_entries=3, memory=first.memory)
    assert [one.guid for one in second.entries] == ["guid-6"]
    assert (second.entry_count, second.left_out) == (7, 4)
