"""What of a link tells an entry from others: its page, without what is made anew for each poll."""

import re
from typing import NamedTuple
from urllib.parse import unquote

from newsmill.hosts import is_site_root, parse
from newsmill.web.tracking import without_tracking

MAX_FRAGMENT_CHARACTERS = 200

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_WWW = re.compile(r"www\d?\.")
_SESSION_PATH = re.compile(
    r";[a-z]{0,4}session[a-z]{0,4}=[^/;]{1,200}|/\(S\([a-z0-9]{24}\)\)", re.IGNORECASE
)
"""jsessionid of servlets, and ASP.NET's cookieless session:
https://learn.microsoft.com/previous-versions/dotnet/articles/aa479314(v=msdn.10)"""

_CLOCKS = frozenset(
    {"_", "cachebuster", "cache_buster", "cachebust", "cb", "nocache", "nonce", "now", "rand",
     "random", "rnd", "time", "timestamp", "ts"}
)  # fmt: skip
"""Names of parameters that are made anew for each request where their value is a number."""
_SESSIONS = frozenset(
    {"access_token", "expires", "osid", "oscsid", "phpsessid", "request_id", "requestid", "s",
     "sess", "sessid", "session", "session_id", "sessionid", "sid", "sig", "signature", "tk", "tok",
     "token", "trace", "visitor", "zenid"}
)  # fmt: skip
"""Names of parameters that are made anew where their value is no word and no plain number."""
_MADE_UP = re.compile(
    r"[0-9a-f]{16,128}"  # a digest, or random bytes
    r"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"  # a UUID
    r"|1[5-9]\d{8}(?:\d{3})?(?:\.\d{1,6})?"  # seconds or milliseconds since 1970
    r"|(?=[^0-9]{0,40}[0-9])(?=[0-9_+/=%-]{0,40}[a-z])[a-z0-9_+/=%-]{20,256}"  # base64
    r"|0?\.\d{6,20}",  # Math.random()
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{6,20}|[a-z0-9]{6,32}", re.IGNORECASE)
_SESSION = re.compile(r"(?=[a-z]{0,30}[0-9])(?=[0-9]{0,30}[a-z])[a-z0-9]{8,64}", re.IGNORECASE)
_PER_POLL = re.compile(
    r"sess|token|csrf|nonce|rand|rnd|cache|time|stamp|visit|signature|(?:\A|[^a-z])(?:sid|sig|ts|t|_)\Z",
    re.IGNORECASE,
)
_OF_SESSION = re.compile(r"sess|token|csrf|nonce|(?:\A|[^a-z])(?:sid|sig)\Z", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<=/)\d{1,20}(?=[/?])"  # a part of the path
    r"|(?<==)\d{1,20}(?=&|\Z)"  # a parameter
    r"|(?<![^\W_])(?=[^\W\d_]{0,30}\d)[^\W_]{4,40}(?![^\W_])"  # a word of four characters or more
)
"""A smaller number may be one of the headline's: “12-hurt-in-fire-a1053.html”."""
_DATE = re.compile(r"\d{1,2}|(?:19|20)\d\d(?:\d{2}){0,5}")


class Link(NamedTuple):
    """The parts of a link by which entries are known again."""

    page: str
    """Host, path and query in one spelling: without scheme, www., slash at the end, tracking
    parameters, session ids and time stamps."""
    fragment: str
    """What names a part of the page; empty for a tracking parameter."""
    numbers: str
    """What has digits in path and query: what neither a new headline nor a new host changes."""
    has_number: bool
    """Whether one of these may be the number of an article."""
    is_root: bool
    """Whether it leads to a home page, which identifies nobody."""


NO_LINK = Link("", "", "", False, False)


def read_link(url: str) -> Link:
    """The parts of `url`; of what is no http or https URL, all of it is its page."""
    parsed = parse(url)
    if parsed is None:
        return Link(url, "", url, False, False) if url else NO_LINK
    host = _WWW.sub("", parsed.host, count=1) if parsed.host.startswith("www") else parsed.host
    if parsed.port:
        host = f"{host}:{parsed.port}"
    path = parsed.path
    if ";" in path or "(" in path:
        path = _SESSION_PATH.sub("", path)
    path = path.rstrip("/")
    if "%" in path:
        path = unquote(path)
    query = parsed.query and _lasting(without_tracking(parsed.query, parsed.host))
    fragment = parsed.fragment[1 : 1 + MAX_FRAGMENT_CHARACTERS]
    if fragment.startswith("!"):
        # It names a page: https://developers.google.com/search/docs/ajax-crawling/docs/specification
        query, fragment = f"{query}#{fragment}", ""
    elif "=" in fragment:
        # “#xtor=RSS-1”, “#ref=feed”: https://www.piano.io
        fragment = ""
    lasting = f"{path}?{_without_tokens(query)}"
    # A link that differs in a session's parameter only is as good as one with a number.
    has_session = any(map(_is_of_session, query.removeprefix("?").split("&")))
    numbers = [lasting] if has_session else _NUMBER.findall(lasting)
    return Link(
        page=host + path + query,
        fragment=fragment,
        numbers=" ".join(numbers),
        has_number=has_session or any(not _DATE.fullmatch(number) for number in numbers),
        is_root=is_site_root(url),
    )


def looks_like_url(guid: str) -> bool:
    """Whether a GUID is the address of a page."""
    return _SCHEME.match(guid) is not None


def looks_made_up(guid: str) -> bool:
    """Whether a GUID, as a whole, may be made anew for each request."""
    return _MADE_UP.fullmatch(guid) is not None


def _lasting(query: str) -> str:
    """A query without what is made up for each request, its parameters in one order."""
    kept = [pair for pair in query.removeprefix("?").split("&") if pair and not _is_per_poll(pair)]
    return "?" + "&".join(sorted(kept)) if kept else ""


def _is_per_poll(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if name in _CLOCKS:
        return bool(_MADE_UP.fullmatch(value) or _CLOCK.fullmatch(value))
    return name in _SESSIONS and bool(_MADE_UP.fullmatch(value) or _SESSION.fullmatch(value))


def _is_of_session(pair: str) -> bool:
    return _OF_SESSION.search(pair.partition("=")[0]) is not None


def _without_tokens(query: str) -> str:
    if not query:
        return ""
    pairs = (pair.partition("=") for pair in query.removeprefix("?").split("&"))
    # Whatever its value, a session's parameter is no number of an article where the words agree.
    return "&".join(
        f"{name}={value}"
        for name, _, value in pairs
        if not (_MADE_UP.fullmatch(value) or _PER_POLL.search(name))
    )
