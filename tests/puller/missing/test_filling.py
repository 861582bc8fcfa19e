"""Two polls without a common entry: what was missed is estimated, and got from older pages."""

from collections.abc import Mapping
from datetime import timedelta
from email.utils import format_datetime

import pytest

from newsmill.contracts.feeds import FeedEvent
from newsmill.puller.asking.polling import Poll
from tests.puller.asking.reader import Reader, open_reader
from tests.puller.documents import NOW, item, rss
from tests.web.wire import said

HOUR = timedelta(hours=1)


def entries(*numbers: int) -> list[str]:
    """Entries, of which each came an hour after the one before."""
    return [
        item(number, pubDate=format_datetime(NOW + number * HOUR, usegmt=True))
        for number in reversed(numbers)
    ]


def feed(*numbers: int, channel: str = "") -> bytes:
    return rss(*entries(*numbers), channel=f"<link>https://site.example/</link>{channel}").encode()


def archive(link: str, rel: str = "prev-archive") -> str:
    return f'<link xmlns="http://www.w3.org/2005/Atom" rel="{rel}" href="{link}"/>'


def answers(reader: Reader, by_target: Mapping[str, bytes]) -> None:
    def answer(request: bytes) -> bytes:
        target = request.split(b" ")[1].decode()
        return said(200, by_target[target]) if target in by_target else said(404)

    reader.wire.answer = answer


async def polled(reader: Reader, after: timedelta) -> tuple[FeedEvent, list[str]]:
    result = await reader.ask(after)
    assert isinstance(result, Poll)
    return result.event, sorted(article.guid or "" for article in result.articles)


def guids(*numbers: int) -> list[str]:
    return sorted(f"guid-{number}" for number in numbers)


async def test_documents_with_a_common_entry_have_no_gap() -> None:
    async with open_reader() as reader:
        answers(reader, {"/feed": feed(1, 2, 3)})
        first, _ = await polled(reader, 3 * HOUR)
        answers(reader, {"/feed": feed(3, 4, 5)})
        second, offered = await polled(reader, 2 * HOUR)

    assert (first.gap, second.gap, offered) == (None, None, guids(4, 5))
    assert reader.state.gaps == 0


async def test_a_gap_is_told_with_an_estimate_and_shortens_the_interval() -> None:
    async with open_reader() as reader:
        answers(reader, {"/feed": feed(1, 2, 3)})
        await polled(reader, 3 * HOUR)
        answers(reader, {"/feed": feed(14, 15, 16)})
        event, offered = await polled(reader, 13 * HOUR)

    assert (event.gap, event.backfilled, offered) == (11, 0, guids(14, 15, 16))
    assert (reader.state.gaps, reader.state.gap_at) == (1, reader.at)
    assert reader.state.next_poll_why == "articles were missed"


@pytest.mark.parametrize(
    ("channel", "first_page", "second_page"),
    [
        (archive("/older"), "/older", "/oldest"),
        (archive("/older", "next"), "/older", "/oldest"),
        (
            "<generator>https://wordpress.org/?v=6.8</generator>",
            "/feed?paged=2",
            "/feed?paged=3",
        ),
    ],
    ids=["an archive", "a paged feed", "WordPress"],
)
async def test_a_gap_is_filled_from_older_pages_until_one_is_known(
    channel: str, first_page: str, second_page: str
) -> None:
    async with open_reader() as reader:
        answers(reader, {"/feed": feed(3, 4, 5)})
        await polled(reader, 5 * HOUR)
        older = channel.replace("/older", "/oldest")
        answers(
            reader,
            {
                "/feed": feed(12, 13, 14, channel=channel),
                first_page: feed(9, 10, 11, 12, channel=older),
                second_page: feed(1, 2, 5, 6, 7, 8, channel=older),
            },
        )
        event, offered = await polled(reader, 9 * HOUR)
        again, nothing = await polled(reader, HOUR)

    # What was there before the poll before is old news, whether it was seen or not.
    assert offered == guids(6, 7, 8, 9, 10, 11, 12, 13, 14)
    assert (event.backfilled, event.offered) == (6, 9)
    assert (nothing, again.gap) == ([], None)


async def test_a_gap_is_filled_from_the_sites_news_sitemap() -> None:
    def page(number: int) -> str:
        at = (NOW + number * HOUR).isoformat()
        return (
            f"<url><loc>https://site.example/{number}</loc><news:news><news:publication>"
            "<news:name>Site</news:name><news:language>en</news:language></news:publication>"
            f"<news:publication_date>{at}</news:publication_date>"
            f"<news:title>Title {number}</news:title></news:news></url>"
        )

    sitemap = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        + "".join(map(page, range(20)))
        + "</urlset>"
    )
    async with open_reader(robots=True) as reader:
        answers(reader, {"/feed": feed(3, 4, 5)})
        await polled(reader, 5 * HOUR)
        named = f"Sitemap: {reader.url('/maps/news.xml')}\nSitemap: {reader.url('/all.xml')}\n"
        answers(
            reader,
            {
                "/feed": feed(12, 13, 14),
                "/robots.txt": named.encode(),
                "/maps/news.xml": sitemap.encode(),
            },
        )
        event, _ = await polled(reader, 30 * HOUR)

    assert reader.state.gaps == 1
    assert event.backfilled == 6


async def test_older_pages_that_never_end_are_left() -> None:
    async with open_reader() as reader:
        answers(reader, {"/feed": feed(1)})
        await polled(reader, HOUR)
        pages = {
            f"/page{page}": feed(1000 - page, channel=archive(f"/page{page + 1}"))
            for page in range(50)
        }
        answers(reader, {"/feed": feed(1001, channel=archive("/page0"))} | pages)
        event, _ = await polled(reader, 1001 * HOUR)

    assert event.backfilled == 5


async def test_pages_that_lead_in_a_circle_or_are_broken_do_no_harm() -> None:
    async with open_reader() as reader:
        answers(reader, {"/feed": feed(1)})
        await polled(reader, HOUR)
        answers(reader, {"/feed": feed(9, channel=archive("/feed"))})
        circle, offered = await polled(reader, 8 * HOUR)
        answers(reader, {"/feed": feed(20, channel=archive("/x")), "/x": b"<html>gone</html>"})
        broken, _ = await polled(reader, 11 * HOUR)

    assert (circle.kind, offered, broken.kind) == ("polled", guids(9), "polled")
    assert (circle.backfilled, broken.backfilled) == (0, 0)
