"""newsmill audit: is anything missing?"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from services.cli.broker import reach
from services.cli.failures import EXIT_FAILED
from services.cli.moments import moment_or_none
from services.cli.reading import read_all
from services.cli.running import run_until_interrupted
from services.cli.terminal import plain
from services.inspection.auditing import AUDITED, CLOCK_SKEW, Audit
from services.inspection.counts import Count, Gap, Missing, gaps
from services.inspection.naming import Offerer
from services.inspection.rooms import READERS_BY_TOPIC
from services.runtime.history import committed_offsets, open_history
from services.runtime.stage import utc_now

IDS_SHOWN = 20


@dataclass(frozen=True)
class Findings:
    """What an audit came to, for the feeds that were asked for."""

    audit: Audit
    counts: dict[Offerer, Count]
    gaps: list[Gap]
    feeds: frozenset[str]

    @property
    def total(self) -> Count:
        """All feeds and documents together."""
        total = Count()
        for count in self.counts.values():
            total.add(count)
        return total

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return not self.total.missing and not self.gaps

    def asked_for(self, offerer: Offerer | None) -> bool:
        """Whether `offerer` is one of those that were asked for."""
        return not self.feeds or (offerer is not None and offerer[1] in self.feeds)


def run(*, since: str | None, feeds: Sequence[str], as_json: bool, broker: str | None) -> None:
    """Count, show, and exit 1 when something is missing."""
    begin = moment_or_none("--since", since, utc_now())
    findings = run_until_interrupted(_audit(begin, frozenset(feeds), broker))
    if as_json or not sys.stdout.isatty():
        typer.echo(json.dumps(fields_of(findings, begin)))
    else:
        show(findings, Console(highlight=False))
    for line in summary(findings):
        typer.echo(plain(line), err=True)
    if not findings.is_whole:
        raise typer.Exit(EXIT_FAILED)


async def _audit(since: datetime | None, feeds: frozenset[str], broker: str | None) -> Findings:
    kafka = await reach(broker)
    # In this order: whatever was committed has led to something that is read.
    committed = await committed_offsets(kafka, READERS_BY_TOPIC)
    audit = Audit(committed, kafka.topic_prefix, since)
    async with open_history(kafka, AUDITED, since=since and since - CLOCK_SKEW) as history:
        await read_all(history, "auditing", audit.enter)
        found = gaps(committed, history.kept_from, history.ends)
    audit.close()
    counts = {
        offerer: count
        for offerer, count in audit.counts().items()
        if not feeds or offerer[1] in feeds
    }
    for feed in sorted(feeds):
        counts.setdefault(("feed", feed), Count())
    return Findings(audit, counts, found, feeds)


def show(findings: Findings, console: Console) -> None:
    """A table by feed, and the ids that do not add up, as far as a screen takes them."""
    columns = ("offered", "enriched", "duplicates", "dropped", "dead letters", "in flight")
    table = Table(
        Column("feed", overflow="fold"),
        title=f"{len(findings.counts)} feeds",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for column in (*columns, "missing"):
        # A narrow screen breaks addresses, not numbers.
        table.add_column(column, justify="right", min_width=max(map(len, column.split())))
    for offerer, count in sorted(findings.counts.items(), key=lambda row: _name(row[0])):
        table.add_row(*_cells(_name(offerer), count))
    if len(findings.counts) > 1:
        table.add_section()
        table.add_row(*_cells("all", findings.total), style="bold")
    console.print(table)
    for missing in islice(_missing(findings), IDS_SHOWN):
        console.print(_missing_line(missing), style="red", soft_wrap=True)
    twice = [it for it in findings.audit.ended_twice() if findings.asked_for(it.offerer)]
    for it in twice[:IDS_SHOWN]:
        ends = " and ".join(_short(topic) for topic in it.ends)
        console.print(f"ended twice: {it.subject} ({plain(ends)})", style="yellow", soft_wrap=True)


def _cells(name: str, count: Count) -> list[Text]:
    drops = ", ".join(f"{number} {reason}" for reason, number in count.drops.most_common())
    numbers = (
        str(count.offered),
        str(count.enriched),
        str(count.duplicates),
        drops or "0",
        str(count.dead_letters),
        str(count.in_flight),
    )
    cells = [Text(plain(cell)) for cell in (name, *numbers)]
    return [*cells, Text(str(count.missing), "bold red" if count.missing else "")]


def _missing(findings: Findings) -> Any:
    return (it for it in findings.audit.missing() if findings.asked_for(it.offerer))


def _missing_line(missing: Missing) -> str:
    last = missing.last_seen
    return plain(
        f"missing: {missing.subject}, last seen in {last.topic} {last.partition}:{last.offset}; "
        f"{missing.room} is at {missing.committed}; offered by {_name(missing.offerer)}"
    )


def summary(findings: Findings) -> list[str]:
    """The equation, and whatever else must be known."""
    total, audit = findings.total, findings.audit
    ends = (
        f"{total.enriched} enriched + {total.duplicates} duplicates + "
        f"{total.drops.total()} dropped + {total.dead_letters} dead letters"
    )
    open_ends = f"{total.in_flight} in flight + {total.missing} missing"
    lines = [f"{total.offered} offered = {ends} + {open_ends}"]
    if total.missing > IDS_SHOWN:
        lines.append(f"{IDS_SHOWN} missing ids shown of {total.missing}; --json has all of them")
    twice = sum(findings.asked_for(it.offerer) for it in audit.ended_twice())
    if twice:
        lines.append(f"{twice} ended in two different ways; the first of them is counted")
    repeats = {topic: number for topic, number in audit.repeats.items() if number}
    if repeats:
        told = ", ".join(f"{number} in {_short(topic)}" for topic, number in repeats.items())
        lines.append(f"repeats, which count once: {told}")
    if (earlier := audit.earlier()).total:
        lines.append(
            f"{earlier.total} more were offered before what was read, and are not counted: "
            f"{earlier.ended} ended, {earlier.in_flight} in flight, {earlier.without_end} without "
            "an end that was read"
        )
    for gap in findings.gaps:
        what = (
            f"retention removed {gap.count} messages that {gap.room} had not read"
            if gap.why == "expired"
            else f"it ends {gap.count} before what {gap.room} has committed: it lost messages or "
            "was made anew"
        )
        lines.append(f"{gap.topic} {gap.partition}: {what}")
    for offerer, count in findings.counts.items():
        if findings.feeds and not count.offered:
            lines.append(f"nothing was offered by {_name(offerer)}")
    return lines


def fields_of(findings: Findings, since: datetime | None) -> dict[str, Any]:
    """The findings for a program."""
    audit = findings.audit
    return {
        "since": since and since.isoformat(),
        "whole": findings.is_whole,
        "feeds": [
            {"kind": offerer[0], "feed": offerer[1], **_count_fields(count)}
            for offerer, count in sorted(findings.counts.items(), key=lambda row: _name(row[0]))
        ],
        "total": _count_fields(findings.total),
        "missing": [
            {
                "subject": it.subject,
                "kind": it.offerer[0],
                "feed": it.offerer[1],
                **asdict(it.last_seen),
                "room": it.room,
                "committed": it.committed,
            }
            for it in _missing(findings)
        ],
        "ended_twice": [
            {"subject": it.subject, "feed": it.offerer and it.offerer[1], "ends": it.ends}
            for it in audit.ended_twice()
            if findings.asked_for(it.offerer)
        ],
        "repeats": {topic: number for topic, number in audit.repeats.items() if number},
        "earlier": asdict(audit.earlier()),
        "gaps": [asdict(gap) for gap in findings.gaps],
    }


def _count_fields(count: Count) -> dict[str, Any]:
    # Not by asdict, which would count the pairs of a Counter.
    return {**vars(count), "drops": dict(count.drops)}


def _name(offerer: Offerer) -> str:
    kind, url = offerer
    return url or ("(unreadable)" if kind == "unreadable" else kind)


def _short(topic: str) -> str:
    return topic.removeprefix("news.").removeprefix("articles.").removesuffix(".v1")
