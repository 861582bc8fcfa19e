"""What newsmill's own code finds in labelled texts, and how fast."""

import importlib
import time
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


@dataclass(frozen=True, slots=True)
class Speed:
    """Words in a second of CPU time, in each round, and whether both found the same spans.

    Only words of texts count: titles, which ours reads too, are part of its cost.
    """

    language: str
    words: int
    ours: tuple[float, ...]
    bare: tuple[float, ...]
    finder: str
    texts: int
    texts_with_equal_spans: int

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours by bare spaCy, of each round."""
        return tuple(ours / bare for ours, bare in zip(self.ours, self.bare, strict=True))


def measure_speed(
    texts: Sequence[LabelledText],
    readers: Readers,
    rounds: int,
    least_words: int,
    progress: Progress,
) -> Speed:
    """Text to entities, and bare spaCy's fastest way with the same model, in turn.

    Texts are of the most frequent language, and repeated until there are `least_words` a round.
    Both have read all of them once before.
    """
    languages = [text.language for text in texts]
    language = max(languages, key=languages.count)
    chosen = [text for text in texts if text.language == language]
    words_once = sum(len(text.text.split()) for text in chosen)
    times = -(-least_words // words_once)
    words = words_once * times
    readings = [reading_of(text) for text in chosen] * times
    written = [reading.text for reading in readings]
    progress("texts read once by both")
    recogniser, pipeline = readers.recogniser(), readers.bare(language)
    equal = _equal_spans([text.text for text in chosen], readers.ours[language], pipeline)
    _run_ours(recogniser, readings[: len(chosen)])
    # Outside a memory zone, so that the tokenizer's cache stays.
    for _ in pipeline.pipe(written[: len(chosen)], batch_size=BATCH_SIZE):
        pass
    ours, bare = [], []
    for number in range(rounds):
        progress(f"round {number + 1} of {rounds}")
        ours.append(words / _cpu(lambda: _run_ours(recogniser, readings)))
        bare.append(words / _cpu(lambda: _run_bare(pipeline, written)))
    finder = type(readers.ours[language]).__name__
    return Speed(language, words, tuple(ours), tuple(bare), finder, len(chosen), equal)


def _run_ours(recogniser: Recogniser, readings: Sequence[Reading]) -> None:
    for start in range(0, len(readings), BATCH_SIZE):
        recogniser.recognise(readings[start : start + BATCH_SIZE])


def _run_bare(pipeline: Any, texts: Sequence[str]) -> None:
    with pipeline.memory_zone():
        for doc in pipeline.pipe(texts, batch_size=BATCH_SIZE):
            for span in doc.ents:
                _ = span.start_char, span.end_char, span.label_


def _equal_spans(texts: Sequence[str], finder: FindEntities, pipeline: Any) -> int:
    """How many texts both find exactly the same spans in, with the same labels."""
    equal = 0
    for start in range(0, len(texts), BATCH_SIZE):
        batch = texts[start : start + BATCH_SIZE]
        bare = spacy_finding.SpacyFinder(pipeline)(batch)
        equal += sum(a == b for a, b in zip(finder(batch), bare, strict=True))
    return equal


def _cpu(run: Callable[[], None]) -> float:
    before = time.process_time()
    run()
    return time.process_time() - before


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
