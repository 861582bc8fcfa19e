"""The map: which room reads which topic and writes which, and where an article's way ends.

puller ── raw ──> retriever ── retrieved ──> cleaner ── clean ──> deduper ── unique ──> enricher
                                                                     └── duplicates   enriched ─┘
                                                                             └─> folder <─┘
                                                                                    └── current

The gateway reads along, and shows what there is over HTTP.

Audit, explain, `once`, ACLs, AsyncAPI and the fault bench derive from it. `rooms.py` is its second
page: how each room is opened.
"""

from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, get_args

from newsmill.contracts.articles import (
    CleanArticle,
    DuplicateArticle,
    EnrichedArticle,
    RawArticle,
    RetrievedArticle,
    UniqueArticle,
)
from newsmill.contracts.base import Record
from newsmill.contracts.outcomes import Observed
from newsmill.contracts.topics import (
    ANYBODY,
    CLEAN_ARTICLES,
    CURRENT_ARTICLES,
    DEAD_LETTERS,
    DROPS,
    DUPLICATE_ARTICLES,
    ENRICHED_ARTICLES,
    FEED_EVENTS,
    FEED_MEMORIES,
    FEED_STATES,
    FEEDS,
    LOST_MESSAGES,
    RAW_ARTICLES,
    REPLAYS,
    RETRIEVED_ARTICLES,
    UNIQUE_ARTICLES,
    Topic,
    Users,
)

Room = Literal["puller", "retriever", "cleaner", "deduper", "enricher", "folder", "gateway"]
ROOMS: tuple[Room, ...] = get_args(Room)
ALL_IN_ONE = "mill"
"""What a process with all rooms is called, and so its group: `newsmill up`, `demo` and `once`."""

In = TypeVar("In", bound=Observed)
Out_co = TypeVar("Out_co", bound=Observed, covariant=True)


@dataclass(frozen=True)
class Step(Generic[In, Out_co]):
    """A room that reads one topic; what it decides is written to the topic of the record's type.

    Besides, every room writes drops and dead letters.
    """

    room: Room
    reads: Topic[In]
    writes: tuple[Topic[Out_co], ...]

    def topic_for(self, record: Record) -> Topic[Record]:
        """Where `record` belongs.

        Raises:
            LookupError: this step writes no such record.
        """
        for topic in self.writes:
            if topic.record is type(record):
                return topic
        raise LookupError(f"{self.room} writes no {type(record).__name__}")


RETRIEVE: Step[RawArticle, RetrievedArticle] = Step(
    "retriever", reads=RAW_ARTICLES, writes=(RETRIEVED_ARTICLES,)
)
CLEAN: Step[RetrievedArticle, CleanArticle] = Step(
    "cleaner", reads=RETRIEVED_ARTICLES, writes=(CLEAN_ARTICLES,)
)
DEDUPE: Step[CleanArticle, UniqueArticle | DuplicateArticle] = Step(
    "deduper", reads=CLEAN_ARTICLES, writes=(UNIQUE_ARTICLES, DUPLICATE_ARTICLES)
)
ENRICH: Step[UniqueArticle, EnrichedArticle] = Step(
    "enricher", reads=UNIQUE_ARTICLES, writes=(ENRICHED_ARTICLES,)
)
STEPS: tuple[Step[Any, Any], ...] = (RETRIEVE, CLEAN, DEDUPE, ENRICH)
"""In the order of an article's way. What the puller does stands before it."""

PULLER: Room = "puller"
PULLER_READS: tuple[Topic[Record], ...] = (FEEDS, FEED_STATES, FEED_MEMORIES)
PULLER_WRITES: tuple[Topic[Record], ...] = (
    FEED_STATES,
    FEED_MEMORIES,
    FEED_EVENTS,
    RAW_ARTICLES,
    DROPS,
)


EndOutcome = Literal["enriched", "duplicate", "dropped"]
END_BY_OUTCOME: dict[EndOutcome, Topic[Record]] = {
    "enriched": ENRICHED_ARTICLES,
    "duplicate": DUPLICATE_ARTICLES,
    "dropped": DROPS,
}
"""Where an article's way ends for good, by what has become of it."""

FOLDER: Room = "folder"
FOLDER_READS: tuple[Topic[Record], Topic[Record]] = (
    END_BY_OUTCOME["enriched"],
    END_BY_OUTCOME["duplicate"],
)
"""As anybody may. It ends no article's way, and audits do not ask for it."""
FOLDER_WRITES: tuple[Topic[Record], ...] = (CURRENT_ARTICLES,)

GATEWAY: Room = "gateway"
"""It shows what there is, and writes nothing: what it reads stands below."""


@dataclass(frozen=True)
class JournalTopic:
    """What a room remembers; it outlives the room in a topic that nobody else reads or writes."""

    room: Room
    name: str


KNOWN_ARTICLES = JournalTopic("deduper", "articles")
FOLDED_ARTICLES = JournalTopic(FOLDER, "folded")
JOURNALS: tuple[JournalTopic, ...] = (KNOWN_ARTICLES, FOLDED_ARTICLES)


# All that follows is derived.

PATH: tuple[Topic[Record], ...] = tuple(step.reads for step in STEPS)
"""The topics that an article comes through, in order; each is read by one room."""

ENTRANCE: Topic[Record] = PATH[0]
"""Where articles enter, from feeds and as documents."""

ENDS: tuple[Topic[Record], ...] = tuple(END_BY_OUTCOME.values())
"""The topics in which an article's way ends for good; of several, the first counts.

A dead letter ends it too, but can be replayed.
"""

for _topic in (topic for step in STEPS for topic in step.writes):
    if _topic not in (*PATH, *ENDS):
        raise ValueError(f"{_topic.name}: no step reads it, and it is no end")

KEYED_BY_ARTICLE: tuple[Topic[Record], ...] = tuple(
    topic for topic in (*PATH, *ENDS) if topic.keyed_by == "article_id"
)
"""The topics whose messages have the article's id for a key."""

ROOM_BY_TOPIC: dict[str, Room] = {step.reads.name: step.room for step in STEPS}
"""Who reads each topic of the path, by the topic's name."""

PROCESSES_BY_TOPIC: dict[str, tuple[str, ...]] = {
    name: (room, ALL_IN_ONE) for name, room in ROOM_BY_TOPIC.items()
}
"""The processes that read each topic of the path: its room's own, or one with all rooms."""

TOPICS: tuple[Topic[Record], ...] = (
    FEEDS,
    FEED_STATES,
    FEED_MEMORIES,
    FEED_EVENTS,
    *PATH,
    *ENDS,
    *FOLDER_WRITES,
    DEAD_LETTERS,
    REPLAYS,
    LOST_MESSAGES,
)
"""All topics, in the order in which they are listed."""

_WRITES_BY_USER: dict[str, tuple[Topic[Record], ...]] = {
    PULLER: PULLER_WRITES,
    **{step.room: (*step.writes, DROPS, DEAD_LETTERS, LOST_MESSAGES) for step in STEPS},
    FOLDER: FOLDER_WRITES,
    # Subscriptions and documents; a replay puts back whatever a room reads. Retractions.
    "cli": (FEEDS, *PATH, ENRICHED_ARTICLES, REPLAYS),
}
_READS_BY_USER: dict[str, tuple[Topic[Record], ...]] = {
    PULLER: PULLER_READS,
    **{step.room: (step.reads,) for step in STEPS},
    FOLDER: FOLDER_READS,
    # Everything that an audit counts, and how feeds are doing.
    GATEWAY: (FEEDS, FEED_STATES, *PATH, *ENDS, DEAD_LETTERS, REPLAYS, LOST_MESSAGES),
    ANYBODY: (FEED_EVENTS, *ENDS, *FOLDER_WRITES, DEAD_LETTERS, REPLAYS, LOST_MESSAGES),
}


def users_of(topic: Topic[Record]) -> Users:
    """Who writes and who reads `topic`: rooms, the command line, and whoever subscribes."""
    return Users(
        writers=tuple(who for who, topics in _WRITES_BY_USER.items() if topic in topics),
        readers=tuple(who for who, topics in _READS_BY_USER.items() if topic in topics),
    )


USERS_BY_TOPIC: dict[Topic[Record], Users] = {topic: users_of(topic) for topic in TOPICS}
"""All topics with their users."""


def topics_of(process: str) -> tuple[Topic[Record], ...]:
    """What a room reads and writes; all topics for a process that is not one room's."""
    if process not in ROOMS:
        return TOPICS
    return tuple(
        topic
        for topic, users in USERS_BY_TOPIC.items()
        if process in users.readers or process in users.writers
    )
