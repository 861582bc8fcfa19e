"""How a message can end other than by being published on."""

from dataclasses import dataclass

from pydantic import Field

from services.contracts.base import Hex16, Hex32, Instant, Record


@dataclass(frozen=True, slots=True)
class Dropped:
    """A room's decision that an article ends here: `reason` is a fixed word, `detail` free."""

    reason: str
    detail: str = ""


class Drop(Record):
    """An article that is gone by decision, with the reason."""

    room: str
    reason: str
    detail: str = ""
    entry_id: Hex32
    entry_version: Hex16
    article_id: Hex32 | None = None
    url: str | None = None
    feed_url: str | None = None
    title: str = ""
    dropped_at: Instant


class DeadLetter(Record):
    """What the headers of a dead letter say; its key and value are the original bytes, untouched.

    The header names follow Kafka Connect's dead letter queue (KIP-298).
    """

    room: str = Field(description="`__connect.errors.connector.name`: who could not handle it.")
    version: str = Field(description="`__connect.errors.task.id`: newsmill's version.")
    stage: str = Field(description="`__connect.errors.stage`: decode, decide, encode or publish.")
    topic: str = Field(description="`__connect.errors.topic`: where it was read.")
    partition: int = Field(description="`__connect.errors.partition`")
    offset: int = Field(description="`__connect.errors.offset`")
    exception: str = Field(description="`__connect.errors.exception.class.name`")
    message: str = Field(description="`__connect.errors.exception.message`, one line.")
    stacktrace: str = Field("", description="`__connect.errors.exception.stacktrace`, bounded.")
    failed_at: Instant = Field(description="`newsmill.failed.at`")
