"""Unwrap redirecting URLs: click counters, link warnings, caches and proxies that hold an address.

Only addresses that stand in the URL itself are found. Nothing is asked of the network, so that a
short link (t.co, feedproxy) stays what it is unless its page was fetched.
"""

import binascii
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, unquote_plus

from newsmill.hosts import WebURL, parse

MAX_URL_CHARS = 4_096

Inner = Callable[[WebURL], str | None]
"""Finds the address within a URL, as written there."""


@dataclass(frozen=True)
class Wrapper:
    """A service whose URLs hold the article's address; `inner` finds it."""

    source: str
    hosts: tuple[str, ...]
    """These and their subdomains; the last labels may be “*”, for any country."""
    path: str
    """A prefix."""
    inner: Inner


def parameter(*names: str) -> Inner:
    """The value of the first of these parameters that holds an address."""

    def inner(outer: WebURL) -> str | None:
        values = _parameters(outer)
        return next((found for name in names if (found := _address(values.get(name, "")))), None)

    return inner


def whole_query(outer: WebURL) -> str | None:
    """All that stands behind the question mark."""
    return _address(unquote(outer.query[1:])) or _address(outer.query[1:])


def rest_of_path(outer: WebURL) -> str | None:
    """An address that stands in the path as it is, with its query."""
    found = _IN_PATH.search(outer.path)
    return f"{found[1]}://{found[2]}{outer.query}" if found else None


def amp_path(outer: WebURL) -> str | None:
    """In AMP caches: /c/s/HOST/PATH, where “s/” says https."""
    rest = unquote(_AMP_KIND.sub("", outer.path, count=1))
    secure = rest.startswith("s/")
    rest = rest.removeprefix("s/")
    return f"http{'s' if secure else ''}://{rest}{outer.query}" if "." in rest else None


def yahoo_path(outer: WebURL) -> str | None:
    """…/RU=ESCAPED/RK=…"""
    found = re.search(r"/RU=([^/]+)/", outer.path)
    return _address(unquote(found[1])) if found else None


def bing_parameter(outer: WebURL) -> str | None:
    """u=a1BASE64."""
    value = _parameters(outer).get("u", "")
    return _address(_decoded(value[2:])) if value.startswith("a1") else _address(value)


def google_news_path(outer: WebURL) -> str | None:
    """/articles/BASE64 holds the address, in ids of the older form."""
    found = re.search(r"/articles/([A-Za-z0-9_-]{16,2000})", outer.path)
    inside = _ADDRESS_INSIDE.search(_decoded(found[1])) if found else None
    return inside[0] if inside else None


def proofpoint_v2(outer: WebURL) -> str | None:
    """u=https-3A__HOST_PATH, where “-” stands for “%” and “_” for “/”."""
    value = _parameters(outer).get("u", "")
    return _address(unquote(value.translate({ord("-"): "%", ord("_"): "/"})))


def proofpoint_v3(outer: WebURL) -> str | None:
    """/v3/__URL__;…; an asterisk stands for a character that is given behind, so none may be."""
    found = re.search(r"/v3/__(.+?)__;", outer.path + outer.query)
    return None if not found or "*" in found[1] else _address(_two_slashes(unquote(found[1])))


GOOGLE = "https://developers.google.com/search/docs/crawling-indexing/amp"
AMP_CACHE = "https://developers.google.com/amp/cache/overview"
CLEARURLS = "https://docs.clearurls.xyz/latest/specs/rules/"
PROOFPOINT = (
    "https://help.proofpoint.com/Threat_Insight_Dashboard/API_Documentation/URL_Decoder_API"
)

# fmt: off
WRAPPERS = (
    # Search engines and their news and alerts.
    Wrapper("https://www.google.com/alerts", ("google.*",), "/url", parameter("url", "q")),
    Wrapper(GOOGLE, ("google.*",), "/amp/", amp_path),
    Wrapper("https://news.google.com", ("news.google.com",), "/news/url", parameter("url")),
    Wrapper("https://news.google.com", ("news.google.com",), "/", google_news_path),
    Wrapper(
        "https://www.bing.com/news", ("bing.com",), "/news/apiclick.aspx", parameter("url"),
    ),
    Wrapper("https://www.bing.com", ("bing.com",), "/ck/a", bing_parameter),
    Wrapper("https://search.yahoo.com", ("r.search.yahoo.com",), "/", yahoo_path),
    Wrapper("https://duckduckgo.com", ("duckduckgo.com",), "/l/", parameter("uddg")),
    Wrapper("https://yandex.com", ("yandex.*",), "/clck/", parameter("url")),
    # AMP caches.
    Wrapper(AMP_CACHE, ("cdn.ampproject.org", "bing-amp.com"), "/c/", amp_path),
    Wrapper(AMP_CACHE, ("cdn.ampproject.org", "bing-amp.com"), "/v/", amp_path),
    Wrapper(AMP_CACHE, ("cdn.ampproject.org", "bing-amp.com"), "/amp/", amp_path),
    Wrapper(AMP_CACHE, ("cdn.ampproject.org", "bing-amp.com"), "/wp/", amp_path),
    # Social networks and messengers, which count clicks or warn of leaving.
    Wrapper(
        "https://www.facebook.com/help/",
        ("l.facebook.com", "lm.facebook.com", "l.messenger.com"), "/", parameter("u"),
    ),
    Wrapper(CLEARURLS, ("facebook.com",), "/l.php", parameter("u")),
    Wrapper(CLEARURLS, ("facebook.com",), "/flx/warn/", parameter("u")),
    Wrapper(CLEARURLS, ("facebook.com",), "/sharer", parameter("u")),
    Wrapper("https://help.instagram.com", ("l.instagram.com",), "/", parameter("u")),
    Wrapper("https://www.threads.net", ("l.threads.net", "l.threads.com"), "/", parameter("u")),
    Wrapper("https://l.wl.co", ("l.wl.co",), "/l", parameter("u")),
    Wrapper(CLEARURLS, ("out.reddit.com",), "/", parameter("url")),
    Wrapper(CLEARURLS, ("linkedin.com",), "/redir/redirect", parameter("url")),
    Wrapper(CLEARURLS, ("linkedin.com",), "/safety/go", parameter("url")),
    Wrapper("https://support.google.com/youtube", ("youtube.com",), "/redirect", parameter("q")),
    Wrapper("https://vk.com", ("vk.com", "vk.ru"), "/away.php", parameter("to")),
    Wrapper("https://ok.ru", ("ok.ru",), "/dk", parameter("st.link")),
    Wrapper("https://t.umblr.com", ("t.umblr.com",), "/redirect", parameter("z")),
    Wrapper(CLEARURLS, ("slack-redir.net",), "/link", parameter("url")),
    Wrapper(CLEARURLS, ("steamcommunity.com",), "/linkfilter", parameter("url", "u")),
    Wrapper("https://link.zhihu.com", ("link.zhihu.com",), "/", parameter("target")),
    Wrapper("https://weibo.cn", ("weibo.cn",), "/sinaurl", parameter("u", "toasturl")),
    Wrapper("https://www.disqus.com", ("disq.us",), "/url", parameter("url")),
    # Readers and bookmarks.
    Wrapper("https://getpocket.com", ("getpocket.com",), "/redirect", parameter("url")),
    Wrapper("https://feedly.com", ("feedly.com",), "/i/entry/", rest_of_path),
    # Mail that is looked through, and anonymisers.
    Wrapper(
        "https://learn.microsoft.com/defender-office-365/safe-links-about",
        ("safelinks.protection.outlook.com",), "/", parameter("url"),
    ),
    Wrapper(PROOFPOINT, ("urldefense.proofpoint.com", "urldefense.com"), "/v1/", parameter("u")),
    Wrapper(PROOFPOINT, ("urldefense.proofpoint.com", "urldefense.com"), "/v2/", proofpoint_v2),
    Wrapper(PROOFPOINT, ("urldefense.proofpoint.com", "urldefense.com"), "/v3/", proofpoint_v3),
    Wrapper("https://href.li", ("href.li", "anonym.to", "nullrefer.com"), "/", whole_query),
    # Affiliates.
    Wrapper(CLEARURLS, ("go.redirectingat.com", "go.skimresources.com"), "/", parameter("url")),
    Wrapper(CLEARURLS, ("redirect.viglink.com",), "/", parameter("u")),
    Wrapper(CLEARURLS, ("click.linksynergy.com",), "/", parameter("murl")),
    Wrapper(CLEARURLS, ("awin1.com",), "/", parameter("ued", "p")),
    Wrapper(CLEARURLS, ("outgoing.prod.webservices.mozgcp.net",), "/", rest_of_path),
)
# fmt: on

_IN_PATH = re.compile(r"/(https?):/{1,2}([^/].*)")
_AMP_KIND = re.compile(r"/(?:c|v|wp|amp)/(?:amp/)?")
_ADDRESS_INSIDE = re.compile(r"https?://[\x21-\x7e]+")
_PROTOCOL = re.compile(r"https?:/{1,2}(?=[^/])", re.IGNORECASE)


def unwrapped(outer: WebURL) -> WebURL | None:
    """The address that `outer` holds, one layer; None if it is no wrapper.

    What is found is shorter than `outer`, so that unwrapping again and again ends.
    """
    for wrapper in WRAPPERS:
        if outer.path.startswith(wrapper.path) and _is_one_of(outer.host, wrapper.hosts):
            found = wrapper.inner(outer)
            inner = parse(found) if found and len(found) <= MAX_URL_CHARS else None
            if inner and len(inner.href) < len(outer.href):
                return inner
    return None


def _is_one_of(host: str, hosts: tuple[str, ...]) -> bool:
    for known in hosts:
        if known.endswith(".*"):
            name = known.removesuffix("*")
            before, found, behind = host.rpartition(name)
            # “google.co.uk”, and not “google.gazette.example”.
            if found and (not before or before.endswith(".")) and _COUNTRY.fullmatch(behind):
                return True
        elif host == known or host.endswith(f".{known}"):
            return True
    return False


_COUNTRY = re.compile(r"(?:com?\.)?[a-z]{2,3}")


def _parameters(outer: WebURL) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in outer.query[1:].split("&"))
    return {name: unquote_plus(value) for name, _, value in pairs}


def _address(text: str) -> str | None:
    """`text`, if it is an address; some services escape it twice."""
    for spelling in (text, unquote(text)):
        if _PROTOCOL.match(spelling):
            return _two_slashes(spelling)
    return None


def _two_slashes(address: str) -> str:
    # Paths that were normalised on the way have lost one.
    return re.sub(r"^(https?):/(?=[^/])", r"\1://", address, flags=re.IGNORECASE)


def _decoded(text: str) -> str:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("latin-1")
    except (binascii.Error, ValueError):
        return ""
