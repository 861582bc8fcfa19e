from pathlib import Path

import pytest
from pydantic import ByteSize

from newsmill.deduper.memory import Memory, NoStore
from newsmill.deduper.settings import Settings
from newsmill.settings import SettingsError, load


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NEWSMILL_DEDUPER_MEMORY", "-1"),
        ("NEWSMILL_DEDUPER_MAX_BYTES", "12"),
        ("NEWSMILL_DEDUPER_MAX_BYTES", "plenty"),
    ],
)
def test_what_is_no_size_or_length_of_time_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=f"{variable}='{value}'"):
        load(Settings)


def test_sizes_are_written_with_their_unit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEWSMILL_DEDUPER_MAX_BYTES", "256MiB")
    monkeypatch.setenv("NEWSMILL_DEDUPER_STORE", str(tmp_path))
    assert load(Settings).max_bytes == 256 * 1024**2


def test_a_store_that_cannot_be_made_is_said_at_once(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(NoStore, match=r"NEWSMILL_DEDUPER_STORE=.*: Not a directory"):
        Memory(Settings(store=file / "memory"))


def test_a_store_without_space_is_said_before_the_first_message(tmp_path: Path) -> None:
    memory = Memory(Settings(store=tmp_path, max_bytes=ByteSize(1 << 55)))
    with pytest.raises(NoStore, match=r"NEWSMILL_DEDUPER_STORE="):
        memory.recovered(0, handled_before=False)
