"""Resolve what a model found in an article: from spans to the things that it names."""

from collections.abc import Sequence

from newsmill.contracts.articles import Entity
from newsmill.enricher.finding import Found
from newsmill.enricher.resolving.again import find_again
from newsmill.enricher.resolving.datelines import read_dateline
from newsmill.enricher.resolving.dropping import drop_no_names
from newsmill.enricher.resolving.edges import clean_edges
from newsmill.enricher.resolving.extending import extend, join_people
from newsmill.enricher.resolving.grouping import entities_of
from newsmill.enricher.resolving.results import read_results
from newsmill.enricher.resolving.spans import Part, labels_of
from newsmill.enricher.resolving.sports import call_teams_organisations
from newsmill.enricher.resolving.voting import relabel

STEPS: tuple[str, ...] = (
    "results",
    "edges",
    "extensions",
    "datelines",
    "drops",
    "votes",
    "contexts",
    "known",
    "wholes",
    "again",
    "sports",
    "groups",
)
"""What is done, in this order."""


def load_tables(language: str) -> None:
    """Load what `resolve` would load with its first article, which takes some 0.3 seconds."""
    resolve("", "Aro Lind\nOslo said", [], [Found(0, 8, "PERSON"), Found(9, 13, "ORG")], language)


def resolve(
    title: str,
    text: str,
    in_title: Sequence[Found],
    in_text: Sequence[Found],
    language: str,
    *,
    steps: Sequence[str] = STEPS,
) -> tuple[Entity, ...]:
    """The things that an article names, the most salient first.

    Without `steps`, the spans are those of the model, and those with the same name and label are
    one thing.
    """
    wanted = frozenset(steps)
    parts = (Part(title, in_title), Part(text, in_text))
    labels = labels_of(language, parts)
    if "results" in wanted:
        read_results(parts[1], labels, language)
    if "edges" in wanted:
        for part in parts:
            clean_edges(part, language)
    if "extensions" in wanted:
        extend(parts, labels, language)
    if "datelines" in wanted:
        read_dateline(parts[1], labels, language)
    if "drops" in wanted:
        drop_no_names(parts, language)
    if "votes" in wanted:
        relabel(parts, labels, language, wanted)
    if "again" in wanted:
        find_again(parts, labels, language)
        join_people(parts, language)
    if "sports" in wanted:
        call_teams_organisations(parts, labels, language)
    return entities_of(parts, language, merging="groups" in wanted)
