"""Find articles: the newest first, or the best of the newest thousand, within a budget of CPU."""

import json
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice, takewhile
from sqlite3 import Connection, OperationalError

from newsmill.filters import Filter, article_of
from newsmill.gateway.index.compiling import Question, question_of
from newsmill.gateway.index.cursors import Cursor, Order, decode
from newsmill.gateway.index.packing import unpacked
from newsmill.gateway.index.rows import Count, Counts, Detail, Page, Row
from newsmill.gateway.index.tables import COLUMNS, DAY_NUMBERS, instant_of, number_at

RANKED = 1000
"""So many of the newest that match are ranked; ranking all takes a hundred times as long."""

BUDGET_SECONDS = 0.035
"""Of CPU, for looking; what is found is read and answered in what is left of 50 ms."""

OUT_OF_TIME = "The filter matches too few articles, or is too wide, to look through all at once."

_INSTRUCTIONS_BETWEEN_LOOKS = 2000
_END = 2**63 - 1

# How much a word counts in a title, a text, a summary, and as a name.
_WEIGHTS = ", ".join(
    {"title": "8", "text": "1", "summary": "2", "tags": "0"}.get(column, "0") for column in COLUMNS
)

_ROW_COLUMNS = "n, partition, place, previous, copies, hosts"


@dataclass
class _Budget:
    """CPU of this thread that may still be used."""

    seconds: float
    started: float = field(default_factory=time.thread_time)

    def is_spent(self) -> bool:
        return time.thread_time() - self.started > self.seconds


class Searcher:
    """One connection that looks. Not for several threads at once."""

    def __init__(self, connection: Connection) -> None:
        self.connection = self._db = connection

    def search(
        self,
        wanted: Filter,
        limit: int,
        before: str | None,
        order: Order,
        now: datetime | None = None,
    ) -> Page:
        """One page; see `Index.search`."""
        cursor = decode(before, wanted.text, order) if before is not None else Cursor(_END)
        now = now or datetime.now(UTC)
        question = question_of(wanted, now)
        budget = _Budget(BUDGET_SECONDS)
        with self.snapshot():
            if order == "relevance" and question.words is not None:
                return self._best(wanted, question, now, limit, cursor, budget)
            return self._newest(wanted, question, now, limit, cursor, order, budget)

    def count(self, wanted: Filter, most: int, now: datetime | None = None) -> Count:
        """How many match, up to `most`."""
        now = now or datetime.now(UTC)
        budget = _Budget(BUDGET_SECONDS)
        matches = _Matches(self, wanted, question_of(wanted, now), now, _END, budget)
        with self.snapshot(), _Interrupted(self._db, budget):
            found = sum(1 for _ in islice(matches, most))
        return Count(found, matches.is_partial)

    def newest(self, wanted: Filter, most: int, least: int) -> list[int]:
        """The numbers of the newest that match, from `least` on; fewer if it takes too long."""
        now = datetime.now(UTC)
        budget = _Budget(BUDGET_SECONDS)
        matches = _Matches(self, wanted, question_of(wanted, now), now, _END, budget)
        with self.snapshot(), _Interrupted(self._db, budget):
            return list(islice(takewhile(lambda number: number >= least, matches), most))

    def article(self, article: bytes) -> Detail | None:
        """The newest version of an article, with all that is known of it."""
        with self.snapshot():
            found = self._db.execute(
                "SELECT n FROM articles WHERE article = ? AND n > 0", (article,)
            ).fetchone()
            row = self.row(found[0]) if found else None
            if row is None:
                return None
            revisions, number = [row], self._previous(row.number)
            while number and (older := self.row(number)) is not None:
                revisions.append(older)
                number = self._previous(number)
            return Detail(row, tuple(revisions), tuple(self._copies(row.number)))

    def row(self, number: int) -> Row | None:
        """One version of an article by its number; None if it is gone."""
        day, local = divmod(number, DAY_NUMBERS)
        try:
            found = self._db.execute(
                f"SELECT {_ROW_COLUMNS}, record FROM rows_{day} JOIN records_{day} USING (n)"
                " LEFT JOIN groups USING (grouped) WHERE n = ?",
                (local,),
            ).fetchone()
        except OperationalError as error:
            if "no such table" in str(error):
                return None
            raise
        if found is None:
            return None
        _, partition, place, previous, copies, hosts, record = found
        before = self._raw(previous) if previous else None
        return Row(
            number,
            partition,
            place,
            unpacked(record),
            copies or 0,
            tuple(json.loads(hosts)) if hosts else (),
            before,
        )

    def counts(self) -> Counts:
        """How much there is."""
        with self.snapshot():
            articles = self._db.execute("SELECT coalesce(sum(articles), 0) FROM days").fetchone()[0]
            for day in self.days():
                newest = self._db.execute(f"SELECT max(n) FROM rows_{day}").fetchone()[0]
                if newest is not None:
                    return Counts(articles, instant_of(day * DAY_NUMBERS + newest))
        return Counts(articles, None)

    def days(self) -> list[int]:
        """The days that there are, the newest first."""
        return [row[0] for row in self._db.execute("SELECT day FROM days ORDER BY day DESC")]

    def names(self, number: int) -> "array[int]":
        """The ids of what a version names."""
        day, local = divmod(number, DAY_NUMBERS)
        found = self._db.execute(f"SELECT names FROM rows_{day} WHERE n = ?", (local,)).fetchone()
        return array("I", found[0] if found else b"")

    def _newest(
        self,
        wanted: Filter,
        question: Question,
        now: datetime,
        limit: int,
        cursor: Cursor,
        order: Order,
        budget: _Budget,
    ) -> Page:
        matches = _Matches(self, wanted, question, now, cursor.before, budget)
        # One more, to know whether there is a next page.
        with _Interrupted(self._db, budget):
            numbers = list(islice(matches, limit + 1))
        rows = tuple(row for number in numbers[:limit] if (row := self.row(number)) is not None)
        following = None
        if len(numbers) > limit:
            following = numbers[limit - 1]
        elif matches.is_partial:
            following = matches.at
        more = None if following is None else Cursor(following).encode(wanted.text, order)
        return Page(rows, more, matches.is_partial, OUT_OF_TIME if matches.is_partial else None)

    def _best(
        self,
        wanted: Filter,
        question: Question,
        now: datetime,
        limit: int,
        cursor: Cursor,
        budget: _Budget,
    ) -> Page:
        """The best of the newest that match, page by page; what came later does not move them."""
        matches = _Matches(self, wanted, question, now, cursor.before, budget)
        with _Interrupted(self._db, budget):
            newest = list(islice(matches, RANKED))
            ranked = self._ranked(newest, question)
        given = ranked[cursor.skipped : cursor.skipped + limit]
        rows = tuple(row for number in given if (row := self.row(number)) is not None)
        skipped = cursor.skipped + limit
        more = None
        if skipped < len(ranked):
            bound = min(cursor.before, newest[0] + 1)
            more = Cursor(bound, skipped).encode(wanted.text, "relevance")
        partial = matches.is_partial
        return Page(rows, more, partial, OUT_OF_TIME if partial else None)

    def _ranked(self, numbers: list[int], question: Question) -> list[int]:
        by_day: dict[int, list[int]] = {}
        for number in numbers:
            by_day.setdefault(number // DAY_NUMBERS, []).append(number % DAY_NUMBERS)
        scores: dict[int, float] = {}
        for day, locals_of_day in by_day.items():
            chosen = set(locals_of_day)
            try:
                for local, score in self._db.execute(
                    f"SELECT rowid, bm25(words_{day}, {_WEIGHTS}) FROM words_{day}"
                    f" WHERE words_{day} MATCH ? AND rowid BETWEEN ? AND ?",
                    (question.words, min(locals_of_day), max(locals_of_day)),
                ):
                    if local in chosen:
                        scores[day * DAY_NUMBERS + local] = score
            except OperationalError as error:
                if str(error) != "interrupted":
                    raise
        # bm25 gives better ones smaller numbers.
        return sorted(numbers, key=lambda number: (scores.get(number, 0.0), -number))

    def _previous(self, number: int) -> int:
        day, local = divmod(number, DAY_NUMBERS)
        found = self._db.execute(
            f"SELECT previous FROM rows_{day} WHERE n = ?", (local,)
        ).fetchone()
        return int(found[0]) if found else 0

    def _copies(self, number: int) -> Iterator[dict[str, object]]:
        day, local = divmod(number, DAY_NUMBERS)
        for (record,) in self._db.execute(
            "SELECT record FROM copies WHERE grouped ="
            f" (SELECT grouped FROM rows_{day} WHERE n = ?) ORDER BY seen",
            (local,),
        ):
            yield json.loads(unpacked(record))

    def _raw(self, number: int) -> bytes | None:
        day, local = divmod(number, DAY_NUMBERS)
        try:
            found = self._db.execute(
                f"SELECT record FROM records_{day} WHERE n = ?", (local,)
            ).fetchone()
        except OperationalError as error:
            if "no such table" in str(error):
                return None
            raise
        return unpacked(found[0]) if found else None

    def snapshot(self) -> "_Snapshot":
        """Within it, all is as it was at its first question, whatever is written meanwhile."""
        return _Snapshot(self._db)


class _Matches:
    """The numbers of what matches, the newest first, until the budget is spent."""

    def __init__(
        self,
        searcher: Searcher,
        wanted: Filter,
        question: Question,
        now: datetime,
        before: int,
        budget: _Budget,
    ) -> None:
        self._searcher = searcher
        self._wanted = wanted
        self._question = question
        self._now = now
        self._before = before
        self._budget = budget
        self.is_partial = False
        self.at = before
        """Everything from there on has been looked at."""

    def __iter__(self) -> Iterator[int]:
        question = self._question
        if question.is_empty:
            return
        # An article is enriched after it was seen.
        least = 0 if question.since is None else number_at(max(0, question.since))
        for day in self._searcher.days():
            begin = day * DAY_NUMBERS
            if begin >= self._before or begin + DAY_NUMBERS <= least:
                continue
            try:
                yield from self._of_day(day, max(0, least - begin), self._before - begin)
            except OperationalError as error:
                if str(error) != "interrupted":
                    raise
                self.is_partial = True
            if self.is_partial:
                return
            self.at = begin
            if self._budget.is_spent():
                self.is_partial = True
                return

    def _of_day(self, day: int, least: int, before: int) -> Iterator[int]:
        question = self._question
        arguments: list[object] = [least, min(before, DAY_NUMBERS)]
        # Beside each other, not joined: the full-text index gives its rows in falling order.
        if question.match is None:
            sql = f"SELECT n, seen FROM rows_{day} WHERE n >= ? AND n < ? AND current"
        else:
            sql = (
                f"SELECT w.rowid, {self._seen(day)} FROM words_{day} w"
                f" WHERE w.rowid >= ? AND w.rowid < ? AND words_{day} MATCH ?"
            )
            arguments.append(question.match)
        column = "n" if question.match is None else "w.rowid"
        rows = self._searcher._db.execute(f"{sql} ORDER BY {column} DESC", arguments)
        for local, seen in rows:
            number = day * DAY_NUMBERS + local
            if self._is_within(seen) and self._is_wanted(number):
                yield number
            self.at = number
            if self._budget.is_spent():
                self.is_partial = True
                return

    def _seen(self, day: int) -> str:
        if self._question.since is None and self._question.until is None:
            return "0"
        return f"(SELECT seen FROM rows_{day} WHERE n = w.rowid)"

    def _is_within(self, seen: int) -> bool:
        since, until = self._question.since, self._question.until
        return (since is None or seen >= since) and (until is None or seen < until)

    def _is_wanted(self, number: int) -> bool:
        if self._question.is_exact:
            return True
        raw = self._searcher._raw(number)
        return raw is not None and self._wanted.matches(article_of(json.loads(raw)), self._now)


class _Snapshot:
    """A transaction that only reads."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self._is_outermost = False

    def __enter__(self) -> None:
        self._is_outermost = not self._db.in_transaction
        if self._is_outermost:
            self._db.execute("BEGIN")

    def __exit__(self, *_: object) -> None:
        if self._is_outermost:
            self._db.execute("ROLLBACK")


class _Interrupted:
    """A question that takes longer than its budget is interrupted by SQLite."""

    def __init__(self, connection: Connection, budget: _Budget) -> None:
        self._db = connection
        self._budget = budget

    def __enter__(self) -> None:
        self._db.set_progress_handler(self._budget.is_spent, _INSTRUCTIONS_BETWEEN_LOOKS)

    def __exit__(self, *_: object) -> None:
        self._db.set_progress_handler(None, 0)
