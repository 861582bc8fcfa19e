"""Batch articles for a model: in a batch, each costs less. Long ones are read in parts."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar

from newsmill.clock import utc_now
from newsmill.contracts.articles import EnrichedArticle, UniqueArticle
from newsmill.enricher import answering, recognising
from newsmill.enricher.answering import Answer
from newsmill.enricher.finding import Found
from newsmill.enricher.models import Model
from newsmill.enricher.recognising import Reading, first_part
from newsmill.enricher.recording import enriched
from newsmill.enricher.settings import Settings
from newsmill.enricher.splitting import parts
from newsmill.enricher.turns import Turns
from newsmill.streaming.poison import TRIES
from newsmill.streaming.stage import Spliced
from newsmill.subprocesses.pool import DeadlineExceeded, ProcessDied, ProcessPool

# Longer texts are read in parts, each of which takes a tenth of a second. Others wait for one part,
# not for the whole text.
LONG_CHARS = 20_000
PART_CHARS = 10_000

# A part stands back for batches that come within this time: while there is more than a process can
# read, a long text gets one part in each such time, and others the rest.
PARTS_STAND_BACK = timedelta(seconds=0.5)

# Resolving so many names takes a second, in which the process does nothing else. A text has as many
# in 1.3 million characters of prose, or in 500 000 of lists of names; the rest is not read.
MAX_FOUND = 30_000

# A full batch of ordinary articles has as much, five of the longest ones fill it. Reading these
# takes two thirds of a second, and the model's matrices take some 5 KB a word meanwhile.
MAX_BATCH_CHARS = 100_000

# The longest article or part takes a fraction of a second, as do some short ones together; the rest
# of this share allows for a busy machine. All tries must end before the worker is ended because a
# message takes too long.
ALONE_SHARE = 1 / 4

# A model is loaded with its language's first article. That takes seconds, and more than the
# deadline when all rooms start at once on a busy machine.
FIRST_SHARE = 3

# Batches for each process: one being read, one gathering, one to spare.
BATCHES_IN_HAND = 3

# All articles of a batch are ready at the same time, so a small one is ready sooner. Where few are
# in hand a batch has a share of them, from this size on; one of these costs a tenth more.
LEAST_FULL_BATCH = 4

# Gathering is worth its wait where so many articles have come within it. Otherwise an idle process
# reads what there is; while all are busy, articles gather anyway.
WORTH_GATHERING = 4

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

Outcome = Answer | DeadlineExceeded | ProcessDied


@asynccontextmanager
async def open_batcher(
    settings: Settings,
    model_by_language: Mapping[str, Model],
    pool: ProcessPool,
    languages_met: list[str] | None = None,
) -> AsyncIterator["Batcher"]:
    """A batcher whose unfinished work is cancelled at the end of the block.

    The languages of articles are added to `languages_met`. A process that replaces another loads
    their models when it starts, so that loading does not count against an article's deadline.
    """
    batcher = Batcher(settings, model_by_language, pool, languages_met)
    try:
        yield batcher
    finally:
        await batcher.close()


class Batcher:
    """Collects articles that come at about the same time into batches for a pool's processes."""

    def __init__(
        self,
        settings: Settings,
        model_by_language: Mapping[str, Model],
        pool: ProcessPool,
        languages_met: list[str] | None = None,
    ) -> None:
        self._languages_met = languages_met if languages_met is not None else []
        self._settings = settings
        self._model_by_language = model_by_language
        self._pool = pool
        self._gathering: _Batch | None = None
        self._in_hand = 0
        self._came_at: deque[float] = deque(maxlen=WORTH_GATHERING)
        self._places = asyncio.Semaphore(BATCHES_IN_HAND * settings.batch_size * settings.processes)
        self._processes = Turns(settings.processes)
        # One after the other, so that many of them hold others up no more than one does.
        self._long_articles = asyncio.Semaphore(settings.processes)
        self._readings: set[asyncio.Task[Any]] = set()
        self._calls_by_language: Counter[str] = Counter()
        self._closed = False
        self._has_loaded_all = False

    async def recognise(self, article: UniqueArticle) -> Spliced[EnrichedArticle]:
        """The article with its entities; waits while too many are being read.

        One that takes too long, or ends each process that reads it, is published without entities:
        readers get it in any case.

        Raises:
            DeadlineExceeded, ProcessDied: so did what any process can read: it is not the article.
        """
        language = article.language.partition("-")[0].lower()
        model = self._model_by_language.get(language)
        if model is None:
            return self._enriched(article, Answer("unsupported_language"), None)
        if language not in self._languages_met:
            self._languages_met.append(language)
        reading = Reading(language, article.title, article.text, article.published_at)
        async with self._places:
            if self._closed:
                raise asyncio.CancelledError("the batcher was closed")
            try:
                answer = await self._answer(reading)
            except (DeadlineExceeded, ProcessDied) as error:
                if not await self._can_read(language):
                    raise
                answer = Answer("failed", error=f"{type(error).__name__}: {error}")
        if answer.error:
            log.warning(
                "the model failed on an article",
                extra={"article_id": article.article_id, "error": answer.error},
            )
        return self._enriched(article, answer, model)

    def _enriched(
        self, article: UniqueArticle, answer: Answer, model: Model | None
    ) -> Spliced[EnrichedArticle]:
        return enriched(article, answer, model, again_until=self._settings.again_until)

    async def _answer(self, reading: Reading) -> Answer:
        if self._chars_read_of(reading) > LONG_CHARS:
            return await self._noted(asyncio.create_task(self._read_in_parts(reading)))
        self._in_hand += 1
        try:
            return await self._read_in_batch(reading)
        finally:
            self._in_hand -= 1

    async def _can_read(self, language: str) -> bool:
        """Whether a process can read the shortest of texts: else the room itself is broken."""
        probe = Reading(language, "", "The ferry is back.", utc_now())
        try:
            # A process may have to start for it, and to load its model.
            deadline = FIRST_SHARE * self._settings.deadline
            (answer,) = await self._pool.run_within(deadline, answering.read, [probe])
        except (DeadlineExceeded, ProcessDied):
            return False
        return answer.status == "ok"

    async def load_all(self) -> None:
        """Load all models in all processes; what fails is loaded with its first article."""
        languages = list(self._model_by_language)
        if self._has_loaded_all:
            return
        self._has_loaded_all = True
        self._languages_met += [it for it in languages if it not in self._languages_met]
        deadline = FIRST_SHARE * self._settings.deadline
        loading = [
            self._pool.run_within(deadline, recognising.load_languages, languages)
            for _ in range(self._settings.processes)
        ]
        await asyncio.gather(*loading, return_exceptions=True)

    async def close(self) -> None:
        """Cancel what is unfinished. Called by `open_batcher`."""
        self._closed = True
        for reading in self._readings:
            reading.cancel()
        await asyncio.gather(*self._readings, return_exceptions=True)

    async def _read_in_parts(self, reading: Reading) -> Answer:
        """Read a long article; between two of its parts others have their turn."""
        alone = self._settings.deadline * ALONE_SHARE
        async with self._long_articles:
            found: list[Found] = []
            text = first_part(reading.text, self._settings.max_chars)
            for start, end in parts(text, PART_CHARS):
                in_part = await self._tried(
                    alone, {reading.language}, answering.find, reading.language, text[start:end]
                )
                if isinstance(in_part, Answer):
                    return in_part
                found += [Found(start + it.start, start + it.end, it.label) for it in in_part]
                if len(found) > MAX_FOUND:
                    text = text[:end]
                    break
            whole = alone * (1 + len(text) / MAX_BATCH_CHARS)
            answer = await self._tried(
                whole,
                {reading.language},
                answering.read_found,
                replace(reading, text=text),
                found,
            )
        is_cut = answer.status == "ok" and len(text) < len(reading.text)
        return replace(answer, status="too_long") if is_cut else answer

    async def _tried(
        self,
        deadline: timedelta,
        languages: set[str],
        function: Callable[P, T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """What `function` returns in a process, after three tries at most, each in its turn."""
        tries_left = TRIES
        while True:
            tries_left -= 1
            try:
                async with self._processes.turn(behind=PARTS_STAND_BACK):
                    return await self._called(deadline, languages, function, *args, **kwargs)
            except (DeadlineExceeded, ProcessDied) as error:
                if not tries_left:
                    raise
                log.warning("a part of an article is read again", extra={"error": str(error)})

    async def _read_in_batch(self, reading: Reading) -> Answer:
        self._came_at.append(asyncio.get_running_loop().time())
        chars = self._chars_read_of(reading)
        batch = self._gathering
        if batch is not None and batch.chars + chars > MAX_BATCH_CHARS:
            self._complete(batch)
            batch = None
        if batch is None:
            batch = self._gathering = _Batch()
            batch.outcomes = self._noted(asyncio.create_task(self._read(batch)))
        place = len(batch.readings)
        batch.readings.append(reading)
        batch.chars += chars
        if len(batch.readings) >= self._full_batch():
            self._complete(batch)
        # Shielded: a caller that is cancelled must not cancel the batch of the others.
        outcome = (await asyncio.shield(batch.outcomes))[place]
        if not isinstance(outcome, Answer):
            raise outcome
        return outcome

    def _chars_read_of(self, reading: Reading) -> int:
        return min(len(reading.text), self._settings.max_chars)

    def _full_batch(self) -> int:
        share = -(-self._in_hand // (BATCHES_IN_HAND * self._settings.processes))
        return min(max(share, LEAST_FULL_BATCH), self._settings.batch_size)

    def _noted(self, reading: asyncio.Task[T]) -> asyncio.Task[T]:
        """The task, which `close` will cancel."""
        self._readings.add(reading)
        reading.add_done_callback(self._readings.discard)
        return reading

    def _complete(self, batch: "_Batch") -> None:
        self._gathering = None
        batch.full.set()

    async def _read(self, batch: "_Batch") -> list[Outcome]:
        if self._many_are_coming():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.batch_wait.total_seconds()):
                    await batch.full.wait()
        # Until a process is free, later articles may still join.
        async with self._processes.turn():
            if self._gathering is batch:
                self._gathering = None
            return await self._outcomes(batch.readings)

    def _many_are_coming(self) -> bool:
        since = asyncio.get_running_loop().time() - self._settings.batch_wait.total_seconds()
        return len(self._came_at) == WORTH_GATHERING and self._came_at[0] > since

    async def _outcomes(self, readings: Sequence[Reading]) -> list[Outcome]:
        languages = {reading.language for reading in readings}
        share = sum(map(self._chars_read_of, readings)) / MAX_BATCH_CHARS
        deadline = self._settings.deadline * min(1.0, max(ALONE_SHARE, share))
        try:
            return list(await self._called(deadline, languages, answering.read, readings))
        except (DeadlineExceeded, ProcessDied) as error:
            log.warning("a batch is read again article by article", extra={"error": str(error)})
        return [await self._alone(reading) for reading in readings]

    async def _alone(self, reading: Reading) -> Outcome:
        """Read one article of a batch that failed; the batch was the first of its three tries."""
        deadline = self._settings.deadline * ALONE_SHARE
        failure: DeadlineExceeded | ProcessDied | None = None
        for _ in range(TRIES - 1):
            try:
                return (await self._pool.run_within(deadline, answering.read, [reading]))[0]
            except (DeadlineExceeded, ProcessDied) as error:
                failure = error
        assert failure is not None, "there was at least one try"
        return failure

    async def _called(
        self,
        deadline: timedelta,
        languages: Iterable[str],
        function: Callable[P, T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        # Each process loads its own models.
        if any(self._calls_by_language[it] < self._settings.processes for it in languages):
            deadline = FIRST_SHARE * max(deadline, self._settings.deadline)
        self._calls_by_language.update(languages)
        return await self._pool.run_within(deadline, function, *args, **kwargs)


class _Batch:
    """Articles that are, or will be, read together."""

    outcomes: asyncio.Task[list[Outcome]]

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.chars = 0
        self.full = asyncio.Event()
