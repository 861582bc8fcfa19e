from prometheus_client.parser import text_string_to_metric_families

from newsmill.hosting.metrics import Exposition
from newsmill.hosting.status import GatewayStatus, ProcessStatus

GATEWAY = GatewayStatus(
    indexed=200, behind=3, requests=50, refused=4, failed=1, clients=7, connections=9, port=8080
)


def test_a_gateway_shows_what_it_serves() -> None:
    status = ProcessStatus(rooms={"gateway": GATEWAY}, cpu_seconds={"process": 1.0}, ready=True)

    rendered = Exposition(lambda: status).render().decode()

    values = {
        (sample.name, sample.labels.get("outcome")): sample.value
        for family in text_string_to_metric_families(rendered)
        for sample in family.samples
        if sample.name.startswith("newsmill_gateway_")
    }
    assert values == {
        ("newsmill_gateway_articles", None): 200,
        ("newsmill_gateway_behind", None): 3,
        ("newsmill_gateway_clients", None): 7,
        ("newsmill_gateway_connections", None): 9,
        ("newsmill_gateway_requests_total", "answered"): 45,
        ("newsmill_gateway_requests_total", "refused"): 4,
        ("newsmill_gateway_requests_total", "failed"): 1,
    }


def test_the_status_of_a_gateway_is_read_back_as_one() -> None:
    """Not as that of another kind of room."""
    status = ProcessStatus(rooms={"gateway": GATEWAY}, cpu_seconds={}, ready=True)

    assert ProcessStatus.from_json(status.as_json()).rooms["gateway"] == GATEWAY
