"""Where names begin and end: without titles, articles, possessives and the like."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from newsmill.enricher.casing import lower_case_odds
from newsmill.enricher.names import abbreviates, key_of
from newsmill.enricher.places.gazetteer import gazetteer
from newsmill.enricher.resolving.spans import (
    MAX_MENTION_CHARS,
    VALUE_LABELS,
    Part,
    Span,
    class_of,
)
from newsmill.enricher.resolving.tables import head_words, organisations
from newsmill.enricher.resolving.titles import before_titles, behind_titles

Name = tuple[int, int, bool]
"""Start and end of a name, and whether it may have initials before it."""

_COUNTRIES_BEFORE_COURTS = frozenset({"U.S.", "US"})

# “BP Plc Marsh”
MIN_WITH_LEGAL_FORM = 10

# Of a headline's topic.
MIN_ODDS = 0.5

# A line of at least this length that ends inside a name is hard-wrapped, else a heading.
MIN_WRAPPED_LINE = 40

_EDGES = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\"'‘’‚‛“”„‟«»‹›`´,;:…•·-–—*#|/\\~_=+<>^"
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}

_POSSESSIVE = re.compile(r"(?<=\w)\s?['’ʼ`´](?:[sS])?\Z")
_BREAK = re.compile(r"[^\S\n]*\n\s*")
_ARTICLE = re.compile(r"(?:the|The|THE|a|an)\s+(?=\S)")
_ARTICLE_FR = re.compile(r"(?:(?:le|la|les|un|une|du|des|au|aux|de)\s+|[dl]['’]\s?)(?=\S)")
_CAPITAL_ARTICLE_FR = re.compile(r"(?:L[ae]|Les)\s+(?=\S)|L['’](?=\S)")
_LABELS_WITH_TITLES = frozenset({"ORG", "GPE", "LOC", "NORP", "FAC", "PRODUCT", "MISC"})
_LIST = re.compile(
    r",\s+(?:and\s+|et\s+|or\s+)?|\s+(?:and|et|or|vs?\.?|versus)\s+|\s*/\s*|\s+[-–—]+\s+"
)
# A result or a quarter behind the name; newswire's slugs before it.
_EXTRA = re.compile(
    r"\s+(?i:newsdesk|newsroom)\Z|\s+\d{1,3}\s?[-–:]\s?\d{1,3}\Z|\s+(?:Q[1-4]|H[12]|FY\d*)\Z"
)
# “The New Intel CEO”
_NOVEL = re.compile(r"(?:New|Former|Old|Troubled|Embattled)\s+(?=[A-Z])")
# “Alice Hart KC”
_HONOUR = re.compile(
    r"(?<=\w\w) ?,? (?:KC|QC|MP|MPs|MEP|MSP|MLA|MBE|OBE|CBE|KBE|SAN|SC|PhD|Ph\.D\.?|Esq\.?)\Z"
)
_INITIALS = re.compile(r"(?<![\w.])(?:[A-Z]\.[ -]?){1,3}\Z")
# “ex-President”, and the party in “Cruz, R-Texas”.
_FORMER = re.compile(r"(?:ex-|[DRI]-)(?=[A-Z][a-z])")
_NUMBER = re.compile(r"\s+\d{1,3}\Z")
_SLUG = re.compile(
    r"(?:BRIEF|RPT|REFILE|EXCLUSIVE|CORRECTED|WRAPUP|FACTBOX|TIMELINE|UPDATE)(?: \d)?"
    r"[-–:] ?(?=[A-Z])"
    # “SOCCER - OSLO BEAT BERGEN”
    r"|(?P<topic>[A-Z]{4,}) - (?=\S)"
)
_BEHIND_SENTENCE = re.compile(
    r"(?<=[a-z]{4})\.\s+(?=[A-Z])|(?:(?<=\bLtd)|(?<=\bInc)|(?<=\b[Pp]lc)|(?<=\bLLC)|(?<=\bPLC)|(?<=\bLLP))\.?\s+(?=[A-Z])|(?<=Corp)\.\s+(?=[A-Z])"
)

# “The” belongs to these names.
_WITH_THE = frozenset({"the hague", "the gambia", "the bahamas"})
# These end like a possessive.
_OWNED = frozenset(
    {"applebees", "arbys", "bloomingdales", "carls", "christies", "churchs", "claires", "dennys"}
    | {"dicks", "dillards", "dominos", "hardees", "harrods", "kelloggs", "kohls", "levis", "lloyds"}
    | {
        "lowes",
        "lords",
        "macys",
        "mcdonalds",
        "moodys",
        "morrisons",
        "nandos",
        "papa johns",
        "sainsburys",
    }
    | {
        "sothebys",
        "standard & poors",
        "st johns",
        "saint johns",
        "st jamess",
        "victorias",
        "wendys",
    }
    | {"womens", "mens", "s&ps", "sams", "traders joes", "waterstones", "king's", "childrens"}
)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without what does not belong to a name at its edges; may be empty."""
    start, end = max(start, 0), min(end, len(text))
    while start < end:
        first, last = text[start], text[end - 1]
        if first.isalnum() and last.isalnum():
            break
        if first.isspace() or first in _EDGES or first in _OPENING:
            start += 1
        elif last.isspace() or last in _EDGES or last in _CLOSING:
            end -= 1
        elif first in _CLOSING and _CLOSING[first] not in text[start:end]:
            start += 1
        elif last in _OPENING and _OPENING[last] not in text[start:end]:
            end -= 1
        elif _CLOSING.get(first) == last:
            start, end = start + 1, end - 1
        else:
            break
    return start, max(start, end)


def clean_edges(part: Part, language: str) -> None:
    """Cut the spans of a part to the names in them; spans that hold several are split."""
    spans: list[Span] = []
    for span in part.spans:
        for start, end, has_initials in _names_in_span(part.text, span, language):
            if has_initials:
                start = _with_initials(part.text, start)
            is_same = start == span.start and end == span.end
            spans.append(span if is_same else part.span(start, end, span.label))
    part.keep(spans)
    if any(span.written in _COUNTRIES_BEFORE_COURTS for span in part.spans):
        part.keep(list(_with_courts(part)))


def _names_in_span(text: str, span: Span, language: str) -> Iterable[Name]:
    start, end, label = span.start, span.end, span.label
    written = text[start:end]
    if written.isalpha():
        return ((start, end, label == "PERSON" and language == "en"),)
    is_cut = text[end : end + 1].isalnum() or (
        start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_")
    )
    if is_cut or "\n" in written or written.endswith("of"):
        # What stands around these matters.
        return _names(text, start, end, label, language)
    names = _names_in(written, label, language)
    return [(start + first, start + last, initials) for first, last, initials in names]


# The same few names come again and again in a day's news.
@lru_cache(maxsize=8192)
def _names_in(written: str, label: str, language: str) -> tuple[Name, ...]:
    return tuple(_names(written, 0, len(written), label, language))


def _names(text: str, start: int, end: int, label: str, language: str) -> Iterator[Name]:
    for first, last in _pieces(text, start, end, label, language):
        name = _name_in(text, first, last, label, language)
        if name:
            yield name


def _with_courts(part: Part) -> Iterator[Span]:
    """The spans; “U.S.” and “District Court” next to each other are one."""
    before: Span | None = None
    for span in part.spans:
        if (
            before is not None
            and part.text[before.start : before.end] in _COUNTRIES_BEFORE_COURTS
            and span.start == before.end + 1
            and span.label == "ORG"
            and span.key[-1] in ("court", "department")
        ):
            before = part.span(before.start, span.end, span.label)
            continue
        if before is not None:
            yield before
        before = span
    if before is not None:
        yield before


def _pieces(
    text: str, start: int, end: int, label: str, language: str
) -> Iterator[tuple[int, int]]:
    if label in VALUE_LABELS or text[start:end].isalpha():
        yield start, end
        return
    for first, last in _lines(text, start, end):
        for one, other in _around_bracket(text, first, last):
            for begin, stop in _sentences(text, one, other):
                yield from _list(text, begin, stop, label, language)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span, divided where a line ends that is not hard-wrapped."""
    if text.find("\n", start, end) < 0:
        yield start, end
        return
    for one in _BREAK.finditer(text, start, end):
        begin = text.rfind("\n", 0, one.start()) + 1
        if one.start() - begin < MIN_WRAPPED_LINE or text[one.start() - 1] in ".:;!?":
            yield start, one.start()
            start = one.end()
    yield start, end


def _around_bracket(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span; those like “World Health Organization (WHO” are split at the bracket."""
    bracket = text.find("(", start + 1, end)
    if bracket < 0:
        yield start, end
        return
    inner = trimmed(text, bracket, end)
    if abbreviates(text[slice(*inner)], text[start:bracket]):
        yield start, bracket
        yield inner
    elif text.find(")", bracket, end) < 0:
        yield start, bracket
    else:
        yield start, end


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span; that of “Halden Ltd. Marsh” is split where the sentence ends."""
    if end - start > MIN_WITH_LEGAL_FORM:
        for joint in _BEHIND_SENTENCE.finditer(text, start, end):
            yield start, joint.start()
            start = joint.end()
    yield start, end


def _list(text: str, start: int, end: int, label: str, language: str) -> Iterator[tuple[int, int]]:
    written = text[start:end]
    name_class = class_of(label)
    if (
        name_class not in ("place", "person", "organization")
        or " " not in written.replace("/", " ")
        or not _LIST.search(written)
    ):
        yield start, end
        return
    key = key_of(written)
    places = gazetteer(language)
    if places.country(key) or places.state(key) or places.population(key) or key in organisations():
        yield start, end
        return
    joints = list(_LIST.finditer(written))
    edges = [0, *(it.end() for it in joints)], [*(it.start() for it in joints), len(written)]
    pieces = list(zip(*edges, strict=True))
    if name_class == "organization":
        can_split = len(pieces) == 2 and all(
            _stands_alone(written[first:last], language) for first, last in pieces
        )
    else:
        # National Oceanic and Atmospheric Administration
        can_split = all(written[first : first + 1].isupper() for first, _ in pieces) and (
            written.rsplit(maxsplit=1)[-1].casefold() not in head_words("en").organisation_last
        )
    if not can_split:
        yield start, end
        return
    for first, last in pieces:
        yield start + first, start + last


def _stands_alone(name: str, language: str) -> bool:
    key = key_of(name)
    places = gazetteer(language)
    return bool(key in organisations() or places.country(key) or places.population(key) > 500_000)


def _name_in(text: str, start: int, end: int, label: str, language: str) -> Name | None:
    if text[start:end].isalpha():
        return start, end, label == "PERSON" and language == "en"
    start, end = trimmed(text, start, end)
    former = _FORMER.match(text, start, end)
    if former:
        start = former.end()
    if label in VALUE_LABELS or start >= end:
        return (start, end, False) if start < end else None
    name_class = class_of(label)
    while True:
        before = start, end
        possessive = _POSSESSIVE.search(text, max(start, end - 4), end)
        if possessive and name_class != "work" and not _is_owned(text[start:end]):
            end = possessive.start()
        if name_class in ("person", "organization", "place"):
            extra = _EXTRA.search(text, max(start, end - 12), end)
            number = _NUMBER.search(text, start, end) if text[end - 1].isdigit() else None
            if number and (
                name_class == "person"
                or label == "GPE"
                or _is_place(text[start : number.start()], language)
            ):
                end = number.start()
            if extra:
                end = extra.start()
            honour = _HONOUR.search(text, start, end) if name_class == "person" else None
            if honour:
                end = honour.start()
            slug = _SLUG.match(text, start, end)
            if slug and (slug["topic"] is None or lower_case_odds(slug["topic"]) > MIN_ODDS):
                start = slug.end()
        if name_class != "work":
            start = _behind_article(text, start, end, language)
        if name_class == "organization":
            novel = _NOVEL.match(text, start, end)
            if novel and key_of(text[novel.end() : end]) in organisations():
                start = novel.end()
        if name_class == "person" or label in _LABELS_WITH_TITLES:
            start = behind_titles(text, start, end, name_class)
        if name_class not in ("person", "work"):
            end = before_titles(text, start, end, language)
        start, end = trimmed(text, start, end)
        if (start, end) != before:
            continue
        is_english_person = name_class == "person" and language == "en"
        return (start, end, is_english_person) if start < end else None


def _behind_article(text: str, start: int, end: int, language: str) -> int:
    if language != "fr":
        article = _ARTICLE.match(text, start, end)
        is_part = " ".join(text[start:end].casefold().split()) in _WITH_THE
        return article.end() if article and not is_part else start
    article = _ARTICLE_FR.match(text, start, end)
    if article:
        return article.end()
    # “La France”, but not “Le Havre” and “L'Oréal”.
    article = _CAPITAL_ARTICLE_FR.match(text, start, end)
    if article:
        key = key_of(text[article.end() : end])
        places = gazetteer(language)
        if places.country(key) or places.nationality(key):
            return article.end()
    return start


def _with_initials(text: str, start: int) -> int:
    """The start of “M. Colley”, of which a model may find the second word only."""
    if text[max(start - 2, 0) : start] not in (". ", "- "):
        return start
    initials = _INITIALS.search(text, max(start - 12, 0), start)
    return initials.start() if initials else start


def _is_place(name: str, language: str) -> bool:
    key = key_of(name)
    places = gazetteer(language)
    return bool(places.country(key) or places.state(key) or places.population(key))


def _is_owned(written: str) -> bool:
    key = " ".join(key_of(re.sub(r"['’]", "", written)))
    return key in _OWNED


def is_too_odd(written: str) -> bool:
    """Whether it cannot be a name: too long, several lines, an address, no letter."""
    return (
        len(written) > MAX_MENTION_CHARS
        or "://" in written
        or written.startswith(("www.", "@", "#"))
        or not any(letter.isalpha() for letter in written)
    )
