"""docker-compose.yml is valid, and its services are what the Dockerfile and the topics say."""

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema.validators import validator_for

from newsmill.pipeline import ROOMS, TOPICS
from newsmill.settings import RuntimeSettings
from newsmill.variables import unknown_variables
from tests.deploy.files import METRICS, PROMETHEUS, compose, examples, stages

OURS = (*ROOMS, "topics", "tools", "sinks")
FETCHING = {"puller", "retriever"}
PUBLISHED = {"gateway"}
"""A published port needs a network that is not internal."""
each_service = pytest.mark.parametrize("name", OURS)


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = compose()["services"]
    return found


EXAMPLES = [yaml.safe_load(text) for text in examples("yaml")]


@pytest.mark.parametrize(
    "document", [compose(), compose(METRICS), *EXAMPLES], ids=["all", "metrics", "secrets"]
)
def test_it_is_a_compose_file(document: dict[str, Any]) -> None:
    # Found and not imported: only the schema is wanted.
    package = find_spec("check_jsonschema")
    assert package
    assert package.origin
    folder = Path(package.origin).parent / "builtin_schemas" / "vendor"
    schema = json.loads((folder / "compose-spec.json").read_text(encoding="utf-8"))
    validator = validator_for(schema)(schema)
    assert [
        f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)
    ] == []


def test_there_is_a_service_for_every_room(services: dict[str, Any]) -> None:
    assert set(services) == {*OURS, "kafka", "postgresql"}


@each_service
def test_a_service_is_built_from_a_stage_that_exists(services: dict[str, Any], name: str) -> None:
    build = services[name]["build"]
    target = "tools" if name == "topics" else name
    assert build == {"context": ".", "dockerfile": "deploy/Dockerfile", "target": target}
    assert target in stages()
    assert services[name]["image"] == f"newsmill/{target}"


@each_service
def test_a_service_can_do_nothing_but_its_work(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"][0].startswith("/tmp:size=")
    assert service["mem_limit"]
    # What is published is for this machine only.
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert ("ports" in service) == (name in PUBLISHED)
    assert "privileged" not in service


@pytest.mark.parametrize("room", ROOMS)
def test_only_rooms_that_fetch_or_are_asked_have_a_way_out(
    services: dict[str, Any], room: str
) -> None:
    assert ("outside" in services[room]["networks"]) == (room in FETCHING | PUBLISHED)
    assert compose()["networks"]["mill"] == {"internal": True}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_waits_for_the_topics_and_is_started_again(
    services: dict[str, Any], room: str
) -> None:
    service = services[room]
    assert service["depends_on"] == {"topics": {"condition": "service_completed_successfully"}}
    assert service["restart"] == "unless-stopped"
    assert "profiles" not in service


def test_rows_are_wanted_by_a_profile(services: dict[str, Any]) -> None:
    """Who does not ask for them has neither the database nor its sink."""
    sink, database = services["sinks"], services["postgresql"]
    assert sink["profiles"] == database["profiles"] == ["postgresql"]
    assert sink["command"][0] == "sink"
    assert sink["depends_on"]["postgresql"] == {"condition": "service_healthy"}
    assert "ports" not in database
    assert database["networks"] == ["mill"]
    assert sink["environment"]["PGPASSWORD"] == database["environment"]["POSTGRES_PASSWORD"]


def test_the_topics_wait_for_kafka_and_are_made_once(services: dict[str, Any]) -> None:
    topics = services["topics"]
    assert topics["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    assert topics["command"] == ["topics", "create", "--wait", "120"]
    assert topics["restart"] == "no"
    assert services["kafka"]["healthcheck"]["test"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_worker_may_finish_before_it_is_killed(services: dict[str, Any], room: str) -> None:
    seconds = int(services[room]["stop_grace_period"].removesuffix("s"))
    stop_timeout = RuntimeSettings.model_fields["stop_timeout"].default
    assert seconds > 2 * stop_timeout.total_seconds()


def test_kafka_takes_the_largest_message_and_makes_no_topic(services: dict[str, Any]) -> None:
    environment = services["kafka"]["environment"]
    largest = max(topic.max_message_bytes for topic in TOPICS)
    assert environment["KAFKA_MESSAGE_MAX_BYTES"] >= largest
    assert environment["KAFKA_REPLICA_FETCH_MAX_BYTES"] >= largest
    assert environment["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"


def test_kafka_is_found_from_inside_and_only_from_this_machine_outside(
    services: dict[str, Any],
) -> None:
    kafka = services["kafka"]
    listeners = dict(
        listener.split("://")
        for listener in kafka["environment"]["KAFKA_ADVERTISED_LISTENERS"].split(",")
    )
    assert listeners == {"INSIDE": "kafka:19092", "OUTSIDE": "127.0.0.1:9092"}
    assert kafka["ports"] == ["127.0.0.1:9092:9092"]
    for name in OURS:
        assert services[name]["environment"]["NEWSMILL_BROKER"] == listeners["INSIDE"]


def test_kafka_keeps_its_log_in_the_volume(services: dict[str, Any]) -> None:
    kafka = services["kafka"]
    assert kafka["volumes"] == [f"kafka:{kafka['environment']['KAFKA_LOG_DIRS']}"]
    assert "kafka" in compose()["volumes"]
    # Sixteen bytes, as Kafka wants them; a volume belongs to one cluster for good.
    assert re.fullmatch(r"[\w-]{22}", kafka["environment"]["CLUSTER_ID"])


@pytest.mark.parametrize("room", ROOMS)
def test_prometheus_finds_every_room(services: dict[str, Any], room: str) -> None:
    (job,) = compose(PROMETHEUS)["scrape_configs"]
    (found,) = job["dns_sd_configs"]
    assert room in found["names"]
    assert services[room]["expose"] == [str(found["port"])]
    # The stage of the Dockerfile on which all rooms are built says the same.
    assert f"NEWSMILL_HEALTH_PORT={found['port']}" in stages()["room"].all("ENV")[0]
    prometheus = compose(METRICS)["services"]["prometheus"]
    assert set(prometheus["networks"]) & set(services[room]["networks"])


def test_the_example_of_a_secret_names_what_there_is() -> None:
    (example,) = EXAMPLES
    for service in example["services"].values():
        assert unknown_variables(service["environment"]) == []
        for name in service["secrets"]:
            assert f"/run/secrets/{name}" in service["environment"].values()
            assert name in example["secrets"]
