"""Which entries of a feed are news to us."""

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.feeds import FeedState
from newsmill.puller.entries import ParsedFeed

MIN_REMEMBERED = 1000
# Entries that a feed takes back and brings again must not be news each time.
REMEMBERED_DOCUMENTS = 3


def notice(parsed: ParsedFeed, state: FeedState) -> tuple[list[RawArticle], dict[str, str]]:
    """The entries that `state` has not seen in this version, and what is seen now.

    What is seen is ordered from the oldest to the latest sight of an entry, where the first of a
    document counts as the latest, and is bounded: the oldest is forgotten first.
    """
    fresh = [
        entry for entry in parsed.entries if state.seen.get(entry.entry_id) != entry.entry_version
    ]
    seen = {key: version for key, version in state.seen.items() if key not in parsed.versions}
    seen.update(reversed(list(parsed.versions.items())))
    most = max(MIN_REMEMBERED, REMEMBERED_DOCUMENTS * len(parsed.versions))
    return fresh, dict(list(seen.items())[-most:])
