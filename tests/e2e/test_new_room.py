"""A room that only passes articles on, added before or behind the enricher in a copy of newsmill.

Some lines on the map and one file are all that it takes: whatever needs to know the way derives it.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import newsmill
from newsmill.local.topics import kafka_environment
from newsmill.settings import KafkaSettings
from tests.commands import INSTALLED, Run, runner
from tests.e2e.rooms import running_rooms

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

REPOSITORY = Path(__file__).parents[2]

Changes = list[tuple[str, str]]

BEFORE_THE_ENRICHER: Changes = [
    ('"deduper", "enricher", ', '"deduper", "passer", "enricher", '),
    (
        (
            "ENRICH: Step[UniqueArticle, EnrichedArticle] = Step(\n"
            '    "enricher", reads=UNIQUE_ARTICLES,'
        ),
        (
            'PASSED_ARTICLES = replace(UNIQUE_ARTICLES, name="news.articles.passed.v1")\n'
            "PASS_ON: Step[UniqueArticle, UniqueArticle] = Step(\n"
            '    "passer", reads=UNIQUE_ARTICLES, writes=(PASSED_ARTICLES,)\n'
            ")\n"
            "ENRICH: Step[UniqueArticle, EnrichedArticle] = Step(\n"
            '    "enricher", reads=PASSED_ARTICLES,'
        ),
    ),
    ("(RETRIEVE, CLEAN, DEDUPE, ENRICH)", "(RETRIEVE, CLEAN, DEDUPE, PASS_ON, ENRICH)"),
]
BEHIND_THE_ENRICHER: Changes = [
    ('"deduper", "enricher", ', '"deduper", "enricher", "passer", '),
    (
        "STEPS: tuple",
        (
            'PASSED_ARTICLES = replace(ENRICHED_ARTICLES, name="news.articles.passed.v1")\n'
            "PASS_ON: Step[EnrichedArticle, EnrichedArticle] = Step(\n"
            '    "passer", reads=ENRICHED_ARTICLES, writes=(PASSED_ARTICLES,)\n'
            ")\n"
            "STEPS: tuple"
        ),
    ),
    ("(RETRIEVE, CLEAN, DEDUPE, ENRICH)", "(RETRIEVE, CLEAN, DEDUPE, ENRICH, PASS_ON)"),
    ('    "enriched": ENRICHED_ARTICLES,\n', '    "enriched": PASSED_ARTICLES,\n'),
]
PIPELINE: Changes = [
    ("from dataclasses import dataclass\n", "from dataclasses import dataclass, replace\n")
]
ROOMS: Changes = [
    (
        '        case "enricher":\n            from newsmill.enricher.app',
        (
            '        case "passer":\n'
            "            from newsmill.passer import open_room as open_passer\n\n"
            "            return open_passer\n"
            '        case "enricher":\n            from newsmill.enricher.app'
        ),
    ),
    (
        '        case "enricher":\n            from newsmill.enricher.settings',
        (
            '        case "passer":\n'
            "            return None\n"
            '        case "enricher":\n            from newsmill.enricher.settings'
        ),
    ),
]

ROOM = '''
"""Pass articles on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from newsmill.contracts.articles import UniqueArticle
from newsmill.hosting.host import Host
from newsmill.pipeline import PASS_ON
from newsmill.streaming.stage import Stage


@asynccontextmanager
async def open_room(host: Host) -> AsyncIterator[None]:
    async def pass_on(article: UniqueArticle) -> UniqueArticle:
        return article

    host.worker.attach(Stage(PASS_ON, pass_on))
    yield
'''

ARTICLES = 3
PATIENCE_SECONDS = 90


each_place = pytest.mark.parametrize(
    ("place", "rooms"),
    [
        pytest.param(
            BEFORE_THE_ENRICHER,
            ("retriever", "cleaner", "deduper", "passer", "enricher"),
            id="before-the-enricher",
        ),
        pytest.param(
            BEHIND_THE_ENRICHER,
            ("retriever", "cleaner", "deduper", "enricher", "passer"),
            id="behind-the-enricher",
        ),
    ],
)


@pytest.fixture
def copy(tmp_path: Path, environment: dict[str, str], place: Changes) -> dict[str, str]:
    """What commands of the copy are started with."""
    package = tmp_path / "copied" / "newsmill"
    shutil.copytree(
        Path(newsmill.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__")
    )
    for name, changes in (("pipeline.py", [*PIPELINE, *place]), ("rooms.py", ROOMS)):
        page = (package / name).read_text()
        for before, after in changes:
            assert page.count(before) == 1, f"{name} has another {before!r}"
            page = page.replace(before, after)
        (package / name).write_text(page)
    (package / "passer.py").write_text(ROOM)
    return {**environment, "PYTHONPATH": str(package.parent)}


@pytest.fixture
def documents(tmp_path: Path) -> str:
    """A file of articles."""
    path = tmp_path / "documents.jsonl"
    lines = [
        {
            "url": f"https://harbour.example/{number}",
            "title": f"Ferry {number} is back in Nordhaven",
            "text": f"Ferry {number} came back to Nordhaven. " + "It had been away for weeks. " * 9,
        }
        for number in range(ARTICLES)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return str(path)


@each_place
def test_once_runs_through_it_to_its_end(
    copy: dict[str, str], documents: str, rooms: tuple[str, ...]
) -> None:
    ended = runner(copy, INSTALLED)("once", documents)
    assert ended.returncode == 0, ended.stderr
    enriched = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(enriched) == ARTICLES
    for article in enriched:
        timings = article["timings"]
        # In JSON those of the mill's own rooms come first.
        assert set(timings) == set(rooms)
        assert sorted(rooms, key=lambda room: str(timings[room])) == list(rooms)


@each_place
def test_the_audit_knows_of_it(
    copy: dict[str, str],
    documents: str,
    kafka: KafkaSettings,
    tmp_path: Path,
    rooms: tuple[str, ...],
) -> None:
    *all_but_the_last, last = rooms
    copy |= kafka_environment(kafka)
    command = runner(copy, INSTALLED)
    assert command("topics", "create").returncode == 0
    assert command("ingest", documents).returncode == 0

    with running_rooms(tuple(all_but_the_last), kafka, tmp_path, copy):
        wait_for(lambda: explained(command)["waits_for"], last)
        before = audit(command)
        story = explained(command)
    with running_rooms((last,), kafka, tmp_path, copy):
        wait_for(lambda: audit(command)["total"]["enriched"], ARTICLES)
        after = audit(command)

    assert (before["total"]["in_flight"], before["total"]["missing"]) == (ARTICLES, 0)
    assert before["verdict"] == "whole"
    assert story["outcome"] == "in flight"
    assert [it["room"] for it in story["happenings"]][-1] == all_but_the_last[-1]
    assert (after["total"]["in_flight"], after["total"]["missing"]) == (0, 0)
    assert after["verdict"] == "whole"


@pytest.mark.parametrize("place", [BEFORE_THE_ENRICHER], ids=["before-the-enricher"])
def test_rights_and_the_fault_bench_know_of_it(copy: dict[str, str]) -> None:
    rights = runner(copy, INSTALLED)("topics", "acls").stdout
    for operation in (
        "User:newsmill-passer --operation Read",
        "User:newsmill-enricher --operation Read",
    ):
        assert [line for line in rights.splitlines() if operation in line]
    assert [
        line for line in rights.splitlines() if "User:newsmill-passer" in line and "Write" in line
    ]
    asked = "from tests.faults import reading as r; print(r.INPUT_BY_ROOM, r.OUTPUTS_BY_ROOM)"
    bench = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PYTHONPATH": f"{copy['PYTHONPATH']}{os.pathsep}{REPOSITORY}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "'enricher': 'news.articles.passed.v1'" in bench.stdout
    assert "'passer': ('news.articles.passed.v1', 'news.drops.v1'" in bench.stdout


def audit(command: Run) -> dict[str, Any]:
    """What the audit comes to."""
    ended = command("audit", "--json")
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def explained(command: Run) -> dict[str, Any]:
    """What has become of one of the articles so far."""
    ended = command("explain", "https://harbour.example/1", "--json")
    story: dict[str, Any] = json.loads(ended.stdout.splitlines()[0])
    return story


def wait_for(look: Any, expected: object) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (seen := look()) != expected:
        assert time.monotonic() < deadline, f"still {seen}"
        time.sleep(0.2)
