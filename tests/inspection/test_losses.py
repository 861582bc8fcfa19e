"""What rooms have recorded as lost: it counts once, for good, and nobody else can add to it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from newsmill.contracts.outcomes import LostMessages
from newsmill.contracts.topics import LOST_MESSAGES
from newsmill.inspection.counts import Gap
from newsmill.inspection.losses import LARGEST_OFFSET, MAX_LOSSES, Losses
from newsmill.kafka.records import Message
from newsmill.settings import KafkaSettings
from tests.builders import NOON, after
from tests.inspection.logs import CLEAN, RAW

KAFKA = KafkaSettings(topic_prefix="t.", topic_suffix=".s")
GAP = Gap(RAW, 0, "retriever", 5, 10, "expired")


def lost(first: int, until: int, **changes: Any) -> LostMessages:
    """Messages of the raw topic."""
    fields = {
        "room": "retriever",
        "group": "t.newsmill-retriever.s",
        "topic": f"t.{RAW}.s",
        "partition": 0,
        "from_offset": first,
        "until_offset": until,
        "reason": "retention",
        "noticed_at": NOON,
    }
    return LostMessages.model_validate(fields | changes)


def losses(*written: LostMessages | bytes | None, since: datetime | None = None) -> Losses:
    """What is in the topic."""
    found = Losses(KAFKA, since)
    for offset, record in enumerate(written):
        value = record.model_dump_json().encode() if isinstance(record, LostMessages) else record
        found.enter(Message(LOST_MESSAGES.name, 0, offset, b"k", value, []))
    return found


def test_a_loss_has_the_topics_name_of_the_contracts() -> None:
    (loss,) = losses(lost(5, 15)).recorded
    assert (loss.topic, loss.partition, loss.from_offset, loss.until_offset) == (RAW, 0, 5, 15)


def test_what_a_room_has_said_twice_counts_once_and_from_the_first_time() -> None:
    found = losses(lost(5, 15, noticed_at=after(3)), lost(5, 15), lost(5, 15, noticed_at=after(9)))
    assert found.total == 10
    assert [loss.noticed_at for loss in found.recorded] == [NOON]


def test_what_two_groups_have_missed_counts_once() -> None:
    mill = lost(0, 12, group="t.newsmill-mill.s")
    found = losses(lost(5, 15), mill, lost(30, 31), lost(5, 15, partition=1))
    assert len(found.recorded) == 4
    assert found.total == 15 + 1 + 10


@pytest.mark.parametrize(
    ("recorded", "left"),
    [
        pytest.param([], [(5, 10)], id="nothing"),
        pytest.param([(5, 15)], [], id="all"),
        pytest.param([(0, 99)], [], id="more"),
        pytest.param([(5, 9)], [(9, 6)], id="beginning"),
        pytest.param([(9, 15)], [(5, 4)], id="end"),
        pytest.param([(7, 9), (12, 13)], [(5, 2), (9, 3), (13, 2)], id="within"),
        pytest.param([(7, 9), (8, 12), (12, 15)], [(5, 2)], id="touching"),
        pytest.param([(0, 5), (15, 20)], [(5, 10)], id="beside"),
    ],
)
def test_a_gap_that_a_room_has_recorded_and_not_committed_yet_counts_once(
    recorded: list[tuple[int, int]], left: list[tuple[int, int]]
) -> None:
    found = losses(*(lost(*of) for of in recorded))
    assert [(gap.first, gap.count) for gap in found.unrecorded([GAP])] == left


def test_a_record_says_nothing_of_another_partition() -> None:
    found = losses(lost(5, 15, partition=1), lost(5, 15, topic=f"t.{CLEAN}.s"))
    assert found.unrecorded([GAP]) == [GAP]


def test_since_a_moment_only_what_was_noticed_from_then_on_counts() -> None:
    found = losses(lost(5, 15), lost(20, 21, noticed_at=after(5)), since=after(5))
    assert [loss.from_offset for loss in found.recorded] == [20]
    assert found.ignored == 0


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(None, id="tombstone"),
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff", id="bytes"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b"{}", id="no-record"),
        pytest.param(lost(5, 5), id="empty-range"),
        pytest.param(lost(6, 5), id="backwards"),
        pytest.param(lost(5, LARGEST_OFFSET + 1), id="endless"),
        pytest.param(lost(5, 10**400), id="beyond-all"),
        pytest.param(lost(5, 6, topic=RAW), id="another-prefix"),
        pytest.param(lost(5, 6, topic="t.news.feeds.v1.s"), id="no-topic-of-the-path"),
        pytest.param(lost(5, 6, group="theirs"), id="another-group"),
        pytest.param(lost(5, 6, group="t.newsmill-cleaner.s"), id="a-room-that-does-not-read-it"),
    ],
)
def test_what_no_room_of_ours_has_lost_is_only_counted(record: LostMessages | bytes | None) -> None:
    found = losses(record)
    assert (found.recorded, found.total, found.ignored) == ([], 0, 1)


def test_records_without_end_do_not_fill_the_memory() -> None:
    found = losses(*(lost(2 * n, 2 * n + 1) for n in range(MAX_LOSSES + 3)), lost(0, 1))
    assert (len(found.recorded), found.more, found.ignored) == (MAX_LOSSES, 3, 0)
    assert found.recorded[0].noticed_at - NOON == timedelta()
