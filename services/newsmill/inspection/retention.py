"""What retention has removed: from before when it was, as the broker's settings say."""

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
        BrokerUnavailable: no broker answers.
    """
    kept = await kept_for(kafka, {topic for topic, _ in history.cut})
    return latest_removed(history.cut, utc_now(), kept)


def latest_removed(
    cut: Iterable[Place], now: datetime, kept: Mapping[str, timedelta]
) -> dict[Place, int]:
    """Of places that retention has shortened: before when it was written, what it removed.

    Milliseconds since 1970. `kept` says for how long a topic keeps everything; of one that is not
    in it, all but the last moment may be gone.
    """
    return {place: int((now - kept.get(place[0], timedelta())).timestamp() * 1000) for place in cut}
