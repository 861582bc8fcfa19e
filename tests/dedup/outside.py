"""Articles from outside: JSON lines with `id` and `text`, and if known `group`, `title`, `language`
and `seen_at`.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newsmill.text.words import is_readable
from tests.dedup.labelled import OPENED, Labelled

FIRST = "first of a group"
LATER = "later of a group"
MINUTES_BETWEEN = 1
"""Between two articles of which it is not said when they were seen."""

_TEXTS = ("title", "language", "seen_at")


class WrongLine(ValueError):
    """A line holds no article: says which, and why."""


def read_articles(path: Path) -> list[Labelled]:
    """The articles of a file in the order in which they were seen; each line is one.

    An article without a group is in one of its own.

    Raises:
        WrongLine: a line cannot be used.
        OSError, UnicodeDecodeError: the file cannot be read.
    """
    found: dict[str, Labelled] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                article = _article(json.loads(line), len(found))
            except json.JSONDecodeError as error:
                raise WrongLine(f"{path}:{number}: no JSON: {error.msg}") from error
            except ValueError as error:
                raise WrongLine(f"{path}:{number}: {error}") from error
            if article.id in found:
                raise WrongLine(f"{path}:{number}: another line has the id {article.id!r} too")
            found[article.id] = article
    if not found:
        raise WrongLine(f"{path}: holds no article")
    return _with_kinds(sorted(found.values(), key=lambda article: article.seen_at))


def has_groups(articles: list[Labelled]) -> bool:
    """Whether any two articles are said to be copies."""
    return len({article.group for article in articles}) < len(articles)


def _article(row: Any, number: int) -> Labelled:
    if not isinstance(row, dict):
        raise ValueError("no JSON object")
    id_ = _name(row, "id")
    if id_ is None:
        raise ValueError("no id")
    text = row.get("text")
    if not isinstance(text, str) or not is_readable(text):
        raise ValueError("no text")
    for name in _TEXTS:
        if not isinstance(row.get(name) or "", str):
            raise ValueError(f"{name} is no text")
    group = _name(row, "group")
    return Labelled(
        id=id_,
        # Of its own, where none is given: no other id begins so.
        group=f"= {group}" if group is not None else f"only {id_}",
        kind=FIRST,
        text=text,
        title=row.get("title") or "",
        language=row.get("language") or "",
        seen_at=_instant(row.get("seen_at"), number),
        host=f"host-{number}.example",
        feed=f"https://host-{number}.example/feed.xml",
    )


def _name(row: Mapping[str, Any], field: str) -> str | None:
    """A text or a number; None where there is none."""
    value = row.get(field)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"{field} is neither text nor number")
    return str(value)


def _instant(written: str | None, number: int) -> datetime:
    if not written:
        return OPENED + timedelta(minutes=MINUTES_BETWEEN * number)
    try:
        instant = datetime.fromisoformat(written)
    except ValueError as error:
        raise ValueError(f"seen_at is no instant of RFC 3339: {written!r}") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _with_kinds(articles: list[Labelled]) -> list[Labelled]:
    seen: set[str] = set()
    for place, article in enumerate(articles):
        if article.group in seen:
            articles[place] = replace(article, kind=LATER)
        seen.add(article.group)
    return articles
