"""Pages for judging: how they are described, and the frames that sites put round them."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from newsmill.contracts.articles import PageKind
from tests.cleaner.judging.stories import OTHER_NEWS, STORIES

SITE = "https://courier.example"


@dataclass(frozen=True)
class Sample:
    """A page, what its feed says of the article, and which page it truly is."""

    id: str
    kind: PageKind
    html: str
    title: str = ""
    teaser: str = ""
    url: str = f"{SITE}/2026/05/harbour-48213.html"
    page_url: str = ""
    same_as_others: int = 0
    feed_title: str = "The Tolvik Courier"

    @property
    def is_held(self) -> bool:
        """Whether it is of the half that rules are not tuned on."""
        return sha256(f"half {self.id}".encode()).digest()[0] % 2 == 1


def expected(language: str) -> dict[str, Any]:
    """What a feed says of the story in `language`."""
    return {"title": STORIES[language].title, "teaser": STORIES[language].teaser}


def html(body: str, *, title: str = "", head: str = "", lang: str = "en") -> str:
    """A bare page."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body>{body}</body></html>"
    )


def ps(*paragraphs: str) -> str:
    """Paragraphs."""
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def ld(**node: object) -> str:
    """JSON-LD."""
    document = {"@context": "https://schema.org", **node}
    return f'<script type="application/ld+json">{json.dumps(document)}</script>'


def og(**properties: str) -> str:
    """Open Graph."""
    return "".join(f'<meta property="og:{name}" content="{v}">' for name, v in properties.items())


NAV = (
    '<header><a href="/" class="logo">The Tolvik Courier</a><nav><ul>'
    + "".join(
        f'<li><a href="/{name.lower()}/">{name}</a></li>'
        for name in ("News", "Politics", "Business", "Sport", "Culture", "Opinion", "Weather")
    )
    + '</ul><a href="/login">Sign in</a></nav></header>'
)
FOOTER = (
    '<footer><a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a>'
    '<form action="/newsletter"><input type="email" name="email"><button>Subscribe</button></form>'
    "<p>© The Tolvik Courier. All rights reserved.</p></footer>"
)
CMP = '<script src="https://cdn.cookielaw.org/scripttemplates/otSDKStub.js"></script>'
LOGIN_BOX = (
    '<div class="modal" hidden><form action="/login" method="post"><input name="user">'
    '<input type="password" name="password"><button>Log in</button></form></div>'
)


def teasers(language: str = "en", count: int = 6, tag: str = "h3", *, text: bool = True) -> str:
    """Teasers, as listings and the boxes beside articles have them."""
    news = OTHER_NEWS[language]
    rows = [news[number % len(news)] for number in range(count)]
    return "".join(
        f'<article class="teaser"><{tag}><a href="/2026/05/other-{number}.html">{title}</a></{tag}>'
        + (f"<p>{teaser}</p>" if text else "")
        + "</article>"
        for number, (title, teaser) in enumerate(rows)
    )


def cards(language: str = "en", count: int = 6) -> str:
    """Teasers that are links as a whole."""
    news = OTHER_NEWS[language]
    return "".join(
        f'<li class="card"><a href="/s/{n}"><img src="/i/{n}.jpg" alt=""><h2>{title}</h2>'
        f"<span>{teaser}</span></a><span class='time'>{n} hours ago</span></li>"
        for n, (title, teaser) in enumerate((news * 3)[:count])
    )


def news_page(
    body: str, *, title: str, head: str = "", lang: str = "en", beside: str = "en"
) -> str:
    """A page of a newspaper: navigation, related teasers, newsletter form, consent script."""
    side = f"<aside><h2>Most read</h2>{teasers(beside, 5, 'h4', text=False)}</aside>"
    related = f'<section class="related"><h2>Related</h2>{teasers(beside, 4)}</section>'
    return html(
        f"{NAV}<main>{body}</main>{side}{related}{LOGIN_BOX}{FOOTER}",
        title=title,
        head=CMP + head,
        lang=lang,
    )


def listing_page(body: str, *, title: str, head: str = "", lang: str = "en") -> str:
    """A page of a newspaper that is no article's."""
    return html(f"{NAV}<main>{body}</main>{FOOTER}", title=title, head=CMP + head, lang=lang)
