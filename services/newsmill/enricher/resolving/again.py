"""Find the names of an article where the model missed them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from newsmill.enricher.casing import lower_case_odds
from newsmill.enricher.names import Key, without_accents
from newsmill.enricher.places.gazetteer import gazetteer
from newsmill.enricher.resolving.spans import MAX_MENTION_CHARS, Labels, Part, Span, class_of
from newsmill.enricher.resolving.tables import (
    gender_by_first_name,
    head_words,
    not_names,
    searched_organisations,
    surnames,
)
from newsmill.enricher.resolving.titles import title_before
from newsmill.enricher.resolving.voting import initials

# A word with higher odds is looked for only inside sentences.
MAX_ODDS_AT_START = 0.1

# Begins with the letter to look for, which is much faster than to look behind it first.
_CAPITALISED = re.compile(r"[^\W\d_a-zà-ÿ](?<![\w@#/.’'].)(?<!\w-.)[\w&]*")
_NAME_BEFORE = re.compile(r"([^\W\d_a-zà-ÿ][\w'’.-]*)[ -]\Z")
_NAME_AFTER = re.compile(r"[ -](?=[^\W\d_a-zà-ÿ])|[-’'](?=\w\w)|[./@]\w")
_POSSESSIVE = re.compile(r" ?['’]s?\b")
# What people do, and what stands behind a name in apposition.
_ACTS = re.compile(
    r"['’]s\b|,? (?:said|says|told|added|had|has|was|is|will|would|also|who|whose|did|took|wrote)\b"
    r"|, (?:\d\d|an?|the|his|her)\b"
)
MAX_ODDS_OF_PERSON = 4.0
MIN_ODDS_OF_WORD = 0.7
_NEXT_WORD = re.compile(r"\s?([^\W\d_]+)")


Form = tuple[str, str]
"""The first word of a form, and the form."""


class _Known:
    """The forms to look for, by their first word."""

    def __init__(self) -> None:
        self._forms_by_word: defaultdict[str, dict[str, str]] = defaultdict(dict)

    def words(self) -> dict[str, dict[str, str]]:
        return dict(self._forms_by_word)

    def add(self, forms: Iterable[Form], label: str) -> None:
        for word, form in forms:
            self._forms_by_word[word].setdefault(form, label)

    def forms(self, word: str) -> dict[str, str]:
        return self._forms_by_word.get(word, {})


def find_again(parts: tuple[Part, Part], labels: Labels, language: str) -> None:
    """Add the places where a known name stands and no span is."""
    known = _known(parts, language)
    label_by_key = {
        span.key: span.label for part in parts for span in part.spans if not span.is_value
    }
    for number, part in enumerate(parts):
        _find(part, known, label_by_key, labels, language, is_title=number == 0)


def _known(parts: tuple[Part, Part], language: str) -> _Known:
    known = _Known()
    spans = {
        (span.written, span.label): span
        for part in parts
        for span in part.spans
        if not span.is_value
    }
    for (written, label), span in spans.items():
        name_class = class_of(label)
        if name_class != "other":
            known.add(_forms_of(written, span.key, name_class, language), label)
    return known


# The same few names come again and again in a day's news.
@lru_cache(maxsize=8192)
def _forms_of(written: str, key: Key, name_class: str, language: str) -> tuple[Form, ...]:
    """The forms in which an article may write a name again."""
    form = " ".join(written.split())
    forms = [form]
    if not form.isascii():
        forms.append(without_accents(form))
    if name_class == "organization" and len(key) > 1:
        forms.append(_short_form(form, key, language))
    if name_class == "organization" and len(key) > 2:
        acronym = initials(key).upper()
        if len(acronym) > 2:
            forms.append(acronym)
    if name_class == "person" and len(key) > 1:
        words = form.split()
        surnames_ = (" ".join(words[size:]) for size in range(1, len(words)))
        forms += [surname for surname in surnames_ if len(surname) > 2]
    if not form.isupper() and len(form) > 3:
        forms.append(form.upper())
        if name_class == "person":
            forms.append(form.split()[-1].upper())
    elif len(form) > 5:
        forms.append(form.title())
    return _with_first_words(forms)


def _with_first_words(forms: Iterable[str]) -> tuple[Form, ...]:
    firsts = ((form, _CAPITALISED.match(form)) for form in dict.fromkeys(forms))
    return tuple((first[0], form) for form, first in firsts if first and len(form) > 1)


@lru_cache(maxsize=2)
def _well_known(label: str) -> dict[str, dict[str, str]]:
    known = _Known()
    known.add(_with_first_words(searched_organisations()), label)
    return known.words()


def _short_form(form: str, key: Key, language: str) -> str:
    """The company's name without its legal form and the like, if that can be nothing else."""
    heads = head_words(language)
    words = form.split()
    if len(words) != len(key):
        return ""
    size = len(key)
    while size > 1 and key[size - 1] in heads.legal_forms | heads.after_organisation:
        size -= 1
    short = " ".join(words[:size]).rstrip(",")
    if size == len(key) or len(short) < 3 or (size == 1 and lower_case_odds(short) > 0):
        return ""
    places = gazetteer(language)
    return "" if places.population(key[:size]) or places.country(key[:size]) else short


def _find(
    part: Part,
    known: _Known,
    label_by_key: dict[Key, str],
    labels: Labels,
    language: str,
    *,
    is_title: bool,
) -> None:
    flat = part.flat
    spans = part.spans
    well_known = _well_known(labels.organization) if language == "en" else {}
    found: list[Span] = []
    place = 0
    behind = 0
    for word in _CAPITALISED.finditer(flat):
        start = word.start()
        while place < len(spans) and spans[place].end <= start:
            place += 1
        if start < behind or (place < len(spans) and spans[place].start <= start):
            continue
        limit = spans[place].start if place < len(spans) else len(flat)
        forms = known.forms(word[0])
        if word[0] in well_known:
            forms = {**well_known[word[0]], **forms}
        best = ""
        for form in forms:
            end = start + len(form)
            if (
                len(form) > len(best)
                and end <= limit
                and flat.startswith(form, start)
                and not flat[end : end + 1].isalnum()
            ):
                best = form
        label = forms.get(best, "")
        if not best:
            if language != "en" or word.end() > limit or not _is_country(word[0], language):
                continue
            best, label = word[0], labels.place
        end = start + len(best)
        if " " not in best and not _is_alone(
            part, best, start, end, label, language, is_title=is_title
        ):
            continue
        span = part.span(start, end, label)
        # One name, one label, also where the table or another form would say otherwise.
        span.label = label_by_key.setdefault(span.key, label)
        found.append(span)
        behind = end
    if found:
        part.spans = sorted([*spans, *found], key=lambda span: span.start)


def _is_country(word: str, language: str) -> bool:
    # No longer word is a country's name, and none should be remembered.
    return 3 < len(word) <= MAX_MENTION_CHARS and _is_only_country(word.lower(), language)


@lru_cache(maxsize=8192)
def _is_only_country(lowered: str, language: str) -> bool:
    return (
        gazetteer(language).country((lowered,)) is not None
        and lowered not in surnames()
        and lowered not in gender_by_first_name()
    )


def _is_alone(
    part: Part, word: str, start: int, end: int, label: str, language: str, *, is_title: bool
) -> bool:
    """Whether a single word there is the name and not a part of another or a common word."""
    flat = part.flat
    after = _NAME_AFTER.match(flat, end)
    if after and not _POSSESSIVE.match(flat, end) and not is_title:
        following = _NEXT_WORD.match(flat, end)
        if following is None or not _is_common(following[1], language):
            return False
    begins = part.begins_sentence(start)
    if begins or is_title:
        odds = lower_case_odds(word)
        if class_of(label) == "person" and odds < MAX_ODDS_OF_PERSON and _ACTS.match(flat, end):
            return True
        return odds <= MAX_ODDS_AT_START or (word.isupper() and not part.is_upper)
    before = _NAME_BEFORE.search(flat, max(start - 24, 0), start)
    if before is None or title_before(flat, start) or _is_common(before[1], language):
        return True
    return part.begins_sentence(before.start(1)) and lower_case_odds(before[1]) > MAX_ODDS_AT_START


def _is_common(word: str, language: str) -> bool:
    """Whether a word with a capital is no part of a name beside it: “Monday”, “IS”."""
    lowered = word.casefold()
    return lowered in not_names(language) or (
        word.isupper() and lower_case_odds(word) > MIN_ODDS_OF_WORD
    )
