"""The SSRF guard against hosts written to be read as one thing here and as another elsewhere."""

import asyncio
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsmill.hosts import host_of, parse
from newsmill.web.addresses import InvalidURLError, RefusedError, check_url
from newsmill.web.fetching import Fetcher, FetchError, FetchSettings
from newsmill.web.networks import IPAddress, why_refused
from tests.builders import SPELLINGS_OF_A_HOST

BASE = parse("http://8.8.8.8/news/")


def refuse_nothing(_: IPAddress) -> str | None:
    return None


@pytest.mark.parametrize(
    ("url", "error"),
    [
        pytest.param("http://134744072/", RefusedError, id="one number"),
        pytest.param("http://8.8.2056/", RefusedError, id="three parts"),
        pytest.param("http://0x8.0x8.0x8.0x8/", RefusedError, id="hexadecimal"),
        pytest.param("http://010.010.010.010/", RefusedError, id="octal"),
        pytest.param("http://8.8.8.8./", RefusedError, id="dot at the end"),
        pytest.param("http://008.8.8.8/", InvalidURLError, id="no octal number"),
        pytest.param("http://\uff18.8.8.8/", RefusedError, id="wide digit"),
        pytest.param("http://8\uff0e8\uff0e8\uff0e8/", RefusedError, id="wide dots"),
        pytest.param("http://8。8｡8。8/", RefusedError, id="ideographic dots"),
        pytest.param("http://𝟖.8.8.8/", RefusedError, id="mathematical digit"),
        pytest.param("http://⑧.8.8.8/", RefusedError, id="circled digit"),
        pytest.param("http://8.8.\u00ad8.8/", RefusedError, id="soft hyphen in an address"),
        pytest.param("http://8.8.8.8\u2060/", RefusedError, id="word joiner in an address"),
        pytest.param("http://8.8.8.256/", InvalidURLError, id="a byte too large"),
        pytest.param("http://8.8.8.8.8/", InvalidURLError, id="five parts"),
        pytest.param("http://a.0x/", InvalidURLError, id="a name that ends in a number"),
        pytest.param("http://%38.8.8.8/", InvalidURLError, id="escaped digit"),
        pytest.param("http://8%2e8.8.8/", InvalidURLError, id="escaped dot"),
        pytest.param("http://n%65ws.example/", InvalidURLError, id="escaped letter"),
        pytest.param("http://news.example%2f@127.0.0.1/", InvalidURLError, id="escaped slash"),
        pytest.param("http://news.example%00.example/", InvalidURLError, id="escaped NUL"),
        pytest.param("http:\\\\127.0.0.1/", InvalidURLError, id="backslashes"),
        pytest.param("http:/\\news.example/", InvalidURLError, id="half a backslash"),
        pytest.param("http://good.example\\@evil.example/", InvalidURLError, id="behind it"),
        pytest.param("http://good.example\\.evil.example/", InvalidURLError, id="within it"),
        pytest.param("http:news.example", InvalidURLError, id="no slash"),
        pytest.param("http:/news.example", InvalidURLError, id="one slash"),
        pytest.param("http:///news.example", InvalidURLError, id="three slashes"),
        pytest.param("//news.example", InvalidURLError, id="no scheme"),
        pytest.param("https:8.8.8.8", InvalidURLError, id="no slash, other scheme"),
        pytest.param("ht\ttp://news.example/", InvalidURLError, id="tab in the scheme"),
        pytest.param("http://news\t.example/", InvalidURLError, id="tab"),
        pytest.param("http://127.0\n.0.1/", InvalidURLError, id="line break"),
        pytest.param("\x00http://news.example/", InvalidURLError, id="NUL before it"),
        pytest.param("http://news.example/\x7f", InvalidURLError, id="DEL"),
        pytest.param("http://me@news.example/", RefusedError, id="user name"),
        pytest.param("http://@news.example/", RefusedError, id="empty user name"),
        pytest.param("http://:@news.example/", RefusedError, id="empty password"),
        pytest.param("http://news.example@@evil.example/", RefusedError, id="two user names"),
        pytest.param("http://me:80@8.8.8.8:80/", RefusedError, id="user name like a port"),
        pytest.param("http://[::1%25lo]/", RefusedError, id="zone"),
        pytest.param("http://[2606:4700::1111%1]/", RefusedError, id="zone, not escaped"),
        pytest.param("http://[v1.a]/", InvalidURLError, id="address of the future"),
        pytest.param("http://[8.8.8.8]/", InvalidURLError, id="IPv4 in brackets"),
        pytest.param("http://[::1]a/", InvalidURLError, id="more behind the brackets"),
        pytest.param("http://news..example/", InvalidURLError, id="empty label"),
        pytest.param("http://.news.example/", InvalidURLError, id="dot before it"),
        pytest.param("http://8.8.8.8../", InvalidURLError, id="two dots at the end"),
        pytest.param("http://1。../", InvalidURLError, id="nothing but dots"),
        pytest.param("http://\u00ad/", InvalidURLError, id="nothing but a soft hyphen"),
        pytest.param("http://ne\u200dws.example/", InvalidURLError, id="zero-width joiner"),
        pytest.param("http://ne\u202ews.example/", InvalidURLError, id="right-to-left override"),
        pytest.param("http://news.example\uff0fa/", InvalidURLError, id="wide slash"),
        pytest.param("http://news.example\uff20a/", InvalidURLError, id="wide at sign"),
        pytest.param("http://news.example\u2100/", InvalidURLError, id="account of"),
        pytest.param("http://xn--!/", InvalidURLError, id="no Punycode"),
        pytest.param("http://news*.example/", InvalidURLError, id="star"),
        pytest.param("http://$(host).example/", InvalidURLError, id="shell"),
        pytest.param("http://news.example:0/", InvalidURLError, id="port 0"),
        pytest.param("http://news.example:8o/", InvalidURLError, id="no port"),
        pytest.param("http://news.example:\uff18\uff10/", InvalidURLError, id="wide port"),
        pytest.param("ws://news.example/", InvalidURLError, id="web socket"),
        pytest.param("http://news.example/\udce9", InvalidURLError, id="lone surrogate"),
    ],
)
def test_a_host_that_needs_repairs_is_not_asked(url: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_url(url, refuse_nothing)
    with pytest.raises((error, InvalidURLError)):
        check_url(url, lambda _: "not for tests")


@pytest.mark.parametrize(
    ("url", "requested"),
    [
        *((f"http://{host}/", "http://xn--bcher-kva.example/") for host in SPELLINGS_OF_A_HOST),
        ("http://ne\u00adws.example", "http://news.example/"),
        ("http://раypal.example/", "http://xn--ypal-43d9g.example/"),
        ("https://News_Desk.Example.:443/", "https://news_desk.example/"),
        ("http://xn--/", "http://xn--/"),
        ("http://" + "a" * 64 + ".example/", "http://" + "a" * 64 + ".example/"),
        ("http://8.8.8.8:80", "http://8.8.8.8/"),
        ("http://[2606:4700:0::1111]:08081/", "http://[2606:4700::1111]:8081/"),
        (" http://news.example/\r\n", "http://news.example/"),
        ("http://news.example/@me\\b?a@b#c@d", "http://news.example/@me/b?a@b"),
    ],
)
def test_a_host_is_asked_in_its_canonical_form(url: str, requested: str) -> None:
    assert check_url(url, why_refused).request_url == requested


@pytest.mark.parametrize(
    ("location", "requested"),
    [
        ("/a", "http://8.8.8.8/a"),
        ("@me/1", "http://8.8.8.8/news/@me/1"),
        ("/@me/1", "http://8.8.8.8/@me/1"),
        ("?q=me@x", "http://8.8.8.8/news/?q=me@x"),
        ("a:b@c", None),
        ("http:/a%20b", "http://8.8.8.8/a%20b"),
        ("http:134744072", "http://8.8.8.8/news/134744072"),
        ("//1.1.1.1/", "http://1.1.1.1/"),
        ("https://1.1.1.1/", "https://1.1.1.1/"),
        ("https:1.1.1.1", None),
        ("//16843009/", None),
        ("//134744072/", None),
        ("http://134744072/", None),
        ("\\\\1.1.1.1/", None),
        ("/\\1.1.1.1/", None),
        ("///1.1.1.1/", None),
        ("//me@8.8.8.8/", None),
        ("http://", None),
        ("//", None),
    ],
)
def test_a_redirect_is_followed_only_to_a_host_that_is_written_out(
    location: str, requested: str | None
) -> None:
    if requested is None:
        with pytest.raises((InvalidURLError, RefusedError)):
            check_url(location, refuse_nothing, BASE)
    else:
        assert check_url(location, refuse_nothing, BASE).request_url == requested


@pytest.mark.parametrize("location", ["/a", "//8.8.8.8/a", "?a", "http:a"])
def test_an_address_is_judged_again_at_every_redirect(location: str) -> None:
    with pytest.raises(RefusedError):
        check_url(location, lambda _: "not for tests", BASE)


class Recorder(AbstractResolver):
    """Notes what aiohttp asks its resolver for and what it opens sockets to; nothing is sent."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self.asked.append(host)
        raise OSError("no address")

    def open_socket(self, address: tuple[Any, ...]) -> socket.socket:
        self.asked.append(str(address[4][0]))
        raise OSError("no socket")

    async def close(self) -> None:
        """Holds nothing."""


async def asked_for(url: str) -> list[str] | None:
    """The hosts and addresses that aiohttp goes for; None where the guard lets nothing through."""
    recorder = Recorder()
    connector = aiohttp.TCPConnector(resolver=recorder, socket_factory=recorder.open_socket)
    async with aiohttp.ClientSession(connector=connector) as session:
        with pytest.raises(FetchError) as caught:
            await Fetcher(session, FetchSettings(), refuse_nothing).get(url)
    if caught.value.reason == "unreachable":
        return recorder.asked
    assert caught.value.reason in ("invalid_url", "refused")
    assert recorder.asked == []
    return None


PIECES = st.sampled_from(
    [*SPELLINGS_OF_A_HOST, "news.example", "127.0.0.1", "127.1", "0x7f.1", "2130706433", "8",
     "[::1]", "[::ffff:1.2.3.4]", "[1::2%25a]", "localhost", "xn--", "xn--a-ecp", "xn--zz", "-",
     "_", ".", "。", "\uff0e", "\u00ad", "\u200d", "\u200b", "%2e", "%00", "%31", "@", ":", ":80",
     ":0", "\\", "/", "?", "#", "\t", "\n", " ", "\x00", "é", "ß", "\uff21", "①", "٣",
     "я", "İ", "ſ", "K"]
)  # fmt: skip
HOSTILE = st.lists(PIECES | st.characters(), min_size=1, max_size=5).map("".join)


@given(
    st.sampled_from(["http://", "https://", "HTTP://", "http:", "http:/", "http:///", "http:\\\\"]),
    HOSTILE,
    st.sampled_from(["", "/", "/a", "?q", "#f", "\\@evil.example/", "@evil.example/", ":8081/"]),
)
@settings(max_examples=400, deadline=None)
@example("http://", "BÜCHER.example.", ":8081/")
@example("http://", "[::A]", "")
@example("http://", "127.0.0.1", "/")
@example("http://", "xn--a-ecp", "")
def test_what_passes_the_guard_is_asked_for_by_its_canonical_host(
    scheme: str, host: str, rest: str
) -> None:
    url = f"{scheme}{host}{rest}"
    asked = asyncio.run(asked_for(url))
    if asked is not None:
        assert set(asked) == {host_of(url)}


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://BÜCHER.example.:8081/", "xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
        ("http://127.0.0.1:80/", "127.0.0.1"),
        ("http://[0::0001]/", "::1"),
        ("http://xn--a-ecp/", "xn--a-ecp"),
    ],
)
async def test_aiohttp_goes_for_the_host_that_was_judged(url: str, asked: str) -> None:
    found = await asked_for(url)
    assert found is not None
    assert set(found) == {asked}


@given(st.ip_addresses())
def test_the_address_that_is_judged_is_the_one_written(address: IPAddress) -> None:
    judged: list[IPAddress] = []
    judge: Callable[[IPAddress], None] = judged.append
    host = f"[{address}]" if ":" in str(address) else str(address)
    check_url(f"http://{host}/", judge)
    assert judged == [ip_address(str(address))]
