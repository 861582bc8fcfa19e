"""make bench: what `newsmill once` costs beside bare spaCy plus bare trafilatura, in turn.

CPU time is what the operating system accounted to each process and all its children.
"""

import argparse
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.corpus import ENTRIES_PER_FEED

TARGET_RATIO_BY_KIND = {"full": 1.0, "teasers": 1.2}
# Drawn from a few hundred paragraphs, a pair may be alike enough to be taken for copies.
LEAST_SHARE = 0.99
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def main() -> int:
    """Run the rounds and print the table; exit 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="articles (default 2000)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds (default 3)")
    arguments = parser.parse_args()
    rows: list[dict[str, float]] = []
    details = ""
    with tempfile.TemporaryDirectory() as name, _server(arguments.count) as port:
        folder = Path(name)
        for number in range(arguments.rounds):
            row, details = _round(arguments.count, port, folder)
            rows.append(row)
            _say(f"round {number + 1}: " + _in_words(row, arguments.count))
    return _report(rows, details, arguments.count)


def _round(count: int, port: int, folder: Path) -> tuple[dict[str, float], str]:
    texts = folder / "texts.jsonl"
    bare = [sys.executable, "-m", "tests.bench.bare"]
    row = {
        "trafilatura": _cpu([*bare, "trafilatura", str(count), str(texts)])[0],
        "spacy": _cpu([*bare, "spacy", str(count), str(texts)])[0],
    }
    details = ""
    for kind in ("full", "teasers"):
        out = folder / "out.jsonl"
        feeds = [
            f"http://127.0.0.1:{port}/{kind}/{n}" for n in range(-(-count // ENTRIES_PER_FEED))
        ]
        once = [sys.executable, "-m", "newsmill", "once", *feeds, "--allow-private"]
        row[kind], told = _cpu([*once, "--out", str(out), "--measure"])
        details += f"{kind}:\n{told}"
        lines = len(out.read_text().splitlines())
        if not LEAST_SHARE * count <= lines <= count:
            raise SystemExit(f"once wrote {lines} records of {count}:\n{told}")
    return row, details


def _cpu(command: list[str]) -> tuple[float, str]:
    """CPU seconds of a command and its children, and what it said."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(
        command, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode:
        raise SystemExit(f"{' '.join(command[:5])} … failed:\n{ended.stderr}")
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, ended.stderr


@contextlib.contextmanager
def _server(count: int) -> Iterator[int]:
    command = [sys.executable, "-m", "tests.bench.corpus", "--count", str(count)]
    # Not a child to wait for within the rounds, so it is in nobody's figures.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield int(json.loads(server.stdout.readline())["port"])
        finally:
            server.terminate()


def _report(rows: list[dict[str, float]], details: str, count: int) -> int:
    median = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    _say("")
    _say(f"{'CPU ms per article':<34}{'median':>9}   of {len(rows)} rounds, {count} articles")
    for name, title in (
        ("trafilatura", "bare trafilatura, fast"),
        ("spacy", "bare spaCy, ner only"),
        ("full", "once, full texts in the feeds"),
        ("teasers", "once, teasers, pages fetched"),
    ):
        _say(f"{title:<34}{1000 * median[name] / count:>9.1f}")
    ratio_by_kind = {}
    for kind in ("full", "teasers"):
        ratios = [row[kind] / (row["spacy"] + row["trafilatura"]) for row in rows]
        ratio_by_kind[kind] = statistics.median(ratios)
        _say(
            f"ratio of once ({kind}) to both bare: {ratio_by_kind[kind]:.2f} "
            f"({min(ratios):.2f} to {max(ratios):.2f})"
        )
    targets = ", ".join(f"{kind} {ratio:g}" for kind, ratio in TARGET_RATIO_BY_KIND.items())
    _say(f"targets, at most: {targets}")
    _say("")
    _say("by process, last round:")
    _say(details)
    return int(any(ratio_by_kind[kind] > most for kind, most in TARGET_RATIO_BY_KIND.items()))


def _in_words(row: dict[str, float], count: int) -> str:
    return ", ".join(f"{name} {1000 * seconds / count:.1f} ms" for name, seconds in row.items())


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
