# ruff: noqa: E501 - markup stands as publishing systems write it
"""Chains of local papers: BLOX (TownNews), a Gannett-like system, Newspack, Brightspot."""

from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block


class _Blox(Body):
    """BLOX: assets, adverts and a subscription offer between the paragraphs."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.article)
        self.sheet = sheet

    def after(self, at: int) -> str:
        s = self.sheet
        if at == 1:
            return (
                '<div class="tnt-ads-container text-center hidden-print"><div class="tnt-ads" id="blox-ad-1">'
                f"</div></div><div class='lee-article-text'><p class='tncms-region-ads'>{s.say('advert')}</p></div>"
            )
        if at == 4:
            teaser = s.teasers(1, "inline")[0]
            return (
                '<div class="tncms-inline-link inline-asset inline-link"><div class="card summary"><h3 class='
                f'"tnt-headline"><a href="{teaser.url}">{teaser.title}</a></h3><p class="tnt-summary">'
                f"{teaser.summary}</p></div></div>"
            )
        return ""

    def image(self, block: Block) -> str:
        return (
            '<div class="inline-asset inline-image layout-horizontal subscriber-hide"><figure class="photo">'
            f'<div class="image"><img class="img-responsive lazyload" data-srcset="/a.jpg 1200w"></div>'
            f'<figcaption class="caption"><span class="caption-text"><p>{inline(block.text)}</p></span>'
            f'<span class="clearfix credit"><span class="tnt-byline">{inline(block.note)}</span></span>'
            "</figcaption></figure></div>"
        )

    def subhead(self, block: Block) -> str:
        return f"<p><strong>{inline(block.text)}</strong></p>"

    def footnote(self, block: Block) -> str:
        return f"<p><em>{inline(block.text)}</em></p>"


def blox(s: Sheet) -> str:
    """BLOX: schema.org JSON with everything, byline in a card, two newsletters' sign-ups, obits at the side."""
    a = s.article
    news = json_ld(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "publisher": {"@type": "NewsMediaOrganization", "name": s.outlet, "url": s.home},
            "headline": a.title,
            "mainEntityOfPage": {"@type": "WebPage", "@id": s.url},
            "author": {
                "@type": "Person",
                "name": "By " + " and ".join(a.authors) if a.authors else a.agency,
            },
            "datePublished": a.published.isoformat(),
            "dateModified": (a.updated or a.published).isoformat(),
            "isAccessibleForFree": False,
            "keywords": list(a.tags),
        }
    )
    cards = "".join(
        f'<article class="tnt-asset-type-article card summary"><div class="card-container"><div class="card-headline">'
        f'<h3 class="tnt-headline"><a class="tnt-asset-link" href="{t.url}">{t.title}</a></h3></div>'
        f'<div class="card-lead hidden-xs"><p class="tnt-summary">{t.summary}</p></div><div class="card-meta">'
        f'<span class="tnt-byline">{s.say("by")} {t.author}</span> <time class="tnt-date">{s.day(t.published)}</time></div></div></article>'
        for t in s.teasers(5, "cards")
    )
    updated = (
        f'<li class="hidden-print"><span class="text-muted">{s.say("updated")}</span> <time class="tnt-date asset-date" datetime="{a.updated.isoformat()}">{s.day(a.updated)}</time></li>'
        if a.updated
        else ""
    )
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="UTF-8"><title>{s.title} | {esc(a.section)} | {s.host.removeprefix("www.")}</title>
{metas(robots="noarchive, max-image-preview:large", og_type="website", og_url=s.url, og_title=s.title, og_section=esc(a.section), author=s.byline(), description=s.standfirst)}
<link rel="canonical" href="{s.url}">{news}<script>dataLayer = [{{"townnews":{{"product":{{"software":"BLOX"}}}},"tncms":{{"asset":{{"type":"article"}}}}}}];</script></head>
<body class="tnt-app"><div id="site-container"><div class="skip-to-content"><a href="#main-page-container">{s.say("skip")}</a></div><div id="site-navbar-container"><nav class="navbar"><ul class="nav navbar-nav">{links(s.menu(10))}</ul></nav><a href="/users/login/">{s.say("login")}</a></div>
<div id="main-page-container"><article class="asset clearfix"><header class="asset-header"><div class="meta"><span class="breadcrumb"><a href="/">{s.say("home")}</a> <a href="/news">{esc(a.section)}</a></span></div>
<h1 class="headline"><span>{s.title}</span></h1><h2 class="subhead"><span>{esc(a.standfirst)}</span></h2></header>
<div class="meta"><ul class="list-inline"><li><span class="tnt-byline asset-byline">{s.say("by")} {s.byline()}</span></li><li class="visible-print"><time class="tnt-date asset-date" datetime="{a.published.isoformat()}">{s.day()}</time></li>{updated}<li><a href="#comments">{s.say("comments_head")}</a></li></ul></div>
<div class="asset-masthead"></div><div id="asset-content" itemprop="articleBody" class="asset-body"><div class="asset-content subscriber-premium">
{_Blox(s).html()}
</div><div class="subscription-required hidden-print" id="subscription-overlay"><p>{s.say("paywall")}</p></div></div>
<div class="asset-author card">{"".join(f'<div class="card-body"><h4>{n}</h4><div class="bio">{b}</div></div>' for n, b in s.bios())}</div>
<div class="block lee-newsletter"><h3>{s.say("newsletter")}</h3><form><button>{s.say("newsletter_button")}</button><p class="small">* I understand and agree that registration on or use of this site constitutes agreement to its user agreement.</p></form></div>
<div id="asset-below"><h3 class="block-title">{s.say("related")}</h3>{cards}</div>
<div id="comments" class="asset-comments"><h3>{s.say("comments_head")}</h3><div class="commentinstructions">{s.say("comment_rules")}</div></div></article></div>
<footer id="site-footer-container"><p>{s.say("copyright")}</p><ul>{links(s.some("footer", 6))}</ul></footer></div></body></html>"""


class _Gannett(Body):
    def paragraph(self, block: Block) -> str:
        return f'<p class="gnt_ar_b_p">{inline(block.text)}</p>'

    def subhead(self, block: Block) -> str:
        return f'<h2 class="gnt_ar_b_h2">{inline(block.text)}</h2>'

    def promo(self, block: Block) -> str:
        return f'<a href="/story" class="gnt_ar_b_a gnt_ar_b_il" data-t-l=":b|e|k">{inline(block.text)}</a>'

    def image(self, block: Block) -> str:
        return (
            '<aside class="gnt_em gnt_em_img" aria-label="Photo"><div class="gnt_em_img_w"><img class='
            f'"gnt_em_img_i" data-gl-srcset="/a.jpg"></div><div class="gnt_em_img_ccw" data-c-caption="{esc(block.text)}"'
            f' data-c-credit="{esc(block.note)}"></div></aside>'
        )

    def advert(self, block: Block) -> str:
        return '<div class="gnt_x gnt_x__in" aria-label="advertisement"></div>'

    def embed(self, block: Block) -> str:
        return '<aside class="gnt_em gnt_em__tw" data-gl-method="loadTweet"></aside>'


def gannett_like(s: Sheet) -> str:
    """Atomic class names, captions in attributes only, the reporter's note in italics at the end."""
    a = s.article
    news = json_ld(
        {
            "@context": "http://schema.org",
            "@type": "NewsArticle",
            "@id": s.url,
            "mainEntityOfPage": s.url,
            "headline": a.title,
            "datePublished": s.utc(),
            "dateModified": s.utc(a.updated),
            "author": list(a.authors) or [a.agency or s.outlet],
            "creator": list(a.authors),
            "articleSection": a.section,
            "publisher": {"@type": "Organization", "name": s.outlet},
        }
    )
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{s.title}</title><link rel="canonical" href="{s.url}">{metas(og_type="article", og_title=s.title, og_site_name=esc(s.outlet), description=s.standfirst)}{news}</head>
<body class="gnt" data-ss-r><header class="gnt_n"><a class="gnt_n_lg" href="/" title="{esc(s.outlet)}"></a><nav class="gnt_n_mn">{links(s.menu(9), '<a class="gnt_n_mn_l" href="{href}">{name}</a>')}</nav><a class="gnt_n_sb">{s.say("subscribe")}</a></header>
<main class="gnt_cw"><div class="gnt_cw_w"><article class="gnt_pr"><a class="gnt_ar_lbl" href="/s">{esc(a.section)}</a><h1 class="gnt_ar_hl" elementtiming="ar-headline">{s.title}</h1>
<div class="gnt_ar_by"><div class="gnt_ar_by_hs"></div><div class="gnt_ar_by_t">{"".join(f'<a class="authors__bylineElement gnt_ar_by_a" href="/staff/1/">{esc(n)}</a>' for n in a.authors)}</div><div class="gnt_ar_pb" aria-label="Published">{esc(s.outlet)}</div><div class="gnt_ar_dt" aria-label="{s.say("published")}: {s.moment()} {s.say("updated")}: {s.moment(a.updated)}"></div></div>
<div class="gnt_ar_b_mt"></div><div class="gnt_ar_b">{_Gannett(a).html()}
<p class="gnt_ar_b_p"><em>{"</em></p><p class='gnt_ar_b_p'><em>".join(said for _, said in s.bios())}</em></p></div>
<a class="gnt_ar_fb">Facebook</a><a class="gnt_ar_fb">{s.say("share")}</a></article></div><aside class="gnt_rr"><div class="gnt_m_sb">{s.say("newsletter")}</div></aside></main>
<section class="gnt_tb" aria-label="More Stories">{"".join(f'<a class="gnt_m_flm_a" href="{t.url}" data-c-br="{t.summary}">{t.title}<div data-c-dt="{s.day(t.published)}"></div></a>' for t in s.teasers(6, "more"))}</section><footer class="gnt_ft"><div>{s.say("copyright")}</div></footer></body></html>"""


class _Newspack(Body):
    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.article)
        self.sheet = sheet

    def after(self, at: int) -> str:
        s = self.sheet
        if at == 2:
            return (
                '<div class="newspack-popup-container newspack-inline-popup" data-segments=""><div class='
                f'"wp-block-group"><h4>{s.say("newsletter")}</h4><div class="newspack-newsletters-subscribe">'
                f"<form><input type='email'><button>{s.say('newsletter_button')}</button></form></div></div></div>"
            )
        return ""

    def promo(self, block: Block) -> str:
        return f'<div class="wp-block-newspack-blocks-homepage-articles"><article><h3 class="entry-title"><a href="/x">{inline(block.text)}</a></h3></article></div>'


def newspack(s: Sheet) -> str:
    """Newspack: the JSON-LD's first node is a Person; republishing note and donation box below."""
    a = s.article
    graph = json_ld(
        {
            "@context": "https://schema.org",
            "@graph": [
                *(
                    {"@type": "Person", "@id": f"#p{at}", "name": n, "description": s.bios()[at][1]}
                    for at, n in enumerate(a.authors)
                ),
                {
                    "@type": "NewsArticle",
                    "@id": f"{s.url}#article",
                    "headline": a.title,
                    "datePublished": s.utc(),
                    "dateModified": s.utc(a.updated),
                    "author": [{"@id": f"#p{at}"} for at, _ in enumerate(a.authors)],
                    "articleSection": [a.section],
                    "keywords": list(a.tags),
                },
            ],
        }
    )
    updated = (
        f'<time class="updated" datetime="{a.updated.isoformat()}">{s.day(a.updated)}</time>'
        if a.updated
        else ""
    )
    return f"""<!doctype html><html lang="{a.language}"><head><meta charset="UTF-8" /><title>{s.title} - {esc(s.outlet)}</title><link rel="canonical" href="{s.url}" />{metas(og_type="article", og_title=s.title, article_published_time=s.utc(), article_modified_time=s.utc(a.updated), twitter_label1="Written by", twitter_data1=s.byline())}{graph}</head>
<body class="post-template-default single single-post single-featured-image-default newspack-theme"><div id="page" class="site"><header id="masthead" class="site-header"><div class="site-branding"><p class="site-title"><a href="/" rel="home">{esc(s.outlet)}</a></p><p class="site-description">{s.say("follow")}</p></div><nav class="nav1"><ul class="main-menu">{links(s.menu(7))}</ul></nav><a class="button mb-cta" href="/donate/">{s.say("subscribe")}</a></header>
<div id="content" class="site-content"><section id="primary" class="content-area"><main id="main" class="site-main"><header class="entry-header"><span class="cat-links"><a href="/c/">{esc(a.section)}</a></span><h1 class="entry-title">{s.title}</h1><div class="newspack-post-subtitle">{esc(a.standfirst)}</div>
<div class="entry-subhead"><div class="entry-meta"><span class="author-avatar"><img class="avatar" src="/a.png"></span><span class="byline"><span>{s.say("by")}</span> <span class="author vcard"><a class="url fn n" href="/author/">{s.byline()}</a></span></span><span class="posted-on"><time class="entry-date published" datetime="{a.published.isoformat()}">{s.day()}</time>{updated}</span></div></div></header>
<div class="main-content"><article id="post-{s.number}" class="post type-post hentry entry"><div class="entry-content">{_Newspack(s).html()}
<div class="wp-block-newspack-blocks-donate"><p>{s.say("paywall")}</p></div></div>
<footer class="entry-footer"><span class="tags-links"><span>{s.say("tags")}</span>{"".join(f'<a rel="tag">{esc(t)}</a>' for t in a.tags)}</span></footer>{"".join(f'<div class="author-bio"><div class="author-bio-text"><div class="author-bio-header"><h2>{n}</h2></div><p>{b}</p></div></div>' for n, b in s.bios())}</article></div></main></section>
<aside id="secondary" class="widget-area"><section class="widget_recent_entries"><h2 class="widget-title">{s.say("most_read")}</h2><ul>{"".join(f'<li><a href="{t.url}">{t.title}</a><span class="post-date">{s.day(t.published)}</span></li>' for t in s.teasers(4))}</ul></section></aside></div><footer id="colophon"><div class="site-info">{s.say("copyright")}</div></footer></div></body></html>"""


SYSTEMS = (
    System(
        "blox",
        blox,
        "/news/local/{slug}/article_{number}.html",
        ("en",),
        count=8,
        query="#utm_source=rss&utm_campaign=%2Fsearch%2F",
    ),
    System(
        "gannett-like",
        gannett_like,
        "/story/news/{year}/{month}/{day}/{slug}/{number}007/",
        ("en",),
    ),
    System(
        "newspack", newspack, "/{year}/{month}/{slug}/", ("en", "es", "pt", "sv"), takes_live=True
    ),
)
