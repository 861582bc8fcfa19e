"""Find a feed's hub and what the hub calls the feed: https://www.w3.org/TR/websub/#discovery."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from newsmill.hosts import parse

MAX_LINKS = 100


@dataclass(frozen=True, slots=True)
class Offer:
    """A hub that tells of news, and the topic to name to it."""

    hub: str
    topic: str


def offer(
    url: str, link_headers: Iterable[str], hubs: Sequence[str] = (), self_url: str | None = None
) -> Offer | None:
    """The hub of the feed at `url`, which is its address after redirects; None if it has none.

    `hubs` and `self_url` are what its document says; Link headers come before them. Relative links
    are resolved against `url`, which is the topic where nothing names one.
    """
    links = list(_parsed(link_headers))
    hubs_in_headers = [target for relations, target in links if "hub" in relations]
    selves = [target for relations, target in links if "self" in relations]
    topic = next(
        (found for link in (*selves, self_url, url) if link and (found := parse(link, url))), None
    )
    for hub in islice((*hubs_in_headers, *hubs), MAX_LINKS):
        target = parse(hub, url)
        if target is not None and topic is not None:
            return Offer(target.request_url, topic.request_url)
    return None


# One link-value, https://www.rfc-editor.org/rfc/rfc8288#section-3: its target, and its parameters.
_LINK = re.compile(r"\s*<([^<>]{1,4096})>((?:[^,\"<>]|\"[^\"]{0,4096}\")*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


def _parsed(headers: Iterable[str]) -> Iterator[tuple[set[str], str]]:
    for header in headers:
        for link in islice(_LINK.finditer(header), MAX_LINKS):
            # Of several rel parameters the first counts (RFC 8288 §3.3).
            relation = _RELATION.search(link[2])
            if relation is not None:
                yield set((relation[1] or relation[2] or "").lower().split()), link[1].strip()
