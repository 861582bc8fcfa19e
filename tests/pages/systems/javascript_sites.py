# ruff: noqa: E501 - markup stands as publishing systems write it
"""Pages that JavaScript frameworks render on the server: Next.js, Nuxt; broadcasters' components."""

import json

from tests.pages.markup import Body, Json, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block
from tests.pages.truth import plain


class _Broadcast(Body):
    """Every block in a component of its own, hashed class names, the date as relative words."""

    def block(self, block: Block) -> str:
        if block.kind == "advert":
            return '<div data-component="ad-slot" class="sc-1f7x-0 bKuyQs"><span>Advertisement</span></div>'
        name = {"paragraph": "text-block", "image": "image-block", "promo": "links-block"}.get(
            block.kind, f"{block.kind}-block"
        )
        return f'<div data-component="{name}" class="ssrcss-11r1m41-RichTextComponentWrapper ep2nwvo0">{super().block(block)}</div>'

    def paragraph(self, block: Block) -> str:
        return f'<div class="ssrcss-7uxr49-RichTextContainer e5tfeyi1"><p class="ssrcss-1q0x1qg-Paragraph e1jhz7w10">{inline(block.text, "b")}</p></div>'

    def subhead(self, block: Block) -> str:
        return f'<h2 id="sub-{len(block.text)}" class="ssrcss-13nu8ri-GroupHeading"><span role="text">{inline(block.text)}</span></h2>'

    def image(self, block: Block) -> str:
        return f'<figure class="ssrcss-wpgbih-StyledFigure"><div><picture><img srcset="/240.jpg 240w" src="/480.jpg"></picture><span class="ssrcss-y7krbn-Stack"><span class="visually-hidden">Image source, </span>{inline(block.note)}</span></div><figcaption><span class="visually-hidden">Image caption, </span>{inline(block.text)}</figcaption></figure>'

    def promo(self, block: Block) -> str:
        return f'<section class="ssrcss-1j2kl90-PromoList"><ul role="list"><li><div><a href="/articles/c1"><span role="text"><span>{inline(block.text)}</span></span></a></div><div><span class="visually-hidden">Published</span><span>2 days ago</span></div></li></ul></section>'

    def post(self, block: Block) -> str:
        head = (
            f'<h3 class="lx-post__title"><span>{inline(block.text)}</span></h3>'
            if block.text
            else ""
        )
        text = "".join(f'<p class="lx-post__p">{inline(item)}</p>' for item in block.items)
        return f'<article class="lx-stream-post gs-u-pb-alt" role="article"><header><span class="qa-post-auto-meta"><span>{block.note}</span></span>{head}</header><div class="gel-body-copy lx-stream-post-body">{text}</div><button>Share</button></article>'


def broadcaster(s: Sheet) -> str:
    """A public broadcaster: blocks, contributor strip, topics; live pages as a stream of posts."""
    a = s.article
    kind = "LiveBlogPosting" if a.is_live else "ReportageNewsArticle"
    about: dict[str, Json] = {
        "@context": "http://schema.org",
        "@type": kind,
        "url": s.url,
        "headline": a.title,
        "mainEntityOfPage": s.url,
        "datePublished": s.utc(),
        "dateModified": s.utc(a.updated),
        "author": {"@type": "NewsMediaOrganization", "name": s.outlet},
    }
    if a.is_live:
        posts = [b for b in a.blocks if b.kind == "post"]
        about["coverageStartTime"] = a.published.isoformat()
        about["liveBlogUpdate"] = [
            {
                "@type": "BlogPosting",
                "headline": plain(b.text or b.items[0][:60]),
                "articleBody": plain("\n".join(b.items)),
            }
            for b in posts
        ]
    names = "".join(
        f'<span class="ssrcss-68pt20-Text-TextContributorName">{esc(n)}</span>' for n in a.authors
    )
    return f"""<!DOCTYPE html><html lang="{a.language}" class="no-js"><head><meta charset="utf-8"/><title>{s.title} - {esc(s.outlet)}</title><link rel="canonical" href="{s.url}"/>{metas(description=s.standfirst, og_title=s.title, og_type="article", og_url=s.url, og_site_name=esc(s.outlet))}{json_ld(about)}</head>
<body><div id="root"><div data-testid="cookie-banner" class="ssrcss-cookie"><h2>{s.say("cookies")}</h2><button>{s.say("accept")}</button><a href="/cookies">{s.say("reject")}</a></div><header role="banner"><nav><a href="#main-heading">{s.say("skip")}</a><ul>{links(s.menu(9))}</ul></nav></header>
<main id="main-content"><article class="ssrcss-pv1rh6-ArticleWrapper"><div data-component="headline-block"><h1 id="main-heading" type="headline" tabindex="-1">{s.title}</h1></div>
<div data-component="byline-block" class="ssrcss-byline"><span><time data-testid="timestamp" datetime="{s.utc()}">{s.day()}</time></span><div class="ssrcss-m5j4pi-MetadataContent"><div>{names}</div><div class="ssrcss-84ltp5-Text">{s.say("author_role")}, {esc(s.outlet)}</div></div></div><div data-component="share"><button>{s.say("share")}</button></div>
{_Broadcast(a).html()}
<section data-component="topic-list"><h2>{s.say("tags")}</h2><ul>{"".join(f'<li><a href="/topics/1">{esc(t)}</a></li>' for t in a.tags)}</ul></section></article>
<section data-component="related-internet-links"><h2>{s.say("related")}</h2>{"".join(f'<div class="promo"><a href="{t.url}"><p>{t.title}</p></a><p>{t.summary}</p><span class="visually-hidden">Published</span><span>{s.day(t.published)}</span></div>' for t in s.teasers(4))}</section></main>
<div data-component="mostRead"><h2>{s.say("most_read")}</h2><ol>{"".join(f'<li><span>{at}</span><a href="{t.url}">{t.title}</a></li>' for at, t in enumerate(s.teasers(5, "most"), 1))}</ol></div><footer><ul>{links(s.some("footer", 6))}</ul><p>{s.say("copyright")}</p></footer></div></body></html>"""


class _Sections(Body):
    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.article)
        self.sheet = sheet

    def paragraph(self, block: Block) -> str:
        return f'<div class="article-paragraph skip"><p>{inline(block.text)}</p></div>'

    def advert(self, block: Block) -> str:
        return f'<div class="Ad_wrapper__x1K" aria-hidden="true"><p class="Ad_label__2sd">{self.sheet.say("advert")}</p></div>'

    def promo(self, block: Block) -> str:
        return f'<div class="Related_inline__9aB"><span>{self.sheet.say("read_more")}</span><a href="/x">{inline(block.text)}</a></div>'

    def pull_quote(self, block: Block) -> str:
        return f'<div class="Quote_pull__1zx" role="presentation">“{inline(block.text)}”</div>'


def next_js(s: Sheet) -> str:
    """Next.js: CSS-module class names and the whole story again in `__NEXT_DATA__`."""
    a = s.article
    state = json.dumps(
        {
            "props": {
                "pageProps": {
                    "article": {
                        "id": str(s.number),
                        "headline": a.title,
                        "publishedAt": s.utc(),
                        "authors": [{"name": n} for n in a.authors],
                        "body": [
                            {
                                "type": b.kind,
                                "text": plain(b.text),
                                "items": [plain(i) for i in b.items],
                            }
                            for b in a.blocks
                        ],
                    },
                    "related": [
                        {"headline": t.title, "publishedAt": t.published.isoformat()}
                        for t in s.teasers(3)
                    ],
                }
            },
            "page": "/[section]/[slug]",
            "buildId": "x9",
        },
        ensure_ascii=False,
    ).replace("</", "<\\/")
    return f"""<!DOCTYPE html><html lang="{a.language}" dir="{s.direction}"><head><meta charSet="utf-8"/><title>{s.title} | {esc(s.outlet)}</title><meta name="description" content="{s.standfirst}"/><link rel="canonical" href="{s.url}"/><meta property="og:title" content="{s.title}"/><meta property="article:published_time" content="{s.utc()}"/><meta name="next-head-count" content="8"/>
{json_ld([{"@context": "https://schema.org", "@type": "Organization", "name": s.outlet}, {"@context": "https://schema.org", "@type": ["NewsArticle"], "headline": a.title, "datePublished": s.utc(), "dateModified": s.utc(a.updated), "url": s.url, "author": [{"@type": "Person", "name": n, "jobTitle": s.say("author_role")} for n in a.authors], "keywords": ",".join(a.tags), "articleSection": a.section}])}</head>
<body><div id="__next"><div class="Layout_root__a8Gh2"><header class="Header_header__xY2kq"><a class="Header_logo__1" href="/">{esc(s.outlet)}</a><nav class="MegaMenu_nav__3fK"><ul>{links(s.menu(12))}</ul></nav><button class="Header_cta__9">{s.say("subscribe")}</button></header>
<main class="Article_main__Qw8"><div class="Article_grid__x"><div class="Article_header__J1"><span class="Kicker_kicker__P3">{esc(a.section)}</span><h1 class="Headline_h1__Tr5">{s.title}</h1><p class="Standfirst_root__5">{esc(a.standfirst)}</p><div class="Byline_root__q8"><span>{s.say("by")} </span><a href="/author">{s.byline()}</a></div><div class="Timestamp_ts__7"><span>{s.say("published")} {s.moment()}</span>{f"<span>{s.say('updated')} {s.moment(a.updated)}</span>" if a.updated else ""}</div><div class="Share_bar__1"><button>{s.say("share")}</button></div></div>
<div class="Article_body__L0p" data-testid="article-body">{_Sections(s).html()}</div>
<div class="Newsletter_box__4d"><h3>{s.say("newsletter")}</h3><button>{s.say("newsletter_button")}</button></div></div>
<aside class="Rail_rail__8"><h2>{s.say("most_read")}</h2>{"".join(f'<a class="Card_card__1" href="{t.url}"><h3>{t.title}</h3><p>{t.summary}</p></a>' for t in s.teasers(5))}</aside></main><footer class="Footer_f__1">{s.say("copyright")}</footer></div></div>
<script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>"""


def nuxt(s: Sheet) -> str:
    """Nuxt: scoped attributes, no JSON-LD, the date only in `__NUXT__` and as visible text."""
    a = s.article
    body = _Scoped(a).html()
    state = json.dumps(
        {"data": [{"post": {"date": a.published.isoformat(), "title": a.title}}]},
        ensure_ascii=False,
    )
    return f"""<!doctype html><html data-n-head-ssr lang="{a.language}" data-n-head="%7B%22lang%22:%7B%7D%7D"><head><title>{s.title}</title><meta data-n-head="ssr" charset="utf-8"><meta data-n-head="ssr" data-hid="description" name="description" content="{s.standfirst}"><meta data-n-head="ssr" data-hid="og:title" property="og:title" content="{s.title} | {esc(s.outlet)}"></head>
<body><div data-server-rendered="true" id="__nuxt"><div id="__layout"><div class="app" data-v-2af1><header data-v-77ab><a href="/" class="nuxt-link-active">{esc(s.outlet)}</a><ul class="menu">{links(s.menu(6))}</ul></header><div class="post" data-v-9c1><div class="post__meta" data-v-9c1><span class="post__category">{esc(a.section)}</span><span class="post__date">{s.moment()}</span></div><h1 class="post__title" data-v-9c1>{s.title}</h1><div class="post__author" data-v-9c1>{s.say("by")} {s.byline()}</div><div class="post__lead" data-v-9c1>{esc(a.standfirst)}</div><div class="post__content wysiwyg" data-v-9c1>{body}</div><div class="post__share" data-v-9c1>{s.say("share")}</div></div><section class="feed" data-v-51>{"".join(f'<div class="feed__card"><time>{s.moment(t.published)}</time><a href="{t.url}">{t.title}</a><p>{t.summary}</p></div>' for t in s.teasers(4))}</section><footer data-v-0>{s.say("copyright")}</footer></div></div></div><script>window.__NUXT__={state}</script></body></html>"""


class _Scoped(Body):
    def image(self, block: Block) -> str:
        return f'<div class="image" data-v-31><noscript><img src="/x.jpg"></noscript><div class="image__caption" data-v-31>{inline(block.text)}<span class="image__author">{inline(block.note)}</span></div></div>'


SYSTEMS = (
    System(
        "broadcaster-components",
        broadcaster,
        "/news/articles/c{number}o",
        ("en", "de", "ar", "hi", "ru", "fr"),
        takes_live=True,
        count=8,
        kinds=("news", "feature", "live blog", "flash", "match report", "data story", "opinion"),
        query="?at_medium=RSS&at_campaign=rss",
    ),
    System(
        "next-js",
        next_js,
        "/{section}/{slug}-{number}",
        ("en", "pt", "es", "it", "he", "th", "id"),
        takes_live=True,
    ),
    System("nuxt", nuxt, "/post/{slug}", ("en", "pl", "ru", "ja", "zh", "el", "fr")),
)
