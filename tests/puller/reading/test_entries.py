from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.contracts.articles import RawArticle
from newsmill.puller.identity.remembering import Memory
from newsmill.puller.reading.contents import Contents, Entry
from newsmill.puller.reading.entries import ParsedFeed, absolute, assemble
from tests.puller.documents import FEED_URL, NOW, item, parsed, rss

MEBIBYTE = 1024 * 1024

PLAIN = Entry(guid="g", link="https://site.example/a", title="T", summary_html="<p>One</p>")


def assembled(*entries: Entry, **changes: Any) -> ParsedFeed:
    contents = Contents(title="F", language="", site="", entries=entries, is_rss=True)
    arguments: dict[str, Any] = {
        "feed_url": FEED_URL,
        "document_url": FEED_URL,
        "now": NOW,
        "memory": Memory(),
        "max_entries": 1000,
    }
    return assemble(contents, **{**arguments, **changes})


def article(entry: Entry, **changes: Any) -> RawArticle:
    return assembled(entry, **changes).entries[0]


@pytest.mark.parametrize(
    "change",
    [
        {"published": NOW},
        {"updated": NOW - timedelta(days=1)},
        {"categories": ("b", "a")},
        {"authors": ("Someone",)},
        {"image": "https://img.example/?token=8"},
        {"link": "https://site.example/a?utm_source=rss&at=99#top"},
        {"summary_html": '<p class="x">  One\n</p><img src="https://count.example/?n=5">'},
        {"title": " T\n"},
        {"link": "https://site.example/another-headline"},
    ],
    ids=str,
)
def test_what_a_feed_writes_anew_for_everybody_is_no_change(change: dict[str, Any]) -> None:
    memory = assembled(PLAIN).memory
    assert assembled(replace(PLAIN, **change), memory=Memory(memory)).entries == ()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "T2"},
        {"summary_html": "<p>Two</p>"},
        {"content_html": "<p>Much more</p>"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_a_reader_would_notice_is_a_change_of_the_same_entry(change: dict[str, Any]) -> None:
    before, memory = article(PLAIN), Memory(assembled(PLAIN).memory)
    after = article(replace(PLAIN, **change), memory=memory)
    assert before.entry_id == after.entry_id
    assert before.entry_version != after.entry_version


def test_an_entry_is_named_by_guid_else_link_else_content() -> None:
    entries = [
        PLAIN,
        replace(PLAIN, guid="g2"),
        replace(PLAIN, guid=""),
        replace(PLAIN, guid="", link="https://site.example/b"),
        replace(PLAIN, guid="", link=""),
        replace(PLAIN, guid="", link="", title="U"),
        replace(PLAIN, guid=PLAIN.link),
    ]
    ids = [article(entry).entry_id for entry in entries]
    assert len(set(ids)) == len(entries)
    assert article(PLAIN, feed_url="https://other.example/").entry_id not in ids


def test_parts_of_an_identity_cannot_be_shifted_into_each_other() -> None:
    one = article(replace(PLAIN, guid="aguidb"), feed_url="https://x.example/")
    other = article(replace(PLAIN, guid="b"), feed_url="https://x.example/guida")
    assert one.entry_id != other.entry_id


def test_the_same_entry_twice_is_one() -> None:
    feed = assembled(PLAIN, replace(PLAIN, published=NOW), PLAIN)
    assert len(feed.entries) == len(Memory(feed.memory)) == 1
    assert feed.entry_count == 3


def test_entries_that_share_a_guid_are_distinguished_by_link_and_title() -> None:
    entries = [
        replace(PLAIN, link=f"https://site.example/{n // 2}", title=f"T{n}") for n in range(4)
    ]
    feed = assembled(*entries)
    assert [entry.title for entry in feed.entries] == ["T0", "T1", "T2", "T3"]
    assert len(Memory(feed.memory)) == 4
    # Poll after poll: nothing flaps.
    assert assembled(*entries, memory=Memory(feed.memory)).entries == ()


def test_of_two_states_of_one_entry_the_later_stays() -> None:
    old = replace(PLAIN, updated=NOW - timedelta(hours=1))
    new = replace(PLAIN, summary_html="<p>Two</p>", updated=NOW)
    for both in ((old, new), (new, old)):
        (entry,) = assembled(*both).entries
        assert entry.summary_html == "<p>Two</p>"
        assert entry.entry_id == article(PLAIN).entry_id


def test_known_entries_are_not_given_again_but_counted() -> None:
    first = parsed(rss(item(1), item(4)))
    second = parsed(rss(item(1), item(2), item(3)), memory=first.memory)
    assert [entry.guid for entry in second.entries] == ["guid-2", "guid-3"]
    assert (second.entry_count, second.known_count) == (3, 1)


def test_beyond_the_limit_the_oldest_are_left_out() -> None:
    # The newest stand last, one without a date counts as new.
    entries = [
        replace(
            PLAIN,
            guid=str(n),
            title=f"T{n}",
            published=NOW - timedelta(days=9 - n) if n != 2 else None,
        )
        for n in range(6)
    ]
    feed = assembled(*entries, max_entries=3)
    assert [entry.guid for entry in feed.entries] == ["2", "4", "5"]
    assert (feed.entry_count, feed.left_out) == (6, 3)


def test_an_entry_that_says_nothing_is_skipped() -> None:
    feed = assembled(
        Entry(), Entry(guid="only"), Entry(title=" \n"), Entry(link="mailto:a@b.example"), PLAIN
    )
    assert (len(feed.entries), feed.skipped, feed.entry_count) == (1, 4, 5)


@pytest.mark.parametrize("filling", ["x", "😊", '"', "\\", "\n ", "<", "&", "\x01", "é"])
def test_no_entry_outgrows_its_message(filling: str) -> None:
    huge = filling * (5 * MEBIBYTE // len(filling))
    entry = Entry(
        guid=huge,
        link="https://site.example/" + huge,
        title=huge,
        summary_html=huge,
        content_html=huge + "x",
        authors=tuple(f"{n}{huge[:9999]}" for n in range(99)),
        categories=tuple(f"{n}{huge[:9999]}" for n in range(99)),
        image=huge,
    )
    fat = replace(entry, content_html="y" + huge, link="https://site.example/ok")
    for feed in (assembled(fat), assembled(replace(fat, summary_html=huge[:499_999]))):
        (big,) = feed.entries
        assert len(big.model_dump_json().encode()) < 4 * MEBIBYTE
        assert len(big.title) <= 2_000
        assert max(len(big.summary_html), len(big.content_html)) <= 500_000
        assert len(big.authors) <= 50
        assert len(big.categories) <= 50


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/a", "https://site.example/a"),
        ("a", "https://site.example/news/a"),
        ("?q=1", "https://site.example/news/?q=1"),
        ("//other.example/a", "https://other.example/a"),
        (" https://other.example/a b\n", "https://other.example/a%20b"),
        ("HTTPS://Other.example/å", "HTTPS://Other.example/å"),
        ("javascript:alert(1)", None),
        ("mailto:a@b.example", None),
        ("ftp://other.example/", None),
        ("http://", None),
        ("http://[::1", None),
        ("", None),
        ("https://other.example/" + "a" * 4096, None),
        ("ht\ntps:/\t/" + "a" * 301, None),
        ("//" + "a." * 150 + "/b", "https://" + "a." * 150 + "/b"),
    ],
)
def test_a_link_is_an_absolute_url_of_the_web_or_none(link: str, url: str | None) -> None:
    found = absolute(link, "https://site.example/news/")
    assert (found or "").lower() == (url or "").lower()


@given(st.text())
def test_no_link_breaks_anything(link: str) -> None:
    url = absolute(link, "https://site.example/")
    assert url is None or url.encode()


def test_links_are_relative_to_the_site_in_rss_and_to_the_document_elsewhere() -> None:
    entry = replace(PLAIN, link="a")
    for is_rss, url in ((True, "https://site.example/x/a"), (False, "https://moved.example/f/a")):
        contents = Contents("F", "", "https://site.example/x/", [entry], is_rss)
        feed = assemble(
            contents,
            feed_url=FEED_URL,
            document_url="https://moved.example/f/feed",
            now=NOW,
            memory=Memory(),
            max_entries=9,
        )
        assert feed.entries[0].url == url


@pytest.mark.parametrize(
    ("content", "kept"), [("<p>Longer than that</p>", True), ("A caption", False)]
)
def test_a_content_shorter_than_the_summary_is_no_full_text(content: str, kept: bool) -> None:
    entry = article(replace(PLAIN, summary_html="A long teaser.", content_html=content))
    assert bool(entry.content_html) is kept


@pytest.mark.parametrize(
    ("declared", "tag"),
    [("en_GB", "en-GB"), (" fr ", "fr"), ("x" * 99, None), ("the local one", None), ("", None)],
)
def test_a_language_is_a_tag_or_none(declared: str, tag: str | None) -> None:
    assert parsed(rss(channel=f"<language>{declared}</language>")).language == tag


def test_as_many_entries_are_remembered_as_the_settings_say() -> None:
    first = parsed(rss(*(item(number) for number in range(30))), remembered=10)
    second = parsed(rss(item(99)), memory=first.memory, remembered=10)

    assert len(Memory(first.memory)) == 30  # all of the document at hand, whatever is set
    assert len(Memory(second.memory)) == 10
