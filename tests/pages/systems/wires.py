# ruff: noqa: E501 - markup stands as publishing systems write it
"""Agencies, government press offices, old publishing tools: hNews, Movable Type, Contao, CoreMedia."""

from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block


class _Wire(Body):
    def subhead(self, block: Block) -> str:
        return f'<p class="prntal"><b>{inline(block.text)}</b></p>'

    def image(self, block: Block) -> str:
        return f'<div class="photo-caption"><a href="/full.jpg"><img src="/th.jpg" alt=""/></a><span>{inline(block.text)}</span><em>{inline(block.note)}</em></div>'


def agency(s: Sheet) -> str:
    """A news agency with hNews: `dateline`, `source-org`, terms of use under every text; no JSON-LD."""
    a = s.article
    dateline = f'<span class="dateline">{esc(a.place)}</span>' if a.place else ""
    return f"""<!DOCTYPE html><html lang="{a.language}" dir="{s.direction}"><head><meta charset="utf-8"/><title>{s.title}</title>{metas(dc__date__issued=a.published.isoformat(), dc__language=a.language, keywords=esc(", ".join(a.tags)))}</head><body><div id="page"><div class="top"><a href="/">{esc(s.outlet)}</a><span>{s.day(a.updated)}</span><ul>{links(s.menu(8))}</ul></div><div class="ticker">{" +++ ".join(t.title for t in s.teasers(4, "ticker"))}</div>
<div class="hnews hentry item"><div class="item-header"><h1 class="entry-title">{s.title}</h1><div class="info"><span class="source-org vcard"><span class="org fn">{esc(a.agency or s.outlet)}</span></span> {dateline} | <span class="updated dtstamp" title="{a.published.isoformat()}">{s.moment()}</span></div><p class="byline author vcard">{s.say("by")} <span class="fn">{s.byline()}</span></p></div>
<div class="entry-content">{_Wire(a).html()}</div><div class="item-license"><p>{s.say("copyright")}</p></div></div><div class="headlines"><h2>{s.say("most_read")}</h2><ul>{"".join(f'<li><b>{t.published:%H:%M}</b> <a href="{t.url}">{t.title}</a><br/>{t.summary}</li>' for t in s.teasers(5))}</ul></div></div></body></html>"""


class _Gov(Body):
    def promo(self, block: Block) -> str:
        return ""


def press_office(s: Sheet) -> str:
    """A government's press office: `govspeak`, document metadata in a definition list, contents, print."""
    a = s.article
    heads = [esc(b.text) for b in a.blocks if b.kind == "subhead"]
    contents = (
        f'<nav class="gem-c-contents-list"><h2>Contents</h2><ol>{links(heads)}</ol></nav>'
        if heads
        else ""
    )
    return f"""<!DOCTYPE html><html lang="{a.language}" class="govuk-template"><head><meta charset="utf-8"><title>{s.title} - {esc(s.outlet)}</title>{metas(description=s.standfirst, govuk_public_updated_at=(a.updated or a.published).isoformat(), og_type="article", og_title=s.title, og_url=s.url)}<link rel="canonical" href="{s.url}">{json_ld({"@context": "http://schema.org", "@type": "NewsArticle", "mainEntityOfPage": {"@type": "WebPage", "@id": s.url}, "name": a.title, "headline": a.title, "datePublished": a.published.isoformat(), "dateModified": (a.updated or a.published).isoformat(), "author": {"@type": "Organization", "name": s.outlet}, "publisher": {"@type": "Organization", "name": s.outlet}})}</head>
<body class="govuk-template__body"><div id="global-cookie-message" class="gem-c-cookie-banner" role="region"><h2>Cookies on {esc(s.outlet)}</h2><p>{s.say("cookies")}</p><button>{s.say("accept")}</button></div><a href="#content" class="govuk-skip-link">{s.say("skip")}</a><header><nav><ul>{links(s.menu(6))}</ul></nav></header><div class="govuk-width-container"><main id="content" class="news-article"><span class="govuk-caption-xl">{esc(a.section)}</span><h1 class="govuk-heading-l">{s.title}</h1><p class="gem-c-lead-paragraph">{esc(a.standfirst)}</p><dl class="gem-c-metadata__list"><dt>From:</dt><dd><a href="/o">{esc(s.outlet)}</a></dd><dt>{s.say("published")}</dt><dd>{s.day()}</dd>{f"<dt>{s.say('updated')}</dt><dd>{s.day(a.updated)}</dd>" if a.updated else ""}</dl>{contents}
<div class="gem-c-govspeak govuk-govspeak"><div class="govspeak">{_Gov(a).html()}</div></div><div class="gem-c-share-links"><h2>{s.say("share")}</h2><a>Facebook</a></div><div class="gem-c-published-dates">{s.say("published")} {s.day()}</div></main><aside class="gem-c-contextual-sidebar"><h2>{s.say("related")}</h2><ul>{links([t.title for t in s.teasers(4)])}</ul></aside></div><div class="gem-c-feedback"><h2>Is this page useful?</h2><button>Yes</button><button>No</button></div><footer>{links(s.some("footer", 4))}</footer></body></html>"""


class _MovableType(Body):
    """Text in two halves: `entry-body` and `entry-more`."""

    def html(self) -> str:
        parts = [self.block(block) for block in self.article.blocks]
        half = (len(parts) + 1) // 2
        return f'<div class="asset-body entry-body">{"".join(parts[:half])}</div><div id="more" class="asset-more entry-more">{"".join(parts[half:])}</div>'


def movable_type(s: Sheet) -> str:
    """Movable Type: `asset-` classes, RDF in a comment, trackbacks, comments with anchors."""
    a = s.article
    comments = "".join(
        f'<div class="comment" id="comment-{n}"><div class="comment-header"><span class="vcard author">{who}</span> | <abbr class="published" title="{at.isoformat()}">{s.moment(at)}</abbr></div><div class="comment-content"><p>{text}</p></div></div>'
        for n, (who, text, at) in enumerate(s.comments(4))
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd"><html xmlns="http://www.w3.org/1999/xhtml" lang="{a.language}" id="sixapart-standard"><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8" /><meta name="generator" content="Movable Type Pro 5.2" /><link rel="prev bookmark" href="/p" title="{s.teasers(1)[0].title}" /><title>{s.title} - {esc(s.outlet)}</title></head>
<body id="classic" class="mt-entry-archive layout-wtt"><div id="container"><div id="header"><div id="header-name"><a href="/">{esc(s.outlet)}</a></div></div><div id="content"><div id="alpha"><div id="entry-{s.number}" class="entry-asset asset hentry"><div class="asset-header"><h1 id="page-title" class="asset-name entry-title">{s.title}</h1><div class="asset-meta"><span class="byline">{s.say("by")} <span class="vcard author"><a class="fn url" href="/m">{s.byline()}</a></span> on <abbr class="published" title="{a.published.isoformat()}">{s.moment()}</abbr></span><span class="separator">|</span> <a href="#comments">{s.say("comments_head")} (4)</a></div></div><div class="asset-content entry-content">{_MovableType(a).html()}</div><div class="asset-footer"><div class="entry-categories"><h4>{s.say("tags")}</h4><ul>{"".join(f'<li><a rel="tag">{esc(t)}</a></li>' for t in a.tags)}</ul></div></div></div>
<div id="trackbacks" class="trackbacks"><h2 class="trackbacks-header">No TrackBacks</h2><div class="trackbacks-info"><p>TrackBack URL: http://mt.example/mt-tb.cgi/{s.number}</p></div></div><div id="comments" class="comments"><h2 class="comments-header">{s.say("comments_head")}</h2>{comments}<p>{s.say("comment_rules")}</p></div></div><div id="beta"><div class="widget-archives widget"><h3>{s.say("menu")}</h3><ul>{links(s.menu(6))}</ul></div></div></div></div></body></html>"""


class _Teaserbox(Body):
    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.article)
        self.sheet = sheet

    def after(self, at: int) -> str:
        s = self.sheet
        if at == 2:
            t = s.teasers(1, "box")[0]
            return f'<aside class="article-teaser article-teaser--inline"><span class="article-teaser__kicker">{s.say("related")}</span><a href="{t.url}"><strong>{t.title}</strong></a><p>{t.summary}</p><span>{t.author}</span></aside>'
        return ""

    def paragraph(self, block: Block) -> str:
        return f'<p class="article__text" data-paragraph>{inline(block.text)}</p>'

    def image(self, block: Block) -> str:
        return f'<figure class="article-image"><noscript><img src="/a.jpg"></noscript><img class="lazy" data-src="/a.jpg"><figcaption><span class="article-image__text">{inline(block.text)}</span><small class="article-image__credit">© {inline(block.note)}</small></figcaption></figure>'


def coremedia(s: Sheet) -> str:
    """CoreMedia: another article's node first in JSON-LD, a kicker within the `h1`, live label, plus offer."""
    a = s.article
    other = s.teasers(1, "first")[0]
    wrong = json_ld(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": other.title,
            "url": other.url,
            "mainEntityOfPage": other.url,
            "datePublished": other.published.isoformat(),
            "author": {"@type": "Person", "name": other.author},
        }
    )
    right = json_ld(
        {
            "@context": "https://schema.org",
            "@type": ["NewsArticle", "CreativeWork"],
            "@id": s.url + "#article",
            "mainEntityOfPage": {"@type": "WebPage", "@id": s.url},
            "headline": f"{a.section}: {a.title}",
            "datePublished": a.published.isoformat(),
            "dateModified": (a.updated or a.published).isoformat(),
            "author": [
                {"@type": "Person", "name": n, "url": f"{s.home}autor/x"} for n in a.authors
            ],
            "keywords": [a.section, *a.tags],
        }
    )
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{esc(a.section)}: {s.title} | {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article", og_url=s.url, date=a.published.isoformat(), last_modified=(a.updated or a.published).isoformat(), news_keywords=esc(", ".join(a.tags)))}{wrong}{right}</head><body data-page-type="article"><header class="header"><nav class="nav"><ul>{links(s.menu(10))}</ul></nav></header><main id="main" class="main"><article class="article article--regular" data-uuid="c{s.number}"><header class="article-header"><h1><span class="article-heading__kicker">{esc(a.section)}</span><span class="visually-hidden">: </span><span class="article-heading__title">{s.title}</span></h1><div class="summary">{esc(a.standfirst)}</div><div class="byline">{s.say("by")} <span itemprop="author">{s.byline()}</span></div><div class="metadata"><time class="metadata__date" datetime="{a.published.isoformat()}">{s.moment()}</time><a href="#comments">42 {s.say("comments_head")}</a></div></header>
<div class="article-body"><div class="article-page">{_Teaserbox(s).html()}</div></div><div class="article-footer"><div class="article-footer__tags">{s.say("tags")}: {", ".join(f"<a>{esc(t)}</a>" for t in a.tags)}</div></div></article><section class="volume-teaser"><p>{s.say("paywall")}</p></section><section id="comments" class="comments"><h2>{s.say("comments_head")}</h2><p>{s.say("comment_rules")}</p>{"".join(f'<article class="comment"><h4>{n}</h4><div class="comment__body"><p>{t}</p></div></article>' for n, t, _ in s.comments(3))}</section></main><aside>{"".join(f'<article class="teaser"><h3><a href="{t.url}">{t.title}</a></h3><p>{t.summary}</p></article>' for t in s.teasers(4))}</aside><footer>{links(s.some("footer", 6))}<p>{s.say("copyright")}</p></footer></body></html>"""


def newsletter_page(s: Sheet) -> str:
    """An e-mail newsletter's web version: nested tables with inline styles, preheader, unsubscribe lines."""
    a = s.article
    rows = "".join(
        f'<tr><td style="padding:0 24px 16px;font:16px/24px Georgia">{part}</td></tr>'
        for part in (_Mail(a).block(b) for b in a.blocks)
        if part
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd"><html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"><title>{s.title}</title><meta property="og:title" content="{s.title}"></head><body style="margin:0"><span class="mcnPreviewText" style="display:none;font-size:0">{s.standfirst}</span><center><table width="100%" id="bodyTable"><tr><td align="center"><table width="600" class="templateContainer"><tr><td id="templatePreheader" style="font-size:12px">{s.day()} · <a href="{s.url}">View this email in your browser</a></td></tr><tr><td><img src="/header.png" alt="{esc(s.outlet)}"></td></tr><tr><td style="padding:24px"><h1 style="font:28px Georgia">{s.title}</h1><p style="color:#888">{s.say("by")} {s.byline()}</p></td></tr>{rows}
<tr><td style="padding:24px;background:#eee"><strong>{s.say("read_more")}</strong><br>{"<br>".join(f'<a href="{t.url}">{t.title}</a>' for t in s.teasers(3))}</td></tr><tr><td id="templateFooter" style="font-size:11px"><em>Copyright © {a.published.year} {esc(s.outlet)}. {s.say("copyright")}</em><br>Want to change how you receive these emails? You can <a href="/p">update your preferences</a> or <a href="/u">unsubscribe from this list</a>.</td></tr></table></td></tr></table></center></body></html>"""


class _Mail(Body):
    def advert(self, block: Block) -> str:
        return ""

    def image(self, block: Block) -> str:
        return f'<img src="/a.jpg" width="552"><div style="font-size:11px;color:#777">{inline(block.text)} {inline(block.note)}</div>'

    def table(self, block: Block) -> str:
        rows = "".join(
            "<tr>"
            + "".join(f'<td style="border:1px solid">{inline(c)}</td>' for c in row)
            + "</tr>"
            for row in block.rows
        )
        return f"<table>{rows}</table>"


SYSTEMS = (
    System(
        "agency-hnews",
        agency,
        "/{year}{month}{day}/{number}",
        ("en", "ru", "de", "fr", "ar", "zh"),
        kinds=("news", "flash", "live blog", "match report"),
        standfirst_counts=False,
    ),
    System(
        "press-office",
        press_office,
        "/government/news/{slug}",
        ("en", "it", "pt"),
        kinds=("press release", "news", "data story"),
        names_authors=False,
        count=5,
    ),
    System(
        "movable-type",
        movable_type,
        "/archives/{year}/{month}/{slug}.html",
        ("en", "ja", "fr", "de"),
        kinds=("feature", "opinion", "interview", "recipe", "letter"),
        count=6,
    ),
    System(
        "coremedia-kicker",
        coremedia,
        "/{section}/{year}-{month}/{slug}",
        ("de", "nl", "en", "sv", "pl"),
        query="?wt_zmc=rss",
    ),
    System(
        "newsletter-page",
        newsletter_page,
        "/campaigns/{number}.html",
        ("en", "fr", "es"),
        kinds=("opinion", "feature", "listicle", "recipe", "data story"),
        count=5,
    ),
)
