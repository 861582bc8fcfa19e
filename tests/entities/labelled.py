"""The hand-labelled news texts: one file each, with the names marked in the text itself.

`README.md` beside this file describes the format and the rules of labelling.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

Kind = Literal["person", "organization", "place", "event", "work", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
HALVES = ("dev", "held")
SUBJECTS = ("politics", "business", "sport", "disasters", "science", "courts")
FOLDER = Path(__file__).parent

_HEADERS = ("subject", "language", "published_at")
_RULE = "---"
_MARK = re.compile(r"\[\[(?P<name>[^\[\]|]*)(?:\|(?P<thing>[^\[\]|]*))?\]\]")
_DECLARED = re.compile(r"(?P<kind>\w+) +(?P<thing>[^\s=]+)(?: *= *(?P<link>\S+))?\Z")
_UNMARKED = "unmarked"
_NOT_JUDGED = "?"


class WrongText(ValueError):
    """A labelled text breaks the format; says where, and how."""


@dataclass(frozen=True, slots=True)
class PlaceId:
    """A place in a knowledge base: `iso3166` for countries, `geonames` for all others."""

    kb: str
    id: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A name in a text; offsets are code points. `thing` says which thing it names, if known."""

    start: int
    end: int
    kind: Kind
    thing: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A news text with all its names.

    `links` holds what is known of places: an id, or None where no id is right. A thing that is not
    in it is not judged.
    """

    name: str
    title: str
    text: str
    language: str
    published_at: datetime | None
    title_marks: tuple[Mark, ...]
    marks: tuple[Mark, ...]
    subject: str = ""
    links: Mapping[str, PlaceId | None] | None = None
    unmarked: frozenset[str] = frozenset()


def read_half(half: str) -> list[LabelledText]:
    """All texts of the half `dev` or `held`, in the order of their names."""
    return read_folder(FOLDER / half)


def read_folder(folder: Path) -> list[LabelledText]:
    """All texts of a folder, in the order of their names.

    Raises:
        WrongText: one breaks the format, or there is none.
    """
    texts = [read_text(path) for path in sorted(folder.glob("*.txt"))]
    if not texts:
        raise WrongText(f"{folder}: holds no labelled text")
    return texts


def read_text(path: Path) -> LabelledText:
    """The text of one file.

    Raises:
        WrongText: it breaks the format.
    """
    try:
        written = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise WrongText(f"{path}: no UTF-8: {error.reason}") from error
    return parse(written, path)


def parse(written: str, path: Path) -> LabelledText:
    """The text that is written in a file; `path` is used for its name and in errors.

    Raises:
        WrongText: it breaks the format.
    """
    lines = written.split("\n")
    if _RULE not in lines:
        raise WrongText(f"{path}:1: no line {_RULE!r} between header and text")
    rule = lines.index(_RULE)
    header = _Header(path)
    for number, line in enumerate(lines[:rule], start=1):
        if line.strip():
            header.read(number, line)
    if len(lines) < rule + 4 or not lines[rule + 1].strip() or lines[rule + 2].strip():
        raise WrongText(f"{path}:{rule + 2}: a title, an empty line and the text have to follow")
    body = "\n".join(lines[rule + 3 :]).rstrip("\n")
    if not body.strip():
        raise WrongText(f"{path}:{rule + 4}: no text")
    title, title_marks = _plain(lines[rule + 1], rule + 2, header)
    text, marks = _plain(body, rule + 4, header)
    return header.text(title, text, title_marks, marks)


def left_unmarked(text: LabelledText) -> Iterator[str]:
    """Names that are marked at one place of a text and stand unmarked at another."""
    for whole, marks in ((text.title, text.title_marks), (text.text, text.marks)):
        marked = {place for mark in marks for place in range(mark.start, mark.end)}
        for name in _names(text) - text.unmarked:
            for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", whole):
                if found.start() not in marked:
                    yield f"{name!r} at {found.start()}"


def _names(text: LabelledText) -> set[str]:
    return {text.title[mark.start : mark.end] for mark in text.title_marks} | {
        text.text[mark.start : mark.end] for mark in text.marks
    }


def _plain(written: str, first_line: int, header: "_Header") -> tuple[str, tuple[Mark, ...]]:
    """The text without its marks, and where they were."""
    parts: list[str] = []
    marks: list[Mark] = []
    length = behind = 0
    for found in _MARK.finditer(written):
        before, name = written[behind : found.start()], found["name"]
        line = first_line + written.count("\n", 0, found.start())
        _refuse_brackets(before, first_line + written.count("\n", 0, behind), header.path)
        if not name or name != name.strip():
            raise WrongText(f"{header.path}:{line}: a name is empty or has space around: {name!r}")
        thing = found["thing"] if found["thing"] is not None else slug(name)
        start = length + len(before)
        marks.append(Mark(start, start + len(name), header.kind_of(thing, line), thing))
        parts += (before, name)
        length = start + len(name)
        behind = found.end()
    rest = written[behind:]
    _refuse_brackets(rest, first_line + written.count("\n", 0, behind), header.path)
    return "".join([*parts, rest]), tuple(marks)


def slug(name: str) -> str:
    """The thing that a mark without `|` names: its words in lower case, joined by hyphens."""
    return "-".join(re.findall(r"\w+", name.lower()))


def _refuse_brackets(between: str, first_line: int, path: Path) -> None:
    found = re.search(r"\[\[|\]\]|\]\||\|\]", between)
    if found:
        line = first_line + between.count("\n", 0, found.start())
        raise WrongText(f"{path}:{line}: a mark is not closed, not opened, or holds another")


class _Header:
    """What stands above the text: one fact a line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._facts: dict[str, str] = {}
        self._kind_by_thing: dict[str, Kind] = {}
        self._line_by_thing: dict[str, int] = {}
        self._links: dict[str, PlaceId | None] = {}
        self._unmarked: set[str] = set()
        self._used: set[str] = set()

    def read(self, number: int, line: str) -> None:
        name, colon, value = line.partition(":")
        if colon and name in _HEADERS:
            if name in self._facts:
                raise self._wrong(number, f"{name} stands here twice")
            self._facts[name] = value.strip()
            return
        if colon and name == _UNMARKED:
            self._unmarked |= {word.strip() for word in value.split(",")}
            return
        found = _DECLARED.match(line.strip())
        if not found:
            raise self._wrong(number, f"neither a fact nor a thing: {line!r}")
        self._declare(number, found["kind"], found["thing"], found["link"])

    def kind_of(self, thing: str, line: int) -> Kind:
        """The kind that was declared; counts the thing as used."""
        if thing not in self._kind_by_thing:
            raise self._wrong(line, f"{thing!r} is not declared in the header")
        self._used.add(thing)
        return self._kind_by_thing[thing]

    def text(
        self, title: str, text: str, title_marks: tuple[Mark, ...], marks: tuple[Mark, ...]
    ) -> LabelledText:
        """The whole of it, if nothing is missing and nothing was declared in vain."""
        missing = [name for name in _HEADERS if not self._facts.get(name)]
        if missing:
            raise self._wrong(1, f"no {missing[0]}")
        if self._facts["subject"] not in SUBJECTS:
            raise self._wrong(1, f"unknown subject {self._facts['subject']!r}")
        for thing, number in self._line_by_thing.items():
            if thing not in self._used:
                raise self._wrong(number, f"{thing!r} is not in the text")
        return LabelledText(
            self.path.stem,
            title,
            text,
            self._facts["language"],
            self._published_at(),
            title_marks,
            marks,
            subject=self._facts["subject"],
            links=self._links,
            unmarked=frozenset(self._unmarked),
        )

    def _published_at(self) -> datetime:
        written = self._facts["published_at"]
        try:
            instant = datetime.fromisoformat(written)
        except ValueError as error:
            raise self._wrong(1, f"published_at is no instant: {written!r}") from error
        if instant.tzinfo is None:
            raise self._wrong(1, f"published_at has no time zone: {written!r}")
        return instant

    def _declare(self, number: int, kind: str, thing: str, link: str | None) -> None:
        for known in KINDS:
            if kind == known:
                break
        else:
            raise self._wrong(number, f"unknown kind {kind!r}")
        if thing in self._kind_by_thing:
            raise self._wrong(number, f"{thing!r} is declared twice")
        if link is not None and known != "place":
            raise self._wrong(number, "only a place has a link")
        self._kind_by_thing[thing] = known
        self._line_by_thing[thing] = number
        if known == "place" and link != _NOT_JUDGED:
            self._links[thing] = self._place_id(number, link)

    def _place_id(self, number: int, link: str | None) -> PlaceId | None:
        if link is None:
            return None
        if re.fullmatch(r"[A-Z]{2}", link):
            return PlaceId("iso3166", link)
        if re.fullmatch(r"[1-9][0-9]*", link):
            return PlaceId("geonames", link)
        raise self._wrong(number, f"neither a country's two letters nor a GeoNames id: {link!r}")

    def _wrong(self, number: int, why: str) -> WrongText:
        return WrongText(f"{self.path}:{number}: {why}")
