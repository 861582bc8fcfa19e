# ruff: noqa: E501 - markup stands as publishing systems write it
"""Systems of European publishers: Escenic, CoreMedia, Polopoly, Labrador, Livingdocs, SPIP, TYPO3."""

from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block


class _Labrador(Body):
    def image(self, block: Block) -> str:
        return (
            '<figure class="column desktop-floatRight"><div class="content"><div class="img fullwidthTarget">'
            f'<picture><source srcset="/1.webp"><img src="/1.jpg"></picture></div><div class="caption"><figcaption itemprop="caption">'
            f'{inline(block.text)}</figcaption><figcaption itemprop="author" data-byline-prefix="Foto: ">{inline(block.note)}</figcaption></div></div></figure>'
        )

    def promo(self, block: Block) -> str:
        return f'<div class="factbox"><h2 class="m-subtitle"><a href="/les">{inline(block.text)}</a></h2></div>'

    def pull_quote(self, block: Block) -> str:
        return f'<div class="quotebox column"><div class="content"><h3 class="quote"><span class="q-icon">«</span>{inline(block.text)}</h3></div></div>'


def labrador(s: Sheet) -> str:
    """Labrador CMS: byline rows, dates in a `dateGroup`, the standfirst as a subtitle of the header."""
    a = s.article
    news = json_ld(
        [
            {"@context": "http://schema.org", "@type": "WebSite", "name": s.outlet, "url": s.home},
            {
                "@context": "https://schema.org",
                "@type": "NewsArticle",
                "headline": a.title,
                "description": a.standfirst,
                "mainEntityOfPage": {"@id": s.url},
                "datePublished": s.utc(),
                "dateModified": s.utc(a.updated),
                "author": [
                    {"@type": "Person", "name": n, "email": "post@allehanda.example"}
                    for n in a.authors
                ],
            },
        ]
    )
    return f"""<!DOCTYPE html><html lang="{a.language}" class="resp_fonts"><head><meta charset="utf-8"><title>{s.title}</title>{metas(og_title=s.title, og_description=s.standfirst, og_type="article", og_url=s.url, article_published_time=s.utc(), article_tag=esc(",".join(a.tags)))}<link rel="canonical" href="{s.url}">{news}<meta name="generator" content="Labrador CMS"></head>
<body class="l4 article site_x section_nyheter"><section id="mainArticleSection" class="main article"><header class="pageElement pageHeader"><div class="section mainline"><nav class="navigation mainMenu"><ul>{links(s.menu(7))}</ul></nav><a class="login">{s.say("login")}</a></div></header>
<div class="pageWidth"><article class="news column nyheter" itemscope itemtype="http://schema.org/Article"><section class="articleHeader column hasCaption"><div class="media"><figure class="headerImage"><img itemprop="image" src="/h.jpg"></figure></div><h1 class="headline mainTitle" itemprop="headline">{s.title}</h1><h2 itemprop="description" class="subtitle">{esc(a.standfirst)}</h2>
<div class="meta"><div class="bylines"><div class="byline column" itemscope itemtype="http://schema.org/Person">{"".join(f'<div class="content"><address class="name"><span class="lab-hidden-byline-name" itemprop="name" content="{esc(n)}"></span><span class="firstname">{esc(n.split()[0])} </span><span class="lastname">{esc(" ".join(n.split()[1:]))}</span></address><span class="description">{s.say("author_role")}</span></div>' for n in a.authors)}</div></div><div class="dates"><span class="dateGroup datePublished"><span class="dateLabel">{s.say("published")} </span><time datetime="{a.published.isoformat()}">{s.moment()}</time></span></div></div></section>
<div class="articleBody column"><div class="bodytext large-12">{_Labrador(a).html()}</div></div>
<div class="column articleFooter"><span class="tags"><a class="tag">{'</a><a class="tag">'.join(esc(t) for t in a.tags)}</a></span></div></article></div>
<div class="front rows"><div class="row"><h2>{s.say("most_read")}</h2>{"".join(f'<article class="column articleTeaser"><a itemprop="url" href="{t.url}"><h2 class="headline">{t.title}</h2><p class="subtitle">{t.summary}</p></a></article>' for t in s.teasers(4))}</div></div><footer class="page"><p>{s.say("copyright")} {s.say("follow")}</p></footer></section></body></html>"""


class _Polopoly(Body):
    """Old Polopoly/Escenic output: paragraph classes, a box floated within the text."""

    def paragraph(self, block: Block) -> str:
        return f'<p class="text">{inline(block.text)}</p>'

    def subhead(self, block: Block) -> str:
        return f'<p class="subtitle"><strong>{inline(block.text)}</strong></p>'

    def promo(self, block: Block) -> str:
        return f'<div class="relatedArticles"><ul><li class="link"><a href="/art2">{inline(block.text)}</a></li></ul></div>'

    def image(self, block: Block) -> str:
        return f'<div class="articleImage right"><img src="/polopoly_fs/1.jpg" alt=""><div class="imageText">{inline(block.text)}</div><div class="photographer">{inline(block.note)}</div></div>'


def polopoly(s: Sheet) -> str:
    """Polopoly/Atex: lead paragraph inside the body, numbered address, a survey after the text."""
    a = s.article
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html lang="{a.language}"><head><title>{s.title} - {esc(a.section)} - {esc(s.outlet)}</title><meta http-equiv="Content-Type" content="text/html;charset=UTF-8"/>{metas(description=s.standfirst, polopoly_contentid=f"1.{s.number}", DC__date__issued=f"{a.published:%Y-%m-%d}")}</head>
<body class="article"><div id="wrapper"><div id="header"><div class="logo"><a href="/">{esc(s.outlet)}</a></div><ul class="level1">{links(s.menu(8))}</ul><div class="date">{s.day(a.updated)}</div></div>
<div id="main"><div id="leftcol"><div class="element article"><div class="breadcrumb"><a href="/">{s.say("home")}</a> » <a href="/s">{esc(a.section)}</a></div><h1>{s.title}</h1><div class="tools"><a class="print">{s.say("print")}</a><a class="mail">{s.say("share")}</a></div>
<div class="articleMeta"><span class="author">{s.say("by")} {s.byline()}</span> <span class="published">{s.say("published")} {s.moment()}</span></div>
<div class="body">{f'<p class="lead"><strong>{esc(a.standfirst)}</strong></p>' if a.standfirst else ""}
{_Polopoly(a).html()}</div>
<div class="poll"><h3>{s.say("comments_head")}</h3><form><label><input type="radio" name="v"> A</label><label><input type="radio" name="v"> B</label></form></div>
<div class="disqus"><h2>{s.say("comments_head")}</h2><p>{s.say("comment_rules")}</p>{"".join(f'<div class="post"><h5>{n} · {s.moment(at)}</h5><p>{t}</p></div>' for n, t, at in s.comments(3))}</div></div></div>
<div id="rightcol"><div class="element mostread"><h2>{s.say("most_read")}</h2><ol>{"".join(f'<li><a href="{t.url}">{t.title}</a></li>' for t in s.teasers(5))}</ol></div></div></div><div id="footer">{s.say("copyright")}</div></div></body></html>"""


class _Spip(Body):
    def subhead(self, block: Block) -> str:
        return f'<h3 class="spip">{inline(block.text)}</h3>'

    def image(self, block: Block) -> str:
        return f"<dl class='spip_document_12 spip_documents spip_documents_center'><dt><img src='local/cache/a.jpg' alt='' /></dt><dt class='spip_doc_titre'><strong>{inline(block.text)}</strong></dt><dd class='spip_doc_descriptif'>{inline(block.note)}</dd></dl>"

    def quote(self, block: Block) -> str:
        return f'<blockquote class="spip">{inline(block.text)} {inline(block.note)}</blockquote>'

    def list(self, block: Block) -> str:
        return (
            f'<ul class="spip">{"".join(f"<li>{inline(item)}</li>" for item in block.items)}</ul>'
        )


def spip(s: Sheet) -> str:
    """SPIP: chapo, texte, post-scriptum; forum below; hAtom's `published` abbreviations."""
    a = s.article
    forum = "".join(
        f'<li class="forum-fil"><div class="forum-message"><div class="forum-chapo"><strong class="forum-titre">{s.title}</strong> <span class="forum-auteur">{s.moment(at)}, {s.say("by")} <span class="name">{n}</span></span></div><div class="forum-texte"><p>{t}</p></div></div></li>'
        for n, t, at in s.comments(3)
    )
    return f"""<!DOCTYPE html><html class="page_article ltr {a.language} no-js" lang="{a.language}" dir="ltr"><head><title>{s.title} - {esc(s.outlet)}</title><meta name="description" content="{s.standfirst}" /><meta charset="utf-8" /><meta name="generator" content="SPIP 3.2.19" /><link rel="canonical" href="{s.url}" /></head>
<body class="pas_surlignable"><div class="page"><div class="header"><strong id="logo_site_spip"><a rel="start home" href="/">{esc(s.outlet)}</a></strong></div><div class="nav" id="nav"><ul>{links(s.menu(7))}</ul></div><div class="main"><div class="wrapper hfeed"><div class="content hentry" id="content"><p class="arbo"><a href="/">{s.say("home")}</a> &gt; <a href="/rubrique1">{esc(a.section)}</a></p>
<div class="cartouche"><h1 class="crayon article-titre-1 surlignable entry-title">{s.title}</h1><p class="info-publi"><abbr class="published" title="{s.utc()}">{s.day()}</abbr><span class="sep">, </span><span class="auteurs">{s.say("by")} <span class="vcard author"><a class="url fn spip_in" href="auteur3">{s.byline(", ")}</a></span></span></p></div>
{f'<div class="crayon chapo surlignable entry-summary"><p>{esc(a.standfirst)}</p></div>' if a.standfirst else ""}<div class="crayon texte surlignable entry-content">{_Spip(a).html()}</div>
<a href="#forum" name="forum"></a><h2>{s.say("comments_head")}</h2><ul class="forum">{forum}</ul><form class="formulaire_spip"><p class="explication">{s.say("comment_rules")}</p></form></div></div>
<div class="aside"><div class="rubriques"><h2>{s.say("related")}</h2><ul>{"".join(f'<li><a href="{t.url}">{t.title}</a></li>' for t in s.teasers(4))}</ul></div></div></div><div class="footer"><p class="colophon">{a.published.year} — {esc(s.outlet)} | <a rel="contents" href="/plan">{s.say("menu")}</a> | SPIP</p></div></div></body></html>"""


class _Typo3(Body):
    def image(self, block: Block) -> str:
        return f'<div class="news-img-wrap"><div class="outer"><div class="mediaelement mediaelement-image"><img src="/fileadmin/_processed_/a.jpg"></div></div><p class="news-img-caption">{inline(block.text)} {inline(block.note)}</p></div>'

    def list(self, block: Block) -> str:
        return f'<ul class="rte-list">{"".join(f"<li>{inline(item)}</li>" for item in block.items)}</ul>'


def typo3(s: Sheet) -> str:
    """TYPO3 with the news extension, as authorities and universities use it: microdata, cookie box in the source."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><!-- This website is powered by TYPO3 - inspiring people to share! --><title>{s.title} - {esc(s.outlet)}</title><meta name="generator" content="TYPO3 CMS"/>{metas(description=s.standfirst, og_title=s.title, og_type="article", og_url=s.url)}<link rel="canonical" href="{s.url}"/></head>
<body id="p{s.number}"><div id="cookie-consent" class="cookiebox"><p>{s.say("cookies")}</p><button>{s.say("accept")}</button><button>{s.say("reject")}</button></div><a class="sr-only" href="#content">{s.say("skip")}</a><header><div class="logo"><a href="/">{esc(s.outlet)}</a></div><nav class="main-navigation"><ul>{links(s.menu(6))}</ul></nav></header>
<main id="content"><!--TYPO3SEARCH_begin--><div class="news news-single"><div class="article" itemscope="itemscope" itemtype="http://schema.org/Article"><div class="header"><h1 itemprop="headline">{s.title}</h1></div><div class="footer"><p><span class="news-list-date"><time itemprop="datePublished" datetime="{a.published:%Y-%m-%d}">{a.published:%d.%m.%Y}</time></span> <span class="news-list-category">{esc(a.section)}</span>{f' <span class="news-list-author">{s.say("by")} {s.byline()}</span>' if a.authors else ""}</p></div>
{f'<div class="teaser-text" itemprop="description"><p>{esc(a.standfirst)}</p></div>' if a.standfirst else ""}<div class="news-text-wrap" itemprop="articleBody">{_Typo3(a).html()}</div>
<div class="news-backlink-wrap"><a href="/news">{s.say("home")}</a></div><div class="news-related-wrap"><div class="news-related news-related-news"><h4>{s.say("related")}</h4><ul>{"".join(f'<li><span class="news-related-news-date">{t.published:%d.%m.%Y}</span> <a href="{t.url}">{t.title}</a></li>' for t in s.teasers(3))}</ul></div></div></div></div><!--TYPO3SEARCH_end--></main>
<footer><div class="contact"><strong>{s.say("follow")}</strong></div><ul>{links(s.some("footer", 5))}</ul></footer></body></html>"""


SYSTEMS = (
    System("labrador", labrador, "/{slug}/{number}", ("sv", "en", "nl", "de"), count=6),
    System(
        "polopoly",
        polopoly,
        "/{section}/{slug}-1.{number}",
        ("es", "it", "nl", "en", "fr"),
        standfirst_counts=True,
        kinds=("news", "flash", "opinion", "match report", "letter", "feature"),
    ),
    System(
        "spip",
        spip,
        "/spip.php?article{number}",
        ("fr", "es", "it", "pt", "ar", "en"),
        kinds=("news", "feature", "flash", "opinion", "interview"),
        standfirst_counts=True,
    ),
    System(
        "typo3-news",
        typo3,
        "/aktuelles/detail/{slug}",
        ("de", "nl", "pl", "en"),
        kinds=("news", "press release", "feature", "opinion", "listicle", "data story"),
        standfirst_counts=True,
    ),
)
