"""The id of an enriched record: of its revision, and of its content."""

from hashlib import sha256

from newsmill.contracts.articles import EnrichedArticle

DIGITS = 8
"""Of the content's digest: there are a few records of one revision, if more than one at all."""

NOT_CONTENT = frozenset({"id", "entities", "seen_at", "enriched_at", "timings"})
"""Times of ours differ whenever a record is made again. Entities are given as they are written."""


def enriched_id(record: EnrichedArticle, entities: bytes) -> str:
    """`article_id.revision.digest`: equal ids mean equal content, but for times of ours.

    A revision is made into a record again when the enricher is killed before it could commit, and
    when an operator has it read old articles with a new model. In the first case the record is
    the same as a rule, and so is its id.

    `entities` are its entities, as a JSON array.
    """
    times = {"published_at"} if record.published_at_origin == "seen" else set()
    content = record.model_dump_json(exclude={*NOT_CONTENT, *times}).encode()
    digest = sha256(content + entities).hexdigest()[:DIGITS]
    return f"{record.article_id}.{record.revision}.{digest}"
