"""A snapshot of a stage's counts, as a process reports them; importable without Faust."""

from pydantic import BaseModel, ConfigDict


class JournalStatus(BaseModel):
    """How far a stage's journal has been read since its partitions were assigned, in offsets."""

    model_config = ConfigDict(frozen=True)

    read: int
    total: int
    is_recovering: bool
    """Whether the stage still waits for it."""


class StageStatus(BaseModel):
    """What a stage has done since it started.

    read = published + dropped + dead-lettered + in flight.
    """

    model_config = ConfigDict(frozen=True)

    read: int
    published: dict[str, int]
    """By topic."""
    dropped: dict[str, int]
    """By reason."""
    dead_lettered: int
    in_flight: int
    lost: int = 0
    """Messages that were never read: the log does not have them any more."""
    journal: JournalStatus | None = None
    """None where the stage has no state."""
    broken: str | None = None
    """Why the stage has stopped for good; None while it works."""
