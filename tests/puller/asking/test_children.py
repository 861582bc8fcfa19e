"""A sitemap index is one feed, made of its newest sitemaps."""

from newsmill.puller.asking.children import with_children
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.reading.parsing import parse_feed
from tests.puller.documents import FEED_URL, document, parsed

NEWS = (
    'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
)


def index(*names: str) -> str:
    rows = "".join(
        f"<sitemap><loc>/{name}</loc><lastmod>2026-03-0{day}</lastmod></sitemap>"
        for day, name in enumerate(names, 1)
    )
    return f"<sitemapindex>{rows}</sitemapindex>"


def news(*paths: str) -> str:
    urls = "".join(
        f"<url><loc>https://a.example/{path}</loc><n:news><n:publication><n:name>Quay</n:name>"
        f"<n:language>en</n:language></n:publication><n:title>{path} news</n:title></n:news></url>"
        for path in paths
    )
    return f"<urlset {NEWS}>{urls}</urlset>"


async def joined(first: ParsedFeed, pages: dict[str, str]) -> tuple[ParsedFeed, list[str]]:
    asked: list[str] = []

    async def ask(url: str) -> str | None:
        asked.append(url.rpartition("/")[2])
        return pages.get(asked[-1])

    async def parse(page: str, memory: bytes) -> ParsedFeed | None:
        return None if page == "broken" else parse_feed(document(page, memory=memory))

    return await with_children(first, ask, parse), asked


async def test_entries_of_all_children_are_offered_once() -> None:
    pages = {"a.xml": news("1", "2"), "b.xml": news("2", "3")}
    first, asked = await joined(parsed(index("a.xml", "b.xml")), pages)

    assert asked == ["b.xml", "a.xml"]
    assert [entry.title for entry in first.entries] == ["2 news", "3 news", "1 news"]
    assert {entry.feed_url for entry in first.entries} == {FEED_URL}
    assert (first.title, first.language, first.entry_count) == ("Quay", "en", 4)

    pages["b.xml"] = news("3", "4")
    again, _ = await joined(parsed(index("a.xml", "b.xml"), memory=first.memory), pages)
    assert [entry.title for entry in again.entries] == ["4 news"]
    assert again.known_count == 3


async def test_a_child_that_does_not_come_spoils_no_other() -> None:
    pages = {"a.xml": news("1"), "b.xml": "broken"}
    found, asked = await joined(parsed(index("a.xml", "b.xml", "c.xml")), pages)
    assert asked == ["c.xml", "b.xml", "a.xml"]
    assert [entry.title for entry in found.entries] == ["1 news"]


async def test_an_index_of_indexes_is_not_followed_further() -> None:
    found, asked = await joined(parsed(index("a.xml")), {"a.xml": index("b.xml")})
    assert (found.entries, asked) == ((), ["a.xml"])


async def test_a_feed_without_children_stays_as_it_is() -> None:
    feed = parsed(news("1"))
    found, asked = await joined(feed, {})
    assert found is feed
    assert asked == []
