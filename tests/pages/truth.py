"""What a careful human would copy from a page as the article's own text."""

from collections.abc import Iterator

from tests.pages.story import Article, Block

# A pull quote repeats a sentence; an embed is somebody else's text.
_NOT_THE_ARTICLES_TEXT = {"pull_quote", "image", "advert", "promo", "embed"}


def text_of(article: Article, standfirst_counts: bool) -> str:
    """The article's own text, its paragraphs separated by a blank line.

    Subheads, list items, quotes, table cells, posts, footnotes, corrections count. Title, byline,
    dates, captions, credits, pull quotes, promos, adverts, embeds, biographies and tags do not. The
    standfirst counts where the system lays it out as the body's first paragraph.
    """
    paragraphs = [article.standfirst] if standfirst_counts and article.standfirst else []
    for block in article.blocks:
        if block.kind not in _NOT_THE_ARTICLES_TEXT:
            paragraphs.extend(_paragraphs(block))
    return "\n\n".join(plain(paragraph) for paragraph in paragraphs)


def plain(text: str) -> str:
    """Text without the marks of links and emphasis."""
    return text.replace("{", "").replace("}", "").replace("*", "")


def _paragraphs(block: Block) -> Iterator[str]:
    if block.kind == "table":
        yield from ("\n".join(" ".join(row) for row in block.rows),)
    if block.text:
        yield block.text
    if block.kind == "quote" and block.note:
        yield block.note
    yield from block.items
