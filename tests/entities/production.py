"""What newsmill's own code finds in labelled texts, step by step."""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from newsmill.contracts.articles import Entity, Mention
from newsmill.enricher import preparing, spacy_finding
from newsmill.enricher.finding import FindEntities, Found
from newsmill.enricher.kinds import kind_of
from newsmill.enricher.models import Model, find_models
from newsmill.enricher.recognising import LoadedWhenNeeded, Reading, Recogniser
from newsmill.enricher.settings import Settings
from tests.entities.labelled import LabelledText, PlaceId
from tests.entities.labels import VALUES
from tests.entities.scoring import FoundName, FoundText

RAW = "raw model"
PREPARED = "text prepared"
WHOLE = "text to entities"

BATCH_SIZE = 32
UNKNOWN_DATE = datetime(2025, 1, 1, tzinfo=UTC)
ALL_CHARS = 1_000_000_000
"""Of a text: nothing is cut off here."""

Progress = Callable[[str], None]
_InTitleAndText = tuple[list[Found], list[Found]]


@dataclass(frozen=True, slots=True)
class Stage:
    """What was found after a step; the first is the model alone, the last the product."""

    name: str
    found: tuple[FoundText, ...]


class FailedText(Exception):
    """The product failed on a text: says which, and why."""


class Readers:
    """The models of some languages, loaded when they are needed."""

    def __init__(self, name_by_language: Mapping[str, str] | None = None) -> None:
        settings = Settings()
        self.ignored_labels = settings.ignored_labels
        self.models: Mapping[str, Model] = find_models(name_by_language or settings.models)
        self.ours: Mapping[str, FindEntities] = LoadedWhenNeeded(self.models)
        self._bare: dict[str, Any] = {}

    def bare(self, language: str) -> Any:
        """spaCy's own pipeline with the same model, entity recogniser only."""
        if language not in self._bare:
            self._bare[language] = spacy_finding.load_pipeline(self.models[language])
        return self._bare[language]

    def recogniser(self) -> Recogniser:
        """The product's, with all its steps."""
        return Recogniser(self.ours, max_chars=ALL_CHARS, ignored_labels=self.ignored_labels)


def steps() -> tuple[str, ...]:
    """The names of the resolver's steps, if it can run some of them only."""
    return tuple(getattr(_resolving(), "STEPS", ()))


def stages(texts: Sequence[LabelledText], readers: Readers, progress: Progress) -> Iterator[Stage]:
    """What is found by the model alone, after each step of the resolver, and at the end."""
    progress(RAW)
    bare = _find(texts, lambda language: spacy_finding.SpacyFinder(readers.bare(language)))
    yield Stage(RAW, tuple(_unresolved(*spans) for spans in bare))
    progress(PREPARED)
    found = _find_prepared(texts, readers)
    yield Stage(PREPARED, tuple(_unresolved(*spans) for spans in found))
    names = steps()
    for number in range(1, len(names) + 1):
        progress(f"step {number} of {len(names)}: {names[number - 1]}")
        resolve = _resolving().resolve
        yield Stage(
            f"+ {names[number - 1]}",
            tuple(
                found_of(
                    resolve(
                        text.title,
                        text.text,
                        *_without(spans, readers.ignored_labels),
                        text.language,
                        steps=names[:number],
                    )
                )
                for text, spans in zip(texts, found, strict=True)
            ),
        )
    progress(WHOLE)
    yield Stage(WHOLE, tuple(_recognised(texts, readers)))


def found_of(entities: Sequence[Entity]) -> FoundText:
    """The entities as spans of the text and the title; numbers and times left out."""
    names: list[FoundName] = []
    title_names: list[FoundName] = []
    links: dict[int, PlaceId | None] = {}
    for thing, entity in enumerate(entities):
        if entity.label in VALUES:
            continue
        names += _names(entity, entity.mentions, thing)
        title_names += _names(entity, entity.title_mentions, thing)
        links[thing] = PlaceId(entity.link.kb, entity.link.id) if entity.link else None
    return FoundText(tuple(names), tuple(title_names), links)


def reading_of(text: LabelledText) -> Reading:
    """The text as the enricher's child process gets it."""
    return Reading(text.language, text.title, text.text, text.published_at or UNKNOWN_DATE)


def _find_prepared(texts: Sequence[LabelledText], readers: Readers) -> list[_InTitleAndText]:
    titles, bodies = [], []
    for text in texts:
        titles.append(preparing.prepared_title(text.title, text.text, language=text.language))
        bodies.append(preparing.prepared(text.text, language=text.language))
    read = [
        replace(text, title=title.text, text=body.text)
        for text, title, body in zip(texts, titles, bodies, strict=True)
    ]
    return [
        (title.original(in_title), body.original(in_text))
        for title, body, (in_title, in_text) in zip(
            titles, bodies, _find(read, readers.ours.__getitem__), strict=True
        )
    ]


def _find(
    texts: Sequence[LabelledText], finder_of: Callable[[str], FindEntities]
) -> list[_InTitleAndText]:
    found: list[_InTitleAndText] = [([], [])] * len(texts)
    for language in {text.language for text in texts}:
        places = [place for place, text in enumerate(texts) if text.language == language]
        finder = finder_of(language)
        for start in range(0, len(places), BATCH_SIZE):
            batch = places[start : start + BATCH_SIZE]
            spans = finder([part for it in batch for part in (texts[it].title, texts[it].text)])
            for number, place in enumerate(batch):
                found[place] = spans[2 * number], spans[2 * number + 1]
    return found


def _unresolved(in_title: Sequence[Found], in_text: Sequence[Found]) -> FoundText:
    names, title_names = (
        tuple(
            FoundName(span.start, span.end, kind_of(span.label))
            for span in spans
            if span.label not in VALUES
        )
        for spans in (in_text, in_title)
    )
    return FoundText(names, title_names)


def _without(spans: _InTitleAndText, ignored: frozenset[str]) -> Iterator[list[Found]]:
    for found in spans:
        yield [span for span in found if span.label not in ignored]


def _recognised(texts: Sequence[LabelledText], readers: Readers) -> Iterator[FoundText]:
    recogniser = readers.recogniser()
    for start in range(0, len(texts), BATCH_SIZE):
        batch = texts[start : start + BATCH_SIZE]
        for text, seen in zip(
            batch, recogniser.recognise([reading_of(text) for text in batch]), strict=True
        ):
            if seen.status == "failed":
                raise FailedText(f"{text.name}: {seen.error}")
            yield found_of(seen.entities)


def _names(entity: Entity, mentions: Sequence[Mention], thing: int) -> Iterator[FoundName]:
    for mention in mentions:
        yield FoundName(mention.start, mention.end, entity.kind, thing)


def _resolving() -> Any:
    """The resolver, whose steps are not part of what other rooms' code sees."""
    package = importlib.import_module("newsmill.enricher.resolving")
    if hasattr(package, "STEPS"):
        return package
    return importlib.import_module("newsmill.enricher.resolving.resolving")
