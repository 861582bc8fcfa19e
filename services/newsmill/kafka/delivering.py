"""Deliver batches of records: wait where a broker refuses for now, and give up no innocent record.

aiokafka's own sender fails a whole batch where one record of it is refused, takes the numbers of a
refused batch for used (an idempotent producer then fails at everything), and lets all partitions
of a broker wait for one.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any
from weakref import WeakSet

from aiokafka import TopicPartition
from aiokafka.errors import (
    DuplicateSequenceNumber,
    InvalidProducerEpoch,
    InvalidTimestampError,
    KafkaError,
    NodeNotReadyError,
    NoError,
    NotEnoughReplicasError,
    ProducerFenced,
    TopicAuthorizationFailedError,
    for_code,
)
from aiokafka.producer.message_accumulator import MessageBatch
from aiokafka.producer.sender import Sender, SendProduceReqHandler
from aiokafka.protocol.produce import ProduceRequest, ProduceRequest_v8
from aiokafka.record.memory_records import MemoryRecords

from newsmill.kafka.refusals import Deed, line_of, refusal_of
from newsmill.kafka.waiting import Waiting

SHORTEST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0
"""Between two tries of a batch; doubled from the shortest to the longest."""

_NOT_WRITTEN = (
    InvalidTimestampError,
    NotEnoughReplicasError,
    TopicAuthorizationFailedError,
)
"""Answers after which the batch may come again, and that say that it was not written. A leader that
is deposed while it waits for the others says of what it has written that it is not the leader."""


class _Request(ProduceRequest):  # type: ignore[misc] # has no types
    """A request to which brokers say why they refuse; aiokafka knows that version and asks not."""


_Request._CLASSES = (*ProduceRequest._CLASSES, ProduceRequest_v8)


class CarefulSender(Sender):  # type: ignore[misc] # has no types
    """Sends batches; one that is not `patient` waits no longer than one request may take."""

    def __init__(self, of: Sender, waiting: Waiting, *, patient: bool) -> None:
        super().__init__(
            of.client,
            acks=of._acks,
            txn_manager=of._txn_manager,
            message_accumulator=of._message_accumulator,
            retry_backoff_ms=of._retry_backoff * 1000,
            request_timeout_ms=of._request_timeout_ms,
        )
        self.waiting = waiting
        self.patient = patient
        self.abandoned = asyncio.Event()
        self.perhaps_written: WeakSet[MessageBatch] = WeakSet()
        self._pauses: dict[Any, float] = {}
        self.refused_partitions: set[Any] = set()
        """Those whose last batch was refused for now."""

    async def _send_produce_req(self, node_id: int, batches: Mapping[Any, MessageBatch]) -> None:
        """Send a request. What is to be tried again takes its pause without the broker."""
        handler = _Handler(self, batches)
        await handler.do(node_id)
        self._in_flight.remove(node_id)
        again = handler.again
        self._muted_partitions.difference_update(tp for tp in batches if tp not in again)
        if not again:
            return
        self._wake()
        with suppress(TimeoutError):
            pause = max(self._pause(tp) for tp in again)
            await asyncio.wait_for(self.abandoned.wait(), pause)
        for tp, to_send in again.items():
            self._enqueue(tp, to_send)
        await self.client._maybe_wait_metadata()
        self._muted_partitions.difference_update(again)

    def _enqueue(self, tp: Any, batches: Sequence[MessageBatch]) -> None:
        """Let `batches` be the next of their partition."""
        accumulator = self._message_accumulator
        for batch in reversed(batches):
            if batch.future.done():
                continue  # all were given up meanwhile
            if batch.retry_count:
                accumulator._pending_batches.discard(batch)
                batch.reset_drain()
            accumulator._batches[tp].appendleft(batch)

    def refuses_no_more(self, tp: Any) -> None:
        """A batch has been accepted, or refused for its own sake."""
        self._pauses.pop(tp, None)
        self.refused_partitions.discard(tp)
        # What another partition waits to send again is of before: that it is refused is no news.
        if self.waiting and all(it.topic != tp.topic for it in self.refused_partitions):
            self.waiting.accepted(tp.topic)

    def number_anew(self, batch: MessageBatch) -> None:
        """Give the numbers of a refused batch to the next, unless it may be written after all."""
        if self._txn_manager is not None and batch not in self.perhaps_written:
            self._txn_manager._sequence_numbers[batch.tp] -= batch.record_count

    def _pause(self, tp: Any) -> float:
        pause = self._pauses.get(tp, SHORTEST_PAUSE_SECONDS)
        self._pauses[tp] = min(2 * pause, LONGEST_PAUSE_SECONDS)
        return pause

    def _wake(self) -> None:
        """Let the sender look for what others have for the broker."""
        waiter = self._message_accumulator.waiter()
        if not waiter.done():
            waiter.set_result(None)


class _Handler(SendProduceReqHandler):  # type: ignore[misc] # has no types
    """One request, and what is to be sent again afterwards."""

    _sender: CarefulSender

    def __init__(self, sender: CarefulSender, batches: Mapping[Any, MessageBatch]) -> None:
        super().__init__(sender, batches)
        self.again: dict[Any, Sequence[MessageBatch]] = {}

    def create_request(self) -> _Request:
        request = super().create_request()
        return _Request(
            transactional_id=request._transactional_id,
            required_acks=request.required_acks,
            timeout=request._timeout,
            topics=request._topics,
        )

    async def do(self, node_id: int) -> None:
        request = self.create_request()
        try:
            response = await self._client.send(node_id, request)
        except KafkaError as error:
            for batch in self._batches.values():
                if not isinstance(error, NodeNotReadyError):
                    # It may have come through, and only the answer did not.
                    self._sender.perhaps_written.add(batch)
                self._judge(batch, error, None)
            return
        if request.required_acks == 0:
            for batch in self._batches.values():
                batch.done_noack()
        else:
            self.handle_response(response)

    def handle_response(self, response: Any) -> None:
        self._sender.waiting.slowed_down(getattr(response, "throttle_time_ms", 0) / 1000)
        for topic, partitions in response.topics:
            for partition, code, offset, *rest in partitions:
                batch = self._batches.get(TopicPartition(topic, partition))
                if batch is None:
                    continue
                error = for_code(code)
                if error in (NoError, DuplicateSequenceNumber):
                    timestamp, start = (*rest, -1, None)[:2] if len(rest) != 1 else (rest[0], None)
                    batch.done(offset, timestamp, start)
                    self._sender.refuses_no_more(batch.tp)
                    continue
                told = _told(rest)
                self._judge(batch, _as_raised(error, topic, told), told)

    def _judge(self, batch: MessageBatch, error: KafkaError, told: str | None) -> None:
        """Decide whether `batch` is sent again, in another form, or fails."""
        if error.invalid_metadata:
            self._client.force_metadata_update()
        refusal = refusal_of(error)
        if refusal.deed is Deed.DEAD_LETTER and batch.record_count > 1:
            # Which of them it was shows when each comes alone.
            self._sender.number_anew(batch)
            self.again[batch.tp] = self._rebuilt(batch, _one_by_one(batch))
        elif refusal.deed not in (Deed.PASSES, Deed.WAIT) or self._is_patience_over(batch, error):
            self._sender.number_anew(batch)
            if refusal.deed is Deed.DEAD_LETTER:
                # Another record would be taken.
                self._sender.refuses_no_more(batch.tp)
            self._sender.refused_partitions.discard(batch.tp)
            batch.failure(exception=error)
        else:
            # A command says it when its patience is over.
            if refusal.deed is Deed.WAIT and self._sender.patient:
                topic = batch.tp.topic
                self._sender.refused_partitions.add(batch.tp)
                self._sender.waiting.refused(topic, refusal, line_of(topic, error, told))
            if isinstance(error, InvalidTimestampError):
                self._sender.number_anew(batch)
                self.again[batch.tp] = self._rebuilt(batch, [_records(batch)], is_stamped_anew=True)
                return
            if not isinstance(error, _NOT_WRITTEN):
                self._sender.perhaps_written.add(batch)
            self.again[batch.tp] = [batch]

    def _is_patience_over(self, batch: MessageBatch, error: KafkaError) -> bool:
        if self._sender.abandoned.is_set():
            return True
        if self._sender.patient:
            return False
        # For these somebody has to do something: a command says so at once.
        at_once = (InvalidTimestampError, TopicAuthorizationFailedError)
        return isinstance(error, at_once) or batch.expired()

    def _rebuilt(
        self, batch: MessageBatch, parts: Iterable[list[Any]], *, is_stamped_anew: bool = False
    ) -> list[MessageBatch]:
        """The records of `batch` in new batches; who waits for its records waits for theirs."""
        accumulator = self._sender._message_accumulator
        futures = iter(batch._msg_futures)
        batches = []
        for records in parts:
            builder = accumulator.create_builder()
            new = MessageBatch(batch.tp, builder, batch._ttl, 0)
            new._ctime = batch._ctime
            for record in records:
                stamp = None if is_stamped_anew else record.timestamp
                told = builder.append(
                    timestamp=stamp, key=record.key, value=record.value, headers=record.headers
                )
                assert told is not None, "it had room in one batch before"
                if (waiting := next(futures, None)) is not None:
                    new._msg_futures.append((waiting[0], told))
            builder.close()
            batches.append(new)
        asyncio.gather(*(b.future for b in batches), return_exceptions=True).add_done_callback(
            lambda done: _pass_on(batch, done.result())
        )
        return batches


def _pass_on(batch: MessageBatch, results: Sequence[Any]) -> None:
    """End a batch as the batches ended that were made of it."""
    if batch.future.done():
        return
    failure = next((it for it in results if isinstance(it, BaseException)), None)
    if failure is None:
        batch.future.set_result(results[0])
        return
    batch.future.set_exception(failure)
    if batch._msg_futures:
        batch.future.exception()


def _records(batch: MessageBatch) -> list[Any]:
    found = MemoryRecords(bytes(batch.get_data_buffer())).next_batch()
    assert found is not None, "a batch that was sent has records"
    return list(found)


def _one_by_one(batch: MessageBatch) -> Iterator[list[Any]]:
    return ([record] for record in _records(batch))


def _told(rest: Sequence[Any]) -> str | None:
    """What the broker adds to its answer: of the first record that it refuses, or of all."""
    for part in rest:
        if isinstance(part, list) and part and part[0][1]:
            return str(part[0][1])
    return next((part for part in rest if isinstance(part, str) and part), None)


def _as_raised(error: type[KafkaError], topic: str, told: str | None) -> KafkaError:
    if error is InvalidProducerEpoch:
        return ProducerFenced()
    if error is TopicAuthorizationFailedError:
        return error(topic)
    return error(told) if told else error()
