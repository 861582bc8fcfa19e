"""Grade a feed from A to F, with a reason for each point that it loses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import Literal

from newsmill.hosts import parse
from newsmill.puller.examining.examination import Examination, Exchange

Grade = Literal["A", "B", "C", "D", "F"]
GRADES: tuple[tuple[int, Grade], ...] = ((0, "A"), (2, "B"), (5, "C"), (9, "D"))
"""The most points that a grade may lose."""

FEED_TYPES = (
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml"),
    *("application/feed+json", "application/xml", "text/xml", "application/json"),
)
PAGE_TYPES = ("text/html", "application/xhtml")
A_PAGE = "ask for the feed's own address; of a web page, `newsmill feeds add` finds it"
PERMANENT = frozenset({301, 308})
WORTH_COMPRESSING = 10_000
LARGE = 1_000_000
FEW_ENTRIES = 5
LONG_ENOUGH = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    points: int
    text: str
    """What it is."""
    remedy: str
    """What the feed's owner could do."""


def findings(seen: Examination) -> list[Finding]:
    """What is not as it should be, the worst first."""
    found = [finding for check in _CHECKS for finding in check(seen)]
    return sorted(found, key=lambda finding: -finding.points)


def grade(seen: Examination, found: list[Finding]) -> Grade:
    """F if there is no feed; else by the points that the findings cost."""
    if seen.parsed is None:
        return "F"
    lost = sum(finding.points for finding in found)
    return next((letter for most, letter in GRADES if lost <= most), "F")


def _answers(seen: Examination) -> Iterator[Finding]:
    if seen.error is not None:
        remedy = A_PAGE if _is_page(seen.answer) else "make the address answer with the feed"
        yield Finding(10, f"no feed was had: {seen.error}", remedy)


def _way(seen: Examination) -> Iterator[Finding]:
    redirects = seen.redirects
    if len(redirects) > 1:
        yield Finding(
            1, f"{len(redirects)} redirects on the way", "redirect to the last address at once"
        )
    if any(one.status not in PERMANENT for one in redirects):
        yield Finding(
            1,
            "a temporary redirect: readers ask the old address for ever",
            "answer 301 or 308 if the feed has moved for good",
        )
    end = parse(seen.answer.url) if seen.answer else None
    if end is not None and end.scheme == "http":
        yield Finding(1, "the feed comes without TLS", "serve it by https")


def _validators(seen: Examination) -> Iterator[Finding]:
    answer, again = seen.answer, seen.again
    if seen.parsed is None or answer is None:
        return
    if not (answer.headers.get("etag") or answer.headers.get("last-modified")):
        yield Finding(
            2,
            "no ETag and no Last-Modified: the whole document is sent with each poll",
            "send one of them, and answer 304 to conditional requests",
        )
    elif again is not None and again.status == 200:
        yield Finding(
            2,
            "a conditional request is answered with the whole document",
            "compare If-None-Match and If-Modified-Since, and answer 304 if nothing has changed",
        )


def _transport(seen: Examination) -> Iterator[Finding]:
    answer = seen.answer
    if seen.parsed is None or answer is None:
        return
    if answer.body_bytes > WORTH_COMPRESSING and not answer.headers.get("content-encoding"):
        yield Finding(1, f"{_kilobytes(answer)} uncompressed", "send it with gzip, br or zstd")
    if answer.body_bytes > LARGE:
        yield Finding(
            2,
            f"the document has {_kilobytes(answer)}",
            "keep the newest entries; link archives",
        )
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in FEED_TYPES:
        yield Finding(
            1,
            f"its media type is {kind or 'not given'}",
            "send application/rss+xml, application/atom+xml or application/feed+json",
        )


def _document(seen: Examination) -> Iterator[Finding]:
    parsed = seen.parsed
    if parsed is None:
        return
    if parsed.is_cut_off:
        yield Finding(4, "the document breaks off", "send all of it")
    if parsed.mended:
        yield Finding(
            3,
            f"{_entries(parsed.mended)} not well-formed",
            "escape & and <, and declare every prefix: a strict reader sees nothing of the feed",
        )
    if not parsed.title:
        yield Finding(1, "the feed has no title", "give it one")
    if not parsed.language:
        yield Finding(1, "the feed does not say its language", "add language or xml:lang")
    if parsed.skipped:
        yield Finding(
            2, f"{_entries(parsed.skipped)} without title, text and link", "leave them out"
        )


def _identities(seen: Examination) -> Iterator[Finding]:
    entries = seen.parsed.entries if seen.parsed else ()
    without = sum(entry.guid is None for entry in entries)
    if without:
        yield Finding(
            2, f"{_entries(without)} without a GUID", "give each entry one, and never change it"
        )
    guids = [entry.guid for entry in entries if entry.guid is not None]
    if len(set(guids)) < len(guids):
        yield Finding(
            3,
            f"{_entries(len(guids) - len(set(guids)))} with the GUID of another",
            "give each entry a GUID of its own",
        )
    unlinked = sum(entry.url is None for entry in entries)
    if unlinked:
        yield Finding(2, f"{_entries(unlinked)} without a usable link", "link the article's page")


def _dates(seen: Examination) -> Iterator[Finding]:
    entries = seen.parsed.entries if seen.parsed else ()
    undated = sum(entry.published_at is None and entry.updated_at is None for entry in entries)
    if undated:
        yield Finding(
            2,
            f"{_entries(undated)} without a date that is certain",
            "write dates as RFC 822 (RSS) or RFC 3339 (Atom) want them, with the zone in numbers",
        )


def _window(seen: Examination) -> Iterator[Finding]:
    """Whether an article may be out of the document before anybody sees it."""
    entries = seen.parsed.entries if seen.parsed else ()
    dates = sorted(entry.published_at for entry in entries if entry.published_at is not None)
    if len(entries) <= FEW_ENTRIES and len(dates) > 1:
        pauses = ((late - early).total_seconds() for early, late in pairwise(dates))
        if timedelta(seconds=median(pauses) * len(entries)) < LONG_ENOUGH:
            yield Finding(
                2,
                f"only {_entries(len(entries))}: what comes within hours pushes others out",
                "keep the entries of two days at least",
            )


_CHECKS: tuple[Callable[[Examination], Iterator[Finding]], ...] = (
    *(_answers, _way, _validators, _transport, _document, _identities, _dates, _window),
)


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _is_page(answer: Exchange | None) -> bool:
    return (
        answer is not None
        and answer.status == 200
        and answer.headers.get("content-type", "").lower().startswith(PAGE_TYPES)
    )


def _kilobytes(answer: Exchange) -> str:
    return f"{answer.body_bytes / 1000:.0f} kB"
