"""The one spelling of a feed's address, and which addresses can never be fetched."""

import re

from newsmill.errors import UsageError
from newsmill.hosts import host_of, is_localhost, parse
from newsmill.redaction import has_secrets, redacted
from newsmill.web.addresses import (
    PERMITTED_BY,
    InvalidURLError,
    RefusedError,
    check_url,
)
from newsmill.web.fetching import FetchSettings
from newsmill.web.networks import why_refused

MAX_SHOWN_CHARACTERS = 200
IN_THE_OPEN = (
    "what it carries looks like a secret, and everybody sees that who may read subscriptions:"
    " subscribe to the address without it, and put it into the credentials file"
    " (NEWSMILL_CREDENTIALS) as query = { NAME = … }; or say --not-secret, if it is none"
)
ALL_PORTS = frozenset(range(1, 65536))

# Two old forms: https://en.wikipedia.org/wiki/Feed_URI_scheme
_FEED_AND_SCHEME = re.compile(r"feed:(?://)?(?=https?:)", re.IGNORECASE)
_FEED_SCHEME = re.compile(r"feed://", re.IGNORECASE)
_WEB_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_USER = re.compile(r"(https?://)[^/?#]{0,2000}@", re.IGNORECASE)


class NoFeedAddress(UsageError):
    """A text is no address that a feed can be fetched from; the message names it and says why."""


def feed_address(written: str) -> str:
    """The canonical spelling of an address, by which a subscription is known.

    Scheme and host in lower case, names of other scripts as ASCII, no default port, no dot
    segments, no fragment; `feed://` is http. Escapes in path and query stay as they are, because a
    signature may cover them.

    Raises:
        NoFeedAddress: it is none that could ever be fetched, wherever newsmill runs.
    """
    url = _FEED_SCHEME.sub("http://", _FEED_AND_SCHEME.sub("", written.strip(), count=1), count=1)
    if not _WEB_SCHEME.match(url) or not host_of(url):
        raise NoFeedAddress(f"{shown(written)}: not a feed address (http://… or https://…)")
    if _USER.match(url):
        raise NoFeedAddress(
            f"{shown(url)}: user name and password are no part of a subscription, which others may"
            " read; put them into the credentials file (NEWSMILL_CREDENTIALS)"
        )
    try:
        return check_url(url, lambda _: None, ports=ALL_PORTS).request_url
    except (InvalidURLError, RefusedError) as error:
        raise NoFeedAddress(f"{shown(written)}: {error}") from error


def require_fetchable(url: str, settings: FetchSettings) -> None:
    """Refuse a canonical address that the settings forbid: a private network, a system port.

    What a name leads to is known only when it is fetched.

    Raises:
        NoFeedAddress: it is forbidden; the message names the setting that permits it.
    """
    parsed = parse(url)
    is_open = settings.allow_private_networks
    if parsed is not None and is_localhost(parsed.host) and not is_open:
        raise NoFeedAddress(f"{shown(url)}: {parsed.host} is this machine; {PERMITTED_BY}")
    try:
        check_url(url, (lambda _: None) if is_open else why_refused, ports=settings.ports)
    except (InvalidURLError, RefusedError) as error:
        raise NoFeedAddress(f"{shown(url)}: {error}") from error


def require_no_secret(url: str) -> None:
    """Refuse an address that seems to carry a token, a key or a signature.

    Raises:
        NoFeedAddress: it does; the message, without the secret, says where that belongs.
    """
    if has_secrets(url):
        raise NoFeedAddress(f"{shown(url)}: {IN_THE_OPEN}")


def same_address(url: str) -> str:
    """What two spellings of one subscription have in common; `url` itself where it is no address.

    For subscriptions that were written by others, or before there was one spelling.
    """
    try:
        return feed_address(url)
    except NoFeedAddress:
        return url


def shown(url: str) -> str:
    """An address for a message: on one line, shortened, without passwords and tokens."""
    line = " ".join(redacted(url).split())
    return line if len(line) <= MAX_SHOWN_CHARACTERS else f"{line[:MAX_SHOWN_CHARACTERS]}…"
