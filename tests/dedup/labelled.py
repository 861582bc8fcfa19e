"""The labelled set: which articles are copies of each other is known, because all are invented.

The half `dev` is for choosing thresholds. The half `test` has other names and other templates, and
nobody chooses by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tests.dedup.copying import COPIES, Copyist
from tests.dedup.drawing import Draw
from tests.dedup.prose import Draft, invent_topic, write_article
from tests.dedup.series import Template, load_templates, write_series
from tests.dedup.vocabulary import LANGUAGES, Lexicon, Split, load_lexicon

SEED = 20_260_105
OPENED = datetime(2026, 1, 5, tzinfo=UTC)
MINUTES = 20 * 24 * 60
"""Within this time everything is first seen: less than the deduper remembers."""

LONGEST_DELAY_MINUTES = 2 * 24 * 60
SHARE_BY_LANGUAGE = {"en": 0.55, "de": 0.33, "zh": 0.12}
COPIES_OF_A_STORY = (1, 1, 1, 1, 2, 2, 3, 3, 4, 8)
STORIES_SHARE = 0.6
"""Of all articles, wire stories and their copies; the others are series and same events."""

SAME_EVENT_SHARE = 0.05
SERIES_LENGTH = 14
REPRINTED_SHARE = 0.12
"""Of a series' texts, those that another paper prints too: not all that share a form are new."""

SAME_SITE_SHARE = 0.1
"""Of all copies, those in another feed of the first one's site."""

ORIGINAL = "original"
SAME_EVENT = "same event"
REPORT_REPRINTED = "report reprinted"
HEADLINE_REPRINTED = "headline reprinted"
COPY_KINDS = (*COPIES, REPORT_REPRINTED, HEADLINE_REPRINTED)

_REPRINTED = {
    "market report": REPORT_REPRINTED,
    "weather": REPORT_REPRINTED,
    "match report": REPORT_REPRINTED,
    "obituary": REPORT_REPRINTED,
    "police notice": REPORT_REPRINTED,
    "earnings brief": REPORT_REPRINTED,
    "headline only": HEADLINE_REPRINTED,
}
_EVERY_FEW_MINUTES = frozenset({"live ticker", "headline only", "short alert"})


@dataclass(frozen=True)
class Labelled:
    """An article, and which others it is the same news as: those of its group."""

    id: str
    group: str
    kind: str
    text: str
    title: str
    language: str
    seen_at: datetime
    host: str
    feed: str

    @property
    def url(self) -> str:
        """An address that is nobody else's."""
        return f"https://{self.host}/{self.id}"

    @property
    def is_copy(self) -> bool:
        """Whether another text of its group was written before it, by kind."""
        return self.kind in COPY_KINDS


def labelled_set(split: Split, seed: int = SEED, articles: int = 2_000) -> list[Labelled]:
    """About `articles` articles of one half, in the order in which they were seen.

    The first of every group is the one that the others are copies of.
    """
    found: list[Labelled] = []
    for language in LANGUAGES:
        lexicon = load_lexicon(language, split)
        count = round(articles * SHARE_BY_LANGUAGE[language])
        maker = _Maker(lexicon, Draw(seed, split, language), f"{split}-{language}")
        found += maker.stories(round(count * STORIES_SHARE))
        found += maker.same_events(round(count * SAME_EVENT_SHARE))
        series_articles = round(count * (1 - STORIES_SHARE - SAME_EVENT_SHARE))
        templates = load_templates(language, split)
        for number, template in enumerate(templates):
            share = series_articles * (number + 1) // len(templates)
            found += maker.series(template, share - series_articles * number // len(templates))
    found.sort(key=lambda article: (article.seen_at, article.id))
    return [replace(a, id=f"{split}-{n:05}") for n, a in enumerate(found)]


class _Maker:
    """Makes the articles of one language."""

    def __init__(self, lexicon: Lexicon, draw: Draw, name: str) -> None:
        self._lexicon = lexicon
        self._draw = draw
        self._copyist = Copyist(lexicon, draw)
        self._name = name
        self._made = 0
        self._groups = 0
        self._kinds: list[str] = []

    def stories(self, articles: int) -> Iterator[Labelled]:
        """Wire stories with copies of every kind, equally many of each."""
        end = self._made + articles
        while self._made < end:
            draft = write_article(self._lexicon, self._draw)
            original = self._first(draft, ORIGINAL, self._minutes())
            yield original
            for _ in range(min(self._draw.choice(COPIES_OF_A_STORY), end - self._made)):
                kind = self._next_kind()
                yield self._copy(original, self._copyist.copied(draft, kind), kind)

    def same_events(self, articles: int) -> Iterator[Labelled]:
        """Pairs of stories with the same people, places and words, written independently."""
        for _ in range(articles // 2):
            topic = invent_topic(self._lexicon, self._draw)
            minutes = self._minutes()
            drafts = [write_article(self._lexicon, self._draw, topic) for _ in range(2)]
            if self._draw.chance(0.5):
                drafts[1] = _with_shared_sentence(*drafts)
            for draft in drafts:
                delay = self._draw.between(0, LONGEST_DELAY_MINUTES)
                yield self._first(draft, SAME_EVENT, minutes + delay)

    def series(self, template: Template, articles: int) -> Iterator[Labelled]:
        """Series of a template, with a feed for each; a few of their texts are reprinted."""
        end = self._made + articles
        while self._made < end:
            host, minutes = self._host(), self._minutes()
            count = min(SERIES_LENGTH, end - self._made)
            for draft in write_series(template, self._lexicon, self._draw, count):
                if self._made >= end:
                    return
                minutes += self._draw.between(*self._pause(template.kind))
                article = self._first(draft, template.kind, minutes % MINUTES, host)
                yield article
                reprinted = _REPRINTED.get(template.kind)
                if reprinted and self._draw.chance(REPRINTED_SHARE) and self._made < end:
                    yield self._copy(article, self._reprint(draft, reprinted), reprinted)

    def _pause(self, kind: str) -> tuple[int, int]:
        return (3, 90) if kind in _EVERY_FEW_MINUTES else (1_380, 1_500)

    def _reprint(self, draft: Draft, kind: str) -> Draft:
        return draft if kind == HEADLINE_REPRINTED else self._copyist.with_affixes(draft)

    def _next_kind(self) -> str:
        if not self._kinds:
            self._kinds = self._draw.shuffled(tuple(COPIES))
        return self._kinds.pop()

    def _first(self, draft: Draft, kind: str, minutes: int, host: str = "") -> Labelled:
        self._groups += 1
        return self._article(f"{self._name}-{self._groups}", draft, kind, minutes, host)

    def _copy(self, original: Labelled, draft: Draft, kind: str) -> Labelled:
        minutes = round((original.seen_at - OPENED) / timedelta(minutes=1))
        minutes += self._draw.between(5, LONGEST_DELAY_MINUTES)
        host = original.host if self._draw.chance(SAME_SITE_SHARE) else self._host()
        copy = self._article(original.group, draft, kind, minutes, host)
        return replace(copy, feed=f"https://{host}/latest.xml")

    def _article(self, group: str, draft: Draft, kind: str, minutes: int, host: str) -> Labelled:
        self._made += 1
        host = host or self._host()
        return Labelled(
            # Replaced when all are sorted by time; until then it decides among equal times.
            id=f"{self._name}-{self._made:06}",
            group=group,
            kind=kind,
            text=draft.text,
            title=draft.title,
            language=draft.language,
            seen_at=OPENED + timedelta(minutes=minutes),
            host=host,
            feed=f"https://{host}/feed.xml",
        )

    def _minutes(self) -> int:
        return self._draw.between(0, MINUTES)

    def _host(self) -> str:
        paper = self._draw.choice(("gazette", "post", "kurier", "bote", "daily", "ribao"))
        return f"{paper}-{self._draw.between(1, 60)}.{self._lexicon.language}.example"


def _with_shared_sentence(one: Draft, other: Draft) -> Draft:
    """`other` with a sentence of `one`: the same words of the same spokesman, quoted by both."""
    sentence = one.paragraphs[len(one.paragraphs) // 2][0]
    return other.with_paragraphs([*other.paragraphs, (sentence,)])
