"""The way of an article through the mill, as its own record tells it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from pydantic import ValidationError

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.gateway.api.models import Way, WayStep
from newsmill.gateway.index.rows import Row
from newsmill.gateway.out.entries import instant
from newsmill.gateway.watching.room_rates import ORDER
from newsmill.inspection.describing import WHY_NO_PAGE
from newsmill.pipeline import PULLER, Room


def way_of(row: Row) -> Way | None:
    """What each room did with the state of the entry that became this revision.

    None if the record cannot be read.
    """
    record = row.record
    try:
        article = EnrichedArticle.model_validate(record)
    except ValidationError:
        return None
    timings = record.get("timings")
    at_by_room = {
        room: at
        for room in ORDER
        if isinstance(timings, Mapping) and (at := instant(timings.get(room))) is not None
    }
    at_by_room[PULLER] = article.seen_at
    return Way(
        observation=str(article.observation),
        revision=article.revision,
        outcome="enriched",
        steps=tuple(_placed(_steps(article, at_by_room), row)),
    )


def _placed(steps: Iterator[WayStep], row: Row) -> Iterator[WayStep]:
    """The last room has written the record itself."""
    for step in steps:
        if step.room != ORDER[-1]:
            yield step
            continue
        place = {"topic": ENRICHED_ARTICLES.name, "partition": row.partition, "offset": row.offset}
        yield step.model_copy(update=place)


def _steps(article: EnrichedArticle, at_by_room: Mapping[Room, datetime]) -> Iterator[WayStep]:
    previous: datetime | None = None
    for room in ORDER:
        if (at := at_by_room.get(room)) is None:
            continue
        seconds = None if previous is None else round((at - previous).total_seconds(), 3)
        yield WayStep(room=room, at=at, what=_what(room, article), seconds=seconds)
        previous = at


def _what(room: Room, article: EnrichedArticle) -> str:
    match room:
        case "puller":
            if article.feed_url is None:
                return "handed in as a document"
            return f"offered by {article.feed_url}"
        case "retriever":
            retrieval = article.provenance.retrieval
            if retrieval == "fetched":
                return "page fetched"
            return WHY_NO_PAGE.get(retrieval, f"no page: {retrieval}")
        case "cleaner":
            return (
                f"text from the {article.text_origin}, {article.word_count} words,"
                f" {article.language} ({article.language_confidence:.2f})"
            )
        case "deduper":
            if article.revision > 1:
                return f"revision {article.revision} of article {article.article_id}"
            joined = article.group_id != article.article_id
            group = f", group {article.group_id}" if joined else ""
            return f"new article {article.article_id}{group}"
        case "enricher":
            status = article.entities_status.replace("_", " ")
            return f"enriched with {len(article.entities)} entities ({status})"
    return "done"
