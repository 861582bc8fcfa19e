"""The report of a replay, for a screen of 80 columns and as JSON."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from newsmill.cli.terminal import plain
from newsmill.inspection.comparing import Comparison, Counted, Example
from newsmill.inspection.entity_changes import WHATS
from newsmill.local.shadow_room import Replayed

LINE_CHARACTERS = 76
NAME_CHARACTERS = 40
FEWEST_CHARACTERS = 16
"""Of a title, behind a long name."""


def show(replayed: Replayed, console: Console) -> None:
    """Counts first, then what differs, with examples below each."""
    for line in summary(replayed):
        console.print(Text(plain(line)))
    comparison = replayed.comparison
    for (before, now), counted in _most_first(comparison.moves):
        _show(console, f"{counted.count} {before} → {now}", counted)
    for field, counted in _most_first(comparison.fields):
        _show(console, f"{field}: {counted.count} changed", counted)
    for line in _models(comparison):
        console.print(Text(plain(line)))
    for what in WHATS:
        if what in comparison.entities:
            counted = comparison.entities[what]
            is_of_entity = what in ("gained", "lost", "relabelled")
            head = f"entities {what}" if is_of_entity else f"{what} of entities changed"
            articles = f"{counted.articles} article{'s' if counted.articles != 1 else ''}"
            _show(console, f"{head}: {counted.count}, in {articles}", counted)


def summary(replayed: Replayed) -> Iterator[str]:
    """What was read, written and compared, and whatever must be known to believe it."""
    order, read, comparison = replayed.order, replayed.read, replayed.comparison
    room = order.step.room
    yield (
        f"{room}: {read.read} messages of {order.step.reads.name}, written from "
        f"{_time(read.first_milliseconds)} to {_time(read.last_milliseconds)}"
    )
    if read.kept_from is not None:
        yield f"retention has removed older ones: all are there only from {_time(read.kept_from)}"
    if order.remembers:
        memory = (
            f"was made of {read.before} older messages, from {_time(read.remembered_from)} on"
            if read.before
            else "began empty"
        )
        yield f"its memory {memory}; what the real one knows from before is not in it"
    if read.repeats:
        yield f"{read.repeats} repeated an observation, and are compared once"
    if read.refused:
        yield f"{read.refused} were too large to be copied, and are missing below"
    yield f"then: {_counts(comparison.ends_before)}"
    yield f"now:  {_counts(comparison.ends_now)}"
    yield (
        f"{comparison.compared} compared = {comparison.same} same + {comparison.changed} changed + "
        f"{comparison.moved} ended elsewhere"
    )
    if comparison.gained or comparison.lost:
        yield f"{comparison.gained} gained (no more dropped), {comparison.lost} lost"
    if comparison.not_kept:
        yield (
            f"{comparison.not_kept} could not be compared: what became of them is not kept any more"
        )
    if comparison.not_yet:
        yield f"{comparison.not_yet} could not be compared: the {room} has not come so far"
    if comparison.unanswered:
        yield f"{comparison.unanswered} have no outcome in the replay"
    if comparison.new_fields:
        names = ", ".join(sorted(comparison.new_fields))
        yield f"fields that earlier records did not have, not compared: {names}"


def _models(comparison: Comparison) -> Iterator[str]:
    for (before, now), change in comparison.models.items():
        if before is None and now is None:
            continue
        named = f"{now}, as before" if before == now else f"{before} → {now}"
        what = [f"{change.by_what[it]} {it}" for it in WHATS if change.by_what[it]]
        yield f"model {named}: {_of(change.changed, change.articles)} changed"
        if what:
            yield f"  {', '.join(what)}"


def _show(console: Console, head: str, counted: Counted) -> None:
    console.print(Text(plain(head), "bold"))
    for example in counted.examples:
        for line in _lines(example):
            console.print(Text(f"  {plain(line)}"), soft_wrap=True)


def _lines(example: Example) -> Iterator[str]:
    """An example in one line where it fits, else with each value in a line of its own."""
    where = str(example["title"] or example["url"] or example["observation"])
    what = [_cut(str(example["name"]), NAME_CHARACTERS)] if "name" in example else []
    if "before" not in example:
        yield _line(f"{what[0]} ({example['label']})", where)
        return
    before, now = str(example["before"]), str(example["now"])
    difference = f"{before} → {now}"
    if len(difference) <= NAME_CHARACTERS:
        yield _line(": ".join([*what, difference]), where)
    else:
        yield _line(*what, where)
        yield f"  - {before}"
        yield f"  + {now}"


def _line(*parts: str) -> str:
    """Joined, the last cut so that a line takes them."""
    before = "".join(f"{part} · " for part in parts[:-1])
    return before + _cut(parts[-1], max(FEWEST_CHARACTERS, LINE_CHARACTERS - len(before)))


def fields_of(replayed: Replayed) -> dict[str, Any]:
    """Everything, for a program."""
    order, read, comparison = replayed.order, replayed.read, replayed.comparison
    return {
        "room": order.step.room,
        "since": _iso(order.since),
        "until": _iso(order.until),
        "suffix": order.suffix,
        "input": {
            "topic": order.step.reads.name,
            "read": read.read,
            "repeats": read.repeats,
            "refused": read.refused,
            "first": _time(read.first_milliseconds),
            "last": _time(read.last_milliseconds),
            "kept_from": _time(read.kept_from),
            "memory": {"read": read.before, "from": _time(read.remembered_from)}
            if order.remembers
            else None,
        },
        "then": dict(comparison.ends_before),
        "now": dict(comparison.ends_now),
        "compared": comparison.compared,
        "same": comparison.same,
        "changed": comparison.changed,
        "moved": comparison.moved,
        "gained": comparison.gained,
        "lost": comparison.lost,
        "not_compared": {"not_kept": comparison.not_kept, "not_yet": comparison.not_yet},
        "unanswered": comparison.unanswered,
        "new_fields": dict(comparison.new_fields),
        "moves": [
            {"then": before, "now": now, **asdict(counted)}
            for (before, now), counted in _most_first(comparison.moves)
        ],
        "fields": {name: asdict(counted) for name, counted in _most_first(comparison.fields)},
        "entities": {what: asdict(counted) for what, counted in comparison.entities.items()},
        "models": [
            {
                "then": before,
                "now": now,
                "articles": change.articles,
                "changed": change.changed,
                **dict(change.by_what),
            }
            for (before, now), change in comparison.models.items()
        ],
    }


def _most_first(counted: Mapping[Any, Counted]) -> Iterable[tuple[Any, Counted]]:
    return sorted(counted.items(), key=lambda row: -row[1].count)


def _counts(ends: Mapping[str, int]) -> str:
    named = sorted(ends.items(), key=lambda row: -row[1])
    return ", ".join(f"{number} {end}" for end, number in named) or "nothing"


def _of(count: int, articles: int) -> str:
    return f"{count} of {articles} article{'s' if articles != 1 else ''}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _time(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    try:
        return _iso(datetime.fromtimestamp(milliseconds / 1000, UTC))
    except (ValueError, OverflowError, OSError):
        return "some time that is no date"


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
