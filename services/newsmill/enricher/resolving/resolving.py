"""Resolve what a model found in an article."""

from collections.abc import Sequence

from newsmill.contracts.articles import Entity
from newsmill.enricher.entities import entities_of
from newsmill.enricher.finding import Found


def resolve(
    title: str,
    text: str,
    in_title: Sequence[Found],  # noqa: ARG001
    in_text: Sequence[Found],
    language: str,  # noqa: ARG001
) -> tuple[Entity, ...]:
    """The things that an article names, the most salient first."""
    return entities_of(title, text, in_text)
