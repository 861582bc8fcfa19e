"""The results as Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.dedup.bars import Bar
from tests.dedup.describing import Statistics
from tests.dedup.measuring import Score
from tests.dedup.production import Cost
from tests.dedup.scoring import SIMILAR, TOLERANCE, KindScore, Orders, PairScore, Spread


@dataclass(frozen=True)
class Result:
    """What one deduper made of the articles."""

    name: str
    kinds: Mapping[str, KindScore]
    pairs: Score
    orders: Orders | None
    similar: PairScore
    cost: Cost


@dataclass(frozen=True)
class Section:
    """All about one set of articles; the first of `results` is newsmill's."""

    name: str
    statistics: Statistics
    has_labels: bool
    results: Sequence[Result]
    bars: Sequence[Bar]


DEFINITIONS = f"""\
**Definitions.** Articles arrive in the order of `seen_at`. *Later*: an earlier article of its group
exists. *Called*: the verdict is a copy. *Right*: a later one, put into the group of its first.
Precision = right / called, recall = right / later, by kind; a kind without later articles is one of
negatives, and of it the share that was wrongly called copies is told. *Pairs in one group*: all
pairs of articles that have one `group_id`, beside those that have one label.
*Pairs ≥ {SIMILAR}*: pairs whose exact Jaccard index of word 3-shingles is at least {SIMILAR} (words
as in fingerprints; in scripts without spaces each letter is a word). Recall: those in one group.
Precision of reported: of the pairs (a copy, what it is a copy of) with a `similarity` of at least
{SIMILAR}, those whose exact index is at least {SIMILAR}; within the tolerance: at least
{SIMILAR - TOLERANCE:.2f}. Precision of grouped: of all pairs in one group, those whose exact index
is at least {SIMILAR}. B-cubed and the adjusted Rand index (ARI) are of groups; *between orders*
compares the groups of each two arrival orders. Bytes are the growth of resident memory.
"""


def render(sections: Sequence[Section], command: str) -> str:
    """The whole report."""
    parts = ["# Copies and what looks like copies", f"`{command}`", DEFINITIONS]
    for section in sections:
        parts += _section(section)
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _section(section: Section) -> Iterable[str]:
    first = section.results[0]
    yield f"## {section.name}"
    yield _statistics(section.statistics)
    if section.has_labels:
        yield "### By kind"
        yield _copies(section.results)
        yield _negatives(section.results)
        yield "### Groups"
        yield _groups(section.results)
    yield f"### Beside exact Jaccard ≥ {SIMILAR}"
    yield f"{first.similar.true_pairs} pairs."
    yield _similar(section.results)
    yield "### Cost of an article"
    yield _costs(section.results)
    yield "### Bars"
    yield _table(
        ("bar", "wanted", "measured", ""),
        (
            (bar.name, f"≥ {bar.wanted:.2f}", f"{bar.measured:.4f}", _said(bar))
            for bar in section.bars
        ),
    )


def _said(bar: Bar) -> str:
    return "reached" if bar.is_reached else "**missed**"


def _statistics(of: Statistics) -> str:
    alike = "; ".join(
        f"{language or 'language not told'}: word 2-shingles {unrelated.two.median:.4f}"
        f" ({unrelated.two.high:.4f}), 3-shingles {unrelated.three.median:.4f}"
        f" ({unrelated.three.high:.4f})"
        for language, unrelated in of.unrelated.items()
    )
    return (
        f"{of.articles} articles in {of.groups} groups; {of.words} different words."
        f" Words an article: median {of.median_words}, 5 to 95 % {of.few_words} to {of.many_words}."
        f" Jaccard index of unrelated pairs, median (95 %): {alike}."
    )


def _copies(results: Sequence[Result]) -> str:
    first, *others = results
    rows = []
    for kind, score in first.kinds.items():
        if score.later:
            beside = [f"{_pair(other.kinds[kind])}" for other in others]
            rows.append((kind, score.later, *_three(score), *beside))
    whole = _whole(first.kinds)
    rows.append(("**all**", whole.later, *_three(whole), *(_pair(_whole(o.kinds)) for o in others)))
    beside = [f"{other.name}: P / R" for other in others]
    return _table(("copies", "later", "precision", "recall", "F1", *beside), rows)


def _negatives(results: Sequence[Result]) -> str:
    rows: list[tuple[object, ...]] = []
    for kind, score in results[0].kinds.items():
        if not score.later:
            called = [f"{result.kinds[kind].called}" for result in results]
            rows.append((kind, score.articles, *called, f"{100 * (1 - score.left_alone):.2f} %"))
    if not rows:
        return ""
    names = [f"{result.name}: called copies" for result in results]
    return _table(("no copies", "articles", *names, f"{results[0].name}: share"), rows)


def _groups(results: Sequence[Result]) -> str:
    rows: list[tuple[object, ...]] = []
    for result in results:
        pairs = f"{result.pairs.precision:.4f} / {result.pairs.recall:.4f}"
        orders = result.orders
        if orders is None:
            rows.append((result.name, pairs, *[""] * 6))
            continue
        spreads = (
            orders.b_cubed_precision,
            orders.b_cubed_recall,
            orders.b_cubed_f1,
            orders.rand_index,
            orders.agreement_f1,
            orders.agreement_rand_index,
        )
        rows.append((result.name, pairs, *map(_spread, spreads)))
    heads = ("B³ precision", "B³ recall", "B³ F1", "ARI", "B³ F1 between orders", "ARI between")
    return "Least / mean over the arrival orders.\n\n" + _table(
        ("", "pairs in one group, P / R", *heads), rows
    )


def _similar(results: Sequence[Result]) -> str:
    heads = ("", "recall", "precision of reported", "within tolerance", "precision of grouped")
    return _table(
        heads,
        (
            (
                result.name,
                f"{result.similar.recall:.4f}",
                f"{result.similar.precision_reported:.4f} of {result.similar.reported}",
                f"{result.similar.precision_within_tolerance:.4f}",
                f"{result.similar.precision_grouped:.4f} of {result.similar.grouped}",
            )
            for result in results
        ),
    )


def _costs(results: Sequence[Result]) -> str:
    return _table(
        ("", "CPU ms", "bytes in memory", "bytes in the journal"),
        (
            (
                result.name,
                f"{result.cost.cpu_milliseconds:.3f}",
                f"{result.cost.resident_bytes:.0f}",
                "" if result.cost.journal_bytes is None else f"{result.cost.journal_bytes:.0f}",
            )
            for result in results
        ),
    )


def _three(score: KindScore) -> tuple[str, str, str]:
    return f"{score.precision:.4f}", f"{score.recall:.4f}", f"{score.f1:.4f}"


def _pair(score: KindScore) -> str:
    return f"{score.precision:.3f} / {score.recall:.3f}"


def _whole(kinds: Mapping[str, KindScore]) -> KindScore:
    return sum(kinds.values(), start=KindScore(0, 0, 0, 0))


def _spread(of: Spread) -> str:
    return f"{of.least:.4f} / {of.mean:.4f}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
