"""One article about to be laid out: what every publishing system works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zlib import crc32

from tests.pages.markup import esc
from tests.pages.phrases import Phrases
from tests.pages.story import Article
from tests.pages.truth import plain

RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}


@dataclass(frozen=True)
class Teaser:
    """Another article, as a related list or a sidebar shows it. All its texts are escaped."""

    title: str
    summary: str
    author: str
    published: datetime
    url: str


@dataclass(frozen=True)
class Sheet:
    """An article, the outlet that brings it and what this outlet says around it."""

    system: str
    article: Article
    outlet: str
    host: str
    url: str
    phrases: Phrases

    @property
    def direction(self) -> str:
        """The page's `dir`."""
        return "rtl" if self.article.language in RIGHT_TO_LEFT else "ltr"

    @property
    def home(self) -> str:
        """The address of the home page."""
        return f"https://{self.host}/"

    @property
    def title(self) -> str:
        """The headline, escaped."""
        return esc(self.article.title)

    @property
    def standfirst(self) -> str:
        """The standfirst, or else the beginning of the text; escaped, for metas and teasers."""
        first = next((b.text for b in self.article.blocks if b.kind == "paragraph"), "")
        return esc(plain(self.article.standfirst or first[:150]))

    @property
    def number(self) -> int:
        """The article's number in the outlet's system."""
        return 100_000 + crc32((self.system + self.article.slug).encode()) % 9_000_000

    def say(self, slot: str) -> str:
        """What this outlet says in a slot, escaped; the same on all its pages."""
        return esc(self.phrases.one(slot, self.system))

    def some(self, slot: str, count: int) -> tuple[str, ...]:
        """Up to `count` different things that this page says in a slot, escaped."""
        seed = self.system + self.article.slug
        return tuple(esc(said) for said in self.phrases.several(slot, count, seed))

    def menu(self, count: int = 9) -> tuple[str, ...]:
        """The names of the outlet's sections, escaped."""
        return tuple(esc(said) for said in self.phrases.several("sections", count, self.system))

    def teasers(self, count: int, which: str = "") -> tuple[Teaser, ...]:
        """Other articles of the outlet. `which` gives another choice on the same page."""
        seed = self.system + self.article.slug + which
        titles = self.phrases.several("teasers", count, seed)
        names = self.phrases.several("people", count, seed)
        return tuple(
            Teaser(
                esc(title),
                esc(summary),
                esc(names[at % len(names)]),
                self.article.published
                + timedelta(days=(at * 5 + len(seed)) % 11 - 4, hours=at * 3),
                f"{self.home}{self._teaser_path(title)}",
            )
            for at, (title, _, summary) in enumerate(said.partition(" | ") for said in titles)
        )

    def comments(self, count: int) -> tuple[tuple[str, str, datetime], ...]:
        """Readers' comments: name and text, escaped, and the time."""
        seed = self.system + self.article.slug
        said = (
            comment.partition(" | ") for comment in self.phrases.several("comments", count, seed)
        )
        return tuple(
            (esc(name), esc(text), self.article.published + timedelta(hours=2 + at * 7))
            for at, (name, _, text) in enumerate(said)
        )

    def byline(self, join: str | None = None) -> str:
        """The authors' names and the agency, as a visible byline without "By"; escaped.

        "A, B and C, agency"; `join` stands between all of them instead.
        """
        names = list(self.article.authors)
        agency = [self.article.agency] if self.article.agency else []
        if len(names) > 1 and join is None:
            last = names.pop()
            names = [f"{', '.join(names)} {self.phrases.one('and', '')} {last}"]
        return esc((join or ", ").join((*names, *agency)))

    def bios(self) -> tuple[tuple[str, str], ...]:
        """Name and biography of each author, escaped."""
        seed = self.system
        return tuple(
            (esc(name), esc(self.phrases.one("bio", seed + name).replace("AUTHOR", name)))
            for name in self.article.authors
        )

    def day(self, at: datetime | None = None) -> str:
        """A day as the language writes it."""
        at = at or self.article.published
        months = self.phrases.variants_by_slot["months"]
        said = self.phrases.one("day", "")
        return said.format(d=at.day, m=months[at.month - 1], mm=f"{at.month:02}", y=at.year)

    def moment(self, at: datetime | None = None) -> str:
        """A day and time as the language writes it."""
        at = at or self.article.published
        return f"{self.day(at)}{self.phrases.one('at', '')}{at:%H:%M}"

    def utc(self, at: datetime | None = None) -> str:
        """A time in UTC with milliseconds, as JavaScript writes it."""
        return f"{(at or self.article.published).astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"

    def _teaser_path(self, title: str) -> str:
        return f"{crc32(title.encode()) % 900_000 + 100_000}"


Layout = Callable[[Sheet], str]


@dataclass(frozen=True)
class System:
    """A publishing system: how it lays out an article and builds addresses."""

    name: str
    layout: Layout
    path: str
    """Of an article's address; with {slug}, {number}, {year}, {month}, {day}, {section}."""
    languages: tuple[str, ...]
    """Whose articles it takes."""
    standfirst_counts: bool = False
    """Is the standfirst laid out as the body's first paragraph?"""
    kinds: tuple[str, ...] = ()
    """Kinds of articles that it takes; all, if empty."""
    takes_live: bool = False
    """Is it able to lay out live blogs?"""
    count: int = 7
    """So many articles at most."""
    query: str = ""
    """Tracking parameters that the entry's link has."""
    names_authors: bool = True
    """Does the page say who wrote it?"""
    not_canonical: str = ""
    """The end of the path that the canonical address does not have."""
