"""Every variable has its name in one list, and one that is not in it is told of."""

import os
import subprocess
import sys

import pytest

from newsmill.cli.settings_table import all_settings, variable
from newsmill.environment import IN_FILE, is_secret
from newsmill.exit_codes import ENDS_WITH_PARENT
from newsmill.variables import SETTINGS, unknown_variables
from tests.commands import Run

NO_BROKER = "127.0.0.1:1"
MISSPELT = (
    "NEWSMILL_PULER_MIN_INTERVAL is no setting of newsmill's; is NEWSMILL_PULLER_MIN_INTERVAL"
)


def test_the_list_has_every_setting() -> None:
    of_classes = set()
    for _, settings in all_settings():
        for name, field in settings.model_fields.items():
            of_classes.add(variable(settings, name))
            if is_secret(field):
                of_classes.add(variable(settings, name) + IN_FILE)
    assert sorted(SETTINGS - of_classes) == []
    assert sorted(of_classes - SETTINGS) == [], "put them into services/newsmill/variables.py"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        pytest.param("NEWSMILL_BROKERS", "NEWSMILL_BROKER", id="one letter more"),
        pytest.param("NEWSMILL_SASL_USER", "NEWSMILL_SASL_USERNAME", id="shorter"),
        pytest.param("NEWSMILL_PULLER_MININTERVAL", "NEWSMILL_PULLER_MIN_INTERVAL", id="no line"),
        pytest.param("NEWSMILL_BROKER_FILE", "NEWSMILL_BROKER", id="no secret"),
        pytest.param("newsmill_brokr", "NEWSMILL_BROKER", id="small letters"),
        pytest.param("NEWSMILL_QUXFOZ", None, id="like none"),
    ],
)
def test_a_name_that_is_none_is_told_with_what_it_may_mean(name: str, meant: str | None) -> None:
    (line,) = unknown_variables({name: "1", "PATH": "/bin", "NEWSMILL_BROKER": "a:1"})
    ending = f"; is {meant} meant?" if meant else ""
    assert line == f"{name} is no setting of newsmill's{ending}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "1") for name in sorted(SETTINGS)),
        ("newsmill_broker", "a:1"),
        (ENDS_WITH_PARENT, "1"),
        ("NEWSMILL_VERSION", "0.1.0"),
        ("NEWSMILL_TEST_BROKER", "apache"),
        ("NEWSMILL_BENCH_CLOCK", "1"),
        ("NEWSMILL_SERVICE_HOST", "10.0.0.1"),
        ("NEWSMILL_PULLER_SERVICE_PORT", "80"),
        ("NEWSMILL_PULLER_SERVICE_PORT_METRICS", "80"),
        ("NEWSMILL_PORT", "tcp://10.0.0.1:80"),
        ("NEWSMILL_PULLER_PORT_80_TCP", "tcp://10.0.0.1:80"),
        ("NEWSMILL_PULLER_PORT_80_TCP_ADDR", "10.0.0.1"),
        ("NEWSMILLER", "1"),
        ("_NEWSMILL_COMPLETE", "complete_bash"),
    ],
)
def test_of_names_that_are_for_somebody_nothing_is_said(name: str, value: str) -> None:
    assert unknown_variables({name: value}) == []


def test_a_command_says_it_once_and_works(newsmill: Run) -> None:
    ended = newsmill("schemas", "check", NEWSMILL_PULER_MIN_INTERVAL="1", NEWSMILL_DEDUPER_NEAR="0")
    assert ended.returncode == 0
    assert [line for line in ended.stderr.splitlines() if "NEWSMILL" in line] == [
        f"newsmill: {MISSPELT} meant?"
    ]


def test_a_health_check_does_not(newsmill: Run) -> None:
    ended = newsmill("health", "--port", "1", NEWSMILL_PULER_MIN_INTERVAL="1")
    assert "PULER" not in ended.stderr


@pytest.mark.parametrize(
    "command", [["newsmill", "run", "cleaner"], ["newsmill.cleaner"], ["newsmill.local.mill"]]
)
def test_a_room_says_it_in_its_log(command: list[str], environment: dict[str, str]) -> None:
    wrong = {"NEWSMILL_PULER_MIN_INTERVAL": "1"}
    nobody = {"NEWSMILL_BROKER": NO_BROKER, "NEWSMILL_START_TIMEOUT": "0"}
    ended = subprocess.run(
        [sys.executable, "-m", *command],
        env=os.environ | environment | nobody | wrong,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = [line for line in ended.stderr.splitlines() if "PULER" in line]
    assert len(said) == 1
    assert f"{MISSPELT} meant?" in said[0]
    assert '"level": "warning"' in said[0]
