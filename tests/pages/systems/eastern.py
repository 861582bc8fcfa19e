# ruff: noqa: E501 - markup stands as publishing systems write it
"""Portals in Russian, Arabic, Hindi, Turkish: Bitrix, DLE, and papers' own systems."""

from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block
from tests.pages.truth import plain


class _Bitrix(Body):
    def promo(self, block: Block) -> str:
        return f'<div class="inc-news"><a href="/n/1/"><span>{inline(block.text)}</span></a></div>'

    def pull_quote(self, block: Block) -> str:
        return f'<div class="detail-quote">{inline(block.text)}</div>'

    def question(self, block: Block) -> str:
        return f"<p><b>– {inline(block.text)}</b></p>"


def bitrix(s: Sheet) -> str:
    """1C-Bitrix: `news-detail`, microdata, a ticker of other news before the text."""
    a = s.article
    ticker = "".join(
        f'<div class="news-item"><span class="news-date-time">{t.published:%H:%M}</span> <a href="{t.url}">{t.title}</a></div>'
        for t in s.teasers(4, "ticker")
    )
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />{metas(keywords=esc(", ".join(a.tags)), description=s.standfirst, og_title=s.title, og_url=s.url)}
<script data-skip-moving="true">(function(w, d, n) {{var cl = "bx-core";var ht = d.documentElement;}})(window, document, navigator);</script><title>{s.title}</title></head>
<body><div id="panel"></div><div class="wrap"><header><a class="logo" href="/">{esc(s.outlet)}</a><form action="/search/"><input name="q" placeholder="{s.say("search")}"></form><ul class="root-item">{links(s.menu(9))}</ul></header>
<div class="left-column"><div class="news-list"><h3>{s.say("most_read")}</h3>{ticker}</div></div>
<div class="workarea"><div class="bx-breadcrumb"><div class="bx-breadcrumb-item"><a href="/"><span>{s.say("home")}</span></a></div><div class="bx-breadcrumb-item"><span>{esc(a.section)}</span></div></div>
<h1 id="pagetitle">{s.title}</h1><div class="bx-newsdetail" id="bx_1" itemscope itemtype="https://schema.org/NewsArticle"><div class="bx-newsdetail-block"><meta itemprop="headline" content="{s.title}"><div class="bx-newsdetail-img"><img itemprop="image" src="/upload/iblock/1.jpg" alt="{s.title}"></div>
<div class="news-date-time" itemprop="datePublished" content="{a.published.isoformat()}">{a.published:%d.%m.%Y %H:%M}</div><span class="views">{s.number % 3000}</span>
<div class="bx-newsdetail-content" itemprop="articleBody"><p><b>{esc(a.standfirst)}</b></p>
{_Bitrix(a).html()}</div>
<div class="detail-author">{s.say("by")} <span itemprop="author">{s.byline()}</span></div><div class="ya-share2" data-services="vkontakte,telegram"></div><p class="orfo">{s.say("follow")}</p></div>
<div class="tags">{s.say("tags")} {"".join(f'<a href="/search/?tags=x">{esc(t)}</a> ' for t in a.tags)}</div></div>
<div class="also"><h3>{s.say("related")}</h3>{"".join(f'<div><a href="{t.url}">{t.title}</a><p>{t.summary}</p></div>' for t in s.teasers(3, "also"))}</div></div>
<footer><p>{s.say("copyright")}</p>{links(s.some("footer", 5))}</footer></div></body></html>"""


class _Dle(Body):
    """DataLife Engine: `<br>` within one block, everything through `div`s of its BB codes."""

    def paragraph(self, block: Block) -> str:
        return f"{inline(block.text, 'i')}<br><br>"

    def subhead(self, block: Block) -> str:
        return f"<b>{inline(block.text)}</b><br><br>"

    def promo(self, block: Block) -> str:
        return f'<a href="/123-story.html" target="_blank">{inline(block.text)}</a><br><br>'

    def question(self, block: Block) -> str:
        return f"<b>{inline(block.text)}</b><br>"

    def pull_quote(self, block: Block) -> str:
        return ""

    def quote(self, block: Block) -> str:
        return f'<!--QuoteBegin--><div class="quote">{inline(block.text)} {inline(block.note)}</div><!--QuoteEEnd-->'


def dle(s: Sheet) -> str:
    """DataLife Engine, as Russian and Ukrainian regional portals use it."""
    a = s.article
    comments = "".join(
        f'<div id="comment-id-{n}"><div class="comment"><div class="com_info"><b class="name">{who}</b><span class="grey">{at:%d-%m-%Y, %H:%M}</span></div><div class="text"><div id="comm-id-{n}">{text}</div></div></div></div>'
        for n, (who, text, at) in enumerate(s.comments(3))
    )
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title} » {esc(s.outlet)}</title><meta name="generator" content="DataLife Engine"><link rel="canonical" href="{s.url}">
{metas(description=s.standfirst, og_type="article", og_title=s.title)}</head><body><div class="page"><div id="header"><a class="logotype" href="/">{esc(s.outlet)}</a><ul class="topmenu">{links(s.menu(7))}</ul></div>
<div id="content"><div class="speedbar"><span>{esc(s.outlet)} » {esc(a.section)} » {s.title}</span></div><div id='dle-content'><article class="box story fullstory"><div class="box_in"><div class="meta"><ul class="right"><li class="grey">{s.number % 900}</li></ul><ul class="story_info"><li class="story_cat"><a href="/c/">{esc(a.section)}</a></li><li class="story_date">{a.published:%d-%m-%Y, %H:%M}</li><li>{s.byline()}</li></ul></div>
<h2 class="title ultrabold">{s.title}</h2><div class="text" id="news-id-{s.number}">
{_Dle(a).html()}</div><div class="category grey">{s.say("tags")} {", ".join(f'<a href="/tags/x/">{esc(t)}</a>' for t in a.tags)}</div>
<div class="rate"><span id="ratig-layer">0</span></div></div></article>
<div class="block related"><h4>{s.say("related")}:</h4><ul>{"".join(f'<li><a href="{t.url}"><b>{t.title}</b><br>{t.summary}</a></li>' for t in s.teasers(3, "rel"))}</ul></div>
<div class="berrors"><b>{s.say("comment_rules")}</b></div><div id="dle-ajax-comments">{comments}</div></div></div><aside><div class="block"><h4>{s.say("most_read")}</h4><ul>{"".join(f'<li><a href="{t.url}">{t.title}</a></li>' for t in s.teasers(4))}</ul></div></aside><footer>{s.say("copyright")}</footer></div></body></html>"""


class _ArabicBody(Body):
    def promo(self, block: Block) -> str:
        return f'<div class="readMore"><ul><li><a href="/news/1">{inline(block.text)}</a></li></ul></div>'

    def subhead(self, block: Block) -> str:
        return f"<h3>{inline(block.text)}</h3>"


def right_to_left_paper(s: Sheet) -> str:
    """An Arabic paper: right to left, sidebars first in the source, the text in `ArticleText`."""
    a = s.article
    news = json_ld(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": a.title,
            "url": s.url,
            "datePublished": a.published.isoformat(),
            "dateModified": (a.updated or a.published).isoformat(),
            "author": {"@type": "Person", "name": a.authors[0] if a.authors else s.outlet},
            "publisher": {"@type": "Organization", "name": s.outlet},
        }
    )
    return f"""<!DOCTYPE html><html lang="{a.language}" dir="rtl"><head><meta charset="utf-8" /><title>{esc(s.outlet)} | {s.title}</title>{metas(og_title=s.title, og_type="article", og_url=s.url, description=s.standfirst, news_keywords=esc(",".join(a.tags)))}{news}</head>
<body class="rtl"><div class="topBar">{s.day()}</div><nav class="navbar"><ul>{links(s.menu(8))}</ul></nav><div class="container"><div class="col-md-4 leftSide"><div class="title">{s.say("most_read")}</div>{"".join(f'<div class="item"><a href="{t.url}"><h4>{t.title}</h4></a><p>{t.summary}</p></div>' for t in s.teasers(3))}</div>
<div class="col-md-8"><div class="breadcrumb"><a href="/">{s.say("home")}</a> / <a href="/c">{esc(a.section)}</a></div><h1 class="ArticleTitle">{s.title}</h1><h2 class="ArticleSub">{esc(a.standfirst)}</h2>
<div class="ArticleInfo"><span class="writer">{s.say("by")} {s.byline()}</span><span class="date">{s.say("published")} {s.moment()}</span></div><div class="img-cont"><img src="/i.jpg" alt="" /><div class="imgDesc">{esc(s.outlet)}</div></div>
<div id="articleBody" class="ArticleText">{_ArabicBody(a).html()}</div><div class="tags">{s.say("tags")}: {"".join(f'<a href="/t">{esc(t)}</a>' for t in a.tags)}</div><div class="share">{s.say("share")}</div>
<div class="newsletterBox"><p>{s.say("newsletter")}</p></div><div class="relatedNews"><h3>{s.say("related")}</h3><ul>{links([t.title for t in s.teasers(3, "rel")])}</ul></div><div class="commentsBox"><h3>{s.say("comments_head")}</h3>{"".join(f'<div class="comment"><strong>{n}</strong><p>{t}</p></div>' for n, t, _ in s.comments(2))}<small>{s.say("comment_rules")}</small></div></div></div>
<footer>{s.say("copyright")}</footer></body></html>"""


class _Indian(Body):
    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.article)
        self.sheet = sheet

    def promo(self, block: Block) -> str:
        return f'<p><strong><a href="/x" target="_blank">{inline(block.text)}</a></strong></p>'

    def after(self, at: int) -> str:
        return f'<div class="ads_txt">{self.sheet.say("advert")}</div>' if at == 1 else ""


def indian_portal(s: Sheet) -> str:
    """A portal in Hindi or English: desk as author, adverts' labels in the text, Google News call."""
    a = s.article
    news = json_ld(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "mainEntityOfPage": {"@type": "WebPage", "@id": s.url},
            "headline": a.title,
            "datePublished": a.published.isoformat(),
            "dateModified": (a.updated or a.published).isoformat(),
            "articleBody": plain(" ".join(b.text for b in a.blocks if b.kind == "paragraph")),
            "keywords": list(a.tags),
            "author": [{"@type": "Person", "name": n} for n in a.authors]
            or {"@type": "Thing", "name": "News Desk"},
            "publisher": {"@type": "NewsMediaOrganization", "name": s.outlet},
        }
    )
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title} - {esc(s.outlet)}</title>{metas(description=s.standfirst, keywords=esc(", ".join(a.tags)), og_title=s.title, og_url=s.url, article_published_time=a.published.isoformat())}<link rel="amphtml" href="{s.url}/amp">{news}</head>
<body><header><div class="logo"><a href="/">{esc(s.outlet)}</a></div><nav class="tnav"><ul>{links(s.menu(9))}</ul></nav><div class="trending"><span>{s.say("most_read")}</span>{links([t.title for t in s.teasers(3, "trend")], '<a href="{href}">{name}</a>')}</div></header>
<main><div class="bread-crumb"><a href="/">{s.say("home")}</a> / <a>{esc(a.section)}</a></div><article class="article_content"><h1 itemprop="headline">{s.title}</h1><h2 class="article_subhead">{esc(a.standfirst)}</h2>
<div class="authdetail"><div class="auth-img"></div><span>{s.say("by")} <a>{s.byline()}</a></span> <span class="edit">Edited by: <a>{esc(s.phrases.one("people", s.system))}</a></span> <span class="dateTime">{s.say("updated")} {s.moment(a.updated)} IST</span></div>
<div class="socialbox">{s.say("share")}</div><div class="articleBody" id="articleBody">{_Indian(s).html()}<p class="gnews"><strong>{s.say("newsletter")}</strong></p></div>
<div class="tagbox">{s.say("tags")} {"".join(f"<a>{esc(t)}</a>" for t in a.tags)}</div></article><section class="taboola"><h3>{s.say("related")}</h3>{"".join(f'<div><a href="{t.url}">{t.title}</a></div>' for t in s.teasers(3, "tab"))}</section></main><footer>{s.say("copyright")}</footer></body></html>"""


SYSTEMS = (
    System("bitrix", bitrix, "/news/{section}/{number}/", ("ru",), standfirst_counts=True),
    System(
        "dle",
        dle,
        "/{number}-{slug}.html",
        ("ru", "tr", "pl"),
        kinds=("news", "interview", "opinion"),
    ),
    System(
        "rtl-paper",
        right_to_left_paper,
        "/{section}/{year}/{month}/{day}/{number}",
        ("ar", "he", "fa"),
    ),
    System(
        "indian-portal",
        indian_portal,
        "/{section}/{slug}-{number}",
        ("hi", "en", "id", "th"),
        kinds=("news", "flash", "listicle", "recipe", "match report"),
        count=6,
    ),
)
