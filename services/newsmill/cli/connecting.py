"""Connect a command to its broker."""

from newsmill.kafka.connection import wait_for_broker
from newsmill.settings import KafkaSettings, RuntimeSettings, load


async def reach(broker: str | None) -> KafkaSettings:
    """Wait until `broker` (or NEWSMILL_BROKER, or the default) answers; returns its settings.

    Raises:
        BrokerUnavailable: it does not.
    """
    kafka = load(KafkaSettings, **({"broker": broker} if broker else {}), idempotent=False)
    await wait_for_broker(kafka, load(RuntimeSettings).connect_timeout)
    return kafka
