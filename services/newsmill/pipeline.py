"""The map: which room reads which topic and writes which. Nothing else decides where records go.

puller ── raw ──> retriever ── retrieved ──> cleaner ── clean ──> deduper ── unique ──> enricher
                                                                     └── duplicates   enriched ─┘
"""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar, get_args

from newsmill.contracts.articles import (
    CleanArticle,
    DuplicateArticle,
    EnrichedArticle,
    RawArticle,
    RetrievedArticle,
    UniqueArticle,
)
from newsmill.contracts.base import Record
from newsmill.contracts.topics import (
    CLEAN_ARTICLES,
    DUPLICATE_ARTICLES,
    ENRICHED_ARTICLES,
    RAW_ARTICLES,
    RETRIEVED_ARTICLES,
    UNIQUE_ARTICLES,
    Topic,
)

Room = Literal["puller", "retriever", "cleaner", "deduper", "enricher"]
ROOMS: tuple[Room, ...] = get_args(Room)
ALL_IN_ONE = "mill"
"""What a process with all rooms is called, and so its group: `newsmill up`, `demo` and `once`."""

In = TypeVar("In", bound=Record)
Out_co = TypeVar("Out_co", bound=Record, covariant=True)


@dataclass(frozen=True)
class Step(Generic[In, Out_co]):
    """A room that reads one topic; what it decides is written to the topic of the record's type."""

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


@dataclass(frozen=True)
class Table:
    """What a room remembers; it outlives the room in a topic that nobody else reads or writes."""

    room: Room
    name: str


KNOWN_ARTICLES = Table("deduper", "articles")
TABLES: tuple[Table, ...] = (KNOWN_ARTICLES,)
