"""newsmill retract: take an article back from everybody who reads."""

import re

import typer

from newsmill.cli.connecting import reach
from newsmill.cli.failures import CommandFailed
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.progress_bar import progress_bar
from newsmill.clock import utc_now
from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.current import is_retracted
from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.errors import UsageError
from newsmill.inspection.reading import read_all
from newsmill.inspection.retracting import WHERE_ARTICLES_ARE, Newest, retraction
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.kafka.reading import open_history

MAX_REASON_CHARACTERS = 500

_ARTICLE_ID = re.compile("[0-9a-f]{32}")


def run(written: str, *, reason: str | None, broker: str | None) -> None:
    """Write the record that takes it back; nothing where it is taken back already."""
    article_id = written.strip().lower()
    if _ARTICLE_ID.fullmatch(article_id) is None:
        raise UsageError(
            f"{written!r} is no article_id: 32 hexadecimal digits, as newsmill explain URL shows"
        )
    if reason is not None and len(reason) > MAX_REASON_CHARACTERS:
        raise UsageError(f"--reason has more than {MAX_REASON_CHARACTERS} characters")
    record, is_new = run_until_interrupted(_retract(article_id, reason, broker))
    typer.echo(record.id)
    done = "is taken back" if is_new else "was taken back before; nothing was written"
    typer.echo(f"article {article_id}, revision {record.revision}, {done}", err=True)


async def _retract(
    article_id: str, reason: str | None, broker: str | None
) -> tuple[EnrichedArticle, bool]:
    """The record, and whether it was written now."""
    kafka = await reach(broker)
    newest = Newest(article_id)
    async with open_history(kafka, WHERE_ARTICLES_ARE) as history:
        with progress_bar() as on_progress:
            await read_all(history, newest.enter, "searching", on_progress)
    article = newest.article
    if article is None:
        raise CommandFailed(f"there is no article {article_id} in the topics")
    if is_retracted(article):
        return article, False
    record = retraction(article, reason, utc_now())
    async with open_publisher(kafka) as publisher:
        await publish_record(publisher, kafka, ENRICHED_ARTICLES, record, "cli")
    return record, True
