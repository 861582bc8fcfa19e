# ruff: noqa: E501 - markup stands as publishing systems write it
"""News told where people talk: Discourse; an intranet's wiki; sites that serve several stories at once."""

from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block


class _Cooked(Body):
    def image(self, block: Block) -> str:
        return '<div class="lightbox-wrapper"><a class="lightbox" href="/o.jpeg" title="a"><img src="/o_690.jpeg"><div class="meta"><span class="filename">a</span><span class="informations">1200×800 94 KB</span></div></a></div>'

    def promo(self, block: Block) -> str:
        return f'<aside class="onebox allowlistedgeneric"><header class="source"><a href="/x">forum.example</a></header><article class="onebox-body"><h3><a href="/x">{inline(block.text)}</a></h3></article></aside>'

    def advert(self, block: Block) -> str:
        return ""


def discourse(s: Sheet) -> str:
    """Discourse's page for crawlers: the first post is the article, the others are replies."""
    a = s.article
    replies = "".join(
        f'<div id="post_{n + 2}" itemprop="comment" itemscope itemtype="http://schema.org/Comment" class="topic-body crawler-post"><div class="crawler-post-meta"><span class="creator" itemprop="author"><a rel="nofollow" href="/u/x"><span itemprop="name">{who}</span></a></span><span class="crawler-post-infos"><time itemprop="datePublished" datetime="{at.isoformat()}" class="post-time">{s.moment(at)}</time><span itemprop="position">{n + 2}</span></span></div><div class="post" itemprop="text"><p>{text}</p></div></div>'
        for n, (who, text, at) in enumerate(s.comments(5))
    )
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title} - {esc(a.section)} - {esc(s.outlet)}</title>{metas(description=s.standfirst, generator="Discourse 3.2.0 - https://discourse.example", og_type="website", og_title=s.title, og_url=s.url, article_published_time=a.published.isoformat())}<link rel="canonical" href="{s.url}"></head><body class="crawler"><header><a href="/">{esc(s.outlet)}</a></header><div id="main-outlet" class="wrap" role="main"><div id="topic-title"><h1><a href="/t/x">{s.title}</a></h1><div class="topic-category"><span class="category-title">{esc(a.section)}</span></div></div><div itemscope itemtype="http://schema.org/DiscussionForumPosting"><meta itemprop="headline" content="{s.title}"><meta itemprop="datePublished" content="{a.published.isoformat()}"><div id="post_1" class="topic-body crawler-post"><div class="crawler-post-meta"><span class="creator" itemprop="author" itemscope itemtype="http://schema.org/Person"><a href="/u/y"><span itemprop="name">{s.byline()}</span></a></span><time class="post-time" datetime="{a.published.isoformat()}">{s.moment()}</time></div><div class="post" itemprop="text">{_Cooked(a).html()}</div><div><span class="post-likes">14 Likes</span></div></div>{replies}</div>
<div id="related-topics" class="more-topics__list"><h3>{s.say("related")}</h3><table class="topic-list"><tbody>{"".join(f'<tr><td><a href="{t.url}">{t.title}</a></td><td>3</td><td>{s.day(t.published)}</td></tr>' for t in s.teasers(5))}</tbody></table></div></div><footer><nav>{links(s.some("footer", 3))}</nav></footer></body></html>"""


class _Confluence(Body):
    def correction(self, block: Block) -> str:
        return f'<div class="confluence-information-macro confluence-information-macro-note"><span class="aui-icon"></span><div class="confluence-information-macro-body"><p>{inline(block.text)}</p></div></div>'

    def table(self, block: Block) -> str:
        rows = "".join(
            "<tr>" + "".join(f'<td class="confluenceTd">{inline(c)}</td>' for c in row) + "</tr>"
            for row in block.rows
        )
        return f'<div class="table-wrap"><table class="wrapped confluenceTable"><tbody>{rows}</tbody></table></div>'

    def image(self, block: Block) -> str:
        return f'<p><span class="confluence-embedded-file-wrapper"><img class="confluence-embedded-image" src="/a.png"></span></p><p class="caption">{inline(block.text)} {inline(block.note)}</p>'


def confluence_like(s: Sheet) -> str:
    """A wiki's blog post: breadcrumbs, labels, like-button, page tree in the sidebar."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><title>{s.title} - {esc(s.outlet)} - Confluence</title><meta name="ajs-page-id" content="{s.number}"><meta name="ajs-latest-published-page-title" content="{s.title}"><link rel="canonical" href="{s.url}"></head><body class="theme-default aui-theme-default"><div id="header"><nav class="aui-header"><ul>{links(s.menu(4))}</ul></nav></div><div class="ia-splitter"><div class="acs-side-bar"><div class="acs-side-bar-space-info"><a>{esc(s.outlet)}</a></div><ul class="plugin_blog">{"".join(f'<li><a href="{t.url}">{t.title}</a></li>' for t in s.teasers(5))}</ul></div><div id="main" class="aui-page-panel"><div id="main-header"><div id="title-heading"><ol id="breadcrumbs"><li>{s.day()}</li></ol><h1 id="title-text" class="with-breadcrumbs"><a href="/x">{s.title}</a></h1></div></div><div id="content" class="page view"><div class="page-metadata"><ul class="banner"><li class="page-metadata-modification-info">{s.say("by")} <span class="author"><a class="url fn">{s.byline()}</a></span>, <a class="last-modified">{s.day(a.updated)}</a></li></ul></div><div id="main-content" class="wiki-content">{_Confluence(a).html()}</div><div id="likes-and-labels-container"><div id="likes-section"><span class="like-summary">12 people like this</span></div><ul class="label-list">{"".join(f"<li>{esc(t)}</li>" for t in a.tags)}</ul></div><div id="comments-section"><h2>{s.say("comments_head")}</h2><ol>{"".join(f'<li class="comment-thread"><div class="comment"><p class="author">{n}</p><div class="comment-content wiki-content"><p>{t}</p></div></div></li>' for n, t, _ in s.comments(2))}</ol></div></div></div></div></body></html>"""


class _Quintype(Body):
    def block(self, block: Block) -> str:
        return f'<div class="story-element story-element-{block.kind}"><div class="arr__story-element">{super().block(block)}</div></div>'

    def promo(self, block: Block) -> str:
        return f'<div class="story-element-text-also-read"><a href="/x"><span class="also-read-prefix">Also Read</span> <h3>{inline(block.text)}</h3></a></div>'

    def post(self, block: Block) -> str:
        head = f'<h5 class="card-title">{inline(block.text)}</h5>' if block.text else ""
        return f'<div class="card-with-timeline"><div class="card-updated-at">{block.note}</div>{head}{"".join(f"<p>{inline(i)}</p>" for i in block.items)}<button>Share this update</button></div>'


def quintype(s: Sheet) -> str:
    """Quintype: story cards and elements, key events, the next story loaded below with its own heading and text."""
    a = s.article
    after = s.teasers(2, "infinite")
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title}</title><link rel="canonical" href="{s.url}">{metas(og_type="article", og_title=s.title, og_url=s.url, article_published_time=s.utc(), article_author=s.byline())}{json_ld({"@context": "http://schema.org", "@type": "LiveBlogPosting" if a.is_live else "NewsArticle", "headline": a.title, "url": s.url, "datePublished": s.utc(), "dateModified": s.utc(a.updated), "author": [{"@type": "Person", "givenName": n, "name": n} for n in a.authors], "mainEntityOfPage": {"@type": "WebPage", "@id": s.url}, "articleSection": a.section})}</head><body><div id="header"><ul>{links(s.menu(9))}</ul></div><div id="container"><div class="story-template"><div class="arr--section-name"><a>{esc(a.section)}</a></div><h1 class="arr--story-headline">{s.title}</h1><h4 class="arr--sub-headline">{esc(a.standfirst)}</h4><div class="arr--author-name">{s.byline()}</div><div class="arr--publish-details">{s.say("published")}: <time datetime="{s.utc()}">{s.moment()}</time></div><div class="arr--story-cards">{_Quintype(a).html()}</div><div class="arr--story-tags">{"".join(f"<a>{esc(t)}</a>" for t in a.tags)}</div></div>
<div class="infinite-story"><div class="story-template"><h1 class="arr--story-headline"><a href="{after[0].url}">{after[0].title}</a></h1><div class="arr--author-name">{after[0].author}</div><div class="arr--publish-details"><time datetime="{after[0].published.isoformat()}">{s.moment(after[0].published)}</time></div><div class="arr--story-cards"><div class="story-element story-element-paragraph"><p>{after[0].summary}</p></div><div class="story-element story-element-paragraph"><p>{after[-1].summary}</p></div><a class="read-full">{s.say("read_more")}</a></div></div></div></div><div id="footer">{s.say("copyright")}</div></body></html>"""


SYSTEMS = (
    System(
        "discourse",
        discourse,
        "/t/{slug}/{number}",
        ("en", "de", "fr"),
        kinds=("feature", "news", "interview", "data story", "opinion", "listicle"),
        count=5,
    ),
    System(
        "confluence-like",
        confluence_like,
        "/display/NEWS/{year}/{month}/{day}/{slug}",
        ("en", "de", "nl"),
        kinds=("news", "press release", "data story", "feature"),
        count=4,
    ),
    System("quintype", quintype, "/{section}/{slug}", ("en", "hi", "id"), takes_live=True, count=6),
)
