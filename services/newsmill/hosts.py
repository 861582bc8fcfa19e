"""Parse URLs by the WHATWG URL standard; canonical hosts and origins.

The rate limit per host, the choice of a partition, robots.txt and the SSRF guard all compare
hosts, so all of them take the host from here. The parser is Ada, which follows
https://url.spec.whatwg.org/ as browsers do: a name in any script, case or width becomes its ASCII
form (UTS 46), an IPv4 address in any spelling becomes four decimal numbers, an IPv6 address is
compressed, and the scheme's default port is dropped. One rule is added here: the dot at the end of
a name is dropped as well, since `example.org.` and `example.org` are one server.

Results that may surprise, and limits that the standard does not have:

- Only http and https URLs have a host here. `//example.org/` has no scheme, and so no host.
- A user name is no part of the host: `http://good.example@evil.example/` leads to evil.example.
- A backslash is a slash: `http://good.example\\@evil.example/` leads to good.example.
- Control characters and spaces around a URL are dropped, tabs and line breaks also inside it.
- A name with an empty label (`a..example`), which DNS cannot hold, is no host.
- A URL of more than `MAX_URL_CHARACTERS`, before or after percent-encoding, has no host, and
  neither has one with half of a surrogate pair.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ada_url import URL

MAX_URL_CHARACTERS = 8_192
"""Web servers have the same limit for a request line: 8 KB in nginx, 8190 bytes in Apache httpd."""

_ROOT_PATH = re.compile(r"/(?:index\.(?:html?|php))?")


@dataclass(frozen=True)
class WebURL:
    """An http or https URL as parsed by the WHATWG URL standard, without a user name."""

    href: str
    """All of it."""
    scheme: str
    host: str
    """In canonical form; an IPv6 address has no brackets."""
    port: str
    """In digits; empty where it is the scheme's own."""
    path: str
    query: str
    """With its question mark; empty if there is none or nothing after the mark."""
    fragment: str
    """With its hash sign; empty as `query` is."""

    @cached_property
    def origin(self) -> str:
        """scheme://host, and the port unless it is the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}" if self.port else f"{self.scheme}://{host}"

    @cached_property
    def request_url(self) -> str:
        """What a client asks for: the URL without its fragment, or a question mark by itself."""
        return f"{self.origin}{self.path}{self.query}"


# One article's addresses are asked for twenty times, by many functions; one feed's five times, with
# those of hundreds of other polls between.
@lru_cache(maxsize=1024)
def parse(url: str | None, base: str | None = None) -> WebURL | None:
    """`url`, which may be relative to `base`; None if it is not http or https. Raises nothing."""
    if not url or len(url) > MAX_URL_CHARACTERS:
        return None
    try:
        parsed = URL(url, base)
        scheme, written_host = parsed.protocol.removesuffix(":"), parsed.hostname
        host = written_host.removesuffix(".")
        if scheme not in ("http", "https") or not all(host.split(".")):
            return None
        if host != written_host:
            parsed.hostname = host
        href = parsed.href
        if "@" in href:  # of a user name; or in the path, where this does nothing
            parsed.username = parsed.password = ""
            href = parsed.href
    except ValueError:  # half of a surrogate pair, which cannot be encoded, raises one too
        return None
    if len(href) > MAX_URL_CHARACTERS:
        return None
    # In what the parser has written, the marks between the parts are the first of their kind.
    # Asking it for each part once more would cost as much as the parsing.
    whole, _, fragment = href.partition("#")
    before, _, query = whole.partition("?")
    return WebURL(
        href=href,
        scheme=scheme,
        host=host.strip("[]"),
        port=parsed.port,
        path="/" + before.split("/", 3)[3],
        query=f"?{query}" if query else "",
        fragment=f"#{fragment}" if fragment else "",
    )


def host_of(url: str | None) -> str:
    """The canonical host of an http or https URL; empty where there is none. Raises nothing."""
    parsed = parse(url)
    return parsed.host if parsed else ""


def origin_of(url: str | None) -> str:
    """scheme://host[:port] of an http or https URL; empty where there is none. Raises nothing."""
    parsed = parse(url)
    return parsed.origin if parsed else ""


def page_of(url: str) -> str:
    """A URL in canonical form without its fragment, unless that names a page (“#!”).

    Of what is no http or https URL, all that stands before the fragment.
    """
    parsed = parse(url)
    if parsed is None:
        return url.partition("#")[0]
    return parsed.request_url + (parsed.fragment if parsed.fragment.startswith("#!") else "")


def is_site_root(url: str | None) -> bool:
    """Whether a URL leads to the root of its host: the home page, which is no article.

    Only “/” and “/index.html” (.htm, .php), without a query; not a page that may be a language's or
    a section's own, such as “/en/”.
    """
    parsed = parse(url)
    return bool(
        parsed
        and not parsed.query
        and not parsed.fragment.startswith("#!")
        and _ROOT_PATH.fullmatch(parsed.path)
    )


def is_localhost(host: str) -> bool:
    """Whether a canonical host is a name for this machine, which is not looked up in DNS.

    https://www.rfc-editor.org/rfc/rfc6761#section-6.3
    """
    return host == "localhost" or host.endswith(".localhost")
