"""Change newsmill at random, a little at a time: do the tests notice?

A sample of mutations, the same for the same seed and code; each is tried with the tests that run
its line. What no test notices is printed.
"""

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from newsmill.errors import UserError
from tests.mutants.covering import Covering, covering
from tests.mutants.mutations import Mutation, files_of, mutations_of
from tests.mutants.trying import Copy, Tried, chosen

ROOT = Path(__file__).parents[2]
PACKAGE = Path("services/newsmill")
EQUIVALENT = Path(__file__).with_name("equivalent.txt")
CACHE = ROOT / ".mutants"
FOLDERS_BY_ROOM = {"worker": ("streaming",), "all": (".",)}
LEAST_CAUGHT = 0.95


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the mutations; 1 when fewer are caught than asked for, 2 when none could be tried."""
    options = _parser().parse_args(arguments)
    try:
        sample = _sample(options.room, options.count, options.seed, options.only)
        known = covering(
            ROOT,
            CACHE / _state_of_tree(options.broker, options.tests),
            tests=options.tests,
            with_broker=options.broker,
            jobs=options.jobs,
        )
        tried = _try_all(sample, known, options.jobs)
    except UserError as error:
        sys.stderr.write(f"mutants: {error}\n")
        return 2
    return _report(tried, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make mutants ARGS=", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="how many mutations (200)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (1)")
    parser.add_argument(
        "--room",
        action="append",
        help="a folder or file of services/newsmill, or `worker`; may be given several times (all)",
    )
    parser.add_argument("--only", help="only those whose description contains this text")
    parser.add_argument("--broker", action="store_true", help="tests with a broker too (slow)")
    parser.add_argument(
        "--tests", action="append", default=[], help="files or folders of tests to use (all)"
    )
    parser.add_argument("--jobs", type=int, default=2, help="how many at once (2)")
    parser.add_argument(
        "--least",
        type=float,
        default=LEAST_CAUGHT,
        help=f"the share that must be caught ({LEAST_CAUGHT:g})",
    )
    return parser


def _sample(rooms: Sequence[str] | None, count: int, seed: int, only: str | None) -> list[Mutation]:
    folders = [folder for room in rooms or ["all"] for folder in FOLDERS_BY_ROOM.get(room, (room,))]
    for folder in folders:
        if not (ROOT / PACKAGE / folder).exists():
            raise UserError(f"{PACKAGE / folder} is not there")
    every = sorted(
        mutation
        for file in files_of(ROOT / PACKAGE, folders)
        for mutation in mutations_of(file.relative_to(ROOT), file.read_text(encoding="utf-8"))
    )
    equivalent = _equivalent()
    left = [it for it in every if it.key not in equivalent and (only or "") in it.key]
    if not left:
        raise UserError("there is nothing to mutate")
    return sorted(random.Random(seed).sample(left, min(count, len(left))))


def _equivalent() -> set[str]:
    """Mutations that change nothing that matters, each with a reason behind a tab."""
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    return {line.partition("\t")[0] for line in lines if line and not line.startswith("#")}


def _state_of_tree(with_broker: bool, tests: Sequence[str]) -> str:
    """A name for what the tests are and what they test."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    digest = hashlib.sha256(repr((with_broker, *tests)).encode())
    for name in sorted(filter(None, names.split("\0"))):
        file = ROOT / name
        if file.suffix == ".py" and file.is_file():
            digest.update(name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _try_all(sample: Sequence[Mutation], known: Covering, jobs: int) -> list[Tried]:
    tried: list[Tried] = []
    with (
        tempfile.TemporaryDirectory(prefix="newsmill-mutants-") as folder,
        ThreadPoolExecutor(jobs) as pool,
    ):
        copies = threading.local()
        numbers = iter(range(jobs))
        lock = threading.Lock()

        def try_one(mutation: Mutation) -> Tried:
            if not hasattr(copies, "of_thread"):
                with lock:
                    copies.of_thread = Copy(ROOT, Path(folder) / str(next(numbers)))
            tests = sorted(known.tests_of(ROOT / mutation.path).get(mutation.line, ()))
            room = mutation.path.relative_to(PACKAGE).parts[0]
            some = chosen(tests, known.seconds_by_test, room)
            result: Tried = copies.of_thread.tried(mutation, some, len(tests))
            return result

        futures = [pool.submit(try_one, mutation) for mutation in sample]
        for number, future in enumerate(as_completed(futures), start=1):
            tried.append(future.result())
            survivors = sum(it.fate != "caught" for it in tried)
            _show_progress(f"{number} of {len(sample)} tried, {survivors} not noticed")
    return sorted(tried, key=lambda it: it.mutation)


def _show_progress(text: str) -> None:
    """On one line of a terminal; elsewhere line by line."""
    sys.stderr.write(f"\r{text}" if sys.stderr.isatty() else f"{text}\n")
    sys.stderr.flush()


def say(line: str) -> None:
    """A line of the report."""
    sys.stdout.write(f"{line}\n")


def _report(tried: Sequence[Tried], options: argparse.Namespace) -> int:
    by_room: dict[str, Counter[str]] = {}
    for it in tried:
        room = it.mutation.path.relative_to(PACKAGE).parts[0]
        by_room.setdefault(room, Counter())[it.fate] += 1
    say("")
    for it in tried:
        if it.fate != "caught":
            mutation = it.mutation
            cut = ", some left out" if it.is_cut else ""
            tests = f" ({it.tests} tests{cut})" if it.tests else ""
            say(f"{mutation.path}:{mutation.line} in {mutation.within}: {it.fate}{tests}")
            say(f"    - {' '.join(mutation.before.split())}")
            say(f"    + {mutation.after}")
    for room, fates in sorted(by_room.items()):
        say(f"{room:<14} {fates['caught']:>4} of {fates.total():>4} caught")
    caught = sum(it.fate == "caught" for it in tried)
    share = caught / len(tried)
    say(
        f"{'together':<14} {caught:>4} of {len(tried):>4} caught: {share:.1%}; "
        f"seed {options.seed}; at least {options.least:.0%} are wanted"
    )
    return 0 if share >= options.least else 1


if __name__ == "__main__":
    sys.exit(main())
