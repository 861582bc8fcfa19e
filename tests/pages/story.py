"""Invented articles: what they say, told apart from how a publishing system lays them out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

BlockKind = Literal[
    "paragraph",
    "subhead",
    "list",
    "quote",
    "pull_quote",
    "image",
    "table",
    "advert",
    "promo",
    "embed",
    "question",
    "footnote",
    "correction",
    "post",
]
_BY_MARK: dict[str, BlockKind] = {
    "pull": "pull_quote",
    "image": "image",
    "advert": "advert",
    "promo": "promo",
    "embed": "embed",
    "q": "question",
    "note": "footnote",
    "correction": "correction",
}


@dataclass(frozen=True)
class Block:
    """A piece of an article's body. `{…}` in its text is a link, `*…*` is emphasised."""

    kind: BlockKind
    text: str = ""
    """Of an image the caption, of a post its heading."""
    note: str = ""
    """Of a quote or embed who said it, of an image the credit, of a post its time."""
    items: tuple[str, ...] = ()
    """Of a list its items, of a post its paragraphs."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Of a table; the first row is its head."""


@dataclass(frozen=True)
class Article:
    """An invented article."""

    slug: str
    language: str
    kind: str
    title: str
    published: datetime
    section: str
    blocks: tuple[Block, ...]
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    """Persons."""
    agency: str = ""
    updated: datetime | None = None
    tags: tuple[str, ...] = ()
    place: str = ""

    @property
    def is_live(self) -> bool:
        """Is this a live blog?"""
        return any(block.kind == "post" for block in self.blocks)


@dataclass
class _Piece:
    """A blank-line separated piece of an article's file."""

    lines: list[str] = field(default_factory=list)


def read_articles(folder: Path) -> tuple[Article, ...]:
    """All articles in `folder`, by file name; the form of the files is told in the README."""
    return tuple(read_article(path) for path in sorted(folder.glob("*.txt")))


def read_article(path: Path) -> Article:
    """The article in a file: lines `name: value`, a line `---`, then the body."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    values = dict(_header(line) for line in head.splitlines() if line.strip())
    updated = values.get("updated")
    return Article(
        slug=path.stem,
        language=values["language"],
        kind=values["kind"],
        title=values["title"],
        published=datetime.fromisoformat(values["published"]),
        section=values["section"],
        blocks=tuple(_blocks(body)),
        standfirst=values.get("standfirst", ""),
        authors=_several(values.get("authors", ""), "|"),
        agency=values.get("agency", ""),
        updated=datetime.fromisoformat(updated) if updated else None,
        tags=_several(values.get("tags", ""), "|"),
        place=values.get("place", ""),
    )


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()


def _several(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(separator) if part.strip())


def _blocks(body: str) -> Iterator[Block]:
    post: Block | None = None
    for piece in _pieces(body):
        first = piece.lines[0]
        if first.startswith("[post "):
            if post:
                yield post
            time, _, heading = first.removeprefix("[post ").partition("]")
            post = Block("post", heading.strip(), time.strip(), tuple(piece.lines[1:]))
        elif post and not first.startswith("["):
            post = Block("post", post.text, post.note, (*post.items, " ".join(piece.lines)))
        else:
            if post:
                yield post
                post = None
            yield _block(piece.lines)
    if post:
        yield post


def _pieces(body: str) -> Iterator[_Piece]:
    piece = _Piece()
    for line in (*body.splitlines(), ""):
        if line.strip():
            piece.lines.append(line.strip())
        elif piece.lines:
            yield piece
            piece = _Piece()


def _block(lines: list[str]) -> Block:
    first = lines[0]
    text = " ".join(lines)
    if first.startswith("## "):
        return Block("subhead", text.removeprefix("## "))
    if first.startswith("- "):
        return Block("list", items=tuple(line.removeprefix("- ") for line in lines))
    if first.startswith("> "):
        said, _, by = text.removeprefix("> ").partition(" | ")
        return Block("quote", said.strip(), by.strip())
    if first == "[table]":
        return Block(
            "table",
            rows=tuple(tuple(cell.strip() for cell in line.split("|")) for line in lines[1:]),
        )
    if first.startswith("["):
        mark, _, rest = text.removeprefix("[").partition("]")
        said, _, note = rest.partition(" | ")
        return Block(_BY_MARK[mark], said.strip(), note.strip())
    return Block("paragraph", text)
