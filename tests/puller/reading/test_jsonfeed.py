"""JSON Feed as the specification has it, and as it is written."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from newsmill.contracts.articles import Media
from newsmill.puller.reading.contents import Contents, Entry
from newsmill.puller.reading.jsonfeed import EXPIRED_TTL, NotJSONFeed, read_json_feed

VERSION = "https://jsonfeed.org/version/1.1"


def feed(*items: Any, **fields: Any) -> Contents:
    return read_json_feed(json.dumps({"version": VERSION, "items": items, **fields}))


def entry(**fields: Any) -> Entry:
    (one,) = feed({"id": "1", **fields}).entries
    return one


@pytest.mark.parametrize(
    "version",
    [
        "https://jsonfeed.org/version/1",
        "https://jsonfeed.org/version/1.1",
        "http://www.jsonfeed.org/version/1.1/",
        "HTTPS://JSONFeed.org/Version/1",
        "1.1",
        "1",
        1.1,
        1,
    ],
)
def test_all_spellings_of_version_1_are_known(version: object) -> None:
    assert read_json_feed(json.dumps({"version": version, "items": []})).entries == []


@pytest.mark.parametrize(
    "text",
    [
        '{"items": []}',
        '{"version": "https://jsonfeed.org/version/2", "items": []}',
        '{"version": "https://jsonfeed.org/version/10", "items": []}',
        '{"version": "https://jsonfeed.org/version/1"}',
        '{"version": "https://jsonfeed.org/version/1", "items": {"a": 1}}',
        '{"version": ["https://jsonfeed.org/version/1"], "items": []}',
        '{"version": "https://jsonfeed.org/version/1", "items": [],}',
        '{"title": {"rendered": "x"}, "guid": "y"}',
        '{"version": "https://jsonfeed.org/version/1", "items": [' + "[" * 100_000,
        '{"version": "https://jsonfeed.org/version/1", "items": [' + "[]," * 500_001 + "0]}",
        "[]",
        '"a"',
        "{",
    ],
)
def test_other_json_is_no_feed(text: str) -> None:
    with pytest.raises(NotJSONFeed):
        read_json_feed(text)


@pytest.mark.parametrize(
    ("written", "guid"),
    [
        ('"a"', "a"),
        ("2", "2"),
        ("2.50", "2.50"),
        ("9" * 5_000, "9" * 5_000),
        ("12345678901234567890123", "12345678901234567890123"),
        ("1e400", "1e400"),
        ("NaN", "NaN"),
        ("true", ""),
        ("null", ""),
        ('["a"]', ""),
    ],
    ids=lambda text: str(text)[:12],
)
def test_an_id_is_kept_as_it_is_written(written: str, guid: str) -> None:
    text = f'{{"version": "{VERSION}", "items": [{{"id": {written}, "title": "T"}}]}}'
    assert [one.guid for one in read_json_feed(text).entries] == [guid]


def test_the_last_of_equal_keys_counts() -> None:
    text = f'{{"version": "{VERSION}", "items": [{{"id": "a", "id": "b", "title": "T"}}]}}'
    assert read_json_feed(text).entries[0].guid == "b"


def test_line_ends_inside_a_text_are_no_error() -> None:
    text = f'{{"version": "{VERSION}", "items": [{{"id": "a", "content_html": "<p>one\ntwo"}}]}}'
    assert read_json_feed(text).entries[0].content_html == "<p>one\ntwo"


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ({"url": "/own", "external_url": "https://other.example/"}, "/own"),
        ({"external_url": "https://other.example/"}, "https://other.example/"),
        ({"id": "https://own.example/1"}, "https://own.example/1"),
        ({"id": "tag:own.example,2026:1"}, ""),
        ({"id": "https://[", "url": 7}, ""),
    ],
)
def test_an_entry_leads_to_its_own_page_first(fields: dict[str, Any], link: str) -> None:
    assert entry(**fields).link == link


def test_html_wins_over_plain_text() -> None:
    assert entry(content_html="<p>a", content_text="b").content_html == "<p>a"
    assert entry(content_html="", content_text="1 < 2").content_html == "1 &lt; 2"


def test_plain_text_keeps_its_paragraphs() -> None:
    plain = entry(content_text="One\nline\n\n \nTwo & three\n")
    assert plain.content_html == "<p>One<br>\nline</p><p>Two &amp; three</p>"


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"authors": [{"name": "A"}, {"url": "https://b.example"}, {"name": "C"}]}, ("A", "C")),
        ({"author": {"name": "A"}}, ("A",)),
        ({"authors": [], "author": {"name": "A"}}, ("A",)),
        ({"authors": {"name": "A"}}, ("A",)),
        ({"authors": ["A", 7, None, ["B"]]}, ("A",)),
        ({"author": "A"}, ("A",)),
        ({"authors": [{"name": 7}]}, ("The feed's",)),
        ({}, ("The feed's",)),
    ],
)
def test_authors_are_read_in_every_form(fields: dict[str, Any], names: tuple[str, ...]) -> None:
    found = feed({"id": "1", **fields}, authors=[{"name": "The feed's"}])
    assert found.entries[0].authors == names


def test_attachments_are_media() -> None:
    attachments = [
        {
            "url": "https://a.example/1.mp3",
            "mime_type": "Audio/MPEG",
            "title": "Episode",
            "size_in_bytes": 1200,
            "duration_in_seconds": 90.7,
        },
        {"url": "https://a.example/2.pdf", "mime_type": "application/pdf", "size_in_bytes": "8"},
        {"url": "https://a.example/3.jpg", "mime_type": "image/jpeg", "size_in_bytes": -1},
        {"mime_type": "image/jpeg"},
        "https://a.example/4.jpg",
        {"url": "https://a.example/5", "size_in_bytes": 10**400, "duration_in_seconds": True},
    ]

    found = entry(attachments=attachments)

    audio = Media(
        url="https://a.example/1.mp3",
        type="audio/mpeg",
        medium="audio",
        title="Episode",
        bytes=1200,
        seconds=90,
    )
    assert found.media == (
        audio,
        Media(url="https://a.example/2.pdf", type="application/pdf", bytes=8),
        Media(url="https://a.example/3.jpg", type="image/jpeg", medium="image"),
        Media(url="https://a.example/5"),
    )
    assert found.image == "https://a.example/3.jpg"


def test_a_banner_is_the_image_where_there_is_no_other() -> None:
    assert entry(banner_image="b.jpg").image == "b.jpg"
    both = entry(image="a.jpg", banner_image="b.jpg")
    assert (both.image, [medium.url for medium in both.media]) == ("a.jpg", ["b.jpg"])


def test_the_feed_names_its_other_addresses() -> None:
    hubs = [{"type": "rssCloud", "url": "https://no.example"}, 7, {"type": "WebSub", "url": "hub"}]
    links = feed(hubs=hubs, feed_url="self", next_url="next").links
    assert (links.hub, links.self_url, links.next_page) == ("hub", "self", "next")


def test_a_feed_that_has_expired_is_asked_seldom() -> None:
    assert feed(expired=True).wishes.ttl == EXPIRED_TTL
    assert feed(expired="true").wishes.ttl is None


def test_a_language_of_all_entries_is_that_of_the_feed() -> None:
    assert feed({"language": "nb"}, {}, {"language": "nb"}).language == "nb"
    assert feed({"language": "nb"}, {"language": "sv"}).language == ""
    assert feed({"language": "nb"}, language="sv").language == "sv"


def test_dates_are_read_in_the_usual_forms() -> None:
    dated = entry(date_published="2026-03-02T10:00:00+13:00", date_modified="soon")
    assert dated.published == datetime(2026, 3, 1, 21, tzinfo=UTC)
    assert dated.updated is None
    assert entry(date_published=1_772_445_600).published == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert entry(date_published=20260302.5, date_modified=True).published is None


def test_what_is_of_another_type_counts_as_missing() -> None:
    odd: Any = {"a": ["b"]}
    names = ("title", "url", "summary", "content_text", "content_html", "image", "date_published")
    for wrong in (odd, [odd], 7, True, None):
        fields = dict.fromkeys((*names, "tags", "attachments", "authors", "_own"), wrong)
        assert entry(**fields) == Entry(guid="1")


def test_half_of_a_surrogate_pair_becomes_a_replacement_character() -> None:
    text = (
        f'{{"version": "{VERSION}", "items": [{{"id": "1", "title": "a\\ud83d \\ud83d\\ude00"}}]}}'
    )
    assert read_json_feed(text).entries[0].title == "a\ufffd 😀"
