"""Which person a surname, a first name or a title means."""

import re
from collections import defaultdict
from collections.abc import Sequence

from newsmill.enricher.names import Key
from newsmill.enricher.resolving.spans import Part, Span
from newsmill.enricher.resolving.tables import gender_by_first_name, titles
from newsmill.enricher.resolving.titles import title_before

Person = tuple[Key, str]
"""A person: the fullest name, and the title of one who is known by surname and title only."""

MAX_PARAGRAPH_CHARS = 1000

_KNOWN_BY_FIRST_NAME = frozenset(
    {"king", "queen", "prince", "princess", "pope", "emperor", "sultan"}
)
_GENERATIONS = frozenset({"jr", "sr", "junior", "senior", "ii", "iii", "iv"})
_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\bSt)(?<!\bMr)(?<!\bDr)(?<!\bMs)[.!?]['\"”’»)]*\s+[A-Z“\"«]"
)
_RELATION = re.compile(
    r"\b(?:(?:his|her|whose|their) (?:[\w-]+ ){0,2}[\w-]+"
    r"|namesake|opponent|rival|predecessor|successor|challenger),? \Z"
)
_RELATIVE = re.compile(
    r"\b(?:his|her|whose|their|['’]s) (?:[\w-]+ ){0,2}(?:wife|husband|son|daughter|mother|father"
    r"|brother|sister|widow|partner|cousin|nephew|niece|uncle|aunt),? \Z"
)
_APPOSITION = re.compile(r", (?:the|a|an|his|her|whose|who) ")


def persons_meant(text: Part, title: Part, people: Sequence[tuple[int, Span]]) -> list[Person]:
    """Who is meant by each span; `people` are (0 for the title or 1 for the text, span).

    A short form joins the only full name that it can mean. Somebody who is introduced by title and
    surname next to another bearer of the surname stays a person of their own.
    """
    return _People(text, title, people).meant()


class _People:
    def __init__(self, text: Part, title: Part, people: Sequence[tuple[int, Span]]) -> None:
        self._parts = (title, text)
        self._people = people
        self._whole_by_key = _wholes({span.key for _, span in people})
        self._titles: defaultdict[Key, set[str]] = defaultdict(set)
        self._first: dict[Key, Span] = {}
        for number, span in people:
            whole = self._whole_by_key.get(span.key, span.key)
            span.title = title_before(self._parts[number].flat, span.start) or span.title
            if len(span.key) > 1:
                if span.title:
                    self._titles[whole].update(span.title.split())
                if number == 1:
                    self._first.setdefault(whole, span)
        wholes = {self._whole_by_key.get(key, key) for key in self._keys() if len(key) > 1}
        self._by_surname: defaultdict[Key, set[Key]] = defaultdict(set)
        self._by_first_name: defaultdict[Key, set[Key]] = defaultdict(set)
        for whole in wholes:
            self._by_surname[_without_generation(whole)[-1:]].add(whole)
            self._by_first_name[whole[:1]].add(whole)
        # Surnames that mean the only bearer with an office.
        self._office_holders: set[Key] = set()
        self._established = self._established_by_surname()

    def _established_by_surname(self) -> dict[Key, Key]:
        """The bearer whom a surname alone means, where there are several.

        He was called by it before any other bearer was introduced, or all others are introduced
        as somebody's relatives: “his wife Sigma Huda”, or he alone has an office and comes first.
        """
        flat = self._parts[1].flat
        established: dict[Key, Key] = {}
        several = {key: them for key, them in self._by_surname.items() if len(them) > 1}
        for number, span in self._people if several else ():
            wholes = several.get(span.key)
            if number == 0 or wholes is None or span.key in established or span.title:
                continue
            firsts = {whole: self._first[whole].start for whole in wholes if whole in self._first}
            known = [whole for whole, start in firsts.items() if start < span.start]
            if len(known) == 1 and len(firsts) == len(wholes):
                established[span.key] = known[0]
        for surname, wholes in several.items():
            if surname in established or not all(whole in self._first for whole in wholes):
                continue
            main = [
                whole
                for whole in wholes
                if not _RELATIVE.search(
                    flat, max(self._first[whole].start - 50, 0), self._first[whole].start
                )
            ]
            if len(main) == 1:
                established[surname] = main[0]
            elif (office_holder := self._first_office_holder(wholes)) is not None:
                established[surname] = office_holder
                self._office_holders.add(surname)
        return established

    def _first_office_holder(self, wholes: set[Key]) -> Key | None:
        """“President Warren Clark met Ann Clark”: news call him Clark, and her Ann or Ms Clark."""
        holders = [whole for whole in wholes if _office(" ".join(self._titles[whole]))]
        if len(holders) != 1 or holders[0] not in self._first:
            return None
        begins = self._first[holders[0]].start
        is_first = all(begins <= self._first[whole].start for whole in wholes)
        return holders[0] if is_first else None

    def _keys(self) -> set[Key]:
        return {span.key for _, span in self._people}

    def meant(self) -> list[Person]:
        """The person of each span."""
        apart = self._apart()
        meant: list[Person] = []
        # The last full name with each surname.
        last: dict[Key, tuple[Span, Key]] = {}
        for number, span in self._people:
            person = self._meant(span, apart)
            meant.append(person)
            whole = self._whole_by_key.get(span.key, span.key)
            if number == 0:
                continue
            if len(whole) > 1:
                last[_without_generation(whole)[-1:]] = span, whole
            elif (
                person[0] == self._established.get(span.key)
                and span.key not in self._office_holders
            ):
                before = last.get(span.key)
                if before and before[1] != person[0] and self._is_one_paragraph(before[0], span):
                    # “His mother, Loretta Moss, wept. ‘He was my baby,’ Moss said.”
                    meant[-1] = span.key, ""
        return meant

    def _is_one_paragraph(self, one: Span, other: Span) -> bool:
        is_near = other.start - one.end < MAX_PARAGRAPH_CHARS
        return is_near and self._parts[1].text.find("\n", one.end, other.start) < 0

    def _meant(self, span: Span, apart: dict[Key, str]) -> Person:
        key = self._whole_by_key.get(span.key, span.key)
        if len(key) > 1:
            return key, ""
        candidates = self._by_surname.get(key, set())
        if not candidates:
            named = self._by_first_name.get(key, set())
            return (
                (next(iter(named)), "")
                if len(named) == 1 and not (_office(span.title) & _KNOWN_BY_FIRST_NAME)
                else (key, "")
            )
        gender = _gender_of_title(span.title)
        fitting = {whole for whole in candidates if _fits(gender, self._gender(whole))}
        office = _office(span.title)
        if office:
            of_office = {whole for whole in candidates if office & self._titles[whole]}
            if len(of_office) == 1:
                return next(iter(of_office)), ""
        if key in apart and (not gender or not fitting):
            return key, apart[key]
        if len(fitting) == 1:
            return next(iter(fitting)), ""
        if not gender and key in self._established:
            return self._established[key], ""
        # Several, or somebody else of that name.
        return key, gender if not fitting else ""

    def _gender(self, whole: Key) -> str:
        for title in self._titles[whole]:
            gender = titles().gender_by_honorific.get(title)
            if gender:
                return gender
        return gender_by_first_name().get(whole[0], "x")

    def _apart(self) -> dict[Key, str]:
        """Surnames of those who are introduced by title and surname only, and their titles."""
        apart: dict[Key, str] = {}
        flat = self._parts[1].flat
        seen: set[Key] = set()
        for number, span in self._people:
            if number == 0 or len(span.key) != 1 or span.key in seen:
                continue
            office = _office(span.title)
            if not office:
                continue
            seen.add(span.key)
            wholes = self._by_surname.get(span.key, set())
            if not wholes or any(office & self._titles[whole] for whole in wholes):
                continue
            firsts = [self._first[whole] for whole in wholes if whole in self._first]
            if not firsts or any(first.start < span.start for first in firsts):
                continue
            if all(_is_somebody_else(flat, span, first, office) for first in firsts):
                apart[span.key] = " ".join(sorted(office))
        return apart


def _is_somebody_else(flat: str, short: Span, full: Span, office: set[str]) -> bool:
    """Whether a full name behind “President Clark” names another Clark."""
    before = flat[max(full.start - 30, short.end) : full.start]
    after = _SENTENCE_END.split(flat[full.end : full.end + 60], maxsplit=1)[0]
    if not office.isdisjoint(f"{before} {after}".casefold().replace(",", " ").split()):
        return False
    if full.start - short.end < 400 and not _SENTENCE_END.search(flat, short.end, full.start + 1):
        return True
    return (
        bool(full.title)
        or _RELATION.search(flat[max(full.start - 50, 0) : full.start]) is not None
        or _APPOSITION.match(flat, full.end) is not None
    )


def _wholes(keys: set[Key]) -> dict[Key, Key]:
    """For names of several words the only longer one that they are the end or the frame of."""
    several = [key for key in keys if len(key) > 1]
    longer: defaultdict[Key, set[Key]] = defaultdict(set)
    for key in several:
        if len(key) > 8:
            continue
        for size in range(1, len(key) - 1):
            longer[key[size:]].add(key)
        if len(key) > 2:
            bare = _without_generation(key)
            if bare != key:
                longer[bare].add(key)
            if len(bare) > 2:
                longer[(bare[0], bare[-1])].add(key)
    whole_by_key: dict[Key, Key] = {}
    for key in sorted(several, key=len, reverse=True):
        wholes = {whole_by_key.get(whole, whole) for whole in longer.get(key, ())}
        if len(wholes) == 1:
            whole_by_key[key] = wholes.pop()
    return whole_by_key


def _without_generation(key: Key) -> Key:
    return key[:-1] if len(key) > 2 and key[-1] in _GENERATIONS else key


def _office(title: str) -> set[str]:
    return {word for word in title.split() if word in titles().offices}


def _gender_of_title(title: str) -> str:
    for word in title.split():
        gender = titles().gender_by_honorific.get(word) or ("m" if word == "m" else "")
        if gender:
            return gender
    return ""


def _fits(wanted: str, gender: str) -> bool:
    return not wanted or gender in ("", "x", wanted)
