# ruff: noqa: E501 - markup stands as publishing systems write it
"""Arc XP (Fusion): styled-components class names, the text once more as JSON in a script."""

import json

from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block
from tests.pages.truth import plain


class _ArcBody(Body):
    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.article)
        self.sheet = sheet

    def paragraph(self, block: Block) -> str:
        return f'<p class="c-paragraph b-article-body__text">{inline(block.text)}</p>'

    def subhead(self, block: Block) -> str:
        return f'<h2 class="c-heading b-article-body__header">{inline(block.text)}</h2>'

    def image(self, block: Block) -> str:
        return (
            '<figure class="c-media-item b-article-body__image"><picture><source srcset="/r/a.jpg">'
            '<img class="c-image" alt="" src="/resizer/v2/ABCDEF.jpg?auth=1&amp;width=800"></picture>'
            f'<figcaption class="c-media-item__fig-caption"><span class="c-media-item__caption">'
            f'{inline(block.text)}</span> <span class="c-media-item__credit">({inline(block.note)})'
            "</span></figcaption></figure>"
        )

    def pull_quote(self, block: Block) -> str:
        return (
            '<blockquote class="c-pullquote b-article-body__pullquote"><p class="c-pullquote__p">'
            f"{inline(block.text)}</p></blockquote>"
        )

    def promo(self, block: Block) -> str:
        return (
            '<p class="c-paragraph interstitial-link">[ <a href="/story" target="_blank">'
            f"{inline(block.text)}</a> ]</p>"
        )

    def advert(self, block: Block) -> str:
        return '<div class="arcad-feature-container"><div class="arcad" id="arcad-2"></div></div>'

    def after(self, at: int) -> str:
        if at == 2:
            s = self.sheet
            return (
                '<div class="b-newsletter-signup"><h3 class="c-heading">'
                f'{s.say("newsletter")}</h3><form><input type="email"><button>'
                f"{s.say('newsletter_button')}</button></form></div>"
            )
        return ""


def arc(s: Sheet) -> str:
    """Arc XP with `Fusion.globalContent`."""
    a = s.article
    elements = [
        {"_id": f"E{at}", "type": "text", "content": plain(block.text)}
        for at, block in enumerate(a.blocks)
        if block.kind == "paragraph"
    ]
    content = json.dumps(
        {
            "_id": "XK7",
            "type": "story",
            "headlines": {"basic": a.title},
            "first_publish_date": a.published.isoformat(),
            "content_elements": elements,
            "credits": {"by": [{"type": "author", "name": name} for name in a.authors]},
        },
        ensure_ascii=False,
    ).replace("</", "<\\/")
    news = json_ld(
        [
            {
                "@context": "http://schema.org",
                "@type": "NewsArticle",
                "headline": a.title,
                "url": s.url,
                "mainEntityOfPage": s.url,
                "description": a.standfirst,
                "datePublished": a.published.isoformat(),
                "dateModified": (a.updated or a.published).isoformat(),
                "author": [{"@type": "Person", "name": name} for name in a.authors]
                or {"@type": "Organization", "name": a.agency or s.outlet},
                "isAccessibleForFree": True,
            }
        ]
    )
    more = "".join(
        f'<article class="c-card"><a href="{t.url}"><h3 class="c-heading">{t.title}</h3></a>'
        f'<p class="c-card__description">{t.summary}</p><div class="c-attribution">{s.say("by")} {t.author}'
        f' <time class="c-date" datetime="{t.published.isoformat()}">{s.day(t.published)}</time></div></article>'
        for t in s.teasers(4, "more")
    )
    bios = "".join(
        f'<div class="b-author-bio"><h4 class="c-heading">{name}</h4><p class="c-paragraph '
        f'b-author-bio__text">{said}</p></div>'
        for name, said in s.bios()
    )
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8">
<title>{s.title} | {esc(s.outlet)}</title>
{metas(og_type="article", og_title=s.title, og_site_name=esc(s.outlet), og_url=s.url, description=s.standfirst, keywords=esc(",".join(a.tags)))}
<link rel="canonical" href="{s.url}">{news}
<script type="application/javascript" id="polyfill-script">if(!Array.prototype.includes){{document.write("x")}}</script></head>
<body><div id="fusion-app" class="b-right-rail"><a class="c-skip" href="#main">{s.say("skip")}</a>
<header class="page-header"><nav class="b-header-nav-chain"><button class="c-button">{s.say("menu")}</button><ul class="c-stack">{links(s.menu(10))}</ul>
<a class="c-button" href="/subscribe">{s.say("subscribe")}</a></nav></header>
<section class="b-right-rail__main-container"><div class="b-headline"><a class="c-overline" href="/s">{esc(a.section)}</a>
<h1 class="c-heading b-headline">{s.title}</h1><h2 class="c-heading b-subheadline">{esc(a.standfirst)}</h2></div>
<div class="b-byline"><span class="c-attribution">{s.say("by")} <a href="/author">{s.byline()}</a></span>
<time class="c-date b-date" datetime="{a.published.isoformat()}">{s.moment()}</time></div>
<div class="b-share-bar"><button>{s.say("share")}</button></div>
<article class="b-article-body">
{_ArcBody(s).html()}
</article>{bios}
<div class="b-tag-bar"><span>{s.say("tags")}</span>{"".join(f'<a class="c-link" href="/t">{esc(t)}</a>' for t in a.tags)}</div></section>
<aside class="b-right-rail__rail"><h2 class="c-heading">{s.say("most_read")}</h2>{more}</aside>
<footer class="b-footer"><ul>{links(s.some("footer", 6))}</ul><p class="c-paragraph">{s.say("copyright")}</p></footer></div>
<script id="fusion-metadata" type="application/javascript">window.Fusion=window.Fusion||{{}};Fusion.globalContent={content};Fusion.contextPath="/pf";</script>
</body></html>"""


SYSTEMS = (
    System("arc-xp", arc, "/{section}/{year}/{month}/{day}/{slug}/", ("en", "es", "fr", "de")),
)
