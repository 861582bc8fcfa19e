"""Messages as other programs write them: with a header whose name is not UTF-8."""

from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

from newsmill.kafka.connection import client_options
from newsmill.settings import KafkaSettings

NAME = b"\xffname"


class ForeignName(str):
    """A name that becomes `NAME` when it is written."""

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return NAME


def builder(codec: int = 0) -> _DefaultRecordBatchBuilderPy:
    """Of batches whose headers may have a `ForeignName`; aiokafka's own in C wants a plain str."""
    return _DefaultRecordBatchBuilderPy(
        magic=2,
        compression_type=codec,
        is_transactional=0,
        producer_id=-1,
        producer_epoch=-1,
        base_sequence=-1,
        batch_size=100_000,
    )


async def write_with_foreign_header(
    kafka: KafkaSettings, topic: str, values: Sequence[bytes]
) -> None:
    """One batch of `values` in the topic's first partition, each with a `ForeignName`."""
    producer = AIOKafkaProducer(**client_options(kafka))
    await producer.start()
    try:
        batch = producer.create_batch()
        batch._builder = builder()
        for value in values:
            written = batch.append(
                key=b"a key", value=value, timestamp=None, headers=[(ForeignName(), b"told")]
            )
            assert written is not None, "the batch is full"
        batch.close()
        await (await producer.send_batch(batch, topic, partition=0))
    finally:
        await producer.stop()
