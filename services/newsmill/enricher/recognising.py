"""Read articles in a child process: what models find in them becomes entities.

Importing this module is cheap, so the parent can pass its functions to a `ProcessPool`: a
library is imported only when a model is loaded, in the child process.
"""

import ctypes
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from newsmill.contracts.articles import EntitiesStatus, Entity
from newsmill.enricher import loading, preparing
from newsmill.enricher.dates.dating import dated
from newsmill.enricher.finding import FindEntities, Found
from newsmill.enricher.knowledge_base import KnowledgeBase, load_knowledge_base
from newsmill.enricher.models import Model
from newsmill.enricher.places.linking import linked
from newsmill.enricher.preparing import Prepared
from newsmill.enricher.resolving.resolving import load_tables, resolve
from newsmill.text.characters import whole_characters

# glibc gives large blocks back to the system when they are freed, and spaCy allocates matrices of
# the same sizes with the next batch, which costs page faults. 32 MiB is glibc's own limit.
MALLOC_THRESHOLD_BYTES = 32 * 1024 * 1024
M_TRIM_THRESHOLD = -1
M_MMAP_THRESHOLD = -3


@dataclass(frozen=True, slots=True)
class Reading:
    """What the enricher reads of an article; `language` is one that a model was loaded for."""

    language: str
    title: str
    text: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was found in an article.

    With the status `too_long`, the entities are those of the text's first part. With `failed` there
    are none, and `error` holds the reason.
    """

    status: EntitiesStatus
    entities: tuple[Entity, ...] = ()
    error: str = ""


class Recogniser:
    """Loaded models, with the length that is read of a text and the labels that are ignored."""

    def __init__(
        self,
        finder_by_language: Mapping[str, FindEntities],
        *,
        max_chars: int,
        ignored_labels: frozenset[str] = frozenset(),
        knowledge_base: KnowledgeBase | None = None,
    ) -> None:
        self._finder_by_language = finder_by_language
        self._knowledge_base = knowledge_base
        self._max_chars = max_chars
        self._ignored_labels = ignored_labels

    def load(self, languages: Sequence[str]) -> None:
        """Load the models of these languages."""
        for language in languages:
            self._finder_by_language[language]

    def recognise(self, batch: Sequence[Reading]) -> list[Recognised]:
        """What is found in each article, in the order of `batch`.

        An article that the model fails on is `failed`; the others of the batch are not affected.
        """
        places_by_language: defaultdict[str, list[int]] = defaultdict(list)
        for place, reading in enumerate(batch):
            places_by_language[reading.language].append(place)
        recognised: dict[int, Recognised] = {}
        for language, places in places_by_language.items():
            finder = self._finder_by_language[language]
            readings = [batch[place] for place in places]
            recognised.update(zip(places, self._read_all(finder, readings), strict=True))
        return [recognised[place] for place in range(len(batch))]

    def find(self, language: str, part: str) -> list[Found]:
        """The spans in a part of a long text."""
        prepared = preparing.prepared(part, language=language)
        (found,) = self._finder_by_language[language]([prepared.text])
        return prepared.original(found)

    def recognise_found(self, reading: Reading, in_text: Sequence[Found]) -> Recognised:
        """What is found in a long article whose text was read in parts before."""
        title = _prepared_title(reading)
        (in_title,) = self._finder_by_language[reading.language]([title.text])
        return Recognised("ok", self._entities(reading, title.original(in_title), in_text))

    def _read_all(self, finder: FindEntities, readings: Sequence[Reading]) -> list[Recognised]:
        try:
            return self._read(finder, readings)
        # Hostile text has raised nearly anything here. It is this text's outcome and is recorded.
        except Exception as error:
            if len(readings) == 1:
                return [Recognised("failed", error=f"{type(error).__name__}: {error}")]
        return [self._read_all(finder, [reading])[0] for reading in readings]

    def _read(self, finder: FindEntities, readings: Sequence[Reading]) -> list[Recognised]:
        parts = [first_part(reading.text, self._max_chars) for reading in readings]
        texts = [
            preparing.prepared(part, language=reading.language)
            for reading, part in zip(readings, parts, strict=True)
        ]
        titles = [_prepared_title(reading) for reading in readings]
        found = finder([prepared.text for prepared in (*texts, *titles)])
        recognised = []
        for place, (reading, part) in enumerate(zip(readings, parts, strict=True)):
            in_text = texts[place].original(found[place])
            in_title = titles[place].original(found[len(readings) + place])
            status: EntitiesStatus = "ok" if len(part) == len(reading.text) else "too_long"
            recognised.append(Recognised(status, self._entities(reading, in_title, in_text)))
        return recognised

    def _entities(
        self, reading: Reading, in_title: Sequence[Found], in_text: Sequence[Found]
    ) -> tuple[Entity, ...]:
        in_title, in_text = (
            [span for span in found if span.label not in self._ignored_labels]
            for found in (in_title, in_text)
        )
        title, text, language = reading.title, reading.text, reading.language
        entities = resolve(title, text, in_title, in_text, language)
        if self._knowledge_base is not None:
            # What the user says of a place goes before what everybody knows.
            entities = self._knowledge_base.linked(entities, title, text)
        entities = linked(entities, title, text, language)
        return dated(entities, reading.published_at, language, title=title, text=text)


def _prepared_title(reading: Reading) -> Prepared:
    return preparing.prepared_title(reading.title, reading.text, language=reading.language)


def first_part(text: str, max_chars: int) -> str:
    """The part of `text` to read: no more than `max_chars`, cut between words."""
    if len(text) <= max_chars:
        return text
    part = whole_characters(text, max_chars)
    words = part.rsplit(maxsplit=1)
    # A text without spaces is cut between characters.
    return part[: len(words[0])] if len(words) == 2 and not text[len(part)].isspace() else part


_loaded: list[Recogniser] = []


class LoadedWhenNeeded(Mapping[str, FindEntities]):
    """The model of each language, loaded when its first article comes.

    French alone takes two seconds and 50 MB, which a stream without French articles never pays.
    """

    def __init__(self, model_by_language: Mapping[str, Model]) -> None:
        self._model_by_language = model_by_language
        self._finder_by_language: dict[str, FindEntities] = {}

    def __getitem__(self, language: str) -> FindEntities:
        if language not in self._finder_by_language:
            self._finder_by_language[language] = loading.load(self._model_by_language[language])
            load_tables(language)
        return self._finder_by_language[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._model_by_language)

    def __len__(self) -> int:
        return len(self._model_by_language)


def load_models(
    model_by_language: Mapping[str, Model],
    max_chars: int,
    ignored_labels: frozenset[str],
    languages_met: Sequence[str] = (),
    knowledge_base: Path | None = None,
) -> None:
    """Prepare this process for `recognise`: its initializer.

    The models of the first language and of `languages_met` are loaded now, the others with their
    first article.

    Raises:
        KnowledgeBaseError: the user's file cannot be read.
    """
    _keep_freed_memory()
    finders = LoadedWhenNeeded(model_by_language)
    for language in {*list(model_by_language)[:1], *languages_met}:
        finders[language]
    _loaded[:] = [
        Recogniser(
            finders,
            max_chars=max_chars,
            ignored_labels=ignored_labels,
            knowledge_base=load_knowledge_base(knowledge_base) if knowledge_base else None,
        )
    ]


def load_languages(languages: Sequence[str]) -> None:
    """Load the models of `languages` now, not with their first article; after `load_models`."""
    _loaded[0].load(languages)


def recognise(batch: Sequence[Reading]) -> list[Recognised]:
    """What is found in each article, in the order of `batch`; after `load_models`."""
    return _loaded[0].recognise(batch)


def find(language: str, part: str) -> list[Found]:
    """The spans in a part of a long text; after `load_models`."""
    return _loaded[0].find(language, part)


def recognise_found(reading: Reading, in_text: Sequence[Found]) -> Recognised:
    """What is found in a long article whose text was read in parts; after `load_models`."""
    return _loaded[0].recognise_found(reading, in_text)


def _keep_freed_memory() -> None:
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    if hasattr(libc, "gnu_get_libc_version"):
        libc.mallopt(M_MMAP_THRESHOLD, MALLOC_THRESHOLD_BYTES)
        libc.mallopt(M_TRIM_THRESHOLD, 4 * MALLOC_THRESHOLD_BYTES)
