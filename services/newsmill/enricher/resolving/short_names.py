"""What short names of organisations, places and events are short for."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from newsmill.enricher.casing import lower_case_odds
from newsmill.enricher.names import SMALL_WORDS, Key
from newsmill.enricher.places.gazetteer import gazetteer
from newsmill.enricher.resolving.spans import Part, Span, class_of
from newsmill.enricher.resolving.tables import HeadWords, head_words, organisations

MAX_ACRONYM = 8
# Longer names are titles of reports and the like.
MAX_WORDS = 10


class Named(NamedTuple):
    """A span of the title or of the text."""

    in_title: bool
    span: Span


def heads_with_article(
    named: Sequence[Named], parts: tuple[Part, Part], language: str
) -> dict[int, Key]:
    """For “the Commission” the only commission that the article names."""
    heads = head_words(language)
    organisation_spans = [it for it in named if class_of(it.span.label) == "organization"]
    keys = {it.span.key for it in organisation_spans}
    by_last: defaultdict[str, set[Key]] = defaultdict(set)
    for key in keys:
        if len(key) > 1:
            by_last[key[-1]].add(key)
    key_by_span: dict[int, Key] = {}
    for it in organisation_spans:
        span = it.span
        if len(span.key) != 1 or span.key[0] not in heads.organisation_last:
            continue
        flat = parts[0 if it.in_title else 1].flat
        wholes = by_last[span.key[0]]
        if len(wholes) == 1 and flat[max(span.start - 4, 0) : span.start].lower() == "the ":
            key_by_span[id(span)] = next(iter(wholes))
    return key_by_span


def full_names(
    named: Sequence[Named], parts: tuple[Part, Part], language: str
) -> dict[tuple[str, Key], Hashable]:
    """For short forms of organisations and other names of countries what they are short for."""
    keys_by_class: defaultdict[str, dict[Key, None]] = defaultdict(dict)
    acronyms: dict[Key, None] = {}
    for it in named:
        if it.span.is_value:
            continue
        keys_by_class[class_of(it.span.label)][it.span.key] = None
        if _is_acronym(it.span.written):
            acronyms[it.span.key] = None
    wholes: dict[tuple[str, Key], Hashable] = {}
    places = gazetteer(language)
    for key in keys_by_class["place"]:
        code = places.country(key)
        if code:
            wholes["place", key] = code
    organisation_keys = keys_by_class["organization"]
    for key, whole in _organisations(organisation_keys, acronyms, language).items():
        wholes["organization", key] = whole
    for key, whole in _explained(named, parts).items():
        if key in organisation_keys and whole in organisation_keys:
            wholes.setdefault(("organization", key), wholes.get(("organization", whole), whole))
    heads = head_words(language)
    for key in keys_by_class["event"]:
        if len(key) == 2 and key[0] in heads.event_first and key[1:] in keys_by_class["event"]:
            wholes["event", key[1:]] = key
    for key in keys_by_class["place"]:
        if len(key) > 1 and key[-1] in heads.land_last:
            short = key[:-1]
            if short in keys_by_class["place"] and not places.population(short):
                wholes.setdefault(("place", short), key)
    for name_class in ("event", "place", "LAW", "MISC"):
        for key, whole in _acronyms(keys_by_class[name_class], acronyms).items():
            wholes.setdefault((name_class, key), whole)
    return wholes


@lru_cache(maxsize=8192)
def _is_acronym(written: str) -> bool:
    letters = written.replace(".", "")
    return (
        2 <= len(letters) <= MAX_ACRONYM
        and sum(map(str.isupper, letters)) >= 2
        and " " not in letters
    )


def _organisations(
    keys: dict[Key, None], acronyms: dict[Key, None], language: str
) -> dict[Key, Key]:
    known = organisations()
    candidates: defaultdict[Key, dict[Key, None]] = defaultdict(dict)
    by_known: defaultdict[Key, list[Key]] = defaultdict(list)
    for key in keys:
        if key in known:
            by_known[known[key]].append(key)
    for full, forms in by_known.items():
        whole = full if full in keys else max(forms, key=len)
        for form in forms:
            if form != whole:
                candidates[form][whole] = None
    for short, whole in _acronyms(keys, acronyms).items():
        # Of some, only the acronym is known: FEMA.
        full = known.get(short, short)
        if full == short or known.get(whole) == full:
            candidates[short][whole] = None
    for key in keys:
        for short in _short_forms(key, language):
            if short in keys and short != key:
                candidates[short][key] = None
    wholes: dict[Key, Key] = {}
    for key in sorted(candidates, key=len, reverse=True):
        meant = {wholes.get(whole, whole) for whole in candidates[key]}
        if len(meant) == 1:
            wholes[key] = meant.pop()
    return {key: _last(key, wholes) for key in wholes}


# The same few names come again and again in a day's news.
@lru_cache(maxsize=8192)
def _short_forms(key: Key, language: str) -> tuple[Key, ...]:
    """What a company or authority of this name may be called for short."""
    return tuple(_shortened(key, language))


def _shortened(key: Key, language: str) -> Iterator[Key]:
    heads = head_words(language)
    size = len(key)
    if not 2 <= size <= MAX_WORDS:
        return
    if size > 2 and key[-2:] == ("a", "s"):
        # Aktieselskab, written A/S.
        size -= 2
    while size > 1 and key[size - 1] in heads.legal_forms:
        size -= 1
    bare = key[:size]
    yield bare
    places = gazetteer(language)
    if size < len(key) and not places.country(bare[:1]) and bare[0] not in heads.organisation_first:
        yield bare[:1]
    for end in range(1, size):
        short, rest = bare[:end], bare[end:]
        if places.population(short) or places.state(short):
            # “Leeds” is Leeds United, and “London” not the London Stock Exchange.
            is_team = (
                len(rest) == 1 and rest[0].endswith("s") and rest[0] not in heads.organisation_last
            )
            if is_team or all(word in heads.after_organisation for word in rest):
                yield short
        elif (
            (end > 1 and _is_left_out(rest, heads))
            or all(word in heads.after_organisation for word in rest)
            or (
                end == 1
                and short not in organisations()
                and _can_stand_alone(short, heads, language)
            )
        ):
            yield short
    for start in range(1, size):
        short = bare[start:]
        if len(short) > 1 or (
            _can_stand_alone(short, heads, language) and not places.population(short)
        ):
            yield short


def _is_left_out(rest: Key, heads: HeadWords) -> bool:
    """Whether a name with and without these words at its end may be one thing's.

    The Natural History Museum is not that of Denmark, the Bank of England not its museum.
    """
    return rest[0] not in SMALL_WORDS and not any(
        word in heads.organisation_last and word not in heads.after_organisation for word in rest
    )


def _can_stand_alone(short: Key, heads: HeadWords, language: str) -> bool:
    """Whether one word of a company's name is enough to know it by."""
    word = short[0]
    places = gazetteer(language)
    return not (
        len(word) < 3
        or lower_case_odds(word) > 0
        or word in heads.organisation_last
        or word in heads.organisation_any
        or word in heads.organisation_first
        or word in heads.after_organisation
        or places.country(short)
        or places.nationality(short)
    )


def _last(key: Key, wholes: dict[Key, Key]) -> Key:
    seen = {key}
    while key in wholes and wholes[key] not in seen:
        key = wholes[key]
        seen.add(key)
    return key


def _acronyms(keys: dict[Key, None], acronyms: dict[Key, None]) -> dict[Key, Key]:
    """The only long name in the article that each acronym is made of."""
    short_keys = {"".join(key): key for key in acronyms if key in keys}
    if not short_keys:
        return {}
    candidates: defaultdict[Key, set[Key]] = defaultdict(set)
    for key in keys:
        if len(key) < 2:
            continue
        significant = [word for word in key if word not in SMALL_WORDS]
        for words in (key, significant):
            short = short_keys.get("".join(word[0] for word in words))
            if short and len(significant) > 1 and short != key:
                candidates[short].add(key)
    return {short: wholes.pop() for short, wholes in candidates.items() if len(wholes) == 1}


def _explained(named: Sequence[Named], parts: tuple[Part, Part]) -> dict[Key, Key]:
    """What stands in brackets behind a name: “Reporters Without Borders (RSF)”."""
    wholes_by_short: defaultdict[Key, set[Key]] = defaultdict(set)
    for one, other in pairwise(named):
        if one.in_title is not other.in_title or other.span.start - one.span.end > 3:
            continue
        flat = parts[0 if one.in_title else 1].flat
        short, whole = other.span.key, one.span.key
        if (
            flat[one.span.end : other.span.start].strip() == "("
            and len(whole) > 1
            and _is_acronym(other.span.written)
            and short[0][0] == whole[0][0]
            and short not in organisations()
        ):
            wholes_by_short[short].add(whole)
    return {short: next(iter(them)) for short, them in wholes_by_short.items() if len(them) == 1}
