"""The status of a process as Prometheus metrics: the same sums as at /status."""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from newsmill.hosting.status import GatewayStatus, ProcessStatus, PullerStatus, RoomStatus
from newsmill.streaming.status import StageStatus

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Exposition:
    """Renders the status of a process in Prometheus' text format."""

    def __init__(self, status: Callable[[], ProcessStatus]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Sums(status))

    def render(self) -> bytes:
        """All metrics as of now.

        For each room read = published + dropped + dead-lettered + in flight. The puller reads
        feeds, not messages: what it has offered is published or dropped.
        """
        return bytes(generate_latest(self._registry))


class _Sums(Collector):
    def __init__(self, status: Callable[[], ProcessStatus]) -> None:
        self._status = status

    def collect(self) -> Iterator[Metric]:
        status = self._status()
        yield GaugeMetricFamily(
            "newsmill_ready", "Whether this process does its work now.", int(status.ready)
        )
        yield GaugeMetricFamily(
            "newsmill_topics_differ",
            "Topics that are not set up as the contracts have it; the log says what that means.",
            len(status.differing_topics or ()),
        )
        yield _by_process(status.cpu_seconds)
        yield _read(status.rooms)
        yield _outcomes(status.rooms)
        yield _lost(status.rooms)
        yield _in_flight(status.rooms)
        yield _broken(status.rooms)
        yield from _journals(status.rooms)
        for room in status.rooms.values():
            if isinstance(room, PullerStatus):
                yield from _polls(room)
            elif isinstance(room, GatewayStatus):
                yield from _gateway(room)


def _by_process(seconds_by_process: Mapping[str, float]) -> Metric:
    metric = CounterMetricFamily(
        "newsmill_cpu_seconds",
        "User and system time of the process itself, and of each room's child processes.",
        labels=["process"],
    )
    for process, seconds in seconds_by_process.items():
        metric.add_metric([process], seconds)
    return metric


def _read(rooms: Mapping[str, RoomStatus]) -> Metric:
    metric = CounterMetricFamily(
        "newsmill_messages_read", "Messages that a room has begun.", labels=["room"]
    )
    for room, status in rooms.items():
        if isinstance(status, StageStatus):
            metric.add_metric([room], status.read)
    return metric


def _outcomes(rooms: Mapping[str, RoomStatus]) -> Metric:
    metric = CounterMetricFamily(
        "newsmill_messages",
        "Messages by outcome; detail is the topic they went to, or why they were dropped.",
        labels=["room", "outcome", "detail"],
    )
    for room, status in rooms.items():
        if isinstance(status, StageStatus):
            for topic, count in status.published.items():
                metric.add_metric([room, "published", topic], count)
            metric.add_metric([room, "dead_lettered", ""], status.dead_lettered)
        if isinstance(status, StageStatus | PullerStatus):
            for reason, count in status.dropped.items():
                metric.add_metric([room, "dropped", reason], count)
    return metric


def _lost(rooms: Mapping[str, RoomStatus]) -> Metric:
    metric = CounterMetricFamily(
        "newsmill_messages_lost",
        "Messages that a room never read, because its topic does not have them any more: "
        "each loss is in the log and in news.lost-messages.v1.",
        labels=["room"],
    )
    for room, status in rooms.items():
        if isinstance(status, StageStatus):
            metric.add_metric([room], status.lost)
    return metric


def _in_flight(rooms: Mapping[str, RoomStatus]) -> Metric:
    metric = GaugeMetricFamily(
        "newsmill_in_flight",
        "Messages begun and not ended; of the puller, polls.",
        labels=["room"],
    )
    for room, status in rooms.items():
        if isinstance(status, StageStatus | PullerStatus):
            metric.add_metric([room], status.in_flight)
    return metric


def _broken(rooms: Mapping[str, RoomStatus]) -> Metric:
    metric = GaugeMetricFamily(
        "newsmill_broken",
        "Whether a room has stopped because it failed on too much; restart it to go on.",
        labels=["room"],
    )
    for room, status in rooms.items():
        is_broken = isinstance(status, StageStatus) and status.broken is not None
        metric.add_metric([room], int(is_broken))
    return metric


def _journals(rooms: Mapping[str, RoomStatus]) -> Iterator[Metric]:
    read = GaugeMetricFamily(
        "newsmill_journal_read",
        "Offsets of its journal that a room has read back since its partitions were assigned.",
        labels=["room"],
    )
    total = GaugeMetricFamily(
        "newsmill_journal_to_read",
        "Of so many; the room begins no message of a partition before.",
        labels=["room"],
    )
    for room, status in rooms.items():
        if isinstance(status, StageStatus) and status.journal is not None:
            read.add_metric([room], status.journal.read)
            total.add_metric([room], status.journal.total)
    yield read
    yield total


def _polls(puller: PullerStatus) -> Iterator[Metric]:
    yield GaugeMetricFamily("newsmill_feeds", "Feeds that this puller looks after.", puller.feeds)
    yield CounterMetricFamily("newsmill_polls", "Polls that ended.", puller.polls)
    yield CounterMetricFamily("newsmill_polls_failed", "Of them, failed.", puller.failed)
    yield CounterMetricFamily(
        "newsmill_entries_offered",
        "New or changed entries published, or dropped because the broker refuses them.",
        puller.offered,
    )
    yield CounterMetricFamily(
        "newsmill_entries_skipped",
        "Entries without link, title or text, counted at each poll that sees them.",
        puller.skipped,
    )
    yield CounterMetricFamily(
        "newsmill_entries_left_out",
        "Entries beyond NEWSMILL_PULLER_MAX_ENTRIES of one feed, the oldest of it, counted at each "
        "poll that sees them.",
        puller.left_out,
    )
    yield CounterMetricFamily(
        "newsmill_unreadable_rows",
        "Subscriptions and states of feeds that cannot be read.",
        puller.unreadable_rows,
    )


def _gateway(gateway: GatewayStatus) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "newsmill_gateway_articles", "Articles in the gateway's index.", gateway.indexed
    )
    yield GaugeMetricFamily(
        "newsmill_gateway_behind",
        "Messages on the topics that are not in the gateway's index yet.",
        gateway.behind,
    )
    yield GaugeMetricFamily(
        "newsmill_gateway_clients", "Readers of the gateway's stream now.", gateway.clients
    )
    yield GaugeMetricFamily(
        "newsmill_gateway_connections", "Open connections to the gateway.", gateway.connections
    )
    requests = CounterMetricFamily(
        "newsmill_gateway_requests",
        "Requests to the gateway; refused: with a problem of theirs, failed: with one of ours.",
        labels=["outcome"],
    )
    answered = gateway.requests - gateway.refused - gateway.failed
    requests.add_metric(["answered"], answered)
    requests.add_metric(["refused"], gateway.refused)
    requests.add_metric(["failed"], gateway.failed)
    yield requests
