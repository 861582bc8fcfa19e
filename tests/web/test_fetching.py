import asyncio
import gzip
import pickle
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address

import cramjam
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsmill.web.content_encoding import DecompressionError, Decompressor
from newsmill.web.fetching import Fetcher, FetchError, FetchSettings, Reply, open_fetcher
from newsmill.web.networks import IPAddress, why_refused
from tests.builders import SPELLINGS_OF_A_HOST

MEBIBYTE = 1024 * 1024
LOOPBACK = IPv4Address("127.0.0.1")
SIX_TO_FOUR = IPv6Network("2002::/16")

Answer = Callable[[str, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """A server on loopback that answers every request as told, and remembers what it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.connections = 0
        self.requests: list[str] = []
        self.port = 0
        self._answer = answer

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                request = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.requests.append(request)
                await self._answer(request.split()[1], writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[Server]:
    server = Server(answer)
    listener = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()


def saying(message: bytes) -> Answer:
    """Write exactly these bytes and close."""

    async def answer(_: str, writer: asyncio.StreamWriter) -> None:
        writer.write(message)
        await writer.drain()
        writer.close()

    return answer


def message(body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(status: int, location: str) -> bytes:
    return message(b"", f"Location: {location}", status=f"{status} Over There")


def routes(by_path: dict[str, bytes]) -> Answer:
    async def answer(path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(by_path.get(path, message(status="404 Not Found")))

    return answer


def loopback_is_public(address: IPAddress) -> str | None:
    return None if address == LOOPBACK else why_refused(address)


def knowing(**addresses: str) -> Callable[[str], Awaitable[Sequence[IPAddress]]]:
    async def resolve(host: str) -> Sequence[IPAddress]:
        found = addresses.get(host.partition(".")[0])
        if found is None:
            raise OSError(f"no such host: {host}")
        return [ip_address(address) for address in found.split()]

    return resolve


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    """Takes 127.0.0.1 for a public address, and nothing else of this machine."""
    async with open_fetcher(
        FetchSettings(fetch_max_bytes=MEBIBYTE),
        resolve=knowing(public="127.0.0.1", private="0.0.0.0", mixed="127.0.0.1 10.0.0.1"),
        refuse=loopback_is_public,
    ) as public_fetcher:
        yield public_fetcher


async def failure(fetcher: Fetcher, url: str, **limits: object) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.get(url, **limits)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 700
    return caught.value


async def test_a_page_is_fetched_with_its_status_headers_and_address(fetcher: Fetcher) -> None:
    said = message(b"not here", "ETag: W/one", "X-Twice: a", "X-Twice: b", status="404 No")
    async with serving(saying(said)) as server:
        reply = await fetcher.get(f"{server.url}/a b?q=1#part", headers={"If-None-Match": "W/zero"})
    assert reply == Reply(
        url=f"{server.url}/a%20b?q=1",
        status=404,
        headers={"content-length": "8", "etag": "W/one", "x-twice": "a, b"},
        body=b"not here",
        permanent_url=None,
    )
    assert "If-None-Match: W/zero" in server.requests[0]
    assert "User-Agent: newsmill/" in server.requests[0]
    assert "Accept-Encoding: gzip, deflate, br, zstd\r\n" in server.requests[0]


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("127.0.0.1", id="loopback"),
        pytest.param("127.1", id="short"),
        pytest.param("2130706433", id="decimal"),
        pytest.param("017700000001", id="octal"),
        pytest.param("0177.0.0.1", id="an octal part"),
        pytest.param("0x7f000001", id="hexadecimal"),
        pytest.param("0x7f.1", id="a hexadecimal part"),
        pytest.param("127.0.0.1.", id="with a dot at the end"),
        pytest.param("127.0.0.1", id="in wide digits"),
        pytest.param("127。0。0。1", id="with ideographic dots"),
        pytest.param("0.0.0.0", id="unspecified"),
        pytest.param("[::1]", id="IPv6 loopback"),
        pytest.param("[::]", id="IPv6 unspecified"),
        pytest.param("[::ffff:127.0.0.1]", id="mapped"),
        pytest.param("[::ffff:7f00:1]", id="mapped, in hexadecimal"),
        pytest.param("[::127.0.0.1]", id="compatible"),
        pytest.param("localhost", id="localhost"),
        pytest.param("LOCALHOST.", id="LOCALHOST."),
        pytest.param("anything.localhost", id="a name below localhost"),
        pytest.param("private.example", id="a name with a loopback address"),
        pytest.param("half.example", id="a name with one loopback address of two"),
        pytest.param("user@127.0.0.1", id="with a user name"),
    ],
)
async def test_this_machine_gets_no_connection(host: str) -> None:
    resolve = knowing(private="127.0.0.1", half="93.184.215.14 127.0.0.1")
    async with (
        serving(saying(message(b"secret"))) as server,
        open_fetcher(FetchSettings(), resolve=resolve) as strict_fetcher,
    ):
        error = await failure(strict_fetcher, f"http://{host}:{server.port}/")
        assert error.reason == "refused"
        assert server.connections == 0


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://10.1.2.3/", "refused"),
        ("http://169.254.169.254/latest/meta-data", "refused"),
        ("http://168.63.129.16/", "refused"),
        ("http://100.100.100.200/", "refused"),
        ("http://224.0.0.1/", "refused"),
        ("http://255.255.255.255/", "refused"),
        ("http://[fe80::1%25eth0]/", "refused"),
        ("http://[fe80::1%eth0]/", "refused"),
        ("http://[fd00:ec2::254]/", "refused"),
        ("http://[64:ff9b::a00:1]/", "refused"),
        ("http://[5f00::1]/", "refused"),
        ("http://[2002:a00:1::1]/", "refused"),
        ("http://[2001:0:53aa:64c::1]/", "refused"),
        ("http://me:secret@public.example/", "refused"),
        ("ftp://public.example/", "invalid_url"),
        ("file:///etc/passwd", "invalid_url"),
        ("javascript:alert(1)", "invalid_url"),
        ("//public.example/", "invalid_url"),
        ("/feed", "invalid_url"),
        ("", "invalid_url"),
        ("http://", "invalid_url"),
        ("http://[::1/", "invalid_url"),
        ("http://[::1]x/", "invalid_url"),
        ("http://public.example:0/", "invalid_url"),
        ("http://public.example:65536/", "invalid_url"),
        ("http://public.example\\@127.0.0.1/", "invalid_url"),
        ("http://%31%32%37.0.0.1/", "invalid_url"),
        ("http://two words.example/", "invalid_url"),
        ("http://public.example/\r\nHost: evil", "invalid_url"),
        ("http://public.example/" + "a" * 10_000, "invalid_url"),
        ("http://public..example/", "invalid_url"),
        ("http://unknown.example/", "unreachable"),
    ],
)
async def test_what_is_no_address_of_the_public_web_is_not_asked(
    fetcher: Fetcher, url: str, reason: str
) -> None:
    assert (await failure(fetcher, url)).reason == reason


async def test_private_networks_can_be_allowed() -> None:
    async with (
        serving(saying(message(b"mine"))) as server,
        open_fetcher(FetchSettings(allow_private_networks=True)) as open_minded,
    ):
        for host in ("127.0.0.1", "localhost", "feed.localhost", "0.0.0.0"):
            reply = await open_minded.get(f"http://{host}:{server.port}/")
            assert reply.body == b"mine"


@pytest.mark.parametrize(
    "target",
    [
        "http://0.0.0.0:{port}/",
        "http://private.example:{port}/",
        "http://mixed.example:{port}/",
        "http://me@127.0.0.1:{port}/",
        "//0.0.0.0:{port}/",
        "http://127.1:{port}/",
    ],
)
async def test_a_redirect_to_a_refused_address_is_not_followed(
    fetcher: Fetcher, target: str
) -> None:
    async with serving(saying(message(b"secret"))) as inner:
        there = redirect(302, target.format(port=inner.port))
        async with serving(saying(there)) as front:
            error = await failure(fetcher, f"http://public.example:{front.port}/")
        assert (error.reason, front.connections, inner.connections) == ("refused", 1, 0)


@pytest.mark.parametrize(
    ("first", "second", "is_permanent"),
    [(301, 308, True), (301, 302, False), (307, 301, False), (308, 303, False)],
)
async def test_a_page_has_moved_for_good_if_every_redirect_says_so(
    fetcher: Fetcher, first: int, second: int, is_permanent: bool
) -> None:
    pages = {"/a": redirect(first, "/b"), "/b": redirect(second, "c?d"), "/c?d": message(b"end")}
    async with serving(routes(pages)) as server:
        reply = await fetcher.get(f"{server.url}/a")
    assert (reply.url, reply.body) == (f"{server.url}/c?d", b"end")
    assert reply.permanent_url == (reply.url if is_permanent else None)


async def test_credentials_stay_with_the_first_server_and_cookies_are_not_kept(
    fetcher: Fetcher,
) -> None:
    pages = {
        "/a": message(b"", "Location: /b", "Set-Cookie: id=7", status="302 Found"),
        "/b": message(b"end"),
    }
    secrets = {"Authorization": "Bearer x", "cookie": "a=b", "If-None-Match": "W/1"}
    async with serving(routes(pages)) as server:
        await fetcher.get(f"{server.url}/a", headers=secrets)
        await fetcher.get(f"{server.url}/b")
    assert "Bearer x" in server.requests[0]
    assert "If-None-Match: W/1" in server.requests[1]
    for request in server.requests[1:]:
        assert "Bearer" not in request
        assert "ookie" not in request


async def test_a_redirect_loop_ends(fetcher: Fetcher) -> None:
    async with serving(routes({"/": redirect(301, "/")})) as server:
        error = await failure(fetcher, f"{server.url}/")
    assert error.reason == "too_many_redirects"
    assert len(server.requests) == 6


@pytest.mark.parametrize("location", ["ftp://public.example/", "http://[", "http://a b/"])
async def test_a_redirect_to_no_web_page_is_a_failure(fetcher: Fetcher, location: str) -> None:
    async with serving(saying(redirect(302, location))) as server:
        assert (await failure(fetcher, server.url)).reason == "invalid_url"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("/a b?q=1#part", "/a%20b?q=1"),
        ("/caf\u00e9?q=\u00e9", "/caf%C3%A9?q=%C3%A9"),
        ("/a|b[c]?x|y[z]{}", "/a|b[c]?x|y[z]{}"),
        ('/a^b{c}`"<>', "/a%5Eb%7Bc%7D%60%22%3C%3E"),
        ("/?q='\"<>", "/?q=%27%22%3C%3E"),
        ("/100%?q=50%", "/100%?q=50%"),
        ("/%7e%2e%2F?%7e", "/%7e%2e%2F?%7e"),
        ("/a\\b", "/a/b"),
        ("/a/../b/./c", "/b/c"),
        ("/%2e%2E/b", "/b"),
        ("?q=a+b&c=d;e", "/?q=a+b&c=d;e"),
        ("/?", "/"),
        ("#top", "/"),
    ],
)
async def test_the_request_target_is_what_browsers_send(
    fetcher: Fetcher, written: str, sent: str
) -> None:
    async with serving(saying(message(b"x"))) as server:
        reply = await fetcher.get(server.url + written)
    assert server.requests[0].startswith(f"GET {sent} HTTP/1.1\r\n")
    assert reply.url == fetcher.check(server.url + written) == server.url + sent


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        pytest.param("/caf\u00e9".encode(), "/caf%C3%A9", id="UTF-8"),
        pytest.param("/caf\u00e9".encode("latin-1"), "/caf%E9", id="ISO-8859-1"),
        pytest.param(b"/\xff?q=\xfe", "/%FF?q=%FE", id="no text"),
        pytest.param(b"/caf%E9 au lait", "/caf%E9%20au%20lait", id="escaped"),
    ],
)
async def test_a_redirect_is_followed_byte_by_byte(
    fetcher: Fetcher, location: bytes, sent: str
) -> None:
    moved = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"
    async with serving(routes({"/": moved, sent: message(b"here")})) as server:
        reply = await fetcher.get(server.url)
    assert (reply.url, reply.body) == (server.url + sent, b"here")


async def test_a_redirect_may_name_a_host_in_any_script(fetcher: Fetcher) -> None:
    async with serving(saying(message(b"here"))) as inner:
        there = f"http://public.b\u00fccher.example:{inner.port}/"
        moved = (
            b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + there.encode() + b"\r\n\r\n"
        )
        async with serving(saying(moved)) as front:
            reply = await fetcher.get(front.url)
    assert reply.url == f"http://public.xn--bcher-kva.example:{inner.port}/"
    assert f"Host: public.xn--bcher-kva.example:{inner.port}\r\n" in inner.requests[0]


async def test_spellings_of_one_host_share_its_connections() -> None:
    hosts = [host.replace("example", "localhost") for host in SPELLINGS_OF_A_HOST]
    settings = FetchSettings(allow_private_networks=True, fetch_connections_per_host=1)
    may_answer = asyncio.Event()

    async def answer(_: str, writer: asyncio.StreamWriter) -> None:
        await may_answer.wait()
        writer.write(message(b"x"))

    async with serving(answer) as server, open_fetcher(settings) as polite:
        calls = [
            asyncio.create_task(polite.get(f"http://{host}:{server.port}/{number}"))
            for number, host in enumerate(hosts)
        ]
        async with asyncio.timeout(60):
            while not server.requests:  # noqa: ASYNC110 # the server is asked sooner or later
                await asyncio.sleep(0.01)
        assert server.connections == 1
        may_answer.set()
        await asyncio.gather(*calls)
        assert (server.connections, len(server.requests)) == (1, 4)


async def test_a_redirect_that_names_no_place_is_the_answer(fetcher: Fetcher) -> None:
    async with serving(saying(message(b"where?", status="301 Moved"))) as server:
        reply = await fetcher.get(server.url)
    assert (reply.status, reply.body, reply.permanent_url) == (301, b"where?", None)


async def test_the_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(saying(message(b"direct"))) as server, serving(saying(b"")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        async with open_fetcher(FetchSettings(allow_private_networks=True)) as careless:
            assert (await careless.get(server.url)).body == b"direct"
        assert proxy.connections == 0


async def test_a_server_that_dribbles_is_left_in_time(fetcher: Fetcher) -> None:
    async def dribble(_: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with serving(dribble) as server:
        async with asyncio.timeout(60):
            error = await failure(fetcher, server.url, timeout=timedelta(seconds=0.2))
    assert error.reason == "timeout"


async def test_the_time_limit_covers_all_redirects_together(fetcher: Fetcher) -> None:
    async def slow(_: str, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.08)
        writer.write(redirect(302, "/again"))

    async with serving(slow) as server:
        error = await failure(fetcher, server.url, timeout=timedelta(seconds=0.2))
    assert error.reason == "timeout"


async def test_a_host_name_that_is_never_found_is_left_in_time() -> None:
    async def never(_: str) -> Sequence[IPAddress]:
        await asyncio.Event().wait()
        return []

    async with open_fetcher(FetchSettings(), resolve=never) as waiting:
        error = await failure(waiting, "http://public.example/", timeout=timedelta(seconds=0.05))
    assert error.reason == "timeout"


async def test_a_cancelled_call_stays_cancelled(fetcher: Fetcher) -> None:
    asked = asyncio.Event()

    async def silence(_: str, __: asyncio.StreamWriter) -> None:
        asked.set()
        await asyncio.Event().wait()

    async with serving(silence) as server:
        call = asyncio.create_task(fetcher.get(server.url))
        await asked.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call


class Flood:
    """A body that goes on for as long as somebody reads."""

    def __init__(self, head: bytes, block: bytes, blocks: int) -> None:
        self.sent = 0
        self._head, self._block, self._blocks = head, block, blocks

    async def __call__(self, _: str, writer: asyncio.StreamWriter) -> None:
        writer.write(self._head)
        for __ in range(self._blocks):
            writer.write(self._block)
            await writer.drain()
            self.sent += len(self._block)
        writer.close()


async def test_a_body_without_end_is_read_no_further_than_the_limit(fetcher: Fetcher) -> None:
    flood = Flood(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65_536, 800)
    async with serving(flood) as server:
        error = await failure(fetcher, server.url)
    assert error.reason == "too_large"
    # The rest of it sat in buffers of the two sockets.
    assert flood.sent < 12 * MEBIBYTE


async def test_a_body_that_says_it_is_too_large_is_not_read(fetcher: Fetcher) -> None:
    flood = Flood(b"HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n", b"x" * 65_536, 800)
    async with serving(flood) as server:
        assert (await failure(fetcher, server.url)).reason == "too_large"


@pytest.mark.parametrize("levels", [1, 2])
async def test_a_bomb_does_not_unfold(fetcher: Fetcher, levels: int) -> None:
    bomb = gzip.compress(bytes(30 * MEBIBYTE), 6)
    for _ in range(levels - 1):
        bomb = gzip.compress(bomb)
    encoding = ", ".join(["gzip"] * levels)
    async with serving(saying(message(bomb, f"Content-Encoding: {encoding}"))) as server:
        error = await failure(fetcher, server.url)
    assert error.reason == ("too_large" if levels == 1 else "protocol")


async def test_the_limit_is_the_largest_body_that_passes(fetcher: Fetcher) -> None:
    body = bytes(1000)
    for sent, headers in ((body, ()), (gzip.compress(body), ("Content-Encoding: gzip",))):
        async with serving(saying(message(sent, *headers))) as server:
            assert (await fetcher.get(server.url, max_bytes=1000)).body == body
            assert (await failure(fetcher, server.url, max_bytes=999)).reason == "too_large"


def deflated(text: bytes, bits: int) -> bytes:
    compressor = zlib.compressobj(wbits=bits)
    return compressor.compress(text) + compressor.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        pytest.param("gzip", gzip.compress(b"news" * 999), id="gzip"),
        pytest.param("X-GZIP", gzip.compress(b"news" * 999), id="its old name"),
        pytest.param("gzip", gzip.compress(b"news") + gzip.compress(b"news" * 998), id="members"),
        pytest.param("gzip", gzip.compress(b"news" * 999) + b"\0\0\0", id="padding"),
        pytest.param("deflate", deflated(b"news" * 999, 15), id="deflate"),
        pytest.param("br", bytes(cramjam.brotli.compress(b"news" * 999)), id="brotli"),
        pytest.param("zstd", bytes(cramjam.zstd.compress(b"news" * 999)), id="zstd"),
        pytest.param("deflate", deflated(b"news" * 999, -15), id="bare deflate"),
        pytest.param("utf-8", b"news" * 999, id="no encoding at all"),
        pytest.param("identity", b"news" * 999, id="identity"),
    ],
)
async def test_a_compressed_body_is_decompressed(
    fetcher: Fetcher, encoding: str, body: bytes
) -> None:
    async with serving(saying(message(body, f"Content-Encoding: {encoding}"))) as server:
        assert (await fetcher.get(server.url)).body == b"news" * 999


async def test_an_answer_without_a_body_may_name_an_encoding(fetcher: Fetcher) -> None:
    said = b"HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n"
    async with serving(saying(said)) as server:
        reply = await fetcher.get(server.url)
    assert (reply.status, reply.body) == (304, b"")


GZIPPED = gzip.compress(bytes(range(256)) * 40)
BROTLI = bytes(cramjam.brotli.compress(bytes(range(256)) * 40))
ZSTD = bytes(cramjam.zstd.compress(bytes(range(256)) * 40))


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: y", id="half a header"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n\r\n", id="another protocol"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", id="a length of x"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", id="truncated"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            id="truncated chunks",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
            id="garbled chunks",
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n", id="1000 headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 99_999 + b"\r\n\r\n", id="long header"),
        pytest.param(message(b"plain text", "Content-Encoding: gzip"), id="no gzip"),
        pytest.param(message(GZIPPED[:-9], "Content-Encoding: gzip"), id="truncated gzip"),
        pytest.param(
            message(GZIPPED[:60] + b"!" + GZIPPED[61:], "Content-Encoding: gzip"), id="bad gzip"
        ),
        pytest.param(message(b"\x8b\x02\x81", "Content-Encoding: br"), id="no brotli"),
        pytest.param(message(b"plain text", "Content-Encoding: zstd"), id="no zstd"),
        pytest.param(message(BROTLI[:-9], "Content-Encoding: br"), id="truncated brotli"),
        pytest.param(message(ZSTD[:-9], "Content-Encoding: zstd"), id="truncated zstd"),
        pytest.param(message(b"x", "Content-Encoding: compress"), id="compress, unasked"),
        pytest.param(
            message(gzip.compress(b"") * 5000, "Content-Encoding: gzip"), id="empty members"
        ),
    ],
)
async def test_what_is_no_whole_answer_is_a_protocol_failure(fetcher: Fetcher, said: bytes) -> None:
    async with serving(saying(said)) as server:
        assert (await failure(fetcher, server.url)).reason == "protocol"


async def test_a_closed_port_is_unreachable(fetcher: Fetcher) -> None:
    async with serving(saying(b"")) as server:
        pass
    assert (await failure(fetcher, server.url)).reason == "unreachable"


async def test_a_server_without_tls_is_unreachable_by_https(fetcher: Fetcher) -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(message(b"plain"))
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as listener:
        port = listener.sockets[0].getsockname()[1]
        error = await failure(fetcher, f"https://127.0.0.1:{port}/")
    assert error.reason == "unreachable"


async def test_a_header_that_cannot_be_sent_is_a_failure(fetcher: Fetcher) -> None:
    headers = {"If-None-Match": "a\r\nHost: evil"}
    async with serving(saying(message(b"x"))) as server:
        assert (await failure(fetcher, server.url, headers=headers)).reason == "protocol"


async def test_a_connection_is_kept_for_the_next_page(fetcher: Fetcher) -> None:
    async with serving(routes({"/": message(b"x")})) as server:
        for _ in range(3):
            await fetcher.get(f"{server.url}/")
        assert (server.connections, len(server.requests)) == (1, 3)


async def test_headers_hold_no_lone_surrogates(fetcher: Fetcher) -> None:
    said = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nETag: \xe9\r\n\r\n"
    async with serving(saying(said)) as server:
        assert (await fetcher.get(server.url)).headers["etag"] == "\ufffd"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.binary(max_size=60)
    | st.binary(max_size=60).map(lambda tail: b"HTTP/1.1 200 OK\r\n" + tail)
    | st.binary(max_size=60).map(
        lambda body: b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08" + body
    )
)
def test_no_answer_escapes_but_as_a_reply_or_a_fetch_error(said: bytes) -> None:
    async def fetch() -> None:
        async with (
            serving(saying(said)) as server,
            open_fetcher(FetchSettings(allow_private_networks=True)) as curious,
        ):
            with suppress(FetchError):
                await curious.get(server.url, timeout=timedelta(seconds=2))

    asyncio.run(fetch())


@given(st.text(max_size=30) | st.text(max_size=30).map(lambda rest: f"http://{rest}"))
@settings(max_examples=100, deadline=None)
def test_no_text_is_a_url_that_breaks_the_fetcher(url: str) -> None:
    async def nowhere(_: str) -> Sequence[IPAddress]:
        return []

    async def fetch() -> None:
        async with open_fetcher(
            FetchSettings(), resolve=nowhere, refuse=lambda _: "not for tests"
        ) as curious:
            with pytest.raises(FetchError):
                await curious.get(url)

    asyncio.run(fetch())


@given(st.binary(max_size=300_000), st.integers(1, 70_000), st.sampled_from([31, 15, -15]))
@settings(max_examples=40, deadline=None)
def test_inflating_in_pieces_gives_the_whole(body: bytes, step: int, bits: int) -> None:
    compressed = deflated(body * 3, bits)
    decompress = Decompressor(is_gzip=bits == 31)
    pieces = [
        piece
        for start in range(0, len(compressed), step)
        for piece in decompress.pieces(compressed[start : start + step])
    ]
    decompress.finish()
    assert b"".join(pieces) == body * 3
    assert max(map(len, pieces), default=0) <= 65_536


def test_a_compressed_body_that_breaks_off_is_noticed() -> None:
    decompress = Decompressor(is_gzip=True)
    list(decompress.pieces(GZIPPED[:-1]))
    with pytest.raises(DecompressionError):
        decompress.finish()


def test_a_fetch_error_can_cross_a_process_boundary() -> None:
    error = FetchError("http://a.example/", "timeout", "no whole answer within 3 s")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.reason) == (
        "http://a.example/: no whole answer within 3 s",
        "timeout",
    )


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::1111",
        "2a00:1450:4001::200e",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ],
)
def test_a_public_address_is_not_refused(address: str) -> None:
    assert why_refused(ip_address(address)) is None


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
@settings(max_examples=300)
def test_what_python_takes_for_private_is_refused(address: IPAddress) -> None:
    if address in SIX_TO_FOUR:
        return  # belongs to the owner of the IPv4 address in it
    if address.is_private or address.is_multicast or address.is_loopback or address.is_link_local:
        assert why_refused(address) is not None
