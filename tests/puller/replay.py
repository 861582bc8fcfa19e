"""Replay folders of snapshots through the production code: `python -m tests.puller.replay DIR`.

DIR has a folder per feed, in it the snapshots in order (0001.xml, 0002.xml, …). Each goes through
`poll` with the state and the memory that the one before left behind, both read back from their
records. Nothing is fetched and nothing is published. What was offered is judged by `oracle`.
"""

import argparse
import asyncio
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.feeds import Feed, FeedMemory, FeedState
from newsmill.puller.asking.following import Answer
from newsmill.puller.asking.polling import Poll, poll
from newsmill.puller.asking.validators import Validators
from newsmill.puller.identity.remembering import Memory, unwrapped, wrapped
from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.settings import Settings
from newsmill.web.budget import Budget, Hold
from newsmill.web.fetching import Hop, Reply
from tests.puller.oracle import Classes, Seen, boilerplate, read, seen

START = datetime(2100, 1, 1, tzinfo=UTC)
"""Later than all dates in the snapshots, which are then none of the future."""
BETWEEN = timedelta(minutes=30)
COUNTS = (
    "snapshots", "failed", "distinct", "new", "revisions", "repeats", "false new", "lost",
    "false revisions", "merged", "gaps",
)  # fmt: skip
FAULTS = ("false new", "lost", "false revisions", "repeats")


class NoSnapshots(Exception):
    """There is nothing to replay."""


@dataclass
class Replayed:
    """What became of a feed's snapshots."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    cpu_seconds: float = 0.0
    state_bytes: int = 0
    memory_bytes: int = 0
    memory_writes: int = 0
    examples: list[str] = field(default_factory=list)

    def __add__(self, other: "Replayed") -> "Replayed":
        return Replayed(
            self.name,
            self.counts + other.counts,
            self.cpu_seconds + other.cpu_seconds,
            max(self.state_bytes, other.state_bytes),
            max(self.memory_bytes, other.memory_bytes),
            self.memory_writes + other.memory_writes,
            self.examples + other.examples,
        )


@dataclass
class _Server:
    """Answers with the snapshot that it was given."""

    body: bytes = b""

    budget: Budget = field(default_factory=lambda: Budget(1))

    def hold(self) -> Hold:
        """Room for everything: snapshots are small."""
        return self.budget.for_body()

    async def ask(
        self,
        feed: Feed,
        state: FeedState,
        hold: Hold,
        *,
        url: str | None = None,
        validators: Validators | None = None,
        wants_body: bool = True,
    ) -> Answer:
        """The snapshot; nothing at the addresses of archives and older pages."""
        headers = {"content-type": "application/xml"}
        is_there = url is None or url == feed.url
        body = self.body if is_there else b""
        reply = Reply(url or feed.url, 200 if is_there else 404, headers, body, None)
        hop = Hop(reply, None, {}, {})
        return Answer(hop, feed.url, 0, is_permanent=False, is_secure=True, is_conditional=False)

    async def sitemaps(self, url: str) -> Sequence[str]:
        """None: a snapshot has no site."""
        return ()


class FeedReplay:
    """One feed, polled again and again."""

    def __init__(self, name: str) -> None:
        self.replayed = Replayed(name)
        self._url = f"https://{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}.example/feed"
        self._feed = Feed(url=self._url, added_at=START)
        self._state = FeedState(url=self._url)
        self._memory = b""
        self._server = _Server()
        self._now = START
        self._parsed: ParsedFeed | None = None
        self._settings = Settings(max_bytes=100 * 1024 * 1024)
        self._classes = Classes()
        self._first: dict[tuple[str, ...], tuple[int, Seen]] = {}
        self._offered: dict[tuple[str, ...], int] = {}
        self._latest: dict[str, Seen] = {}
        self._observations: set[tuple[str, str]] = set()
        self._boilerplate: set[str] = set()

    def take(self, body: bytes) -> Poll:
        """The next snapshot."""
        number = self.replayed.counts["snapshots"] + 1
        self.replayed.counts["snapshots"] = number
        self._server.body = body
        self._now += BETWEEN
        self._parsed = None
        began = time.process_time()
        polled = asyncio.run(self._poll())
        self.replayed.cpu_seconds += time.process_time() - began
        self._remember(polled)
        try:
            there = list(read(body, self._url))
        except (ValueError, LookupError):
            there = []
        self._boilerplate |= boilerplate(there)
        for entry in there:
            keys = self._keys(entry)
            self._classes.join(keys)
            for key in keys:
                self._first.setdefault(key, (number, entry))
        for article in polled.articles:
            self._judge(article, number)
        return polled

    def finish(self) -> Replayed:
        """The counts, after the last snapshot."""
        distinct: dict[tuple[str, ...], tuple[int, Seen]] = {}
        for key, first in self._first.items():
            distinct.setdefault(self._classes.find(key), first)
        offered = {self._classes.find(key) for key in self._offered}
        self._count("distinct", len(distinct))
        for key, (number, entry) in distinct.items():
            if key not in offered:
                self._fault("lost", number, entry)
        return self.replayed

    async def _poll(self) -> Poll:
        polled = await poll(
            self._feed,
            self._state,
            self._memory,
            self._server,
            self._parse,
            lambda: self._now,
            self._settings,
        )
        assert isinstance(polled, Poll)
        return polled

    async def _parse(
        self, function: Callable[[FeedDocument], ParsedFeed], document: FeedDocument
    ) -> ParsedFeed:
        parsed = function(document)
        self._parsed = self._parsed or parsed
        return parsed

    def _remember(self, polled: Poll) -> None:
        """Keep what is to be kept, as it is read back from the topics."""
        replayed, parsed = self.replayed, self._parsed
        if polled.event.kind == "failed":
            self._count("failed")
        self._count("merged", polled.event.merged)
        if parsed and parsed.entry_count and len(Memory(self._memory)) and not parsed.known_count:
            self._count("gaps")
        state = polled.state.model_dump_json()
        replayed.state_bytes = max(replayed.state_bytes, len(state))
        # A server that answers 304 is another matter: each snapshot is to be read.
        self._state = FeedState.model_validate_json(state).model_copy(update={"body_hash": None})
        if polled.memory is not None:
            record = wrapped(self._url, polled.memory).model_dump_json()
            self._memory = unwrapped(FeedMemory.model_validate_json(record))
            replayed.memory_bytes = max(replayed.memory_bytes, len(record))
            replayed.memory_writes += 1

    def _judge(self, article: RawArticle, number: int) -> None:
        entry = seen(
            article.guid or "",
            article.url or "",
            article.title,
            article.summary_html,
            article.content_html,
        )
        observation = (article.entry_id, article.entry_version)
        if observation in self._observations:
            self._fault("repeats", number, entry)
        self._observations.add(observation)
        keys, before = self._keys(entry), self._latest.get(article.entry_id)
        if before is None:
            self._count("new")
            earlier = [self._offered[key] for key in keys if key in self._offered]
            if earlier:
                self._fault("false new", number, entry, f"offered in {min(earlier)}")
        else:
            self._count("revisions")
            if (before.title, before.text) == (entry.title, entry.text):
                self._fault("false revisions", number, entry)
        self._latest[article.entry_id] = entry
        self._classes.join(keys)
        for key in keys:
            self._offered.setdefault(key, number)

    def _keys(self, entry: Seen) -> tuple[tuple[str, ...], ...]:
        return tuple(
            key for key in entry.keys if key[0] != "text" or key[1] not in self._boilerplate
        )

    def _count(self, what: str, more: int = 1) -> None:
        self.replayed.counts[what] += more

    def _fault(self, what: str, number: int, entry: Seen, more: str = "") -> None:
        self._count(what)
        told = f"{entry.title[:60]} | {entry.link[:100]} | {entry.guid[:80]} | {entry.text[:60]}"
        self.replayed.examples.append(
            f"{what}: {self.replayed.name} {number:04} {more} {told}".replace("  ", " ")
        )


def snapshots(folder: Path) -> dict[str, list[Path]]:
    """The snapshots of each feed in `folder`, in order.

    Raises:
        NoSnapshots: it is none, or there are none in it.
    """
    if not folder.is_dir():
        raise NoSnapshots(f"{folder} is no folder")
    feeds = {
        feed.name: sorted((file for file in feed.iterdir() if file.is_file()), key=_number)
        for feed in sorted(folder.iterdir())
        if feed.is_dir()
    }
    found = {name: files for name, files in feeds.items() if files}
    if not found:
        raise NoSnapshots(f"{folder} has no FEED/NNNN.xml in it")
    return found


def replay(name: str, files: list[Path]) -> Iterator[Replayed]:
    """The counts so far, after each snapshot; complete after the last."""
    feed = FeedReplay(name)
    for file in files:
        feed.take(file.read_bytes())
        yield feed.replayed
    feed.finish()


def main(arguments: list[str] | None = None) -> int:
    """Replay what the command line names and print a table."""
    parser = argparse.ArgumentParser(prog="replay", description=__doc__)
    parser.add_argument("folder", type=Path, help="has FEED/NNNN.xml")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="show N faults of a kind")
    chosen = parser.parse_args(arguments)
    try:
        feeds = snapshots(chosen.folder)
    except NoSnapshots as error:
        sys.stderr.write(f"replay: {error}\n")
        return 2
    width = max(len("in total"), *map(len, feeds))
    headings = [*COUNTS, "ms/poll", "state", "memory", "written"]
    _say("feed".ljust(width), *headings)
    total = Replayed("in total")
    for name, files in feeds.items():
        last = Replayed(name)
        for last in replay(name, files):
            _progress(f"{name}: {last.counts['snapshots']} of {len(files)}")
        _progress("")
        _print(last, width, headings)
        total += last
    _print(total, width, headings)
    for what in FAULTS:
        examples = [one for one in total.examples if one.startswith(f"{what}:")]
        for example in examples[: chosen.worst]:
            _say(example)
    return 0


def _print(replayed: Replayed, width: int, headings: list[str]) -> None:
    counts = replayed.counts
    milliseconds = 1000 * replayed.cpu_seconds / max(counts["snapshots"], 1)
    cells = [str(counts[name]) for name in COUNTS]
    cells += [f"{milliseconds:.2f}", str(replayed.state_bytes), str(replayed.memory_bytes)]
    cells.append(str(replayed.memory_writes))
    told = (cell.rjust(len(heading)) for cell, heading in zip(cells, headings, strict=True))
    _say(replayed.name.ljust(width), *told)


def _say(*cells: str) -> None:
    sys.stdout.write("  ".join(cells) + "\n")
    sys.stdout.flush()


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def _number(file: Path) -> tuple[list[int], str]:
    return [int(digits) for digits in re.findall(r"\d+", file.stem)], file.name


if __name__ == "__main__":
    sys.exit(main())
