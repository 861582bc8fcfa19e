# ruff: noqa: E501 - markup stands as publishing systems write it
"""Publishing for single writers: Ghost, Substack, a Medium-like site, Blogger."""

import json

from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block


class _Koenig(Body):
    """Ghost's cards."""

    def image(self, block: Block) -> str:
        return (
            '<figure class="kg-card kg-image-card kg-width-wide kg-card-hascaption"><img src="/content/'
            'images/size/w1000/a.jpg" class="kg-image" loading="lazy"><figcaption><span style="white-space'
            f': pre-wrap;">{inline(block.text)} {inline(block.note)}</span></figcaption></figure>'
        )

    def promo(self, block: Block) -> str:
        return (
            '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="/other">'
            f'<div class="kg-bookmark-content"><div class="kg-bookmark-title">{inline(block.text)}</div>'
            '<div class="kg-bookmark-metadata"><span class="kg-bookmark-author">Ghost</span></div></div>'
            "</a></figure>"
        )

    def correction(self, block: Block) -> str:
        return (
            '<div class="kg-card kg-callout-card kg-callout-card-grey"><div class="kg-callout-emoji">✏️</div>'
            f'<div class="kg-callout-text">{inline(block.text)}</div></div>'
        )

    def embed(self, block: Block) -> str:
        return f'<figure class="kg-card kg-embed-card">{super().embed(block)}</figure>'


def ghost(s: Sheet) -> str:
    """Ghost's theme Source: call for members below the text, more posts in cards."""
    a = s.article
    article = json_ld(
        {
            "@context": "https://schema.org",
            "@type": "Article",
            "publisher": {"@type": "Organization", "name": s.outlet, "url": s.home},
            "author": {"@type": "Person", "name": a.authors[0]} if a.authors else None,
            "contributor": [{"@type": "Person", "name": name} for name in a.authors[1:]] or None,
            "headline": a.title,
            "url": s.url,
            "datePublished": s.utc(a.published),
            "dateModified": s.utc(a.updated or a.published),
            "keywords": ", ".join(a.tags),
            "mainEntityOfPage": s.url,
        }
    )
    cards = "".join(
        f'<article class="gh-card post"><a class="gh-card-link" href="{t.url}"><div class="gh-card-wrapper">'
        f'<h3 class="gh-card-title is-title">{t.title}</h3><p class="gh-card-excerpt is-body">{t.summary}</p>'
        f'<footer class="gh-card-meta"><span class="gh-card-author">{s.say("by")} {t.author}</span> '
        f'<time class="gh-card-date" datetime="{t.published:%Y-%m-%d}">{s.day(t.published)}</time></footer>'
        "</div></a></article>"
        for t in s.teasers(4, "cards")
    )
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><title>{s.title}</title><meta charset="utf-8">
<link rel="canonical" href="{s.url}"><meta name="referrer" content="no-referrer-when-downgrade">
{metas(og_site_name=esc(s.outlet), og_type="article", og_title=s.title, og_description=s.standfirst, og_url=s.url, article_published_time=a.published.isoformat(), twitter_title=s.title, twitter_label1="Written by", twitter_data1=s.byline())}
{article}<meta name="generator" content="Ghost 5.87"></head><body class="post-template tag-news has-serif-title">
<div class="gh-viewport"><header id="gh-navigation" class="gh-navigation gh-outer"><div class="gh-navigation-brand"><a class="gh-navigation-logo is-title" href="/">{esc(s.outlet)}</a></div><nav class="gh-navigation-menu"><ul class="nav">{links(s.menu(5))}</ul></nav><a class="gh-button" href="#/portal/signup" data-portal="signup">{s.say("subscribe")}</a></header>
<main class="gh-main"><article class="gh-article post"><header class="gh-article-header gh-canvas"><a class="gh-article-tag" href="/tag/x/">{esc(a.section)}</a>
<h1 class="gh-article-title is-title">{s.title}</h1><p class="gh-article-excerpt is-body">{esc(a.standfirst)}</p>
<div class="gh-article-meta"><div class="gh-article-meta-wrapper"><h4 class="gh-article-author-name"><a href="/author/x/">{s.byline()}</a></h4><div class="gh-article-meta-content"><time class="gh-article-meta-date" datetime="{a.published:%Y-%m-%d}">{s.day()}</time><span class="gh-article-meta-length"><span class="bull">—</span> {s.say("reading_time")}</span></div></div></div></header>
<section class="gh-content gh-canvas is-body drop-cap">{_Koenig(a).html()}</section></article>
<div class="gh-comments gh-canvas"><div class="gh-comments-header"><h2>{s.say("comments_head")}</h2></div><script defer src="https://cdn.ghost.example/comments.js" data-post-id="6"></script></div></main>
<section class="gh-container is-grid gh-outer"><h2 class="gh-container-title">{s.say("read_more")}</h2><div class="gh-feed">{cards}</div></section>
<footer class="gh-footer gh-outer"><section class="gh-footer-signup"><h2 class="gh-footer-signup-header is-title">{esc(s.outlet)}</h2><p class="gh-footer-signup-subhead is-body">{s.say("newsletter")}</p><form data-members-form="signup"><button>{s.say("newsletter_button")}</button></form></section><div class="gh-footer-copyright">Powered by <a href="https://ghost.example/">Ghost</a></div></footer></div></body></html>"""


class _Substack(Body):
    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.article)
        self.sheet = sheet

    def after(self, at: int) -> str:
        if at != 3:
            return ""
        s = self.sheet
        return (
            '<div class="subscription-widget-wrap" data-attrs="{&quot;url&quot;:&quot;/subscribe&quot;}">'
            f'<div class="subscription-widget show-subscribe"><div class="preamble"><p class="cta-caption">'
            f'{s.say("newsletter")}</p></div><form class="subscription-widget-subscribe"><input type="email">'
            f"</form></div></div>"
        )

    def image(self, block: Block) -> str:
        return (
            '<div class="captioned-image-container"><figure><a class="image-link image2 is-viewable-img" '
            'href="/i.jpg"><div class="image2-inset"><picture><img src="/i_1456.jpg" class="sizing-normal"'
            f' alt=""></picture></div></a><figcaption class="image-caption">{inline(block.text)} '
            f"{inline(block.note)}</figcaption></figure></div>"
        )

    def pull_quote(self, block: Block) -> str:
        return f'<div class="pullquote"><p>{inline(block.text)}</p></div>'

    def footnote(self, block: Block) -> str:
        return (
            '<div class="footnote" data-component-name="FootnoteToDOM"><a id="footnote-1" class='
            f'"footnote-number">1</a><div class="footnote-content"><p>{inline(block.text)}</p></div></div>'
        )


def substack(s: Sheet) -> str:
    """Substack: subscription boxes within the text, likes, discussion, the state as JSON."""
    a = s.article
    news = json_ld(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "url": s.url,
            "mainEntityOfPage": s.url,
            "headline": a.title,
            "description": a.standfirst,
            "datePublished": a.published.isoformat(),
            "dateModified": (a.updated or a.published).isoformat(),
            "isAccessibleForFree": True,
            "author": [
                {
                    "@type": "Person",
                    "name": name,
                    "url": "https://substack.example/@x",
                    "identifier": "user:1",
                }
                for name in a.authors
            ],
            "publisher": {"@type": "Organization", "name": s.outlet},
        }
    )
    said = json.dumps(
        {"post": {"title": a.title, "post_date": a.published.isoformat()}}, ensure_ascii=False
    )
    comments = "".join(
        f'<div class="comment"><table class="comment-content"><tr><td class="comment-head"></td><td class='
        f'"comment-rest"><div class="comment-meta"><a href="/u">{name}</a> <a class="comment-timestamp">'
        f'{s.day(at)}</a></div><div class="comment-body"><p><span>{text}</span></p></div></td></tr></table></div>'
        for name, text, at in s.comments(2)
    )
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8" /><title data-rh="true">{s.title} - {s.byline()}</title>
<link rel="canonical" href="{s.url}" />{metas(og_type="article", og_title=s.title, og_description=s.standfirst, author=s.byline(), og_url=s.url)}{news}</head>
<body class=""><div id="entry"><div id="main" class="main typography use-theme-bg"><div class="topbar"><div class="topbar-content"><div class="logo-container"><h1 class="name headline"><a href="/" class="navbar-title-link">{esc(s.outlet)}</a></h1></div><div class="buttons"><button>{s.say("subscribe")}</button><button>{s.say("login")}</button></div></div></div>
<div class="available-content-wrapper"><div class="single-post-container"><div class="single-post"><article class="typography newsletter-post post">
<div class="post-header" role="region"><h1 dir="auto" class="post-title published">{s.title}</h1><h3 dir="auto" class="subtitle">{esc(a.standfirst)}</h3>
<div class="pencraft pc-display-flex byline-wrapper"><div class="pencraft profile-hover-card-target"><a href="https://substack.example/@x">{s.byline()}</a></div><div class="pencraft meta-EgzBVA">{s.day()}</div></div>
<div class="post-ufi"><a class="post-ufi-button"><div class="label">48</div></a><a class="post-ufi-button"><div class="label">7</div></a><a class="post-ufi-button">{s.say("share")}</a></div></div>
<div class="available-content"><div dir="auto" class="body markup">{_Substack(s).html()}
<p class="button-wrapper" data-component-name="ButtonCreateButton"><a class="button primary" href="/p/share"><span>{s.say("share")}</span></a></p></div></div></article></div>
<div class="discussion"><h4>{s.say("comments_head")}</h4>{comments}</div></div></div>
<div class="footer-wrap"><div class="footer"><p class="footer-substack-cta">© {a.published.year} {s.byline()} · {s.say("footer")}</p></div></div></div></div>
<script>window._preloads = JSON.parse({json.dumps(said, ensure_ascii=False)})</script></body></html>"""


def blogger(s: Sheet) -> str:
    """Blogger: date header above the post, `<br />` and bare text, archive and labels at the side."""
    a = s.article
    text = "".join(
        f'<div style="text-align: justify;">{html}</div><div><br /></div>'
        for html in _Plain(a).parts()
    )
    archive = "".join(
        f'<li class="archivedate"><a class="post-count-link" href="/a">{t.title}</a></li>'
        for t in s.teasers(5, "archive")
    )
    comments = "".join(
        f'<li class="comment"><div class="comment-block"><div class="comment-header"><cite class="user">{name}'
        f'</cite><span class="datetime secondary-text">{s.moment(at)}</span></div><p class="comment-content">{text}</p></div></li>'
        for name, text, at in s.comments(3)
    )
    return f"""<!DOCTYPE html><html class='v2' dir='{s.direction}' lang='{a.language}'><head><meta content='text/html; charset=UTF-8' http-equiv='Content-Type'/><meta content='blogger' name='generator'/>
<link href='{s.url}' rel='canonical'/><meta content='{s.url}' property='og:url'/><meta content='{s.title}' property='og:title'/>
<title>{esc(s.outlet)}: {s.title}</title></head><body class='loading variant-simple'><div class='body-fauxcolumns'></div><div class='content-outer'><header><div class='titlewrapper'><h1 class='title'><a href='/'>{esc(s.outlet)}</a></h1></div><div class='descriptionwrapper'><p class='description'><span>{s.say("follow")}</span></p></div></header>
<div class='main-outer'><div class='column-center-inner'><div class='main section' id='main'><div class='widget Blog'><div class='blog-posts hfeed'><div class="date-outer"><h2 class='date-header'><span>{s.day()}</span></h2><div class="date-posts"><div class='post-outer'>
<div class='post hentry uncustomized-post-template' itemprop='blogPost' itemscope='itemscope' itemtype='http://schema.org/BlogPosting'><h3 class='post-title entry-title' itemprop='name'>{s.title}</h3><div class='post-header'></div>
<div class='post-body entry-content' id='post-body-{s.number}' itemprop='description articleBody'>{text}<div style='clear: both;'></div></div>
<div class='post-footer'><div class='post-footer-line post-footer-line-1'><span class='post-author vcard'>{s.say("by")} <span class='fn' itemprop='author' itemscope='itemscope' itemtype='http://schema.org/Person'><span itemprop='name'>{s.byline()}</span></span></span>
<span class='post-timestamp'>- <a class='timestamp-link' href='{s.url}' rel='bookmark'><abbr class='published' itemprop='datePublished' title='{a.published.isoformat()}'>{s.day()}</abbr></a></span></div><div class='post-footer-line post-footer-line-2'><span class='post-labels'>{s.say("tags")}: {", ".join(f"<a href='/search/label/x' rel='tag'>{esc(t)}</a>" for t in a.tags)}</span></div></div></div>
<div class='comments' id='comments'><h4>{s.say("comments_head")}:</h4><ol>{comments}</ol></div></div></div></div></div><div class='blog-pager' id='blog-pager'><a class='blog-pager-newer-link' href='/n'>{s.say("read_more")}</a></div></div></div></div>
<div class='column-right-inner'><div class='widget BlogArchive'><h2>{s.say("most_read")}</h2><ul class='hierarchy'>{archive}</ul></div><div class='widget Label'><ul>{links(s.menu(6))}</ul></div></div></div></div></body></html>"""


class _Plain(Body):
    def parts(self) -> tuple[str, ...]:
        return tuple(html for html in (self.block(block) for block in self.article.blocks) if html)

    def paragraph(self, block: Block) -> str:
        return inline(block.text, "i")

    def subhead(self, block: Block) -> str:
        return f"<b>{inline(block.text)}</b>"

    def question(self, block: Block) -> str:
        return f"<b>{inline(block.text)}</b>"

    def image(self, block: Block) -> str:
        return (
            '<table align="center" class="tr-caption-container"><tbody><tr><td><a href="/s.jpg"><img border='
            f'"0" src="/s400.jpg" /></a></td></tr><tr><td class="tr-caption">{inline(block.text)} '
            f"{inline(block.note)}</td></tr></tbody></table>"
        )

    def advert(self, block: Block) -> str:
        return ""


SYSTEMS = (
    System("ghost-source", ghost, "/{slug}/", ("en", "de", "fr", "sv", "pt", "ja")),
    System(
        "substack",
        substack,
        "/p/{slug}",
        ("en", "es"),
        kinds=("opinion", "feature", "interview", "recipe", "listicle", "obituary", "data story"),
        count=6,
    ),
    System(
        "blogger",
        blogger,
        "/{year}/{month}/{slug}.html",
        ("en", "it", "pt", "id", "tr", "es"),
        kinds=("opinion", "feature", "recipe", "news", "listicle", "letter"),
        query="?m=1",
    ),
)
