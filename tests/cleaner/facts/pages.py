"""Small pages of which one thing is known."""

import json
from datetime import UTC, datetime

from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.gathering import Facts, facts_of
from newsmill.cleaner.parsing import parse_page

SEEN = datetime(2026, 6, 1, 12, tzinfo=UTC)
URL = "https://nordhaven.example/town/swing-bridge"
HEADLINE = "Nordhaven to rebuild its swing bridge"
PROSE = "<p>" + "The council voted for a lighter deck on the old pier. " * 6 + "</p>"


def ld(node: object) -> str:
    """A script with JSON-LD."""
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def html(head: str = "", body: str = "", lang: str = "en") -> str:
    """A page with a headline and prose; `body` stands between them."""
    return (
        f'<html lang="{lang}"><head><title>{HEADLINE} | Gazette</title>{head}</head><body>'
        f"<nav><a href='/'>Home</a></nav><article><h1>{HEADLINE}</h1>{body}{PROSE}</article>"
        "<footer>© 2019 Gazette</footer></body></html>"
    )


def facts(
    head: str = "", body: str = "", *, lang: str = "en", url: str = URL, page: str | None = None
) -> Facts:
    """What is gathered from such a page, or from `page`."""
    tree = parse_page(page or html(head, body, lang))
    return facts_of(tree, Expectation(url=url, page_url=url, seen_at=SEEN, is_dated=True))
