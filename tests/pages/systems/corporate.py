# ruff: noqa: E501 - markup stands as publishing systems write it
"""Sites of offices, firms and universities: AEM, Plone, Joomla, Contao; builders: Squarespace, Wix."""

from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block


class _Aem(Body):
    def block(self, block: Block) -> str:
        return f'<div class="text parbase aem-GridColumn aem-GridColumn--default--12"><div class="cmp-text">{super().block(block)}</div></div>'


def aem(s: Sheet) -> str:
    """Adobe Experience Manager: grid columns, mega-menu with descriptions, contact box for the press."""
    a = s.article
    mega = "".join(
        f'<li class="cmp-navigation__item"><a href="/m{at}">{name}</a><div class="mega"><p>{t.summary}</p></div></li>'
        for at, (name, t) in enumerate(zip(s.menu(6), s.teasers(6, "mega"), strict=False))
    )
    return f"""<!DOCTYPE HTML><html lang="{a.language}"><head><meta charset="UTF-8"/><title>{s.title}</title>{metas(template="press-release", description=s.standfirst, date=f"{a.published:%Y-%m-%d}", og_title=s.title, og_type="website")}<link rel="canonical" href="{s.url}"/></head>
<body class="page basicpage"><div class="root container responsivegrid"><div class="cmp-container"><header class="experiencefragment"><nav class="cmp-navigation"><ul>{mega}</ul></nav></header><main class="container responsivegrid"><div class="cmp-breadcrumb"><ol><li><a href="/">{s.say("home")}</a></li><li>{esc(a.section)}</li></ol></div>
<div class="title"><div class="cmp-title"><h1 class="cmp-title__text">{s.title}</h1></div></div><div class="pressmeta"><span class="cmp-date">{s.day()}</span>{f"<span>{s.byline()}</span>" if a.authors else ""}</div>
<div class="aem-Grid aem-Grid--12">{f'<div class="text intro"><div class="cmp-text"><p><b>{esc(a.standfirst)}</b></p></div></div>' if a.standfirst else ""}{_Aem(a).html()}</div>
<div class="contactbox"><h2>{s.say("follow")}</h2></div><div class="cmp-list"><h2>{s.say("related")}</h2><ul>{"".join(f'<li class="cmp-list__item"><a href="{t.url}"><span class="cmp-list__item-title">{t.title}</span></a><span class="cmp-list__item-date">{s.day(t.published)}</span></li>' for t in s.teasers(3))}</ul></div></main><footer>{s.say("copyright")}</footer></div></div></body></html>"""


class _Plone(Body):
    def image(self, block: Block) -> str:
        return f'<dl class="image-right captioned" style="width:300px"><dt><img src="a/@@images/x.jpeg" /></dt><dd class="image-caption">{inline(block.text)} ({inline(block.note)})</dd></dl>'


def plone(s: Sheet) -> str:
    """Plone at a university: `documentDescription`, portlets left and right, document actions."""
    a = s.article
    portlet = "".join(
        f'<dd class="portletItem"><a href="{t.url}" class="tile">{t.title}<span class="portletItemDetails">{s.day(t.published)}</span></a></dd>'
        for t in s.teasers(4)
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd"><html xmlns="http://www.w3.org/1999/xhtml" lang="{a.language}"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>{s.title} — {esc(s.outlet)}</title>{metas(DC__description=s.standfirst, DC__date__created=f"{a.published:%Y-%m-%d}", DC__type="News Item", DC__date__modified=f"{(a.updated or a.published):%Y-%m-%d}", generator="Plone - http://plone.example")}</head>
<body class="template-newsitem_view portaltype-news-item"><div id="visual-portal-wrapper"><div id="portal-top"><p class="hiddenStructure"><a href="#content">{s.say("skip")}</a></p><ul id="portal-globalnav">{links(s.menu(6))}</ul></div>
<table id="portal-columns"><tbody><tr><td id="portal-column-one"><dl class="portlet portletNews"><dt class="portletHeader">{s.say("most_read")}</dt>{portlet}</dl></td><td id="portal-column-content"><div id="portal-breadcrumbs"><span>{s.say("home")}</span> / <span>{esc(a.section)}</span></div><div id="content"><h1 id="parent-fieldname-title" class="documentFirstHeading">{s.title}</h1><div class="documentByLine" id="plone-document-byline"><span class="documentAuthor">{s.say("by")} <a href="/author/x">{s.byline()}</a> — </span><span class="documentPublished">{s.moment()}</span></div>
<div class="documentDescription">{esc(a.standfirst)}</div><div id="content-core"><div id="parent-fieldname-text">{_Plone(a).html()}</div></div><div class="documentActions"><ul><li><a>{s.say("share")}</a></li><li><a>{s.say("print")}</a></li></ul></div></div></td></tr></tbody></table><div id="portal-footer"><p>{s.say("copyright")}</p></div></div></body></html>"""


class _Joomla(Body):
    def promo(self, block: Block) -> str:
        return (
            f'<div class="moduletable"><p><a href="/index.php/x">{inline(block.text)}</a></p></div>'
        )

    def image(self, block: Block) -> str:
        return f'<p><img class="caption" title="{esc(block.text)}" src="/images/stories/a.jpg" border="0" /></p><p class="img_caption">{inline(block.text)} {inline(block.note)}</p>'

    def subhead(self, block: Block) -> str:
        return f"<h4>{inline(block.text)}</h4>"


def joomla(s: Sheet) -> str:
    """Joomla 3: `item-page`, dl of details, hits, pager to other articles; no canonical address."""
    a = s.article
    pager = s.teasers(2, "pager")
    return f"""<!DOCTYPE html><html xml:lang="{a.language}" lang="{a.language}"><head><meta charset="utf-8" /><base href="{s.url}" /><meta name="keywords" content="{esc(", ".join(a.tags))}" /><meta name="author" content="Super User" /><meta name="description" content="{esc(s.outlet)}" /><meta name="generator" content="Joomla! - Open Source Content Management" /><title>{s.title}</title></head>
<body class="site com_content view-article"><div class="body"><div class="container"><header class="header"><a class="brand" href="/"><span class="site-title">{esc(s.outlet)}</span></a></header><nav class="navigation"><ul class="nav menu">{links(s.menu(7))}</ul></nav><div class="row-fluid"><div id="aside" class="span3"><div class="well"><h3 class="page-header">{s.say("login")}</h3></div><div class="well"><h3>{s.say("most_read")}</h3><ul class="mostread">{"".join(f'<li><a href="{t.url}"><span itemprop="name">{t.title}</span></a></li>' for t in s.teasers(5))}</ul></div></div>
<main id="content" class="span9"><div class="item-page" itemscope itemtype="https://schema.org/Article"><meta itemprop="inLanguage" content="{a.language}" /><div class="page-header"><h2 itemprop="headline">{s.title}</h2></div><dl class="article-info muted"><dt class="article-info-term">Details</dt><dd class="createdby" itemprop="author" itemscope itemtype="https://schema.org/Person">{s.say("by")} <span itemprop="name">{s.byline()}</span></dd><dd class="category-name">{esc(a.section)}</dd><dd class="published"><span class="icon-calendar"></span><time datetime="{a.published.isoformat()}" itemprop="datePublished">{s.say("published")} {s.moment()}</time></dd><dd class="hits"><meta itemprop="interactionCount" content="UserPageVisits:{s.number % 5000}" />Hits: {s.number % 5000}</dd></dl>
<div itemprop="articleBody">{_Joomla(a).html()}</div><ul class="tags inline">{"".join(f'<li><a class="label label-info">{esc(t)}</a></li>' for t in a.tags)}</ul><ul class="pager pagenav"><li class="previous"><a href="{pager[0].url}" rel="prev">{pager[0].title}</a></li><li class="next"><a href="{pager[-1].url}">{pager[-1].title}</a></li></ul></div></main></div></div></div><footer><p>&copy; {a.published.year} {esc(s.outlet)}</p></footer></body></html>"""


class _Squarespace(Body):
    def block(self, block: Block) -> str:
        return f'<div class="sqs-block html-block sqs-block-html" data-block-type="2"><div class="sqs-block-content"><div class="sqs-html-content">{super().block(block)}</div></div></div>'

    def image(self, block: Block) -> str:
        return f'<div class="image-block-outer-wrapper"><figure class="sqs-block-image-figure"><noscript><img src="/a.jpg" /></noscript><img class="thumb-image" data-src="/a.jpg"><figcaption class="image-caption-wrapper"><div class="image-caption"><p>{inline(block.text)} {inline(block.note)}</p></div></figcaption></figure></div>'

    def paragraph(self, block: Block) -> str:
        return f'<p class="" style="white-space:pre-wrap;">{inline(block.text)}</p>'


def squarespace(s: Sheet) -> str:
    """Squarespace: site's name in the metas, dates as `March 11` with the year in an attribute only."""
    a = s.article
    return f"""<!doctype html><html lang="{a.language}"><head><meta charset="utf-8" /><title>{s.title} &mdash; {esc(s.outlet)}</title><meta property="og:site_name" content="{esc(s.outlet)}"/><meta property="og:title" content="{s.title} &mdash; {esc(s.outlet)}"/><meta property="og:type" content="article"/><meta itemprop="author" content="{s.byline(", ")}"/><meta itemprop="headline" content="{s.title}"/><meta itemprop="datePublished" content="{a.published:%Y-%m-%dT%H:%M:%S%z}"/><link rel="canonical" href="{s.url}"/>
{json_ld({"url": s.home, "name": s.outlet, "description": "", "@context": "http://schema.org", "@type": "WebSite"})}{json_ld({"name": f"{a.title} — {s.outlet}", "url": s.url, "datePublished": a.published.strftime("%Y-%m-%dT%H:%M:%S%z"), "headline": a.title, "author": ", ".join(a.authors), "@context": "http://schema.org", "@type": "Article"})}</head>
<body class="view-item collection-type-blog-basic-grid"><div id="siteWrapper"><header id="header"><a href="/">{esc(s.outlet)}</a><nav>{links(s.menu(5), '<a href="{href}">{name}</a>')}</nav></header><main id="page"><article class="sections"><div class="blog-item-wrapper"><article class="h-entry entry"><div class="blog-item-inner-wrapper"><div class="blog-item-top-wrapper"><div class="blog-item-title"><h1 class="entry-title entry-title--large p-name" itemprop="headline">{s.title}</h1></div><div class="blog-item-meta-wrapper"><time class="dt-published blog-meta-item blog-meta-item--date" datetime="{a.published.isoformat()}" pubdate><span>{s.day()}</span></time><span class="blog-author-name">{s.say("by")} {s.byline()}</span></div></div>
<div class="blog-item-content-wrapper"><div class="blog-item-content e-content"><div class="sqs-layout sqs-grid-12 columns-12">{_Squarespace(a).html()}</div></div></div></div></article></div></article><section class="item-pagination"><a class="item-pagination-link" href="{s.teasers(1)[0].url}"><h2 class="item-pagination-title">{s.teasers(1)[0].title}</h2></a></section></main><footer class="sections"><div class="newsletter-block"><h2>{s.say("newsletter")}</h2><button>{s.say("newsletter_button")}</button></div></footer></div></body></html>"""


class _Wix(Body):
    def paragraph(self, block: Block) -> str:
        return f'<div data-breakout="normal"><p class="-XEwD wMgYe" dir="auto" id="viewer-{len(block.text)}"><span class="kyIQo"><span>{inline(block.text)}</span></span></p></div><div type="empty-line" data-hook="rcv-block2"></div>'

    def subhead(self, block: Block) -> str:
        return f'<h3 class="vjM3T" id="viewer-h{len(block.text)}"><span>{inline(block.text)}</span></h3>'

    def image(self, block: Block) -> str:
        return f'<div data-hook="figure-IMAGE"><wow-image data-image-info="{{}}"><img src="/w.jpg"></wow-image><div class="_3mtS-"><span class="_1">{inline(block.text)} {inline(block.note)}</span></div></div>'


def wix(s: Sheet) -> str:
    """Wix: nameless classes, `BlogPosting`, "3 min read" beside a date without a year, recent posts."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"/><title>{s.title}</title><meta name="generator" content="Wix.com Website Builder"/><link rel="canonical" href="{s.url}"/>{metas(og_title=s.title, og_type="article", og_url=s.url, article_published_time=s.utc(), article_modified_time=s.utc(a.updated), article_author=s.byline())}
{json_ld({"@context": "https://schema.org", "@type": "BlogPosting", "headline": a.title, "datePublished": s.utc(), "dateModified": s.utc(a.updated), "mainEntityOfPage": s.url, "author": {"@type": "Person", "name": a.authors[0] if a.authors else s.outlet, "url": s.home}, "publisher": {"@type": "Organization", "name": s.outlet}})}</head>
<body><div id="SITE_CONTAINER"><header id="SITE_HEADER"><nav><ul>{links(s.menu(5))}</ul></nav></header><main id="PAGES_CONTAINER"><div data-hook="post-page"><article><div class="byline"><ul><li data-hook="user-name">{s.byline()}</li><li><span data-hook="time-ago" title="{s.day()}">{s.day().rpartition(" ")[0]}</span></li><li><span data-hook="time-to-read">{s.say("reading_time")}</span></li></ul></div><h1 data-hook="post-title"><span class="blog-post-title-font">{s.title}</span></h1><section data-hook="post-description"><div data-id="content-viewer"><div class="fTEXDR A2sIZ QrN8n"><div data-rce-version="9">{_Wix(a).html()}</div></div></div></section></article><div data-hook="post-main-actions-desktop"><button>{s.say("share")}</button></div>
<section data-hook="recent-posts"><h2>{s.say("related")}</h2>{"".join(f'<article data-hook="post-list-item"><a href="{t.url}"><p>{t.title}</p></a></article>' for t in s.teasers(3))}</section><div data-hook="comments"><h2>{s.say("comments_head")}</h2><p>{s.say("comment_rules")}</p></div></div></main><footer id="SITE_FOOTER"><p>{s.say("copyright")}</p></footer></div></body></html>"""


SYSTEMS = (
    System(
        "aem",
        aem,
        "/content/press/{slug}.html",
        ("en", "de", "nl", "sv", "tr"),
        kinds=("press release", "news", "data story", "feature"),
        standfirst_counts=True,
        count=6,
    ),
    System(
        "plone-university",
        plone,
        "/news/{slug}",
        ("en", "it", "pt", "es", "de"),
        kinds=("feature", "press release", "interview", "data story", "obituary", "news"),
        count=6,
    ),
    System(
        "joomla",
        joomla,
        "/index.php/{section}/{number}-{slug}",
        ("en", "el", "es", "tr", "id", "it", "fa", "pl"),
    ),
    System(
        "squarespace",
        squarespace,
        "/journal/{slug}",
        ("en", "fr", "nl"),
        kinds=("feature", "interview", "opinion", "recipe", "listicle", "obituary"),
        count=6,
    ),
    System(
        "wix",
        wix,
        "/post/{slug}",
        ("en", "pt", "he", "ko", "de"),
        kinds=("feature", "opinion", "recipe", "news", "letter", "listicle"),
        count=6,
    ),
)
