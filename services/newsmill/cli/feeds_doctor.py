"""newsmill feeds doctor: visit a feed, and say how good it is and what its owner could mend."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from newsmill.cli.connecting import reach
from newsmill.cli.failures import EXIT_FAILED
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.terminal import json_line, plain
from newsmill.clock import utc_now
from newsmill.contracts.base import written
from newsmill.contracts.feeds import Feed, FeedState, FeedWishes
from newsmill.contracts.topics import FEED_STATES
from newsmill.errors import UserError
from newsmill.inspection.feed_health import Health, health
from newsmill.kafka.compacted import read_to_end
from newsmill.kafka.connection import topic_name
from newsmill.local.feed_addresses import feed_address, shown
from newsmill.pipeline import PULLER
from newsmill.puller.asking.credentials import read_credentials
from newsmill.puller.examining.examination import Examination, Exchange
from newsmill.puller.examining.grading import Finding, Grade, findings, grade
from newsmill.puller.examining.visiting import examine
from newsmill.puller.in_child import load_parser
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.settings import Settings
from newsmill.settings import load
from newsmill.subprocesses.pool import open_process_pool
from newsmill.web.fetching import FetchSettings, open_fetcher

STYLES: dict[Grade, str] = {"A": "bold green", "B": "green", "C": "yellow", "D": "red", "F": "red"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHOWN_HEADERS = (
    *("content-encoding", "etag", "last-modified", "cache-control", "expires", "retry-after"),
    "content-type",
)


def doctor(url: str, *, as_json: bool, allow_private: bool, broker: str | None) -> None:
    """Print what was seen; exit with 1 if there is no feed."""
    address = feed_address(url)
    seen = run_until_interrupted(_examine(address, allow_private=allow_private))
    known = run_until_interrupted(_known(address, broker)) if broker else None
    found = findings(seen)
    letter = grade(seen, found)
    if as_json or not sys.stdout.isatty():
        fields = _fields(seen, letter, found, known)
        typer.echo(json_line(fields))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for line in lines_of(seen, letter, found, known, utc_now()):
            console.print(line)
    if seen.parsed is None:
        sys.exit(EXIT_FAILED)


def lines_of(
    seen: Examination,
    letter: Grade,
    found: list[Finding],
    known: Health | None,
    now: datetime,
) -> Iterator[Text]:
    """The examination for a person."""
    yield Text(plain(seen.url), "bold").append(f"  grade {letter}", STYLES[letter])
    yield from _part("asked and answered", chain.from_iterable(map(_exchange, _all_of(seen))))
    if seen.error:
        yield from _part("read", [plain(seen.error)])
    if seen.parsed is not None:
        yield from _part("read", _document(seen.parsed))
        yield from _part("what the feed asks for", _wishes(seen.parsed))
    if seen.next_poll_at is not None:
        wait = _long(seen.next_poll_at - now)
        why = f": {plain(seen.next_poll_why)}" if seen.next_poll_why else ""
        yield from _part("asked again", [f"in {wait}{why}"])
    yield from _part(
        "what its owner could mend",
        [f"{finding.text}. Remedy: {finding.remedy}" for finding in found] or ["nothing"],
    )
    if known is not None:
        remarks = [plain(remark) for remark in known.remarks]
        yield from _part("in the mill", [known.condition, *remarks])


def _part(title: str, lines: Any) -> Iterator[Text]:
    yield Text(title, "cyan")
    for line in lines:
        yield Text(f"  {line}")


def _all_of(seen: Examination) -> tuple[Exchange, ...]:
    return seen.exchanges if seen.again is None else (*seen.exchanges, seen.again)


def _exchange(one: Exchange) -> Iterator[str]:
    asked = "".join(f", {name}: {plain(value)}" for name, value in one.asked_with.items())
    yield f"GET {plain(one.url)}{asked}"
    if one.status is None:
        yield f"  no answer: {plain(one.error or '')}"
        return
    leads = f" → {plain(one.leads_to)}" if one.leads_to else ""
    size = f", {one.body_bytes} bytes" if one.body_bytes else ""
    yield f"  {one.status}{leads}{size}"
    for name in SHOWN_HEADERS:
        if name in one.headers:
            yield f"    {name}: {plain(one.headers[name])}"


def _document(parsed: ParsedFeed) -> Iterator[str]:
    title = f"“{plain(parsed.title)}”" if parsed.title else "without a title"
    yield f"{title}, language {parsed.language or 'not given'}"
    entries = parsed.entries
    full = sum(bool(entry.content_html) for entry in entries)
    yield f"{_count(parsed.entry_count, 'entry', 'entries')}, {full} with the full text"
    dates = sorted(entry.published_at for entry in entries if entry.published_at is not None)
    if dates:
        yield f"from {dates[0]:%Y-%m-%d %H:%M} to {dates[-1]:%Y-%m-%d %H:%M} UTC"
    counts = {
        "mended, because they were not well-formed": parsed.mended,
        "without title, text and link": parsed.skipped,
        "beyond the limit of a feed": parsed.left_out,
    }
    yield from (f"{count} {what}" for what, count in counts.items() if count)


def _wishes(parsed: ParsedFeed) -> list[str]:
    wishes: FeedWishes = parsed.wishes
    lines = []
    if wishes.ttl:
        lines.append(f"ttl: not sooner than {_long(wishes.ttl)}")
    if wishes.update_period:
        lines.append(f"it changes each {_long(wishes.update_period)}")
    if wishes.skip_hours:
        lines.append(f"not in the hours {', '.join(map(str, wishes.skip_hours))} UTC")
    if wishes.skip_days:
        lines.append(f"not on {', '.join(DAYS[day] for day in wishes.skip_days)}")
    if parsed.links.hub:
        lines.append(f"its hub tells of news: {plain(parsed.links.hub)}")
    return lines or ["nothing"]


def _fields(
    seen: Examination, letter: Grade, found: list[Finding], known: Health | None
) -> dict[str, Any]:
    parsed = seen.parsed
    return {
        "url": seen.url,
        "grade": letter,
        "error": seen.error,
        "exchanges": [asdict(one) for one in _all_of(seen)],
        "title": parsed.title if parsed else None,
        "language": parsed.language if parsed else None,
        "entries": parsed.entry_count if parsed else 0,
        "wishes": parsed.wishes.model_dump(mode="json") if parsed else None,
        "next_poll_at": written(seen.next_poll_at) if seen.next_poll_at else None,
        "next_poll_why": seen.next_poll_why,
        "findings": [asdict(finding) for finding in found],
        "condition": known.condition if known else None,
        "remarks": list(known.remarks) if known else None,
    }


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _long(length: timedelta) -> str:
    seconds = max(0, int(length.total_seconds()))
    for unit, name in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * unit:
            return f"{seconds // unit} {name}"
    return f"{seconds} s"


async def _examine(url: str, *, allow_private: bool) -> Examination:
    settings = load(Settings)
    overrides = {"allow_private_networks": True} if allow_private else {}
    fetching = load(FetchSettings, **overrides)
    credentials = read_credentials(fetching.credentials)
    async with (
        open_fetcher(fetching) as fetcher,
        open_process_pool(
            PULLER, processes=1, deadline=settings.parse_timeout, initializer=load_parser
        ) as pool,
    ):
        feed = Feed(url=url, added_at=utc_now())
        return await examine(feed, fetcher, settings, fetching, credentials, pool.run, utc_now)


async def _known(url: str, broker: str | None) -> Health | None:
    """What a mill knows of the feed."""
    kafka = await reach(broker)
    name = topic_name(kafka, FEED_STATES)
    row = (await read_to_end(kafka, [name]))[name].get(url)
    if row is None:
        return None
    try:
        return health(FeedState.model_validate_json(row), utc_now())
    except ValueError as error:
        raise UserError(f"what the mill knows of {shown(url)} cannot be read") from error
