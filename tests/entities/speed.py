"""Words a second: text to entities, and bare spaCy's fastest way with the same model, in turn."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from newsmill.enricher import spacy_finding
from newsmill.enricher.finding import FindEntities
from newsmill.enricher.recognising import Reading, Recogniser
from tests.entities.labelled import LabelledText
from tests.entities.production import BATCH_SIZE, Progress, Readers, reading_of


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
