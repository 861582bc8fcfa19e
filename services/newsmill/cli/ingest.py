"""newsmill ingest: publish documents as raw articles to a running mill."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing

import typer

from newsmill.cli.bulk_progress import BulkProgress
from newsmill.cli.connecting import reach
from newsmill.cli.failures import EXIT_FAILED, CommandFailed, Interrupted, fail
from newsmill.cli.feeds_table import plural
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.telling import Failures
from newsmill.clock import utc_now
from newsmill.contracts.base import Observation
from newsmill.contracts.feeds import Feed
from newsmill.errors import UsageError, UserError
from newsmill.kafka.admin import require_topics
from newsmill.kafka.bulk import Bulk
from newsmill.local.documents import Document
from newsmill.local.reading_ahead import read_ahead
from newsmill.local.source_files import SourceError
from newsmill.local.sources import documents_in, found_in, is_of_feeds
from newsmill.pipeline import ENTRANCE

REPEATS_NOTICED = 100_000
"""A document that is given again behind so many others is published again, which does no harm."""


class Ingestion:
    """The documents of a command on their way to the broker."""

    def __init__(self, names: list[str], skip: int) -> None:
        self._names = names
        self._skip = skip
        self.failures = Failures()
        self.found = 0
        self.bulk: Bulk | None = None

    @property
    def finished(self) -> int:
        """So many documents, from the first on, need not be given again."""
        return self._skip + (self.bulk.finished if self.bulk else 0)

    @property
    def pushed(self) -> int:
        """How many the broker has now."""
        return self.bulk.finished - self.bulk.refused if self.bulk else 0

    async def run(self, broker: str | None, progress: BulkProgress) -> None:
        """Publish each document as soon as it is read."""
        async with AsyncExitStack() as stack:
            documents = await stack.enter_async_context(aclosing(self._documents()))
            async for document in documents:
                if self.bulk is None:
                    kafka = await reach(broker)
                    await require_topics(kafka, [ENTRANCE])
                    self.bulk = await stack.enter_async_context(
                        Bulk(kafka, "cli", lambda name, why: self.failures.tell(f"{name}: {why}"))
                    )
                await self.bulk.write(ENTRANCE, document.article, document.place)
                progress.update(self.bulk.finished)
        if self.bulk is not None:
            # Those too that were acknowledged after the last one had been read.
            progress.update(self.bulk.finished)

    async def _documents(self) -> AsyncGenerator[Document, None]:
        """Those that are to be published, each once."""
        seen: dict[Observation, None] = {}
        async with aclosing(read_ahead(found_in(self._names, utc_now()))) as ahead:
            async for found in ahead:
                if isinstance(found, SourceError):
                    self.failures.tell(found)
                    continue
                if isinstance(found, Feed) or found.article.observation in seen:
                    continue
                seen[found.article.observation] = None
                if len(seen) > REPEATS_NOTICED:
                    del seen[next(iter(seen))]
                self.found += 1
                if self.found > self._skip:
                    yield found


def run(names: list[str], *, skip: int, broker: str | None) -> None:
    """Publish every document, and print how many; exits 1 when one was bad."""
    for name in names:
        if is_of_feeds(name):
            raise UsageError(
                f"{name}: a feed or a list of feeds: newsmill feeds add and newsmill feeds import"
                " subscribe, newsmill once reads it once"
            )
    ingestion = Ingestion(names, skip)
    progress = BulkProgress("documents", documents_in(names))
    try:
        with progress:
            run_until_interrupted(ingestion.run(broker, progress))
    except Interrupted:
        if ingestion.bulk is not None:
            fail(f"interrupted; {_how_to_go_on(ingestion)}")
        raise
    except UserError as error:
        if ingestion.bulk is None:
            raise
        raise CommandFailed(f"{error}; {_how_to_go_on(ingestion)}") from error
    finally:
        ingestion.failures.end()
    typer.echo(f"documents pushed: {ingestion.pushed} {progress.summary()}", err=True)
    if skip > ingestion.found:
        raise CommandFailed(f"--skip {skip}: there are {ingestion.found} documents in all")
    if ingestion.failures.count:
        raise typer.Exit(EXIT_FAILED)


def _how_to_go_on(ingestion: Ingestion) -> str:
    pushed = f"{ingestion.pushed} {plural(ingestion.pushed, 'document')} pushed"
    return (
        f"{pushed}. To go on, give the same command with --skip {ingestion.finished}; without it,"
        " they are pushed again, under the same ids"
    )
