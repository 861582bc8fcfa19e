"""Decide from all dates of a page when its article was published, and when it was changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from newsmill.cleaner.date_formats import parse_date, parse_epoch
from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.address_dates import date_of_address
from newsmill.cleaner.facts.date_names import MODIFIED_NAMES, PUBLISHED_NAMES, VAGUE_NAMES
from newsmill.cleaner.facts.guessed_date import guessed_date
from newsmill.cleaner.facts.meta import Head
from newsmill.cleaner.facts.moments import WrittenDate
from newsmill.cleaner.facts.schema_org import Node, texts_of
from newsmill.cleaner.facts.site_zone import in_zone_of_site, with_zone
from newsmill.cleaner.facts.visible_dates import Shown, shown_dates
from newsmill.cleaner.facts.written_dates import DayOrder
from newsmill.cleaner.facts.zones import is_same_day_where_spoken
from newsmill.cleaner.parsing import Tree
from newsmill.hosts import host_of

# How much a source is believed. Structured data and meta elements come from one system, so both
# together outweigh a date in the address or at the headline, but not both of these.
STRUCTURED, META, ADDRESS, SLUG = 4.0, 3.5, 4.5, 3.0
FIRST_SHOWN, LATER_SHOWN, LABELLED, MARKED, DECLARED = 2.5, 1.0, 1.0, 0.5, 1.0
YEAR_GUESSED = -1.5
# What the page shows could not outweigh as much.
SETTLED = 6.5
VAGUE, MONTH = 2.5, 1.0
# Some systems give the last change as the publication too.
SAME_AS_CHANGE = -0.75

# All are compared with each other.
MAX_DATES = 60
ONE_DAY = timedelta(days=1)
OLDEST = 1990

# Where the month comes first: https://cldr.unicode.org, dateFormat short. Of English without a
# country it is not known.
COUNTRY_CHARS = 2
_MONTH_FIRST = frozenset({"us", "ph", "fm", "gu", "pr"})
_DAY_FIRST_TLDS = frozenset(
    {"uk", "au", "in", "nz", "ie", "za", "ng", "ke", "pk", "sg", "my", "gh"}
)


@dataclass(frozen=True)
class PageDates:
    """The dates of publication and of changes that a page tells, the most credible ones first."""

    published: tuple[WrittenDate, ...] = ()
    modified: tuple[WrittenDate, ...] = ()


@dataclass(frozen=True)
class _Told:
    date: WrittenDate
    weight: float
    is_by_machine: bool = True
    is_for_readers: bool = False
    """Shown first beside the headline, or called the publication's: in the zone of the site."""


def page_dates(
    tree: Tree, head: Head, node: Node, expectation: Expectation, heading: Tree | None
) -> PageDates:
    """When the article was published: the day that most of the page's sources agree on.

    A page that only tells its last change is dated by it. htmldate is asked where the page tells
    nothing and no feed has a date either.
    """
    seen = expectation.seen_at
    url = expectation.page_url or expectation.url
    order = day_order(head, url)
    modified = [
        *_parsed(texts_of(node.get("dateModified")), order),
        *_parsed(head.all(MODIFIED_NAMES), order),
    ]
    told = [*_told_by_machine(head, node, order, modified), *_told_by_address(url, seen)]
    # Where the language has no country, the locale may have one.
    declared = (head.language or "", head.first(("og:locale",)))
    language = max(declared, key=lambda tag: ("-" in tag or "_" in tag, tag == head.language))
    if not _is_settled(told, language):
        shown = shown_dates(tree, heading, order, head.language, seen)
        modified += [one.date for one in shown if one.kind == "changed"]
        told += _told_by_page(shown)
    told = [one for one in told if _is_credible(one.date, seen)][:MAX_DATES]
    modified = [date for date in modified if _is_credible(date, seen)]
    changes = _zoned(modified[:MAX_DATES], told)
    published = _decided(told, changes, head)
    if not expectation.is_dated and all(date.precision == "month" for date in published):
        guessed = guessed_date(tree, url, seen)
        of_page = [date for date in (guessed, *changes) if date and _is_credible(date, seen)]
        month = published[0] if published else None
        published = [date for date in of_page if not month or _agree(date, month)][:1] or published
    return PageDates(tuple(published), tuple(dict.fromkeys(changes)))


def _told_by_machine(
    head: Head, node: Node, order: DayOrder | None, modified: list[WrittenDate]
) -> Iterator[_Told]:
    """What structured data and meta elements tell of the publication, the most trusted first."""
    changed = {date.instant for date in modified}
    changed_days = {_day(date) for date in modified}
    for name, weight in (("datePublished", STRUCTURED), ("dateCreated", VAGUE)):
        for date in _parsed(texts_of(node.get(name)), order):
            is_change = date.instant in changed and date.precision == "instant"
            yield _Told(date, weight + SAME_AS_CHANGE * is_change)
            break
    for names, weight in ((PUBLISHED_NAMES, META), (VAGUE_NAMES, VAGUE)):
        days: set[datetime] = set()
        for written in _parsed(head.all(names), order):
            # Two names for one date are one source.
            if _day(written) in days:
                yield _Told(written, 0)
            elif names is VAGUE_NAMES and _day(written) in changed_days:
                # “date” of the last change, as content management systems have it.
                yield _Told(written, VAGUE + SAME_AS_CHANGE)
            else:
                yield _Told(written, LATER_SHOWN if days else weight)
            days.add(_day(written))


def _told_by_page(shown: list[Shown]) -> Iterator[_Told]:
    """What the page shows its readers."""
    for one in shown:
        if one.kind != "changed":
            weight = FIRST_SHOWN if one.is_first else LATER_SHOWN
            weight += LABELLED * (one.kind == "published") + MARKED * one.is_marked
            weight += DECLARED * one.is_declared + YEAR_GUESSED * one.is_year_guessed
            is_own = one.is_first or one.kind == "published"
            yield _Told(one.date, weight, one.is_marked, is_own and not one.is_year_guessed)


def _is_settled(told: list[_Told], language: str | None) -> bool:
    """Whether several sources tell one day, with its time, and none tells another."""
    days = [one for one in told if one.date.precision != "month"]
    return (
        sum(one.weight for one in days) >= SETTLED
        # In UTC it may be another day than the one that readers see.
        and any(
            one.date.precision == "instant"
            and (one.date.offset or is_same_day_where_spoken(one.date.instant, language))
            for one in days
        )
        and all(_agree(days[0].date, one.date) for one in days[1:])
    )


def _day(written: WrittenDate) -> datetime:
    return written.local.replace(hour=0, minute=0, second=0, microsecond=0)


def _told_by_address(url: str | None, seen: datetime | None) -> Iterator[_Told]:
    found = date_of_address(url)
    if found is None:
        return
    written, is_in_path = found
    if written.precision == "month":
        # When it was seen is closer than the first of the same month.
        if seen is None or not _is_of_month(written, seen):
            yield _Told(written, MONTH)
    else:
        yield _Told(written, ADDRESS if is_in_path else SLUG)


def _decided(told: list[_Told], changes: list[WrittenDate], head: Head) -> list[WrittenDate]:
    """The dates in the order of how much speaks for their day; each day once."""
    support = {
        id(one): sum(other.weight for other in told if _agree(one.date, other.date)) for one in told
    }
    # Stable: of equally supported ones the more trusted source leads.
    days = [one for one in told if one.date.precision != "month"]
    leading = sorted(days, key=lambda one: -support[id(one)])
    leading += [one for one in told if one.date.precision == "month"]
    found: list[WrittenDate] = []
    for one in leading:
        if not any(_agree(one.date, known) for known in found):
            found.append(_most_exact(one, told, changes, head))
    return found


def _most_exact(
    leading: _Told, told: list[_Told], changes: list[WrittenDate], head: Head
) -> WrittenDate:
    """The most exact form in which the day of `leading` is told, with its zone if that is known."""
    day = leading.date.local.date()
    same = [
        one.date
        for one in told
        if one.date.local.date() == day or (one.is_by_machine and _agree(one.date, leading.date))
    ]
    if leading.date.precision == "month":
        return leading.date
    for precision in ("instant", "local_time"):
        of_day = [leading.date, *same]
        exact = next((date for date in of_day if date.precision == precision), None)
        if exact:
            others = [*(one.date for one in told if one.is_by_machine), *changes]
            if precision == "instant":
                shown = [one.date for one in told if one.is_for_readers]
                shown = [date for date in shown if _agree(exact, date)]
                return in_zone_of_site(exact, shown, others, head)
            return with_zone(exact, others, head)
    return leading.date


def _zoned(dates: list[WrittenDate], told: list[_Told]) -> list[WrittenDate]:
    others = [one.date for one in told if one.is_by_machine] + dates
    return [
        with_zone(date, others, Head()) if date.precision == "local_time" else date
        for date in dates
    ]


def _agree(one: WrittenDate, other: WrittenDate) -> bool:
    """Whether two dates may be one: on one day, in some zone of the world."""
    if "month" in (one.precision, other.precision):
        return (one.local.year, one.local.month) == (other.local.year, other.local.month)
    apart = abs(one.local.date() - other.local.date())
    if apart > ONE_DAY:
        return False
    if not apart:
        return True
    if one.precision == "instant" and other.precision == "instant":
        return abs(one.instant - other.instant) < timedelta(hours=1)
    # A day in the zone of the site, beside an instant that is written in another.
    exact, day = (one, other) if one.precision == "instant" else (other, one)
    if exact.precision != "instant" or day.precision == "instant":
        return False
    start = datetime.combine(day.local.date(), datetime.min.time(), UTC)
    return start - timedelta(hours=14) <= exact.instant < start + timedelta(hours=36)


def _is_of_month(written: WrittenDate, moment: datetime) -> bool:
    return (written.local.year, written.local.month) == (moment.year, moment.month)


def _parsed(texts: Iterable[str], order: DayOrder | None) -> Iterator[WrittenDate]:
    for text in islice(texts, MAX_DATES):
        if written := parse_date(text, order) or parse_epoch(text.strip()):
            yield written


def _is_credible(written: WrittenDate, seen: datetime | None) -> bool:
    if written.instant.year < OLDEST:
        return False
    return seen is None or written.instant - seen <= ONE_DAY


def day_order(head: Head, url: str | None) -> DayOrder | None:
    """How the page's country writes 3/5/2026, by its language and address; None if unsure."""
    tags = [head.language or "", head.first(("og:locale", "content-language"))]
    tags = [tag.strip().replace("_", "-").lower() for tag in tags if tag.strip()]
    languages = {tag.partition("-")[0] for tag in tags}
    regions = {tag.rpartition("-")[2] for tag in tags if "-" in tag}
    tld = host_of(url).rpartition(".")[2]
    if not languages:
        return "dmy" if len(tld) == COUNTRY_CHARS and tld not in _MONTH_FIRST else None
    if languages - {"en", "fil", "tl"}:
        return "dmy"
    if tld in _DAY_FIRST_TLDS or regions - _MONTH_FIRST:
        return "dmy"
    return "mdy" if regions or tld in ("us", "ph", "gov") else None
