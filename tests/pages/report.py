"""The report of the cleaner's bench."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.pages.outside import JudgedPage
from tests.pages.readers import DATES, OURS, YARDSTICK, Reading, Timed
from tests.pages.scoring import Score, authors_f1, match, same_title, score

_COLUMNS = (
    "", "F1 (4 words)", "±", "precision", "recall", "word F1", "day", "title", "authors",
    "CPU ms a page",
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """One set of pages and what each reader made of it."""

    name: str
    pages: Sequence[JudgedPage]
    timed: dict[str, Timed]

    @property
    def articles(self) -> list[int]:
        """Where the articles stand among the pages."""
        return [i for i, page in enumerate(self.pages) if page.kind == "article"]

    def text_score(self, reader: str, run: int) -> Score:
        """Of the articles' texts, in runs of words."""
        readings = self.timed[reader].readings
        return score([match(self.pages[i].text, readings[i].text, run) for i in self.articles])

    def share(self, reader: str, what: str) -> float | None:
        """Of articles with known days, titles or authors, those told right.

        None where that is not known, or the reader never tells any.
        """
        if all(getattr(reading, what) is None for reading in self.timed[reader].readings):
            return None
        rated = [
            rate
            for i in self.articles
            if (rate := _RATE[what](self.pages[i], self.timed[reader].readings[i])) is not None
        ]
        return sum(rated) / len(rated) if rated else None

    def cost(self, reader: str) -> float:
        """CPU milliseconds a page."""
        return 1_000 * sum(self.timed[reader].seconds) / len(self.pages)

    def kinds(self) -> dict[str, Counter[str]]:
        """By the kind of a page, the kinds that it was taken for."""
        taken: dict[str, Counter[str]] = {}
        for page, reading in zip(self.pages, self.timed[OURS].readings, strict=True):
            taken.setdefault(page.kind, Counter())[reading.kind or ""] += 1
        return taken


def render(measured: Sequence[Measured], command: str) -> str:
    """The report as Markdown."""
    parts = ["# The cleaner on pages with known texts\n", f"`{command}`\n"]
    for each in measured:
        parts += [f"## {each.name}: {len(each.articles)} articles\n", *_section(each)]
    return "\n".join(parts)


def render_worst(measured: Measured, count: int) -> str:
    """The pages that were read worst, with what is wrong."""
    readings = measured.timed[OURS].readings
    matches = {i: match(measured.pages[i].text, readings[i].text) for i in measured.articles}
    worst = sorted(matches, key=lambda i: matches[i].f1)[:count]
    lines = [f"\n### Read worst: {measured.name}\n"]
    for i in worst:
        page, reading, found = measured.pages[i], readings[i], matches[i]
        wrong = [name for name, rate in _RATE.items() if rate(page, reading) == 0]
        lines.append(
            f"{found.f1:.3f} {page.page_id}: precision {found.precision or 0:.3f}, "
            f"recall {found.recall or 0:.3f}, {reading.kind}"
            + (f"; wrong {', '.join(wrong)}" if wrong else "")
        )
    return "\n".join(lines) + "\n"


def as_json(measured: Sequence[Measured]) -> list[dict[str, Any]]:
    """The figures."""
    return [
        {
            "name": each.name,
            "articles": len(each.articles),
            "readers": {
                reader: {
                    "four_grams": _plain(each.text_score(reader, 4)),
                    "words": _plain(each.text_score(reader, 1)),
                    "cpu_ms": each.cost(reader),
                    **{what: each.share(reader, what) for what in _RATE},
                }
                for reader in each.timed
            },
            "kinds": {kind: dict(taken) for kind, taken in each.kinds().items()},
        }
        for each in measured
    ]


def _section(each: Measured) -> list[str]:
    rows = [
        f"| {' | '.join(_COLUMNS)} |",
        "|---" * len(_COLUMNS) + "|",
    ]
    for reader in each.timed:
        cells = ["", "", "", "", ""]
        if reader != DATES:
            runs, single = each.text_score(reader, 4), each.text_score(reader, 1)
            cells = [
                f"{value:.3f}"
                for value in (runs.f1, runs.deviation, runs.precision, runs.recall, single.f1)
            ]
        shares = [each.share(reader, what) for what in _RATE]
        told = ["" if share is None else f"{share:.3f}" for share in shares]
        rows.append("| " + " | ".join([reader, *cells, *told, f"{each.cost(reader):.2f}"]) + " |")
    lines = ["\n".join(rows), ""]
    if YARDSTICK in each.timed:
        ratio = each.cost(OURS) / each.cost(YARDSTICK)
        lines += [f"CPU, facts included: {ratio:.2f} × {YARDSTICK}.", ""]
    if any(page.kind != "article" for page in each.pages):
        lines += ["| page | taken for |", "|---|---|"]
        for kind, taken in sorted(each.kinds().items()):
            told_as = ", ".join(f"{name} {count}" for name, count in taken.most_common())
            lines.append(f"| {kind} | {told_as} |")
        lines.append("")
    return lines


def _plain(found: Score) -> dict[str, float]:
    return {
        "precision": found.precision,
        "recall": found.recall,
        "f1": found.f1,
        "deviation": found.deviation,
    }


def _rate_day(page: JudgedPage, reading: Reading) -> float | None:
    return None if page.day is None else float(page.day == reading.day)


def _rate_title(page: JudgedPage, reading: Reading) -> float | None:
    if page.title is None or reading.title is None:
        return None
    return float(same_title(page.title, reading.title))


def _rate_authors(page: JudgedPage, reading: Reading) -> float | None:
    if page.authors is None or reading.authors is None:
        return None
    return authors_f1(page.authors, reading.authors)


_RATE = {"day": _rate_day, "title": _rate_title, "authors": _rate_authors}
