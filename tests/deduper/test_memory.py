import json
from datetime import timedelta
from typing import Any

import pytest

from newsmill.deduper.deciding import decide
from newsmill.deduper.memory import FORGOTTEN_AT_ONCE, MAX_VERDICTS, Memory
from newsmill.deduper.settings import Settings
from newsmill.settings import SettingsError, load
from tests.builders import TEXT, after, clean_article, hex32, provenance


def remembered(rows: dict[str, Any]) -> set[str]:
    return {row["article_id"] for row in rows.values()}


def see(memory: Memory, number: int, **changes: Any) -> str:
    url = f"https://papers.example/{number}"
    decide(
        clean_article(
            **{"url": url, "text": f"{TEXT} {number}", "provenance": provenance(number)} | changes
        ),
        memory,
    )
    return hex32(url)


def test_no_more_articles_are_remembered_than_allowed() -> None:
    rows: dict[str, Any] = {}
    memory = Memory(rows, Settings(max_articles=3))
    ids = [see(memory, number) for number in range(10)]
    assert remembered(rows) == set(ids[-3:])


def test_each_script_has_room_of_its_own() -> None:
    rows: dict[str, Any] = {}
    memory = Memory(rows, Settings(max_articles=2))
    for number in range(6):
        see(memory, number, script="Latn" if number % 2 else "Cyrl")
    assert len(rows) == 4


def test_an_article_that_is_seen_again_is_not_the_oldest() -> None:
    rows: dict[str, Any] = {}
    memory = Memory(rows, Settings(max_articles=2))
    first = see(memory, 0)
    see(memory, 1)
    see(memory, 0, provenance=provenance(0, version=2))
    last = see(memory, 2)
    assert remembered(rows) == {first, last}


def test_articles_not_seen_for_long_are_forgotten() -> None:
    rows: dict[str, Any] = {}
    memory = Memory(rows, Settings(memory=timedelta(minutes=10)))
    see(memory, 0, seen_at=after(0))
    second = see(memory, 1, seen_at=after(5))
    third = see(memory, 2, seen_at=after(11))
    assert remembered(rows) == {second, third}


def test_no_message_pays_for_all_that_is_to_be_forgotten() -> None:
    rows: dict[str, Any] = {}
    memory = Memory(rows, Settings(memory=timedelta(minutes=10)))
    for number in range(20):
        see(memory, number)
    see(memory, 20, seen_at=after(60))
    assert len(rows) == 21 - FORGOTTEN_AT_ONCE


def test_a_smaller_setting_applies_to_what_is_remembered_already() -> None:
    rows: dict[str, Any] = {}
    roomy = Memory(rows, Settings(max_articles=100))
    for number in range(9):
        see(roomy, number)
    tight = Memory(rows, Settings(max_articles=4))
    ids = [see(tight, number) for number in range(9, 13)]
    assert remembered(rows) == set(ids)


def test_a_row_does_not_grow_with_a_page_that_changes_with_every_visit() -> None:
    rows: dict[str, Any] = {}
    memory = Memory(rows, Settings())
    for visit in range(200):
        see(memory, 0, provenance=provenance(0, visit), text=f"{TEXT} {visit} visitors")
    (row,) = rows.values()
    assert len(row["verdicts"]) == MAX_VERDICTS
    assert row["revision"] == 200
    assert len(json.dumps(row)) < 8000


def test_the_index_does_not_outgrow_the_rows() -> None:
    rows: dict[str, Any] = {}
    memory = Memory(rows, Settings(max_articles=3))
    for visit in range(300):
        see(memory, visit % 7, provenance=provenance(visit), text=f"{TEXT} {visit}")
    owned = sum(len(row["texts"]) for row in rows.values())
    assert len(memory._owner_by_text) == owned
    assert sum(map(len, memory._last_seen.values())) == len(rows) == 3


def test_rows_that_somebody_else_wrote_count_after_a_rebuild() -> None:
    elsewhere: dict[str, Any] = {}
    see(Memory(elsewhere, Settings()), 1)
    rows: dict[str, Any] = {}
    memory = Memory(rows, Settings())
    see(memory, 0)
    rows.update(elsewhere)
    memory.rebuild()
    reprint = clean_article(url="https://island-post.example/1", text=f"{TEXT} 1")
    assert decide(reprint, memory).group_id == hex32("https://papers.example/1")


def test_a_memory_that_is_no_length_of_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_DEDUPER_MEMORY", "-1")
    with pytest.raises(SettingsError, match="NEWSMILL_DEDUPER_MEMORY='-1'"):
        load(Settings)
