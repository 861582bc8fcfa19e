import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from newsmill.hosting.health import NotListening, serve_health
from newsmill.hosting.status import ProcessStatus
from newsmill.settings import RuntimeSettings

STATUS: dict[str, Any] = {
    "rooms": {
        "cleaner": {
            "read": 9,
            "published": {"news.articles.clean.v1": 4},
            "dropped": {"no text": 2},
            "dead_lettered": 1,
            "in_flight": 2,
            "lost": 7,
        },
        "deduper": {
            "read": 0,
            "published": {},
            "dropped": {},
            "dead_lettered": 0,
            "in_flight": 0,
            "lost": 0,
            "broken": "20 dead letters in a row",
        },
        "puller": {
            "feeds": 5,
            "polls": 7,
            "failed": 1,
            "offered": 30,
            "dropped": {"refused_by_broker": 3},
            "skipped": 4,
            "left_out": 6,
            "unreadable_rows": 8,
            "in_flight": 0,
        },
    },
    "cpu_seconds": {"process": 1.5, "cleaner": 2.5},
}


def status(*, ready: bool = True) -> ProcessStatus:
    """The same, typed."""
    return ProcessStatus.from_json(json.dumps(STATUS | {"ready": ready}))


@asynccontextmanager
async def client(is_ready: bool) -> AsyncIterator[aiohttp.ClientSession]:
    settings = RuntimeSettings(health_port=0)
    async with (
        serve_health(settings, lambda: status(ready=is_ready)) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        yield session


@pytest.mark.parametrize(
    ("path", "is_ready", "code"),
    [
        ("/live", True, 200),
        ("/live", False, 200),
        ("/ready", True, 200),
        ("/ready", False, 503),
        ("/status", False, 200),
        ("/metrics", False, 200),
        ("/", True, 404),
    ],
)
async def test_a_process_says_whether_it_lives_and_is_ready(
    path: str, is_ready: bool, code: int
) -> None:
    async with client(is_ready) as session, session.get(path) as reply:
        assert reply.status == code


async def test_the_status_is_json_and_says_whether_it_is_ready() -> None:
    async with client(is_ready=True) as session, session.get("/status") as reply:
        assert await reply.json() == STATUS | {"ready": True}


async def test_the_same_sums_are_metrics() -> None:
    """For each room: read = published + dropped + dead-lettered + in flight."""
    async with client(is_ready=True) as session, session.get("/metrics") as reply:
        assert reply.content_type == "text/plain"
        families = list(text_string_to_metric_families(await reply.text()))
    samples = [sample for family in families for sample in family.samples]

    def values(name: str, **labels: str) -> list[float]:
        return sorted(
            sample.value
            for sample in samples
            if sample.name == f"newsmill_{name}" and labels.items() <= sample.labels.items()
        )

    assert values("ready") == [1]
    assert values("messages_read_total", room="cleaner") == [9]
    assert values("messages_total", room="cleaner") == [1, 2, 4]
    assert values("in_flight", room="cleaner") == [2]
    assert values("messages_lost_total", room="cleaner") == [7]
    assert values("messages_total", outcome="dropped", detail="no text") == [2]
    assert values("broken", room="deduper") == [1]
    assert values("broken", room="cleaner") == [0]
    assert values("entries_offered_total") == [30]
    assert values("messages_total", room="puller", outcome="dropped") == [3]
    assert values("entries_skipped_total") == [4]
    assert values("entries_left_out_total") == [6]
    assert values("unreadable_rows_total") == [8]
    assert values("cpu_seconds_total", process="cleaner") == [2.5]
    assert all(family.documentation for family in families)


async def test_without_a_port_nothing_is_served() -> None:
    settings = RuntimeSettings(health_port=None)
    async with serve_health(settings, status) as port:
        assert port is None


async def test_a_taken_port_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(NotListening, match=f"port {port} .* NEWSMILL_HEALTH_PORT"):
            async with serve_health(RuntimeSettings(health_port=port), status):
                pass


async def test_the_port_is_free_afterwards() -> None:
    settings = RuntimeSettings(health_port=0)
    async with serve_health(settings, status) as port:
        pass
    again = RuntimeSettings(health_port=port)
    async with serve_health(again, status) as second:
        assert second == port


@pytest.mark.parametrize(
    ("host", "why"),
    [
        pytest.param("192.0.2.1", "address", id="an address of nobody"),
        pytest.param("nobody.invalid", "not known", id="a name of nobody"),
    ],
)
async def test_where_nobody_can_listen_is_not_called_taken(host: str, why: str) -> None:
    settings = RuntimeSettings(health_host=host, health_port=0)
    with pytest.raises(NotListening) as refusal:
        async with serve_health(settings, status):
            pass
    assert f"NEWSMILL_HEALTH_HOST={host}: " in str(refusal.value)
    assert why in str(refusal.value)
    assert "taken" not in str(refusal.value)
