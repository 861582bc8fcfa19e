"""make bench-dedup: does the deduper find copies, and only copies?

Runs a labelled set of invented articles, or one from outside, through the cleaner's and the
deduper's own code, beside datasketch's MinHashLSH and beside equal headlines. Exit code 1 when a
bar is missed on the invented set, 2 when a line of the one from outside is wrong.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.dedup.bars import Bar, bars_of_kinds, bars_of_orders, bars_of_similar_pairs
from tests.dedup.baselines import SHINGLE_WORDS, Datasketch, EqualTitles
from tests.dedup.describing import describe
from tests.dedup.drawing import Draw
from tests.dedup.labelled import SEED, Labelled, labelled_set
from tests.dedup.measuring import Pair, shingles, similar_pairs
from tests.dedup.outside import WrongLine, has_groups, read_articles
from tests.dedup.production import Decided, arriving, clean_articles, decide_all
from tests.dedup.report import Result, Section, render
from tests.dedup.scoring import (
    SIMILAR,
    TOLERANCE,
    score_kinds,
    score_orders,
    score_pairs_of_groups,
    score_similar_pairs,
)
from tests.dedup.vocabulary import SPLITS

MISSED, WRONG_DATA = 1, 2
ORDERS = 10

Decide = Callable[[Sequence[int]], Decided]


def main() -> int:
    """Measure what the arguments say, and print the report."""
    arguments = _arguments()
    try:
        sections = [
            _measure(name, articles, arguments.orders, is_own=arguments.data is None)
            for name, articles in _sets(arguments)
        ]
    except (WrongLine, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"bench-dedup: {error}\n")
        return WRONG_DATA
    text = render(sections, " ".join(["python -m tests.dedup", *sys.argv[1:]]))
    sys.stdout.write(text)
    if arguments.report:
        arguments.report.write_text(text, encoding="utf-8")
    missed = [bar for section in sections for bar in section.bars if not bar.is_reached]
    return MISSED if missed and arguments.data is None else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.dedup", description=__doc__)
    parser.add_argument("--split", choices=(*SPLITS, "both"), default="both", help="default both")
    parser.add_argument("--articles", type=int, default=4_000, help="of both halves; default 4000")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the set; default {SEED}")
    parser.add_argument(
        "--orders", type=int, default=ORDERS, help=f"arrival orders; default {ORDERS}, 0 for none"
    )
    parser.add_argument("--data", type=Path, help="JSON lines: id, group, text, title, …")
    parser.add_argument("--report", type=Path, help="write the report to this file too")
    return parser.parse_args()


def _sets(arguments: argparse.Namespace) -> list[tuple[str, list[Labelled]]]:
    if arguments.data is not None:
        return [(str(arguments.data), read_articles(arguments.data))]
    splits = SPLITS if arguments.split == "both" else (arguments.split,)
    count = arguments.articles // len(SPLITS)
    return [
        (f"Labelled set, half “{split}”", labelled_set(split, arguments.seed, count))
        for split in splits
    ]


def _measure(name: str, articles: list[Labelled], orders: int, *, is_own: bool) -> Section:
    _progress(f"{name}: {len(articles)} articles")
    has_labels = is_own or has_groups(articles)
    cleaned = clean_articles(articles)
    _progress("  exact Jaccard of all pairs")
    sets = [shingles(article.text, SHINGLE_WORDS) for article in cleaned]
    similar = similar_pairs(sets, SIMILAR - TOLERANCE)
    arrivals = [Draw("arrival order", n).shuffled(range(len(articles))) for n in range(orders)]
    deciders: dict[str, Callable[[], Decide]] = {
        "newsmill": lambda: lambda order: decide_all(arriving(cleaned, order)),
        "datasketch": lambda: Datasketch(cleaned).decide_all,
        "equal titles": lambda: EqualTitles(cleaned).decide_all,
    }
    results = []
    for who, make in deciders.items():
        _progress(f"  {who}")
        results.append(_result(who, articles, make(), similar, arrivals if has_labels else []))
    return Section(
        name, describe(articles), has_labels, results, _bars(results[0], has_labels, is_own)
    )


def _result(
    name: str,
    articles: list[Labelled],
    decide: Decide,
    similar: dict[Pair, float],
    arrivals: Sequence[Sequence[int]],
) -> Result:
    decided = decide(range(len(articles)))
    orders = None
    if arrivals:
        others = []
        for number, order in enumerate(arrivals, start=1):
            _progress(f"    arrival order {number} of {len(arrivals)}")
            others.append(decide(order))
        orders = score_orders(articles, arrivals, others)
    return Result(
        name=name,
        kinds=score_kinds(articles, decided.verdicts),
        pairs=score_pairs_of_groups(articles, decided.groups),
        orders=orders,
        similar=score_similar_pairs(similar, decided.verdicts),
        cost=decided.cost,
    )


def _bars(result: Result, has_labels: bool, is_own: bool) -> list[Bar]:
    bars = bars_of_kinds(result.kinds, result.pairs) if is_own else []
    if result.orders is not None and has_labels:
        bars += bars_of_orders(result.orders)
    return bars + bars_of_similar_pairs(result.similar)


def _progress(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
