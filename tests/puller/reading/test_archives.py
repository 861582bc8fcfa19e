"""Where a feed says that its older entries are."""

from typing import Any

import pytest
from lxml import etree

from newsmill.puller.reading.archives import HISTORY, MAX_LINKS, History, read
from newsmill.puller.reading.contents import FeedLinks

ATOM = "http://www.w3.org/2005/Atom"


def atom(inside: str) -> Any:
    return etree.fromstring(f'<feed xmlns="{ATOM}" xmlns:fh="{HISTORY}">{inside}</feed>')


def rss(inside: str) -> Any:
    return etree.fromstring(
        f'<rss xmlns:atom="{ATOM}" xmlns:fh="{HISTORY}"><channel>{inside}</channel></rss>'
    )


def test_an_archived_feed_names_its_neighbours() -> None:
    history = read(
        atom(
            '<title>T</title><!-- x --><link href="https://a.example/"/><fh:archive/>'
            '<link rel="self" href=" /2026/02 "/><link rel="prev-archive" href="/2026/01"/>'
            '<link rel="next-archive" href="/2026/03"/><link rel="current" href="/now"/>'
        )
    )
    links = FeedLinks(self_url="/2026/02", prev_archive="/2026/01")
    assert history == History(links, is_archive=True, current="/now")


def test_a_complete_feed_says_so() -> None:
    assert read(rss("<title>T</title><fh:complete/>")).is_complete
    assert not read(rss("<title>T</title><complete/>")).is_complete


@pytest.mark.parametrize(
    ("link", "links"),
    [
        ('<atom:link rel="next" href="?page=2"/>', FeedLinks(next_page="?page=2")),
        ('<link rel="next" href="?page=2"/>', FeedLinks(next_page="?page=2")),
        ('<atom:link rel="HUB Self" href="x"/>', FeedLinks(hub="x", self_url="x")),
        ('<atom:link rel="previous-archive" href="x"/>', FeedLinks(prev_archive="x")),
        (
            '<atom:link rel="http://www.iana.org/assignments/relation/next" href="x"/>',
            FeedLinks(next_page="x"),
        ),
        ('<atom:link rel="hub" href="1"/><atom:link rel="hub" href="2"/>', FeedLinks(hub="1")),
        ('<atom:link rel="hub"/><atom:link rel="hub" href=" "/>', FeedLinks()),
        ('<x:link xmlns:x="urn:x" rel="hub" href="1"/>', FeedLinks()),
        ("<link>https://a.example/</link>", FeedLinks()),
        ('<item><atom:link rel="next" href="x"/></item>', FeedLinks()),
        ('<image><link rel="self" href="x"/></image>', FeedLinks()),
    ],
)
def test_links_are_read_as_they_are_written(link: str, links: FeedLinks) -> None:
    assert read(rss(link)).links == links


def test_links_without_end_are_not_all_read() -> None:
    history = read(atom('<link rel="a" href="b"/>' * MAX_LINKS + '<link rel="hub" href="c"/>'))
    assert history.links == FeedLinks()
