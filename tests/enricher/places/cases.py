"""Sentences with marked places and the ids they should have, and how many links are right."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from newsmill.contracts.articles import Entity, Mention
from newsmill.enricher.places.linking import linked

FOLDER = Path(__file__).parent

_MARK = re.compile(r"\[([^\]=]+)=([^\]]+)\]")
NO_LINK = "-"


class Case(NamedTuple):
    """A text, its places as entities, and the link that each should have (`kb:id` or `-`)."""

    language: str
    text: str
    entities: tuple[Entity, ...]
    wanted: tuple[str, ...]


class Score(NamedTuple):
    """Links that were made, those of them that are right, and those that there should be."""

    made: int
    right: int
    wanted: int
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Of the links made, how many are right."""
        return self.right / self.made

    @property
    def recall(self) -> float:
        """Of the links that there should be, how many were made."""
        return self.right / self.wanted


def read_cases(file: str) -> Iterator[Case]:
    """The cases of a file in this folder: LANGUAGE, tab, text with [NAME=kb:id]."""
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield read_case(*line.split("\t"))


def read_case(language: str, marked: str) -> Case:
    """The case of one text with [NAME=kb:id]."""
    text, place = "", 0
    mentions: dict[tuple[str, str], list[Mention]] = {}
    for mark in _MARK.finditer(marked):
        text += marked[place : mark.start()]
        mention = Mention(start=len(text), end=len(text) + len(mark[1]), text=mark[1])
        mentions.setdefault((mark[1], mark[2]), []).append(mention)
        text += mark[1]
        place = mark.end()
    text += marked[place:]
    entities = tuple(
        Entity(
            name=name,
            label="GPE",
            kind="place",
            mentions=tuple(found),
            count=len(found),
            salience=0.5,
        )
        for (name, _), found in mentions.items()
    )
    return Case(language, text, entities, tuple(wanted for _, wanted in mentions))


def links(case: Case) -> list[str]:
    """The links of the case's entities, as `kb:id` or `-`."""
    found = linked(case.entities, "", case.text, case.language)
    return [f"{it.link.kb}:{it.link.id}" if it.link else NO_LINK for it in found]


def scored(cases: Iterator[Case]) -> Score:
    """How many links are right over all cases."""
    made = right = wanted = 0
    wrong = []
    for case in cases:
        for entity, link, should in zip(case.entities, links(case), case.wanted, strict=True):
            made += link != NO_LINK
            wanted += should != NO_LINK
            right += link == should != NO_LINK
            if link != should:
                wrong.append(f"{entity.name}: {link}, should be {should}: {case.text}")
    return Score(made, right, wanted, tuple(wrong))
