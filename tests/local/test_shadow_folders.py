"""A replayed room writes into folders of its own, and reads the files that it always reads."""

from pathlib import Path

import pytest

from newsmill.local.shadow_room import own_folders


def test_the_memory_has_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_DEDUPER_STORE", str(tmp_path / "real"))
    assert own_folders("deduper", tmp_path / "shadow") == {
        "NEWSMILL_DEDUPER_STORE": str(tmp_path / "shadow" / "store")
    }


def test_the_knowledge_base_stays_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = tmp_path / "people.jsonl"
    people.touch()
    monkeypatch.setenv("NEWSMILL_ENRICHER_KNOWLEDGE_BASE", str(people))
    assert own_folders("enricher", tmp_path / "shadow") == {}
