"""The results as Markdown."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.dedup.bars import Bar
from tests.dedup.measuring import Score
from tests.entities.labelled import Kind
from tests.entities.scoring import Consistency, Counts
from tests.entities.speed import Speed
from tests.entities.things import Grouping, Linking


@dataclass(frozen=True, slots=True)
class StageScore:
    """How good what a stage found is."""

    name: str
    kinds: Mapping[Kind, Counts]
    typed: Counts
    others: Counts
    named: Counts
    consistency: Consistency


@dataclass(frozen=True, slots=True)
class Section:
    """All about one set of texts; the last of `stages` is the product, the first the model."""

    name: str
    described: str
    stages: Sequence[StageScore]
    things: Grouping | None
    links: Linking | None
    title_raw: Counts | None
    title: Counts | None
    title_named: Counts | None
    speed: Speed | None
    bars: Sequence[Bar]
    is_held: bool = False


MOST_LISTED = 60
"""Wrong mergers or links that are told one by one."""

DEFINITIONS = """\
**Definitions.** *Strict*: start, end and kind of a name in the text are those that are labelled.
*Typed*: people, organisations and places together. *Named recall*: names of these kinds whose span
was found, whatever kind it was given. *Events, works, others* are taken as one kind, since CoNLL's
MISC is all of them; numbers, dates and money are not judged. *Raw model*: spaCy alone on the text
as it is, its labels mapped to kinds; the stages after it add one step each. *Repeated names of one
kind*: names that stand in an article (title and text) at least twice and carry one kind only.
*B-cubed*: of the mentions whose span was found. *Pairs*: two mentions of one thing in one entity; a
mention that was not found loses all its pairs. *Links*: each labelled place of a text is judged
once; precision is right of all links given (also on what has none, or is no place), recall is right
of all that are known.
"""


def render(sections: Sequence[Section], command: str, models: str) -> str:
    """The whole report."""
    parts = ["# Names, things and places in news", f"`{command}`, {models}", DEFINITIONS]
    for section in sections:
        parts += _section(section)
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def as_json(sections: Sequence[Section]) -> list[dict[str, object]]:
    """The figures for a program."""
    return [
        {
            "name": section.name,
            "stages": {
                stage.name: {
                    **{kind: _figures(counts.score) for kind, counts in stage.kinds.items()},
                    "typed": _figures(stage.typed.score),
                    "others": _figures(stage.others.score),
                    "named_recall": stage.named.score.recall,
                    "consistency": stage.consistency.of_names,
                    "consistent_texts": stage.consistency.of_texts,
                }
                for stage in section.stages
            },
            "grouping": section.things
            and {
                "b_cubed": _figures(section.things.b_cubed),
                "pairs": _figures(section.things.pairs.score),
                "wrong_mergers": len(section.things.mergers),
            },
            "links": section.links
            and {
                sort: {
                    "right": links.right,
                    "wrong": links.wrong,
                    "missed": links.missed,
                    "null_right": links.null_right,
                    "null_wrong": links.null_wrong,
                }
                for sort, links in section.links.by_sort.items()
            },
            "title": section.title and _figures(section.title.score),
            "speed": section.speed
            and {
                "language": section.speed.language,
                "words": section.speed.words,
                "ours": section.speed.ours,
                "bare": section.speed.bare,
                "ratio": statistics.median(section.speed.ratios),
                "texts": section.speed.texts,
                "texts_with_equal_spans": section.speed.texts_with_equal_spans,
            },
            "bars": {bar.name: [bar.wanted, bar.measured] for bar in section.bars},
        }
        for section in sections
    ]


def _section(section: Section) -> Iterable[str]:
    last = section.stages[-1]
    yield f"## {section.name}"
    yield section.described
    yield "### Names"
    yield _stages(section.stages)
    yield _kinds(section.stages[0], last)
    if section.title and section.title_raw and section.title_named:
        yield "### Names in titles"
        yield _table(
            ("", "precision", "recall", "F1"),
            [
                ("raw model, typed", *_three(section.title_raw.score)),
                ("newsmill, typed", *_three(section.title.score)),
                ("newsmill, named", *_three(section.title_named.score)),
            ],
        )
    if section.things:
        yield "### One thing, one entity"
        yield _things(section.things)
        yield listed("Wrong mergers", section.things.mergers, section.is_held)
    if section.links:
        yield "### Links"
        yield _links(section.links)
        yield listed("Wrong links", section.links.mistakes, section.is_held)
    if section.speed:
        yield "### Speed"
        yield _speed(section.speed)
    if section.bars:
        yield "### Bars"
        yield _table(
            ("", "wanted", "measured", ""),
            [
                (
                    bar.name,
                    f"≥ {bar.wanted:.4g}",
                    f"{bar.measured:.4f}",
                    "reached" if bar.is_reached else "**missed**",
                )
                for bar in section.bars
            ],
        )


def _stages(stages: Sequence[StageScore]) -> str:
    rows = []
    before: float | None = None
    for stage in stages:
        f1 = stage.typed.score.f1
        change = "" if before is None else f"{100 * (f1 - before):+.1f}"
        before = f1
        rows.append(
            (
                stage.name,
                *_three(stage.typed.score),
                change,
                f"{stage.named.score.recall:.4f}",
                f"{stage.consistency.of_names:.4f}",
                f"{stage.consistency.of_texts:.4f}",
            )
        )
    heads = ("after", "typed P", "R", "F1", "points", "named recall", "names of one kind", "texts")
    return _table(heads, rows)


def _kinds(raw: StageScore, last: StageScore) -> str:
    rows: list[Sequence[object]] = [
        (
            kind,
            counts.labelled,
            *_three(raw.kinds[kind].score),
            *_three(counts.score),
        )
        for kind, counts in last.kinds.items()
        if counts.labelled or counts.found
    ]
    for name, old, new in (
        ("**typed**", raw.typed, last.typed),
        ("event, work, other as one", raw.others, last.others),
    ):
        rows.append((name, new.labelled, *_three(old.score), *_three(new.score)))
    return _table(("kind", "labelled", "raw P", "R", "F1", "newsmill P", "R", "F1"), rows)


def _things(things: Grouping) -> str:
    return _table(
        ("", "precision", "recall", "F1"),
        [
            ("B-cubed of mentions found", *_three(things.b_cubed)),
            ("pairs of mentions", *_three(things.pairs.score)),
        ],
    )


def _links(links: Linking) -> str:
    rows = []
    for sort, of in [*links.by_sort.items(), ("**all**", links.whole)]:
        rows.append(
            (
                sort,
                of.right,
                of.wrong,
                of.missed,
                of.null_right,
                of.null_wrong,
                f"{of.precision:.4f}",
                f"{of.recall:.4f}",
            )
        )
    heads = ("sort", "right", "wrong", "missed", "rightly none", "wrongly one", "P", "R")
    return _table(heads, rows)


def listed(name: str, lines: Sequence[str], is_held: bool) -> str:
    """Mistakes one by one; of the half that is kept back only how many."""
    if not lines:
        return f"{name}: none."
    if is_held:
        return f"{name}: {len(lines)}. They are not listed: nobody looks at this half."
    more = [f"- … and {len(lines) - MOST_LISTED} more"] if len(lines) > MOST_LISTED else []
    told = [f"- {line}" for line in lines[:MOST_LISTED]]
    return "\n".join([f"{name}: {len(lines)}.", "", *told, *more])


def _speed(speed: Speed) -> str:
    told = (
        f"{speed.words} words of language `{speed.language}` a round, read by both once before; "
        f"CPU time, in turn in one process. Ours: titles and texts to entities ({speed.finder}). "
        "Bare: texts to spans, `ner` alone, one memory zone, tokenizer warm. "
        f"{speed.texts_with_equal_spans} of {speed.texts} different texts have equal spans."
    )
    rows = [
        (number, f"{ours:.0f}", f"{bare:.0f}", f"{ours / bare:.3f}")
        for number, (ours, bare) in enumerate(zip(speed.ours, speed.bare, strict=True), start=1)
    ]
    medians = (
        "**median**",
        f"{statistics.median(speed.ours):.0f}",
        f"{statistics.median(speed.bare):.0f}",
        f"{statistics.median(speed.ratios):.3f}",
    )
    return (
        told
        + "\n\n"
        + _table(("round", "ours, words/s", "bare, words/s", "ratio"), [*rows, medians])
    )


def _figures(score: Score) -> dict[str, float]:
    return {"precision": score.precision, "recall": score.recall, "f1": score.f1}


def _three(score: Score) -> tuple[str, str, str]:
    return f"{score.precision:.4f}", f"{score.recall:.4f}", f"{score.f1:.4f}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
