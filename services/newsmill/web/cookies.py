"""Cookies of one chain of redirects (RFC 6265), forgotten with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from newsmill.hosts import WebURL, parse

# What servers may send and get back; RFC 6265 §6.1 asks browsers for 4096 bytes and 50 cookies.
MAX_COOKIE_CHARACTERS = 4096
MAX_COOKIES = 50
MAX_HEADER_CHARACTERS = 8192

# Below these labels of a country, registries give names to anybody, as in co.uk and com.au:
# https://publicsuffix.org/list/
SECOND_LEVELS = frozenset(
    {"ac", "ad", "art", "asn", "asso", "biz", "blog", "co", "com", "edu", "ed", "firm", "gen", "go",
     "gob", "gov", "gouv", "govt", "gr", "gv", "id", "in", "info", "lg", "ltd", "me", "mil", "name",
     "ne", "net", "nhs", "nom", "or", "org", "pe", "plc", "pro", "re", "res", "sch", "tm", "web"}
)  # fmt: skip
# Names below these belong to different people: the private part of the same list.
SHARED_HOSTS = frozenset({
    "amazonaws.com", "appspot.com", "azureedge.net", "azurestaticapps.net", "azurewebsites.net",
    "beehiiv.com", "blogspot.com", "br.com", "cloudfront.net", "cn.com", "de.com", "eu.com",
    "firebaseapp.com", "fly.dev", "ghost.io", "github.io", "gitlab.io", "hatenablog.com",
    "herokuapp.com", "livejournal.com", "netlify.app", "onrender.com", "over-blog.com",
    "pages.dev", "run.app", "ru.com", "substack.com", "tumblr.com", "uk.com", "us.com",
    "vercel.app", "web.app", "wixsite.com", "wordpress.com", "workers.dev", "za.com",
})  # fmt: skip
# Has a name in many countries, as blogspot.de and blogspot.co.uk.
SHARED_EVERYWHERE = "blogspot"

_SENDABLE = re.compile(r"[\x20-\x7e]*")
_ADDRESS = re.compile(r"[0-9.]+|.*:.*", re.ASCII)


class Cookies:
    """The cookies that were set since the chain began.

    A cookie goes back to the host that set it, or to the hosts below its Domain, never to another
    site. They are bounded in number and size; what goes beyond is not kept.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._kept: dict[tuple[str, str, str], _Cookie] = {}

    def note(self, url: str, set_cookie_values: Iterable[str]) -> None:
        """Note the Set-Cookie headers of the answer to `url`."""
        page = parse(url)
        if page is None:
            return
        for number, value in enumerate(set_cookie_values):
            cookie = _parsed(value, page) if number < MAX_COOKIES else None
            if cookie is None:
                continue
            key = (cookie.name, cookie.domain, cookie.path)
            if cookie.is_over(self._now):
                self._kept.pop(key, None)
            elif key in self._kept or len(self._kept) < MAX_COOKIES:
                self._kept[key] = cookie

    def header(self, url: str) -> str:
        """The Cookie header for a request for `url`; empty if there are none."""
        page = parse(url)
        if page is None:
            return ""
        fitting = [cookie for cookie in self._kept.values() if cookie.fits(page)]
        # RFC 6265 §5.4: longer paths first.
        fitting.sort(key=lambda cookie: -len(cookie.path))
        header = ""
        for cookie in fitting:
            longer = f"{header}; {cookie.pair}" if header else cookie.pair
            if len(longer) <= MAX_HEADER_CHARACTERS:
                header = longer
        return header


@dataclass(frozen=True, slots=True)
class _Cookie:
    name: str
    pair: str
    domain: str
    with_subdomains: bool
    path: str
    is_secure: bool
    expires: datetime | None

    def fits(self, page: WebURL) -> bool:
        if self.is_secure and page.scheme != "https":
            return False
        if page.host != self.domain and not (
            self.with_subdomains and page.host.endswith(f".{self.domain}")
        ):
            return False
        # RFC 6265 §5.1.4
        return page.path == self.path or (
            page.path.startswith(self.path)
            and (self.path.endswith("/") or page.path[len(self.path)] == "/")
        )

    def is_over(self, now: datetime) -> bool:
        return self.expires is not None and self.expires <= now


def _parsed(value: str, page: WebURL) -> _Cookie | None:
    if len(value) > MAX_COOKIE_CHARACTERS or not _SENDABLE.fullmatch(value):
        return None
    pair, *attributes = (part.strip() for part in value.split(";"))
    name, equals, content = pair.partition("=")
    name = name.strip()
    if not (equals and name):
        return None
    said: dict[str, str] = {}
    for attribute in attributes:
        key, _, text = attribute.partition("=")
        said[key.strip().lower()] = text.strip()
    domain = said.get("domain", "").lower().removeprefix(".")
    if domain and not _may_set(page.host, domain):
        return None
    if "secure" in said and page.scheme != "https":
        return None
    path = said.get("path", "")
    if _breaks_its_promise(name, said, path):
        return None
    return _Cookie(
        name=name,
        pair=f"{name}={content.strip()}",
        domain=domain or page.host,
        with_subdomains=bool(domain) and not _ADDRESS.fullmatch(domain),
        path=path if path.startswith("/") else _folder(page.path),
        is_secure="secure" in said,
        expires=_expires(said),
    )


def _may_set(host: str, domain: str) -> bool:
    """Whether `host` may set cookies for `domain` and all hosts below it."""
    if host == domain:
        return True
    if not host.endswith(f".{domain}") or _ADDRESS.fullmatch(host):
        return False
    *before, last = domain.split(".")
    if not before or (len(before) == 1 and len(last) == 2 and before[0] in SECOND_LEVELS):
        return False
    if before[0] == SHARED_EVERYWHERE:
        return False
    # Below some of them, names belong to regions: s3.eu-west-1.amazonaws.com.
    return not any(domain == shared or domain.endswith(f".{shared}") for shared in SHARED_HOSTS)


def _breaks_its_promise(name: str, said: Mapping[str, str], path: str) -> bool:
    """Whether a name promises what the attributes do not keep.

    https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3
    """
    name = name.lower()
    if name.startswith("__host-"):
        return "secure" not in said or bool(said.get("domain")) or path != "/"
    return name.startswith("__secure-") and "secure" not in said


def _folder(path: str) -> str:
    """RFC 6265 §5.1.4: the default path."""
    return path.rpartition("/")[0] or "/"


def _expires(said: dict[str, str]) -> datetime | None:
    """When a cookie is over, if it says so at once: a chain takes no longer than minutes."""
    max_age = said.get("max-age", "")
    if max_age.removeprefix("-").isdigit():
        is_over = max_age.startswith("-") or int(max_age[:9]) == 0
        return datetime.min.replace(tzinfo=UTC) if is_over else None
    try:
        expires = parsedate_to_datetime(said.get("expires", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return expires if expires.tzinfo else expires.replace(tzinfo=UTC)
