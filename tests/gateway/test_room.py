"""The gateway on a broker: what rooms write is found, streamed, fed out and accounted for."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, cast

import aiohttp
import pytest
from lxml import etree

from newsmill.clock import utc_now
from newsmill.contracts.outcomes import Drop
from newsmill.contracts.topics import (
    DROPS,
    DUPLICATE_ARTICLES,
    ENRICHED_ARTICLES,
    FEED_STATES,
    FEEDS,
)
from newsmill.environment import SettingsError
from newsmill.gateway.app import open_room, read_settings
from newsmill.hosting.host import Host
from newsmill.hosting.status import GatewayStatus
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import topic_name
from newsmill.kafka.liveness import BrokerLiveness
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.settings import KafkaSettings, RuntimeSettings
from newsmill.streaming.worker import Worker
from tests.builders import hex16
from tests.gateway.hostile import HOSTILE
from tests.gateway.inventing import copied, hostile_articles, invented, invented_feeds

PATIENCE_SECONDS = 60.0
ATOM = "{http://www.w3.org/2005/Atom}"


@asynccontextmanager
async def running(
    kafka: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[str, asyncio.Event, "asyncio.Task[None]"]]:
    monkeypatch.setenv("NEWSMILL_GATEWAY_PORT", "0")
    monkeypatch.setenv("NEWSMILL_GATEWAY_AUDIT_INTERVAL", "0.2")
    # The gateway has no stage: it never touches the worker.
    host = Host(kafka, RuntimeSettings(), cast(Worker, None), BrokerLiveness(kafka))
    stop = asyncio.Event()
    async with open_room(host):
        (service,) = host.services
        status = service.status()["gateway"]
        assert isinstance(status, GatewayStatus)
        task = asyncio.create_task(service.run(stop))
        try:
            yield f"http://127.0.0.1:{status.port}", stop, task
        finally:
            stop.set()
            await task


async def until(look: Callable[[], Awaitable[Any]]) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := await look()):
        assert time.monotonic() < deadline, "it did not come true"
        await asyncio.sleep(0.05)
    return found


@pytest.mark.broker
@pytest.mark.timeout(240)
async def test_what_rooms_write_is_found_streamed_and_accounted_for(
    kafka: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create_topics(kafka)
    now = utc_now()
    ferry = invented(1, now - timedelta(minutes=2), title="The ferry returns")
    drop = Drop(
        room="cleaner",
        reason="too_short",
        entry_id=ferry.provenance.entry_id,
        entry_version=hex16("another state"),
        dropped_at=now,
    )
    async with (
        open_publisher(kafka) as publisher,
        running(kafka, monkeypatch) as (url, stop, task),
        aiohttp.ClientSession(url) as client,
    ):

        async def asked(path: str, **parameters: str) -> Any:
            async with client.get(path, params=parameters) as response:
                return await response.json() if response.status == 200 else None

        async def opened() -> aiohttp.ClientResponse | None:
            wanted = {"q": "title:ferry OR title:tide"}
            response = await client.get("/v1/stream", params=wanted)
            return response if response.status == 200 else None

        events = _events(await until(opened))
        assert (await anext(events))["event"] == "hello"
        for feed, state in list(invented_feeds(now))[:2]:
            await publish_record(publisher, kafka, FEEDS, feed, "cli")
            await publish_record(publisher, kafka, FEED_STATES, state, "puller")
        await publish_record(publisher, kafka, ENRICHED_ARTICLES, ferry, "enricher")
        copy = copied(ferry, "island-post.example")
        await publish_record(publisher, kafka, DUPLICATE_ARTICLES, copy, "deduper")
        await publish_record(publisher, kafka, DROPS, drop, "cleaner")
        # What a stranger has written to a topic of ours.
        name = topic_name(kafka, ENRICHED_ARTICLES)
        for garbage in (b"\xff", b"{", b"[1]", b'{"title": NaN}'):
            await publisher.publish(name, b"key", garbage, "key", [])
        for article in hostile_articles(now):
            await publish_record(publisher, kafka, ENRICHED_ARTICLES, article, "enricher")

        first = await anext(events)
        assert first["event"] == "article"
        assert json.loads(first["data"])["title"] == "The ferry returns"

        async def all_articles() -> Any:
            page = await asked("/v1/articles", limit="100")
            return page if len(page["articles"]) == 1 + len(HOSTILE) else None

        page = await until(all_articles)
        titles = {article["title"] for article in page["articles"]}
        assert HOSTILE["script"] in titles
        found = await asked("/v1/articles", q="ferry")
        assert [article["title"] for article in found["articles"]] == ["The ferry returns"]

        async def detail_with_copy_and_drop() -> Any:
            detail = await asked(f"/v1/articles/{ferry.article_id}")
            return detail if detail["copies"] and len(detail["ways"]) == 2 else None

        detail = await until(detail_with_copy_and_drop)
        assert detail["article"]["copies"] == {"count": 1, "hosts": ["island-post.example"]}
        enriched, dropped = detail["ways"]
        assert [step["room"] for step in enriched["steps"]][-1] == "enricher"
        assert enriched["steps"][-1]["topic"] == ENRICHED_ARTICLES.name
        assert (dropped["outcome"], dropped["steps"][0]["what"]) == (
            "dropped",
            "dropped: too short",
        )

        async with client.get("/v1/feed.atom", params={"limit": "100"}) as response:
            root = etree.fromstring(await response.read())
        assert len(root.findall(f"{ATOM}entry")) == 1 + len(HOSTILE)

        feeds = await until(lambda: asked("/v1/feeds"))
        assert {feed["condition"] for feed in feeds["feeds"]} == {"good", "late"}

        async def audited() -> Any:
            mill = await asked("/v1/mill")
            audit = mill["audit"]
            return mill if audit and audit["as_of"] > f"{utc_now():%Y-%m-%d}" else None

        mill = await until(audited)
        assert mill["audit"]["sentence"].endswith("0 missing")
        assert mill["clients"] == 1
        assert {room["room"]: room["per_minute"] for room in mill["rooms"]}["enricher"] > 0

        stop.set()
        last = [event async for event in events]
        assert last[-1]["event"] == "goodbye"
        await task


async def _events(response: aiohttp.ClientResponse) -> AsyncIterator[dict[str, str]]:
    """Those with data."""
    event: dict[str, str] = {}
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for line in response.content:
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field:
                event[field] = value
                continue
            if "data" in event:
                yield event
            event = {}


@pytest.mark.parametrize(
    ("variables", "why"),
    [
        ({"HOST": "0.0.0.0"}, "NEWSMILL_GATEWAY_HOST=0.0.0.0 lets others"),
        ({"TOKENS": "ana read"}, "NEWSMILL_GATEWAY_TOKENS: line 1"),
        ({"CORS_ORIGINS": "*"}, "NEWSMILL_GATEWAY_CORS_ORIGINS"),
        ({"PUBLIC_URL": "news.example"}, "NEWSMILL_GATEWAY_PUBLIC_URL"),
    ],
)
def test_what_cannot_work_is_one_line_that_names_the_setting(
    variables: dict[str, str], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"NEWSMILL_GATEWAY_{name}", value)
    with pytest.raises(SettingsError, match=why):
        read_settings()
