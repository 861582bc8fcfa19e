"""What a row can look for after a poll."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from newsmill.contracts.articles import RawArticle
from tests.puller.simulator.behaviours import Check, Seen

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def sees(what: str, holds: Callable[[Seen], bool]) -> Check:
    """Anything else, with a sentence for the one who reads the failure."""
    return Check(what, holds)


def offers(count: int) -> Check:
    """The document was read, and so many entries offered."""
    return Check(
        f"the document is read and {count} articles are offered",
        lambda seen: seen.event.kind == "polled" and _offered(seen) == count,
    )


def offers_nothing() -> Check:
    """Nothing was offered, whatever the poll's kind."""
    return Check("nothing is offered", lambda seen: _offered(seen) == 0)


def titles(*expected: str) -> Check:
    """Exactly these titles were offered, in any order."""
    return Check(
        f"the titles {expected} are offered",
        lambda seen: sorted(one.title for one in seen.articles) == sorted(expected),
    )


def not_modified() -> Check:
    """The poll found the feed unchanged."""
    return Check("the feed is unchanged", lambda seen: seen.event.kind == "not_modified")


def fails(*words: str) -> Check:
    """The poll failed, is to be repeated, and its error has these words."""

    def holds(seen: Seen) -> bool:
        error = seen.event.error or ""
        is_failure = seen.event.kind == "failed" and seen.state.failures == seen.before.failures + 1
        is_asked_again = seen.wait is not None and seen.wait > timedelta()
        return is_failure and is_asked_again and all(word in error for word in words)

    return Check(f"the poll fails, for a while, with an error about {words}", holds)


def new(count: int) -> Check:
    """So many of the offered articles have an id that was not offered before."""
    return Check(
        f"{count} articles are new",
        lambda seen: len({one.entry_id for one in seen.articles} - _known(seen)) == count,
    )


def revised(count: int) -> Check:
    """So many of the offered articles are new states of earlier ones."""
    return Check(
        f"{count} articles are revisions",
        lambda seen: sum(one.entry_id in _known(seen) for one in seen.articles) == count,
    )


def asks(*paths: str) -> Check:
    """The server saw exactly these requests, in this order."""
    return Check(
        f"the server is asked for {paths}",
        lambda seen: tuple(request.path for request in seen.requests) == paths,
    )


def sends(name: str, value: str, request: int = -1) -> Check:
    """A request had this header, byte for byte."""
    return Check(
        f"request {request} has {name}: {value[:80]}",
        lambda seen: bool(seen.requests) and seen.requests[request].headers.get(name) == value,
    )


def sends_part(name: str, part: str, request: int = -1) -> Check:
    """A request had this in a header."""
    return Check(
        f"request {request} has {part} in {name}",
        lambda seen: bool(seen.requests) and part in seen.requests[request].headers.get(name, ""),
    )


def sends_no(*names: str, request: int = -1) -> Check:
    """A request had none of these headers."""
    return Check(
        f"request {request} has none of {names}",
        lambda seen: bool(seen.requests) and not set(names) & seen.requests[request].headers.keys(),
    )


def waits(least: timedelta = timedelta(), most: timedelta = 400 * DAY) -> Check:
    """The next poll comes after this time, and before that."""
    return Check(
        f"the next poll comes after {least} and before {most}",
        lambda seen: seen.wait is not None and least <= seen.wait <= most,
    )


def stops_asking() -> Check:
    """The feed is retired, with an event that says so."""
    return Check(
        "the feed is retired, with an event",
        lambda seen: bool(seen.event.retired and seen.state.retired) and seen.wait is None,
    )


def keeps_asking() -> Check:
    """The feed is not retired."""
    return Check(
        "the feed is asked again",
        lambda seen: not seen.state.retired and not seen.state.gone and seen.wait is not None,
    )


def event(**fields: Any) -> Check:
    """The event has these values."""
    return Check(
        f"the event has {fields}",
        lambda seen: all(getattr(seen.event, name) == value for name, value in fields.items()),
    )


def state(**fields: Any) -> Check:
    """The feed's state has these values."""
    return Check(
        f"the state has {fields}",
        lambda seen: all(getattr(seen.state, name) == value for name, value in fields.items()),
    )


def keeps_no_trace() -> Check:
    """No validators and no hash of the body are kept: the next answer is read whatever it is."""
    return Check(
        "no validator and no body hash of this answer are kept",
        lambda seen: (
            (seen.state.etag, seen.state.last_modified, seen.state.body_hash) == (None, None, None)
        ),
    )


def article(index: int = 0, **fields: Any) -> Check:
    """An offered article has these values."""
    return Check(
        f"article {index} has {fields}",
        lambda seen: (
            len(seen.articles) > index
            and all(getattr(seen.articles[index], name) == value for name, value in fields.items())
        ),
    )


def reads(what: str, holds: Callable[[RawArticle], bool], index: int = 0) -> Check:
    """An offered article is as it should be."""
    return Check(
        f"article {index}: {what}",
        lambda seen: len(seen.articles) > index and holds(seen.articles[index]),
    )


def hides(*secrets: str) -> Check:
    """No record of the poll has any of these texts."""

    def holds(seen: Seen) -> bool:
        records = (seen.event, seen.state, *seen.articles)
        published = " ".join(record.model_dump_json() for record in records)
        return not any(secret in published for secret in secrets)

    return Check(f"no record has {secrets}", holds)


def _offered(seen: Seen) -> int:
    return len(seen.articles) if len(seen.articles) == seen.event.offered else -1


def _known(seen: Seen) -> set[str]:
    return {one.entry_id for one in seen.offered_before}
