"""What the handlers of all routes share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from newsmill.gateway.access.doors import Doors
from newsmill.gateway.following import Behind
from newsmill.gateway.index.index import Index
from newsmill.gateway.serving.static_files import StaticFiles
from newsmill.gateway.settings import Settings
from newsmill.gateway.stream.serving import Streams
from newsmill.gateway.watching.audits import Audits
from newsmill.gateway.watching.endings import Endings
from newsmill.gateway.watching.feed_table import FeedTable
from newsmill.gateway.watching.room_rates import RoomRates


@dataclass(frozen=True)
class Context:
    """A gateway that is open."""

    settings: Settings
    doors: Doors
    index: Index
    has_begun: Callable[[], bool]
    """Whether the stream knows which topics it is of."""
    has_caught_up: Callable[[], bool]
    """Whether the index has all that there is."""
    behind: Callable[[], Behind]
    streams: Streams
    feeds: FeedTable
    feeds_as_of: Callable[[], datetime | None]
    """When the table of feeds was complete; None: not yet."""
    rates: RoomRates
    endings: Endings
    audits: Audits
    page: StaticFiles
    schemas: Mapping[str, bytes]
    """By the files' names."""
    now: Callable[[], datetime]
    version: str
