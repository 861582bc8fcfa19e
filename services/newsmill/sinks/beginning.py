"""Where a sink begins: where it was, at the start, now, or at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from newsmill.kafka.group_reader import Beginning
from newsmill.kafka.reading import open_history
from newsmill.kafka.records import Place
from newsmill.settings import KafkaSettings
from newsmill.sinks.sink import Sink


@dataclass(frozen=True)
class Wanted:
    """What was asked for; where nothing was, a sink goes on where it was."""

    from_start: bool = False
    since: datetime | None = None


async def beginning_of(
    kafka: KafkaSettings, sink: Sink, wanted: Wanted
) -> tuple[Beginning, Mapping[Place, int]]:
    """Where `sink` begins, and where its topic ends now.

    Raises:
        BrokerUnavailable, TopicsMissing: it cannot be known.
    """
    async with open_history(kafka, [sink.topic], since=wanted.since) as history:
        starts, ends = history.starts, history.ends
    if wanted.from_start:
        return Beginning(forced=starts, ends=ends), ends
    if wanted.since is not None:
        return Beginning(forced=starts), ends
    return Beginning(at_first=ends if sink.begins_at == "now" else {}), ends
