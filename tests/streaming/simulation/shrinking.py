"""Make a failing schedule short: drop what it fails without."""

from collections.abc import Callable

from tests.streaming.simulation.schedule import Event, Schedule


def shrunk(schedule: Schedule, fails: Callable[[Schedule], bool]) -> Schedule:
    """The shortest schedule found that still fails: halves are dropped first, then single ones."""
    size = max(1, len(schedule.events) // 2)
    while True:
        start, has_shrunk = 0, False
        while start < len(schedule.events):
            events = schedule.events[:start] + schedule.events[start + size :]
            shorter = schedule.with_events(events)
            if fails(shorter):
                schedule, has_shrunk = shorter, True
            else:
                start += size
        if size > 1:
            size //= 2
        elif not has_shrunk:
            return _with_fewer_letters(schedule, fails)


def _with_fewer_letters(schedule: Schedule, fails: Callable[[Schedule], bool]) -> Schedule:
    for number, event in enumerate(schedule.events):
        if event.what != "write":
            continue
        place = 0
        while len(letters := schedule.events[number].args[1]) > 1 and place < len(letters):
            fewer = (event.args[0], letters[:place] + letters[place + 1 :])
            shorter = schedule.with_events(
                (
                    *schedule.events[:number],
                    Event(event.at, event.what, fewer, event.when),
                    *schedule.events[number + 1 :],
                )
            )
            if fails(shorter):
                schedule = shorter
            else:
                place += 1
    return schedule
