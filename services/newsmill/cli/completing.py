"""The words that a shell completes, without the libraries that know them: it cannot wait for those.

`tests/cli/test_completing.py` compares them with the map.
"""

ROOMS = ("puller", "retriever", "cleaner", "deduper", "enricher", "folder", "gateway")
TOPICS = (
    *(
        "enriched",
        "current",
        "duplicates",
        "drops",
        "dead-letters",
        "raw",
        "retrieved",
        "clean",
        "unique",
    ),
    *("feeds", "feed-states", "feed-memories", "feed-events", "replays", "lost-messages"),
)


def rooms(incomplete: str) -> list[str]:
    """The rooms that begin so."""
    return [room for room in ROOMS if room.startswith(incomplete)]


def topics(incomplete: str) -> list[str]:
    """The topics whose short names begin so."""
    return [topic for topic in TOPICS if topic.startswith(incomplete)]
