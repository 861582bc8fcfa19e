"""An audit on a screen of any width: by feed, and by observation, what does not add up."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from rich.console import Console
from rich.text import Text

from newsmill.cli.terminal import plain, shortened
from newsmill.cli.wrapping import INDENT, wrapped
from newsmill.inspection.counts import Count, Missing
from newsmill.inspection.findings import Findings
from newsmill.inspection.naming import Offerer

IDS_SHOWN = 20
FEEDS_SHOWN = 20


def show(findings: Findings, console: Console, *, everything: bool = False) -> None:
    """The feeds and the ids that do not add up, as far as a screen takes them; or everything.

    An address has a line of its own, and loses its middle where it is longer.
    """
    rows = by_name(findings)
    listed = rows
    if not everything and not findings.feeds:
        listed = [row for row in rows if _is_wrong(row[1])]
    shown = listed if everything else listed[:FEEDS_SHOWN]
    feeds = f"{len(rows)} {'feed' if len(rows) == 1 else 'feeds'}"
    if len(listed) < len(rows):
        feeds += f", {len(listed)} with something wrong (all of them: --all)"
    console.print(feeds, style="bold", soft_wrap=True)
    for offerer, count in shown:
        _print(console, shortened(plain(_name(offerer)), console.width), "blue")
        style = "red" if count.missing else ""
        _print(console, wrapped(plain(_of_feed(count)), console.width, INDENT), style)
    if len(shown) < len(listed):
        _print(console, f"and {len(listed) - len(shown)} more: --all")
    most = None if everything else IDS_SHOWN
    for missing in islice(findings.missing(), most):
        for line in _missing(missing, console.width):
            _print(console, line, "red")
    for it in islice(findings.ended_twice(), most):
        ends = " and ".join(short(topic) for topic in it.ends)
        _print(console, f"ended twice: {it.subject}", "yellow")
        _print(console, wrapped(plain(ends), console.width, INDENT), "yellow")
    for orphans in findings.orphans[:most]:
        _print(console, f"{orphans.copies} copies of {orphans.article_id}, which is nowhere", "red")


def by_name(findings: Findings) -> list[tuple[Offerer, Count]]:
    """Who offered how much, in the order of their names."""
    return sorted(findings.counts.items(), key=lambda row: _name(row[0]))


def time_of(milliseconds: int | None) -> str | None:
    """An instant, as ISO writes it."""
    if milliseconds is None:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return "some time that is no date"


def short(topic: str) -> str:
    """A topic's name as it is said."""
    return topic.removeprefix("news.").removeprefix("articles.").removesuffix(".v1")


def _name(offerer: Offerer) -> str:
    kind, url = offerer
    return url or ("(unreadable)" if kind == "unreadable" else kind)


def _is_wrong(count: Count) -> bool:
    return bool(count.missing or count.expired or count.dead_letters)


def _of_feed(count: Count) -> str:
    """The equation of one feed, without what there is none of."""
    drops = ", ".join(f"{number} {reason}" for reason, number in count.drops.most_common())
    parts = {
        "enriched": count.enriched,
        "duplicates": count.duplicates,
        f"dropped ({drops})": count.drops.total(),
        "dead letters": count.dead_letters,
        "in flight": count.in_flight,
        "expired": count.expired,
        "missing": count.missing,
    }
    told = " + ".join(f"{number} {what}" for what, number in parts.items() if number)
    return f"{count.offered} offered = {told}" if told else f"{count.offered} offered"


def _missing(missing: Missing, width: int) -> Iterator[str]:
    last = missing.last_seen
    yield f"missing: {plain(missing.subject)}"
    where = f"{last.topic} {last.partition}:{last.offset}"
    place = f"last seen in {where}; {missing.room} is at {missing.committed}"
    yield wrapped(place, width, INDENT)
    if missing.offerer is None:
        yield f"{INDENT}nobody knows whose any more"
    else:
        whose = plain(_name(missing.offerer))
        yield f"{INDENT}of {shortened(whose, width - len(INDENT) - len('of '))}"


def _print(console: Console, line: str, style: str = "") -> None:
    console.print(Text(line, style), soft_wrap=True)
