"""Open the gateway: its index, what feeds it, and its port."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from newsmill import __version__
from newsmill.clock import utc_now
from newsmill.contracts.schema_folder import folder_of_this_installation
from newsmill.environment import SettingsError
from newsmill.gateway.access.doors import Doors, why_not_open
from newsmill.gateway.access.tokens import Tokens
from newsmill.gateway.answers.assembling import application
from newsmill.gateway.answers.files import PAGE_FOLDER
from newsmill.gateway.context import Context
from newsmill.gateway.following import Follower as IndexFollower
from newsmill.gateway.index.index import Index
from newsmill.gateway.index.writing import Taken
from newsmill.gateway.serving.guarding import Guard
from newsmill.gateway.serving.headers import BadOrigin, Origins
from newsmill.gateway.serving.listening import listen
from newsmill.gateway.serving.static_files import StaticFiles
from newsmill.gateway.settings import Settings
from newsmill.gateway.stream.ring import Ring
from newsmill.gateway.stream.serving import Streams
from newsmill.gateway.watching import endings, feed_table
from newsmill.gateway.watching.audits import Audits, audit_in_a_thread
from newsmill.gateway.watching.following import Follower
from newsmill.gateway.watching.room_rates import RoomRates
from newsmill.hosting.host import Host
from newsmill.hosting.status import GatewayStatus, RoomStatus
from newsmill.logs import logger
from newsmill.pipeline import GATEWAY
from newsmill.positions import UNKNOWN_EPOCH
from newsmill.settings import load

NEWEST_ENDS = 10_000
"""Of drops and dead letters, in each partition: older ones are for `newsmill explain`."""

GOODBYE_SECONDS = 1.0
COUNT_SECONDS = 2.0

log = logger("newsmill.gateway")


@asynccontextmanager
async def open_room(host: Host) -> AsyncIterator[None]:
    """Add a gateway to the host's services; its port and its index are closed with the block.

    Raises:
        NotListening: its port cannot be had.
    """
    settings, tokens = read_settings()
    index = await Index.open(settings.index_path, settings, max_bytes=settings.index_max_bytes)
    try:
        ring = Ring(index.position(), time.monotonic, settings.ring_bytes)
        rates = RoomRates(utc_now)
        ends = endings.Endings(host.kafka.topic_prefix, rates.enter_drop)
        feeds = feed_table.FeedTable(utc_now)

        def see(taken: Sequence[Taken]) -> None:
            for one in taken:
                rates.enter(one.entry.record)

        follower = IndexFollower(host.kafka, index, ring, [see])
        of_feeds = Follower(host.kafka, feed_table.FOLLOWED, feeds.enter)
        of_ends = Follower(host.kafka, endings.FOLLOWED, ends.enter, newest=NEWEST_ENDS)
        audits = Audits(
            audit_in_a_thread(host.kafka),
            settings.audit_interval,
            settings.audit_window,
            utc_now,
        )
        streams = Streams(
            ring,
            index,
            write_seconds=settings.write_timeout.total_seconds(),
            log_end=follower.log_end,
        )
        doors = Doors(settings, tokens)
        guard = Guard(doors, settings.write_timeout)

        def feeds_as_of() -> datetime | None:
            return utc_now() if of_feeds.has_caught_up else None

        context = Context(
            settings=settings,
            doors=doors,
            index=index,
            has_begun=lambda: ring.end.epoch != UNKNOWN_EPOCH,
            has_caught_up=follower.is_ready,
            behind=follower.behind,
            streams=streams,
            feeds=feeds,
            feeds_as_of=feeds_as_of,
            rates=rates,
            endings=ends,
            audits=audits,
            page=StaticFiles.read(PAGE_FOLDER),
            schemas=_schemas(),
            now=utc_now,
            version=__version__,
        )
        app = application(context, guard)
        async with listen(app, guard, settings.host, settings.port, settings.max_clients) as port:
            log.info("serving", host=settings.host, port=port)
            service = Gateway(index, follower, (of_feeds, of_ends), audits, streams, guard, port)
            host.add_service(service)
            yield
    finally:
        await index.close()


def read_settings() -> tuple[Settings, Tokens]:
    """What the gateway is told.

    Raises:
        SettingsError: it cannot work like this, or would be open to everybody.
    """
    settings = load(Settings)
    try:
        tokens = Tokens.read(settings.tokens or "")
    except ValueError as error:
        raise SettingsError(f"NEWSMILL_GATEWAY_TOKENS: {error}") from None
    try:
        Origins(settings.cors_origins)
    except BadOrigin as error:
        raise SettingsError(f"NEWSMILL_GATEWAY_CORS_ORIGINS: {error}") from error
    if (why := why_not_open(settings, tokens)) is not None:
        raise SettingsError(why)
    return settings, tokens


class Gateway:
    """Runs all that feeds the gateway, and reports what it does."""

    def __init__(
        self,
        index: Index,
        follower: IndexFollower,
        followers: Sequence[Follower],
        audits: Audits,
        streams: Streams,
        guard: Guard,
        port: int,
    ) -> None:
        self._index = index
        self._follower = follower
        self._followers = followers
        self._audits = audits
        self._streams = streams
        self._guard = guard
        self._port = port
        self._indexed = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the topics until `stop` is set; then readers of the stream are sent away."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follower.run(stop))
            tasks.create_task(self._audits.run(stop))
            for follower in self._followers:
                tasks.create_task(follower.run(stop))
            counting = tasks.create_task(self._count())
            await stop.wait()
            counting.cancel()
            self._streams.close()
            # What was said to them is to arrive before the connections are closed.
            await asyncio.sleep(GOODBYE_SECONDS)

    def is_ready(self) -> bool:
        """Whether the index has all that there is."""
        return self._follower.is_ready()

    def status(self) -> Mapping[str, RoomStatus]:
        """What it has done since it started."""
        connections = self._guard.connections
        return {
            GATEWAY: GatewayStatus(
                indexed=self._indexed,
                behind=self._follower.behind().messages,
                requests=self._guard.requests,
                refused=self._guard.refused,
                failed=self._guard.failed,
                clients=len(self._streams.readers()),
                connections=len(connections) if connections is not None else 0,
                port=self._port,
            )
        }

    async def _count(self) -> None:
        while True:
            self._indexed = (await self._index.counts()).articles
            await asyncio.sleep(COUNT_SECONDS)


def _schemas() -> Mapping[str, bytes]:
    """The files of the contracts by name; none where they were not installed."""
    try:
        folder = folder_of_this_installation()
    except FileNotFoundError:
        return {}
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix in (".json", ".yaml", ".sql")
    }
