"""Builders of invented pages for the tests of extraction."""

from newsmill.cleaner.extraction.extracting import article_text
from newsmill.cleaner.facts.gathering import Facts
from newsmill.cleaner.parsing import parse_page
from tests.cleaner.articles import as_html

TEXT = (
    "The ferry company said on Monday that both ships will stay in the harbour until Friday.",
    "Divers had found a crack in the older pier, and nobody knows how deep it reaches.",
    "Islanders who work on the mainland now row across the sound, as their parents did.",
    "The mayor asked the ministry for a pontoon, which could be in place within two weeks.",
    "A bakery on the quay bakes twice as much bread as usual and gives half of it away.",
    "Until the pontoon arrives, the post comes by seaplane, and only when there is no wind.",
)
"""Six paragraphs of one sentence each."""

TEASERS = "".join(
    f"<article class='card'><h3><a href='/{number}'>{headline}</a></h3><p>{teaser}</p></article>"
    for number, (headline, teaser) in enumerate(
        (
            (
                "Choir wins prize",
                "The choir of the lower town sang for an hour and won a bowl.",
            ),
            (
                "Rain is coming",
                "The long dry spell will end on Sunday, say people in Arlen.",
            ),
            (
                "School reopens",
                "Painters have left the school, and the lessons begin at eight.",
            ),
        )
    )
)
"""Cards of other articles, with as much prose as a short article."""


def shell(body: str, head: str = "") -> str:
    """A whole page around `body`."""
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>Ferry</title>{head}</head><body>"
        "<div class='top'><ul><li><a href='/'>Home</a></li><li><a href='/s'>Sport</a></li></ul>"
        "</div>"
        f"{body}<div class='more'>{TEASERS}</div>"
        "<footer><p>© The Gazette. All rights are reserved by the publisher, as ever.</p></footer>"
        "</body></html>"
    )


def lines_of(html: str, *bodies: str) -> list[str]:
    """The extracted paragraphs of a page, whose JSON-LD holds `bodies`."""
    tree = parse_page(html)
    assert tree is not None
    return article_text(tree, html, Facts(article_bodies=bodies)).split("\n\n")


def article(*parts: str, name: str = "story") -> str:
    """A page with a headline and these parts of HTML as the article."""
    return shell(f"<main><div class='{name}'><h1>Ferry</h1>{''.join(parts)}</div></main>")


def paragraphs(first: int = 0, last: int = len(TEXT)) -> str:
    """Some of `TEXT` as HTML."""
    return as_html(*TEXT[first:last])
