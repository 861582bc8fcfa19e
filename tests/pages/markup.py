"""Pieces of HTML that publishing systems share: texts, metas, JSON-LD, the blocks of a body."""

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import TypeAlias

from tests.pages.story import Article, Block

_LINK = re.compile(r"\{([^{}]{1,200})\}")
_EMPHASIS = re.compile(r"\*([^*]{1,200})\*")

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"


def esc(text: str) -> str:
    """Text as HTML, attribute values too."""
    return escape(text, quote=True)


def inline(text: str, emphasis: str = "em", link: str = "") -> str:
    """A block's text as HTML, with its links and emphasis."""
    linked = _LINK.sub(lambda m: f'<a href="/topic/{len(m[1])}"{link}>{m[1]}</a>', esc(text))
    return _EMPHASIS.sub(rf"<{emphasis}>\1</{emphasis}>", linked)


def metas(**content_by_name: str) -> str:
    """`<meta>` elements. `og_title` is a property `og:title`; what is empty is left out."""
    return "\n".join(
        f'<meta {_meta_name(name)} content="{content}">'
        for name, content in content_by_name.items()
        if content
    )


def _meta_name(name: str) -> str:
    family, _, rest = name.partition("_")
    if family in {"og", "article", "fb"}:
        return f'property="{family}:{rest.replace("__", ":")}"'
    if family == "twitter":
        return f'name="twitter:{rest}"'
    return f'name="{name.replace("__", ".").replace("_", "-")}"'


def json_ld(thing: Json) -> str:
    """A JSON-LD script."""
    said = json.dumps(thing, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{said}</script>'


def links(names: Sequence[str], item: str = '<li><a href="{href}">{name}</a></li>') -> str:
    """A menu's items."""
    return "".join(
        item.format(href=f"/section-{at}", name=name, at=at) for at, name in enumerate(names, 1)
    )


class Body:
    """How a system lays out the blocks of an article: plainly, unless it says otherwise."""

    def __init__(self, article: Article) -> None:
        self.article = article

    def html(self) -> str:
        """All blocks, with what the system puts between them."""
        laid = []
        for at, block in enumerate(self.article.blocks):
            laid.append(self.block(block))
            laid.append(self.after(at))
        return "\n".join(part for part in laid if part)

    def after(self, at: int) -> str:
        """What the system puts behind the block with this number."""
        return ""

    def block(self, block: Block) -> str:
        """A block as HTML."""
        html: str = getattr(self, block.kind)(block)
        return html

    def paragraph(self, block: Block) -> str:
        return f"<p>{inline(block.text)}</p>"

    def subhead(self, block: Block) -> str:
        return f"<h2>{inline(block.text)}</h2>"

    def list(self, block: Block) -> str:
        return f"<ul>{''.join(f'<li>{inline(item)}</li>' for item in block.items)}</ul>"

    def quote(self, block: Block) -> str:
        cite = f"<cite>{inline(block.note)}</cite>" if block.note else ""
        return f"<blockquote><p>{inline(block.text)}</p>{cite}</blockquote>"

    def pull_quote(self, block: Block) -> str:
        return f'<aside class="pullquote"><p>{inline(block.text)}</p></aside>'

    def image(self, block: Block) -> str:
        name = f"/img/{len(block.text) * 7919 % 99991}.jpg"
        return (
            f'<figure><img src="{name}" alt="{esc(block.text)}"><figcaption>{inline(block.text)} '
            f"<span>{inline(block.note)}</span></figcaption></figure>"
        )

    def table(self, block: Block) -> str:
        head, *rows = block.rows
        top = "".join(f"<th>{inline(cell)}</th>" for cell in head)
        rest = "".join(
            "<tr>" + "".join(f"<td>{inline(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        return f"<table><thead><tr>{top}</tr></thead><tbody>{rest}</tbody></table>"

    def advert(self, block: Block) -> str:
        return '<div class="ad-slot" id="ad-1"></div>'

    def promo(self, block: Block) -> str:
        return f'<p class="read-also"><a href="/read-also">{inline(block.text)}</a></p>'

    def embed(self, block: Block) -> str:
        return (
            f'<blockquote class="twitter-tweet"><p>{inline(block.text)}</p>'
            f"&mdash; {inline(block.note)}"
            f' <a href="https://t.example/s/{len(block.text)}">2026</a></blockquote>'
        )

    def question(self, block: Block) -> str:
        return f"<p><strong>{inline(block.text)}</strong></p>"

    def footnote(self, block: Block) -> str:
        return f"<p><small>{inline(block.text)}</small></p>"

    def correction(self, block: Block) -> str:
        return f"<p><em>{inline(block.text)}</em></p>"

    def post(self, block: Block) -> str:
        head = f"<h2>{inline(block.text)}</h2>" if block.text else ""
        text = "".join(f"<p>{inline(item)}</p>" for item in block.items)
        return f'<div class="live-post"><time>{block.note}</time>{head}{text}</div>'
