"""Texts with their names from the columns of CoNLL files.

A document starts with `-DOCSTART-`; in a file without it each sentence is a text of its own, since
nothing says what belongs together. Columns are divided by blanks or tabs: the first is the word,
the last its tag, in IOB1, IOB2 or BILOU (BIOES).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tests.entities.labelled import LabelledText, Mark
from tests.entities.labels import kind_of

DOCUMENT = "-DOCSTART-"
ENDS = frozenset("ESLU")
INSIDE = frozenset("IMEL")

_COLUMN = re.compile(r"[^ \t\r]+")
_TAG = re.compile(r"O|[BSUELIM]-\S+")
_NO_SPACE_BEFORE = frozenset(
    [*".,;:!?)]}%'’…”", "...", "''", "-RRB-", "-RSB-", "n't"]
    + [f"{mark}{letters}" for mark in "'’" for letters in ("s", "S", "re", "ve", "ll", "d", "m")]
)
_NO_SPACE_AFTER = frozenset([*"([{$£€#“", "``", "-LRB-", "-LSB-"])
_WRITTEN = {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"', "-LSB-": "[", "-RSB-": "]"}
_SENTENCE_ENDS = (".", "!", "?", '"', "”", "'", ")", "…")


class Word(NamedTuple):
    """A line: a word and its tag."""

    word: str
    tag: str


class Span(NamedTuple):
    """The words from `start` to before `end`, with their label."""

    start: int
    end: int
    label: str


def texts_of(lines: Iterable[str], name: str) -> Iterator[LabelledText]:
    """The texts of a file's lines.

    Raises:
        ValueError: a line cannot be used; begins with its number and a colon.
    """
    documents = _documents(lines)
    if len(documents) == 1 and not documents[0].is_opened:
        documents = [_Document([sentence], False) for sentence in documents[0].sentences]
    number = 0
    for document in documents:
        if document.sentences:
            number += 1
            yield _text(document.sentences, f"{name}:{number}")


def spans_of(tags: Sequence[str]) -> list[Span]:
    """The spans that the tags of a sentence describe.

    A tag that continues nothing begins a span, as in IOB1.
    """
    spans: list[Span] = []
    start: int | None = None
    label = ""
    for place, tag in enumerate(tags):
        prefix, _, tagged = tag.partition("-")
        if start is not None and (prefix not in INSIDE or tagged != label):
            spans.append(Span(start, place, label))
            start = None
        if prefix == "O":
            continue
        if start is None:
            start, label = place, tagged
        if prefix in ENDS:
            spans.append(Span(start, place + 1, label))
            start = None
    if start is not None:
        spans.append(Span(start, len(tags), label))
    return spans


def detokenised(words: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """A sentence as it would be printed, and where each of its words stands in it."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    is_quoted = False
    is_glued = True
    for word in words:
        written = _WRITTEN.get(word, word)
        if not is_glued and word not in _NO_SPACE_BEFORE and not (word == '"' and is_quoted):
            parts.append(" ")
            length += 1
        is_glued = word in _NO_SPACE_AFTER
        if word == '"':
            is_quoted = not is_quoted
            is_glued = is_quoted
        parts.append(written)
        places.append((length, length + len(written)))
        length += len(written)
    return "".join(parts), places


class _Document(NamedTuple):
    sentences: list[list[Word]]
    is_opened: bool
    """By a line of its own."""


def _documents(lines: Iterable[str]) -> list[_Document]:
    documents = [_Document([], False)]
    sentence: list[Word] = []
    for number, line in enumerate(lines, start=1):
        columns = _COLUMN.findall(line)
        if columns and columns[0] == DOCUMENT:
            _close(documents[-1], sentence)
            sentence = []
            if documents[-1].sentences or documents[-1].is_opened:
                documents.append(_Document([], True))
            else:
                documents[-1] = _Document([], True)
        elif line.startswith("# ") and not _TAG.fullmatch(columns[-1]):
            continue
        elif not columns:
            _close(documents[-1], sentence)
            sentence = []
        else:
            sentence.append(_word(number, line, columns))
    _close(documents[-1], sentence)
    return documents


def _close(document: _Document, sentence: list[Word]) -> None:
    if sentence:
        document.sentences.append(sentence)


def _word(number: int, line: str, columns: Sequence[str]) -> Word:
    if len(columns) < 2:
        raise ValueError(f"{number}: a word without a tag: {line!r}")
    tag = columns[-1]
    if not _TAG.fullmatch(tag):
        raise ValueError(f"{number}: no tag of IOB or BILOU: {tag!r}")
    try:
        if tag != "O":
            kind_of(tag[2:])
    except ValueError as error:
        raise ValueError(f"{number}: {error}") from error
    return Word(columns[0], tag)


def _text(sentences: Sequence[Sequence[Word]], name: str) -> LabelledText:
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for sentence in sentences:
        written, places = detokenised([word.word for word in sentence])
        if parts:
            # Headlines, datelines and tables end without a full stop.
            parts.append(" " if parts[-1].endswith(_SENTENCE_ENDS) else "\n")
            length += 1
        for span in spans_of([word.tag for word in sentence]):
            kind = kind_of(span.label)
            if kind is not None:
                start, end = places[span.start][0], places[span.end - 1][1]
                marks.append(Mark(length + start, length + end, kind))
        parts.append(written)
        length += len(written)
    return LabelledText(name, "", "".join(parts), "en", None, (), tuple(marks))
