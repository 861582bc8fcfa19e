"""Read a folder in the form of the public article-extraction benchmark.

`ground-truth.json` says for each id `articleBody` and, where known, `url`, `title`, `authors` and
`date`; `html/ID.html.gz` (or `.html`) is the page.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsmill.retriever.decoding import decode

MAX_PAGE_BYTES = 50 * 1024 * 1024
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class WrongData(Exception):
    """A folder that cannot be scored; the message says what is wrong in which file."""


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """A page and what is right; None where that is not known."""

    page_id: str
    html: str
    text: str
    url: str | None = None
    page_url: str | None = None
    """After redirects, if that differs."""
    entry_title: str = ""
    teaser: str = ""
    title: str | None = None
    authors: tuple[str, ...] | None = None
    day: str | None = None
    """YYYY-MM-DD."""
    kind: str = "article"
    system: str = ""
    same_as_others: int = 0


def read_folder(folder: Path) -> list[JudgedPage]:
    """All pages of `folder`, in the order of their ids.

    Raises:
        WrongData: a file is missing or says something else than expected.
    """
    path = folder / "ground-truth.json"
    try:
        truth = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WrongData(
            f"{path}: no such file; it says what is right for html/*.html.gz"
        ) from error
    except (OSError, ValueError) as error:
        raise WrongData(f"{path}: {error}") from error
    if not isinstance(truth, dict) or not truth:
        raise WrongData(f"{path}: wants an object of pages by id")
    return list(_pages(folder, path, truth))


def _pages(folder: Path, path: Path, truth: dict[str, Any]) -> Iterator[JudgedPage]:
    for page_id, known in sorted(truth.items()):
        where = f"{path}: {page_id}"
        if not isinstance(known, dict) or not isinstance(known.get("articleBody"), str):
            raise WrongData(f"{where}: wants an object with the text “articleBody”")
        yield JudgedPage(
            page_id=page_id,
            html=_html(folder, page_id),
            text=known["articleBody"],
            url=_text(known, "url", where),
            title=_text(known, "title", where),
            authors=_authors(known, where),
            day=_day(known, where),
        )


def _html(folder: Path, page_id: str) -> str:
    for name, opened in ((f"{page_id}.html.gz", gzip.open), (f"{page_id}.html", open)):
        path = folder / "html" / name
        if path.resolve().parent != (folder / "html").resolve():
            raise WrongData(f"{page_id}: no id of a page")
        if path.is_file():
            try:
                with opened(path, "rb") as file:
                    return decode(bytes(file.read(MAX_PAGE_BYTES)), "")
            except (OSError, EOFError, zlib.error) as error:
                raise WrongData(f"{path}: {error}") from error
    raise WrongData(f"{folder / 'html' / page_id}.html.gz: no such file, nor .html")


def _text(known: dict[str, Any], name: str, where: str) -> str | None:
    value = known.get(name)
    if value is not None and not isinstance(value, str):
        raise WrongData(f"{where}: “{name}” wants a text")
    return value or None


def _authors(known: dict[str, Any], where: str) -> tuple[str, ...] | None:
    value = known.get("authors", known.get("author"))
    if value is None:
        return None
    names = value if isinstance(value, list) else [value]
    if not all(isinstance(name, str) for name in names):
        raise WrongData(f"{where}: “authors” wants a list of names")
    return tuple(name for name in names if name.strip())


def _day(known: dict[str, Any], where: str) -> str | None:
    value = _text(known, "date", where)
    if value is None:
        return None
    if not (found := _DAY.match(value)):
        raise WrongData(f"{where}: “date” wants YYYY-MM-DD, not {value[:40]!r}")
    return found[0]
