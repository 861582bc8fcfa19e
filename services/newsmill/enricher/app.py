"""Open the enricher: attach its stage to the worker and start its child processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from newsmill.enricher.batching import BATCHES_IN_HAND, open_batcher
from newsmill.enricher.knowledge_base import check_knowledge_base
from newsmill.enricher.models import Model, find_models
from newsmill.enricher.recognising import load_models
from newsmill.enricher.settings import Settings
from newsmill.hosting.host import Host
from newsmill.pipeline import ENRICH
from newsmill.settings import load
from newsmill.streaming.stage import Stage
from newsmill.subprocesses.pool import open_process_pool

LONG_TIME_LIMITS = 6
"""The longest texts are read one after the other. A process reads one in some ten seconds, and has
up to a hundred in hand."""


@asynccontextmanager
async def open_room(host: Host) -> AsyncIterator[None]:
    """Attach the enricher to the host's worker; its child processes end with the block.

    Raises:
        UserError: as `read_settings`.
    """
    settings, models = read_settings()
    languages_met: list[str] = []
    async with (
        open_process_pool(
            ENRICH.room,
            processes=settings.processes,
            deadline=settings.deadline,
            initializer=load_models,
            initargs=(
                models,
                settings.max_chars,
                settings.ignored_labels,
                languages_met,
                settings.knowledge_base,
            ),
        ) as pool,
        open_batcher(settings, models, pool, languages_met) as batcher,
    ):
        host.meter(ENRICH.room, pool.cpu_seconds)
        host.require(pool.is_able)
        prepared = asyncio.Event()

        async def prepare() -> None:
            await pool.warm_up()
            prepared.set()

        host.prepare(prepare())
        width = BATCHES_IN_HAND * settings.batch_size * settings.processes
        # The batcher has tried three times already.
        host.worker.attach(
            Stage(
                ENRICH,
                batcher.recognise,
                width=width,
                tries=1,
                time_limits=LONG_TIME_LIMITS,
                is_able=pool.is_able,
                prepared=prepared,
                prepare_all=batcher.load_all,
            )
        )
        yield


def read_settings() -> tuple[Settings, dict[str, Model]]:
    """What the enricher is told, and the model of each language.

    Raises:
        SettingsError: it cannot work like this.
        UnknownModel: a model is not installed, or does not fit.
        KnowledgeBaseError: the knowledge base is not there, or is none.
    """
    settings = load(Settings)
    models = find_models(settings.models)
    if settings.knowledge_base is not None:
        check_knowledge_base(settings.knowledge_base)
    return settings, models
