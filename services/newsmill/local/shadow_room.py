"""Replay a room: run it over old input, beside the real one, and compare what it writes.

The old input is copied into a shadow topic, partition by partition and in order. The room itself is
the real one, in a process of its own that is told to put a suffix behind every name. So it joins
another group, writes to other topics and keeps another journal, and nothing real can change.
"""

import asyncio
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsmill.errors import UserError
from newsmill.inspection.auditing import CLOCK_SKEW
from newsmill.inspection.comparing import Comparison, outcome_of
from newsmill.inspection.naming import name_of
from newsmill.inspection.pairing import Pairing, open_pairing
from newsmill.inspection.reading import OnProgress, no_progress, read_all
from newsmill.kafka.publisher import with_idempotence_as_accepted
from newsmill.kafka.reading import committed_offsets, open_history
from newsmill.kafka.records import Message, Place
from newsmill.local.run_folder import run_folder
from newsmill.local.shadow_input import Input, Order, copy_input
from newsmill.local.shadow_topics import (
    ShadowTopicsThere,
    outputs_of,
    shadow_of,
    shadows_there,
)
from newsmill.local.supervisor import MillNotStarted, open_mill
from newsmill.pipeline import Room, Step
from newsmill.rooms import settings_of
from newsmill.settings import KafkaSettings, RuntimeSettings, load

STALLED_AFTER_SECONDS = 300.0
"""Longer than any article may take in any room."""

LOOK_SECONDS = 0.5


class ReplayStalled(UserError):
    """The shadow room does not get on."""


@dataclass
class Replayed:
    """A replay and its result."""

    order: Order
    read: Input = field(default_factory=Input)
    comparison: Comparison = field(default_factory=Comparison)


async def replay_room(
    kafka: KafkaSettings,
    runtime: RuntimeSettings,
    replayed: Replayed,
    on_progress: OnProgress = no_progress,
) -> None:
    """Carry out the order of `replayed`, and fill in the rest of it on the way.

    Whatever ends it, the room's process has ended, and the shadow topics are still there.

    Raises:
        ShadowTopicsThere: an earlier replay's topics would be mixed with this one's.
        NothingToReplay, FetchesAgain: there is nothing to do, or nobody has agreed to it.
        MillNotStarted, ReplayStalled: the room could not start, has stopped, or does not get on.
        BrokerUnavailable, TopicsMissing, KafkaError: the topics cannot be read or made.
    """
    order = replayed.order
    replayed.comparison.examples_kept = order.examples
    kafka = await with_idempotence_as_accepted(kafka)
    shadow = shadow_of(kafka, order.suffix)
    if (left := await shadows_there(shadow)) and not order.again:
        raise ShadowTopicsThere(order.suffix, left)
    folder = run_folder(runtime) / "replay"
    folder.mkdir()
    try:
        with open_pairing(folder / "pairs.sqlite") as pairing:
            await copy_input(kafka, order, replayed.read, pairing, on_progress)
            await _run(shadow, runtime, order.step, replayed.read.ends, folder, on_progress)
            await _compare(kafka, shadow, replayed, pairing, on_progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _run(
    shadow: KafkaSettings,
    runtime: RuntimeSettings,
    step: Step[Any, Any],
    ends: dict[Place, int],
    folder: Path,
    on_progress: OnProgress,
) -> None:
    """Run the room until it has committed all of the copied input.

    What it keeps in files beside Kafka goes to `folder`, not to where the real one has it.
    """
    shadow = shadow.model_copy(update={"checkpoint_folder": folder / "checkpoints"})
    environment = own_folders(step.room, folder)
    total = sum(ends.values())
    done = 0
    moved_at = time.monotonic()
    on_progress(step.room, 0, total)
    async with open_mill(shadow, runtime, environment, only=step.room) as mill:
        while done < total:
            await asyncio.sleep(LOOK_SECONDS)
            await mill.status()
            if mill.failed is not None:
                raise MillNotStarted(f"the replay has ended: {mill.failed}")
            committed = await committed_offsets(shadow, {step.reads.name: (step.room,)})
            now_done = sum(min(end, committed.get(place, 0)) for place, end in ends.items())
            if now_done != done:
                done, moved_at = now_done, time.monotonic()
                on_progress(step.room, done, total)
            elif time.monotonic() - moved_at > STALLED_AFTER_SECONDS:
                raise ReplayStalled(
                    f"nothing has moved for {STALLED_AFTER_SECONDS:.0f} s; {total - done} messages "
                    f"are left; the room's log is {mill.log_file}"
                )


async def _compare(
    kafka: KafkaSettings,
    shadow: KafkaSettings,
    replayed: Replayed,
    pairing: Pairing,
    on_progress: OnProgress,
) -> None:
    order, comparison = replayed.order, replayed.comparison
    room, outputs = order.step.room, outputs_of(order.step)

    def note(message: Message) -> None:
        if (outcome := outcome_of(message, room)) is not None:
            pairing.note(name_of(message, kafka.topic_prefix), message.milliseconds, outcome)

    def compare(message: Message) -> None:
        if (outcome := outcome_of(message, room)) is None:
            return
        if (pair := pairing.answer(name_of(message, kafka.topic_prefix))) is not None:
            comparison.enter(pair.name, pair.before, outcome, is_waiting=pair.is_waiting)

    async with open_history(kafka, outputs, since=order.since - CLOCK_SKEW) as history:
        await read_all(history, note, "reading what was written then", on_progress)
    async with open_history(shadow, outputs) as history:
        await read_all(history, compare, "comparing", on_progress)
    comparison.unanswered = pairing.unanswered


def own_folders(room: Room, folder: Path) -> dict[str, str]:
    """Variables that lead the room to folders of its own, for each that its settings name.

    A file, such as a knowledge base, is only read.
    """
    settings = settings_of(room)
    if settings is None:
        return {}
    prefix = settings.model_config.get("env_prefix", "")
    return {
        f"{prefix}{name}".upper(): str(folder / name)
        for name, value in load(settings)
        if isinstance(value, Path) and not value.is_file()
    }
