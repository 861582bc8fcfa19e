"""newsmill replay beside a mill that has worked: what it reports, and that nothing real changes."""

import asyncio
import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsmill.contracts.topics import CLEAN_ARTICLES, ENRICHED_ARTICLES, UNIQUE_ARTICLES
from newsmill.kafka.admin import require_topics
from newsmill.kafka.connection import topic_name
from newsmill.kafka.log_reading import open_log
from newsmill.kafka.reading import committed_offsets, open_reader
from newsmill.local.shadow_topics import shadow_of, shadows_there
from newsmill.local.topics import kafka_environment
from newsmill.pipeline import PROCESSES_BY_TOPIC
from newsmill.settings import KafkaSettings
from tests.commands import AS_A_MODULE, clean_environment
from tests.e2e.test_inspection import COPIES, FOREIGN, Worked, a_mill_that_has_worked
from tests.e2e.test_inspection import ENTRIES as OUR_ENTRIES

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

QUICK = {
    "NEWSMILL_ALLOW_PRIVATE_NETWORKS": "1",
    "NEWSMILL_RETRIEVER_HOST_DELAY": "0",
    "NEWSMILL_COMMIT_INTERVAL": "0.2",
    "NEWSMILL_SESSION_TIMEOUT": "2",
}
ENTRIES = OUR_ENTRIES + FOREIGN

PATIENCE_SECONDS = 90


@pytest.fixture(scope="module")
def worked(broker: KafkaSettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worked]:
    """A mill that has worked and is stopped, its feeds still served."""
    folder = tmp_path_factory.mktemp("worked")
    with a_mill_that_has_worked(broker, folder, "replayed") as worked:
        yield worked


def replay(worked: Worked, *arguments: str, **settings: str) -> dict[str, Any]:
    """The report of a replay that succeeds, and that changes nothing real."""
    before = asyncio.run(real_state(worked.kafka))
    ended = worked.newsmill("replay", *arguments, "--since", "1h", "--json", **QUICK, **settings)
    assert ended.returncode == 0, ended.stderr
    assert asyncio.run(real_state(worked.kafka)) == before
    report: dict[str, Any] = json.loads(ended.stdout)
    return report


async def real_state(kafka: KafkaSettings) -> dict[str, Any]:
    """Bounds of every real topic and journal, and what every group has committed."""
    there = await require_topics(kafka, [])
    state: dict[str, Any] = {"committed": await committed_offsets(kafka, PROCESSES_BY_TOPIC)}
    for name, partitions in there.items():
        is_ours = name.startswith(kafka.topic_prefix)
        if is_ours and name.endswith((".v1", "-journal")):
            async with open_log(kafka, name, range(partitions)) as log:
                state[name] = await log.bounds()
    return state


def shadows(worked: Worked, suffix: str) -> list[str]:
    """The shadow topics that are there."""
    return asyncio.run(shadows_there(shadow_of(worked.kafka, suffix)))


@pytest.mark.parametrize(
    ("room", "then"),
    [
        ("retriever", {"retrieved": ENTRIES + COPIES, "dead letter: ValidationError": 1}),
        ("cleaner", {"clean": ENTRIES + COPIES}),
        ("deduper", {"unique": ENTRIES, "duplicates": COPIES}),
        ("enricher", {"enriched": ENTRIES}),
    ],
)
def test_a_room_as_it_is_does_the_same_again(
    worked: Worked, room: str, then: dict[str, int]
) -> None:
    report = replay(worked, room, "--into", f"same-{room}", "--yes")

    total = sum(then.values())
    assert report["then"] == report["now"] == then
    assert (report["input"]["read"], report["compared"]) == (total, total)
    assert (report["same"], report["changed"], report["moved"]) == (total, 0, 0), report
    assert report["unanswered"] == 0
    assert report["fields"] == report["entities"] == {}


def test_another_setting_shows_what_would_change_and_writes_to_shadow_topics_alone(
    worked: Worked,
) -> None:
    found = asyncio.run(first_enriched(worked.kafka))
    label = found["entities"][0]["label"]

    report = replay(
        worked, "enricher", "--into", "other", NEWSMILL_ENRICHER_IGNORED_LABELS=f"CARDINAL,{label}"
    )

    assert (report["same"] + report["changed"], report["moved"]) == (ENTRIES, 0)
    assert report["changed"] > 0
    lost = report["entities"]["lost"]
    assert lost["count"] >= lost["articles"] == report["changed"]
    assert {example["label"] for example in lost["examples"]} == {label}
    assert len(lost["examples"]) == min(5, lost["articles"])
    assert "gained" not in report["entities"]
    (model,) = of_a_model(report)
    assert model["then"] == model["now"] == found["model"]
    assert (model["articles"], model["lost"]) == (OUR_ENTRIES, lost["count"])
    named = [
        topic_name(worked.kafka, topic) + ".other" for topic in (UNIQUE_ARTICLES, ENRICHED_ARTICLES)
    ]
    assert {*named} < {*shadows(worked, "other")}
    tailed = worked.newsmill(
        "tail", "--from-start", "--limit", str(ENTRIES), NEWSMILL_TOPIC_SUFFIX=".other"
    )
    assert len(tailed.stdout.splitlines()) == ENTRIES


def test_another_model_is_named_beside_the_one_before(worked: Worked) -> None:
    found = asyncio.run(first_enriched(worked.kafka))

    report = replay(
        worked, "enricher", "--into", "small", NEWSMILL_ENRICHER_MODELS="en=en_core_web_sm"
    )

    (model,) = of_a_model(report)
    assert model["then"] == found["model"]
    assert model["now"].startswith("en_core_web_sm ")
    assert model["then"] != model["now"]
    assert (model["articles"], report["compared"]) == (OUR_ENTRIES, ENTRIES)


def of_a_model(report: dict[str, Any]) -> list[dict[str, Any]]:
    """What models read; the foreign articles are in no language that has one."""
    return [it for it in report["models"] if it["then"]]


async def first_enriched(kafka: KafkaSettings) -> dict[str, Any]:
    """An article in which the mill has found something."""
    name = topic_name(kafka, ENRICHED_ARTICLES)
    async with open_reader(kafka, [name], from_start=True) as reader:
        while True:
            article: dict[str, Any] = json.loads((await anext(reader)).value)
            if article["entities"]:
                return article


def test_a_suffix_is_used_once_again_or_deleted(worked: Worked) -> None:
    first = replay(worked, "cleaner", "--into", "twice", "--limit", "5")
    refused = worked.newsmill("replay", "deduper", "--since", "1h", "--into", "twice", **QUICK)
    again = replay(worked, "cleaner", "--into", "twice", "--again")

    assert first["input"]["read"] == sum(first["now"].values()) == 5
    assert refused.returncode == 1
    assert topic_name(worked.kafka, CLEAN_ARTICLES) + ".twice" in refused.stderr
    assert "--again" in refused.stderr
    assert again["now"] == {"clean": ENTRIES + COPIES}
    assert again["same"] == ENTRIES + COPIES

    before = asyncio.run(real_state(worked.kafka))
    deleted = worked.newsmill("topics", "delete", "--into", "twice")
    assert deleted.returncode == 0, deleted.stderr
    assert topic_name(worked.kafka, CLEAN_ARTICLES) + ".twice" in deleted.stdout.splitlines()
    assert shadows(worked, "twice") == []
    assert asyncio.run(real_state(worked.kafka)) == before
    assert worked.newsmill("topics", "delete", "--into", "twice").returncode == 1


def test_shadow_topics_can_be_deleted_at_the_end(worked: Worked) -> None:
    report = replay(worked, "deduper", "--into", "brief", "--delete")

    assert report["same"] == ENTRIES + COPIES
    assert shadows(worked, "brief") == []


def test_files_of_the_real_rooms_memory_are_left_alone(worked: Worked, tmp_path: Path) -> None:
    store = tmp_path / "store"

    report = replay(
        worked, "deduper", "--into", "files", "--delete", NEWSMILL_DEDUPER_STORE=str(store)
    )

    assert report["same"] == ENTRIES + COPIES
    assert not store.exists()


def test_pages_are_not_fetched_again_unasked(worked: Worked) -> None:
    ended = worked.newsmill("replay", "retriever", "--since", "1h", "--into", "asked", **QUICK)

    assert ended.returncode == 1
    assert "--yes" in ended.stderr
    assert shadows(worked, "asked") == []


def test_where_there_is_nothing_to_replay_nothing_is_left(worked: Worked) -> None:
    early = ("--since", "2026-01-01", "--until", "2026-01-02")
    ended = worked.newsmill("replay", "enricher", *early, "--into", "early", **QUICK)

    assert ended.returncode == 1
    assert f"{topic_name(worked.kafka, UNIQUE_ARTICLES)} has no messages between" in ended.stderr
    assert shadows(worked, "early") == []


def test_a_room_that_cannot_start_is_told_and_its_topics_too(worked: Worked) -> None:
    ended = worked.newsmill(
        *("replay", "enricher", "--since", "1h", "--into", "unset"),
        **{**QUICK, "NEWSMILL_ENRICHER_MODELS": "en=no_such_model"},
    )

    assert ended.returncode == 1
    assert "no_such_model" in ended.stderr
    assert "newsmill topics delete --into unset" in ended.stderr
    assert shadows(worked, "unset")


def test_ctrl_c_leaves_no_process_and_says_what_remains(worked: Worked, tmp_path: Path) -> None:
    environment = {**clean_environment(tmp_path), **kafka_environment(worked.kafka), **QUICK}
    before = asyncio.run(real_state(worked.kafka))
    with subprocess.Popen(
        [*AS_A_MODULE, "replay", "enricher", "--since", "1h", "--into", "cut"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        log = wait_for_log(tmp_path, "enricher.log")
        command.send_signal(signal.SIGINT)
        stdout, stderr = command.communicate(timeout=PATIENCE_SECONDS)

    assert command.returncode == 130
    assert stdout == ""
    assert "newsmill topics delete --into cut" in stderr
    assert shadows(worked, "cut")
    assert children_with(log) == []
    assert asyncio.run(real_state(worked.kafka)) == before
    assert worked.newsmill("topics", "delete", "--into", "cut").returncode == 0


def wait_for_log(state: Path, name: str) -> Path:
    """The log of the room's process, as soon as something is in it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for log in state.glob(f"runs/*/{name}"):
            if log.read_text():
                return log
        time.sleep(0.05)
    raise AssertionError("no room was started")


def children_with(log: Path) -> list[str]:
    """The processes that have `log` open: the room, and whatever it has started (on Linux)."""
    found = []
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if descriptor.readlink() == log:
                found.append(descriptor.parts[2])
        except OSError:
            continue
    return found
