"""Invented articles as the topics have them: words, names and sites as unequal as in life."""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate

from tests.builders import hex16, hex32

LANGUAGES = {"en": 0.45, "de": 0.2, "fr": 0.15, "ru": 0.1, "zh": 0.06, "ar": 0.04}
WORDS_OF_A_LANGUAGE = 40_000
WORDS_OF_A_SENTENCE = 12
SENTENCES = 20_000
NAMES = 30_000
HOSTS = 400
KINDS = ("person", "organization", "place", "event", "work")
COPY_SHARE, REVISION_SHARE = 0.15, 0.03
_LETTERS = {
    "en": ("bcdfglmnprstvw", "aeiou"),
    "de": ("bdfgklmnprstwz", "aeiouäöü"),
    "fr": ("bcdfgjlmnprstv", "aeéèiouâ"),
    "ru": ("бвгдзклмнпрстх", "аеиоуыя"),
    "ar": ("بتثجحدرسشعفقكل", "اوي"),
}


class News:
    """A stream of them; the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.names = [self._name(number) for number in range(NAMES)]
        self._name_weights = _zipf(NAMES)
        self._hosts = [f"paper-{number}.example" for number in range(HOSTS)]
        self._host_weights = _zipf(HOSTS)

    def lines(self, articles: int, begins: datetime, ends: datetime) -> Iterator[str]:
        """JSON of enriched articles, and of copies and revisions between them, in order of time."""
        step = (ends - begins) / articles
        recent: list[tuple[str, str]] = []
        for number in range(articles):
            at = begins + step * number
            line = self.article(number, at)
            yield line
            record = json.loads(line) if self.random.random() < 0.05 else None
            if record is not None:
                recent.append((record["article_id"], line))
                recent = recent[-200:]
            if recent and self.random.random() < COPY_SHARE:
                yield self._copy(number, self.random.choice(recent)[0], at)
            if recent and self.random.random() < REVISION_SHARE:
                yield self._revision(self.random.choice(recent)[1], at)

    def article(self, number: int, at: datetime, words: int | None = None) -> str:
        """One of them, about 5 KB."""
        choose = self.random
        language = choose.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
        # Of some feeds there is no more than the summary.
        whole = min(3000, max(40, int(choose.lognormvariate(5.7, 0.6))))
        count = words or (whole if choose.random() < 0.75 else choose.randint(20, 80))
        text = self._text(language, count)
        host = choose.choices(self._hosts, cum_weights=self._host_weights)[0]
        entities = [self._entity(text) for _ in range(choose.randint(2, 14))]
        written = _written(at)
        seen = _written(at - timedelta(seconds=choose.randint(1, 30)))
        identity = hex32(("article", number))
        return json.dumps(
            {
                "article_id": identity,
                "id": f"{identity}.1",
                "schema": "news.articles.enriched.v1",
                "change": "new",
                "changed": [],
                "revision": 1,
                "group_id": identity,
                "fingerprint": hex32(number),
                "url": f"https://{host}/news/{number}?utm_source=rss",
                "canonical_url": f"https://{host}/news/{number}",
                "feed_url": f"https://{host}/feed.xml",
                "source": {
                    "host": host,
                    "site_name": f"The {host.partition('.')[0].title()}",
                    "feed_title": "All news",
                    "subscription_title": None,
                },
                "title": self._text(language, 9).rstrip("."),
                "text": text,
                "summary": text[:200],
                "text_origin": "page",
                "word_count": count,
                "authors": [choose.choice(self.names)[0]],
                "categories": ["News"],
                "image_url": f"https://{host}/images/{number}.jpg",
                "media": [],
                "section": choose.choice(["World", "Science", "Sport", "Business", None]),
                "tags": ["daily"],
                "language": language,
                "language_confidence": 0.99,
                "script": "Latn",
                "published_at": seen,
                "published_at_origin": "feed",
                "updated_at": None,
                "seen_at": seen,
                "enriched_at": written,
                "timings": dict.fromkeys(("puller", "retriever", "cleaner", "deduper"), written),
                "provenance": {
                    "entry_id": hex32(("entry", number)),
                    "entry_version": hex16(number),
                    "origin": "feed",
                    "guid": f"{number}",
                    "retrieval": "fetched",
                },
                "entities": entities,
                "entities_status": "ok",
                "model": "invented 1.0",
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    def word(self, language: str) -> str:
        """One that texts of this language have, common ones more often."""
        return self.random.choices(_vocabulary(language), cum_weights=_weights(language))[0]

    def name(self) -> tuple[str, str]:
        """A name and its kind, known ones more often."""
        return self.random.choices(self.names, cum_weights=self._name_weights)[0]

    def _text(self, language: str, count: int) -> str:
        """So many words, in sentences of which many articles have some."""
        sentences = _sentences(language)
        space = "" if language == "zh" else " "
        chosen = self.random.choices(sentences, k=max(1, count // WORDS_OF_A_SENTENCE))
        rare = self.random.choices(_vocabulary(language), k=max(1, count // 50))
        return space.join([*chosen, *rare])

    def _entity(self, text: str) -> dict[str, object]:
        name, kind = self.name()
        start = self.random.randrange(max(1, len(text) - len(name)))
        mention = {"start": start, "end": start + len(name), "text": name}
        return {
            "name": name,
            "label": kind.upper(),
            "kind": kind,
            "mentions": [mention] * self.random.randint(1, 3),
            "title_mentions": [],
            "count": 1,
            "salience": round(self.random.random(), 3),
            "link": None,
            "date": None,
        }

    def _copy(self, number: int, of: str, at: datetime) -> str:
        host = self.random.choice(self._hosts)
        return json.dumps(
            {
                "article_id": hex32(("copy", number)),
                "revision": 1,
                "duplicate_of": of,
                "group_id": of,
                "kind": "near",
                "similarity": 0.9,
                "copies": 1,
                "hosts": [host],
                "url": f"https://{host}/{number}",
                "source": {"host": host},
                "title": "The same again",
                "language": "en",
                "seen_at": _written(at),
            }
        )

    def _revision(self, line: str, at: datetime) -> str:
        record = json.loads(line)
        again = {"revision": record["revision"] + 1, "change": "revised", "changed": ["text"]}
        text = f"{record['text']} Corrected."
        return json.dumps({**record, **again, "text": text, "enriched_at": _written(at)})

    def _name(self, number: int) -> tuple[str, str]:
        language = ("en", "de", "fr", "ru")[number % 4]
        parts = self.random.sample(_vocabulary(language)[200:], 2)
        return " ".join(part.capitalize() for part in parts), KINDS[number % len(KINDS)]


@cache
def _vocabulary(language: str) -> Sequence[str]:
    choose = random.Random(language)
    if language == "zh":
        return [chr(0x4E00 + number) for number in choose.sample(range(6000), 6000)]
    consonants, vowels = _LETTERS[language]
    words: dict[str, None] = {}
    while len(words) < WORDS_OF_A_LANGUAGE:
        # The first of them are the common ones, and short.
        syllables = 1 + (len(words) > 60) + (len(words) > 2000) + choose.randint(0, 1)
        word = "".join(choose.choice(consonants) + choose.choice(vowels) for _ in range(syllables))
        words[word] = None
    return list(words)


@cache
def _sentences(language: str) -> Sequence[str]:
    choose = random.Random(language)
    vocabulary, weights = _vocabulary(language), _weights(language)
    space, end = ("", "。") if language == "zh" else (" ", ".")
    return [
        space.join(choose.choices(vocabulary, cum_weights=weights, k=WORDS_OF_A_SENTENCE)) + end
        for _ in range(SENTENCES)
    ]


@cache
def _weights(language: str) -> Sequence[float]:
    return _zipf(len(_vocabulary(language)))


def _zipf(count: int) -> Sequence[float]:
    return list(accumulate(1 / (rank + 2.7) for rank in range(count)))


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
