"""newsmill explain: print what happened to one article, room by room."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from newsmill.cli.connecting import reach
from newsmill.cli.failures import CommandFailed, fail
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.progress_bar import progress_bar
from newsmill.cli.terminal import plain
from newsmill.cli.times import local_time
from newsmill.contracts.base import written
from newsmill.errors import UsageError
from newsmill.inspection.explaining import Explanation, Happening, Original, Story
from newsmill.inspection.reading import explain
from newsmill.inspection.searching import MOST_OBSERVATIONS, NotSought, Sought

ROOM_WIDTH = 9

_STYLES = {
    "missing": "bold red",
    "dead letter": "red",
    "in flight": "yellow",
    "expired": "yellow",
}


def run(written: str, *, as_json: bool, broker: str | None) -> None:
    """Print the story of each observation that is meant."""
    try:
        sought = Sought.by(written)
    except NotSought as error:
        raise UsageError(
            f"{written!r} is neither the id of an article, an entry or an observation nor an "
            "address (https://…)"
        ) from error
    explanation = run_until_interrupted(_explain(sought, broker))
    if not explanation.stories:
        lost = explanation.lost
        more = f"; {lost} messages were lost unread (newsmill audit says where)" if lost else ""
        raise CommandFailed(f"nothing about {written} {_searched(explanation)}{more}")
    if as_json:
        for story in explanation.stories:
            typer.echo(json.dumps(_fields(story)))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for number, story in enumerate(explanation.stories):
            if number:
                console.print()
            for line in lines_of(story, explanation.originals):
                console.print(line)
    if explanation.too_many:
        fail(f"{written} was seen more often; only {MOST_OBSERVATIONS} observations are shown")


def lines_of(story: Story, originals: dict[str, Original]) -> list[Text]:
    """A story for a person."""
    latest_first = [it.described.fields for it in reversed(story.happenings)]
    title = next((fields["title"] for fields in latest_first if fields.get("title")), "")
    url = next((fields["url"] for fields in latest_first if fields.get("url")), "")
    lines = [
        Text(plain(title or "without a title"), "bold"),
        Text(plain(url or ""), "blue"),
        Text(plain(f"observation {story.subject}"), "dim"),
    ]
    for happening in story.happenings:
        lines.append(_happening(happening))
        original = originals.get(happening.described.fields.get("duplicate_of", ""))
        if original is not None:
            where = f"{original.title} {original.url or ''}"
            lines.append(Text(plain(f"{'':>{26 + ROOM_WIDTH}}which is {where}"), "dim"))
    lines.append(Text(f"→ {plain(_outcome(story))}", _style(story)))
    return [line for line in lines if line.plain]


def _happening(happening: Happening) -> Text:
    line = Text(f"{local_time(happening.at):%Y-%m-%d %H:%M:%S.%f}"[:-3], "dim")
    line.append(f" {plain(happening.described.room):>{ROOM_WIDTH}}  ", "not dim bold")
    line.append(plain(happening.described.what), "not dim")
    if happening.repeats:
        line.append(f" (and the same again, {happening.repeats} times)", "dim")
    return line


def _outcome(story: Story) -> str:
    last = story.last_seen
    if story.outcome == "expired":
        return "not known: its end may be older than what retention has left of the ends' topics"
    if last is None or story.waits_for is None:
        return story.outcome
    where = f"{last.topic}, partition {last.partition}, offset {last.offset}"
    if story.outcome == "in flight":
        at = "has not begun with it" if story.room_is_at is None else f"is at {story.room_is_at}"
        return f"in flight: waits for the {story.waits_for} in {where}; it {at}"
    return f"missing: the {story.waits_for} has gone past {where}, and nothing came of it"


def _style(story: Story) -> str:
    return _STYLES.get(story.outcome, "green")


def _fields(story: Story) -> dict[str, Any]:
    last = story.last_seen
    return {
        "subject": story.subject,
        "outcome": story.outcome,
        "waits_for": story.waits_for,
        "last_seen": last and asdict(last),
        "happenings": [
            {
                "at": written(it.at),
                "room": it.described.room,
                "what": it.described.what,
                "topic": it.topic,
                "partition": it.partition,
                "offset": it.offset,
                "repeats": it.repeats,
                "fields": dict(it.described.fields),
            }
            for it in story.happenings
        ],
    }


async def _explain(sought: Sought, broker: str | None) -> Explanation:
    with progress_bar() as on_progress:
        return await explain(await reach(broker), sought, on_progress)


def _searched(explanation: Explanation) -> str:
    if explanation.searched_from is None:
        return "is known: the topics are empty"
    try:
        oldest = datetime.fromtimestamp(explanation.searched_from / 1000, UTC)
        since = f"{local_time(oldest):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        since = "their first"
    return f"in the {explanation.searched} messages that are kept, which are from {since} on"
