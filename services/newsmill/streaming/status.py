"""A snapshot of a stage's counts, as a process reports them; importable without Faust."""

from pydantic import BaseModel, ConfigDict


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
    broken: str | None = None
    """Why the stage has stopped for good; None while it works."""
