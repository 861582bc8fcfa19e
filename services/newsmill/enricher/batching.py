"""Batch articles for spaCy: in a batch, each costs less than alone."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from newsmill.contracts.articles import EnrichedArticle, UniqueArticle
from newsmill.enricher.models import Model
from newsmill.enricher.recognising import Reading, Recognised, recognise
from newsmill.enricher.settings import Settings
from newsmill.streaming.poison import TRIES
from newsmill.subprocesses.pool import DeadlineExceeded, ProcessDied, ProcessPool

# A full batch of ordinary articles has half of this; two of the longest ones fill it. Reading these
# takes some seconds, and the model's matrices take some 5 KB a word meanwhile.
MAX_BATCH_CHARS = 200_000

# The longest article takes a second; the rest of this share allows for a busy machine. All tries
# must end before the worker is ended because it commits nothing.
ALONE_SHARE = 1 / 4

# A model is loaded with its language's first article. That takes seconds, and more than the
# deadline when all rooms start at once on a busy machine.
FIRST_SHARE = 3

# Batches for each process: one being read, one gathering, one to spare.
BATCHES_IN_HAND = 3

log = logging.getLogger(__name__)

Outcome = Recognised | DeadlineExceeded | ProcessDied


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
        self._places = asyncio.Semaphore(BATCHES_IN_HAND * settings.batch_size * settings.processes)
        self._processes = asyncio.Semaphore(settings.processes)
        self._readings: set[asyncio.Task[list[Outcome]]] = set()
        self._batches_by_language: Counter[str] = Counter()
        self._closed = False

    async def recognise(self, article: UniqueArticle) -> EnrichedArticle:
        """The article with its entities; waits while too many are being read.

        Raises:
            DeadlineExceeded: this article, alone, took too long.
            ProcessDied: this article, alone, ended the process that read it.
        """
        language = article.language.partition("-")[0].lower()
        model = self._model_by_language.get(language)
        if model is None:
            return _enriched(article, Recognised("unsupported_language"), None)
        if language not in self._languages_met:
            self._languages_met.append(language)
        async with self._places:
            outcome = await self._outcome(
                Reading(language, article.title, article.text, article.published_at)
            )
        if not isinstance(outcome, Recognised):
            raise outcome
        if outcome.error:
            log.warning(
                "the model failed on an article",
                extra={"article_id": article.article_id, "error": outcome.error},
            )
        return _enriched(article, outcome, model)

    async def close(self) -> None:
        """Cancel what is unfinished. Called by `open_batcher`."""
        self._closed = True
        for reading in self._readings:
            reading.cancel()
        await asyncio.gather(*self._readings, return_exceptions=True)

    async def _outcome(self, reading: Reading) -> Outcome:
        if self._closed:
            raise asyncio.CancelledError("the batcher was closed")
        chars = min(len(reading.text), self._settings.max_chars)
        batch = self._gathering
        if batch is not None and batch.chars + chars > MAX_BATCH_CHARS:
            self._complete(batch)
            batch = None
        if batch is None:
            batch = self._gathering = _Batch()
            batch.outcomes = asyncio.create_task(self._read(batch))
            self._readings.add(batch.outcomes)
            batch.outcomes.add_done_callback(self._readings.discard)
        place = len(batch.readings)
        batch.readings.append(reading)
        batch.chars += chars
        if len(batch.readings) == self._settings.batch_size:
            self._complete(batch)
        # Shielded: a caller that is cancelled must not cancel the batch of the others.
        return (await asyncio.shield(batch.outcomes))[place]

    def _complete(self, batch: "_Batch") -> None:
        self._gathering = None
        batch.full.set()

    async def _read(self, batch: "_Batch") -> list[Outcome]:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.batch_wait.total_seconds()):
                await batch.full.wait()
        # Until a process is free, later articles may still join.
        async with self._processes:
            if self._gathering is batch:
                self._gathering = None
            return await self._outcomes(batch.readings)

    async def _outcomes(self, readings: Sequence[Reading]) -> list[Outcome]:
        languages = {reading.language for reading in readings}
        deadline = self._settings.deadline
        # Each process loads its own models.
        if any(self._batches_by_language[it] < self._settings.processes for it in languages):
            deadline *= FIRST_SHARE
        self._batches_by_language.update(languages)
        try:
            return list(await self._pool.run_within(deadline, recognise, readings))
        except (DeadlineExceeded, ProcessDied) as error:
            log.warning("a batch is read again article by article", extra={"error": str(error)})
        return [await self._alone(reading) for reading in readings]

    async def _alone(self, reading: Reading) -> Outcome:
        """Read one article of a batch that failed; the batch was the first of its three tries."""
        deadline = self._settings.deadline * ALONE_SHARE
        failure: DeadlineExceeded | ProcessDied | None = None
        for _ in range(TRIES - 1):
            try:
                return (await self._pool.run_within(deadline, recognise, [reading]))[0]
            except (DeadlineExceeded, ProcessDied) as error:
                failure = error
        assert failure is not None, "there was at least one try"
        return failure


class _Batch:
    """Articles that are, or will be, read together."""

    outcomes: asyncio.Task[list[Outcome]]

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.chars = 0
        self.full = asyncio.Event()


def _enriched(
    article: UniqueArticle, recognised: Recognised, model: Model | None
) -> EnrichedArticle:
    # Both parts are validated already, and validating again would take as long as the rest of this.
    return EnrichedArticle.model_construct(
        **dict(article),
        entities=recognised.entities,
        entities_status=recognised.status,
        model=str(model) if model else None,
    )
