"""python -m tests.bench.filters: CPU of parsing a filter, and of one article against 500 of them.

Invented articles of 600 words, and filters of ten kinds. Bars: 20 µs for a typical filter, 1 ms for
500 filters at once, which includes folding the article and cutting it into words.
"""

import random
import sys
import time
from collections.abc import Callable
from typing import Any

from newsmill import filters
from tests.filters.cases import enriched, entity

PARSE_BAR_MICROSECONDS, MATCH_BAR_MILLISECONDS = 20.0, 1.0
FILTERS, ARTICLES, WORDS = 500, 200, 600
ROUNDS = 5
"""The fastest of so many counts: other processes only make it slower."""
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüéñ"


def main() -> int:
    """Print both figures; 1 where a bar is missed."""
    chance = random.Random(16)
    known = ["".join(chance.choices(LETTERS, k=chance.randint(2, 10))) for _ in range(20_000)]
    articles = [article(chance, known, number) for number in range(ARTICLES)]
    texts = [written(chance, known, number) for number in range(FILTERS)]
    parsing = 1e6 / FILTERS * fastest(lambda: [filters.parse(text) for text in texts])
    asked = filters.many(map(filters.parse, texts))
    matching = (
        1e3
        / ARTICLES
        * fastest(lambda: [asked.matching(filters.article_of(record)) for record in articles])
    )
    told = (
        ("a filter parsed", parsing, PARSE_BAR_MICROSECONDS, "µs"),
        (f"one article against {FILTERS} filters", matching, MATCH_BAR_MILLISECONDS, "ms"),
    )
    for what, figure, bar, unit in told:
        verdict = "met" if figure <= bar else "MISSED"
        sys.stdout.write(f"{what}: {figure:.2f} {unit} CPU (bar {bar:g} {unit}: {verdict})\n")
    return int(any(figure > bar for _, figure, bar, _ in told))


def fastest(work: Callable[[], object]) -> float:
    """CPU seconds of the fastest round."""
    seconds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
    return min(seconds)


def article(chance: random.Random, known: list[str], number: int) -> dict[str, Any]:
    """A record with twelve entities."""
    kinds = ("person", "organization", "place")
    return enriched(
        f"article {number}",
        title=" ".join(chance.choices(known, k=9)),
        text=" ".join(chance.choices(known, k=WORDS)),
        language=chance.choice(("en", "de", "fr", "es")),
        section=chance.choice(known),
        entities=[entity(" ".join(chance.choices(known, k=2)), kinds[at % 3]) for at in range(12)],
    )


def written(chance: random.Random, known: list[str], number: int) -> str:
    """One of ten kinds of filters that people write."""
    one, two, three = chance.choices(known, k=3)
    language = chance.choice(("en", "de", "fr", "es"))
    kinds = (
        f"place:{one} language:{language}",
        f'person:"{one} {two}"',
        f"{one} {two} language:{language}",
        f'"{one} {two}" OR {three}',
        f"source:{one}.example.com -is:copy",
        f"language:{language} -is:copy since:2h",
        f"{one}* -{two}",
        f"section:{one} OR tag:{two}",
        f"words:>{number} language:{language} {one}",
        f"(org:{one} OR place:{two} OR person:{three}) -is:revision",
    )
    return kinds[number % len(kinds)]


if __name__ == "__main__":
    sys.exit(main())
