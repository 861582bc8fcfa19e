"""Canonical URLs: without tracking parameters, redirect wrappers, AMP views and session ids."""

import re

from newsmill.cleaner.views import path_of_the_page, query_of_the_page
from newsmill.cleaner.wrappers import MAX_URL_CHARS, unwrapped
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
_HOME_PATH = re.compile(
    r"/?|/(?:[a-z]{2}(?:[-_][a-z]{2})?|home|index|default)(?:\.[a-z]{2,5})?/?", re.IGNORECASE
)
_OTHER_VIEW = re.compile(
    r"(?:amp|print|all|full|single|page|index|comments?)?[/.]?(?:\d{1,3}|html?|php|amp)?/?",
    re.IGNORECASE,
)


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


def article_url(entry: str | None, page: str | None, declared: str | None) -> str | None:
    """The article's canonical URL: declared by its page, of the fetched page or the entry's link.

    A declared URL counts only on the page's own site (“www.”, “m.” and “amp.” aside), and not if it
    is the home page or a section above the page: some sites declare one URL for all their pages.
    """
    asked = canonical_url(entry)
    fetched = canonical_url(page)
    if not fetched or (is_home_page(fetched) and asked):
        return asked
    canonical = canonical_url(absolute(declared, fetched)) if declared else None
    if not canonical or (is_home_page(canonical) and not is_home_page(fetched)):
        return fetched
    if site_of(canonical) not in {site_of(fetched), site_of(asked)}:
        return fetched
    return fetched if _is_section_above(canonical, fetched) else canonical


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


def is_home_page(url: str) -> bool:
    """Whether a URL is a site's home page, or that of one of its languages."""
    parsed = _parsed(url)
    return bool(parsed and not parsed.query and _HOME_PATH.fullmatch(parsed.path))


def _parsed(url: str | None, base: str | None = None) -> WebURL | None:
    if not url or len(url) > MAX_URL_CHARS or _CONTROL.search(url):
        return None
    return parse(url, base or None)


def _escapes_normalised(text: str) -> str:
    return _ESCAPE.sub(_normal_escape, text)


def _normal_escape(escape: re.Match[str]) -> str:
    character = chr(int(escape.group()[1:], 16))
    return character if character in _NEEDLESSLY_ESCAPED else escape.group().upper()


def _is_section_above(url: str, page: str) -> bool:
    """Whether `page` lies below `url` and is no other view of it, such as /amp or /page/2."""
    upper, lower = _parsed(url), _parsed(page)
    if not upper or not lower or upper.query:
        return False
    folder = upper.path.rstrip("/") + "/"
    if not lower.path.startswith(folder):
        return False
    return not _OTHER_VIEW.fullmatch(lower.path[len(folder) :])
