"""NEWSMILL_PROXY is asked for all feeds and pages, and for nothing on this machine."""

import traceback
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address

import pytest

from newsmill.redaction import redacted
from newsmill.settings import SettingsError, load
from newsmill.web.fetching import OTHERS_PROXY, Fetcher, FetchError, FetchSettings, open_fetcher
from newsmill.web.networks import IPAddress
from tests.proxies import Proxy, a_proxy

PASSWORD = "pa55-of-the-company"
OK = 200


async def resolve(host: str) -> Sequence[IPAddress]:
    """The company's own names, and none of the world's."""
    if host == "intranet.example":
        return [ip_address("10.0.0.7")]
    raise OSError("only the proxy knows names")


def through(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> FetchSettings:
    """The settings with this proxy."""
    monkeypatch.setenv("NEWSMILL_PROXY", proxy.url.replace("//", f"//ann:{PASSWORD}@"))
    return load(FetchSettings)


async def get(fetcher: Fetcher, url: str) -> int:
    return (await fetcher.get(url)).status


async def hop(fetcher: Fetcher, url: str) -> int:
    return (await fetcher.hop(url, headers={}, max_bytes=99)).reply.status


async def post(fetcher: Fetcher, url: str) -> int:
    return (await fetcher.post(url, {"hub.mode": "subscribe"})).status


WAYS = [pytest.param(way, id=way.__name__) for way in (get, hop, post)]


@pytest.mark.parametrize("ask", WAYS)
async def test_it_is_asked_for_each_url(
    ask: Callable[[Fetcher, str], Awaitable[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        a_proxy(OK) as proxy,
        open_fetcher(through(proxy, monkeypatch), resolve=resolve) as fetcher,
    ):
        assert await ask(fetcher, "http://paper.example/feed") == OK
    method = "POST" if ask is post else "GET"
    assert proxy.asked == [f"{method} http://paper.example/feed"]


@pytest.mark.parametrize("ask", WAYS)
async def test_https_goes_through_a_tunnel(
    ask: Callable[[Fetcher, str], Awaitable[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        a_proxy(502) as proxy,
        open_fetcher(through(proxy, monkeypatch), resolve=resolve) as fetcher,
    ):
        with pytest.raises(FetchError) as refusal:
            await ask(fetcher, "https://paper.example/feed")
    assert proxy.asked == ["CONNECT paper.example:443"]
    assert str(refusal.value) == "https://paper.example/feed: the proxy answers 502 Bad Gateway"
    # As logs show it.
    assert PASSWORD not in redacted("".join(traceback.format_exception(refusal.value)))


async def test_a_proxy_that_is_not_there_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = Proxy(port=1)
    async with open_fetcher(through(nobody, monkeypatch), resolve=resolve) as fetcher:
        with pytest.raises(FetchError, match="no connection to the proxy") as refusal:
            await fetcher.get("http://paper.example/feed")
    assert refusal.value.reason == "unreachable"
    assert PASSWORD not in str(refusal.value)


@pytest.mark.parametrize("ask", WAYS)
async def test_what_is_known_to_be_private_is_refused_all_the_same(
    ask: Callable[[Fetcher, str], Awaitable[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        a_proxy(OK) as proxy,
        open_fetcher(through(proxy, monkeypatch), resolve=resolve) as fetcher,
    ):
        for url in ("http://intranet.example/", "http://10.0.0.8/", "http://localhost:8080/"):
            with pytest.raises(FetchError) as refusal:
                await ask(fetcher, url)
            assert refusal.value.reason == "refused"
    assert proxy.asked == []


@pytest.mark.parametrize("ask", WAYS)
async def test_this_machine_is_asked_directly(
    ask: Callable[[Fetcher, str], Awaitable[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_proxy() as proxy, a_proxy(OK) as server:
        settings = through(proxy, monkeypatch).model_copy(update={"allow_private_networks": True})
        async with open_fetcher(settings) as fetcher:
            assert await ask(fetcher, f"{server.url}/feed") == OK
            assert await ask(fetcher, f"http://localhost:{server.port}/feed") == OK
    assert proxy.asked == []
    assert len(server.asked) == 2


@pytest.mark.parametrize("value", ["socks5://ann:{}@proxy.example", "proxy.example:3128", "{}"])
def test_what_is_no_proxy_is_refused_without_being_shown(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSMILL_PROXY", value.format(PASSWORD))
    with pytest.raises(SettingsError) as refusal:
        load(FetchSettings)
    assert str(refusal.value) == "NEWSMILL_PROXY: write http://[USER:PASSWORD@]HOST:PORT"


def test_it_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PASSWORD not in repr(through(Proxy(port=1), monkeypatch))


@pytest.mark.parametrize("name", OTHERS_PROXY)
def test_another_program_s_proxy_is_told_of_where_there_is_none_of_ours(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {"PATH": "/bin", name: "http://proxy.example:3128"}
    assert load(FetchSettings).unheeded_proxy(environment) == name
    assert load(FetchSettings).unheeded_proxy({name: ""}) is None
    assert through(Proxy(port=1), monkeypatch).unheeded_proxy(environment) is None
