"""`newsmill mcp` as an assistant starts it, beside a real gateway."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from newsmill.clock import utc_now
from newsmill.local.ports import free_port
from newsmill.mcp.gateway import QUIET_SECONDS
from newsmill.mcp.untrusted import MAX_CHARS
from tests.gateway.inventing import hostile_articles, invented
from tests.gateway.opening import Opened, open_gateway
from tests.mcp.client import Assistant, about, assistant, records


@pytest.fixture
async def gateway() -> AsyncIterator[Opened]:
    """With articles, and hostile ones among them."""
    async with open_gateway() as opened:
        now = utc_now()
        for article in hostile_articles(now - timedelta(hours=1)):
            await opened.shelf.add(article)
        for number in range(12):
            await opened.shelf.add(invented(number, now - timedelta(minutes=20 - number)))
        yield opened


@pytest.fixture
async def client(gateway: Opened, environment: dict[str, str]) -> AsyncIterator[Assistant]:
    async with assistant(environment, "--gateway", gateway.url) as started:
        yield started


async def test_it_begins_as_the_protocol_says_and_ends_with_stdin(client: Assistant) -> None:
    begun = await client.ask(
        "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={"name": "t"}
    )
    assert begun["result"]["protocolVersion"] == "2025-06-18"
    assert begun["result"]["capabilities"] == {"tools": {"listChanged": False}}
    assert begun["result"]["serverInfo"]["name"] == "newsmill"
    await client.send(b'{"jsonrpc":"2.0","method":"notifications/initialized"}')
    assert (await client.ask("ping"))["result"] == {}
    other = await client.ask("initialize", protocolVersion="1999-01-01")
    assert other["result"]["protocolVersion"] == "2025-11-25"
    assert await client.end() == (0, "")


async def test_there_are_four_tools_and_all_only_read(client: Assistant) -> None:
    tools = (await client.ask("tools/list"))["result"]["tools"]
    assert [tool["name"] for tool in tools] == ["search", "article", "rising", "changes_since"]
    for tool in tools:
        assert tool["annotations"]["readOnlyHint"] is True
        assert tool["annotations"]["destructiveHint"] is False
        assert tool["inputSchema"]["additionalProperties"] is False
        assert tool["description"]


async def test_articles_are_found_and_read(client: Assistant) -> None:
    text, is_error = await client.call("search", query="", limit=3)
    assert not is_error
    assert "UNTRUSTED TEXT FROM THE WEB" in text
    found = records(text)
    assert about(text)["articles"] == len(found) == 3
    more, _ = await client.call("search", query="", limit=3, cursor=about(text)["next"])
    assert {one["article_id"] for one in found}.isdisjoint(
        one["article_id"] for one in records(more)
    )

    text, is_error = await client.call("article", article_id=found[0]["article_id"])
    assert not is_error
    (article,) = records(text)
    assert article["title"] == found[0]["title"]
    whole = about(text)["text_characters"]
    assert len(article["text"]) == whole > 50
    part, _ = await client.call(
        "article", article_id=found[0]["article_id"], from_character=10, max_characters=200
    )
    (cut,) = records(part)
    assert cut["text"] == article["text"][10:210]
    assert about(part)["shown_to"] == min(whole, 210)


async def test_what_rises_is_told(client: Assistant) -> None:
    text, is_error = await client.call("rising", hours=24, limit=5)
    assert not is_error
    assert about(text)["hours"] == 24
    assert all({"name", "kind", "count"} <= one.keys() for one in records(text))


async def test_what_is_new_since_a_position_comes_once(client: Assistant, gateway: Opened) -> None:
    text, _ = await client.call("changes_since")
    await gateway.shelf.add(invented(500, utc_now()))
    await gateway.shelf.add(invented(501, utc_now()))
    text, is_error = await client.call("changes_since", position=about(text)["position"])
    assert not is_error
    assert len(records(text)) == 2
    again, _ = await client.call("changes_since", position=about(text)["position"])
    assert records(again) == []


async def test_hostile_texts_cannot_leave_their_marks(client: Assistant) -> None:
    text, _ = await client.call("search", query="", limit=50)
    assert len(text) < 2 * MAX_CHARS
    for line in text.splitlines()[3:-1]:
        assert line.startswith("{")
        assert not set(line) & set("\u202e\u2066\x00\x1b")
    assert len({json.dumps(one) for one in records(text)}) > 12


async def test_a_filter_that_cannot_be_read_is_explained(client: Assistant) -> None:
    text, is_error = await client.call("search", query="plcae:Kenya")
    assert is_error
    assert "400" in text
    assert "place" in text


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("search", {}, "search needs query"),
    ("search", {"query": "a", "limit": 1000}, "from 1 to 50"),
    ("search", {"query": "a", "limit": True}, "whole number"),
    ("search", {"query": "a", "order": "random"}, "newest, relevance"),
    ("search", {"query": 7}, "string"),
    ("search", {"query": "a" * 1001}, "1000"),
    ("search", {"query": "a", "delete": True}, "no argument delete"),
    ("article", {"article_id": "../../v1/mill"}, "32 hexadecimal"),
    ("article", {"article_id": "0" * 32}, "404"),
    ("changes_since", {"position": "nonsense"}, "position"),
]


async def test_an_assistant_that_asks_wrongly_is_told_how(client: Assistant) -> None:
    for tool, arguments, why in WRONG:
        text, is_error = await client.call(tool, **arguments)
        assert is_error, arguments
        assert why in text


NO_REQUESTS: list[tuple[bytes, int]] = [
    (b"{", -32700),
    (b"[" * 100_000, -32700),
    (b"\xff", -32700),
    (b"[]", -32600),
    (b'{"id":1,"method":"ping"}', -32600),
    (b'{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600),
    (b'{"jsonrpc":"2.0","id":1,"method":"resources/list"}', -32601),
    (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', -32602),
    (b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"rm"}}', -32602),
    (b'{"jsonrpc":"2.0","id":1,"method":"ping","x":"' + b"x" * 2_000_000 + b'"}', -32600),
]


async def test_what_is_no_request_is_refused_and_the_next_is_answered(client: Assistant) -> None:
    for line, code in NO_REQUESTS:
        await client.send(line)
        assert (await client.answer())["error"]["code"] == code, line[:60]
        assert (await client.ask("ping"))["result"] == {}


async def test_without_a_gateway_it_says_so(environment: dict[str, str]) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    async with assistant(environment, NEWSMILL_MCP_GATEWAY=nobody) as client:
        text, is_error = await client.call("search", query="a")
        assert is_error
        assert f"no gateway answers at {nobody}" in text


async def test_a_token_opens_the_gateway(environment: dict[str, str]) -> None:
    line = f"ana read,stream {hashlib.sha256(b'secret').hexdigest()}"
    async with open_gateway(tokens=line) as gateway:
        await gateway.shelf.add(invented(1, utc_now()))
        async with assistant(environment, NEWSMILL_MCP_GATEWAY=gateway.url) as stranger:
            text, is_error = await stranger.call("search", query="")
            assert is_error
            assert "401" in text
            assert "NEWSMILL_MCP_TOKEN" in text
        told = {"NEWSMILL_MCP_GATEWAY": gateway.url, "NEWSMILL_MCP_TOKEN": "secret"}
        async with assistant(environment, **told) as known:
            text, is_error = await known.call("search", query="")
            assert not is_error, text
            assert len(records(text)) == 1


def test_a_gateway_that_is_no_address_is_refused(newsmill: Any) -> None:
    done = newsmill("mcp", "--gateway", "ftp://there")
    assert done.returncode == 2
    assert "NEWSMILL_MCP_GATEWAY" in done.stderr


STREAM = (
    b'event: gap\ndata: {"missed":12,"from":null,"until":null}\n\n'
    b'event: hello\ndata: {"resumed":true,"missed":0,"position":"p5"}\n\n'
    b'id: p6\nevent: article\ndata: {"article_id":"a","title":"one"}\n\n'
    b"id: p9\n\n: alive\n\n"
)


@asynccontextmanager
async def foreign_server() -> AsyncIterator[str]:
    """Answers as the API's documents say, and in ways that no gateway does."""

    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        if request.query.get("q") == "slow":
            # As a gateway that waits until it knows more.
            await asyncio.sleep(QUIET_SECONDS + 0.5)
        await response.write(STREAM)
        return response

    async def articles(request: web.Request) -> web.StreamResponse:
        match request.query.get("q"):
            case "page":
                return web.Response(text="<html>")
            case "elsewhere":
                raise web.HTTPFound("http://198.51.100.1/")
            case "long":
                return web.Response(body=b" " * (9 * 1024 * 1024))
            case "shape":
                return web.json_response({"articles": [{"source": 5, "entities": [None]}]})
        return web.json_response({"articles": 7})

    app = web.Application()
    app.router.add_get("/v1/stream", stream)
    app.router.add_get("/v1/articles", articles)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_what_was_missed_is_counted_and_foreign_answers_are_no_crash(
    environment: dict[str, str],
) -> None:
    async with foreign_server() as url, assistant(environment, "--gateway", url) as client:
        text, _ = await client.call("changes_since", position="p1")
        assert about(text) == {"position": "p9", "articles": 1, "missed": 12}
        assert [one["title"] for one in records(text)] == ["one"]
        for query, why in (
            ("page", "no JSON"),
            ("elsewhere", "302"),
            ("long", "too long"),
            ("shape", "could not read"),
            ("list", "none of newsmill's"),
        ):
            text, is_error = await client.call("search", query=query)
            assert is_error
            assert why in text


async def test_a_gateway_that_has_to_think_is_waited_for(environment: dict[str, str]) -> None:
    async with foreign_server() as url, assistant(environment, "--gateway", url) as client:
        text, _ = await client.call("changes_since", position="p1", query="slow")
        assert about(text)["missed"] == 12
