"""Detect new and changed entries of a feed."""

from collections.abc import Mapping
from dataclasses import dataclass

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.feeds import FeedState
from newsmill.puller.identity.identifying import following_version
from newsmill.puller.reading.entries import ParsedFeed

MIN_REMEMBERED = 1000
# Entries that leave a feed for a while and come back must not count as new.
REMEMBERED_DOCUMENTS = 3
# An entry takes 155 bytes at most, and a state must fit its topic, which takes 2 MiB. What stands
# in the last document is remembered in any case.
MOST_REMEMBERED = 9_000


@dataclass(frozen=True, slots=True)
class Noticed:
    """What a document brought, and the fields of the feed's state after it."""

    fresh: list[RawArticle]
    """The entries that are new or have changed, with their entry_version."""
    seen: dict[str, str]
    published: dict[str, str]
    links: dict[str, str]


def notice(parsed: ParsedFeed, state: FeedState) -> Noticed:
    """The entries that `state` has not seen with this content, and what is remembered of the feed.

    An entry that is new has the hash of its content for an entry_version. That of a changed one
    also depends on the version published before it. It depends on nothing else, so a document that
    is read again after a crash, before its state was kept, gives the same versions again.

    `seen` and `links` are ordered by when an entry was last seen, the oldest first; within one
    document, its first entry counts as the latest in `seen`. Their size is limited, and the oldest
    are forgotten first.
    """
    fresh, published = [], dict(state.published)
    for entry in parsed.entries:
        content, before = entry.entry_version, state.seen.get(entry.entry_id)
        if before == content:
            continue
        if before is not None:
            version = following_version(content, published.get(entry.entry_id, before))
            published[entry.entry_id] = version
            entry = entry.model_copy(update={"entry_version": version})
        fresh.append(entry)
    entries = len(parsed.versions)
    most = max(MIN_REMEMBERED, entries, min(REMEMBERED_DOCUMENTS * entries, MOST_REMEMBERED))
    seen = _latest(state.seen, parsed.versions, most)
    return Noticed(
        fresh=fresh,
        seen=seen,
        published={key: version for key, version in published.items() if key in seen},
        links=_latest(state.links, parsed.links, most),
    )


def _latest(before: Mapping[str, str], now: Mapping[str, str], most: int) -> dict[str, str]:
    rows = {key: row for key, row in before.items() if key not in now}
    rows.update(reversed(list(now.items())))
    return dict(list(rows.items())[-most:])
