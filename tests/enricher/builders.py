"""Valid articles, and a finder that needs no model."""

import os
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsmill.contracts.articles import Provenance, Source, UniqueArticle
from newsmill.enricher import recognising
from newsmill.enricher.finding import Found
from newsmill.enricher.recognising import Recogniser
from newsmill.enricher.resolving.resolving import load_tables

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def unique_article(text: str = "Ingrid Marsh resigned.", **changes: Any) -> UniqueArticle:
    """An article as the deduper writes it."""
    fields: dict[str, Any] = {
        "article_id": "a" * 32,
        "fingerprint": "f" * 32,
        "url": "https://gazette.example/marsh",
        "canonical_url": "https://gazette.example/marsh",
        "feed_url": "https://gazette.example/feed",
        "source": Source(host="gazette.example"),
        "title": "a resignation",
        "text": text,
        "text_origin": "page",
        "word_count": len(text.split()),
        "language": "en",
        "language_confidence": 0.99,
        "published_at": NOON,
        "published_at_origin": "feed",
        "seen_at": NOON,
        "timings": {"deduper": NOON},
        "provenance": Provenance(
            entry_id="e" * 32, entry_version="b" * 16, origin="feed", retrieval="fetched"
        ),
        "revision": 2,
        "group_id": "c" * 32,
    }
    return UniqueArticle(**{**fields, **changes})


class FakeFinder:
    """Takes every capitalised word for a person; texts in capitals tell it to misbehave.

    Says by the label how many articles it was given at once: their texts come before their titles.
    """

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> list[list[Found]]:
        """The capitalised words."""
        articles = (len(texts) + 1) // 2
        self.batches.append(list(texts[:articles]))
        return [self._found(text, f"OF {articles}") for text in texts]

    def _found(self, text: str, label: str) -> list[Found]:
        match text:
            case "HANG":
                time.sleep(60)
            case "SLOW":
                time.sleep(1)
            case "DIE":
                os._exit(1)
            case _ if text.startswith("DIE TWICE "):
                deaths = Path(text.removeprefix("DIE TWICE "))
                if not deaths.exists() or deaths.stat().st_size < 2:
                    with deaths.open("a") as file:
                        file.write("x")
                    os._exit(1)
            case "RAISE":
                raise KeyError("a word")
        return [Found(*it.span(), label) for it in re.finditer(r"\b[A-Z][a-z]+\b", text)]


def load_fake_models() -> None:
    """In place of `load_models`, in a child process."""
    finders = {"en": FakeFinder(), "fr": FakeFinder()}
    for language in finders:
        load_tables(language)
    recognising._loaded[:] = [Recogniser(finders, max_chars=1000)]


class BrokenFinder:
    """Ends the process with whatever it is given, or hangs."""

    def __init__(self, habit: str) -> None:
        self._habit = habit

    def __call__(self, texts: Sequence[str]) -> list[list[Found]]:
        """Nothing, ever."""
        if self._habit == "die":
            os._exit(1)
        time.sleep(60)
        return [[] for _ in texts]


def load_broken_models(habit: str) -> None:
    """In place of `load_models`, in a child process."""
    recognising._loaded[:] = [Recogniser({"en": BrokenFinder(habit)}, max_chars=1000)]
