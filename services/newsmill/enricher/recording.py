"""Make the record that readers get, from a unique article and what was found in it."""

from datetime import datetime

from newsmill.contracts.articles import EnrichedArticle, UniqueArticle
from newsmill.contracts.enriched_ids import enriched_id
from newsmill.enricher.answering import Answer
from newsmill.enricher.models import Model
from newsmill.streaming.stage import Spliced

FIELD = "entities"


def enriched(
    article: UniqueArticle,
    answer: Answer,
    model: Model | None,
    *,
    again_until: datetime | None = None,
) -> Spliced[EnrichedArticle]:
    """The record, with the entities as the child process wrote them.

    What left the deduper before `again_until` was enriched before.
    """
    change = article.change
    left_deduper = article.timings.deduper
    if again_until is not None and left_deduper is not None and left_deduper < again_until:
        change = "re_enriched"
    # Both parts are validated already, and validating again would take as long as the rest of this.
    # When it was enriched is said when the stage is done with it.
    record = EnrichedArticle.model_construct(
        **{**dict(article), "change": change},
        entities=(),
        entities_status=answer.status,
        model=str(model) if model else None,
        enriched_at=article.seen_at,
    )
    with_id = record.model_copy(update={"id": enriched_id(record, answer.entities)})
    return Spliced(with_id, FIELD, answer.entities)
