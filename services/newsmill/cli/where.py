"""Parse `--where`: a filter of articles, with a caret under what is wrong with it."""

import sys
from collections.abc import Sequence
from typing import Any

import typer
from rich.cells import cell_len

from newsmill import filters
from newsmill.cli.conditions import NO_RECORD, WRITTEN, Fields, Test, condition
from newsmill.cli.failures import EXIT_USAGE, fail
from newsmill.cli.terminal import plain
from newsmill.cli.topic_names import short_name
from newsmill.contracts.articles import CleanArticle, DuplicateArticle
from newsmill.contracts.current import CurrentArticle
from newsmill.contracts.topics import Topic
from newsmill.errors import UsageError
from newsmill.filters import Filter, FilterError
from newsmill.pipeline import TOPICS

ARTICLES = (CleanArticle, DuplicateArticle, CurrentArticle)
"""Records that a filter can be asked of; also those that inherit from them."""

BEFORE, AROUND = 50, 70
"""Code points of a filter that are shown: before what is wrong, and in all."""


def filter_of(written: str, option: str = "--where") -> Filter:
    """The filter that somebody has written.

    What is none is shown on stderr, with what is wrong marked, and ends the command.
    """
    try:
        return filters.parse(written)
    except FilterError as error:
        fail(f"{option}: {error.message}{f'; {error.remedy}' if error.remedy else ''}")
        sys.stderr.write(marked(error))
        raise typer.Exit(EXIT_USAGE) from error


def record_test(written: str, topics: Sequence[Topic[Any]]) -> Test:
    """A test of the records of `topics`: a filter, or FIELD=VALUE, or FIELD~REGEX.

    Raises:
        UsageError: it is none of them, or a topic does not hold what it is about.
    """
    if WRITTEN.fullmatch(written) is not None:
        return condition(written, topics)
    wanted = filter_of(written)
    for topic in topics:
        if not issubclass(topic.record, ARTICLES):
            known = ", ".join(short_name(it) for it in TOPICS if issubclass(it.record, ARTICLES))
            raise UsageError(
                f"--where {written!r}: {short_name(topic)} holds no articles, as {known} do;"
                " write FIELD=VALUE or FIELD~REGEX"
            )

    def test(fields: Fields) -> bool:
        if len(fields) == 1 and not fields.keys().isdisjoint(NO_RECORD):
            return False
        return wanted.matches(filters.article_of(fields))

    return test


def marked(error: FilterError) -> str:
    """The filter in one line, and carets under what is wrong, in a second one."""
    start = max(0, error.position - BEFORE)
    shown = error.text[start : start + AROUND]
    before = plain(shown[: error.position - start])
    wrong = plain(shown[error.position - start : error.end - start])
    more = "…" if start else ""
    indent = cell_len(more + before)
    line = more + plain(shown) + ("…" if start + AROUND < len(error.text) else "")
    return f"  {line}\n  {' ' * indent}{'^' * max(1, cell_len(wrong))}\n"
