"""The folder's work on its share: read back, fold, write the journal, write the rows."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping

from newsmill.contracts.topics import CURRENT_ARTICLES
from newsmill.folder.batch import fold
from newsmill.folder.gaps import Gaps
from newsmill.folder.partitions import Partitions
from newsmill.folder.recent_rows import RecentRows
from newsmill.folder.writing import Writer
from newsmill.kafka.records import Place
from newsmill.kafka.shared_batches import Batches, SharedBatches, StillOurs
from newsmill.pipeline import FOLDER
from newsmill.streaming.status import StageStatus

TOO_LONG_SECONDS = 10.0
"""A batch that takes longer means that the brokers are in trouble: not ready."""


class Folder:
    """Folds versions and copies into rows; `articles` is the topic of the versions."""

    def __init__(
        self,
        partitions: Partitions,
        writer: Writer,
        recent: RecentRows,
        *,
        articles: str,
        count: int,
    ) -> None:
        self.batches: SharedBatches | None = None
        self._partitions = partitions
        self._writer = writer
        self._recent = recent
        self._articles = articles
        self._count = count
        self._gaps = Gaps()
        self._read = 0
        self._fates: Counter[str] = Counter()
        self._began_at: float | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Fold until `stop` is set.

        Raises:
            UserError, KafkaError, ProducerBroken: something does not work that is not waited for.
        """
        assert self.batches is not None, "the folder was given no batches"
        await self.batches.run(stop)

    def is_ready(self) -> bool:
        """Whether our share of the partitions is known and read back, and rows can be written."""
        is_stuck = (
            self._began_at is not None and time.monotonic() - self._began_at > TOO_LONG_SECONDS
        )
        is_assigned = self.batches is not None and self.batches.is_assigned
        return is_assigned and self.is_prepared() and not is_stuck

    def status(self) -> Mapping[str, StageStatus]:
        """What was done since the start."""
        unwritten = Counter(
            out_of_reach=self._writer.out_of_reach, unwritable=self._writer.lost_rows
        )
        dropped = self._fates + unwritten
        folded = dropped.pop("folded", 0) - unwritten.total()
        return {
            FOLDER: StageStatus(
                read=self._read,
                published={CURRENT_ARTICLES.name: folded},
                dropped=dict(dropped),
                dead_lettered=0,
                in_flight=self._read - self._fates.total(),
                lost=self._gaps.lost,
                journal=self._partitions.status(),
            )
        }

    def assign(self, committed: Mapping[Place, int | None]) -> None:
        """Called by the batches when partitions are assigned."""
        for place, offset in committed.items():
            self._gaps.begin(place, offset)
        self._partitions.assign({partition for _, partition in committed})

    def revoke(self) -> None:
        """Called by the batches when nothing is ours."""
        self._partitions.assign(())
        self._recent.clear()

    def is_prepared(self) -> bool:
        """Whether the journal of our share is read."""
        return self._partitions.are_read

    async def prepare(self) -> None:
        """Read the journal of our share."""
        await self._partitions.read_back()

    async def handle(self, batches: Batches, still_ours: StillOurs) -> None:
        """Fold messages, and write what they have changed."""
        for place, messages in batches.items():
            for message in messages:
                self._gaps.note(place, message)
        before, self._read = self._read, self._read + sum(map(len, batches.values()))
        self._began_at = time.monotonic()
        try:
            batch = await fold(
                batches, self._partitions.folded, articles=self._articles, partitions=self._count
            )
            await still_ours()
            await self._writer.write_entries(batch.entries)
            rows = await self._writer.make_rows(batch.changes, batch.traceparents)
            await still_ours()
            await self._writer.write_rows(rows)
        except BaseException:
            self._read = before
            raise
        finally:
            self._began_at = None
        self._fates += batch.fates
