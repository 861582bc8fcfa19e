"""Outcomes other than being published on: drops, dead letters, and their replay."""

import re
from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from newsmill.contracts.base import Hex16, Hex32, Instant, Observation, Record

_CUT = re.compile(r"cut from \d+ bytes, without its headers: ")


@dataclass(frozen=True, slots=True)
class Dropped:
    """A room's decision that an article ends here: `reason` is a fixed word, `detail` free."""

    reason: str
    detail: str = ""


class Drop(Record):
    """An article that is gone by decision, with the reason."""

    room: str = Field(description="Who decided it.")
    reason: str = Field(description="A fixed word of that room's: too_short, no_text.")
    detail: str = Field("", description="What the reason was in this case; for people.")
    entry_id: Hex32 = Field(description="The entry that it was of.")
    entry_version: Hex16 = Field(description="The state of the entry that it was of.")
    article_id: Hex32 | None = Field(None, description="Where the cleaner had given it one.")
    url: str | None = Field(None, description="Where it is read; null for documents without one.")
    feed_url: str | None = Field(None, description="The feed that offered it; null for documents.")
    title: str = Field("", description="The headline, as far as it was known.")
    dropped_at: Instant = Field(description="When it was decided.")

    @property
    def observation(self) -> Observation:
        """What was dropped."""
        return Observation(self.entry_id, self.entry_version)

    @property
    def offered_by(self) -> str | None:
        """The feed that offered it; None for documents."""
        return self.feed_url


class Observed(Record):
    """A record on its way through the rooms: of one observation, which a room may drop."""

    @property
    @abstractmethod
    def observation(self) -> Observation:
        """What it is about."""

    @property
    @abstractmethod
    def offered_by(self) -> str | None:
        """The feed that offered it; None for documents."""

    @abstractmethod
    def timed(self, room: str, at: datetime) -> Self:
        """The same, with the time at which `room` was done with it."""

    @abstractmethod
    def dropped(self, room: str, decision: Dropped, at: datetime) -> Drop:
        """The record of the decision of `room` to let it go."""


class DeadLetter(Record):
    """What the headers of a dead letter say; its key and value are the original bytes.

    The header names follow Kafka Connect's dead letter queue (KIP-298).
    """

    room: str = Field(description="`__connect.errors.connector.name`: who could not handle it.")
    version: str = Field(description="`__connect.errors.task.id`: newsmill's version.")
    stage: str = Field(
        description="`__connect.errors.stage`: decode, decide, encode, publish or quarantine."
    )
    topic: str = Field(description="`__connect.errors.topic`: where it was read.")
    partition: int = Field(ge=0, description="`__connect.errors.partition`: the partition where.")
    offset: int = Field(ge=0, description="`__connect.errors.offset`: its place there.")
    exception: str = Field(description="`__connect.errors.exception.class.name`: what was raised.")
    message: str = Field(description="`__connect.errors.exception.message`, one line.")
    stacktrace: str = Field("", description="`__connect.errors.exception.stacktrace`, bounded.")
    failed_at: Instant = Field(description="`newsmill.failed.at`: when that was.")

    @property
    def is_cut(self) -> bool:
        """Whether the original was too large to be kept as it was: it cannot be replayed."""
        return _CUT.match(self.message) is not None


class Replay(Record):
    """A dead letter put back where it was read: written before it is published, and after.

    The first is the intent, without `done_at`. An intent alone is a try that was cut off: whether
    it got as far as publishing is seen in the partition, from `end_offset` on. The partition is
    the original one.
    """

    letter_partition: int = Field(ge=0, description="Of the dead letter in its own topic.")
    letter_offset: int = Field(ge=0, description="Of the dead letter in that partition.")
    topic: str = Field(description="Where the message had been read, and where it goes.")
    partition: int = Field(ge=0, description="Of both, the message and its replay.")
    offset: int = Field(ge=0, description="The message that became the dead letter.")
    room: str = Field(description="Who could not handle it.")
    begun_at: Instant = Field(description="When the intent was written.")
    end_offset: int = Field(ge=0, description="Where the partition ended when the replay began.")
    done_at: Instant | None = Field(
        None, description="When the broker had acknowledged it; null in an intent."
    )
    replayed_offset: int | None = Field(None, ge=0, description="Of the same message, replayed.")


LossReason = Literal["retention", "cut", "unexplained"]


class LostMessages(Record):
    """Messages that a room stepped over, because the log does not have them any more.

    Written before anything behind them is committed: afterwards nothing else tells of them.
    Messages of transactions that were aborted, and what a broker writes for itself, are no loss.
    """

    room: str = Field(description="Who would have read them.")
    group: str = Field(description="Its consumer group.")
    topic: str = Field(description="Where they were, with any prefix.")
    partition: int = Field(ge=0, description="Of that topic.")
    from_offset: int = Field(ge=0, description="The first that is lost.")
    until_offset: int = Field(ge=0, description="The first that is there again.")
    reason: LossReason = Field(
        description="`retention`: the broker removed them before they were read; `cut`: the log "
        "ended before what was committed, so that it was made anew or lost messages; "
        "`unexplained`: the log begins before them, and a fetch does not have them."
    )
    noticed_at: Instant = Field(description="When the room came to where they should have been.")
