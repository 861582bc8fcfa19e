"""newsmill audit: count what became of every entry, and exit 1 when something is missing."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from newsmill.cli.connecting import reach
from newsmill.cli.failures import EXIT_FAILED, EXIT_NO_VERDICT, errors_in_one_line
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.progress_bar import progress_bar
from newsmill.cli.terminal import plain
from newsmill.cli.times import instant_or_none
from newsmill.clock import utc_now
from newsmill.inspection.counts import Count, Missing, Why
from newsmill.inspection.findings import Findings, Verdict
from newsmill.inspection.naming import Offerer
from newsmill.inspection.reading import run_audit

IDS_SHOWN = 20

_WHY: dict[Why, str] = {
    "expired": "retention removed {0.count} messages that {0.room} had not read",
    "unknown": "retention removed {0.count} messages, and nobody knows whether {0.room} had read "
    "them: it has committed nothing there, or the broker has forgotten it",
    "cut off": "it ends {0.count} before what {0.room} has committed: it lost messages or was made "
    "anew",
}

_EXIT_BY_VERDICT: dict[Verdict, int] = {
    "whole": 0,
    "missing": EXIT_FAILED,
    "unknown": EXIT_NO_VERDICT,
}


def run(*, since: str | None, feeds: Sequence[str], as_json: bool, broker: str | None) -> None:
    """Print the findings; exit 1 when something is missing, 3 when that cannot be known."""
    with errors_in_one_line(EXIT_NO_VERDICT):
        begin = instant_or_none("--since", since, utc_now())
        findings = run_until_interrupted(_audit(begin, frozenset(feeds), broker))
    if as_json or not sys.stdout.isatty():
        typer.echo(json.dumps(fields_of(findings)))
    else:
        show(findings, Console(highlight=False))
    for line in summary(findings):
        typer.echo(plain(line), err=True)
    raise typer.Exit(_EXIT_BY_VERDICT[findings.verdict])


async def _audit(since: datetime | None, feeds: frozenset[str], broker: str | None) -> Findings:
    with progress_bar() as on_progress:
        return await run_audit(await reach(broker), feeds, since, on_progress)


def show(findings: Findings, console: Console) -> None:
    """A table by feed, and the ids that do not add up, as far as a screen takes them."""
    has_expired = bool(findings.total.expired)
    columns = ["offered", "enriched", "duplicates", "dropped", "dead letters", "in flight"]
    columns += ["expired"] if has_expired else []
    table = Table(
        Column("feed", overflow="fold"),
        title=f"{len(findings.counts)} feeds",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for column in (*columns, "missing"):
        # On a narrow screen addresses wrap, numbers do not.
        table.add_column(column, justify="right", min_width=max(map(len, column.split())))
    for offerer, count in sorted(findings.counts.items(), key=lambda row: _name(row[0])):
        table.add_row(*_cells(_name(offerer), count, has_expired))
    if len(findings.counts) > 1:
        table.add_section()
        table.add_row(*_cells("all", findings.total, has_expired), style="bold")
    console.print(table)
    for missing in islice(findings.missing(), IDS_SHOWN):
        console.print(_missing_line(missing), style="red", soft_wrap=True)
    for it in islice(findings.ended_twice(), IDS_SHOWN):
        ends = " and ".join(_short(topic) for topic in it.ends)
        console.print(f"ended twice: {it.subject} ({plain(ends)})", style="yellow", soft_wrap=True)
    for orphans in findings.orphans[:IDS_SHOWN]:
        line = f"{orphans.copies} copies of {orphans.article_id}, which is nowhere"
        console.print(line, style="red", soft_wrap=True)


def _cells(name: str, count: Count, has_expired: bool) -> list[Text]:
    drops = ", ".join(f"{number} {reason}" for reason, number in count.drops.most_common())
    numbers = (
        str(count.offered),
        str(count.enriched),
        str(count.duplicates),
        drops or "0",
        str(count.dead_letters),
        str(count.in_flight),
        *([str(count.expired)] if has_expired else []),
    )
    cells = [Text(plain(cell)) for cell in (name, *numbers)]
    return [*cells, Text(str(count.missing), "bold red" if count.missing else "")]


def _missing_line(missing: Missing) -> str:
    last = missing.last_seen
    return plain(
        f"missing: {missing.subject}, last seen in {last.topic} {last.partition}:{last.offset}; "
        f"{missing.room} is at {missing.committed}; offered by "
        + (_name(missing.offerer) if missing.offerer else "nobody knows whom any more")
    )


def summary(findings: Findings) -> list[str]:
    """The equation, and whatever else must be known."""
    total, audit = findings.total, findings.audit
    ends = (
        f"{total.enriched} enriched + {total.duplicates} duplicates + "
        f"{total.drops.total()} dropped + {total.dead_letters} dead letters"
    )
    open_ends = f"{total.in_flight} in flight + {total.missing} missing"
    if total.expired:
        open_ends += f" + {total.expired} expired"
    lines = [f"{total.offered} offered = {ends} + {open_ends}"]
    missing = total.missing + findings.lost_earlier
    if missing > IDS_SHOWN:
        lines.append(f"{IDS_SHOWN} missing ids shown of {missing}; --json has all of them")
    if total.expired:
        lines.append(
            f"{total.expired} may have ended before {_iso_time(audit.ends_kept_since)}, from when "
            "on retention has left all ends; --since a later time counts only what can be known"
        )
    if twice := sum(1 for _ in findings.ended_twice()):
        lines.append(f"{twice} ended in two different ways; the first of them is counted")
    if repeats := findings.repeats:
        by_topic = ", ".join(f"{number} in {_short(topic)}" for topic, number in repeats.items())
        lines.append(f"repeats, which count once: {by_topic}")
    if (earlier := findings.earlier).total:
        lines.append(
            f"{earlier.total} more were offered before what was read, and are not counted: "
            f"{earlier.ended} ended, {earlier.in_flight} in flight, {earlier.without_end} without "
            f"an end that was read, {earlier.expired} whose end is not kept any more"
        )
    if orphans := findings.orphans:
        copies = sum(it.copies for it in orphans)
        lines.append(
            f"{copies} duplicates are of {len(orphans)} articles that are neither enriched nor "
            "anywhere else"
        )
    for room, count in findings.unbegun.items():
        lines.append(f"{room} has committed nothing where {count} messages wait for it")
    lines += [f"{it.topic} {it.partition}: {_WHY[it.why].format(it)}" for it in findings.gaps]
    lines += [f"nothing was offered by {feed}" for feed in findings.silent_feeds]
    return lines


def fields_of(findings: Findings) -> dict[str, Any]:
    """The findings for a program."""
    audit = findings.audit
    return {
        "since": findings.since and findings.since.isoformat(),
        "whole": findings.verdict == "whole",
        "verdict": findings.verdict,
        "feeds": [
            {"kind": offerer[0], "feed": offerer[1], **_count_fields(count)}
            for offerer, count in sorted(findings.counts.items(), key=lambda row: _name(row[0]))
        ],
        "total": _count_fields(findings.total),
        "missing": [
            {
                "subject": it.subject,
                "kind": it.offerer and it.offerer[0],
                "feed": it.offerer and it.offerer[1],
                **asdict(it.last_seen),
                "room": it.room,
                "committed": it.committed,
            }
            for it in findings.missing()
        ],
        "ended_twice": [
            {"subject": it.subject, "feed": it.offerer and it.offerer[1], "ends": it.ends}
            for it in findings.ended_twice()
        ],
        "repeats": findings.repeats,
        "earlier": asdict(findings.earlier),
        "gaps": [asdict(gap) for gap in findings.gaps],
        "unbegun": dict(findings.unbegun),
        "orphans": [asdict(orphans) for orphans in findings.orphans],
        "silent_feeds": findings.silent_feeds,
        "ends_kept_since": _iso_time(audit.ends_kept_since),
    }


def _count_fields(count: Count) -> dict[str, Any]:
    # Not by asdict, which would count the pairs of a Counter.
    return {**vars(count), "drops": dict(count.drops)}


def _name(offerer: Offerer) -> str:
    kind, url = offerer
    return url or ("(unreadable)" if kind == "unreadable" else kind)


def _iso_time(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return "some time that is no date"


def _short(topic: str) -> str:
    return topic.removeprefix("news.").removeprefix("articles.").removesuffix(".v1")
