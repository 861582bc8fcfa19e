"""Open the folder: add it to the host's services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from newsmill.clock import utc_now
from newsmill.contracts.topics import CURRENT_ARTICLES
from newsmill.folder.partitions import Partitions
from newsmill.folder.recent_rows import RecentRows
from newsmill.folder.settings import Settings
from newsmill.folder.working import Folder
from newsmill.folder.writing import Writer
from newsmill.hosting.host import Host
from newsmill.kafka.admin import create_journal, require_topics
from newsmill.kafka.connection import group_name, journal_name, topic_name
from newsmill.kafka.errors import TopicMismatch
from newsmill.kafka.publisher import open_publisher
from newsmill.kafka.shared_batches import SharedBatches
from newsmill.kafka.single_messages import open_single_messages
from newsmill.pipeline import FOLDED_ARTICLES, FOLDER, FOLDER_READS, FOLDER_WRITES
from newsmill.settings import load


@asynccontextmanager
async def open_room(host: Host) -> AsyncIterator[None]:
    """Add a folder to the host's services; its connections end with the block."""
    settings, kafka = read_settings(), host.kafka
    articles, copies = (topic_name(kafka, topic) for topic in FOLDER_READS)
    rows = topic_name(kafka, CURRENT_ARTICLES)
    journal = journal_name(kafka, FOLDED_ARTICLES.name)
    counts = await require_topics(kafka, (*FOLDER_READS, *FOLDER_WRITES))
    count = counts[articles]
    # What belongs to an article lies in the partitions of one number.
    for name in (copies, rows, journal):
        if counts.get(name, count) != count:
            raise TopicMismatch(articles, count, name, counts[name])
    await create_journal(kafka, journal, count)
    recent = RecentRows(settings.recent_bytes)
    async with (
        open_publisher(kafka, patient=True) as publisher,
        open_single_messages(kafka, articles) as originals,
    ):
        folder = Folder(
            Partitions(kafka, journal, settings.articles),
            Writer(publisher, originals, recent, journal=journal, rows=rows, now=utc_now),
            recent,
            articles=articles,
            count=count,
        )
        group = group_name(kafka, FOLDER)
        folder.batches = SharedBatches(kafka, group, [articles, copies], count, folder)
        host.add_service(folder)
        yield


def read_settings() -> Settings:
    """What the folder is told.

    Raises:
        SettingsError: it cannot work like this.
    """
    return load(Settings)
