"""Who is to blame when a worker ends: a message, or what is around it.

Only where a message may be what ended it, is it left as one that was in hand at an end; everything
else leaves in order, and says of no message that it was there.
"""

import asyncio

from aiokafka.errors import KafkaError
from mode.exceptions import MaxRestartsExceeded

from newsmill.errors import UserError
from newsmill.kafka.errors import ProducerBroken

OF_THE_SURROUNDINGS = (
    KafkaError,
    ProducerBroken,
    UserError,
    OSError,
    asyncio.CancelledError,
    MaxRestartsExceeded,
)
"""Brokers and what they refuse, settings, connections, disks, and a stop. What a stage raises about
a message never comes so far: it has become its dead letter."""


def may_be_by_message(error: BaseException) -> bool:
    """Whether a message in hand may have led to `error`."""
    return not isinstance(error, OF_THE_SURROUNDINGS)
