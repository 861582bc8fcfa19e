"""Which URLs may be asked for, as far as can be told without asking DNS."""

import re
from collections.abc import Callable
from ipaddress import IPv4Address, ip_address

from yarl import URL

from newsmill.web.networks import IPAddress

Refuse = Callable[[IPAddress], str | None]
"""Why nothing is fetched from an address, or None."""

PERMITTED_BY = "--allow-private or NEWSMILL_ALLOW_PRIVATE_NETWORKS=1 permits it"

MAX_URL_CHARACTERS = 8_192
MAX_SHOWN_CHARACTERS = 200

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HOST_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?", re.ASCII)
# https://url.spec.whatwg.org/#ends-in-a-number-checker
_ENDS_IN_A_NUMBER = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)\.?", re.ASCII)


class RefusedError(Exception):
    """This URL, or the address it leads to, is not for us."""


class InvalidURLError(Exception):
    """Not the URL of a web page."""


def admit(url: str, refuse: Refuse, base: URL | None = None) -> URL:
    """`url`, relative to `base`, parsed and without its fragment.

    Hosts that spell out an address are checked here: aiohttp does not ask its resolver for them.

    Raises:
        InvalidURLError: no http or https URL with a host, or one that no server is meant to see.
        RefusedError: it carries a user name, or its host is an address that `refuse` refuses.
    """
    parsed = _parsed(url.strip(), base)
    host = parsed.raw_host or ""
    address = _literal_address(host)
    if address is not None and (why := refuse(address)):
        raise RefusedError(f"{host} is {why}; {PERMITTED_BY}")
    return parsed


def _parsed(url: str, base: URL | None) -> URL:
    if len(url) > MAX_URL_CHARACTERS or _CONTROL.search(url):
        raise InvalidURLError("too long a URL, or one with control characters")
    try:
        parsed = URL(url) if base is None else base.join(URL(url))
        parsed = parsed.with_fragment(None)
    except ValueError as error:
        raise InvalidURLError(f"no URL: {error}") from error
    if parsed.scheme not in ("http", "https") or not parsed.raw_host or not parsed.port:
        raise InvalidURLError(f"no http or https URL: {_shown(url)}")
    if "@" in parsed.raw_authority:
        raise RefusedError("a URL with a user name in it")
    return parsed


def _literal_address(host: str) -> IPAddress | None:
    """The address that `host` spells out, or None for a name."""
    if ":" in host:
        try:
            return ip_address(host)
        except ValueError as error:
            raise InvalidURLError(f"no IPv6 address: {_shown(host)}") from error
    if not _HOST_NAME.fullmatch(host):
        raise InvalidURLError(f"no host name: {_shown(host)}")
    if not _ENDS_IN_A_NUMBER.fullmatch(host):
        return None
    try:
        return IPv4Address(host)
    except ValueError as error:
        # 2130706433, 0x7f.1 and 017700000001 are 127.0.0.1 for some and names for others.
        raise RefusedError(f"{_shown(host)} is an IP address in an unusual spelling") from error


def _shown(text: str) -> str:
    return text[:MAX_SHOWN_CHARACTERS]
