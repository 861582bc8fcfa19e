"""make bench-dedup-memory: what a million articles cost in the deduper's memory.

The articles are random words, made so cheaply that making them does not count, and a few of them
are near copies. Each is decided on by the deduper's own code, which signs it, looks for what it
copies, and remembers it. Then the journal is loaded into a new memory, as after a restart. Exit
code 1 when a goal is missed.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from struct import Struct

from newsmill.contracts.articles import CleanArticle, DuplicateArticle
from tests.builders import NOON, clean_article
from tests.dedup.goals import Goal
from tests.dedup.production import Deduper, Entry, resident_bytes

ARTICLES = 1_000_000
RELOADED = 700_000
GOAL_MILLISECONDS = 0.5
"""For a query, and as much for an insertion; `decide` does both, and signs the text besides."""

GOAL_BYTES = 1_200
GOAL_RELOAD_SECONDS = 60.0

WORDS = 120
VOCABULARY = [f"w{number:x}" for number in range(30_000)]
NEAR_SHARE = 0.05
EDITED_WORDS = 4
RECENT = 100
BATCH = 1_000
STEPS = 10
LOADED_AT_ONCE = 5_000
SEEN_WITHIN = timedelta(days=20)

_LENGTHS = Struct("<II")


def main() -> int:
    """Measure what the arguments say."""
    parser = argparse.ArgumentParser("python -m tests.dedup.million", description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES, help=f"default {ARTICLES}")
    parser.add_argument("--seed", type=int, default=1, help="of the texts; default 1")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "journal"
        goals = _fill(arguments.articles, arguments.seed, journal)
        if journal.stat().st_size:
            goals += _reload(journal, min(arguments.articles, RELOADED))
    _say("")
    for goal in goals:
        _say(goal.told)
    return int(not all(goal.is_reached for goal in goals))


def _fill(count: int, seed: int, journal: Path) -> list[Goal]:
    """Decide on `count` articles, and write the journal."""
    articles = _articles(count, seed)
    # What is allocated once, whatever is remembered, counts as well: it is there for the articles.
    before = resident_bytes()
    deduper = Deduper(count)
    _say(f"{'articles':>10}{'CPU ms each':>14}{'bytes each':>12}{'called copies':>15}")
    decided = copies = 0
    milliseconds = grown = 0.0
    with journal.open("wb") as file:
        for step in range(1, STEPS + 1):
            seconds, begun = 0.0, decided
            while decided < count * step // STEPS:
                batch = list(islice(articles, min(BATCH, count * step // STEPS - decided)))
                started = time.process_time()
                decisions = [deduper.decide(article) for article in batch]
                seconds += time.process_time() - started
                copies += sum(isinstance(each, DuplicateArticle) for each in decisions)
                decided += len(batch)
                for key, value in deduper.take_entries():
                    file.write(_LENGTHS.pack(len(key), len(value)) + key + value)
            milliseconds = 1_000 * seconds / max(1, decided - begun)
            grown = (resident_bytes() - before) / max(1, decided)
            _say(f"{decided:>10}{milliseconds:>14.3f}{grown:>12.0f}{copies:>15}")
    return [
        Goal("CPU ms to sign, query and insert, last tenth", milliseconds, 2 * GOAL_MILLISECONDS),
        Goal("bytes of memory an article", grown, GOAL_BYTES),
    ]


def _reload(journal: Path, count: int) -> list[Goal]:
    """Load the last `count` entries of the journal, as after a restart."""
    deduper = Deduper(count)
    entries = deque(_read(journal), maxlen=count)
    size = sum(len(key) + len(value) for key, value in entries) / max(1, len(entries))
    _say(f"\nreloading {len(entries)} entries of {size:.0f} bytes on average …")
    started = time.monotonic()
    while entries:
        deduper.load([entries.popleft() for _ in range(min(LOADED_AT_ONCE, len(entries)))])
    deduper.recovered()
    return [Goal(f"seconds to reload {count}", time.monotonic() - started, GOAL_RELOAD_SECONDS)]


def _read(journal: Path) -> Iterator[Entry]:
    with journal.open("rb") as file:
        while lengths := file.read(_LENGTHS.size):
            key, value = _LENGTHS.unpack(lengths)
            yield file.read(key), file.read(value)


def _articles(count: int, seed: int) -> Iterator[CleanArticle]:
    """Distinct articles, some of them near copies of a recent one; only what differs is made."""
    draw = random.Random(seed)
    base = clean_article()
    recent: list[list[str]] = []
    for number in range(count):
        if recent and draw.random() < NEAR_SHARE:
            words = list(draw.choice(recent))
            for _ in range(EDITED_WORDS):
                words[draw.randrange(WORDS)] = draw.choice(VOCABULARY)
        else:
            words = draw.choices(VOCABULARY, k=WORDS)
            recent = [*recent[1 - RECENT :], words]
        text = " ".join(words)
        name = sha256(b"%d" % number).hexdigest()
        observed = {"entry_id": name[:32], "entry_version": name[:16]}
        url = f"https://{name[:4]}.example/{number}"
        yield base.model_copy(
            update={
                "article_id": name[32:],
                "fingerprint": sha256(text.encode()).hexdigest()[:32],
                "url": url,
                "canonical_url": url,
                "feed_url": f"https://{name[:4]}.example/feed.xml",
                "title": " ".join(words[:8]),
                "text": text,
                "word_count": WORDS,
                "seen_at": NOON + SEEN_WITHIN * number / count,
                "provenance": base.provenance.model_copy(update=observed),
            }
        )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
