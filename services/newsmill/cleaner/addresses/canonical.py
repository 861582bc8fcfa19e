"""Canonical URLs: without tracking parameters, redirect wrappers, AMP views and session ids."""

import re
from functools import lru_cache

from newsmill.cleaner.addresses.amp_views import path_of_the_page, query_of_the_page
from newsmill.cleaner.addresses.wrappers import MAX_URL_CHARS, unwrapped
from newsmill.hosts import WebURL, host_of, parse
from newsmill.web.tracking import without_tracking

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
# Escaped or not, these mean the same (RFC 3986 §6.2.2.2). Hexadecimal digits are not unescaped:
# behind a percent sign they would make a new escape.
_NEEDLESSLY_ESCAPED = frozenset("-._~ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ")
# Of servlets, and of ASP.NET: https://learn.microsoft.com/previous-versions/aspnet/aa479314(v=msdn.10)
_SESSION = re.compile(
    r";jsessionid=[^/;]*|/\((?:[ASF]\([0-9a-z_-]{16,}\)){1,3}\)(?=/)", re.IGNORECASE
)
_SISTER_LABELS = ("www.", "m.", "mobile.", "amp.")


# An article's addresses are asked for several times.
@lru_cache(maxsize=64)
def canonical_url(url: str | None) -> str | None:
    """The canonical form of `url`; None if it is no http or https address.

    It is normalised by the WHATWG URL standard. A redirect's address is replaced by the one that
    it leads to. The user name, tracking parameters, session identifiers, what chooses the AMP view,
    and the fragment are removed, unless the fragment names a page (“#!”). Everything else stays,
    because it may make a difference: also the order of parameters and a last slash. The canonical
    URL of a canonical URL is itself.
    """
    parsed = _parsed(url)
    while parsed and (inner := unwrapped(parsed)):
        parsed = inner
    if not parsed:
        return None
    path = path_of_the_page(_SESSION.sub("", _escapes_normalised(parsed.path))) or "/"
    query = _escapes_normalised(parsed.query)
    query = query_of_the_page(without_tracking(query, parsed.host))
    fragment = parsed.fragment if parsed.fragment.startswith("#!") else ""
    canonical = f"{parsed.origin}{path}{query}{fragment}"
    return canonical if len(canonical) <= MAX_URL_CHARS else None


def absolute(url: str | None, base: str | None) -> str | None:
    """`url`, which may be relative to `base`, if it is an http or https address; no user name."""
    parsed = _parsed(url, base)
    return parsed.href if parsed else None


def source_host(url: str | None) -> str:
    """The host under which a source is shown: without “www.”; empty where there is none."""
    return host_of(url).removeprefix("www.")


def site_of(url: str | None) -> str:
    """The host of a URL without a label for a view of the same site (“www.”, “m.”, “amp.”)."""
    host = source_host(url)
    for label in _SISTER_LABELS:
        if host.startswith(label) and "." in host[len(label) :]:
            return host[len(label) :]
    return host


def _parsed(url: str | None, base: str | None = None) -> WebURL | None:
    if not url or len(url) > MAX_URL_CHARS or _CONTROL.search(url):
        return None
    return parse(url, base or None)


def _escapes_normalised(text: str) -> str:
    return _ESCAPE.sub(_normal_escape, text)


def _normal_escape(escape: re.Match[str]) -> str:
    character = chr(int(escape.group()[1:], 16))
    return character if character in _NEEDLESSLY_ESCAPED else escape.group().upper()
