"""What any answer has, and what readers who do harm get."""

import asyncio
import contextlib
import gzip
import json
import logging
import socket
import struct
import time
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import aiohttp
import pytest

from newsmill.clock import utc_now
from newsmill.contracts.feeds import Feed
from newsmill.contracts.topics import DUPLICATE_ARTICLES, FEEDS
from newsmill.gateway.following import entry_of, take
from newsmill.gateway.serving import connections as connections_module
from newsmill.gateway.serving.conditions import accepts_gzip
from newsmill.gateway.serving.headers import BadOrigin, Origins
from newsmill.gateway.serving.static_files import StaticFiles
from newsmill.gateway.settings import Settings
from newsmill.kafka.records import Message
from newsmill.positions import Position
from tests.builders import hex32
from tests.gateway.inventing import copied, invented
from tests.gateway.opening import Opened, open_gateway
from tests.gateway.shelf import EPOCH

DEADLINE_SECONDS = 60.0
PATHS = ("/v1/articles", "/v1/feed.atom", "/docs", "/docs.css", "/nothing", "/v1/stream?from=@")


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_says_what_browsers_may_do_with_it(
    path: str, client: aiohttp.ClientSession
) -> None:
    async with client.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response.headers["Server"] == "newsmill"


@pytest.mark.parametrize("path", ["/v1/feed.atom", "/v1/feed.json", "/docs", "/v1/openapi.json"])
async def test_what_is_known_is_not_sent_again(path: str, client: aiohttp.ClientSession) -> None:
    async with client.get(path) as first:
        etag, last_modified = first.headers["ETag"], first.headers.get("Last-Modified")
    async with client.get(path, headers={"If-None-Match": f'"x", {etag}'}) as known:
        assert known.status == 304
        assert await known.read() == b""
        assert known.headers["ETag"] == etag
    async with client.get(path, headers={"If-None-Match": '"another"'}) as changed:
        assert changed.status == 200
    if last_modified is not None:
        async with client.get(path, headers={"If-Modified-Since": last_modified}) as known:
            assert known.status == 304
        before = parsedate_to_datetime(last_modified) - timedelta(seconds=1)
        since = {"If-Modified-Since": format_datetime(before, usegmt=True)}
        async with client.get(path, headers=since) as changed:
            assert changed.status == 200
        both = {"If-Modified-Since": last_modified, "If-None-Match": '"another"'}
        async with client.get(path, headers=both) as changed:
            assert changed.status == 200


async def test_a_new_article_changes_the_feed(
    gateway: Opened, client: aiohttp.ClientSession
) -> None:
    async with client.get("/v1/feed.json") as first:
        etag = first.headers["ETag"]
    await gateway.shelf.add(invented(777, utc_now()))
    async with client.get("/v1/feed.json", headers={"If-None-Match": etag}) as second:
        assert second.status == 200


@pytest.mark.parametrize(
    ("written", "accepts"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("x-gzip", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("br", False),
        ("notgzip", False),
        ("", False),
    ],
)
def test_who_cannot_unpack_gets_it_unpacked(written: str, accepts: bool) -> None:
    assert accepts_gzip(written) == accepts


async def test_files_come_with_an_etag_compressed_and_only_from_their_folder(
    tmp_path: Path,
) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "secret.html").write_text("secret")
    (tmp_path / "page" / "page.css").write_text("p { margin: 0 }\n" * 100)
    (tmp_path / "page" / "notes.txt").write_text("not served")
    (tmp_path / "page" / "link.html").symlink_to(tmp_path / "secret.html")

    files = StaticFiles.read(tmp_path / "page")

    assert "page.css" in files
    assert not any(name in files for name in ("../secret.html", "notes.txt", "link.html"))


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static/%2e%2e/settings.py",
                                  "/static//etc/passwd", "/static/..%2fsettings.py"])  # fmt: skip
async def test_no_path_leads_out_of_the_page(path: str, gateway: Opened) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.read(), DEADLINE_SECONDS)
    writer.close()
    assert answer.split(b"\r\n")[0].split()[1] == b"404"


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        (
            b"POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: deflate\r\n"
            b"Content-Length: 3\r\n\r\nabc"
        ),
    ],
    ids=["TLS", "two hosts", "not packed"],
)
async def test_what_is_no_http_is_refused_and_does_not_fill_the_log(
    sent: bytes, gateway: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    writer.write(sent)
    answer = await asyncio.wait_for(reader.readline(), DEADLINE_SECONDS)
    writer.close()
    assert answer.split()[1] == b"400"
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_request_that_is_too_long_is_refused(
    gateway: Opened, client: aiohttp.ClientSession
) -> None:
    async with client.get("/v1/articles", params={"q": "x" * 1001}) as response:
        assert response.status == 400
        assert (await response.json())["parameter"] == "q"
    async with client.get("/v1/articles", params={"q": "語" * 1000}) as response:
        assert response.status == 200
    async with client.get("/v1/articles", params={"q": "x" * 20_000}) as response:
        assert response.status == 400
    async with client.get("/v1/articles", headers={"X-Long": "x" * 20_000}) as response:
        assert response.status == 400
    async with client.post("/v1/session", data={"token": "x" * 10_000}) as response:
        assert response.status == 413
        assert response.content_type == "application/problem+json"


async def test_a_reader_who_takes_nothing_is_cut_off() -> None:
    async with open_gateway(write_timeout=timedelta(seconds=0.3)) as gateway:
        for number in range(60):
            await gateway.shelf.add(invented(number, utc_now(), text="long " * 20_000))
        with socket.socket() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(slow, ("127.0.0.1", gateway.port))
            asked = b"GET /v1/feed.json?limit=60 HTTP/1.1\r\nHost: localhost\r\n\r\n"
            await loop.sock_sendall(slow, asked)
            assert gateway.guard.connections is not None
            connections = gateway.guard.connections
            await until(lambda: gateway.guard.requests == 1)
            await until(lambda: len(connections) == 0)


async def test_a_connection_that_asks_nothing_is_cut_off(
    gateway: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections_module, "FIRST_REQUEST_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    writer.write(b"GET /v1/articles HTTP/1.1\r\nHost: loc")

    with contextlib.suppress(ConnectionError):
        assert await asyncio.wait_for(reader.read(1), DEADLINE_SECONDS) == b""
    writer.close()


async def test_who_never_sends_the_rest_of_a_form_is_cut_off() -> None:
    async with open_gateway(write_timeout=timedelta(seconds=0.3)) as gateway:
        _, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(
            b"POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\ntoken="
        )
        assert gateway.guard.connections is not None
        connections = gateway.guard.connections
        await until(lambda: gateway.guard.requests == 1)
        await until(lambda: len(connections) == 0)
        assert gateway.guard.failed == 0
        writer.close()


async def test_there_are_only_so_many_connections() -> None:
    async with open_gateway(max_clients=1) as gateway:
        opened = [await asyncio.open_connection("127.0.0.1", gateway.port) for _ in range(201)]
        assert gateway.guard.connections is not None
        connections = gateway.guard.connections
        await until(lambda: len(connections) == 201)
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        with contextlib.suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(1), DEADLINE_SECONDS) == b""
        assert connections.refused == 1
        for _, one in [*opened, (reader, writer)]:
            one.close()


async def test_a_reader_who_is_gone_fails_nobody(gateway: Opened) -> None:
    with socket.create_connection(("127.0.0.1", gateway.port)) as rude:
        rude.sendall(b"GET /v1/articles?limit=100 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        # So that close() sends a reset.
        rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    await until(lambda: gateway.guard.requests == 1)
    async with aiohttp.ClientSession(gateway.url) as client, client.get("/v1/mill") as response:
        assert response.status == 200
    assert gateway.guard.failed == 0


async def test_what_breaks_is_a_problem_that_tells_strangers_nothing(
    gateway: Opened, client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(gateway.shelf.index, "search", broken)
    async with client.get("/v1/articles") as response:
        assert response.status == 500
        assert response.content_type == "application/problem+json"
        assert "swordfish" not in await response.text()
    assert gateway.guard.failed == 1


async def test_a_copy_of_another_shape_hides_no_article(
    gateway: Opened, client: aiohttp.ClientSession
) -> None:
    article = invented(500, utc_now())
    await gateway.shelf.add(article)
    copy = json.loads(copied(article, "echo.example").model_dump_json())
    for offset, similarity in enumerate((5, -1, "x", 2**70)):
        spoilt = {**copy, "article_id": hex32(str(offset)), "similarity": similarity}
        message = Message(
            DUPLICATE_ARTICLES.name, 0, 1000 + offset, b"", json.dumps(spoilt).encode(), [], 0
        )
        entry = entry_of(message)
        assert entry is not None
        await take(gateway.shelf.index, gateway.shelf.ring, [entry], {})
    async with client.get(f"/v1/articles/{article.article_id}") as response:
        assert response.status == 200
        copies = (await response.json())["copies"]
    assert [it["similarity"] for it in copies] == [None] * 4


async def test_long_articles_make_short_pages_that_lose_nothing(
    gateway: Opened, client: aiohttp.ClientSession
) -> None:
    for number in range(40):
        await gateway.shelf.add(invented(2000 + number, utc_now(), text="long " * 40_000))
    seen: list[str] = []
    cursor = ""
    while True:
        params = {"limit": "20", "cursor": cursor}
        async with client.get("/v1/articles", params=params) as response:
            page = await response.json()
            assert len(await response.read()) < 5 * 1024 * 1024
        seen += [article["article_id"] for article in page["articles"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == len({it["article_id"] for it in gateway.shelf.records})


async def test_feeds_of_long_addresses_are_read_on(
    gateway: Opened, client: aiohttp.ClientSession
) -> None:
    now = utc_now()
    urls = [f"https://long.example/{'x' * 1900}/{number}" for number in range(3)]
    for url in urls:
        value = Feed(url=url, added_at=now).model_dump_json().encode()
        gateway.context.feeds.enter(Message(FEEDS.name, 0, 0, url.encode(), value, [], 0))
    found, cursor = [], ""
    while True:
        async with client.get("/v1/feeds", params={"limit": "1", "cursor": cursor}) as response:
            assert response.status == 200
            page = await response.json()
        found += [feed["url"] for feed in page["feeds"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert len(set(found)) == len(found) == page["total"]
    assert set(urls) < set(found)


async def test_a_position_in_many_partitions_is_taken(client: aiohttp.ClientSession) -> None:
    token = Position(EPOCH, {partition: 2**33 + partition**5 for partition in range(128)}).encode()
    async with client.get("/v1/stream", params={"from": token}) as response:
        assert response.status == 200


async def test_answers_are_compressed_for_who_asks(gateway: Opened) -> None:
    async with (
        aiohttp.ClientSession(gateway.url, auto_decompress=False) as client,
        client.get("/docs", headers={"Accept-Encoding": "gzip"}) as packed,
        client.get("/docs", headers={"Accept-Encoding": "identity"}) as plain,
    ):
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert gzip.decompress(await packed.read()) == await plain.read()


@pytest.mark.parametrize("written", ["*", "friend.example", "https://u@x.example",
                                     "https://x.example/path", "null"])  # fmt: skip
def test_what_is_no_origin_is_told(written: str) -> None:
    with pytest.raises(BadOrigin):
        Origins(written)


def test_secrets_are_not_shown_with_the_settings() -> None:
    shown = repr(Settings(tokens="ana read 00", key="k" * 32))
    assert "ana" not in shown
    assert "kkk" not in shown
