"""What can be handed in, and what is said of what cannot."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsmill.contracts.feeds import Feed
from newsmill.local.opml import write_opml
from newsmill.local.sources import read_sources

NOW = datetime(2026, 1, 2, tzinfo=UTC)

OPML = """<?xml version="1.0"?>
<opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="Science"><outline text="Stars" xmlUrl="https://stars.example/feed" language="en"/>
    <outline text="Deeper"><outline text="Moons" xmlUrl="https://moons.example/feed"/></outline>
  </outline>
  <outline title="Alone" text="x" xmlUrl="https://alone.example/rss"/>
  <outline text="Alone again" xmlUrl="https://alone.example/rss"/>
</body></opml>"""


def put(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def test_an_opml_file_gives_its_feeds_with_their_outermost_section(tmp_path: Path) -> None:
    feeds = read_sources([put(tmp_path, "a.opml", OPML)], NOW).feeds

    assert [(feed.url, feed.title, feed.section) for feed in feeds] == [
        ("https://stars.example/feed", "Stars", "Science"),
        ("https://moons.example/feed", "Moons", "Science"),
        ("https://alone.example/rss", "Alone", None),
    ]


def test_what_is_exported_can_be_imported_again(tmp_path: Path) -> None:
    feeds = [
        Feed(
            url="https://a.example/?x=1&y=2",
            title="A & B",
            section="S",
            tags=("one & two", "ünder"),
            added_at=NOW,
        ),
        Feed(url="https://b.example/", title="“B”", language="fr", added_at=NOW),
    ]

    again = read_sources([put(tmp_path, "a.opml", write_opml(feeds))], NOW)

    assert sorted(again.feeds, key=lambda feed: feed.url) == feeds


def test_a_text_has_a_headline_when_an_empty_line_follows_its_first(tmp_path: Path) -> None:
    with_title = put(tmp_path, "a.txt", "A <b>title</b>\n\nFirst & second.\n\nThird.")
    without = put(tmp_path, "b.txt", "Only\ntext.")

    documents = read_sources([with_title, without], NOW).documents

    assert [document.title for document in documents] == ["A &lt;b&gt;title&lt;/b&gt;", ""]
    assert documents[0].content_html == "<p>First &amp; second.</p><p>Third.</p>"
    assert documents[1].content_html == "<p>Only\ntext.</p>"


def test_the_same_document_has_the_same_identity_every_time(tmp_path: Path) -> None:
    name = put(tmp_path, "a.html", "<p>Hello</p>")

    first, again = read_sources([name], NOW), read_sources([name, name], NOW)

    assert first.documents == again.documents


def test_a_json_line_keeps_what_it_tells(tmp_path: Path) -> None:
    line = (
        '{"url": "https://p.example/1", "title": "T", "html": "<p>x</p>", "language": "en",'
        ' "published_at": "2026-01-01T02:00:00+02:00", "authors": ["Ada"]}\n\n'
    )

    (document,) = read_sources([put(tmp_path, "a.jsonl", line)], NOW).documents

    assert document.url == "https://p.example/1"
    assert document.page is not None
    assert (document.page.html, document.page.url) == ("<p>x</p>", "https://p.example/1")
    assert document.published_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert (document.authors, document.feed_language) == (("Ada",), "en")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("a.opml", "<html>", "not an OPML file", id="not-xml"),
        pytest.param("a.opml", "<rss/>", "no <opml><body>", id="not-opml"),
        pytest.param(
            "a.opml", '<opml><body><outline text="x"/></body></opml>', "no subscr", id="no-feeds"
        ),
        pytest.param(
            "a.opml", "<!DOCTYPE x [<!ENTITY a 'b'>]><opml/>", "document type", id="entities"
        ),
        pytest.param("a.txt", "  \n", "empty", id="empty"),
        pytest.param("a.jsonl", '{"title": "x"}', "a.jsonl:1: give either", id="no-text"),
        pytest.param("a.jsonl", '{"text": "x", "html": "y"}', "a.jsonl:1: give either", id="both"),
        pytest.param("a.jsonl", '\n{"text": 3}', "a.jsonl:2: text: ", id="wrong-type"),
        pytest.param("a.jsonl", '{"text": "x", "txt": "y"}', "txt: ", id="unknown-field"),
        pytest.param("a.jsonl", "{", "a.jsonl:1: not JSON", id="not-json"),
        pytest.param("a.jsonl", "[" * 10**5, "a.jsonl:1: not JSON", id="nested-without-end"),
        pytest.param("a.jsonl", "7" * 10**4, "a.jsonl:1: not JSON", id="number-without-end"),
        pytest.param("a.docx", "x", "not a feed address", id="unknown-kind"),
        pytest.param("a.html", b"x" * 3_200_000, "larger than", id="too-large"),
    ],
)
def test_a_broken_source_is_named(
    tmp_path: Path, name: str, content: str | bytes, told: str
) -> None:
    (tmp_path / "good.txt").write_text("Something to read.")

    sources = read_sources([put(tmp_path, name, content), str(tmp_path / "good.txt")], NOW)

    (failure,) = sources.failures
    assert told in failure
    assert len(failure.splitlines()) == 1
    assert len(sources.documents) == 1


def test_every_spelling_of_an_address_is_one_feed(tmp_path: Path) -> None:
    spellings = [
        "HTTPS://A.example:443/x/../feed#top",
        "https://a.example/feed",
        "feed:https://a.example/feed",
    ]
    listed = "".join(f'<outline xmlUrl="{spelling}"/>' for spelling in spellings)
    names = [*spellings, put(tmp_path, "a.opml", f"<opml><body>{listed}</body></opml>")]

    sources = read_sources(names, NOW)

    assert [feed.url for feed in sources.feeds] == ["https://a.example/feed"]
    assert not sources.failures


def test_an_address_that_can_never_be_fetched_is_named_without_its_password(tmp_path: Path) -> None:
    listed = (
        '<outline xmlUrl="https://me:secret@b.example/"/><outline xmlUrl="https://c.example/"/>'
    )
    name = put(tmp_path, "a.opml", f"<opml><body>{listed}</body></opml>")

    sources = read_sources(["https://me:secret@a.example/", name], NOW)

    assert [feed.url for feed in sources.feeds] == ["https://c.example/"]
    assert len(sources.failures) == 2
    for failure in sources.failures:
        assert "NEWSMILL_CREDENTIALS" in failure
        assert "secret" not in failure


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_a_line_may_hold_what_separates_lines_elsewhere(tmp_path: Path, separator: str) -> None:
    lines = f'{{"text": "one{separator}two"}}\r\n{{"text": "three"}}'

    sources = read_sources([put(tmp_path, "a.jsonl", lines)], NOW)

    assert not sources.failures
    assert len(sources.documents) == 2


def test_a_bad_line_spoils_none_of_the_others(tmp_path: Path) -> None:
    lines = '{"text": "one"}\n{"text": 2}\n{"text": "three"}\n'

    sources = read_sources([put(tmp_path, "a.jsonl", lines)], NOW)

    assert len(sources.documents) == 2
    assert [failure.partition("a.jsonl:2: ")[2][:6] for failure in sources.failures] == ["text: "]
