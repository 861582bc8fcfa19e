"""newsmill schemas: the contracts as files."""

from pathlib import Path

from tests.commands import Run
from tests.small_disk import small_disk


def test_a_full_disk_is_said_and_leaves_no_half_of_a_file(newsmill: Run, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        old = disk / "asyncapi.yaml"
        old.write_text("of an earlier version\n")

        ended = newsmill("schemas", "export", str(disk))

        assert ended.returncode == 1
        (told,) = ended.stderr.splitlines()
        assert told.startswith(f"newsmill: {disk}/news.")
        assert told.endswith(": No space left on device")
        assert old.read_text() == "of an earlier version\n"
        assert not list(disk.glob(".*"))
        assert all(path.read_text().endswith("}\n") for path in disk.glob("*.json"))
