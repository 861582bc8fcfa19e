"""Run spaCy models on texts; the only module that imports spaCy.

Importing this module is cheap, so the parent can pass its functions to a `ProcessPool`: spaCy is
imported only when a model is loaded, in the child process.
"""

import ctypes
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from newsmill.contracts.articles import EntitiesStatus, Entity
from newsmill.enricher.entities import Found, entities_of
from newsmill.enricher.models import Model
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


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was found in a text.

    With the status `too_long`, the entities are those of the text's first part. With `failed` there
    are none, and `error` holds the reason.
    """

    status: EntitiesStatus
    entities: tuple[Entity, ...] = ()
    error: str = ""


class Span(Protocol):
    """What is used of spaCy's span."""

    start_char: int
    end_char: int
    label_: str


class Doc(Protocol):
    """What is used of spaCy's document."""

    @property
    def ents(self) -> Sequence[Span]:
        """The named spans."""


class Pipeline(Protocol):
    """What is used of spaCy's `Language`."""

    def pipe(self, texts: Sequence[str], *, batch_size: int) -> Iterator[Doc]:
        """Read many texts."""

    def memory_zone(self) -> AbstractContextManager[object]:
        """A context at whose end spaCy frees what was read in it."""


class Recogniser:
    """Loaded models, with the length that is read of a text and the labels that are ignored."""

    def __init__(
        self,
        pipeline_by_language: Mapping[str, Pipeline],
        *,
        max_chars: int,
        ignored_labels: frozenset[str] = frozenset(),
    ) -> None:
        self._pipeline_by_language = pipeline_by_language
        self._max_chars = max_chars
        self._ignored_labels = ignored_labels

    def recognise(self, batch: Sequence[Reading]) -> list[Recognised]:
        """What is found in each text, in the order of `batch`.

        A text that the model fails on is `failed`; the others of the batch are not affected.
        """
        places_by_language: defaultdict[str, list[int]] = defaultdict(list)
        for place, reading in enumerate(batch):
            places_by_language[reading.language].append(place)
        recognised: dict[int, Recognised] = {}
        for language, places in places_by_language.items():
            pipeline = self._pipeline_by_language[language]
            readings = [batch[place] for place in places]
            recognised.update(zip(places, self._read_all(pipeline, readings), strict=True))
        return [recognised[place] for place in range(len(batch))]

    def _read_all(self, pipeline: Pipeline, readings: Sequence[Reading]) -> list[Recognised]:
        try:
            return self._read(pipeline, readings)
        # Hostile text has raised nearly anything here. It is this text's outcome and is recorded.
        except Exception as error:
            if len(readings) == 1:
                return [Recognised("failed", error=f"{type(error).__name__}: {error}")]
        return [self._read_all(pipeline, [reading])[0] for reading in readings]

    def _read(self, pipeline: Pipeline, readings: Sequence[Reading]) -> list[Recognised]:
        texts = [first_part(reading.text, self._max_chars) for reading in readings]
        with pipeline.memory_zone():
            found = [
                [Found(span.start_char, span.end_char, span.label_) for span in doc.ents]
                for doc in pipeline.pipe(texts, batch_size=len(texts))
            ]
        return [
            self._recognised(reading, text, spans)
            for reading, text, spans in zip(readings, texts, found, strict=True)
        ]

    def _recognised(self, reading: Reading, text: str, spans: list[Found]) -> Recognised:
        wanted = [span for span in spans if span.label not in self._ignored_labels]
        status: EntitiesStatus = "ok" if len(text) == len(reading.text) else "too_long"
        return Recognised(status, entities_of(reading.title, text, wanted))


def first_part(text: str, max_chars: int) -> str:
    """The part of `text` to read: no more than `max_chars`, cut between words."""
    if len(text) <= max_chars:
        return text
    part = whole_characters(text, max_chars)
    words = part.rsplit(maxsplit=1)
    # A text without spaces is cut between characters.
    return part[: len(words[0])] if len(words) == 2 and not text[len(part)].isspace() else part


_loaded: list[Recogniser] = []


class LoadedWhenNeeded(Mapping[str, Pipeline]):
    """The pipeline of each language, loaded when its first article comes.

    French alone takes two seconds and 50 MB, which a stream without French articles never pays.
    """

    def __init__(self, model_by_language: Mapping[str, Model]) -> None:
        self._model_by_language = model_by_language
        self._pipeline_by_language: dict[str, Pipeline] = {}

    def __getitem__(self, language: str) -> Pipeline:
        if language not in self._pipeline_by_language:
            self._pipeline_by_language[language] = _load(self._model_by_language[language])
        return self._pipeline_by_language[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._model_by_language)

    def __len__(self) -> int:
        return len(self._model_by_language)


def load_models(
    model_by_language: Mapping[str, Model],
    max_chars: int,
    ignored_labels: frozenset[str],
    languages_met: Sequence[str] = (),
) -> None:
    """Prepare this process for `recognise`: its initializer.

    The models of the first language and of `languages_met` are loaded now, the others with their
    first article.
    """
    _keep_freed_memory()
    pipelines = LoadedWhenNeeded(model_by_language)
    for language in {*list(model_by_language)[:1], *languages_met}:
        pipelines[language]
    _loaded[:] = [Recogniser(pipelines, max_chars=max_chars, ignored_labels=ignored_labels)]


def recognise(batch: Sequence[Reading]) -> list[Recognised]:
    """What is found in each text, in the order of `batch`; after `load_models`."""
    return _loaded[0].recognise(batch)


def _load(model: Model) -> Pipeline:
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    # OpenBLAS, which numpy brings, uses AVX-512 where blis does not.
    set_current_ops(NumpyOps(use_blis=False))
    config = spacy.util.load_config(model.path / "config.cfg")
    embedding = config["components"]["ner"]["model"].get("tok2vec", {})
    listens = "Listener" in embedding.get("@architectures", "")
    needed = {"ner", "tok2vec", "transformer"} if listens else {"ner"}
    others = [name for name in config["components"] if name not in needed]
    pipeline: Pipeline = spacy.load(model.path, exclude=others)
    return pipeline


def _keep_freed_memory() -> None:
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    if hasattr(libc, "gnu_get_libc_version"):
        libc.mallopt(M_MMAP_THRESHOLD, MALLOC_THRESHOLD_BYTES)
        libc.mallopt(M_TRIM_THRESHOLD, 4 * MALLOC_THRESHOLD_BYTES)
