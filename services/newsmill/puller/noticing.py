"""Detect new and changed entries of a feed."""

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.feeds import FeedState
from newsmill.puller.entries import ParsedFeed

MIN_REMEMBERED = 1000
# Entries that leave a feed for a while and come back must not count as new.
REMEMBERED_DOCUMENTS = 3


def notice(parsed: ParsedFeed, state: FeedState) -> tuple[list[RawArticle], dict[str, str]]:
    """The entries that `state` has not seen in this version, and the new value of `state.seen`.

    It is ordered by when an entry was last seen, the oldest first; within one document, the first
    entry counts as the latest. Its size is limited, and the oldest are forgotten first.
    """
    fresh = [
        entry for entry in parsed.entries if state.seen.get(entry.entry_id) != entry.entry_version
    ]
    seen = {key: version for key, version in state.seen.items() if key not in parsed.versions}
    seen.update(reversed(list(parsed.versions.items())))
    most = max(MIN_REMEMBERED, REMEMBERED_DOCUMENTS * len(parsed.versions))
    return fresh, dict(list(seen.items())[-most:])
