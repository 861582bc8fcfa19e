"""The worker replaces methods of Faust and leans on others: a change of any must be seen.

When one of these tests fails, read what changed in the method, compare it with the reason beside
it here and with the worker's modules, run the tests marked `broker` (on Apache Kafka too), and only
then write the new version or hash down.
"""

import inspect
from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import version
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.consumer.fetcher import Fetcher
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.producer.message_accumulator import MessageAccumulator
from aiokafka.producer.sender import SendProduceReqHandler
from faust import App
from faust.agents.agent import Agent
from faust.assignor.partition_assignor import PartitionAssignor
from faust.streams import Stream
from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery
from faust.transport import consumer as base
from faust.transport.conductor import ConductorCompiler
from faust.transport.drivers import aiokafka as driver
from faust.types.tuples import ConsumerMessage, Message

from newsmill.kafka.producer import PatientProducer
from newsmill.streaming import (
    faust_app,
    faust_consumer,
    faust_consumer_thread,
    faust_producer,
    faust_rebalance,
)

Pin = tuple[Callable[..., Any], str, str]
"""A method, the hash of its source, and what it does that matters to us."""

VERSIONS = {"faust-streaming": "0.15.3", "mode-streaming": "0.7.1", "aiokafka": "0.14.0"}

REPLACED: list[Pin] = [
    (
        driver.AIOKafkaConsumerThread._create_worker_consumer,
        "c2701bfc3e6f",
        "fetch_max_wait_ms is set afterwards",
    ),
    (
        driver.AIOKafkaConsumerThread.verify_event_path,
        "b983e7735f64",
        "raises alarms about commits that it does not see",
    ),
    (driver.Consumer._new_consumer_thread, "0870ec53dea7", "makes our thread"),
    (
        driver.Consumer._to_message,
        "7c24f6511b2f",
        "stamps the generation; leaves out what it does not know",
    ),
    (
        base.Consumer.__init__,
        "302410d59e69",
        "takes the callback that we wrap, and makes `_read_offset`",
    ),
    (base.Consumer.ack, "5fcf41cf4515", "its bookkeeping is replaced by the tracker's"),
    (base.Consumer._filter_tps_with_pending_acks, "f6f923977423", "names the partitions to commit"),
    (base.Consumer._new_offset, "1d2c7ea89a7a", "says what to commit; off by one (issue 606)"),
    (base.Consumer._should_commit, "5ce941793947", "takes a commit that failed for made"),
    (base.Consumer._add_gap, "4df2573ded7c", "would take a gap as done (issue 596)"),
    (
        base.ThreadDelegateConsumer._commit,
        "a20eec84e4b2",
        "commits without metadata, and crashes the app when that fails",
    ),
    (base.Consumer.perform_seek, "0e8c130ff4b0", "goes to the committed offsets after a rebalance"),
    (
        base.Consumer.on_partitions_revoked,
        "d04b7ae72c6f",
        "forgets what is known of the partitions",
    ),
    (
        base.Consumer._wait_next_records,
        "6218e1969a63",
        "fetches only active partitions; sleeps for a second where there are none",
    ),
    (base.Consumer.resume_partitions, "afe6b7c02a41", "is called before the seek (issue 596)"),
    (
        base.Consumer.on_buffer_drop,
        "4b57e8a418d5",
        "fetches again, also in the middle of a rebalance",
    ),
    (
        AIOKafkaProducer.__init__,
        "fd6f2966fb3d",
        "has one patience for request and delivery",
    ),
    (
        AIOKafkaProducer.send,
        "08ce81263f43",
        "gives up looking for a topic; waits `_request_timeout_ms` for room",
    ),
    (driver.Producer._settings_extra, "a4c7bc41b638", "idempotence only with transactions"),
    (
        base.Consumer._drain_messages,
        "44a2500309e8",
        "delivers one message at a time, with two tasks for each, and cancels when flow stops",
    ),
    (base.ThreadDelegateConsumer.earliest_offsets, "2833b09d2888", "asks once"),
    (Recovery.on_rebalance, "aa4d997a1795", "signals the assignment that a rebalance ends with"),
    (Recovery._wait, "ec7429b70176", "takes a step that lasts too long for a stop of the service"),
    (App._new_transport, "42db531312dd", "chooses the transport by URL"),
    (App._new_producer_transport, "eb3b4aa6a896", "likewise"),
    (App._create_directories, "a9f571c3b04a", "makes folders"),
    (App._on_rebalance_when_stopped, "1b172d9af8ff", "closes the consumer on the wrong event loop"),
    (App.on_rebalance_end, "b7ff69e1e377", "is the end of recovery and seek"),
]
RELIED_ON: list[Pin] = [
    (base.Consumer.getmany, "4b168d84882a", "checks the generation; seeks when flow has stopped"),
    (base.Consumer.pause_partitions, "27a1c94bdacd", "fills `_paused_partitions`"),
    (
        base.Consumer.on_partitions_assigned,
        "29ce96596f05",
        "makes everything active until it is paused",
    ),
    (base.Consumer._commit_tps, "a20e230b05ae", "commits what `_new_offset` says and nothing else"),
    (base.Consumer._commit_offsets, "1a6979904118", "flushes the producer before it commits"),
    (base.Consumer.on_stop, "45b1d2210ce2", "commits once more"),
    (base.Consumer._commit_handler.fun, "4e5da5df0730", "commits at an interval"),
    (
        GroupCoordinator.fetch_committed_offsets,
        "6c049c737916",
        "gives the metadata beside each offset",
    ),
    (MessageAccumulator._append_batch, "4762abfc42cb", "gives each batch `_batch_ttl` to live"),
    (SendProduceReqHandler._can_retry, "7ff5d491d977", "tries again until the batch has expired"),
    (
        driver.ConsumerRebalanceListener.on_partitions_revoked,
        "348c3aec879f",
        "calls on_rebalance_start first",
    ),
    (
        driver.ConsumerRebalanceListener.on_partitions_assigned,
        "1c1f8406ad36",
        "sets the generation",
    ),
    (TableManager.recovery.fget, "f0bf5de78b4c", "makes the recovery service"),
    (
        vars(App)["tables"]._cached_property__get,
        "843764b1483e",
        "makes the tables' manager",
    ),
    (
        AIOKafkaProducer.send_batch,
        "bf42b0f0c5c0",
        "waits until the batch before it is sent; the future is that of the whole batch",
    ),
    (MessageAccumulator.add_batch, "5ed1c5b1367a", "gives a batch its time to live as well"),
    (
        Recovery._restart_recovery.fun,
        "6bd8a8558a2d",
        "takes each step by `_wait`",
    ),
    (App._on_partitions_revoked, "d5c895bbe57d", "stops flow and clears queues"),
    (App._on_partitions_assigned, "de932b7927db", "pauses everything assigned"),
    (App._stop_consumer, "55854a5de12c", "stops flow when the app stops"),
    (
        Recovery._resume_streams,
        "d986a6710c1a",
        "resumes, seeks, ends the rebalance, in this order",
    ),
    (TableManager.on_rebalance, "2d2c23a07bf5", "starts recovery"),
    (Stream.noack, "921a6f5c674d", "leaves acknowledging to us"),
    (Stream.events, "c62f4dd3a73f", "yields the event"),
    (
        Stream._c_aiter,
        "fa44582a5882",
        "passes over events of an older generation without acknowledging",
    ),
    (Agent._execute_actor, "c750b828d2bd", "starts a failed agent again"),
    (ConductorCompiler.build, "837cf521368c", "puts into the queue whatever its size"),
    (Message.ack, "4751b72c4ed8", "counts references"),
    (ConsumerMessage.on_final_ack, "45d670b6a8ac", "comes to Consumer.ack"),
    (
        AIOKafkaConsumer.seek_to_committed,
        "f6cd85c8b70a",
        "leaves a partition without committed offset where it is",
    ),
    (AIOKafkaConsumer.highwater, "044275efc968", "comes from a fetch"),
    (
        PartitionAssignor._get_changelog_distribution,
        "dd376e80a45b",
        "tells everybody of all members' URLs",
    ),
    (PartitionAssignor.tables_metadata, "1d69c8fd9c62", "tells whose URLs they are"),
    (Fetcher.seek_to, "f0ba6aba6c22", "throws away what was fetched"),
]

OURS = [
    faust_consumer_thread.ConsumerThread,
    faust_consumer.Consumer,
    PatientProducer,
    faust_producer.Producer,
    faust_app.Transport,
    faust_app.App,
    faust_rebalance.PatientRecovery,
    faust_rebalance.NoTables,
]
# New ones of ours.
ADDED = {
    "_first_positions",
    "_committed",
    "_deliver",
    "_hand_over",
    "_note",
    "_pass_over_gap",
    "_starts_told_soon",
    "admit",
    "has_suspects",
    "alone",
    "committed",
    "end",
    "fetch_from",
    "fetched_until",
    "forget",
    "gap",
    "is_overtaken",
    "is_stale",
    "lags",
    "leave",
    "living_workers",
    "look_for_holes",
    "note",
    "put_down",
    "readable_end",
    "report",
    "release_held_back",
    "send_batch",
    "send_one",
}


def hash_of(method: Callable[..., Any]) -> str:
    source = inspect.getsource(inspect.unwrap(method))
    return sha256(source.encode()).hexdigest()[:12]


def name_of(pin: Pin) -> str:
    return pin[0].__qualname__


@pytest.mark.parametrize(("package", "expected"), VERSIONS.items())
def test_the_versions_are_those_that_were_read(package: str, expected: str) -> None:
    assert version(package) == expected, (
        f"{package} {version(package)} was never read: compare each method named in this module "
        f"with that of {expected}, then run the tests marked broker"
    )


@pytest.mark.parametrize("pin", REPLACED, ids=map(name_of, REPLACED))
def test_a_replaced_method_is_the_one_that_was_read(pin: Pin) -> None:
    method, expected, what = pin
    assert hash_of(method) == expected, (
        f"{name_of(pin)} ({what}) is not what newsmill/streaming replaces: "
        f"see whether the replacement still fits; its hash is now {hash_of(method)}"
    )


@pytest.mark.parametrize("pin", RELIED_ON, ids=map(name_of, RELIED_ON))
def test_a_method_that_we_lean_on_is_the_one_that_was_read(pin: Pin) -> None:
    method, expected, what = pin
    assert hash_of(method) == expected, (
        f"{name_of(pin)} changed: see whether it still {what}; its hash is now {hash_of(method)}"
    )


def test_every_replaced_method_is_listed() -> None:
    replaced = {
        name
        for ours in OURS
        for name, value in vars(ours).items()
        if inspect.isfunction(value) and name not in ADDED
    }
    assert replaced == {pin[0].__name__ for pin in REPLACED}
