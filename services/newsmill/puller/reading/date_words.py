"""Words in the dates of feeds: months, weekdays, halves of the day, and what means nothing."""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from newsmill.text.month_names import NAMES_BY_LANGUAGE
from newsmill.text.weekday_names import WEEKDAYS_BY_LANGUAGE

# “6 de mayo de 2025 a las 15:07”, “6th of May”, “6. Mai 2025 um 15:07 Uhr”, “2025. gada 6. maijs”.
# Folded as by `folded`. Not “to”, “until”: two dates are no date.
FILLERS = frozenset({
    # English, German, Dutch, Scandinavian, Finnish, Estonian
    "of", "the", "on", "at", "st", "nd", "rd", "th", "t", "h", "hr", "hrs", "der", "den", "am",
    "um", "uhr", "om", "uur", "kl", "klo", "klokken", "kell",
    # French, Spanish, Portuguese, Italian, Catalan, Romanian
    "de", "du", "del", "di", "da", "do", "dia", "le", "la", "las", "a", "as", "o", "er", "re",
    "e", "alle", "ore", "ora", "orele", "ver",
    # Polish, Czech, Slovak, Hungarian, Lithuanian, Latvian, Turkish, Greek
    "w", "r", "v", "g", "m", "d", "godz", "godzina", "dne", "hod", "gada", "gads", "saat", "του",
    "στις", "στισ", "ος", "η",
    # Russian, Ukrainian, Bulgarian, Mongolian
    "г", "р", "в", "у", "о", "и", "го", "е", "года", "году", "год", "року", "рік", "рик", "ч",
    "час", "оны",
})  # fmt: skip
BEFORE_NOON = frozenset({"am", "öö", "오전", "上午", "午前", "ص", "صباحا", "fm", "dop"})
AFTER_NOON = frozenset({"pm", "ös", "오후", "下午", "午後", "م", "مساء", "em", "odp"})
# Hungarian; behind a clock they are Spanish and French fillers.
BEFORE_NOON_IN_FRONT = BEFORE_NOON | {"de"}
AFTER_NOON_IN_FRONT = AFTER_NOON | {"du"}

# Marks of Latin, Greek and Cyrillic letters. Those of other scripts are vowels.
_MARKS = dict.fromkeys(range(0x300, 0x370))
_LIKE = str.maketrans({"ı": "i", "ʼ": "'", "’": "'"})


def folded(text: str) -> str:
    """`text` in lower case, without accents, in one spelling: keys of this module's tables."""
    bare = unicodedata.normalize("NFD", text.casefold()).translate(_MARKS)
    return unicodedata.normalize("NFKC", bare).translate(_LIKE)


def month_of(words: Sequence[str]) -> int | None:
    """The month that is named in `words`, all of them folded; None if none is, or several are.

    Of names that mean different months in different languages (listopad), the weekday's language
    decides; without one it is no month.
    """
    joined = [f"{one} {two}" for one, two in pairwise(words)]
    named = {word: months for word in (*joined, *words) if (months := _months().get(word))}
    # In Italian, “mar” is Tuesday and March.
    only_months = [word for word in named if word not in _weekdays()]
    chosen = only_months or list(named)
    if len(chosen) > 1 and " " in chosen[0]:
        chosen = chosen[:1]
    if len(chosen) != 1:
        return None
    return _one_month(named[chosen[0]], words)


def is_date_word(word: str) -> bool:
    """Whether a folded word is a month, a part of one, a weekday, or means nothing in a date."""
    return word in FILLERS or word in _weekdays() or word in _months() or word in _parts_of_months()


def is_month(word: str) -> bool:
    """Whether a folded word is the name of a month in some language."""
    return word in _months()


def _one_month(month_by_language: Mapping[str, int], words: Sequence[str]) -> int | None:
    numbers = set(month_by_language.values())
    if len(numbers) == 1:
        return numbers.pop()
    languages = set(month_by_language)
    is_decided = False
    for word in words:
        spoken = _weekdays().get(word)
        if spoken and word not in FILLERS and word not in _months():
            languages &= spoken
            is_decided = True
    numbers = {month_by_language[language] for language in languages}
    return numbers.pop() if is_decided and len(numbers) == 1 else None


@cache
def _months() -> Mapping[str, Mapping[str, int]]:
    """By folded name: the number of the month in each language that calls one so."""
    found: dict[str, dict[str, int]] = {}
    for language, months in NAMES_BY_LANGUAGE.items():
        for number, names in enumerate(months, 1):
            for name in names.split("|"):
                found.setdefault(folded(name), {})[language] = number
                if language == "he":
                    # “In May” is one word.
                    found.setdefault(folded(f"ב{name}"), {})[language] = number
    return found


@cache
def _parts_of_months() -> frozenset[str]:
    return frozenset(part for name in _months() if " " in name for part in name.split())


@cache
def _weekdays() -> Mapping[str, frozenset[str]]:
    """By folded name: the languages that call a weekday so."""
    found: dict[str, set[str]] = {}
    for language, names in WEEKDAYS_BY_LANGUAGE.items():
        for name in names.replace(" ", "|").split("|"):
            found.setdefault(folded(name), set()).add(language)
    return {name: frozenset(languages) for name, languages in found.items()}
