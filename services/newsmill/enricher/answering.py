"""What a child process answers: an article's entities as JSON, which nobody parses on the way.

Importing this module is as cheap as importing `recognising`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from pydantic import TypeAdapter

from newsmill.contracts.articles import EntitiesStatus, Entity
from newsmill.contracts.topics import ENRICHED_ARTICLES, UNIQUE_ARTICLES
from newsmill.enricher import recognising
from newsmill.enricher.finding import Found
from newsmill.enricher.recognising import Reading, Recognised

# What an enriched article may have beside the largest unique one; the rest is for other fields.
MAX_ENTITIES_BYTES = (
    ENRICHED_ARTICLES.max_message_bytes - UNIQUE_ARTICLES.max_message_bytes - 16 * 1024
)

_ENTITIES = TypeAdapter(tuple[Entity, ...])


@dataclass(frozen=True, slots=True)
class Answer:
    """As `Recognised`, with the entities as a JSON array."""

    status: EntitiesStatus
    entities: bytes = b"[]"
    error: str = ""


def read(batch: Sequence[Reading]) -> list[Answer]:
    """What is found in each article, in the order of `batch`; after `load_models`."""
    return [answer(recognised) for recognised in recognising.recognise(batch)]


def find(language: str, part: str) -> list[Found] | Answer:
    """The spans in a part of a long text, or that the model failed on it; after `load_models`."""
    try:
        return recognising.find(language, part)
    # As with whole articles: what a model raises on a text is the text's outcome.
    except Exception as error:
        return _failed(error)


def read_found(reading: Reading, in_text: Sequence[Found]) -> Answer:
    """What is found in an article whose text was read in parts before; after `load_models`."""
    try:
        return answer(recognising.recognise_found(reading, in_text))
    # As above.
    except Exception as error:
        return _failed(error)


def answer(recognised: Recognised, max_bytes: int = MAX_ENTITIES_BYTES) -> Answer:
    """The same with its entities as JSON: of more than fit into a record, the most salient."""
    array = _ENTITIES.dump_json(recognised.entities)
    if len(array) <= max_bytes:
        return Answer(recognised.status, array, recognised.error)
    # Each has a comma or a bracket after it, and the first a bracket before it.
    sizes = (len(entity.model_dump_json().encode()) + 1 for entity in recognised.entities)
    kept = sum(size < max_bytes for size in accumulate(sizes))
    return Answer("too_long", _ENTITIES.dump_json(recognised.entities[:kept]))


def _failed(error: Exception) -> Answer:
    return Answer("failed", error=f"{type(error).__name__}: {error}")
