"""A file has its old content or its new one, whatever happens in between."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from newsmill.atomic_files import NotWritten, replacing, write_file
from tests.small_disk import small_disk

PATIENCE_SECONDS = 90


def test_the_old_content_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("old")
    with replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_fails_leaves_the_old_content_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as file:
            file.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_written_so_far_can_be_kept(tmp_path: Path) -> None:
    path, empty = tmp_path / "a", tmp_path / "b"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as file, replacing(empty) as nothing:
            file.write(b"half")
            assert file.keep() == tmp_path / "a.part"
            assert nothing.keep() is None
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_text() == "old"
    assert (tmp_path / "a.part").read_text() == "half"
    assert sorted(tmp_path.iterdir()) == [path, tmp_path / "a.part"]


def test_links_are_followed_and_permissions_stay(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    path = folder / "a"
    path.write_text("old")
    path.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(path)
    dangling = tmp_path / "dangling"
    dangling.symlink_to(folder / "new")

    write_file(link, b"new")
    write_file(dangling, b"new")

    assert link.is_symlink()
    assert dangling.is_symlink()
    assert path.read_text() == (folder / "new").read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_permissions_that_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_file(tmp_path / "a", b"new")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_two_that_write_at_once_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with replacing(path) as first, replacing(path) as second:
        for _ in range(1000):
            first.write(b"1" * 100)
            second.write(b"2" * 100)
    assert path.read_bytes() == b"1" * 100_000
    assert list(tmp_path.iterdir()) == [path]


def test_a_pipe_and_a_device_are_written_to_as_they_are(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(fifo.read_bytes()))
    reader.start()
    write_file(fifo, b"through")
    reader.join(PATIENCE_SECONDS)
    assert read == [b"through"]
    assert fifo.is_fifo()
    write_file(Path("/dev/null"), b"away")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_is_itself_also_where_it_is_a_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a"
    script = (
        "from pathlib import Path; from newsmill.atomic_files import write_file;"
        f"print('first', flush=True); write_file(Path({name!r}), b'second\\n'); print('third')"
    )
    with path.open("w") as file:
        subprocess.run([sys.executable, "-c", script], stdout=file, check=True)
    assert path.read_text() == "first\nsecond\nthird\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_said_with_the_files_name_and_leaves_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        path = disk / "a"
        path.write_text("old")
        with pytest.raises(NotWritten, match=r"/disk/a: No space left on device"):
            write_file(path, b"x" * 200_000)
        assert path.read_text() == "old"
        assert list(disk.iterdir()) == [path]


def test_a_full_device_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match="/dev/full: No space left on device"):
        write_file(Path("/dev/full"), b"x" * 200_000)


def test_a_file_that_is_mounted_alone_is_written_over(tmp_path: Path) -> None:
    """As a single file is into a container: it cannot be renamed away."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.write_text("")
    outside.write_text("old and longer")
    mounted = subprocess.run(
        ["mount", "--bind", str(outside), str(inside)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("nothing may be mounted here")
    try:
        write_file(inside, b"new")
        assert inside.read_text() == outside.read_text() == "new"
    finally:
        subprocess.run(["umount", str(inside)], check=True)
    assert sorted(tmp_path.iterdir()) == [inside, outside]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("missing/a", "missing/a: No such file or directory", id="no-folder"),
        pytest.param(".", "Is a directory", id="a-folder"),
        pytest.param("a/b", "a/b: Not a directory", id="below-a-file"),
    ],
)
def test_what_cannot_be_written_is_said_at_once(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(NotWritten, match=why), replacing(tmp_path / name):
        raise AssertionError("this is not reached")


def test_a_very_long_name_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / ("ä" * 127)
    write_file(path, b"new")
    assert path.read_text() == "new"
