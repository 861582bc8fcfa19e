"""What an audit comes to in a few lines: the equation first, then whatever else must be known."""

from collections.abc import Iterator

from newsmill.cli.audit_screen import IDS_SHOWN, short, time_of
from newsmill.cli.times import local_time
from newsmill.contracts.outcomes import LossReason, LostMessages
from newsmill.inspection.counts import Why
from newsmill.inspection.findings import Findings

LOSSES_SHOWN = 20

_WHY: dict[Why, str] = {
    "expired": "retention removed {0.count} messages that {0.room} had not read",
    "unknown": "retention removed {0.count} messages, and nobody knows whether {0.room} had read "
    "them: it has committed nothing there, or the broker has forgotten it",
    "cut off": "it ends {0.count} before what {0.room} has committed: it lost messages or was made "
    "anew",
}

_WHY_LOST: dict[LossReason, str] = {
    "retention": "retention had removed them unread",
    "cut": "the log ended before what was committed, so it lost them or was made anew",
    "unexplained": "the log does not have them, and nobody is known to have read them",
}


def summary(findings: Findings, *, everything: bool = False) -> list[str]:
    """The equation, and whatever else must be known; with `everything`, nothing is cut short."""
    lines = [_equation(findings), *_losses(findings, everything=everything)]
    missing = findings.total.missing + findings.lost_earlier
    if missing > IDS_SHOWN and not everything:
        lines.append(f"{IDS_SHOWN} missing ids shown of {missing}; --all or --json has all of them")
    if findings.total.expired:
        since = time_of(findings.audit.ends_kept_since)
        lines.append(
            f"{findings.total.expired} may have ended before {since}, from when on retention has "
            "left all ends; --since a later time counts only what can be known"
        )
    if twice := sum(1 for _ in findings.ended_twice()):
        lines.append(f"{twice} ended in two different ways; the first of them is counted")
    if repeats := findings.repeats:
        by_topic = ", ".join(f"{number} in {short(topic)}" for topic, number in repeats.items())
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
    if foreign := findings.audit.foreign_letters:
        lines.append(
            f"{foreign} dead letters are of nothing that a room has read here, and are not counted"
        )
    if findings.held_back:
        where = ", ".join(f"{topic} {partition}" for topic, partition in sorted(findings.held_back))
        lines.append(
            f"a transaction is open in {where}: what comes behind its start cannot be read yet, "
            "and what is missing may be there"
        )
    for room, count in findings.unbegun.items():
        lines.append(f"{room} has committed nothing where {count} messages wait for it")
    lines += [f"{it.topic} {it.partition}: {_WHY[it.why].format(it)}" for it in findings.gaps]
    lines += [_silence(feed, findings) for feed in findings.silent_feeds]
    return lines


def _equation(findings: Findings) -> str:
    total = findings.total
    ends = (
        f"{total.enriched} enriched + {total.duplicates} duplicates + "
        f"{total.drops.total()} dropped + {total.dead_letters} dead letters"
    )
    open_ends = f"{total.in_flight} in flight + {total.missing} missing"
    if total.expired:
        open_ends += f" + {total.expired} expired"
    return f"{total.offered} offered = {ends} + {open_ends}"


def _losses(findings: Findings, *, everything: bool) -> Iterator[str]:
    """What rooms have stepped over.

    What was lost at the entrance is in no count, since nobody knows what it was. Of what was lost
    behind it the offer is counted, and has no end.
    """
    losses = findings.losses
    if recorded := losses.recorded:
        if besides := losses.total - losses.on_the_way:
            yield f"lost besides: {besides} messages that were gone before they were read"
        if losses.on_the_way:
            yield (
                f"lost on the way: {losses.on_the_way} messages that were gone before they were "
                "read; their offers are counted above, as missing where nothing else ended them"
            )
        shown = recorded if everything else recorded[:LOSSES_SHOWN]
        yield from map(_loss, shown)
        if (more := len(recorded) - len(shown) + losses.more) > 0:
            yield f"and {more} more records of losses; --all or --json has more of them"
    if losses.ignored:
        yield (
            f"{losses.ignored} records of lost messages are not of this installation's rooms, and "
            "are ignored"
        )


def _loss(loss: LostMessages) -> str:
    count = loss.until_offset - loss.from_offset
    at = f"{local_time(loss.noticed_at):%Y-%m-%d %H:%M:%S}"
    return (
        f"{loss.topic} {loss.partition}: {loss.room[:40]} stepped over {count} messages, offsets "
        f"{loss.from_offset} to {loss.until_offset - 1}, at {at}: {_WHY_LOST[loss.reason]}"
    )


def _silence(feed: str, findings: Findings) -> str:
    if feed not in findings.unknown_feeds:
        return f"nothing was offered by {feed}"
    return f"nothing was offered by {feed}, and nobody subscribes to it: is it mistyped?"
