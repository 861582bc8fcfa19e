"""Whose message it is: a feed, the documents, or a producer that newsmill does not know.

The circuit breaker asks whether several feeds fail at once. What cannot be read says only what its
producer has made up, so nothing that a stranger writes may look like many feeds.
"""

import json

from newsmill.contracts.base import Record
from newsmill.contracts.headers import Headers, source_of, type_of
from newsmill.contracts.outcomes import Drop, Observed
from newsmill.contracts.topics import Topic
from newsmill.kafka.records import Message

DOCUMENTS = "documents"
"""All articles that no feed has offered: one origin, whoever brings them."""

OURS = "/newsmill/"


def origin_of(message: Message, reads: Topic[Record], record: Observed | Drop | None) -> str | None:
    """The origin of `message`, which came on `reads`; None for a stranger's.

    `record` is what was read from it, if it could be read. Otherwise, of what our rooms have
    written, the feed that stands in the value: so does a room that writes what the next cannot
    read. Where there is none, it is that room.
    """
    if record is not None:
        return record.offered_by or DOCUMENTS
    if message.value is None or not _is_ours(message.headers, reads):
        return None
    try:
        told = json.loads(message.value)
    except (ValueError, RecursionError):
        told = None
    feed = told.get("feed_url") if isinstance(told, dict) else None
    return feed if isinstance(feed, str) else source_of(message.headers)


def _is_ours(headers: Headers, reads: Topic[Record]) -> bool:
    source = source_of(headers)
    return source is not None and source.startswith(OURS) and type_of(headers) == reads.name
