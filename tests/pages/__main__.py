"""make bench-cleaner: the article, the whole article, nothing but the article?

Scores the cleaner on pages whose right text, title, authors and date are known, beside trafilatura
(fast and default), readability-lxml, resiliparse and htmldate, in one run. Without --data the half
of our own invented pages that rules are tuned on, with --held the other one, of which only totals
are told. Exit code 2 when a folder is wrong.
"""

import argparse
import json
import sys
from pathlib import Path

from tests.pages.judged import own_pages
from tests.pages.outside import JudgedPage, WrongData, read_folder
from tests.pages.readers import BASELINES, DATES, OURS, Reader, htmldate_alone, ours, read_all
from tests.pages.report import Measured, as_json, render, render_worst

WRONG_DATA = 2
ROUNDS = 2


def main() -> int:
    """Measure what the arguments say, and print the report."""
    arguments = _arguments()
    readers: dict[str, Reader] = {OURS: ours}
    if not arguments.alone:
        readers |= {**BASELINES, DATES: htmldate_alone}
    try:
        sets = _sets(arguments)
    except (WrongData, OSError) as error:
        sys.stderr.write(f"bench-cleaner: {error}\n")
        return WRONG_DATA
    measured = [
        Measured(name, pages, read_all(pages, readers, arguments.rounds, _tell))
        for name, pages in sets.items()
    ]
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    text = render(measured, " ".join(["python -m tests.pages", *sys.argv[1:]]))
    sys.stdout.write(text)
    if arguments.worst and not arguments.held:
        sys.stdout.write("".join(render_worst(each, arguments.worst) for each in measured))
    if arguments.report:
        arguments.report.write_text(text, encoding="utf-8")
    if arguments.json:
        arguments.json.write_text(json.dumps(as_json(measured), indent=1), encoding="utf-8")
    return 0


def _sets(arguments: argparse.Namespace) -> dict[str, list[JudgedPage]]:
    if arguments.data:
        return {str(folder): read_folder(folder) for folder in arguments.data}
    bare = arguments.bare
    halves = {"our own pages, tuned on": own_pages("dev", bare=bare)}
    if arguments.held:
        halves = {"our own pages, never looked at": own_pages("held", bare=bare)}
    only = arguments.only
    return {
        name: [page for page in pages if not only or only in page.page_id]
        for name, pages in halves.items()
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m tests.pages",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--data",
        type=Path,
        action="append",
        metavar="DIR",
        help="a folder with ground-truth.json (by id: articleBody, and where known url, title, "
        "authors, date) and html/ID.html.gz; may be repeated",
    )
    parser.add_argument("--held", action="store_true", help="our held-out half, totals only")
    parser.add_argument(
        "--bare", action="store_true", help="our own pages without the feed's title and teaser"
    )
    parser.add_argument("--only", help="pages of ours whose id holds this")
    parser.add_argument("--alone", action="store_true", help="the cleaner without the libraries")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="list N pages read worst")
    parser.add_argument(
        "--rounds", type=_positive, default=ROUNDS, help=f"for CPU times; default {ROUNDS}"
    )
    parser.add_argument("--report", type=Path, help="write the report there too")
    parser.add_argument("--json", type=Path, help="write the figures there")
    return parser.parse_args()


def _positive(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return int(text)


def _tell(progress: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{progress}\x1b[K")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
