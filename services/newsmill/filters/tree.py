"""What a filter says, as a tree: frozen dataclasses, to be walked by whoever turns it into SQL.

`README.md` beside this file tells what each field means.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal
from unicodedata import normalize

from newsmill.filters.folding import folded, words

Place = Literal["anywhere", "title", "text"]
"""Where free words are looked for; anywhere: in title, summary and text, not across two of them."""

NameField = Literal[
    "person", "organization", "place", "event", "work", "entity", "author", "feed", "source"
]
"""Fields whose value is a sequence of words that is contained in a name."""

LabelField = Literal["section", "tag", "category"]
"""Fields whose value equals the whole label when both are folded."""

Field = NameField | LabelField | Literal["language", "is", "has"]

NAME_FIELDS: frozenset[str] = frozenset(
    {"person", "organization", "place", "event", "work", "entity", "author", "feed", "source"}
)
LABEL_FIELDS: frozenset[str] = frozenset({"section", "tag", "category"})


@dataclass(frozen=True)
class Everything:
    """Matches every article: the empty filter."""


@dataclass(frozen=True)
class And:
    """All of `parts` match; two or more, none of them an And."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    """One of `parts` matches; two or more, none of them an Or."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    """`part` does not match; it is no Not."""

    part: "Node"


@dataclass(frozen=True)
class Words:
    """The words of `value` stand in the article one after the other.

    With `prefix`, the last of them may go on.
    """

    value: str
    """As written."""
    prefix: bool = False
    where: Place = "anywhere"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Folded; at least one."""
        return tuple(words(self.value))


@dataclass(frozen=True)
class Term:
    """A field has a value."""

    field: Field
    value: str
    """As written; of `is`, `has` and `language` in the usual spelling."""
    prefix: bool = False
    """Of names and labels: the last word, or the label, may go on."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Folded: what is compared where the field holds names."""
        return tuple(words(self.value))

    @cached_property
    def folded(self) -> str:
        """What is compared where the field holds labels."""
        return folded(self.value)

    @cached_property
    def code(self) -> str | None:
        """Of a place given as a code (`KE`, `2950159`), which then is a name only as a whole."""
        if self.field != "place" or self.prefix or not self.value.isascii():
            return None
        is_country = len(self.value) == 2 and self.value.isalpha() and self.value.isupper()
        return self.value if is_country or self.value.isdigit() else None

    @cached_property
    def host(self) -> str | None:
        """Of a source: the host that it may be, with all its subdomains if it has a dot."""
        return _host(self.value) if self.field == "source" and not self.prefix else None


@dataclass(frozen=True)
class Seen:
    """newsmill saw the article at or after an instant (`since`), or before it (`until`).

    Either `at` is given or `ago`, which counts back from the time of matching.
    """

    edge: Literal["since", "until"]
    at: datetime | None = None
    ago: timedelta | None = None

    def instant(self, now: datetime) -> datetime:
        """Where the edge lies at the time `now`."""
        if self.at is not None:
            return self.at
        assert self.ago is not None
        return now - self.ago


@dataclass(frozen=True)
class Length:
    """The text has so many words, both bounds included."""

    least: int = 0
    most: int | None = None


Node = Everything | And | Or | Not | Words | Term | Seen | Length


def all_of(parts: tuple[Node, ...]) -> Node:
    """The conjunction of `parts`, flat."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And) else (part,))
    flat = [part for part in flat if part != Everything()]
    if not flat:
        return Everything()
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def one_of(parts: tuple[Node, ...]) -> Node:
    """The disjunction of `parts`, which are some, flat."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Or) else (part,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def negated(part: Node) -> Node:
    """The contrary of `part`."""
    return part.part if isinstance(part, Not) else Not(part)


def _host(value: str) -> str | None:
    """The ASCII form of a host's name, as UTS 46 has it; None if it cannot be one."""
    name = normalize("NFKC", value).strip().rstrip(".").lower().removeprefix("www.")
    labels = name.split(".")
    if not all(labels) or any(character.isspace() for character in name):
        return None
    return ".".join(label if label.isascii() else _in_ascii(label) for label in labels)


def _in_ascii(label: str) -> str:
    # What half of a surrogate pair gives is no host.
    return f"xn--{label.encode('punycode', 'replace').decode('ascii', 'replace')}"
