"""make bench-cleaner as it is called."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

TEXT = (
    "The harbour council of Nordhaven voted on Monday to rebuild the swing bridge that a storm "
    "tore from its pier last winter, ending four months of detours for the ferries."
)


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """The bench with those arguments."""
    return subprocess.run(
        [sys.executable, "-m", "tests.pages", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_folder_is_scored_beside_the_libraries(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "ground-truth.json").write_text(
        json.dumps({"p1": {"articleBody": TEXT, "title": "Bridge", "date": "2026-05-03"}})
    )
    html = (
        "<html><head><title>Bridge</title>"
        "<meta property='article:published_time' content='2026-05-03T10:00:00Z'></head>"
        f"<body><article><h1>Bridge</h1><p>{TEXT}</p></article></body></html>"
    )
    (tmp_path / "html" / "p1.html.gz").write_bytes(gzip.compress(html.encode()))
    figures = tmp_path / "figures.json"

    done = run("--data", str(tmp_path), "--rounds", "1", "--json", str(figures))

    assert done.returncode == 0, done.stderr
    assert "× trafilatura, fast" in done.stdout
    (measured,) = json.loads(figures.read_text())
    found = measured["readers"]["newsmill"]
    assert found["four_grams"]["f1"] == 1
    assert (found["day"], found["title"]) == (1, 1)


def test_a_wrong_folder_is_one_line(tmp_path: Path) -> None:
    done = run("--data", str(tmp_path / "absent"))

    assert done.returncode == 2
    assert done.stderr.startswith("bench-cleaner: ")
    assert done.stderr.count("\n") == 1
