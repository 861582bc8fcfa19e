"""Fold a batch into what is left of it: for each key at most a deletion, and then a row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from newsmill.contracts.current import CurrentArticle
from newsmill.sinks.sink import Change


@dataclass
class Folded:
    """What is to be done, in this order."""

    deleted: dict[str, Change] = field(default_factory=dict)
    """By key, the last deletion."""
    written: dict[str, Change] = field(default_factory=dict)
    """By key, the newest version of those that came after its deletion."""


def fold(changes: Iterable[Change]) -> Folded:
    """Fold changes that are in order within a partition.

    Of versions the highest counts, and of equal ones the later, which may know of more copies.
    """
    folded = Folded()
    for change in changes:
        if change.record is None:
            folded.deleted[change.key] = change
            folded.written.pop(change.key, None)
            continue
        before = folded.written.get(change.key)
        if before is None or version_of_row(before) <= version_of_row(change):
            folded.written[change.key] = change
    return folded


def version_of_row(change: Change) -> tuple[int, datetime]:
    """Of two rows of one article, the one with the greater is newer."""
    row = change.record
    assert isinstance(row, CurrentArticle)
    return row.revision, row.enriched_at
