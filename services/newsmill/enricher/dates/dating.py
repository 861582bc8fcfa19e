"""Add dates to the entities that name one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from newsmill.contracts.articles import Date, DatePrecision, Entity
from newsmill.enricher.dates.others import is_number, is_of_local_day, is_person
from newsmill.enricher.dates.reading import Reading, read
from newsmill.enricher.dates.seeing import Seen, Tense, When, one
from newsmill.enricher.dates.shapes import TENSED, found
from newsmill.enricher.dates.tenses import day_beside, tense_at, tense_of_headline

LABELS = frozenset({"DATE", "TIME"})
"""What English models say of dates. French and Russian models find none."""

LANGUAGE = "en"
YEARS = range(1000, 3000)

MAX_MENTIONS = 20

# Times of day in news are of the last hours, seldom of the next ones.
MOST_BEFORE, MOST_AFTER = timedelta(hours=15), timedelta(hours=4)


def dated(
    entities: Sequence[Entity],
    published_at: datetime,
    language: str,
    *,
    title: str = "",
    text: str = "",
) -> tuple[Entity, ...]:
    """The entities, those of dates and times with their `date` where it is certain.

    “Today” is the day of `published_at` in UTC. With the article's title and text, the verb of the
    sentence says whether “on Tuesday” was or will be; without them, it was. Where mentions of one
    name mean several dates, it has none.
    """
    if language != LANGUAGE:
        return tuple(entities)
    moment = published_at.astimezone(UTC)
    return tuple(
        [
            entity.model_copy(update={"date": date_})
            if entity.label in LABELS and (date_ := _date(entity, moment, title, text))
            else entity
            for entity in entities
        ]
    )


def _date(entity: Entity, moment: datetime, title: str, text: str) -> Date | None:
    reading = read(entity.name)
    if reading is None:
        return None
    if reading.shape == "year" and _is_number(entity, title, text):
        return None
    is_time = entity.label == "TIME"
    needs_day = reading.clock is not None or not reading.shape
    needs_text = needs_day or reading.shape in TENSED or reading.shape.startswith("relative ")
    if not needs_text or not (title or text):
        return _resolved(entity.name, is_time, moment, None)
    seen = _seen(entity, title, text, needs_day=needs_day, is_month=reading.shape == "month")
    dates = {_resolved(name, is_time, moment, tense) for name, tense in seen}
    return dates.pop() if len(dates) == 1 else None


def _is_number(entity: Entity, title: str, text: str) -> bool:
    return any(is_number(text, it.start) for it in entity.mentions[:MAX_MENTIONS]) or any(
        is_number(title, it.start) for it in entity.title_mentions[:MAX_MENTIONS]
    )


def _seen(
    entity: Entity, title: str, text: str, *, needs_day: bool, is_month: bool
) -> set[tuple[str, Tense | None]]:
    """The name as its mentions are to be read, each with the tense of its sentence."""
    seen: set[tuple[str, Tense | None]] = set()
    for mentions, whole, tense_in in (
        (entity.title_mentions, title, tense_of_headline),
        (entity.mentions, text, tense_at),
    ):
        # Of a weekday that is named a hundred times, the first ones tell enough.
        for mention in mentions[:MAX_MENTIONS]:
            start, end = mention.start, mention.end
            day = day_beside(whole, start, end) if needs_day else None
            name = f"{entity.name} {day}" if day else entity.name
            # Names have lost it, but “the last year” is not last year.
            if "the " in (
                whole[max(start - 4, 0) : start].lower(),
                whole[start : start + 4].lower(),
            ):
                name = f"the {name}"
            if (is_month and is_person(whole, start, end)) or (
                needs_day and day is None and is_of_local_day(whole, start)
            ):
                seen.add((name, "any"))
                continue
            seen.add((name, tense_in(whole, start, end)))
    # A sentence whose verb is not known says nothing against the others.
    known = {it for it in seen if it[1] != "unclear" and it[1] is not None}
    return known or seen


# The same few names come again and again, and with them all articles of one feed's poll.
@lru_cache(maxsize=4096)
def _resolved(name: str, is_time: bool, moment: datetime, tense: Tense | None) -> Date | None:
    reading = read(name)
    if reading is None or tense == "any":
        return None
    seen = Seen(moment, tense)
    try:
        when = (
            _at_time(reading, seen) if reading.clock else found(reading.shape, reading.values, seen)
        )
        return _written(reading, when, is_time=is_time) if when else None
    except (OverflowError, ValueError):
        # February 30; the day after the last one that Python knows.
        return None


def _at_time(reading: Reading, seen: Seen) -> When | None:
    """The day and time where the zone is known, else the day alone, if it is named."""
    clock = reading.clock
    assert clock is not None
    if reading.shape:
        when = found(reading.shape, reading.values, seen)
        if when is None or clock.offset is None:
            return when
        if when.precision != "day" or when.first != when.last:
            return None
        moment = datetime.combine(when.first, clock.time) - clock.offset
    elif clock.offset is None:
        return None
    else:
        today = (seen.moment + clock.offset).date()
        at = datetime.combine(today, clock.time, UTC) - clock.offset
        near = [it for it in (at - timedelta(1), at, at + timedelta(1)) if _is_near(it, seen)]
        if len(near) != 1:
            return None
        (moment,) = near
    return one(moment, "minute" if clock.has_minutes else "hour")


def _is_near(at: datetime, seen: Seen) -> bool:
    distance = at - seen.moment
    match seen.tense:
        case "past":
            return -timedelta(1) < distance <= timedelta(0)
        case "future":
            return timedelta(0) <= distance < timedelta(1)
    return -MOST_BEFORE <= distance <= MOST_AFTER


def _written(reading: Reading, when: When, *, is_time: bool) -> Date | None:
    if (reading.is_of_day or is_time) and when.precision not in ("day", "hour", "minute"):
        return None
    first, last = (_iso(it, when.precision) for it in (when.first, when.last))
    if not all(int(end[:4]) in YEARS for end in (first, last)):
        return None
    value = first if first == last else f"{first}/{last}"
    return Date(value=value, precision=when.precision)


def _iso(moment: date, precision: DatePrecision) -> str:
    match precision:
        case "year":
            return f"{moment.year:04}"
        case "month":
            return f"{moment.year:04}-{moment:%m}"
        case "week":
            year, week, _ = moment.isocalendar()
            return f"{year:04}-W{week:02}"
        case "day":
            return f"{moment.year:04}-{moment:%m-%d}"
        case "hour":
            return f"{moment.year:04}-{moment:%m-%dT%H}"
    return f"{moment.year:04}-{moment:%m-%dT%H:%M}"
