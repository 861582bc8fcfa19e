"""Give a model the text as it likes to read it, and lead what it finds back to the original.

Models are trained on edited prose. They lose names at the ends of hard-wrapped lines, take a
headline in capitals for a list of companies, and stumble over invisible characters. Their
tokenizer needs quadratic time for some shapes. None of this changes the article: the positions of
what was found are those of the original.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from newsmill.enricher.casing import is_acronym, lower_case_odds
from newsmill.enricher.finding import Found
from newsmill.text.characters import INVISIBLE

# spaCy's tokenizer takes affixes off one by one: 20 000 “!” take a minute. The longest word in a
# dictionary has 45 letters, an address may have a few hundred characters.
MAX_RUN = 300
MAX_REPEATS = 30

# Narrower columns are verse or lists, wider ones are nobody's editor.
MIN_WRAP_WIDTH, MAX_WRAP_WIDTH = 40, 130
MIN_WRAPPED_LINES = 3
# The share of line breaks that fall where the next word had no room.
MIN_WRAPPED_SHARE = 0.6
# In prose, seven lines of ten begin with a word in lower case.
MIN_WORDS_SHARE = 0.4

# A stretch is in capitals where most of its letters are: “BREAKING: MAYOR OF OSLO RESIGNS”.
MIN_CAPITALS_SHARE = 0.8
MIN_CAPITALS_WORDS = 4
# Names of companies and agencies of up to this many letters are mostly acronyms: BBC, NASA, EU.
MAX_ACRONYM = 5
MIN_ODDS_OF_WORD = 0.3

_INVISIBLE = re.compile(f"[{INVISIBLE}\u200c\u200d]")
# A character and the marks on it.
_SEQUENCE = re.compile(r".[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]*", re.DOTALL)
_RUN = re.compile(rf"\S{{{MAX_RUN},}}|([^\w\s])\1{{{MAX_REPEATS},}}")
_BREAK = re.compile(r"\n\s*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_STRETCH = re.compile(r"[^\n.!?:;]+(?:[.!?:;](?=\S)[^\n.!?:;]*)*[.!?:;]*")
_SENTENCE_END = frozenset('.!?:;”"’»)…')
# In headlines these are the country and the organisation, not what spells like them.
_NOT_WORDS = frozenset({"UN", "US"})
_WORDS_IN_NAMES = frozenset({"and", "for", "of", "on", "the", "in", "at", "to", "a", "an"})


Places = tuple[list[int], list[int]]
"""Where each character of a prepared text starts and ends in the original."""


class Prepared:
    """A text for a model.

    `text` is what the model reads; `original(found)` leads spans of it back.
    """

    __slots__ = ("_places", "text")

    def __init__(self, text: str, places: Places | None = None) -> None:
        self.text = text
        self._places = places

    def original(self, found: Sequence[Found]) -> list[Found]:
        """The spans in the original text."""
        if self._places is None:
            return list(found)
        starts, ends = self._places
        return [Found(starts[it.start], ends[it.end - 1], it.label) for it in found]


def prepared(text: str, *, language: str) -> Prepared:
    """The text without what spoils a model's reading.

    Text in capitals gets the case that its words have elsewhere in it, or else usually have
    (English only).
    """
    text, places = _readable(text)
    return Prepared(_truecased(text) if language == "en" else text, places)


def prepared_title(title: str, text: str, *, language: str) -> Prepared:
    """The same for the title of `text`.

    A title with a capital at each word gets the case that they have in `text`, or usually have.
    """
    title, places = _readable(title)
    if language == "en":
        words = list(_WORD.finditer(title))
        if _is_in_capitals([it[0] for it in words]) or _is_in_title_case([it[0] for it in words]):
            title = _recased(title, words, Forms(text))
    return Prepared(title, places)


def _readable(text: str) -> tuple[str, Places | None]:
    places: Places | None = None
    if not text.isprintable():
        # Line breaks are not printable either; most texts have no other.
        text, places = _without_invisible(text)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text, places = _composed(text, places)
    # Runs are inside words of more than so many characters, which nearly no text has.
    if max(map(len, text.split()), default=0) > MAX_REPEATS:
        text = _RUN.sub(lambda run: " " * len(run[0]), text)
    return (_unwrapped(text) if "\n" in text else text), places


class Forms:
    """How an article writes its words where it does not write in capitals."""

    def __init__(self, text: str) -> None:
        counts: Counter[str] = Counter()
        for stretch in _STRETCH.finditer(text):
            words = _WORD.findall(stretch[0])
            if _is_in_capitals(words):
                continue
            # The first word of a sentence has a capital anyway.
            counts.update(words[1:])
        self._form_by_word: dict[str, str] = {}
        for form, _ in reversed(counts.most_common()):
            self._form_by_word[form.upper()] = form

    def get(self, word: str) -> str | None:
        """The word in its most frequent form, if the article has it."""
        return self._form_by_word.get(word.upper())


def _without_invisible(text: str) -> tuple[str, Places | None]:
    # A line break is in none of these sets.
    if text.replace("\n", "").isprintable() or not _INVISIBLE.search(text):
        return text, None
    starts = [place for place, letter in enumerate(text) if not _INVISIBLE.match(letter)]
    kept = "".join([text[place] for place in starts])
    return kept, (starts, [place + 1 for place in starts])


def _composed(text: str, places: Places | None) -> tuple[str, Places]:
    """The text in NFC: models know “é” as one character, not as a letter and an accent."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for sequence in _SEQUENCE.finditer(text):
        composed = unicodedata.normalize("NFC", sequence[0])
        first, last = sequence.start(), sequence.end() - 1
        if places is not None:
            first, last = places[0][first], places[1][last] - 1
        pieces.append(composed)
        starts += [first] * len(composed)
        ends += [last + 1] * len(composed)
    return "".join(pieces), (starts, ends)


def _unwrapped(text: str) -> str:
    """The text with the lines of hard-wrapped paragraphs joined; of the same length.

    A break is a wrap where the first word of the next line had no room any more. The cleaner makes
    a paragraph of each line, so empty lines between do not matter.
    """
    breaks = _breaks(text)
    if len(breaks) < MIN_WRAPPED_LINES:
        return text
    ends = [0, *(end for _, end in breaks)]
    starts = [*(start for start, _ in breaks), len(text)]
    lengths = [start - end for end, start in zip(ends, starts, strict=True)]
    # Headings, bylines and a last paragraph that somebody pasted may be wider than the column.
    width = sorted(lengths)[-1 - len(lengths) // 20]
    if not MIN_WRAP_WIDTH <= width <= MAX_WRAP_WIDTH:
        return text
    joints = []
    for position, (start, end) in enumerate(breaks):
        following = text[end : end + MAX_WRAP_WIDTH].split(maxsplit=1)
        first = following[0] if following else ""
        if lengths[position] + 1 + len(first) > width and lengths[position] > width // 2:
            joints.append((start, end))
    if (
        not joints
        or len(joints) < MIN_WRAPPED_SHARE * len(breaks) / 2
        or not _reads_on(text, joints)
    ):
        return text
    pieces, position = [], 0
    for start, end in joints:
        pieces += [text[position:start], " " * (end - start)]
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _breaks(text: str) -> list[tuple[int, int]]:
    """The line breaks, with the space around them."""
    breaks = []
    for it in _BREAK.finditer(text):
        start = it.start()
        while start and text[start - 1].isspace():
            start -= 1
        breaks.append((start, it.end()))
    return breaks


def _reads_on(text: str, joints: Sequence[tuple[int, int]]) -> bool:
    """Whether most of these breaks fall inside a sentence, and many before a word of it.

    The lines of a list begin with a capital or a number.
    """
    inside = sum(text[max(start - 1, 0)] not in _SENTENCE_END for start, _ in joints)
    before_words = sum(text[end : end + 1].islower() for _, end in joints)
    are_many = inside >= MIN_WRAPPED_SHARE * len(joints)
    return are_many and before_words >= MIN_WORDS_SHARE * len(joints)


def _truecased(text: str) -> str:
    forms: Forms | None = None
    pieces: list[str] = []
    position = 0
    for stretch in _STRETCH.finditer(text):
        # Cheap first: most stretches begin in lower case, but for a capital; few with several.
        written = stretch[0]
        if written[1:12].islower() or sum(map(str.isupper, written[:12])) < 4:
            continue
        words = list(_WORD.finditer(written))
        if not _is_in_capitals([it[0] for it in words]):
            continue
        forms = forms or Forms(text)
        pieces.append(text[position : stretch.start()])
        pieces.append(_recased(written, words, forms))
        position = stretch.end()
    if not pieces:
        return text
    pieces.append(text[position:])
    return "".join(pieces)


def _is_in_capitals(words: Sequence[str]) -> bool:
    if len(words) < MIN_CAPITALS_WORDS:
        return False
    letters = "".join(words)
    return sum(map(str.isupper, letters)) >= MIN_CAPITALS_SHARE * len(letters)


def _is_in_title_case(words: Sequence[str]) -> bool:
    if len(words) < MIN_CAPITALS_WORDS:
        return False
    telling = [word for word in words[1:] if word.lower() not in _WORDS_IN_NAMES]
    capitals = sum(word[0].isupper() for word in telling)
    return bool(telling) and capitals >= MIN_CAPITALS_SHARE * len(telling)


def _recased(stretch: str, words: Sequence[re.Match[str]], forms: Forms) -> str:
    pieces, position = [], 0
    for number, word in enumerate(words):
        form = _form(word[0], forms, is_first=number == 0)
        # Some letters have no other case of the same length: ß, İ.
        if len(form) != len(word[0]):
            form = word[0]
        pieces += [stretch[position : word.start()], form]
        position = word.end()
    pieces.append(stretch[position:])
    return "".join(pieces)


def _form(word: str, forms: Forms, *, is_first: bool) -> str:
    known = word if word in _NOT_WORDS else forms.get(word)
    if known is None:
        odds = lower_case_odds(word)
        if odds > MIN_ODDS_OF_WORD or word.lower() in _WORDS_IN_NAMES:
            known = word.lower()
        elif is_acronym(word) or (len(word) <= MAX_ACRONYM and not _can_be_spoken(word)):
            known = word.upper()
        else:
            known = word[:1] + word[1:].lower()
    return known[:1].upper() + known[1:] if is_first else known


def _can_be_spoken(word: str) -> bool:
    """Whether vowels and consonants alternate as in a word: OSLO and MARSH, not BBC and NHS."""
    if len(word) < 3:
        return word in {"AL", "ED", "JO", "LI", "MO", "ST", "WU", "XI", "YU"}
    vowels = [letter in "AEIOUY" for letter in word.upper()]
    alternations = sum(one != other for one, other in pairwise(vowels))
    return any(vowels) and alternations >= 1 and not all(vowels)
