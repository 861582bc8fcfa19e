import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]

# Logging is a process's own: each test asks a fresh one.
PROGRAM = """
import logging
from newsmill.logs import logger, set_up_logs
from newsmill.settings import RuntimeSettings

set_up_logs(RuntimeSettings(), "cleaner")
{body}
"""


def stderr_of(body: str, **environment: str) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(body=body)],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
        cwd=REPOSITORY,
        env=os.environ | {f"NEWSMILL_{name}": value for name, value in environment.items()},
    )
    assert ran.stdout == ""
    return ran.stderr.splitlines()


def test_an_event_is_one_line_of_json_with_its_fields() -> None:
    (line,) = stderr_of("logger('newsmill.test').info('fetched', url='https://a.example/')")
    said = json.loads(line)
    assert said.pop("timestamp").endswith("Z")
    assert said == {
        "event": "fetched",
        "level": "info",
        "logger": "newsmill.test",
        "room": "cleaner",
        "url": "https://a.example/",
    }


def test_libraries_log_in_the_same_form() -> None:
    (line,) = stderr_of("logging.getLogger('aiokafka').warning('no %s', 'leader')")
    said = json.loads(line)
    assert (said["event"], said["logger"], said["room"]) == ("no leader", "aiokafka", "cleaner")


def test_an_exception_stays_on_one_line() -> None:
    body = """
try:
    1 / 0
except ZeroDivisionError:
    logger('newsmill.test').exception('lost')
"""
    (line,) = stderr_of(body)
    assert "ZeroDivisionError: division by zero" in json.loads(line)["exception"]


def test_talkative_libraries_are_quiet() -> None:
    assert stderr_of("logging.getLogger('faust.app').info('starting')") == []


@pytest.mark.parametrize(("level", "lines"), [("DEBUG", 2), ("ERROR", 0)])
def test_the_least_level_is_a_setting(level: str, lines: int) -> None:
    body = "l = logger('newsmill.test'); l.debug('d'); l.info('i')"
    assert len(stderr_of(body, LOG_LEVEL=level)) == lines


def test_the_console_form_is_for_people() -> None:
    (line,) = stderr_of("logger('newsmill.test').info('fetched', url='u')", LOG_FORMAT="console")
    assert "fetched" in line
    assert not line.startswith("{")
    assert "\x1b" not in line


def test_a_client_that_tries_again_and_again_is_told_of_once() -> None:
    told = stderr_of(
        "for n in range(100):\n"
        "    logging.getLogger('aiokafka.client').error('no node %s', n)\n"
        "    logging.getLogger('newsmill.test').error('a step %s', n)\n"
        "logging.getLogger('aiokafka.client').error('something else')"
    )
    events = [json.loads(line)["event"] for line in told]
    assert [event for event in events if "step" not in event] == ["no node 0", "something else"]
    assert len(events) == 102


def test_who_says_itself_that_brokers_are_away_says_it_alone() -> None:
    body = (
        "set_up_logs(RuntimeSettings(), 'sink-rows', tells_of_brokers=True)\n"
        "logging.getLogger('aiokafka.client').error('Unable connect')\n"
        "logger('newsmill.liveness').warning('no broker answers')\n"
    )
    (line,) = stderr_of(body)
    assert json.loads(line)["event"] == "no broker answers"
    assert len(stderr_of(body, LOG_LEVEL="DEBUG")) == 2


@pytest.mark.parametrize("form", ["json", "console"])
def test_secrets_of_urls_are_not_logged(form: str) -> None:
    body = """
url = 'https://ann:pa55@paper.example/feed?token=abc123'
logger('newsmill.test').warning('asked', url=url, urls=[url], at={'url': url})
logging.getLogger('aiohttp').error('no answer from %s', url)
try:
    raise ValueError(url)
except ValueError:
    logger('newsmill.test').exception('lost')
"""
    text = "\n".join(stderr_of(body, LOG_FORMAT=form))
    assert text.count("paper.example/feed") >= 5
    assert "pa55" not in text
    # The traceback of a console shows the values of variables, between quotes and over two lines.
    assert "abc123" not in text
