"""What a process has done, as Prometheus reads it: the same sums that /status tells."""

from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST

Status = dict[str, Any]


class Exposition:
    """Renders the status of a process in Prometheus' text format."""

    def __init__(self, is_ready: Callable[[], bool], status: Callable[[], Status]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Sums(is_ready, status))

    def render(self) -> bytes:
        """All metrics as of now.

        For each room read = published + dropped + dead-lettered + in flight. The puller reads
        feeds, not messages: what it has offered is published or dropped.
        """
        return bytes(generate_latest(self._registry))


class _Sums(Collector):
    def __init__(self, is_ready: Callable[[], bool], status: Callable[[], Status]) -> None:
        self._is_ready = is_ready
        self._status = status

    def collect(self) -> Iterator[Metric]:
        status = self._status()
        rooms: dict[str, Status] = status["rooms"]
        yield GaugeMetricFamily(
            "newsmill_ready", "Whether this process does its work now.", int(self._is_ready())
        )
        yield _by_process(status["cpu_seconds"])
        yield _read(rooms)
        yield _outcomes(rooms)
        yield _in_flight(rooms)
        yield _broken(rooms)
        if "puller" in rooms:
            yield from _polls(rooms["puller"])


def _by_process(seconds_by_process: dict[str, float]) -> Metric:
    metric = CounterMetricFamily(
        "newsmill_cpu_seconds",
        "User and system time of the process itself, and of each room's child processes.",
        labels=["process"],
    )
    for process, seconds in seconds_by_process.items():
        metric.add_metric([process], seconds)
    return metric


def _read(rooms: dict[str, Status]) -> Metric:
    metric = CounterMetricFamily(
        "newsmill_messages_read", "Messages that a room has begun.", labels=["room"]
    )
    for room, told in rooms.items():
        if "read" in told:
            metric.add_metric([room], told["read"])
    return metric


def _outcomes(rooms: dict[str, Status]) -> Metric:
    metric = CounterMetricFamily(
        "newsmill_messages",
        "Messages by outcome; detail is the topic they went to, or why they were dropped.",
        labels=["room", "outcome", "detail"],
    )
    for room, told in rooms.items():
        for outcome in ("published", "dropped"):
            for detail, count in told.get(outcome, {}).items():
                metric.add_metric([room, outcome, detail], count)
        if "dead_lettered" in told:
            metric.add_metric([room, "dead_lettered", ""], told["dead_lettered"])
    return metric


def _in_flight(rooms: dict[str, Status]) -> Metric:
    metric = GaugeMetricFamily(
        "newsmill_in_flight",
        "Messages begun and not ended; of the puller, polls.",
        labels=["room"],
    )
    for room, told in rooms.items():
        metric.add_metric([room], told["in_flight"])
    return metric


def _broken(rooms: dict[str, Status]) -> Metric:
    metric = GaugeMetricFamily(
        "newsmill_broken",
        "Whether a room has stopped because it failed on too much; restart it to go on.",
        labels=["room"],
    )
    for room, told in rooms.items():
        metric.add_metric([room], int("broken" in told))
    return metric


def _polls(told: Status) -> Iterator[Metric]:
    yield GaugeMetricFamily("newsmill_feeds", "Feeds that this puller looks after.", told["feeds"])
    yield CounterMetricFamily("newsmill_polls", "Polls that ended.", told["polls"])
    yield CounterMetricFamily("newsmill_polls_failed", "Of them, failed.", told["failed"])
    yield CounterMetricFamily(
        "newsmill_entries_offered",
        "New or changed entries published, or dropped because the broker refuses them.",
        told["offered"],
    )
    yield CounterMetricFamily(
        "newsmill_entries_skipped",
        "Entries without link, title or text, counted at each poll that sees them.",
        told["skipped"],
    )
    yield CounterMetricFamily(
        "newsmill_entries_left_out",
        "Entries beyond NEWSMILL_PULLER_MAX_ENTRIES of one feed, the oldest of it, counted at each "
        "poll that sees them.",
        told["left_out"],
    )
    yield CounterMetricFamily(
        "newsmill_unreadable_rows",
        "Subscriptions and states of feeds that cannot be read.",
        told["unreadable_rows"],
    )
