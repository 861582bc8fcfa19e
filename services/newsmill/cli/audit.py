"""newsmill audit: count what became of every entry, and exit 1 when something is missing."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import typer
from rich.console import Console

from newsmill.cli.audit_screen import by_name, show, time_of
from newsmill.cli.audit_summary import summary
from newsmill.cli.connecting import reach
from newsmill.cli.failures import (
    EXIT_FAILED,
    EXIT_NO_VERDICT,
    CommandFailed,
    errors_in_one_line,
)
from newsmill.cli.feeds_table import read_subscribed
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.progress_bar import progress_bar
from newsmill.cli.terminal import plain
from newsmill.cli.times import instant_or_none
from newsmill.cli.wrapping import tell
from newsmill.clock import utc_now
from newsmill.contracts.base import written
from newsmill.inspection.counts import Count
from newsmill.inspection.findings import Findings, Verdict
from newsmill.inspection.reading import run_audit

_EXIT_BY_VERDICT: dict[Verdict, int] = {
    "whole": 0,
    "missing": EXIT_FAILED,
    "unknown": EXIT_NO_VERDICT,
}


def run(
    *,
    since: str | None,
    feeds: Sequence[str],
    as_json: bool,
    broker: str | None,
    everything: bool = False,
) -> None:
    """Print the findings; exit 1 when something is missing, 3 when that cannot be known."""
    with errors_in_one_line(EXIT_NO_VERDICT):
        now = utc_now()
        begin = instant_or_none("--since", since, now)
        if begin is not None and begin > now:
            raise CommandFailed(f"--since {since} is in the future: nothing has been offered since")
        findings = run_until_interrupted(_audit(begin, feeds, broker))
    tell(plain(line) for line in summary(findings, everything=everything))
    if as_json or not sys.stdout.isatty():
        typer.echo(json.dumps(fields_of(findings)))
    else:
        show(findings, Console(highlight=False), everything=everything)
    raise typer.Exit(_EXIT_BY_VERDICT[findings.verdict])


async def _audit(since: datetime | None, written: Sequence[str], broker: str | None) -> Findings:
    """Of the feeds as somebody wrote them: those with a subscription are found by any spelling."""
    kafka = await reach(broker)
    subscribed = await read_subscribed(kafka) if written else None
    keys_by_feed = {feed: subscribed.keys_of(feed) if subscribed else [] for feed in written}
    feeds = frozenset(key for feed, keys in keys_by_feed.items() for key in keys or [feed])
    with progress_bar() as on_progress:
        findings = await run_audit(kafka, feeds, since, on_progress)
    unknown = (feed for feed in findings.silent_feeds if not keys_by_feed.get(feed, feed))
    return replace(findings, unknown_feeds=tuple(unknown))


def fields_of(findings: Findings) -> dict[str, Any]:
    """The findings for a program."""
    audit = findings.audit
    return {
        "since": findings.since and written(findings.since),
        "whole": findings.verdict == "whole",
        "verdict": findings.verdict,
        "feeds": [
            {"kind": offerer[0], "feed": offerer[1], **_count_fields(count)}
            for offerer, count in by_name(findings)
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
        "foreign_dead_letters": audit.foreign_letters,
        "earlier": asdict(findings.earlier),
        "gaps": [asdict(gap) for gap in findings.gaps],
        "lost": {
            "messages": findings.losses.total,
            "records": [loss.model_dump(mode="json") for loss in findings.losses.recorded],
            "more_records": findings.losses.more,
            "ignored_records": findings.losses.ignored,
        },
        "unbegun": dict(findings.unbegun),
        "orphans": [asdict(orphans) for orphans in findings.orphans],
        "silent_feeds": findings.silent_feeds,
        "unknown_feeds": findings.unknown_feeds,
        "held_back": sorted(findings.held_back),
        "ends_kept_since": time_of(audit.ends_kept_since),
    }


def _count_fields(count: Count) -> dict[str, Any]:
    # Not by asdict, which would count the pairs of a Counter.
    return {**vars(count), "drops": dict(count.drops)}
