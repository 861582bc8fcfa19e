"""Sign texts, so that near copies can be found and compared without the texts.

A signature holds sketches of a text:

- MinHash values of its *shingles* (A. Broder, "On the resemblance and containment of documents",
  1997), of each the lowest eight bits (P. Li and A. König, "b-Bit Minwise Hashing", 2010). The
  share of equal values estimates the Jaccard similarity of two texts. There are two sorts of
  shingles: pairs of neighbouring content words, by which copies are found, and three words in a
  row, by which their similarity is told. Both are runs of characters in scripts without spaces.
- Its *facts*, hashed, in the order of the text: numbers and names. Weather and market reports of
  two days share most of their words, but not their facts.

`RECIPE` numbers the way in which signatures are made. Only signatures of one recipe are compared.
"""

import re
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from newsmill.text.words import UNSPACED_SCRIPTS

RECIPE = 1

PAIR_VALUES = 168
"""MinHash values of pairs: at a similarity of one half, their estimate has a standard deviation of
0.04."""

TRIPLE_VALUES = 232
"""Of three words: at a similarity of 0.7, a standard deviation of 0.03."""

MAX_FACTS = 48
"""Facts kept of a text, those with the smallest hashes: all of them in most articles."""

MIN_SHINGLES = 6
"""A text with fewer is not signed: only an equal text is a copy of it."""

CONTENT_LETTERS = 4
"""Shorter words of an alphabet are mostly articles, prepositions and pronouns, which pair up alike
in unrelated texts."""

WORDS_PER_PAIR = 2
WORDS_PER_TRIPLE = 3
CHARACTERS_PER_SHINGLE = 3
"""In Chinese and Japanese, where a word has some 1.6 characters."""
LETTERS_PER_SHINGLE = 7
"""In Thai, Lao, Khmer, Burmese and Tibetan, where it has some 3."""

VOCABULARY = 200_000
"""Words whose hashes are kept; then a new vocabulary is begun."""

SHINGLES_AT_ONCE = 4_096
"""So many are hashed together: with all values, less than 3 MiB."""

Words = npt.NDArray[np.uint64]
Values = npt.NDArray[np.uint8]
Facts = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a text to recognise its near copies."""

    pairs: Values
    """`PAIR_VALUES` values of pairs of content words."""
    triples: Values
    """`TRIPLE_VALUES` values of three words in a row."""
    facts: Facts
    """At most `MAX_FACTS`, in the text's order; odd values are numbers, even ones names."""
    shingles: int
    """How many different pairs the text has."""


def sign(text: str) -> Signature | None:
    """The signature of `text`; None if it is too short to be compared other than word by word."""
    codes = _codes(text)
    words = codes[(codes & _END) == 0]
    content = words[(words & _CONTENT) != 0]
    pair, triple = WORDS_PER_PAIR, WORDS_PER_TRIPLE
    if 2 * np.count_nonzero(content & (_CHARACTER | _LETTER)) > len(content):
        letters = np.count_nonzero(content & _LETTER)
        are_letters = 2 * letters > len(content)
        pair = triple = LETTERS_PER_SHINGLE if are_letters else CHARACTERS_PER_SHINGLE
    pairs = _shingles(content, pair)
    different = len(set(pairs.tolist()))
    if different < MIN_SHINGLES:
        return None
    return Signature(
        _minhash(pairs, PAIR_VALUES),
        _minhash(_shingles(words, triple), TRIPLE_VALUES),
        _facts(codes),
        different,
    )


def similarity(one: Values, other: Values) -> npt.NDArray[np.float32]:
    """The estimated Jaccard similarity: of two, or of each row of `one` with `other`."""
    equal = (one == other).mean(axis=-1, dtype=np.float32)
    # Of values that differ, one in 256 has equal bits.
    estimate: npt.NDArray[np.float32] = np.maximum((256 * equal - 1) / 255, 0)
    return estimate


# What a token is, in the lowest bits of its code; above them is a hash of the token in lower case.
_CONTENT, _NAME, _NUMBER, _END, _CHARACTER, _LETTER = (np.uint64(1 << bit) for bit in range(6))
_HASH = np.uint64(0xFFFF_FFFF_FFFF_FFC0)

# Combining marks belong to the word that they stand in; Python's \w leaves them out.
_MARKS = "".join(
    chr(code) for code in range(0x300, 0xFE30) if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
_ENDS = ".!?:\n։؟۔।。!?…"
_CHARACTERS = "".join(script.letters for script in UNSPACED_SCRIPTS[:2])
_LETTERS = "".join(script.letters for script in UNSPACED_SCRIPTS[2:])
_TOKEN = re.compile(
    rf"[{_CHARACTERS}{_LETTERS}]"
    rf"|\d+(?:[.,:]\d+)*"
    rf"|(?:(?![{_CHARACTERS}{_LETTERS}])[^\W_][{_MARKS}]*)+"
    rf"|[{_ENDS}]"
)
# The same, several times faster, for texts without marks and in scripts with spaces.
_PLAIN_TOKEN = re.compile(rf"\d+(?:[.,:]\d+)*|[^\W_]+|[{_ENDS}]")
_NOT_PLAIN = re.compile(f"[{_CHARACTERS}{_LETTERS}{_MARKS}]")
_IS_CHARACTER = re.compile(f"[{_CHARACTERS}]")
_IS_LETTER = re.compile(f"[{_LETTERS}]")


class _Vocabulary(dict[str, int]):
    """Codes of tokens; each is worked out once."""

    def __missing__(self, token: str) -> int:
        if len(self) >= VOCABULARY:
            self.clear()
        self[token] = code = _code(token)
        return code


_vocabulary = _Vocabulary()


def _code(token: str) -> int:
    lower = token.lower()
    digest = blake2b(lower.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    code = int.from_bytes(digest, "little") & int(_HASH)
    first = token[0]
    if not first.isalnum():
        return code | int(_END)
    if first.isdigit():
        return code | int(_CONTENT | _NUMBER)
    if _IS_CHARACTER.match(first):
        return code | int(_CONTENT | _CHARACTER)
    if _IS_LETTER.match(first):
        return code | int(_CONTENT | _LETTER)
    has_case = lower != token.upper()
    if first.isupper():
        code |= int(_NAME)
    if len(token) >= CONTENT_LETTERS or not has_case:
        code |= int(_CONTENT)
    return code


def _codes(text: str) -> Words:
    is_plain = text.isascii() or not _NOT_PLAIN.search(text)
    tokens = (_PLAIN_TOKEN if is_plain else _TOKEN).findall(text)
    return np.fromiter(map(_vocabulary.__getitem__, tokens), np.uint64, len(tokens))


def _shingles(words: Words, width: int) -> Words:
    """Hashes of all runs of `width` words."""
    words = words & _HASH
    count = len(words) - width + 1
    if count < 1:
        return words[:0]
    hashes: Words = words[:count].copy()
    for place in range(1, width):
        hashes *= _STEP
        hashes += words[place : place + count]
    mixed: Words = _mixed(hashes)
    return mixed


def _minhash(shingles: Words, values: int) -> Values:
    short = (shingles >> np.uint64(32)).astype(np.uint32)
    smallest = np.full(values, 0xFFFF_FFFF, np.uint32)
    for start in range(0, len(short), SHINGLES_AT_ONCE):
        part = short[start : start + SHINGLES_AT_ONCE]
        permuted = part[:, None] * _MULTIPLIERS[:values]
        np.minimum(smallest, permuted.min(axis=0), out=smallest)
    # An odd multiplier makes a permutation of 32 bits, and the low ones still tell shingles apart.
    return smallest.astype(np.uint8)


def _facts(codes: Words) -> Facts:
    """Numbers, and words with a capital that no sentence begins with."""
    if not len(codes):
        return np.empty(0, np.uint16)
    begins = np.ones(len(codes), bool)
    begins[1:] = (codes[:-1] & _END) != 0
    is_number = (codes & _NUMBER) != 0
    is_name = ((codes & _NAME) != 0) & ~begins
    words = codes[(codes & (_END | _NUMBER)) == 0]
    if 5 * np.count_nonzero(words & _NAME) > 4 * len(words):
        # All in capitals, or a headline's: they distinguish nothing.
        is_name[:] = False
    different = dict.fromkeys(codes[is_number | is_name].tolist())
    found = np.fromiter(different, np.uint64, len(different))
    hashes = _mixed(found & _HASH) >> np.uint64(48)
    facts = (hashes & np.uint64(0xFFFE)) | ((found & _NUMBER) != 0).astype(np.uint64)
    if len(facts) > MAX_FACTS:
        chosen = np.argsort(facts, kind="stable")[:MAX_FACTS]
        facts = facts[np.sort(chosen)]
    kept: Facts = facts.astype(np.uint16)
    return kept


def _mixed(hashes: Words) -> Words:
    """Spread the bits of each hash (the finalizer of SplitMix64, Steele et al. 2014)."""
    hashes = hashes ^ (hashes >> np.uint64(30))
    hashes *= np.uint64(0xBF58_476D_1CE4_E5B9)
    hashes ^= hashes >> np.uint64(27)
    hashes *= np.uint64(0x94D0_49BB_1331_11EB)
    return hashes ^ (hashes >> np.uint64(31))


_STEP = np.uint64(0x9E37_79B9_7F4A_7C15)
_MOST_VALUES = max(PAIR_VALUES, TRIPLE_VALUES)
_MULTIPLIERS = (
    _mixed(np.arange(1, _MOST_VALUES + 1, dtype=np.uint64) * _STEP) >> np.uint64(32)
).astype(np.uint32) | np.uint32(1)
