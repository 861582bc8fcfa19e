"""The index keeps the newest versions, folds copies, and forgets what is taken back."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from newsmill import filters
from newsmill.filters import EVERYTHING
from newsmill.gateway.index.cursors import CursorInvalid, Order
from newsmill.gateway.index.entries import Entry
from newsmill.gateway.index.index import Index
from newsmill.gateway.index.rows import Page
from newsmill.positions import Position
from tests.builders import hex32
from tests.filters.cases import entity
from tests.gateway.index.entries import Settings, article, copy, noon

MINUTE = timedelta(minutes=1)


@pytest_asyncio.fixture
async def index() -> AsyncIterator[Index]:
    index = await Index.open(None, Settings(), now=noon)
    yield index
    await index.close()


async def test_the_newest_comes_first_whatever_order_partitions_are_read_in(index: Index) -> None:
    await index.add([article("late", 0, partition=1, after=2 * MINUTE)])
    await index.add([article("early", 0), article("between", 1, after=MINUTE)])
    assert await _titles(index) == ["late", "between", "early"]


async def test_a_revision_replaces_what_it_revises_and_knows_it(index: Index) -> None:
    await index.add([article("ferry", text="The ferry sank."), article("other", 1)])
    again = article("ferry", 2, after=MINUTE, revision=2, text="It floats.", change="revised")
    await index.add([again])
    page = await index.search(EVERYTHING, limit=10)
    assert [row.article_id for row in page.articles] == [hex32("ferry"), hex32("other")]
    assert page.articles[0].previous is not None
    assert page.articles[0].previous.text == "The ferry sank."
    assert await _titles(index, "sank") == []
    assert await _titles(index, "floats") == ["ferry"]
    detail = await index.article(hex32("ferry"))
    assert detail is not None
    assert [row.record["text"] for row in detail.revisions] == ["It floats.", "The ferry sank."]
    assert (await index.counts()).articles == 2


@pytest.mark.parametrize(
    "older",
    [
        article("ferry", 1, text="old"),
        article("ferry", 1, after=3 * MINUTE, text="old"),
        article("ferry", 1, after=MINUTE, revision=2, text="old"),
    ],
    ids=["first revision", "first revision, enriched again", "the same again"],
)
async def test_what_is_not_newer_is_left_out(index: Index, older: object) -> None:
    await index.add([article("ferry", 0, after=MINUTE, revision=2, text="new")])
    assert await index.add([older]) == []  # type: ignore[list-item] # an entry
    assert await _titles(index, "old") == []
    assert await _titles(index, "new") == ["ferry"]
    assert index.position() == Position(0, {0: 2})


async def test_what_was_taken_back_is_gone_from_everything(index: Index) -> None:
    await index.add(
        [
            article("ferry", 0, text="secret one", entities=[entity("Ada", "person")]),
            article("ferry", 1, after=MINUTE, revision=2, text="secret two"),
            copy("echo", "ferry"),
        ]
    )
    gone = article("ferry", 2, after=2 * MINUTE, revision=2, change="retracted", text="secret two")
    taken = await index.add([gone])
    assert b"secret" not in taken[0].raw
    assert await _titles(index) == await _titles(index, "secret") == []
    assert await index.article(hex32("ferry")) is None
    later = await index.since(Position(0, {}), index.position(), 100)
    assert [row.record["change"] for row in later] == ["retracted"]
    assert not any(b"secret" in row.raw for row in later)
    # A repeated message does not bring it back; a later revision does.
    await index.add([article("ferry", 3, after=3 * MINUTE, revision=2, text="secret two")])
    assert await _titles(index) == []
    await index.add([article("ferry", 4, after=4 * MINUTE, revision=3, text="cleared")])
    assert await _titles(index) == ["ferry"]


async def test_copies_are_folded_under_what_they_copy(index: Index) -> None:
    await index.add([copy("early bird", "ferry")])
    await index.add([article("ferry"), copy("echo", "ferry"), copy("echo", "ferry", 1)])
    page = await index.search(EVERYTHING, limit=10)
    copies = page.articles[0].copies
    assert (copies.count, copies.hosts) == (2, ("early bird.example", "echo.example"))
    detail = await index.article(hex32("ferry"))
    assert detail is not None
    assert len(detail.copies) == 2


@pytest.mark.parametrize("order", ["newest", "relevance"])
async def test_pages_do_not_move_when_new_articles_come(index: Index, order: Order) -> None:
    await index.add([article(f"wind {at}", at, after=at * MINUTE) for at in range(25)])
    titles: list[str] = []
    page = await _page(index, "wind", order, None)
    for again in range(10):
        titles += [row.record["title"] for row in page.articles]
        if page.next is None:
            break
        await index.add([article(f"wind new {again}", 100 + again, after=100 * MINUTE)])
        page = await _page(index, "wind", order, page.next)
    assert len(titles) == 25
    assert set(titles) == {f"wind {at}" for at in range(25)}


async def test_a_cursor_belongs_to_its_question(index: Index) -> None:
    await index.add([article(f"wind {at}", at) for at in range(25)])
    cursor = (await _page(index, "wind", "newest", None)).next
    assert cursor is not None
    for text, order, written in (
        ("rain", "newest", cursor),
        ("wind", "relevance", cursor),
        ("wind", "newest", cursor[:-1]),
        ("wind", "newest", cursor[:-1] + ("A" if cursor[-1] != "A" else "B")),
        ("wind", "newest", ""),
        ("wind", "newest", "é" * 10),
    ):
        with pytest.raises(CursorInvalid):
            await _page(index, text, order, written)  # type: ignore[arg-type] # one of the two


async def test_the_best_come_first_where_that_is_asked_for(index: Index) -> None:
    much = article("wind wind", 0, text="wind")
    little = [article(f"calm {at}", at, after=at * MINUTE, text="a wind") for at in range(1, 9)]
    await index.add([much, *little])
    page = await _page(index, "wind", "relevance", None)
    assert page.articles[0].record["title"] == "wind wind"


async def test_days_that_are_over_are_dropped_whole() -> None:
    clock = noon()
    index = await Index.open(None, Settings(), now=lambda: clock)
    old = article("old", 0, after=timedelta(days=-13), entities=[entity("Ada", "person")])
    await index.add([old, copy("echo", "old"), article("new", 1)])
    assert await _titles(index) == ["new", "old"]
    clock += 86_400_000
    await index.add([])
    assert await _titles(index) == ["new"]
    assert await index.article(hex32("old")) is None
    gone = await index.gone_since(Position(0, {0: 0}))
    assert gone.messages == 1
    assert (await index.gone_since(Position(0, {0: 1}))).messages == 0
    await index.close()


async def test_a_full_index_lets_go_of_its_oldest_day() -> None:
    index = await Index.open(None, Settings(), now=noon, max_bytes=1)
    await index.add([article("old", 0, after=timedelta(days=-1)), article("new", 1)])
    await index.add([])
    assert await _titles(index) == ["new"]
    await index.close()


async def test_a_date_in_the_future_does_not_stay_on_top(index: Index) -> None:
    await index.add([article("prophecy", after=timedelta(days=4000))])
    counts = await index.counts()
    assert counts.newest_at == noon()


async def test_many_articles_of_one_millisecond_have_their_places(index: Index) -> None:
    await index.add([article(f"{at}", at) for at in range(3000)])
    assert (await index.counts()).articles == 3000
    assert (await index.count(EVERYTHING, 5000)).articles == 3000


async def test_what_is_named_more_often_than_usual_is_rising(index: Index) -> None:
    entries: list[Entry] = []
    for hour in range(-100, 6):
        names = ["Usual"] * 2 + (["Riser"] * 4 if hour >= 4 else [])
        for number, name in enumerate(names):
            offset = len(entries)
            entries.append(
                article(
                    f"{hour} {number}",
                    offset,
                    after=timedelta(hours=hour, minutes=number),
                    entities=[entity(name, "person"), entity(name, "person")],
                )
            )
    await index.add(entries)
    rising = await index.rising(EVERYTHING, hours=6, kind=None, limit=5)
    assert [(one.name, one.kind, one.count) for one in rising] == [("Riser", "person", 8)]
    assert rising[0].usual == 0
    assert rising[0].series[-3:] == (4, 4, 0)
    most = await index.rising(EVERYTHING, hours=6, kind="person", limit=5, measure="count")
    assert [(one.name, one.count) for one in most] == [("Usual", 10), ("Riser", 8)]
    assert await index.rising(EVERYTHING, hours=6, kind="place", limit=5) == []
    wanted = filters.parse("person:usual")
    one = await index.rising(wanted, hours=6, kind=None, limit=5, measure="count")
    assert [(found.name, found.count) for found in one] == [("Usual", 10)]
    begins, step, counts = await index.over_time("riser", kind=None, hours=4)
    assert (step, counts) == (3600, (0, 4, 4, 0))
    assert begins.hour == 15


async def test_what_nobody_can_see_is_not_named(index: Index) -> None:
    names = ("  ", "\u200b", "***", '"', "٣", "札幌")
    entities = [{"kind": "place", "name": name} for name in names]
    await index.add([article("signs", entities=entities)])
    found = await index.rising(EVERYTHING, hours=24, kind="place", limit=9, measure="count")
    assert sorted(one.name for one in found) == sorted(("٣", "札幌"))


async def test_a_revision_is_not_counted_again(index: Index) -> None:
    ada = [entity("Ada", "person")]
    await index.add([article("ferry", 0, entities=ada), article("other", 1, entities=ada)])
    await index.add([article("ferry", 2, after=MINUTE, revision=2, entities=ada)])
    most = await index.rising(EVERYTHING, hours=24, kind=None, limit=5, measure="count")
    assert [(one.name, one.count) for one in most] == [("Ada", 2)]


async def _titles(index: Index, text: str = "") -> list[str]:
    page = await index.search(filters.parse(text), limit=100)
    return [row.record["title"] for row in page.articles]


async def _page(index: Index, text: str, order: Order, before: str | None) -> Page:
    return await index.search(filters.parse(text), limit=4, order=order, before=before)
