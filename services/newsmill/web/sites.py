"""Tell sites apart: which hosts belong to one owner, by the public suffix list.

The only module that imports publicsuffixlist. Its list is read when the first host is looked up (60
ms), not when this module is imported.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


# Platforms that give names below their own to whoever signs up, as the home page of each says, and
# are not on the list.
SHARED_HOSTS = frozenset({
    "beehiiv.com", "blog.fc2.com", "buttondown.email", "canalblog.com", "dreamwidth.org",
    "ghost.io", "hashnode.dev", "jimdofree.com", "libsyn.com", "livejournal.com", "medium.com",
    "micro.blog", "narod.ru", "neocities.org", "over-blog.com", "pixnet.net", "podbean.com",
    "posthaven.com", "squarespace.com", "substack.com", "tistory.com", "tumblr.com",
    "typepad.com", "ucoz.com", "weebly.com", "wordpress.com", "write.as",
})  # fmt: skip
# Has a name in many countries, as blogspot.de and blogspot.co.uk.
SHARED_EVERYWHERE = "blogspot"

KEPT = 16_384


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a request to a host concerns."""

    site: str
    """The domain that somebody has registered, or was given by a platform: news.example for
    www.news.example, ann.blogs.example for itself."""
    platform: str | None = None
    """What many sites are served by: blogs.example."""


def host_alone(host: str) -> Scope:
    """Every host for itself."""
    return Scope(host)


@lru_cache(KEPT)
def scope_of(host: str) -> Scope:
    """The site and the platform of a canonical host.

    https://publicsuffix.org/list/, with its private section: names that a platform gives away are
    sites of their own.
    """
    if not host or _is_address(host):
        return Scope(host)
    everything, registries = _lists()
    suffix = _shared(host) or everything.publicsuffix(host) or ""
    before = host.removesuffix(suffix).removesuffix(".")
    if not before:  # the platform itself, a registry, or a name like “localhost”
        return Scope(host)
    site = f"{before.rpartition('.')[2]}.{suffix}"
    return Scope(site, None if suffix == registries.publicsuffix(host) else suffix)


@cache
def _lists() -> "tuple[PublicSuffixList, PublicSuffixList]":
    """The whole list, and the part of it that registries wrote."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(), PublicSuffixList(only_icann=True)


def _shared(host: str) -> str | None:
    labels = host.split(".")
    # Not the platform's own pages: www.tumblr.com is a site on Tumblr like any other, and good so.
    for start in range(1, len(labels)):
        above = ".".join(labels[start:])
        if above in SHARED_HOSTS:
            return above
        is_end = len(labels) - start <= 3
        if labels[start] == SHARED_EVERYWHERE and is_end and start + 1 < len(labels):
            return above
    return None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
