"""Make the message of a changed row: the row, or nothing where its article was withdrawn."""

from datetime import datetime

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.base import Record
from newsmill.contracts.current import Copies, CurrentArticle, current_of
from newsmill.contracts.headers import Headers, child_traceparent, event_headers
from newsmill.contracts.topics import CURRENT_ARTICLES
from newsmill.kafka.records import Message
from newsmill.pipeline import FOLDER


def row_message(
    article: EnrichedArticle,
    copies: Copies,
    traceparent: str | None,
    place: tuple[str, int],
    at: datetime,
) -> Message:
    """The row of a version of an article; without a value where it withdraws the article."""
    row = current_of(article, copies)
    return _message(article if row is None else row, row, traceparent, place, at)


def with_copies(row: bytes, copies: Copies, place: tuple[str, int], at: datetime) -> Message:
    """The row `row` once more, with other copies."""
    before = CurrentArticle.model_validate_json(row)
    hosts = tuple(host for host in copies.hosts if host != before.host)
    after = before.model_copy(update={"copies": copies.count, "copy_hosts": hosts})
    return _message(after, after, None, place, at)


def _message(
    about: CurrentArticle | EnrichedArticle,
    row: Record | None,
    traceparent: str | None,
    place: tuple[str, int],
    at: datetime,
) -> Message:
    topic, partition = place
    return Message(
        topic=topic,
        partition=partition,
        offset=-1,
        key=about.article_id.encode(),
        value=None if row is None else row.model_dump_json().encode(),
        headers=_headers(about, traceparent, at),
    )


def _headers(
    about: CurrentArticle | EnrichedArticle, traceparent: str | None, at: datetime
) -> Headers:
    if traceparent is not None:
        message_id = CURRENT_ARTICLES.message_id(about)
        traceparent = child_traceparent(traceparent, f"{FOLDER} {message_id}")
    return event_headers(CURRENT_ARTICLES, about, FOLDER, at, about.article_id, traceparent)
