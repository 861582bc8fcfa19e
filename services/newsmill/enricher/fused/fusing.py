"""Run a spaCy pipeline's weights by our own forward pass, where that finds what spaCy finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from newsmill.enricher.finding import FindEntities, Found
from newsmill.enricher.fused.decoding import Decoder
from newsmill.enricher.fused.forward import ForwardPass
from newsmill.enricher.fused.lexemes import PADDING, LexemeTable
from newsmill.enricher.fused.proof import TEXTS
from newsmill.enricher.fused.weights import NotUnderstood, Weights, read_weights
from newsmill.enricher.fused.words import Words
from newsmill.enricher.memory_zone import memory_zone

# States and scores have 400 bytes a word. More than this at once makes nothing faster.
BATCH_CHARS = 200_000


@dataclass(frozen=True, slots=True)
class NotFused:
    """Why spaCy itself must read."""

    reason: str


class FusedFinder:
    """Finds the entities that spaCy would find with the same weights."""

    def __init__(self, pipeline: Any, weights: Weights) -> None:
        self._edge = len(weights.layers)
        self._table = LexemeTable(weights.embed, weights.layers[0])
        self._words = Words(pipeline, weights.columns, self._table)
        self._decoder = Decoder(weights)
        self._forward = ForwardPass(weights, self._table, self._decoder.outside)

    def __call__(self, texts: Sequence[str]) -> list[list[Found]]:
        """The named spans of each text."""
        found: list[list[Found]] = []
        batch: list[str] = []
        chars = 0
        for text in texts:
            if batch and chars + len(text) > BATCH_CHARS:
                found += self._read(batch)
                batch, chars = [], 0
            batch.append(text)
            chars += len(text)
        return found + self._read(batch) if batch else found

    def _read(self, texts: Sequence[str]) -> list[list[Found]]:
        tokens = self._words.tokens(texts)
        counts = np.diff(tokens.firsts)
        # Each text is followed by padding, so its words move by that of the texts before it.
        moves = self._edge * np.arange(len(texts))
        places = np.arange(len(tokens.rows)) + np.repeat(moves, counts)
        rows = np.full(len(tokens.rows) + self._edge * len(texts), PADDING, np.int64)
        rows[places] = tokens.rows
        are_space = np.zeros(len(rows), np.bool_)
        are_space[places] = tokens.are_space
        some = np.flatnonzero(counts)
        found: list[list[Found]] = [[] for _ in texts]
        if not len(some):
            return found
        firsts = tokens.firsts[:-1][some] + moves[some]
        lasts = tokens.firsts[1:][some] + moves[some] - 1
        states, scores = self._forward.read(rows)
        named = self._decoder.names(states, scores, are_space, firsts, lasts)
        first, last = np.array(named.first, np.int64), np.array(named.last, np.int64)
        text_of_name = some[np.searchsorted(firsts, first, "right") - 1]
        moved = moves[text_of_name]
        spans = zip(
            text_of_name.tolist(),
            tokens.starts[first - moved].tolist(),
            tokens.ends[last - moved].tolist(),
            named.label,
            strict=True,
        )
        labels = self._decoder.labels
        for text, start, end, label in spans:
            found[text].append(Found(start, end, labels[label]))
        return found


def fuse(pipeline: Any) -> FindEntities | NotFused:
    """What finds the same entities as a spaCy `Language` that has an entity recogniser only.

    It has been compared with the pipeline on a few texts. It keeps the pipeline for its tokenizer
    and must not be called within the pipeline's `memory_zone`.
    """
    try:
        finder = FusedFinder(pipeline, read_weights(pipeline))
    except NotUnderstood as error:
        return NotFused(str(error))
    with memory_zone(pipeline):
        expected = [
            [Found(span.start_char, span.end_char, span.label_) for span in doc.ents]
            for doc in pipeline.pipe(TEXTS, batch_size=len(TEXTS))
        ]
    found = finder(TEXTS)
    for text, here, there in zip(TEXTS, found, expected, strict=True):
        if here != there:
            return NotFused(f"it finds {here} in {text[:80]!r}, and spaCy {there}")
    return finder
