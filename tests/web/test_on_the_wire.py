"""What is sent and read, byte by byte."""

import inspect
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import cramjam
import pytest
from aiohttp import http_writer

from newsmill import __version__
from newsmill.web.fetching import Fetcher, FetchError, FetchSettings, Hop, open_fetcher
from tests.web.wire import Wire, open_wire, said

MEBIBYTE = 1024 * 1024


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with open_wire() as server:
        yield server


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with open_fetcher(FetchSettings(allow_private_networks=True)) as one:
        yield one


async def hop(fetcher: Fetcher, url: str, takes_part: bool = False, **headers: str) -> Hop:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await fetcher.hop(url, headers=named, max_bytes=MEBIBYTE, takes_part=takes_part)


@pytest.mark.parametrize(
    "etag",
    [
        pytest.param(b'"one"', id="strong"),
        pytest.param(b'W/"one"', id="weak"),
        pytest.param(b"one", id="without quotes"),
        pytest.param(b'w/"one"', id="weak in small letters"),
        pytest.param(b'"a\xe9b"', id="Latin-1"),
        pytest.param(b'"a\xc3\xa9b"', id="UTF-8"),
        pytest.param(b'"\xed\xa0\x80"', id="half a surrogate pair"),
        pytest.param(b'"' + bytes(range(0x80, 0x100)) + b'"', id="all of obs-text"),
        pytest.param(b'"' + bytes(range(0x23, 0x7F)) + b'"', id="all of ASCII"),
        pytest.param(b'"' + b"x" * 8190 + b'"', id="8 KB"),
    ],
)
async def test_an_etag_comes_back_as_it_was_sent(fetcher: Fetcher, wire: Wire, etag: bytes) -> None:
    wire.says(said(200, b"x", b"ETag: " + etag))
    read = (await hop(fetcher, wire.url)).validators["etag"]
    assert read == etag.decode("latin-1")
    await hop(fetcher, wire.url, If_None_Match=read)
    assert wire.sent("If-None-Match") == etag


async def test_of_two_etags_none_is_the_one(fetcher: Fetcher, wire: Wire) -> None:
    wire.says(said(200, b"", b'ETag: "a"', b'ETag: "b"', b"Last-Modified: then", b"Age: 1"))
    assert (await hop(fetcher, wire.url)).validators == {"last-modified": "then"}
    wire.says(said(200, b"", b'ETag: "a"', b'ETag: "a"'))
    assert (await hop(fetcher, wire.url)).validators == {"etag": '"a"'}


def test_what_is_patched_has_not_changed() -> None:
    written = http_writer.StreamWriter.write_headers
    assert "_serialize_headers(status_line, headers)" in inspect.getsource(written)
    python = inspect.getsource(http_writer._py_serialize_headers).encode()
    assert sha256(python).hexdigest()[:16] == "3d68ef4ae4d8d457"


async def test_no_control_character_goes_out(fetcher: Fetcher, wire: Wire) -> None:
    for value in ('"a\r\nHost: evil.example"', '"\xe9\n"', '"\x00"'):
        with pytest.raises(FetchError):
            await hop(fetcher, wire.url, If_None_Match=value)
    assert wire.requests == []


@pytest.mark.parametrize(
    "path",
    [
        "/f%2Fa%28b%29?X-Amz-Signature=a%2Bb&c=d+e&f=%7E&g=%7e&empty=&bare",
        "/a%2fb/c%2Fd;v=1?x=%C3%A9&y=%E9&z=a%20b",
        "/~ann/!$&'()*+,;=:@/feed?a=/?:@!$()*+,;",
        "//double//slash/?&&a=1&&a=1",
        "/%41%zz%?%41%zz%",
        "/feed?next=https://paper.example/?a=b",
        "/[x]?[x]=1",
    ],
)
async def test_a_url_is_asked_for_as_written(fetcher: Fetcher, wire: Wire, path: str) -> None:
    wire.says(said(302, b"", b"Location: " + path.encode()))
    assert (await hop(fetcher, f"{wire.url}{path}")).redirect_url is not None or path[:2] == "//"
    assert wire.lines == [f"GET {path} HTTP/1.1".encode()]


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        (b"/caf\xe9?q=\xfc", b"/caf%E9?q=%FC"),
        (b"/caf\xc3\xa9", b"/caf%C3%A9"),
        (b"/two words?a b", b"/two%20words?a%20b"),
        (b"next#part", b"/dir/next"),
        (b"?page=2", b"/dir/feed?page=2"),
        (b"../up/./here", b"/up/here"),
        (b" /spaces ", b"/spaces"),
        (b"/signed%2Fpath%28?s=%2b+%7E&x=", b"/signed%2Fpath%28?s=%2b+%7E&x="),
    ],
)
async def test_a_redirect_is_followed_as_written(
    fetcher: Fetcher, wire: Wire, location: bytes, asked: bytes
) -> None:
    wire.says(said(301, b"", b"Location: " + location))
    there = (await hop(fetcher, f"{wire.url}/dir/feed")).redirect_url
    assert there is not None
    await hop(fetcher, there)
    assert wire.lines[-1] == b"GET %b HTTP/1.1" % asked


async def test_informational_answers_are_passed_over(fetcher: Fetcher, wire: Wire) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    wire.says(b"HTTP/1.1 100 Continue\r\n\r\n" + hints + hints + said(200, b"news"))
    answer = await hop(fetcher, wire.url)
    assert (answer.reply.status, answer.reply.body) == (200, b"news")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(said(200, b"<rss>", length=900), id="too short"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            b"5\r\n<rss>\r\n900\r\n",
            id="chunks that end",
        ),
    ],
)
async def test_a_body_that_breaks_off_may_be_taken(
    fetcher: Fetcher, wire: Wire, answer: bytes
) -> None:
    wire.says(answer)
    with pytest.raises(FetchError):
        await hop(fetcher, wire.url)
    part = await hop(fetcher, wire.url, takes_part=True)
    assert (part.reply.body, part.is_cut_off) == (b"<rss>", True)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_compressed_data_that_breaks_off_may_be_taken(
    fetcher: Fetcher, wire: Wire, encoding: str
) -> None:
    codec = cramjam.gzip if encoding == "gzip" else cramjam.zlib
    whole = bytes(codec.compress(bytes(range(256)) * 100))
    wire.says(said(200, whole[:-6], b"Content-Encoding: " + encoding.encode()))
    part = await hop(fetcher, wire.url, takes_part=True)
    assert part.is_cut_off
    assert part.reply.body.startswith(bytes(range(256)))
    wire.says(said(200, whole, b"Content-Encoding: " + encoding.encode()))
    assert not (await hop(fetcher, wire.url, takes_part=True)).is_cut_off


@pytest.mark.parametrize(("encoding", "codec"), [("br", cramjam.brotli), ("zstd", cramjam.zstd)])
async def test_a_bomb_of_any_encoding_does_not_unfold(
    fetcher: Fetcher, wire: Wire, encoding: str, codec: Any
) -> None:
    for size, fits in ((MEBIBYTE, True), (MEBIBYTE + 1, False), (300 * MEBIBYTE, False)):
        bomb = bytes(codec.compress(bytes(size)))
        wire.says(said(200, bomb, b"Content-Encoding: " + encoding.encode()))
        if fits:
            assert len((await hop(fetcher, wire.url)).reply.body) == size
        else:
            with pytest.raises(FetchError) as caught:
                await hop(fetcher, wire.url)
            assert caught.value.reason == "too_large"


class Ledger:
    """Room that notes what is asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    async def reach(self, size: int, most: int) -> None:
        self.asked.append(size)


@pytest.mark.parametrize(("encoding", "codec"), [("br", cramjam.brotli), ("zstd", cramjam.zstd)])
async def test_room_is_waited_for_before_a_body_unfolds(
    fetcher: Fetcher, wire: Wire, encoding: str, codec: Any
) -> None:
    for size, most in ((200_000, 200_000), (400_000, MEBIBYTE)):
        ledger = Ledger()
        packed = bytes(codec.compress(bytes(size)))
        wire.says(said(200, packed, b"Content-Encoding: " + encoding.encode()))
        answer = await fetcher.hop(wire.url, headers={}, max_bytes=MEBIBYTE, room=ledger)
        assert len(answer.reply.body) == size
        assert max(ledger.asked) == most
    # All of it, before the first piece of the large one.
    assert set(ledger.asked[: ledger.asked.index(MEBIBYTE)]) == {len(packed)}


@pytest.mark.parametrize(
    ("settings", "agent"),
    [
        ({}, f"newsmill/{__version__} (+https://newsmill.readthedocs.io/)"),
        (
            {"contact": "https://desk.example/bot"},
            f"newsmill/{__version__} (+https://desk.example/bot)",
        ),
        ({"contact": "desk@paper.example"}, f"newsmill/{__version__} (+desk@paper.example)"),
        ({"contact": "desk@paper.example", "user_agent": "ours/1"}, "ours/1"),
    ],
)
async def test_servers_are_told_how_to_reach_us(
    wire: Wire, settings: dict[str, str], agent: str
) -> None:
    async with open_fetcher(FetchSettings(allow_private_networks=True, **settings)) as one:  # type: ignore[arg-type]
        wire.says(said(200))
        await hop(one, wire.url)
    assert wire.sent("User-Agent") == agent.encode()


@pytest.mark.parametrize("contact", ["", "desk", "a b@c", "https://a.example/(x)", "x@y\r\nA: b"])
def test_a_contact_is_a_page_or_a_mail_address(contact: str) -> None:
    with pytest.raises(ValueError, match="contact"):
        FetchSettings(contact=contact)


@pytest.mark.parametrize("port", [22, 25, 81, 6379 - 6000, 1024])
async def test_ports_of_the_system_are_not_asked(port: int) -> None:
    for url in (f"https://paper.example:{port}/feed", f"http://paper.example:{port}/feed"):
        async with open_fetcher(FetchSettings()) as one:
            with pytest.raises(FetchError) as caught:
                one.check(url)
            assert (caught.value.reason, "ALLOW_PORTS" in str(caught.value)) == ("refused", True)
        async with open_fetcher(FetchSettings(allow_ports=f"8,{port}")) as one:
            assert one.check(url) == url


@pytest.mark.parametrize("port", ["", ":443", ":8080", ":1025", ":65535"])
async def test_ports_of_the_web_are(port: int, fetcher: Fetcher) -> None:
    assert fetcher.check(f"http://paper.example{port}/feed")


async def test_a_redirect_leads_to_no_port_of_the_system(fetcher: Fetcher, wire: Wire) -> None:
    wire.says(said(302, b"", b"Location: http://127.0.0.1:22/"))
    with pytest.raises(FetchError) as caught:
        await hop(fetcher, wire.url)
    assert caught.value.reason == "refused"


async def test_a_proxy_is_asked_for_the_whole_url(wire: Wire) -> None:
    async def resolve(host: str) -> list[object]:
        raise OSError("only the proxy knows names")

    proxy = wire.url.replace("://", "://ann:pa55@")
    wire.says(said(200, b"news"))
    async with open_fetcher(FetchSettings(), resolve=resolve) as one:  # type: ignore[arg-type]
        url = "http://paper.example/feed"
        answer = await one.hop(url, headers={}, max_bytes=99, proxy=proxy)
        assert answer.reply.body == b"news"
        assert wire.lines == [b"GET http://paper.example/feed HTTP/1.1"]
        assert wire.sent("Proxy-Authorization") is not None
        # The proxy's own address is still no place to fetch from.
        with pytest.raises(FetchError):
            await one.hop(f"{wire.url}/", headers={}, max_bytes=99, proxy=proxy)


async def test_errors_hold_no_secrets(fetcher: Fetcher) -> None:
    for url in ("http://ann:pa55@127.0.0.1:1/", "http://127.0.0.1:1/?token=pa55", "x://a:pa55@b/"):
        with pytest.raises(FetchError) as caught:
            await hop(fetcher, url)
        assert "pa55" not in f"{caught.value!s}{caught.value!r}{caught.value.__cause__}"
