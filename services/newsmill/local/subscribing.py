"""Compare the subscriptions that somebody wants with those that are there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from newsmill.contracts.feeds import Feed
from newsmill.local.feed_addresses import same_address


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be written, and what is there already."""

    added: tuple[Feed, ...]
    changed: tuple[Feed, ...]
    """Subscribed to already; what was said of them now is another title, section, tag."""
    known: tuple[Feed, ...]
    """Subscribed to already, and nothing new was said of them."""


class Subscribed:
    """The subscriptions that are there, found by any spelling of their address."""

    def __init__(self, feeds: Mapping[str, Feed | None]) -> None:
        """`feeds` by key as written; None where the row is no feed."""
        self._feed_by_key = dict(feeds)
        self._keys_by_address: dict[str, list[str]] = {}
        for key in feeds:
            self._keys_by_address.setdefault(same_address(key), []).append(key)

    def keys_of(self, url: str) -> list[str]:
        """The keys of all subscriptions with this address, however it is spelt.

        There may be several where somebody else has written them.
        """
        exact = [url] if url in self._feed_by_key else []
        return list(dict.fromkeys((*exact, *self._keys_by_address.get(same_address(url), ()))))

    def key_of(self, url: str) -> str | None:
        """The first of `keys_of`, which is `url` itself if there is such a key; else None."""
        return next(iter(self.keys_of(url)), None)

    def changes(self, wanted: Iterable[Feed]) -> Changes:
        """What subscribing to `wanted` changes. What a wanted feed leaves open stays as it is."""
        added: dict[str, Feed] = {}
        changed: list[Feed] = []
        known: list[Feed] = []
        for feed in wanted:
            key = self.key_of(feed.url)
            there = self._feed_by_key[key] if key is not None else None
            if there is None:
                # A row that nobody can read is replaced under its own key.
                is_new = key is None or key == feed.url
                added[feed.url] = feed if is_new else feed.model_copy(update={"url": key})
                continue
            said = _said(feed)
            if all(getattr(there, name) == value for name, value in said.items()):
                known.append(there)
            else:
                changed.append(there.model_copy(update=said))
        return Changes(tuple(added.values()), tuple(changed), tuple(known))


def _said(feed: Feed) -> dict[str, Any]:
    fields = {
        "title": feed.title,
        "section": feed.section,
        "language": feed.language,
        "tags": feed.tags,
    }
    return {name: value for name, value in fields.items() if value}
