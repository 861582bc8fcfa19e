"""HTTP client behind the SSRF guard: one GET, bounded in time and size, never to a private network.

The only module that imports aiohttp's client.
"""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from ipaddress import IPv4Address, ip_address
from typing import Annotated, Literal, TypeVar

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from pydantic import AfterValidator, Field, SecretStr
from yarl import URL

from newsmill import __version__
from newsmill.environment import LocalPath
from newsmill.hosts import WebURL, is_localhost, origin_of
from newsmill.redaction import redacted
from newsmill.settings import SECRET, OwnSettings, Seconds
from newsmill.web.addresses import PERMITTED_BY, InvalidURLError, Refuse, RefusedError, check_url
from newsmill.web.aiohttp_fixes import fix_aiohttp
from newsmill.web.bodies import Accept, Ending, RoomForBody, Wanted, read_body
from newsmill.web.content_encoding import ACCEPT_ENCODING, DecompressionError, TooLarge
from newsmill.web.networks import IPAddress, why_refused

__all__ = [
    "FetchError", "FetchFailure", "FetchSettings", "Fetcher", "Hop", "Reply", "open_fetcher",
]  # fmt: skip

FetchFailure = Literal[
    "invalid_url",
    "refused",
    "unreachable",
    "timeout",
    "too_large",
    "too_many_redirects",
    "protocol",
]
T = TypeVar("T")
Resolve = Callable[[str], Awaitable[Sequence[IPAddress]]]

MEBIBYTE = 1024 * 1024
CHUNK_BYTES = 64 * 1024
# Content-Security-Policy and Link headers of news sites pass aiohttp's 8 KiB.
MAX_HEADER_BYTES = 32 * 1024
MAX_HEADERS = 200
MAX_DETAIL_CHARACTERS = 300
# Of the answer to a form: a hub says in a line why it refuses.
MAX_ANSWER_BYTES = 64 * 1024
# A lookup that hangs must not hold up others; asyncio's own pool has six threads on two
# cores. Threads are started only when all others wait.
RESOLVER_THREADS = 288
THIS_MACHINE = IPv4Address("127.0.0.1")
DNS_CACHE_SECONDS = 120
# Each URL is checked when its request is planned, and again when it is sent: a moment later, with
# those of other requests between.
CHECKED_URLS = 1024
KEEPALIVE = timedelta(seconds=30)

NOT_MODIFIED = 304
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT_REDIRECTS = frozenset({301, 308})
# Headers that must not be sent on to another server after a redirect.
CREDENTIALS = frozenset({"authorization", "cookie", "proxy-authorization"})

# From which other programs take a proxy.
OTHERS_PROXY = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")

# Where the software is described, for owners of sites whom nobody has told an address.
DOCUMENTED_AT = "https://newsmill.readthedocs.io/"

# Bytes of a header that are not UTF-8, as aiohttp hands them over.
_UNDECODED_BYTE = re.compile("[\udc80-\udcff]")


class FetchError(Exception):
    """`url` could not be fetched; the message is one line, without secrets."""

    def __init__(self, url: str, reason: FetchFailure, detail: str) -> None:
        url, detail = redacted(url), redacted(detail)
        super().__init__(url, reason, detail)
        self.url = url
        self.reason: FetchFailure = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{_one_line(self.url)}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered, whatever the status."""

    url: str
    """After redirects."""
    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    """Decompressed."""
    permanent_url: str | None
    """Where it has moved for good: only if every redirect on the way was a 301 or 308."""


@dataclass(frozen=True, slots=True)
class Hop:
    """What one server answered to one request: a redirect is reported, not followed."""

    reply: Reply
    redirect_url: str | None
    """Where a redirect leads, checked and in canonical form."""
    values: Mapping[str, tuple[str, ...]]
    """Headers by lower-case name, repeated ones not joined."""
    validators: Mapping[str, str]
    """ETag and Last-Modified by lower-case name, byte by byte: one character (Latin-1) for each."""
    is_left: bool = False
    """Whether the body was not accepted; `reply.body` is then empty."""
    is_cut_off: bool = False
    """Whether the body broke off; `reply.body` is its beginning."""


def _proxy(value: SecretStr | None) -> SecretStr | None:
    if value is not None and not origin_of(value.get_secret_value()):
        raise ValueError("write http://[USER:PASSWORD@]HOST:PORT")
    return value


ProxyURL = Annotated[SecretStr | None, AfterValidator(_proxy), SECRET]


class FetchSettings(OwnSettings):
    """What may be fetched, and how much of it."""

    allow_private_networks: bool = Field(
        False, description="Fetch from loopback and private addresses too: for tests"
    )
    fetch_timeout: Seconds = Field(
        timedelta(seconds=30),
        gt=timedelta(0),
        description="From a request to its last byte; a feed's redirects included",
    )
    fetch_max_bytes: int = Field(
        10 * MEBIBYTE, ge=1, description="Of a body, after decompression; more is not read"
    )
    fetch_max_redirects: int = Field(5, ge=0, description="On the way to one answer")
    fetch_connections_per_host: int = Field(2, ge=1, description="Open at the same time")
    allow_ports: str = Field(
        "",
        pattern=r"^([0-9]{1,5}(,[0-9]{1,5})*)?$",
        description="Ports below 1025 that may be asked beside 80 and 443, PORT[,PORT…]",
    )
    credentials: LocalPath | None = Field(
        None, description="User names, passwords, keys and proxies of feeds: a TOML file, see above"
    )
    proxy: ProxyURL = Field(
        None,
        repr=False,
        description="Asked for all feeds and pages, http://[USER:PASSWORD@]HOST:PORT, see above",
    )
    contact: str | None = Field(
        None,
        pattern=r"^(https?://|mailto:|[!#-'*+.0-9A-Z^-~-]+@)[!-'*-~]+$",
        description="A page or a mail address where owners of sites reach you; servers are told it",
    )
    user_agent: str | None = Field(
        None,
        pattern=r"^[ -~]+$",
        description="How servers know us; newsmill/VERSION (+CONTACT) when unset",
    )

    @property
    def agent(self) -> str:
        """The User-Agent header: RFC 9110 §10.1.5 wants the product, robots a way to ask back."""
        told = self.contact or DOCUMENTED_AT
        return self.user_agent or f"newsmill/{__version__} (+{told})"

    @property
    def plain_proxy(self) -> str | None:
        """The proxy's URL, with its user name and password if it has any."""
        return self.proxy.get_secret_value() if self.proxy else None

    def unheeded_proxy(self, environment: Mapping[str, str]) -> str | None:
        """The variable of `environment` that names a proxy for other programs, where we have none.

        It is not heeded: a proxy looks names up itself, so that the SSRF guard sees less.
        """
        if self.proxy is not None:
            return None
        return next((name for name in OTHERS_PROXY if environment.get(name)), None)

    @property
    def ports(self) -> frozenset[int]:
        """The ports that may be asked beside the usual ones."""
        return frozenset(int(port) for port in self.allow_ports.split(",") if port)


@asynccontextmanager
async def open_fetcher(
    settings: FetchSettings,
    *,
    resolve: Resolve | None = None,
    refuse: Refuse = why_refused,
    keepalive: timedelta = KEEPALIVE,
) -> AsyncIterator["Fetcher"]:
    """A fetcher whose connections are kept until the block is left.

    `resolve` finds the addresses of a host (the system's resolver unless given); `refuse` returns
    why an address is refused, or None. Both are arguments for tests.
    """
    if settings.allow_private_networks:
        refuse = _refuse_nothing
    fix_aiohttp()
    threads = ThreadPoolExecutor(RESOLVER_THREADS, "resolver")
    resolver = _CheckingResolver(resolve or _system_resolver(threads), refuse)
    # The operator's own proxy may stand in a private network.
    free_resolver = _CheckingResolver(resolve or _system_resolver(threads), _refuse_nothing)
    try:
        async with (
            _session(settings, resolver, keepalive) as session,
            _session(settings, free_resolver, keepalive) as proxied,
        ):
            yield Fetcher(session, settings, refuse, _Proxied(proxied, resolver))
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _session(
    settings: FetchSettings, resolver: AbstractResolver, keepalive: timedelta
) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        resolver=resolver,
        ttl_dns_cache=DNS_CACHE_SECONDS,
        limit=0,  # callers bound what they ask for at once
        limit_per_host=settings.fetch_connections_per_host,
        keepalive_timeout=keepalive.total_seconds(),
    )
    return aiohttp.ClientSession(
        connector=connector,
        auto_decompress=False,  # aiohttp takes a gzip stream that breaks off for whole
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": settings.agent, "Accept-Encoding": ACCEPT_ENCODING},
        max_field_size=MAX_HEADER_BYTES,
        max_headers=MAX_HEADERS,
        max_line_size=MAX_HEADER_BYTES,
        read_bufsize=CHUNK_BYTES,
        timeout=aiohttp.ClientTimeout(total=None),
        trust_env=False,
    )


class Fetcher:
    """Fetches pages and feeds. Made by `open_fetcher`."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        settings: FetchSettings,
        refuse: Refuse,
        proxied: "_Proxied | None" = None,
    ) -> None:
        self._session = session
        self._settings = settings
        self._refuse = refuse
        self._proxied = proxied
        self._proxy = settings.plain_proxy
        self._ports = settings.ports
        self._checked_alone = lru_cache(CHECKED_URLS)(
            lambda url: check_url(url, refuse, None, self._ports)
        )

    def check(self, url: str, base: WebURL | None = None) -> str:
        """The canonical form of `url` that `get` requests, without any request or DNS look-up.

        It may be relative to `base`, which must be checked if it has another host.

        Raises:
            FetchError: `get` would refuse it. Addresses from DNS are checked only by `get`.
        """
        try:
            return self._checked(url, base).request_url
        except (RefusedError, InvalidURLError) as error:
            raise _refusal(url, error) from error

    def _checked(self, url: str, base: WebURL | None = None) -> WebURL:
        if base is None:
            return self._checked_alone(url)
        return check_url(url, self._refuse, base, self._ports)

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        timeout: timedelta | None = None,
    ) -> Reply:
        """The answer to a GET of `url`, redirects followed; a status of 400 or more is an answer.

        `max_bytes` and `timeout` replace the settings' limits. Credentials among `headers` go to
        the first server only.

        Raises:
            FetchError: there is no whole answer within the limits, or the URL is refused.
        """
        limit = self._settings.fetch_max_bytes if max_bytes is None else max_bytes
        return await self._bounded(
            url, limit, timeout, lambda _: self._follow(url, dict(headers or {}), limit)
        )

    async def hop(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        max_bytes: int,
        timeout: timedelta | None = None,
        accept: Accept | None = None,
        room: RoomForBody | None = None,
        proxy: str | None = None,
        takes_part: bool = False,
    ) -> Hop:
        """The answer to one GET of `url`, as `get` gives it, but redirects are for the caller.

        A body that `accept` does not want is left, and the connection closed. Time in which the
        body waits for `room` does not count. With `takes_part`, a body that breaks off is an answer
        too. The values of `headers` are bytes: one character (Latin-1) for each.

        Raises:
            FetchError: as with `get`, also if the target of a redirect is refused.
        """
        return await self._bounded(
            url,
            max_bytes,
            timeout,
            lambda deadline: self._hop(
                url,
                {name: _sendable(value) for name, value in headers.items()},
                max_bytes,
                accept,
                room,
                deadline,
                proxy,
                Ending() if takes_part else None,
            ),
        )

    async def post(
        self, url: str, form: Mapping[str, str], *, timeout: timedelta | None = None
    ) -> Reply:
        """The answer to a POST of `form`; redirects are followed, and the form is posted again.

        Raises:
            FetchError: as with `get`.
        """
        return await self._bounded(
            url, MAX_ANSWER_BYTES, timeout, lambda _: self._post(url, dict(form))
        )

    async def send(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        timeout: timedelta | None = None,
    ) -> Reply:
        """The answer to a POST of `body`; a redirect is an answer like others.

        Raises:
            FetchError: as with `get`.
        """
        return await self._bounded(
            url, MAX_ANSWER_BYTES, timeout, lambda _: self._send(url, body, dict(headers))
        )

    async def _send(self, url: str, body: bytes, headers: dict[str, str]) -> Reply:
        target = self._checked(url)
        session, proxy = await self._way_to(target, None)
        async with session.post(
            _unchanged(target), data=body, headers=headers, allow_redirects=False, proxy=proxy
        ) as response:
            answer = await _body(response, MAX_ANSWER_BYTES) or b""
            plain = _joined(_values(response.headers))
            return Reply(target.request_url, response.status, plain, answer, None)

    async def _post(self, url: str, form: dict[str, str]) -> Reply:
        target = self._checked(url)
        for _ in range(self._settings.fetch_max_redirects + 1):
            session, proxy = await self._way_to(target, None)
            async with session.post(
                _unchanged(target), data=form, allow_redirects=False, proxy=proxy
            ) as response:
                location = response.headers.get("Location")
                if response.status not in REDIRECTS or not location:
                    body = await _body(response, MAX_ANSWER_BYTES) or b""
                    plain = _joined(_values(response.headers))
                    return Reply(target.request_url, response.status, plain, body, None)
            target = self._checked(_escaped(location), target)
        detail = f"more than {self._settings.fetch_max_redirects} redirects"
        raise FetchError(url, "too_many_redirects", detail)

    async def _bounded(
        self,
        url: str,
        limit: int,
        timeout: timedelta | None,
        work: Callable[[asyncio.Timeout], Awaitable[T]],
    ) -> T:
        """The result of `work` in the time it has; what goes wrong in it is a `FetchError`."""
        seconds = (self._settings.fetch_timeout if timeout is None else timeout).total_seconds()
        try:
            async with asyncio.timeout(seconds) as deadline:
                return await work(deadline)
        except (RefusedError, InvalidURLError) as error:
            raise _refusal(url, error) from error
        except TimeoutError as error:
            detail = f"no whole answer within {seconds:g} s"
            raise FetchError(url, "timeout", detail) from error
        except TooLarge as error:
            raise FetchError(url, "too_large", f"the body exceeds {limit} bytes") from error
        except (aiohttp.ClientError, OSError, ValueError, DecompressionError) as error:
            reason, detail = _explained(error)
            raise FetchError(url, reason, detail) from error

    async def _way_to(
        self, target: WebURL, proxy: str | None
    ) -> tuple[aiohttp.ClientSession, str | None]:
        """Who asks for `target`, and through which proxy: `proxy`, or that of the settings.

        No proxy of the settings knows this machine.
        """
        if proxy is None and not _is_this_machine(target.host):
            proxy = self._proxy
        if proxy is None or self._proxied is None:
            return self._session, None
        await self._proxied.check(target)
        return self._proxied.session, proxy

    async def _hop(
        self,
        url: str,
        headers: Mapping[str, str],
        limit: int,
        accept: Accept | None,
        room: RoomForBody | None,
        deadline: asyncio.Timeout,
        proxy: str | None,
        ending: Ending | None,
    ) -> Hop:
        target = self._checked(url)
        session, proxy = await self._way_to(target, proxy)
        async with session.get(
            _unchanged(target), headers=headers, allow_redirects=False, proxy=proxy
        ) as response:
            values = _values(response.headers)
            plain = _joined(values)
            redirect = body = None
            if response.status in REDIRECTS and (location := response.headers.get("Location")):
                redirect = self._checked(_escaped(location), target).request_url
                body = b""
            elif response.status == NOT_MODIFIED:
                body = b""  # RFC 9110 §15.4.5, whatever its headers say
            elif accept is None or accept(response.status, plain, b""):
                wanted = Wanted(accept, response.status, plain, room, deadline)
                body = await _body(response, limit, wanted, ending)
            if body is None:
                response.close()
        return Hop(
            reply=Reply(target.request_url, response.status, plain, body or b"", None),
            redirect_url=redirect,
            values=values,
            validators=_validators(response),
            is_left=body is None,
            is_cut_off=ending is not None and ending.is_cut_off,
        )

    async def _follow(self, url: str, headers: dict[str, str], limit: int) -> Reply:
        target = self._checked(url)
        moved_for_good = True
        for hop in range(self._settings.fetch_max_redirects + 1):
            session, proxy = await self._way_to(target, None)
            async with session.get(
                _unchanged(target), headers=headers, allow_redirects=False, proxy=proxy
            ) as response:
                location = response.headers.get("Location")
                if response.status not in REDIRECTS or not location:
                    return Reply(
                        url=target.request_url,
                        status=response.status,
                        headers=_joined(_values(response.headers)),
                        body=await _body(response, limit) or b"",
                        permanent_url=target.request_url if hop and moved_for_good else None,
                    )
            moved_for_good = moved_for_good and response.status in PERMANENT_REDIRECTS
            target = self._checked(_escaped(location), target)
            headers = {n: value for n, value in headers.items() if n.lower() not in CREDENTIALS}
        detail = f"more than {self._settings.fetch_max_redirects} redirects"
        raise FetchError(url, "too_many_redirects", detail)


def _refusal(url: str, error: RefusedError | InvalidURLError) -> FetchError:
    """An error of the SSRF guard as a `FetchError`."""
    reason: FetchFailure = "refused" if isinstance(error, RefusedError) else "invalid_url"
    return FetchError(url, reason, _one_line(str(error)))


def _unchanged(target: WebURL) -> URL:
    """`target` for aiohttp, which must not parse or quote it again in its own way."""
    return URL(target.request_url, encoded=True)


def _escaped(location: str) -> str:
    """A Location header whose bytes that are not UTF-8 are percent-encoded, as browsers do it."""
    return _UNDECODED_BYTE.sub(lambda byte: f"%{ord(byte[0]) & 0xFF:02X}", location)


class _CheckingResolver(AbstractResolver):
    """Checks the addresses that aiohttp then connects to, so DNS rebinding cannot change them."""

    def __init__(self, resolve: Resolve, refuse: Refuse) -> None:
        self._resolve = resolve
        self._refuse = refuse

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 # aiohttp's signature
    ) -> list[ResolveResult]:
        addresses = await self._addresses(host)
        if not addresses:
            raise OSError(f"no address for {host}")
        for address in addresses:
            if why := self._refuse(address):
                raise RefusedError(f"{host} has the address {address}, {why}; {PERMITTED_BY}")
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=socket.AF_INET if isinstance(address, IPv4Address) else socket.AF_INET6,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def _addresses(self, host: str) -> Sequence[IPAddress]:
        if is_localhost(host):
            return [THIS_MACHINE]
        return await self._resolve(host)

    async def close(self) -> None:
        """Nothing to close."""


@dataclass(frozen=True, slots=True)
class _Proxied:
    """What asks through proxies."""

    session: aiohttp.ClientSession
    """Its resolver finds proxies, and refuses none."""
    resolver: _CheckingResolver

    async def check(self, target: WebURL) -> None:
        """Refuse what we know to be private; the proxy may know names that we do not."""
        try:
            await self.resolver.resolve(target.host)
        except OSError:
            return


def _system_resolver(threads: ThreadPoolExecutor) -> Resolve:
    def look_up(host: str) -> list[IPAddress]:
        try:
            found = socket.getaddrinfo(
                host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
            )
        except UnicodeError as error:  # a label that is empty or too long
            raise OSError(f"{host} is no host name: {error}") from error
        return [ip_address(str(sockaddr[0])) for *_, sockaddr in found]

    async def resolve(host: str) -> Sequence[IPAddress]:
        return await asyncio.get_running_loop().run_in_executor(threads, look_up, host)

    return resolve


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return is_localhost(host)


def _refuse_nothing(_: IPAddress) -> str | None:
    return None


def _values(headers: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """`headers` by lower-case name, without lone surrogates."""
    values: dict[str, tuple[str, ...]] = {}
    for name, raw in headers.items():
        name = name.lower()
        values[name] = (*values.get(name, ()), _decodable(raw))
    return values


def _joined(values: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Headers by name, repeated ones joined (RFC 9110 §5.3)."""
    return {name: ", ".join(each) for name, each in values.items()}


def _decodable(raw: str) -> str:
    """A header's value without the lone surrogates that stand for bytes that are not UTF-8."""
    if raw.isascii():
        return raw
    return raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _validators(response: aiohttp.ClientResponse) -> dict[str, str]:
    """Of several different ETags, none is known to be the one."""
    found = {}
    for name in ("etag", "last-modified"):
        if name not in response.headers:
            continue
        values = set(response.headers.getall(name))
        if len(values) == 1:
            found[name] = values.pop().encode("utf-8", "surrogateescape").decode("latin-1")
    return found


def _sendable(value: str) -> str:
    """Bytes, one character for each, as aiohttp reads and (patched) writes them."""
    return value if value.isascii() else value.encode("latin-1").decode("utf-8", "surrogateescape")


async def _body(
    response: aiohttp.ClientResponse,
    limit: int,
    wanted: Wanted | None = None,
    ending: Ending | None = None,
) -> bytes | None:
    return await read_body(
        _chunks(response, ending),
        response.content_length,
        response.headers.get("Content-Encoding", ""),
        limit,
        wanted,
        ending,
    )


async def _chunks(response: aiohttp.ClientResponse, ending: Ending | None) -> AsyncIterator[bytes]:
    try:
        async for chunk in response.content.iter_chunked(CHUNK_BYTES):
            yield chunk
    except (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError, ConnectionError):
        if ending is None:
            raise
        ending.is_cut_off = True


def _explained(error: Exception) -> tuple[FetchFailure, str]:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "unreachable", _one_line(f"no address for the host: {error.os_error}")
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "unreachable", _one_line(f"the certificate is not valid: {error.certificate_error}")
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return "unreachable", _one_line(f"the proxy answers {error.status} {error.message}")
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return "unreachable", _one_line(f"no connection to the proxy: {error.os_error}")
    if isinstance(error, aiohttp.ClientConnectorError):
        return "unreachable", _one_line(f"no connection: {error.os_error}")
    if isinstance(error, aiohttp.InvalidURL):
        return "invalid_url", _one_line(f"no URL: {error}")
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "protocol", "the server closed the connection without an answer"
    if isinstance(error, aiohttp.ClientResponseError):
        return "protocol", _one_line(f"no valid HTTP: {error.message}")
    if isinstance(error, aiohttp.ClientPayloadError):
        return "protocol", _one_line(f"the body breaks off or is garbled: {error}")
    if isinstance(error, DecompressionError):
        return "protocol", _one_line(f"the body cannot be decompressed: {error}")
    if isinstance(error, aiohttp.ClientConnectionError | OSError):
        return "unreachable", _one_line(f"the connection broke: {error}")
    return "protocol", _one_line(f"{type(error).__name__}: {error}")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:MAX_DETAIL_CHARACTERS]
