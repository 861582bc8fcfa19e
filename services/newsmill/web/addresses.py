"""SSRF guard: check which URLs may be requested, as far as that is possible without DNS.

It is stricter than the WHATWG URL standard, which repairs malformed hosts. A host that needs repair
is a mistake, or an attack in which two parsers are to see different hosts.
"""

import re
from collections.abc import Callable, Set
from functools import lru_cache
from ipaddress import ip_address

from newsmill.hosts import MAX_URL_CHARACTERS, WebURL, parse
from newsmill.redaction import redacted
from newsmill.web.networks import IPAddress

Refuse = Callable[[IPAddress], str | None]
"""Returns why an address is refused, or None."""

PERMITTED_BY = "--allow-private or NEWSMILL_ALLOW_PRIVATE_NETWORKS=1 permits it"

# Below 1025 are the services of the system: mail, databases, control planes. What is served to
# everybody has its scheme's port, or a high one.
WEB_PORTS = frozenset({80, 443})
LAST_SYSTEM_PORT = 1024
PORT_PERMITTED_BY = "NEWSMILL_ALLOW_PORTS permits it"

MAX_SHOWN_CHARACTERS = 200

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HOST_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.ASCII)
_IPV4_ADDRESS = re.compile(r"[0-9]+(\.[0-9]+){3}", re.ASCII)
# The authority, between the two slashes and the path: https://url.spec.whatwg.org/#url-writing
_AUTHORITY = re.compile(r"\s*(?:https?:)?//([^/?#]*)", re.IGNORECASE | re.ASCII)
_PORT = re.compile(r":[0-9]*$", re.ASCII)
_ZONE = re.compile(r"\[[0-9a-f:.]+%", re.IGNORECASE)
# A relative URL keeps the host of its base, whatever that is.
_SOME_HOST = "base.invalid"


class RefusedError(Exception):
    """A URL with a user name, or with an address that is refused."""


class InvalidURLError(Exception):
    """Not the URL of a web page."""


def check_url(
    url: str, refuse: Refuse, base: WebURL | None = None, ports: Set[int] = frozenset()
) -> WebURL:
    """Parse and check `url`, relative to `base`; its `request_url` is what is to be requested.

    Hosts that are IP addresses are checked here, because aiohttp does not pass them to its
    resolver. `ports` are those below 1025 that may be asked beside 80 and 443.

    Raises:
        InvalidURLError: no http or https URL with a host, or one that no server is meant to see.
        RefusedError: it carries a user name, its host is an IP address that `refuse` refuses, or
            one in an unusual spelling; or its port is a system's.
    """
    if len(url) > MAX_URL_CHARACTERS or _CONTROL.search(url.strip()):
        raise InvalidURLError("too long a URL, or one with control characters")
    # The same call as everywhere else: it is remembered.
    parsed = parse(url, base.href) if base else parse(url)
    if base is None or not _keeps_the_host(url, base):
        _check_authority(url, parsed)
    if parsed is None or parsed.port == "0":
        raise InvalidURLError(f"no http or https URL: {_shown(url)}")
    if ":" not in parsed.host and not _HOST_NAME.fullmatch(parsed.host):
        raise InvalidURLError(f"no host name: {_shown(parsed.host)}")
    if parsed.port and not _is_open(int(parsed.port), ports):
        raise RefusedError(f"port {parsed.port} is for no web page; {PORT_PERMITTED_BY}")
    address = _literal_address(parsed.host)
    if address is not None and (why := refuse(address)):
        raise RefusedError(f"{parsed.host} is {why}; {PERMITTED_BY}")
    return parsed


def _is_open(port: int, ports: Set[int]) -> bool:
    return port in WEB_PORTS or port > LAST_SYSTEM_PORT or port in ports


def _keeps_the_host(url: str, base: WebURL) -> bool:
    """Whether `url` is relative and keeps the host of `base`, which has been checked."""
    elsewhere = parse(url, f"{base.scheme}://{_SOME_HOST}/")
    return elsewhere is not None and elsewhere.host == _SOME_HOST


def _check_authority(url: str, parsed: WebURL | None) -> None:
    """Compare the host as written in `url` with the host as `parsed`."""
    written = _AUTHORITY.match(url)
    authority = written[1] if written else ""
    if not authority or "\\" in authority:
        raise InvalidURLError(f"no http or https URL: {_shown(url)}")
    if _ZONE.match(authority):
        raise RefusedError(f"{_shown(authority)} is an IPv6 address with a zone")
    if "%" in authority:
        raise InvalidURLError(f"a host with percent signs: {_shown(url)}")
    if "@" in authority:
        raise RefusedError(
            "a URL with a user name in it; user names and passwords belong into the file that"
            " NEWSMILL_CREDENTIALS names"
        )
    host = _PORT.sub("", authority)
    if parsed and _IPV4_ADDRESS.fullmatch(parsed.host) and host != parsed.host:
        # 2130706433, 0x7f.1 and 017700000001 are 127.0.0.1 for some and names for others.
        raise RefusedError(f"{_shown(host)} is an IP address in an unusual spelling")


@lru_cache(1024)
def _literal_address(host: str) -> IPAddress | None:
    """The IP address that a canonical host is, or None for a name."""
    return ip_address(host) if ":" in host or _IPV4_ADDRESS.fullmatch(host) else None


def _shown(text: str) -> str:
    return redacted(text)[:MAX_SHOWN_CHARACTERS]
