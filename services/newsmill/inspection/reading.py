"""Read a broker's topics from their start, for an audit, an explanation or the dead letters.

Committed offsets are always read before the ends of the topics: then whatever was committed has
led to something that is read.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from newsmill.contracts.topics import DEAD_LETTERS, LOST_MESSAGES, REPLAYS
from newsmill.errors import UserError
from newsmill.inspection.auditing import AUDITED, CLOCK_SKEW, Audit
from newsmill.inspection.counts import gaps, unbegun
from newsmill.inspection.explaining import EXPLAINED, Explainer, Explanation
from newsmill.inspection.findings import Findings, counts_of
from newsmill.inspection.losses import Losses
from newsmill.inspection.quarantine import Position, Quarantine, Replays
from newsmill.inspection.retention import removed_before
from newsmill.inspection.searching import Search, Sought
from newsmill.kafka.errors import TopicsMissing
from newsmill.kafka.reading import History, committed_offsets, open_history
from newsmill.kafka.records import Message
from newsmill.pipeline import PROCESSES_BY_TOPIC
from newsmill.settings import KafkaSettings

OnProgress = Callable[[str, int, int], None]
"""Called again and again with what is being done, how much of it is done, and how much there is."""


class NoSuchLetter(UserError):
    """There is no dead letter with this id."""

    def __init__(self, position: Position, known: str) -> None:
        partition, offset = position
        super().__init__(
            f"there is no dead letter {partition}:{offset}; there are {known or 'none'}"
        )


def no_progress(what: str, done: int, total: int) -> None:
    """For callers that show no progress."""


async def run_audit(
    kafka: KafkaSettings,
    feeds: frozenset[str] = frozenset(),
    since: datetime | None = None,
    on_progress: OnProgress = no_progress,
) -> Findings:
    """Count what became of everything that `feeds` offered from `since` on.

    Without `feeds`, everything that anybody offered; without `since`, all that is kept.

    Raises:
        BrokerUnavailable, TopicsMissing, KafkaError: the topics cannot be read.
    """
    committed = await committed_offsets(kafka, PROCESSES_BY_TOPIC)
    losses = Losses(kafka, since)
    topics = (*AUDITED, LOST_MESSAGES)
    async with open_history(kafka, topics, since=since and since - CLOCK_SKEW) as history:
        removed = await removed_before(kafka, history)
        audit = Audit(committed, kafka.topic_prefix, since, removed, kafka.topic_suffix)

        def enter(message: Message) -> None:
            whose = losses if message.topic == LOST_MESSAGES.name else audit
            whose.enter(message)

        await read_all(history, enter, "auditing", on_progress)
        positions = committed, history.kept_from, history.ends
        held_back = history.held_back
    audit.close()
    return Findings(
        audit,
        counts_of(audit, feeds),
        losses.unrecorded(gaps(*positions)),
        feeds,
        since,
        unbegun(*positions),
        losses,
        held_back=held_back,
    )


async def explain(
    kafka: KafkaSettings, sought: Sought, on_progress: OnProgress = no_progress
) -> Explanation:
    """Find the observations that are meant, then read once more what is about them.

    Raises:
        BrokerUnavailable, TopicsMissing, KafkaError: the topics cannot be read.
    """
    committed = await committed_offsets(kafka, PROCESSES_BY_TOPIC)
    search = Search(sought, kafka.topic_prefix)
    oldest: int | None = None

    def enter(message: Message) -> None:
        nonlocal oldest
        oldest = message.milliseconds if oldest is None else min(oldest, message.milliseconds)
        search.enter(message)

    async with open_history(kafka, EXPLAINED) as history:
        await read_all(history, enter, "searching", on_progress)
        search.close()
        if not search.names:
            return Explanation([], {}, False, history.total, oldest, await _lost(kafka))
        explainer = Explainer(
            frozenset(search.names),
            frozenset(search.originals),
            committed,
            kafka.topic_prefix,
            await removed_before(kafka, history),
        )
        await read_all(history, explainer.enter, "reading", on_progress)
    return Explanation(
        explainer.stories(), explainer.originals, search.too_many, history.total, oldest
    )


async def _lost(kafka: KafkaSettings) -> int:
    """How many messages rooms have recorded as lost; none where an older broker has no record."""
    losses = Losses(kafka)
    with suppress(TopicsMissing):
        async with open_history(kafka, [LOST_MESSAGES]) as history:
            await read_all(history, losses.enter, "reading losses", no_progress)
    return losses.total


async def read_quarantine(
    kafka: KafkaSettings, on_progress: OnProgress = no_progress
) -> Quarantine:
    """All dead letters without their values, and all replays.

    Raises:
        BrokerUnavailable, TopicsMissing: the topics cannot be read.
    """
    quarantine = Quarantine()
    async with open_history(kafka, [DEAD_LETTERS, REPLAYS]) as history:
        await read_all(history, quarantine.enter, "reading dead letters", on_progress)
    return quarantine


async def read_letter(kafka: KafkaSettings, position: Position) -> tuple[Message, Replays]:
    """One dead letter with its value, and all replays.

    Raises:
        NoSuchLetter: there is none at `position`.
        BrokerUnavailable, TopicsMissing: the topics cannot be read.
    """
    partition, offset = position
    replays = Replays()
    async with open_history(kafka, [DEAD_LETTERS]) as history:
        message = await history.at((DEAD_LETTERS.name, partition), offset)
        known = ", ".join(
            f"{number}:{start} to {number}:{end - 1}"
            for (name, number), end in sorted(history.ends.items())
            if (start := history.kept_from[name, number]) < end
        )
    if message is None:
        raise NoSuchLetter(position, known)
    async with open_history(kafka, [REPLAYS]) as history:
        await read_all(history, replays.enter, "reading replays", no_progress)
    return message, replays


async def read_all(
    history: History, enter: Callable[[Message], None], what: str, on_progress: OnProgress
) -> None:
    """Enter every message of `history`, and report how far it is.

    Raises:
        BrokerUnavailable: the broker stopped answering.
    """
    done = 0
    on_progress(what, done, history.total)
    async for messages in history.read():
        for message in messages:
            enter(message)
        done += len(messages)
        on_progress(what, done, history.total)
