"""A transactional producer, as Kafka Connect, Flink and Debezium use one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaProducer

from newsmill.kafka.connection import client_options
from newsmill.settings import KafkaSettings


@asynccontextmanager
async def transactional(kafka: KafkaSettings) -> AsyncIterator[AIOKafkaProducer]:
    """A producer of which the caller begins, commits and aborts the transactions."""
    producer = AIOKafkaProducer(
        **client_options(kafka), transactional_id=f"{kafka.topic_prefix}connect"
    )
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()
