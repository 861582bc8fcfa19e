"""Split texts into spaCy's tokens, with spaCy's tokenizer asked about each word only once.

The tokenizer splits a text at white space and looks at each part alone, so the tokens of a part can
be remembered. In a stream of news nine parts of ten were met before: their tokens are looked up.

Only emoticons are recognised across white space too, and then the longest wins: “( =)” ends with no
smile, because of “(=”. So a text with an emoticon is given to the tokenizer as a whole.
"""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from newsmill.enricher.fused.lexemes import LexemeTable
from newsmill.enricher.fused.weights import Ids, NotUnderstood
from newsmill.enricher.memory_zone import memory_zone

Integers = npt.NDArray[np.int64]

# Some 15 MB. There are more parts than lexemes, since they still have their punctuation.
MAX_PARTS = 65_536
MAX_TOKENS = 2 * MAX_PARTS

# A longer part is no word that comes again.
MAX_PART_CHARS = 48

# spaCy itself keeps the lexemes of so many words, the first that come: 10 MB. It takes 25 µs to
# make one, and common words come again with new punctuation.
MAX_KEPT_LEXEMES = 30_000

# Words, and all white space but one blank between two words, which is no token.
_PART = re.compile(r"\S+|\s{2,}|[^\S ]")

# Between words that spaCy sees together, so that no special case is made of parts of two.
SEPARATOR = "\n"

# A special case of letters and these is no emoticon, but “'s” or “’em”.
APOSTROPHES = "'’‘"

# Attributes of a token beside its features.
PLACE = ("IS_SPACE", "LENGTH", "IDX")
IS_SPACE, LENGTH, IDX = -3, -2, -1


class Tokens(NamedTuple):
    """The tokens of some texts, one text after the other."""

    rows: Integers
    """Their rows in the `LexemeTable`."""
    starts: Integers
    """Where they start in their text, in code points."""
    ends: Integers
    are_space: npt.NDArray[np.bool_]
    firsts: Integers
    """The first token of each text, and at the end the number of all tokens."""


class Words:
    """Parts of texts with their tokens, forgotten all at once when there are too many."""

    def __init__(self, pipeline: Any, columns: tuple[str | int, ...], table: LexemeTable) -> None:
        """Raises `NotUnderstood`: its tokenizer is not spaCy's, or looks across white space."""
        tokenizer = pipeline.tokenizer
        if type(tokenizer).__module__ != "spacy.tokenizer":
            raise NotUnderstood(f"its tokenizer is {type(tokenizer).__qualname__}")
        across = [rule for rule in tokenizer.rules or () if rule.strip() and rule.split() != [rule]]
        if across:
            raise NotUnderstood(f"its tokenizer has a rule for {across[0]!r}")
        self._emoticons = {
            rule
            for rule in tokenizer.rules or ()
            if len(rule) > 1 and not rule[0].isalpha() and not rule.strip(APOSTROPHES).isalpha()
        }
        self._pipeline = pipeline
        self._lexemes_at_start = len(pipeline.vocab)
        self._attributes = [*columns, *PLACE]
        self._table = table
        self._forget()

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """The tokens of all texts, as spaCy's tokenizer gives them.

        Raises:
            ValueError: spaCy refuses a text, for its length or for unpaired surrogates.
        """
        if self._table.is_full or len(self._parts) >= MAX_PARTS or len(self._tokens) >= MAX_TOKENS:
            self._forget()
        parts_by_text = [self._split(text) for text in texts]
        numbers, firsts = self._numbers(parts_by_text)
        emoticons = np.flatnonzero(self._parts.columns(numbers)[-1])
        if len(emoticons):
            for text in {*(np.searchsorted(firsts, emoticons, "right") - 1).tolist()}:
                parts_by_text[text] = [texts[text]]
            numbers, firsts = self._numbers(parts_by_text)
        return self._placed(numbers, firsts)

    def _numbers(self, parts_by_text: list[list[str]]) -> tuple[Integers, Integers]:
        """The numbers of all parts, and the first part of each text."""
        parts = list(chain.from_iterable(parts_by_text))
        numbers = list(map(self._number_by_part.get, parts))
        if None in numbers:
            met = zip(parts, numbers, strict=True)
            number_by_new = self._learn(sorted({part for part, number in met if number is None}))
            numbers = [
                number_by_new[part] if number is None else number
                for part, number in zip(parts, numbers, strict=True)
            ]
        firsts = np.cumsum([0, *(len(parts) for parts in parts_by_text)])
        return np.array(numbers, np.int64), firsts

    def _split(self, text: str) -> list[str]:
        if len(text) > self._pipeline.max_length:
            # Raises what spaCy raises.
            self._pipeline.make_doc(text)
        # The first blank after a word is no token; at the start of the text there is no word.
        return _PART.findall(f" {text}" if text.startswith(" ") else text)

    def _placed(self, numbers: Integers, part_firsts: Integers) -> Tokens:
        first, count, chars, is_space, lead, _ = self._parts.columns(numbers)
        # One blank between two words; none around other white space, but perhaps one before it.
        gaps = np.where(is_space[1:], lead[1:], 1 - is_space[:-1])
        places = np.zeros(len(numbers) + 1, np.int64)
        np.cumsum(chars[:-1] + gaps, out=places[1:-1])
        text_places = np.repeat(places[part_firsts[:-1]], np.diff(part_firsts))
        token_firsts = np.concatenate(([0], np.cumsum(count)))
        tokens = np.repeat(first - token_firsts[:-1], count) + np.arange(token_firsts[-1])
        rows, offsets, token_chars, are_space = self._tokens.columns(tokens)
        starts = np.repeat(places[:-1] - text_places, count) + offsets
        return Tokens(
            rows=rows,
            starts=starts,
            ends=starts + token_chars,
            are_space=are_space != 0,
            firsts=token_firsts[part_firsts],
        )

    def _learn(self, parts: list[str]) -> dict[str, int]:
        """Ask spaCy for the tokens of new parts; their numbers."""
        words = [part for part in parts if part.split() == [part]]
        # White space, perhaps after a blank that is no token; or a whole text.
        others = [part for part in parts if part.split() != [part]]
        are_space = [int(other.isspace()) for other in others]
        leads = [int(other.isspace() and other[0] == " ") for other in others]
        with self._zone(parts):
            of_words = self._attributes_of(SEPARATOR.join(words))
            of_others = [
                self._attributes_of(other[lead:]) for other, lead in zip(others, leads, strict=True)
            ]
        of_words = of_words[of_words[:, IS_SPACE] == 0]
        chars = np.array([len(word) for word in words], np.int64)
        ends = np.cumsum(chars + len(SEPARATOR))
        owners = np.searchsorted(ends, of_words[:, IDX].astype(np.int64), "right")
        of_words[:, IDX] -= (ends - chars - len(SEPARATOR))[owners].astype(np.uint64)
        emoticons = np.zeros(len(parts), np.int64)
        places = of_words[:, [LENGTH, IDX]].astype(np.int64).tolist()
        for owner, (length, start) in zip(owners.tolist(), places, strict=True):
            if length > 1 and words[owner][start : start + length] in self._emoticons:
                emoticons[owner] = 1

        of_all = np.concatenate([of_words, *of_others])
        rows = self._table.rows(of_all[:, : -len(PLACE)])
        first_token = self._tokens.add(rows, *of_all[:, [IDX, LENGTH, IS_SPACE]].astype(np.int64).T)
        counts = [*np.bincount(owners, minlength=len(words)), *map(len, of_others)]
        no = [0] * len(words)
        first_part = self._parts.add(
            first_token + np.cumsum([0, *counts])[:-1],
            counts,
            [*chars, *(len(other) - lead for other, lead in zip(others, leads, strict=True))],
            no + are_space,
            no + leads,
            emoticons,
        )
        number_by_part = dict(zip(words + others, range(first_part, len(self._parts)), strict=True))
        self._number_by_part.update(
            (part, number) for part, number in number_by_part.items() if len(part) <= MAX_PART_CHARS
        )
        return number_by_part

    def _zone(self, parts: list[str]) -> AbstractContextManager[object]:
        """A block at whose end spaCy frees what it made of the parts, unless that is to be kept."""
        kept = len(self._pipeline.vocab) - self._lexemes_at_start
        longest = max(map(len, parts), default=0)
        if kept < MAX_KEPT_LEXEMES and longest <= MAX_PART_CHARS:
            return nullcontext()
        return memory_zone(self._pipeline)

    def _attributes_of(self, text: str) -> Ids:
        attributes: Ids = self._pipeline.tokenizer(text).to_array(self._attributes)
        return attributes

    def _forget(self) -> None:
        self._table.clear()
        self._number_by_part: dict[str, int] = {}
        # First token, how many, length, white space or not, a blank that is no token before it or
        # not, an emoticon in it or not.
        self._parts = _Rows(6)
        # Row in the lexemes, place in the part, length, white space or not.
        self._tokens = _Rows(4)


class _Rows:
    """Rows of small integers that more can be added to."""

    def __init__(self, columns: int) -> None:
        self._rows = np.zeros((1024, columns), np.int32)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def add(self, *columns: npt.ArrayLike) -> int:
        """Add rows, given as columns; the number of the first."""
        added = np.array(columns, np.int32).T
        first, self._length = self._length, self._length + len(added)
        if self._length > len(self._rows):
            larger = np.zeros((2 * self._length, self._rows.shape[1]), np.int32)
            larger[:first] = self._rows[:first]
            self._rows = larger
        self._rows[first : self._length] = added
        return first

    def columns(self, numbers: Integers) -> Integers:
        """The columns of some rows, int64 (columns, numbers)."""
        return np.ascontiguousarray(self._rows[numbers].T, np.int64)
