"""Read the newest sitemaps of a sitemap index, so that the index is one feed."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from newsmill.puller.reading.entries import ParsedFeed

T = TypeVar("T")

AskPage = Callable[[str], Awaitable[T | None]]
"""Asks for one of the sitemaps, as politely as for the index; None if it does not come."""

ParsePage = Callable[[T, bytes], Awaitable[ParsedFeed | None]]
"""Parses it with the memory given; None if it is no feed."""


async def with_children(
    parsed: ParsedFeed, ask: AskPage[T], parse_page: ParsePage[T]
) -> ParsedFeed:
    """`parsed` with what is new in its children; those that do not come are left to the next poll.

    Children of children are not read. Each is judged by what is remembered after the one before.
    The index itself says little about what has changed: whoever polls it should keep no validators
    and no hash of its body.
    """
    for child in parsed.children:
        page = await ask(child)
        found = await parse_page(page, parsed.memory) if page is not None else None
        if found is not None:
            parsed = joined(parsed, found)
    return parsed


def joined(parsed: ParsedFeed, child: ParsedFeed) -> ParsedFeed:
    """`parsed` with what one of its children has."""
    return replace(
        parsed,
        title=parsed.title or child.title,
        language=parsed.language or child.language,
        entries=(*parsed.entries, *child.entries),
        memory=child.memory,
        entry_count=parsed.entry_count + child.entry_count,
        skipped=parsed.skipped + child.skipped,
        left_out=parsed.left_out + child.left_out,
        known_count=parsed.known_count + child.known_count,
        merged=parsed.merged + child.merged,
        is_cut_off=parsed.is_cut_off or child.is_cut_off,
    )
