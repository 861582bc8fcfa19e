"""Valid articles, and a pipeline that needs no model."""

import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsmill.contracts.articles import Provenance, Source, UniqueArticle
from newsmill.enricher import recognising
from newsmill.enricher.recognising import Recogniser

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
        "title": "Marsh resigns",
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


@dataclass
class FakeSpan:
    start_char: int
    end_char: int
    label_: str


@dataclass
class FakeDoc:
    ents: Sequence[FakeSpan]


class FakePipeline:
    """Takes every capitalised word for a person; texts in capitals tell it to misbehave.

    Says by the label how many texts it was given at once.
    """

    def __init__(self) -> None:
        self.zones_entered = 0
        self.zones_left = 0
        self.batches: list[list[str]] = []

    def pipe(self, texts: Sequence[str], *, batch_size: int) -> Iterator[FakeDoc]:
        assert batch_size == len(texts)
        self.batches.append(list(texts))
        for text in texts:
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
            yield FakeDoc(
                [
                    FakeSpan(*match.span(), f"OF {len(texts)}")
                    for match in re.finditer(r"\b[A-Z][a-z]+\b", text)
                ]
            )

    @contextmanager
    def memory_zone(self) -> Iterator[None]:
        self.zones_entered += 1
        try:
            yield
        finally:
            self.zones_left += 1


def load_fake_models() -> None:
    """In place of `load_models`, in a child process."""
    pipelines = {"en": FakePipeline(), "fr": FakePipeline()}
    recognising._loaded[:] = [Recogniser(pipelines, max_chars=1000)]
