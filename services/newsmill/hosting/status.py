"""What a process of rooms reports about itself, as JSON at /status and as types everywhere else."""

import json
from collections.abc import Mapping
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

from newsmill.streaming.status import StageStatus


class PullerStatus(BaseModel):
    """What a puller has done since it started. It reads feeds, not messages."""

    model_config = ConfigDict(frozen=True)

    feeds: int
    """Subscriptions in its share."""
    polls: int
    """Those that have ended, also those that failed."""
    failed: int
    offered: int
    """New or changed entries that were published, or dropped."""
    dropped: dict[str, int]
    """By reason."""
    skipped: int
    left_out: int
    unreadable_rows: int
    in_flight: int
    """Polls and writes."""


class GatewayStatus(BaseModel):
    """What a gateway has done since it started. It shows articles, and passes none on."""

    model_config = ConfigDict(frozen=True)

    indexed: int
    """Articles in its index."""
    behind: int
    """Messages on the topics that are not in it yet."""
    requests: int
    refused: int
    """Requests that were answered with a problem of theirs: no right, no such thing, too many."""
    failed: int
    """Requests that failed because of ours."""
    clients: int
    """Readers of the stream now."""
    connections: int
    port: int


RoomStatus: TypeAlias = StageStatus | PullerStatus | GatewayStatus


class ProcessStatus(BaseModel):
    """A process of one or more rooms."""

    model_config = ConfigDict(frozen=True)

    rooms: Mapping[str, RoomStatus]
    """By name; none while the process waits for its broker."""
    cpu_seconds: Mapping[str, float]
    """Of the process itself, and by room of its child processes."""
    ready: bool
    differing_topics: tuple[str, ...] | None = None
    """Names on the broker of topics that are not set up as the contracts have it, if any."""

    def as_json(self) -> str:
        """One object; what is None is left out."""
        return json.dumps(self.model_dump(exclude_none=True))

    @classmethod
    def from_json(cls, text: bytes | str) -> "ProcessStatus":
        """The status that `as_json` has written.

        Raises:
            ValueError: it is none.
        """
        return cls.model_validate_json(text)
