"""Run natasha's Russian model on texts; the only module that imports slovnet and navec.

The model is read by slovnet, which needs NumPy alone. natasha itself is only where the weights lie:
it is never imported, since it brings pymorphy2, which newer Pythons refuse.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from newsmill.enricher.finding import FindEntities, Found
from newsmill.enricher.models import NATASHA_EMBEDDING, NATASHA_NER, Model

# The model sees three words to each side of a word, so a text may be read in pieces. They end with
# a line, else with a sentence or word. For some longer ones, razdel needs quadratic time.
MAX_PIECE_CHARS = 2_000
MIN_PIECE_CHARS = 1_000

# The model's matrices take up to 4 KB a word; in the worst text, each character is one.
MAX_BATCH_CHARS = 32_000

_PIECE_END = (re.compile(r"[.!?…][»”\"')]*\s"), re.compile(r"\s"))


class Span(Protocol):
    """What is used of slovnet's span."""

    start: int
    stop: int
    type: str


class Piece(NamedTuple):
    """A part of one of several texts."""

    number: int
    start: int
    text: str


class SlovnetFinder:
    """Finds entities with slovnet's `NER`."""

    def __init__(self, ner: Any) -> None:
        self._ner = ner

    def __call__(self, texts: Sequence[str]) -> list[list[Found]]:
        """The named spans of each text."""
        found: list[list[Found]] = [[] for _ in texts]
        pieces = [piece for number, text in enumerate(texts) for piece in pieces_of(number, text)]
        # Pieces of about the same length need little padding.
        pieces.sort(key=lambda piece: len(piece.text))
        for batch in _batches(pieces):
            for piece, spans in zip(batch, self._spans(batch), strict=True):
                found[piece.number] += [
                    Found(piece.start + it.start, piece.start + it.stop, it.type) for it in spans
                ]
        return [sorted(spans) for spans in found]

    def _spans(self, batch: Sequence[Piece]) -> Iterator[Sequence[Span]]:
        for markup in self._ner.infer([piece.text for piece in batch]):
            yield markup.spans


def load(model: Model) -> FindEntities:
    """The model, ready to read."""
    from navec import Navec
    from slovnet import NER

    navec = Navec.load(model.path / NATASHA_EMBEDDING)
    # For comparing words; half of what it takes in memory.
    navec.pq.ab = navec.pq.norm = None
    # All pieces of a batch are read at once.
    ner = NER.load(model.path / NATASHA_NER, batch_size=MAX_BATCH_CHARS)
    return SlovnetFinder(ner.navec(navec))


def pieces_of(number: int, text: str) -> Iterator[Piece]:
    """The text's lines, long ones in several pieces; without those that are empty."""
    for line in re.finditer(r"[^\r\n]+", text):
        start, end = line.span()
        while start < end:
            stop = _piece_end(text, start, end)
            if not text[start:stop].isspace():
                yield Piece(number, start, text[start:stop])
            start = stop


def _piece_end(text: str, start: int, end: int) -> int:
    if end - start <= MAX_PIECE_CHARS:
        return end
    for pattern in _PIECE_END:
        ends = pattern.finditer(text, start + MIN_PIECE_CHARS, start + MAX_PIECE_CHARS)
        for it in ends:
            return it.end()
    return start + MAX_PIECE_CHARS


def _batches(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Batches of pieces sorted by length, no longer than they may be with their padding."""
    first = 0
    for place, piece in enumerate(pieces):
        if (place + 1 - first) * len(piece.text) > MAX_BATCH_CHARS and place > first:
            yield pieces[first:place]
            first = place
    if pieces:
        yield pieces[first:]
