"""With a real hub over HTTP: what https://websub.rocks/subscriber tries, and what goes wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from newsmill.local.ports import free_port
from newsmill.puller.websub.authenticity import ALGORITHMS
from newsmill.puller.websub.discovering import Offer
from newsmill.puller.websub.pushing import Hubs, open_hubs
from newsmill.puller.websub.serving import CallbackNotListening
from newsmill.puller.websub.settings import WebSubSettings
from newsmill.web.fetching import FetchSettings, Reply, open_fetcher
from tests.puller.websub.hub import CHALLENGE, Hub, a_hub, until

FEED = "https://paper.example/feed"
TOPIC = "https://paper.example/feed.xml"
LOOK = timedelta(milliseconds=20)
KEY = "a key of this test's own"
NEWS = b"<rss version='2.0'><channel><item><title>Mill turns</title></item></channel></rss>"


@dataclass
class Listening:
    hubs: Hubs
    settings: WebSubSettings
    clock: list[datetime]
    pushes: list[tuple[str, bytes, str]] = field(default_factory=list)
    has_room: bool = True

    def later(self, length: timedelta) -> None:
        self.clock[0] += length

    async def active(self) -> datetime:
        await until(lambda: self.hubs.pushed_until(FEED))
        ends = self.hubs.pushed_until(FEED)
        assert ends is not None
        return ends


@asynccontextmanager
async def listening(key: str = KEY) -> AsyncIterator[Listening]:
    port = free_port()
    settings = WebSubSettings(callback_url=f"http://127.0.0.1:{port}/hubs/", key=key, port=port)
    clock = [datetime(2026, 3, 4, 12, tzinfo=UTC)]
    pushes: list[tuple[str, bytes, str]] = []

    def on_push(feed_url: str, body: bytes, content_type: str) -> bool:
        if here.has_room:
            pushes.append((feed_url, body, content_type))
        return here.has_room

    async with (
        open_fetcher(FetchSettings(allow_private_networks=True)) as fetcher,
        open_hubs(settings, fetcher, on_push, lambda: clock[0], 10_000, LOOK) as hubs,
    ):
        assert hubs is not None
        here = Listening(hubs, settings, clock, pushes)
        yield here


async def subscribed(here: Listening, hub: Hub) -> datetime:
    here.hubs.offered(FEED, Offer(hub.url, TOPIC))
    return await here.active()


async def test_a_subscription_is_asked_for_and_confirmed() -> None:
    async with listening() as here, a_hub() as hub:
        ends = await subscribed(here, hub)

        (form,) = hub.forms
        assert form["hub.mode"] == "subscribe"
        assert form["hub.topic"] == TOPIC
        assert 0 < len(form["hub.secret"].encode()) < 200
        assert hub.challenges == [(200, CHALLENGE)]
        assert ends == here.clock[0] + timedelta(hours=1)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_hub_that_has_moved_is_followed_with_the_form(status: int) -> None:
    async with listening() as here, a_hub() as hub:
        hub.redirects["/old"] = status
        here.hubs.offered(FEED, Offer(f"http://127.0.0.1:{hub.port}/old", TOPIC))
        await here.active()

        assert [form["hub.topic"] for form in hub.forms] == [TOPIC]


async def test_a_question_about_another_topic_is_refused() -> None:
    async with listening() as here, a_hub() as hub:
        hub.topic_asked = "https://other.example/feed"
        here.hubs.offered(FEED, Offer(hub.url, TOPIC))
        await hub.asked(1)

        assert hub.challenges[0][0] == 404
        assert here.hubs.pushed_until(FEED) is None


async def test_a_question_that_we_did_not_cause_is_refused() -> None:
    async with listening() as here, a_hub() as hub:
        await subscribed(here, hub)
        form = hub.forms[0]

        ended, _ = await hub.ask({**form, "hub.mode": "unsubscribe"})
        strangers, _ = await hub.ask({**form, "hub.callback": form["hub.callback"][:-1] + "0"})

        assert (ended, strangers) == (404, 404)
        assert here.hubs.pushed_until(FEED) is not None


async def test_a_hub_may_ask_again_about_a_subscription_that_holds() -> None:
    async with listening() as here, a_hub() as hub:
        await subscribed(here, hub)
        here.later(timedelta(minutes=20))

        assert await hub.ask(hub.forms[0]) == (200, CHALLENGE)
        assert here.hubs.pushed_until(FEED) == here.clock[0] + timedelta(hours=1)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_news_signed_with_the_secret_are_taken(algorithm: str) -> None:
    async with listening() as here, a_hub() as hub:
        await subscribed(here, hub)

        assert 200 <= await hub.notify(hub.forms[0], NEWS, algorithm=algorithm) < 300
        assert here.pushes == [(FEED, NEWS, "application/rss+xml")]


async def test_news_without_a_valid_signature_are_ignored() -> None:
    async with listening() as here, a_hub() as hub:
        await subscribed(here, hub)

        unsigned = await hub.notify(hub.forms[0], NEWS, algorithm=None)
        wrong = await hub.notify(hub.forms[0], NEWS, secret="guessed")
        weak = await hub.notify(hub.forms[0], NEWS, algorithm="md5")

        assert here.pushes == []
        # Acknowledged, so that a sender learns nothing.
        assert {unsigned, wrong, weak} == {202}


async def test_news_that_there_is_no_room_for_are_to_be_sent_again() -> None:
    async with listening() as here, a_hub() as hub:
        await subscribed(here, hub)
        here.has_room = False

        assert await hub.notify(hub.forms[0], NEWS) == 503


async def test_news_that_are_too_large_are_refused_and_strangers_not_read() -> None:
    async with listening() as here, a_hub() as hub:
        await subscribed(here, hub)

        assert await hub.notify(hub.forms[0], b"x" * 20_000) == 413
        stranger = {**hub.forms[0], "hub.callback": hub.forms[0]["hub.callback"][:-2] + "00"}
        assert await hub.notify(stranger, NEWS) == 410
        assert here.pushes == []


async def test_half_way_through_its_lease_a_subscription_is_renewed() -> None:
    async with listening() as here, a_hub() as hub:
        first = await subscribed(here, hub)
        here.later(timedelta(minutes=29))
        await asyncio.sleep(10 * LOOK.total_seconds())
        assert len(hub.forms) == 1

        here.later(timedelta(minutes=2))
        await hub.asked(2)

        assert here.hubs.pushed_until(FEED) == first + timedelta(minutes=31)
        assert hub.forms[0] == hub.forms[1]


async def test_a_hub_that_refuses_is_asked_again_later() -> None:
    async with listening() as here, a_hub() as hub:
        hub.status = 500
        here.hubs.offered(FEED, Offer(hub.url, TOPIC))
        await hub.told(1)
        await asyncio.sleep(10 * LOOK.total_seconds())
        assert (len(hub.forms), here.hubs.pushed_until(FEED)) == (1, None)

        hub.status = 202
        here.later(timedelta(minutes=11))
        await here.active()

        assert len(hub.forms) == 2


async def test_a_hub_that_never_asks_back_leaves_the_feed_to_be_polled() -> None:
    async with listening() as here, a_hub() as hub:
        hub.asks_back = False
        here.hubs.offered(FEED, Offer(hub.url, TOPIC))
        await hub.told(1)

        assert here.hubs.pushed_until(FEED) is None


async def test_a_denied_subscription_is_over() -> None:
    async with listening() as here, a_hub() as hub:
        await subscribed(here, hub)

        assert await hub.deny(hub.forms[0]) == 200
        assert here.hubs.pushed_until(FEED) is None


async def test_a_hub_that_keeps_news_back_is_not_relied_on_for_a_day() -> None:
    async with listening() as here, a_hub() as hub:
        await subscribed(here, hub)

        here.hubs.missed(FEED)
        await asyncio.sleep(10 * LOOK.total_seconds())
        assert (len(hub.forms), here.hubs.pushed_until(FEED)) == (1, None)

        here.later(timedelta(hours=25))
        await here.active()


async def test_a_feed_that_is_removed_is_unsubscribed() -> None:
    async with listening() as here, a_hub() as hub:
        await subscribed(here, hub)
        callback = hub.forms[0]["hub.callback"]

        here.hubs.removed(FEED)
        await hub.asked(2)

        assert hub.forms[1]["hub.mode"] == "unsubscribe"
        assert hub.challenges[1] == (200, CHALLENGE)
        assert await hub.notify({**hub.forms[0], "hub.callback": callback}, NEWS) == 410


async def test_after_a_restart_the_same_secret_holds() -> None:
    async with a_hub() as hub:
        async with listening() as here:
            await subscribed(here, hub)
        async with listening() as here:
            await subscribed(here, hub)
        async with listening(key="another key than before") as here:
            await subscribed(here, hub)

    secrets = [form["hub.secret"] for form in hub.forms]
    assert secrets[0] == secrets[1] != secrets[2]
    assert KEY not in str(hub.forms)


async def test_a_taken_port_is_said() -> None:
    async with listening() as here:
        with pytest.raises(CallbackNotListening, match="NEWSMILL_WEBSUB_PORT"):
            async with open_hubs(here.settings, Never(), lambda *_: True, lambda: here.clock[0], 1):
                pass


class Never:
    async def post(self, *_: object, **__: object) -> Reply:
        raise AssertionError("nothing is to be sent")
