"""Articles whose spans are marked in the text itself."""

import re

from newsmill.contracts.articles import Entity
from newsmill.enricher.finding import Found
from newsmill.enricher.resolving.resolving import STEPS, resolve

_MARK = re.compile(r"\[(?P<words>[^\[\]|]+)\|(?P<label>[A-Z_]+)\]")


def marked(written: str) -> tuple[str, list[Found]]:
    """The text, and the spans that it marks: “[Aro Lind|PERSON] left”."""
    text, found, behind = "", [], 0
    for mark in _MARK.finditer(written):
        text += written[behind : mark.start()]
        found.append(Found(len(text), len(text) + len(mark["words"]), mark["label"]))
        text += mark["words"]
        behind = mark.end()
    return text + written[behind:], found


def resolved(
    text: str, title: str = "", language: str = "en", steps: tuple[str, ...] = STEPS
) -> tuple[Entity, ...]:
    """The entities of an article, title and text with their spans marked."""
    title, in_title = marked(title)
    text, in_text = marked(text)
    return resolve(title, text, in_title, in_text, language, steps=steps)


def mentions(entities: tuple[Entity, ...]) -> dict[str, list[str]]:
    """The texts of all mentions by the entity's name, those in the title first."""
    return {
        entity.name: [mention.text for mention in (*entity.title_mentions, *entity.mentions)]
        for entity in entities
    }


def kinds(entities: tuple[Entity, ...]) -> dict[str, str]:
    """The kinds by the entity's name."""
    return {entity.name: entity.kind for entity in entities}
