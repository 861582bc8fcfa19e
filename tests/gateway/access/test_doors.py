"""Who is let in, asked of a real server."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urljoin

import aiohttp
import pytest

from newsmill.gateway.access.doors import why_not_open
from newsmill.gateway.access.tokens import Tokens, hash_of
from newsmill.gateway.settings import Settings
from tests.gateway.opening import open_gateway

TOKEN = "nm_read-and-stream"
READ_ONLY = "nm_read-only"
LINES = f"ana read,stream {hash_of(TOKEN)}\nbo read {hash_of(READ_ONLY)} 3\n"


@asynccontextmanager
async def asking(**changes: Any) -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        open_gateway(**changes) as gateway,
        aiohttp.ClientSession(gateway.url, cookie_jar=jar) as client,
    ):
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def status_of(client: aiohttp.ClientSession, path: str, **headers: str) -> int:
    async with client.get(path, headers=headers) as response:
        return response.status


async def test_without_tokens_everybody_on_this_machine_may_read() -> None:
    async with asking() as client:
        assert await status_of(client, "/v1/articles") == 200
        assert await status_of(client, "/v1/readers") == 200


async def test_with_tokens_nobody_reads_without_one() -> None:
    async with asking(tokens=LINES) as client:
        async with client.get("/v1/articles") as response:
            assert response.status == 401
            assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert await status_of(client, "/v1/articles", **bearer(TOKEN)) == 200
        assert await status_of(client, "/v1/articles", **bearer(TOKEN[:-1])) == 401
        assert await status_of(client, "/v1/articles", Authorization=f"Basic {TOKEN}") == 401
        # The page itself is the same everywhere, and has to ask for the token.
        assert await status_of(client, "/docs") == 200
        assert await status_of(client, "/v1/session") == 200


async def test_a_token_in_the_address_is_no_token() -> None:
    async with asking(tokens=LINES) as client:
        assert await status_of(client, f"/v1/articles?token={TOKEN}") == 401
        assert await status_of(client, f"/v1/articles?access_token={TOKEN}") == 401


async def test_a_scope_that_is_missing_is_named() -> None:
    async with asking(tokens=LINES) as client:
        async with client.get("/v1/stream", headers=bearer(READ_ONLY)) as response:
            assert response.status == 403
            assert (await response.json())["detail"] == "the scope stream is needed"
        assert await status_of(client, "/v1/readers", **bearer(TOKEN)) == 403


async def test_a_browser_signs_in_and_out_with_a_cookie_that_no_script_sees() -> None:
    async with asking(tokens=LINES) as client:
        async with client.post("/v1/session", data={"token": TOKEN}) as response:
            assert response.status == 200
            assert (await response.json())["scopes"] == ["read", "stream"]
            cookie = response.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert TOKEN not in cookie
        assert "Secure" not in cookie
        assert await status_of(client, "/v1/articles") == 200
        async with client.get("/v1/session") as response:
            session = await response.json()
            assert session["signed_in"]
            assert session["expires_at"]
        async with client.delete("/v1/session") as response:
            assert response.status == 200
        assert await status_of(client, "/v1/articles") == 401


async def test_a_session_ends_with_its_token_also_where_another_has_its_name() -> None:
    key = "k" * 32
    async with (
        asking(tokens=LINES, key=key) as client,
        client.post("/v1/session", data={"token": TOKEN}) as response,
    ):
        cookie = response.headers["Set-Cookie"].partition(";")[0]
    async with asking(tokens=LINES, key=key) as client:
        assert await status_of(client, "/v1/articles", Cookie=cookie) == 200
    renewed = f"ana read,stream {hash_of('nm_renewed')}"
    async with asking(tokens=renewed, key=key) as client:
        assert await status_of(client, "/v1/articles", Cookie=cookie) == 401


async def test_behind_an_encrypting_proxy_the_cookie_is_sent_over_tls_only() -> None:
    async with (
        asking(tokens=LINES, public_url="https://news.example") as client,
        client.post("/v1/session", data={"token": TOKEN}) as response,
    ):
        assert "Secure" in response.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://news.example", 200),
        ("http://news.example", 403),
        ("https://news.example:8443", 403),
        ("https://news.example.evil.example", 403),
        ("null", 403),
        ("https://[", 403),
    ],
)
async def test_behind_a_proxy_that_names_another_host_a_browser_signs_in(
    origin: str, status: int
) -> None:
    async with (
        asking(tokens=LINES, public_url="https://News.example:443/mill/") as client,
        client.post("/v1/session", data={"token": TOKEN}, headers={"Origin": origin}) as response,
    ):
        assert response.status == status


async def test_a_form_without_a_script_leads_to_the_page_also_below_a_path() -> None:
    async with (
        asking(tokens=LINES) as client,
        client.post(
            "/v1/session",
            data={"token": TOKEN},
            headers={"Sec-Fetch-Mode": "navigate"},
            allow_redirects=False,
        ) as response,
    ):
        assert response.status == 303
        assert urljoin("/mill/v1/session", response.headers["Location"]) == "/mill/"


async def test_wrong_tokens_are_soon_asked_to_wait() -> None:
    async with asking(tokens=LINES) as client:
        statuses = [
            await status_of(client, "/v1/articles", **bearer(f"nm_{number}"))
            for number in range(12)
        ]
        assert statuses == [401] * 10 + [429] * 2
        # Who has a right one is not kept out by them.
        assert await status_of(client, "/v1/articles", **bearer(TOKEN)) == 200


async def test_a_rate_that_is_used_up_says_when_to_come_again() -> None:
    async with asking(tokens=LINES) as client:
        for left in ("2", "1", "0"):
            async with client.get("/v1/mill", headers=bearer(READ_ONLY)) as response:
                assert response.status == 200
                assert f"r={left};" in response.headers["RateLimit"]
        async with client.get("/v1/mill", headers=bearer(READ_ONLY)) as response:
            assert response.status == 429
            assert int(response.headers["Retry-After"]) in range(1, 21)
            assert (await response.json())["retry_after"] in range(1, 21)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("localhost", 200),
        ("newsmill.localhost:1", 200),
        ("[::1]:8080", 200),
        ("gateway", 200),
        ("news.example", 200),
        ("192.0.2.1", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example", 421),
        ("evil.example@127.0.0.1", 421),
    ],
)
async def test_a_name_that_may_lead_elsewhere_is_not_answered(host: str, status: int) -> None:
    """Otherwise a page of another site could give its own name our address."""
    async with asking(hosts="gateway", public_url="http://news.example/mill") as client:
        assert await status_of(client, "/v1/mill", Host=host) == status


async def test_with_tokens_any_name_is_answered() -> None:
    async with asking(tokens=LINES) as client:
        assert await status_of(client, "/v1/mill", Host="news.lan", **bearer(TOKEN)) == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200),
        ({"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ({}, 200),
    ],
)
async def test_pages_of_other_sites_cannot_ask(headers: dict[str, str], status: int) -> None:
    async with asking() as client:
        assert await status_of(client, "/v1/articles", **headers) == status


async def test_another_sites_form_cannot_sign_a_browser_in() -> None:
    async with (
        asking(tokens=LINES) as client,
        client.post(
            "/v1/session", data={"token": TOKEN}, headers={"Origin": "https://evil.example"}
        ) as response,
    ):
        assert response.status == 403
        assert "Set-Cookie" not in response.headers


async def test_cors_is_off_by_default_and_admits_only_what_is_named() -> None:
    friend = {"Origin": "https://friend.example"}
    async with asking() as client, client.get("/v1/mill", headers=friend) as response:
        assert not any(name.startswith("Access-Control") for name in response.headers)
    async with asking(cors_origins="https://friend.example") as client:
        cross = {**friend, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
        async with client.get("/v1/mill", headers=cross) as response:
            assert response.status == 200
            assert response.headers["Access-Control-Allow-Origin"] == "https://friend.example"
            assert "Access-Control-Allow-Credentials" not in response.headers
            assert "Origin" in response.headers["Vary"]
        preflight = {**cross, "Access-Control-Request-Method": "GET"}
        async with client.options("/v1/articles", headers=preflight) as response:
            assert response.status == 204
            assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
        async with client.get("/v1/mill", headers={"Origin": "https://evil.example"}) as response:
            assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [
        ({}, True),
        ({"host": "::1"}, True),
        ({"host": "localhost"}, True),
        ({"host": "0.0.0.0"}, False),
        ({"host": "192.0.2.1"}, False),
        ({"host": "0.0.0.0", "anonymous": True}, True),
        ({"host": "0.0.0.0", "tokens": LINES}, True),
    ],
)
def test_it_is_not_opened_to_others_unless_that_is_meant(
    changes: dict[str, Any], is_open: bool
) -> None:
    settings = Settings(**changes)
    why = why_not_open(settings, Tokens.read(settings.tokens or ""))

    assert (why is None) == is_open
    if why:
        assert "NEWSMILL_GATEWAY_TOKENS" in why


async def test_no_token_comes_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with asking(tokens=LINES) as client:
            await status_of(client, "/v1/articles", **bearer(TOKEN))
            await status_of(client, "/v1/articles", **bearer("nm_wrong-one"))
            await client.post("/v1/session", data={"token": TOKEN})
    ours = [it for it in caplog.messages if "newsmill" in it or "nm_" in it]
    assert not any(TOKEN in it or "nm_wrong-one" in it for it in ours)
