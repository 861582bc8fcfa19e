"""The Faust app, on our consumer, producer and tables; without web server and files of its own."""

from functools import cached_property
from typing import Any, ClassVar

import faust
from faust.transport.drivers import aiokafka as driver

from newsmill.streaming.faust_consumer import Consumer
from newsmill.streaming.faust_producer import Producer
from newsmill.streaming.faust_tables import Tables
from newsmill.streaming.poison_files import CheckpointFiles


class Transport(driver.Transport):
    """The corrected consumer and producer."""

    Consumer: ClassVar[Any] = Consumer
    Producer: ClassVar[Any] = Producer


class App(faust.App):
    """A Faust app on the corrected transport, without web server and files of its own."""

    idempotent: bool = True
    checkpoint_files: CheckpointFiles | None = None

    def _new_transport(self) -> Any:
        return Transport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> Any:
        return Transport(self.conf.broker_producer, self)

    @cached_property
    def tables(self) -> Tables:
        """The tables, and what recovers them."""
        return Tables(app=self, beacon=self.beacon)

    def _create_directories(self) -> None:
        """Tables live in memory and in their changelogs; nothing is kept on disk."""

    def _on_rebalance_when_stopped(self) -> None:
        """Leave the consumer to its own thread, which is closing it.

        Faust closes it here a second time, on the wrong event loop: the thread then never ends.
        """

    def on_rebalance_end(self) -> None:
        """Let the inputs flow again."""
        super().on_rebalance_end()
        self.consumer.release_held_back()
