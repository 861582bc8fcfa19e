"""Read topics with a consumer up to where they end now."""

from collections.abc import Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from newsmill.kafka.errors import BrokerUnavailable
from newsmill.kafka.reading import true_ends
from newsmill.settings import KafkaSettings

Ends = Mapping[TopicPartition, int]
"""One past the last message of each partition."""


async def ends_now(kafka: KafkaSettings, consumer: AIOKafkaConsumer) -> Ends:
    """Where the consumer's partitions end; it is left at their first messages.

    Raises:
        BrokerUnavailable: the broker stopped answering.
    """
    partitions = list(consumer.assignment())
    try:
        ends = await true_ends(consumer, partitions)
        starts = await consumer.beginning_offsets(partitions)
    except (TimeoutError, KafkaError, OSError) as error:
        raise BrokerUnavailable(kafka.broker, "it stopped answering") from error
    for partition, start in starts.items():
        consumer.seek(partition, start)
    return ends


async def is_at(consumer: AIOKafkaConsumer, ends: Ends) -> bool:
    """Whether everything before `ends` has been read.

    Positions tell it, and not the last message: what a broker writes for itself is not given to us.
    """
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return False
    return True
