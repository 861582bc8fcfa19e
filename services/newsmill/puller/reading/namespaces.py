"""Namespaces of feeds and of the vocabularies that stand in them."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

FEED_NAMESPACES = frozenset(
    {
        "",
        # https://www.rssboard.org/rss-specification has none; these have been seen all the same.
        "http://backend.userland.com/rss",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
        # https://web.resource.org/rss/1.0/spec, and RSS 0.90
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/modules/rss091#",
        # RFC 4287, Atom 0.3 and its drafts
        "http://www.w3.org/2005/atom",
        "http://purl.org/atom/ns#",
        "http://purl.org/pie/",
        "http://purl.org/echo/",
        "uri/of/echo/namespace#",
        "http://example.com/necho",
        "http://example.com/newformat#",
    }
)
"""In lower case. The last ones are those that feedparser takes for Atom's."""
USERLAND = "backend.userland.com/rss"
"""RSS 0.9x and 2.0: each version had an address of its own under this one."""


@lru_cache(maxsize=4_096)
def is_feed_namespace(uri: str) -> bool:
    """Whether elements of this namespace are a feed's own."""
    lower = uri.lower()
    return lower in FEED_NAMESPACES or USERLAND in lower


XML = "http://www.w3.org/XML/1998/namespace"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
DUBLIN_CORE_TERMS = "http://purl.org/dc/terms/"
SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
MEDIA = "http://search.yahoo.com/mrss/"
FEEDBURNER = "http://rssnamespace.org/feedburner/ext/1.0"
RSS = "http://backend.userland.com/rss2"
RSS_1 = "http://purl.org/rss/1.0/"
ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"

USUAL_PREFIXES = {
    "atom": ATOM,
    "atom10": ATOM,
    "content": CONTENT,
    "dc": DUBLIN_CORE,
    "dcterms": DUBLIN_CORE_TERMS,
    "feedburner": FEEDBURNER,
    "itunes": ITUNES,
    "media": MEDIA,
    "rdf": RDF,
    "sy": SYNDICATION,
    "xhtml": XHTML,
}
"""What a prefix means that is not declared."""
UNDECLARED = "urn:newsmill:undeclared:"
"""The namespaces of other prefixes that are not declared."""

_PREFIX = re.compile(r"[<\s]/?([A-Za-z_][\w.-]{0,100}):[A-Za-z_]")
_DECLARED = re.compile(r"\sxmlns:([A-Za-z_][\w.-]{0,100})\s*=")


def undeclared_prefixes(text: str, declared: Collection[str | None] = ()) -> dict[str, str]:
    """Namespaces for the prefixes that `text` may use and that are declared nowhere."""
    here = set(_DECLARED.findall(text)) | {"xml", "xmlns"}
    return {
        prefix: USUAL_PREFIXES.get(prefix.lower(), UNDECLARED + prefix)
        for prefix in dict.fromkeys(_PREFIX.findall(text))
        if prefix not in here and prefix not in declared
    }


def local_name(element: Any) -> str:
    """The name of an element without its namespace, in lower case."""
    return names_of(element.tag)[1]


@lru_cache(maxsize=4_096)
def names_of(tag: str) -> tuple[str, str]:
    """The namespace of a tag of lxml, and its name in lower case."""
    namespace, _, name = tag.rpartition("}")
    # A prefix stands in the name where it could not be resolved.
    return namespace.removeprefix("{"), name.rpartition(":")[2].lower()
