"""Which person a surname, a first name or a title means."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from newsmill.enricher.names import Key
from newsmill.enricher.places.gazetteer import gazetteer
from newsmill.enricher.resolving.spans import Part, Span
from newsmill.enricher.resolving.tables import gender_by_first_name, surnames, titles
from newsmill.enricher.resolving.titles import title_before

Person = tuple[Key, str]
"""A person: the fullest name, and the title of one who is known by surname and title only."""

NO_PERSON = "country"
"""The title of what is a country of that name."""

MAX_PARAGRAPH_CHARS = 1000

# Of a surname that more people of an article have, nobody can tell whom it means; and asking takes
# quadratic time.
MAX_BEARERS = 20

_KNOWN_BY_FIRST_NAME = frozenset(
    {"king", "queen", "prince", "princess", "pope", "emperor", "sultan"}
)
_GENERATIONS = frozenset({"jr", "sr", "junior", "senior", "ii", "iii", "iv"})
_GENERATION_BEHIND = re.compile(r",? (Jr|Sr|II|III|IV)\b")
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
# The one of several bearers whom news call by the surname alone.
_RULING = frozenset(
    {"president", "minister", "premier", "chancellor", "governor", "gov", "mayor", "senator", "sen"}
    | {"king", "queen", "emperor", "sultan", "emir", "pope", "leader", "speaker", "secretary"}
    | {"congressman", "congresswoman"}
)
_KIN = frozenset({"brother", "sister", "father", "mother", "private"})
_OFFICE_BEHIND = re.compile(
    r", (?:(?:the|an?|its|then) )?(?:(?:former|current|outgoing|new|prime|foreign|vice|[A-Z][\w.-]*"
    r"(?:['’]s)?) ){0,3}(?P<office>[a-z]+)(?=[,.;]| of | who )"
)
_OF_PERSON = re.compile(r"\A, \d\d?\b|\b(?:he|she|his|her|him|himself|herself)\b")
_OF_THING = re.compile(r"\b(?:it|its|itself)\b")
_IN = re.compile(r"\b[Ii]n \Z|\bnear \Z|\boutside \Z")
# With a full stop behind them; behind other titles it ends the sentence.
_ABBREVIATED = frozenset(
    {"mr", "mrs", "ms", "mx", "dr", "prof", "gov", "sen", "rep", "sgt", "lt", "capt", "maj", "col"}
    | {"gen", "adm", "cmdr", "rev", "cllr", "supt", "m", "mme", "mlle", "sr", "sra", "insp", "det"}
)
_COUPLE = re.compile(r"\b(?:Mr|Dr|Mrs|Ms)\.? (?:and|&) (?:Mr|Dr|Mrs|Ms)\.? \Z")
_JOINTS_OF_PAIR = frozenset({" and ", " & ", " et ", " und ", " y "})
# “Kim Jong Un” is Kim.
_FAMILY_NAMES_FIRST = frozenset(
    {"kim", "park", "lee", "choi", "jung", "kang", "cho", "yoon", "jang", "lim", "han", "shin"}
    | {"kwon", "hwang", "ahn", "seo", "moon", "xi", "li", "wang", "zhang", "liu", "chen", "yang"}
    | {"zhao", "huang", "zhou", "wu", "xu", "hu", "zhu", "gao", "lin", "guo", "ma", "luo", "liang"}
    | {"nguyen", "tran", "le", "pham", "phan", "vo", "mao", "deng", "jiang", "wen", "peng", "hun"}
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
        # Of whom the surname stands behind another's first name only.
        self._key_in_pair = dict(_first_names_in_pairs(self._parts, people))
        # “Ken Griffey, Jr.” where the name was cut at the comma.
        self._key_by_span: dict[int, Key] = self._key_in_pair | {
            id(span): (*span.key, behind[1].casefold())
            for number, span in people
            if len(span.key) > 1
            and span.key[-1] not in _GENERATIONS
            and (behind := _GENERATION_BEHIND.match(self._parts[number].flat, span.end))
        }
        self._whole_by_key = _wholes(
            {span.key for _, span in people} | set(self._key_by_span.values())
        )
        self._couples: set[Key] = set()
        self._known_by_first_name: set[Key] = set()
        # The surnames that stand without a title too, and the genders of the titles before them.
        self._bare: set[Key] = set()
        self._genders: defaultdict[Key, set[str]] = defaultdict(set)
        self._titles: defaultdict[Key, set[str]] = defaultdict(set)
        self._first: dict[Key, Span] = {}
        for number, span in people:
            whole = self._whole(span)
            span.title = _title_before(self._parts[number].flat, span.start) or span.title
            if len(span.key) == 1 and _office(span.title) & _KNOWN_BY_FIRST_NAME:
                self._known_by_first_name.add(span.key)
            if len(whole) > 1:
                if span.title:
                    self._titles[whole].update(span.title.split())
                if number == 1:
                    self._first.setdefault(whole, span)
                    behind = _OFFICE_BEHIND.match(self._parts[1].flat, span.end)
                    if behind and behind["office"] in _RULING:
                        self._titles[whole].add(behind["office"])
            elif gender := _gender_of_title(span.title):
                self._genders[span.key].add(gender)
            elif number == 1 and not span.title:
                self._bare.add(span.key)
        for one, other in pairwise(span for _, span in people):
            if id(one) in self._key_in_pair:
                self._couples.update((self._whole(one), self._whole(other)))
        wholes = {whole for _, span in people if len(whole := self._whole(span)) > 1}
        self._by_surname: defaultdict[Key, set[Key]] = defaultdict(set)
        self._by_first_name: defaultdict[Key, set[Key]] = defaultdict(set)
        for whole in wholes:
            self._by_surname[_without_generation(whole)[-1:]].add(whole)
            self._by_first_name[whole[:1]].add(whole)
            if _is_family_name_first(whole):
                self._by_surname[whole[:1]].add(whole)
        for key, called in self._by_first_name.items():
            # Nor “Kim” of Kim Novak, nor “Elizabeth” of Elizabeth Warren.
            if not self._by_surname.get(key, set()).isdisjoint(called):
                self._by_surname[key].update(called)
        # Surnames that mean the only bearer with an office.
        self._office_holders: set[Key] = set()
        self._established = self._established_by_surname()

    def _established_by_surname(self) -> dict[Key, Key]:
        """The bearer whom a surname alone means, where there are several.

        He was called by it before any other bearer was introduced, or all others are introduced
        as somebody's relatives: “his wife Sigma Huda”, or he alone has an office and comes first.
        """
        established: dict[Key, Key] = {}
        several = {
            key: them for key, them in self._by_surname.items() if 1 < len(them) <= MAX_BEARERS
        }
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
            main = [whole for whole in wholes if not self._is_relative(whole)]
            if len(main) == 1:
                established[surname] = main[0]
            elif (office_holder := self._first_office_holder(wholes)) is not None:
                established[surname] = office_holder
                self._office_holders.add(surname)
        for surname, whole in established.items():
            # “Prime Minister Dora Venn and her brother, Piers Venn”
            ruling = [one for one in several[surname] if _RULING & self._titles[one]]
            if ruling == [whole] and all(
                one == whole or self._is_relative(one) for one in several[surname]
            ):
                self._office_holders.add(surname)
        return established

    def _is_relative(self, whole: Key) -> bool:
        """Whether somebody is introduced as somebody else's relative."""
        start = self._first[whole].start
        return _RELATIVE.search(self._parts[1].flat, max(start - 50, 0), start) is not None

    def _whole(self, span: Span) -> Key:
        key = self._key_by_span.get(id(span), span.key)
        return self._whole_by_key.get(key, key)

    def _first_office_holder(self, wholes: set[Key]) -> Key | None:
        """“President Warren Clark met Ann Clark”: news call him Clark, and her Ann or Ms Clark."""
        holders = [whole for whole in wholes if _office(" ".join(self._titles[whole])) - _KIN]
        if len(holders) != 1 or holders[0] not in self._first:
            return None
        begins = self._first[holders[0]].start
        is_first = all(begins <= self._first[whole].start for whole in wholes)
        return holders[0] if is_first else None

    def meant(self) -> list[Person]:
        """The person of each span."""
        apart = self._apart()
        meant: list[Person] = []
        # The last full name with each surname.
        last: dict[Key, tuple[Span, Key]] = {}
        for number, span in self._people:
            person = self._meant(number, span, apart)
            meant.append(person)
            whole = self._whole(span)
            if number == 0:
                continue
            if len(whole) > 1:
                last[_without_generation(whole)[-1:]] = span, whole
                if _is_family_name_first(whole):
                    last[whole[:1]] = span, whole
            elif (
                not span.title
                and person[0] == self._established.get(span.key)
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

    def _meant(self, number: int, span: Span, apart: dict[Key, str]) -> Person:
        key = self._whole(span)
        if len(key) > 1:
            return key, ""
        flat = self._parts[number].flat
        if _COUPLE.search(flat, max(span.start - 14, 0), span.start):
            return key, "couple"
        gender = _gender_of_title(span.title)
        candidates = self._by_surname.get(key, set())
        if not candidates:
            if gender and len(self._genders[key]) > 1:
                # “Mr Lind and Mrs Lind”
                return key, gender
            named = self._by_first_name.get(key, set())
            if len(named) == 1 and self._is_country_rather(number, span, *named):
                return key, NO_PERSON
            return (
                (next(iter(named)), "")
                if len(named) == 1
                and key not in self._known_by_first_name
                and not self._is_place_rather(number, span, *named)
                else (key, "")
            )
        if len(candidates) > MAX_BEARERS:
            return key, gender
        fitting = {whole for whole in candidates if _fits(gender, self._gender(whole))}
        office = _office(span.title)
        if office:
            of_office = {whole for whole in candidates if office & self._titles[whole]}
            if len(of_office) == 1:
                return next(iter(of_office)), ""
            if office & _KNOWN_BY_FIRST_NAME and any(whole[:1] == key for whole in candidates):
                # Prince Charles beside Charles III and Charles Marsh.
                return key, ""
        if key in apart and (not gender or not fitting):
            return key, apart[key]
        if gender and len(fitting) > 1:
            # “Mrs Obama” of Barack and Michelle, or of Ben and Olga Marsh and their daughter.
            exact = {whole for whole in fitting if self._gender(whole) == gender}
            fitting = exact if len(exact) == 1 else fitting
            couple = fitting & self._couples
            if len(couple) == 1 and all(
                whole in self._first and self._is_relative(whole) for whole in fitting - couple
            ):
                fitting = couple
        if len(fitting) == 1:
            only = next(iter(fitting))
            is_wife = gender == "f" and key in self._bare and self._gender(only) == "x"
            return (key, gender) if is_wife else (only, "")
        if key in self._established and (not gender or self._established[key] in fitting):
            return self._established[key], ""
        # Several, or somebody else of that name.
        return key, gender

    def _is_country_rather(self, number: int, span: Span, whole: Key) -> bool:
        """Whether a country's name is no first name: Jordan, without “he” or a full name before."""
        if span.title or gazetteer("en").country(span.key) is None:
            return False
        first = self._first.get(whole)
        if first is None or number == 0 or span.start < first.start:
            return True
        flat = self._parts[number].flat
        behind = _SENTENCE_END.split(flat[span.end : span.end + 150], maxsplit=1)[0]
        return not _OF_PERSON.search(behind) or _OF_THING.search(behind) is not None

    def _is_place_rather(self, number: int, span: Span, whole: Key) -> bool:
        """Whether a first name may be a town or somebody's only name.

        It stands before the full name, or behind “in”; in the title, it means the same as below.
        """
        if number == 0:
            below = [one for part, one in self._people if part == 1 and one.key == span.key]
            return bool(below) and all(self._is_place_rather(1, one, whole) for one in below)
        if span.title:
            return False
        first = self._first.get(whole)
        is_known = span.key[0] in gender_by_first_name()
        if not is_known and first is not None and span.start < first.start:
            return True
        flat = self._parts[1].flat
        return _IN.search(flat, max(span.start - 9, 0), span.start) is not None and not (
            flat.startswith(("'", "’"), span.end)
        )

    def _gender(self, whole: Key) -> str:
        for title in self._titles[whole]:
            gender = titles().gender_by_honorific.get(title)
            if gender:
                return gender
        return "x" if _is_family_name_first(whole) else gender_by_first_name().get(whole[0], "x")

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
            # George Foreman is not George Foreman Jr.
            bare = _without_generation(key)
            if len(bare) > 2:
                longer[(bare[0], bare[-1], *key[len(bare) :])].add(key)
    whole_by_key: dict[Key, Key] = {}
    for key in sorted(several, key=len, reverse=True):
        wholes = {whole_by_key.get(whole, whole) for whole in longer.get(key, ())}
        if len(wholes) == 1:
            whole_by_key[key] = wholes.pop()
    return whole_by_key


def _without_generation(key: Key) -> Key:
    return key[:-1] if len(key) > 1 and key[-1] in _GENERATIONS else key


def _is_family_name_first(whole: Key) -> bool:
    """Whether the first word is the family name: Kim Jong Un, Xi Jinping, but not Kim Cattrall."""
    return (
        whole[0] in _FAMILY_NAMES_FIRST
        and whole[-1] not in surnames()
        and (len(whole) == 3 or (len(whole) == 2 and whole[0] not in gender_by_first_name()))
    )


def _first_names_in_pairs(
    parts: tuple[Part, Part], people: Sequence[tuple[int, Span]]
) -> Iterator[tuple[int, Key]]:
    """The full names of those whose surname stands behind another: “Ben and Olga Marsh”."""
    names = gender_by_first_name()
    full = {span.key for _, span in people if len(span.key) > 1}
    others = {key[-1] for key in full}
    surnames_by_first: defaultdict[str, set[Key]] = defaultdict(set)
    for key in full:
        surnames_by_first[key[0]].add(key[-1:])
    # Prince Harry has no surname.
    alone: set[Key] = {
        span.key
        for number, span in people
        if len(span.key) == 1
        and _office(title_before(parts[number].flat, span.start)) & _KNOWN_BY_FIRST_NAME
    }
    for (number, one), (other_number, other) in pairwise(people):
        if number != other_number or len(one.key) > 1:
            continue
        flat = parts[number].flat
        surname = _without_generation(other.key)[-1:]
        if (
            len(other.key) > 1
            and flat[one.end : other.start] in _JOINTS_OF_PAIR
            and one.key[0] in names
            and other.key[0] in names
            and one.key[0] not in others
            and one.key not in alone
            and not title_before(flat, one.start)
            and surnames_by_first[one.key[0]] <= {surname}
        ):
            yield id(one), one.key + surname
        alone.add(one.key)


def _title_before(flat: str, start: int) -> str:
    title = title_before(flat, start)
    if title and flat.startswith(". ", start - 2) and title.split()[-1] not in _ABBREVIATED:
        # “He saw the judge. Marsh left.”
        return ""
    return title


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
