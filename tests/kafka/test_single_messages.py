"""Single messages by their offsets, on a broker."""

import pytest

from newsmill.contracts.topics import DROPS
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher
from newsmill.kafka.single_messages import open_single_messages
from newsmill.settings import KafkaSettings

pytestmark = [pytest.mark.broker, pytest.mark.timeout(120)]


async def test_a_message_is_found_by_its_offset_and_what_is_not_there_is_none(
    kafka: KafkaSettings,
) -> None:
    await create_topics(kafka, [DROPS])
    topic = topic_name(kafka, DROPS)
    async with open_publisher(kafka) as publisher:
        for number in range(5):
            value = str(number).encode() * 1000
            await publisher.publish_to(topic, 0, b"key", value, [("number", value[:1])])
    async with open_single_messages(kafka, topic) as messages:
        for number in (3, 0, 4, 4, 1):
            found = await messages.at(0, number)
            assert found is not None
            assert (found.offset, found.value) == (number, str(number).encode() * 1000)
            assert dict(found.headers) == {"number": str(number).encode()}
        assert await messages.at(0, 99) is None
        assert (await messages.at(0, 2)) is not None
