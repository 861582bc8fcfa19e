"""The least age of messages that retention has removed, by the broker's settings."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from newsmill.clock import utc_now
from newsmill.kafka.admin import kept_for
from newsmill.kafka.reading import History
from newsmill.kafka.records import Place
from newsmill.settings import KafkaSettings


async def removed_before(kafka: KafkaSettings, history: History) -> dict[Place, int]:
    """As `latest_removed`, for the partitions of `history`.

    Raises:
        BrokerUnavailable, KafkaError: no broker answers.
    """
    kept = await kept_for(kafka, {topic for topic, _ in history.cut})
    return latest_removed(history.cut, utc_now(), kept)


def latest_removed(
    cut: Iterable[Place], now: datetime, kept: Mapping[str, timedelta]
) -> dict[Place, int]:
    """For each partition that retention has shortened: all that it removed is older than this.

    Milliseconds since 1970. `kept` is how long a topic keeps everything; of a topic that is not in
    it, even the latest messages may have been removed.
    """
    return {place: int((now - kept.get(place[0], timedelta())).timestamp() * 1000) for place in cut}
