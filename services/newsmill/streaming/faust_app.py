"""The Faust app, on our consumer and producer; without tables, web server and files of its own."""

import secrets
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

import faust
from faust.transport.drivers import aiokafka as driver

from newsmill.kafka.connection import (
    METADATA_MAX_AGE_MILLISECONDS,
    REQUEST_TIMEOUT,
    ssl_context,
)
from newsmill.kafka.publisher import BATCH_BYTES, LINGER_MILLISECONDS, MAX_REQUEST_BYTES
from newsmill.settings import KafkaSettings
from newsmill.streaming.faust_consumer import Consumer
from newsmill.streaming.faust_producer import Producer
from newsmill.streaming.faust_rebalance import NoTables
from newsmill.streaming.losses import Losses
from newsmill.streaming.poison_files import CheckpointFiles

POLL_WITHOUT_END = timedelta(days=365)
"""A consumer that did not fetch for so long may leave its group. Ours waits where brokers or a full
stage keep it waiting, and must come back; when it hangs, this process ends itself."""

BUFFERED_MESSAGES = 256
"""Per stage; Faust's 4 096 cost 180 MB with messages of 20 KB."""


WORKER_URL = "http://newsmill-worker-"


class Transport(driver.Transport):
    """The corrected consumer and producer."""

    Consumer: ClassVar[Any] = Consumer
    Producer: ClassVar[Any] = Producer


class App(faust.App):
    """A Faust app on the corrected transport, without web server and files of its own."""

    idempotent: bool = True
    checkpoint_files: CheckpointFiles | None = None
    losses: Losses
    """Who is told of messages that are missing."""
    worker_name: str = ""
    """Of this process, in its group: no other has had it or will have it."""

    def living_workers(self) -> frozenset[str]:
        """The names of those who were in the group when partitions were assigned last."""
        # Faust tells everybody of all members' URLs, which are for tables elsewhere.
        urls = self.assignor.tables_metadata()
        return frozenset(url.removeprefix(WORKER_URL) for url in urls if url.startswith(WORKER_URL))

    def _new_transport(self) -> Any:
        return Transport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> Any:
        return Transport(self.conf.broker_producer, self)

    @cached_property
    def tables(self) -> NoTables:
        """There are none; what would recover them ends each rebalance."""
        return NoTables(app=self, beacon=self.beacon)

    def _create_directories(self) -> None:
        """Nothing is kept on disk."""

    def _on_rebalance_when_stopped(self) -> None:
        """Leave the consumer to its own thread, which is closing it.

        Faust closes it here a second time, on the wrong event loop: the thread then never ends.
        """

    def on_rebalance_end(self) -> None:
        """Let the inputs flow again, unless the next rebalance has begun: that ends later."""
        if self.tables.recovery.is_overtaken:
            return
        super().on_rebalance_end()
        self.consumer.release_held_back()


def create_app(name: str, kafka: KafkaSettings) -> App:
    """The app of the consumer group `name`: raw messages in, nothing acknowledged by itself."""
    worker_name = secrets.token_hex(8)
    app = App(
        name,
        broker=[f"kafka://{server}" for server in kafka.broker.split(",")],
        broker_credentials=_credentials(kafka),
        broker_session_timeout=kafka.session_timeout.total_seconds(),
        broker_heartbeat_interval=kafka.session_timeout.total_seconds() / 6,
        broker_commit_interval=kafka.commit_interval.total_seconds(),
        broker_max_poll_interval=POLL_WITHOUT_END.total_seconds(),
        broker_request_timeout=max(REQUEST_TIMEOUT, kafka.session_timeout).total_seconds(),
        consumer_auto_offset_reset="earliest",
        consumer_metadata_max_age_ms=METADATA_MAX_AGE_MILLISECONDS,
        producer_compression_type="zstd",
        producer_metadata_max_age_ms=METADATA_MAX_AGE_MILLISECONDS,
        producer_linger=LINGER_MILLISECONDS / 1000,
        producer_max_batch_size=BATCH_BYTES,
        producer_max_request_size=MAX_REQUEST_BYTES,
        producer_request_timeout=REQUEST_TIMEOUT.total_seconds(),
        producer_threaded=False,
        store="memory://",
        stream_buffer_maxsize=BUFFERED_MESSAGES,
        # What was begun is finished by Worker.run; what was not is read again by the next owner.
        stream_wait_empty=False,
        stream_recovery_delay=0.0,
        topic_disable_leader=True,
        topic_replication_factor=kafka.replication_factor,
        web_enabled=False,
        canonical_url=f"{WORKER_URL}{worker_name}",
    )
    app.worker_name = worker_name
    app.idempotent = kafka.idempotent
    if kafka.checkpoint_folder is not None:
        app.checkpoint_files = CheckpointFiles(kafka.checkpoint_folder, name)
    return app


def _credentials(kafka: KafkaSettings) -> Any:
    context = ssl_context(kafka) if "SSL" in kafka.security_protocol else None
    if "SASL" in kafka.security_protocol:
        return faust.SASLCredentials(
            username=kafka.sasl_username,
            password=kafka.sasl_password,
            mechanism=kafka.sasl_mechanism,
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if context else None
