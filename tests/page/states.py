"""Each state of the page: how it is brought about, and by what it is recognised."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.async_api import Page

from tests.page.news import front_page, hostile, numbered
from tests.page.server import FakeGateway

Prepare = Callable[[FakeGateway], None]
Act = Callable[[FakeGateway, Page], Awaitable[None]]


def nothing_to_prepare(gateway: FakeGateway) -> None:
    """The gateway is as it always is."""


async def nothing_to_do(gateway: FakeGateway, page: Page) -> None:
    """The page is in its state once it is loaded."""


@dataclass(frozen=True)
class State:
    """`shows` is the selector of what is only there in this state."""

    name: str
    shows: str
    query: str = ""
    prepare: Prepare = nothing_to_prepare
    act: Act = nothing_to_do


async def wait_until_live(gateway: FakeGateway, page: Page) -> None:
    await page.wait_for_selector("#state[data-state=live]")


async def three_come(gateway: FakeGateway, page: Page) -> None:
    await wait_until_live(gateway, page)
    await gateway.publish(*(numbered(number) for number in range(900, 903)))


async def pause(gateway: FakeGateway, page: Page) -> None:
    await wait_until_live(gateway, page)
    await page.click("#pause")
    await gateway.publish(*(numbered(number) for number in range(900, 914)))
    await page.wait_for_selector("#state-more:has-text('14 waiting')", state="attached")


async def hang_up(gateway: FakeGateway, page: Page) -> None:
    await wait_until_live(gateway, page)
    gateway.refuse("v1/stream", 503, retry_after=4)
    gateway.hang_up()


async def come_back(gateway: FakeGateway, page: Page) -> None:
    await hang_up(gateway, page)
    await page.wait_for_selector("#notice .warn")
    gateway.refusals.clear()
    await page.click("#notice .button")


async def come_back_to_a_gap(gateway: FakeGateway, page: Page) -> None:
    await come_back(gateway, page)
    await page.wait_for_selector("#state[data-state=live]")
    gap = {"missed": 1240, "from": "2026-11-28T02:10:00.000Z",
           "until": "2026-11-28T03:05:00.000Z"}  # fmt: skip
    gateway.send("gap", gap)


async def open_copies(gateway: FakeGateway, page: Page) -> None:
    await page.click("summary:has-text('also on 7 sites')")


async def open_way(gateway: FakeGateway, page: Page) -> None:
    await page.click(".latency summary >> nth=0")


async def press_help(gateway: FakeGateway, page: Page) -> None:
    await page.wait_for_selector("article")
    await page.keyboard.press("?")


async def take_away(gateway: FakeGateway, page: Page) -> None:
    await page.wait_for_selector("article")
    await page.click("#take-away")


async def look_at_the_mill(gateway: FakeGateway, page: Page) -> None:
    """Which has a view of its own on a phone."""
    await page.wait_for_selector("#audit .bad", state="attached")
    mill = page.locator("[data-show=mill]")
    if await mill.is_visible():
        await mill.click()


async def retract(gateway: FakeGateway, page: Page) -> None:
    await wait_until_live(gateway, page)
    await page.wait_for_selector("article")
    gone = {**gateway.articles[1], "change": "retracted"}
    gateway.send("article", gone, id="p99")


def no_articles(gateway: FakeGateway) -> None:
    gateway.articles = []
    gateway.rising, gateway.places = [], []
    gateway.mill["index"]["articles"] = 0
    gateway.mill["audit"] = None
    gateway.feeds = {**gateway.feeds, "total": 0, "need_a_look": 0, "feeds": []}


def with_a_token(gateway: FakeGateway) -> None:
    gateway.token = "right-token"


def forbidden(gateway: FakeGateway) -> None:
    for path in ("articles", "stream", "mill", "feeds", "entities"):
        gateway.refuse(f"v1/{path}", 403, detail="the token has not the scope read")


def behind(gateway: FakeGateway) -> None:
    gateway.mill["index"] |= {
        "caught_up": False,
        "behind_messages": 12400,
        "behind_seconds": 184.0,
        "newest_at": "2026-11-28T11:57:00.000Z",
    }


def away(gateway: FakeGateway) -> None:
    gateway.refuse("v1/articles", 503, retry_after=4, detail="the index is still being built")


def slow(gateway: FakeGateway) -> None:
    gateway.delays["v1/articles"] = 30.0


def missing(gateway: FakeGateway) -> None:
    gateway.mill["audit"] |= {"verdict": "missing", "missing": 3, "in_flight": 0, "enriched": 901}


def only_hostile(gateway: FakeGateway) -> None:
    gateway.articles = hostile()
    names = ["<script>1</script>", "a" * 300, "\u202eevil"]
    gateway.rising = [{**gateway.rising[0], "name": name} for name in names]
    gateway.places = [{**gateway.places[0], "name": name} for name in names]
    gateway.feeds["feeds"] = [{**gateway.feeds["feeds"][0], "title": name} for name in names]


NOTHING = "?q=place%3AFrance+language%3Aen+title%3Asubmarine"
STATES = (
    State("live", "article >> nth=5", act=wait_until_live),
    State("loading", ".ghost", prepare=slow),
    State("new-articles", "#pill:has-text('3 new articles')", act=three_come),
    State("filtered", "#terms li >> nth=1", "?q=language%3Aen+place%3A%22Port+Ellery%22"),
    State("paused", "#state[data-state=paused]", act=pause),
    State("disconnected", "#notice .warn:has-text('trying again in')", act=hang_up),
    State("resumed", "#notice .good:has-text('0 missed')", act=come_back),
    State("missed", "#notice .warn:has-text('240 missed')", act=come_back_to_a_gap),
    State("behind", "#notice .warn:has-text('behind by 3 min')", prepare=behind),
    State("empty", "#panel[data-kind=empty]", prepare=no_articles),
    State("nothing-matches", "#panel[data-kind=nothing] .choices", NOTHING),
    State(
        "filter-error", "#panel[data-kind=filter-error] .caret", "?q=language%3Aen+plcae%3AKenya"
    ),
    State("sign-in", "#panel[data-kind=forbidden] #token", prepare=with_a_token),
    State("forbidden", "#panel[data-kind=forbidden]", prepare=forbidden),
    State("unreachable", "#panel[data-kind=unreachable]", prepare=away),
    State("missing", "#audit .bad", prepare=missing, act=look_at_the_mill),
    State("copies", ".hosts li >> nth=6", act=open_copies),
    State("way", ".steps li >> nth=4", act=open_way),
    State("retracted", "article.retracted", act=retract),
    State("help", "dialog[open] .help", act=press_help),
    State("take-away", "dialog[open] .ways", "?q=place%3A%22Port+Ellery%22", act=take_away),
    State("hostile", "article >> nth=9", prepare=only_hostile),
    State("wall", ".clock:not([hidden])", "?wall", act=wait_until_live),
)


async def bring_about(state: State, gateway: FakeGateway, page: Page) -> None:
    """The page in `state`."""
    gateway.articles = front_page(datetime.now(UTC))
    state.prepare(gateway)
    await page.goto(gateway.url + state.query)
    await state.act(gateway, page)
    await page.wait_for_selector(state.shows)
