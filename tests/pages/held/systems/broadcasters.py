# ruff: noqa: E501 - markup stands as publishing systems write it
"""Broadcasters, tabloids, sport and live tickers: components with hashed names, adverts amid the text."""

from tests.pages.held.systems.common import changed, iso, persons, readers, stories
from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Article, Block


class _Hashed(Body):
    def paragraph(self, block: Block) -> str:
        return f'<div class="css-53u6y8"><div class="css-1xdhyk6 e1y9q0ei0">{inline(block.text, "b")}</div></div>'

    def subhead(self, block: Block) -> str:
        return f'<div class="css-53u6y8"><div role="heading" aria-level="3" class="css-1aoo5yy">{inline(block.text)}</div></div>'

    def list(self, block: Block) -> str:
        return f'<div class="css-53u6y8"><ul class="css-1h2i7mr" role="list">{"".join(f"<li class=css-9o2c8q><div>{inline(i)}</div></li>" for i in block.items)}</ul></div>'

    def image(self, block: Block) -> str:
        return f'<div class="css-79elbk"><div class="css-1qn0xuc"><img src="/ic/480.jpg" alt="{esc(block.text)}"><div class="css-12ckuvk">{inline(block.note)}</div></div><div class="css-t09o8h"><span class="css-h4vr6k">Image caption, </span><div class="css-fk8o2">{inline(block.text)}</div></div></div>'

    def quote(self, block: Block) -> str:
        return f'<div class="css-q1a2z3"><div class="css-qt">{inline(block.text)}</div><div class="css-qs">{inline(block.note)}</div></div>'

    def pull_quote(self, block: Block) -> str:
        return f'<div class="css-pq0x1" aria-hidden="true"><div>{inline(block.text)}</div></div>'

    def promo(self, block: Block) -> str:
        return f'<div class="css-1n7hynb" data-testid="inline-promo"><a href="/x"><div class="css-1f3bvyz">{inline(block.text)}</div></a></div>'

    def question(self, block: Block) -> str:
        return f'<div class="css-53u6y8"><div class="css-1xdhyk6"><b>{inline(block.text)}</b></div></div>'

    def post(self, block: Block) -> str:
        head = (
            f'<div class="css-1wk8f" role="heading">{inline(block.text)}</div>'
            if block.text
            else ""
        )
        said = "".join(f'<div class="css-1xdhyk6">{inline(i)}</div>' for i in block.items)
        return f'<div class="css-lx7v" data-testid="post"><div class="css-tm8"><span>{block.note}</span></div>{head}{said}<div class="css-shr">Share this post</div></div>'

    def advert(self, block: Block) -> str:
        return '<div class="css-ad7x" id="dfp-mid-1"></div>'


def react_divs(s: Sheet) -> str:
    """Not one `p`: all text in `div`s with hashed class names; facts in metas and a state script only."""
    a = s.article
    state = json_ld({"props": {"page": {"id": s.number}}}).replace(
        "application/ld+json", "application/json"
    )
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title data-rh="true">{s.title} - {esc(s.outlet)}</title><link data-rh="true" rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article", og_url=s.url, description=s.standfirst, article_published_time=s.utc(), article_modified_time=s.utc(a.updated), byl=f"{s.say('by')} {s.byline()}", article_section=esc(a.section))}</head><body><div id="__root"><div class="css-1q7kx"><div class="css-nav0"><div>{links(s.menu(9), '<a class="css-mn1" href="{href}">{name}</a>')}</div><div class="css-sb9">{s.say("subscribe")}</div></div><div class="css-hero"><div class="css-kick">{esc(a.section)}</div><h1 class="css-1lk0r">{s.title}</h1><div class="css-dek7">{esc(a.standfirst)}</div><div class="css-by4"><span>{s.say("by")} </span><span class="css-nm2">{s.byline()}</span></div><div class="css-dt1"><span>{s.say("published")} {s.moment()}</span></div></div><div class="css-st0ry">{_Hashed(a).html()}</div><div class="css-rel">{s.say("related")}<div class="css-1f3bvyz">{stories(s, 4, '<div class="css-crd"><a href="{url}"><div class="css-crt">{title}</div><div class="css-crd2">{summary}</div><div class="css-crm">{day}</div></a></div>')}</div></div><div class="css-nl5"><div class="css-1xdhyk6">{s.some("newsletter", 1)[0]}</div><button>{s.say("newsletter_button")}</button></div><div class="css-ft9"><div>{s.say("copyright")}</div></div></div></div>{state}</body></html>"""


class _Tabloid(Body):
    def __init__(self, article: Article, s: Sheet) -> None:
        super().__init__(article)
        self.s = s

    def paragraph(self, block: Block) -> str:
        return f'<p class="par-text-with-font"><font style="font-size: 1.2em;">{inline(block.text, "strong")}</font></p>'

    def subhead(self, block: Block) -> str:
        return f'<h3 class="par-headline"><font style="font-size: 1.4em;">{inline(block.text)}</font></h3>'

    def image(self, block: Block) -> str:
        return f'<div class="artSplitter par-img-group"><div class="mol-img"><div class="image-wrap"><img src="/i/pix/1.jpg" class="blkBorder"><button class="share-overlay">+4</button><a>View gallery</a></div></div><p class="imageCaption">{inline(block.text)} <i>{inline(block.note)}</i></p></div>'

    def advert(self, block: Block) -> str:
        return f'<div class="adHolder mpu_puff"><p>{self.s.say("advert")}</p></div>'

    def promo(self, block: Block) -> str:
        return f'<div class="art-ins rotator"><h4>{self.s.say("read_also")}</h4><div class="related-carousel"><ul><li><a href="/r1"><span>{inline(block.text)}</span></a><span class="arrow">▶</span></li></ul></div></div>'

    def pull_quote(self, block: Block) -> str:
        return f'<div class="art-ins quote"><p>“{inline(block.text)}”</p></div>'

    def after(self, at: int) -> str:
        shop = self.s.some("advert", 2)[-1]
        match at:
            case 0:
                return f'<div class="vjs-video-container"><p class="video-title">{self.s.teasers(1, "video")[0].title}</p><div>Loaded: 0%</div><div>0:00</div><div>Current Time 0:00 / Duration 1:04</div></div>'
            case 2 | 5 | 8:
                return f'<div class="taboola-mid"><span>{shop}</span>{stories(self.s, 2, "<a>{title}</a>", str(at))}</div>'
            case 4:
                return f'<div class="floatRHS newsletter-puff"><p>{self.s.some("newsletter", 1)[0]}</p></div>'
            case _:
                return ""


def heavy_tabloid(s: Sheet) -> str:
    """`font` in each paragraph; a player, carousels, adverts and puffs between them; three lists of other stories; comments."""
    a = s.article
    shares = "".join(f"<li>{one}</li>" for one in s.some("share", 3))
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{s.title} | {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article", article_published_time=iso(s), article_modified_time=changed(s), author=s.byline(" "), keywords=", ".join(esc(t) for t in a.tags))}</head><body id="page" class="news"><div class="masthead"><ul class="nav-primary">{links(s.menu(12))}</ul><div class="weather-mini">11°C 4 PM</div></div><div id="content" class="article"><div class="alpha"><div class="article-text" id="js-article-text"><h2>{s.title}</h2>{f'<ul class="par-bullets-with-font"><li class="dek"><strong>{esc(a.standfirst)}</strong></li></ul>' if a.standfirst else ""}<p class="author-section byline-plain">{s.say("by")} <a class="author" href="/author">{s.byline()}</a></p><p class="byline-section"><span class="article-timestamp article-timestamp-published"><span class="article-timestamp-label">{s.say("published")}:</span> <time datetime="{iso(s)}">{s.moment()}</time></span> {f'| <span class="article-timestamp-updated"><span class="article-timestamp-label">{s.say("updated")}:</span> <time datetime="{changed(s)}">{s.moment(a.updated)}</time></span>' if a.updated else ""}</p><div class="shareArticles"><ul class="article-icon-links-container">{shares}<li><p>1.2k</p> shares</li><li class="readerCommentsCount">87 <span>View comments</span></li></ul></div><div itemprop="articleBody">{_Tabloid(a, s).html()}</div></div><div id="articleIconLinksContainer"><h4>{s.some("share", 4)[-1]}</h4></div><div class="comments" id="reader-comments"><h3>{s.say("comments_head")}</h3><p>{s.say("comment_rules")}</p>{readers(s, 4, '<div class="comment"><div class="comment-body"><p class="user-info">{name}, <span>{day}</span></p><p class="comment-text">{text}</p></div><div class="comment-votes">412 / 12</div></div>')}</div><div class="infinite-list">{stories(s, 5, '<div class="article"><h3><a href="{url}">{title}</a></h3><p>{summary}</p></div>', "inf")}</div></div><div class="beta"><div class="femail puff"><h3>{s.say("most_read")}</h3><ul>{stories(s, 9, '<li><a href="{url}"><span class="pufftext">{title} {summary}</span></a></li>', "puff")}</ul></div></div></div><div class="page-footer">{s.say("copyright")}</div></body></html>"""


class _Ticker(Body):
    def post(self, block: Block) -> str:
        head = f'<h4 class="lb-post__title">{inline(block.text)}</h4>' if block.text else ""
        said = "".join(f"<p>{inline(i)}</p>" for i in block.items)
        return f'<li class="lb-timeline-post" data-js-post-id="urn:{len(block.note)}"><article class="lb-post"><header class="lb-post-meta"><div class="lb-post-date" data-js-timestamp="1">{block.note}</div></header><div class="lb-post__content">{head}<div class="lb-item item--text">{said}</div></div><footer class="lb-post__footer"><a class="lb-share">Facebook</a><a class="lb-share">X</a></footer></article></li>'

    def embed(self, block: Block) -> str:
        return f'<li class="lb-timeline-post"><article class="lb-post item--embed"><div class="item--embed__element"><p class="title">{inline(block.note)}</p><p class="description">{inline(block.text)}</p></div></article></li>'


def live_vendor(s: Sheet) -> str:
    """A vendor's timeline inside the outlet's page: posts as list items with share links, the newest first."""
    a = s.article
    posts = [
        {
            "@type": "BlogPosting",
            "headline": b.text or a.title,
            "datePublished": iso(s),
            "articleBody": " ".join(b.items),
        }
        for b in a.blocks
        if b.kind == "post"
    ]
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article")}{json_ld({"@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": a.title, "url": s.url, "datePublished": iso(s), "dateModified": changed(s), "coverageStartTime": iso(s), "coverageEndTime": changed(s), "author": persons(s), "liveBlogUpdate": posts} if a.is_live else {"@context": "https://schema.org", "@type": "NewsArticle", "headline": a.title, "datePublished": iso(s), "dateModified": changed(s), "author": persons(s)})}</head><body><header class="topbar"><a>{esc(s.outlet)}</a><nav>{links(s.menu(7))}</nav></header><main><div class="story-head"><span class="live-flag">{esc(a.section)}</span><h1>{s.title}</h1><p class="standfirst">{esc(a.standfirst)}</p><p class="reporters">{s.byline()}</p><p class="stamp">{s.say("updated")} {s.moment(a.updated)}</p></div><div class="lb-rich lb-timeline"><div class="lb-bar"><div class="lb-bar__sort"><button>Newest first</button><button>Oldest first</button></div></div><section class="lb-posts list-group normal"><ul class="lb-list">{_Ticker(a).html()}</ul><button class="load-more-posts">{s.say("read_more")}</button></section><div class="lb-brand">Live blog software by Tickerly</div></div></main><aside class="right-rail"><h3>{s.say("most_read")}</h3><ul>{stories(s, 5, '<li><time>{day}</time> <a href="{url}">{title}</a></li>')}</ul></aside><footer>{s.say("copyright")}</footer></body></html>"""


class _Sport(Body):
    def __init__(self, article: Article, s: Sheet) -> None:
        super().__init__(article)
        self.s = s

    def image(self, block: Block) -> str:
        return f'<aside class="inline inline-photo full"><figure><div class="img-wrap"><picture><img src="/photo/1.jpg"></picture></div><figcaption class="photoCaption">{inline(block.text)}<cite>{inline(block.note)}</cite></figcaption></figure></aside>'

    def promo(self, block: Block) -> str:
        return f'<aside class="inline editorial float-r"><h2>{self.s.say("related")}</h2><ul><li><a>{inline(block.text)}</a></li></ul></aside>'

    def pull_quote(self, block: Block) -> str:
        return (
            f'<aside class="inline pullquote"><blockquote>{inline(block.text)}</blockquote></aside>'
        )

    def after(self, at: int) -> str:
        if at == 0:
            return '<aside class="inline odds-cell"><table class="odds"><tr><th>Line</th><th>O/U</th></tr><tr><td>-2.5</td><td>111.5</td></tr></table><p>Odds are subject to change. 18+ only. Please gamble responsibly.</p></aside>'
        return ""


def sports_portal(s: Sheet) -> str:
    """A score strip above, a table of standings and odds beside and amid the text, the date in a data attribute and as text."""
    a = s.article
    rows = "".join(
        f"<tr><td>{n}</td><td>{team}</td><td>{30 - n}</td></tr>"
        for n, team in enumerate(("Kestrels", "Comets", "Herons", "Stags"), 1)
    )
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title} - {esc(s.outlet)} Sport</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article", description=s.standfirst, DC_date_issued=s.utc())}{json_ld({"@context": "https://schema.org", "@type": "SportsEvent", "name": "Final", "startDate": "2026-10-01T19:00:00Z"})}{json_ld({"@context": "https://schema.org", "@type": "NewsArticle", "headline": a.title, "datePublished": s.utc(), "dateModified": s.utc(a.updated), "author": persons(s)})}</head><body class="story desktop"><div class="scoreboard-strip"><div class="score">FT Kestrels 61 Stags 47</div><div class="score">FT Harriers 50 Tui 52</div><div class="score">Sat 7:40 PM Herons v Kestrels</div></div><nav>{links(s.menu(8))}</nav><section id="article-feed"><article class="article"><div class="article-header"><h1>{s.title}</h1></div><div class="article-social">{s.say("share")}</div><div class="article-body"><div class="article-meta"><ul class="authors"><li><div class="author has-bio">{s.byline()}<span class="author-role">{s.say("author_role")}</span></div></li></ul><span class="timestamp" data-date="{s.utc()}">{s.moment()}</span></div>{f"<p>{esc(a.standfirst)}</p>" if a.standfirst else ""}{_Sport(a, s).html()}</div></article><article class="article next-up"><h2>{s.teasers(1, "next")[0].title}</h2><p>{s.teasers(1, "next")[0].summary}</p></article></section><section class="col-c"><article class="standings"><h2>Table</h2><table><thead><tr><th>#</th><th>Team</th><th>Pts</th></tr></thead><tbody>{rows}</tbody></table></article><ul class="headlines">{stories(s, 6, '<li><a href="{url}">{title}</a></li>')}</ul></section><footer>{s.say("copyright")}</footer></body></html>"""


SYSTEMS = (
    System(
        "react-divs",
        react_divs,
        "/news/articles/c{number}o",
        ("en", "es", "ja", "ru"),
        takes_live=True,
        count=9,
    ),
    System(
        "heavy-tabloid",
        heavy_tabloid,
        "/news/article-{number}/{slug}.html",
        ("en", "de", "es"),
        count=8,
        query="?ito=rss",
    ),
    System("live-vendor", live_vendor, "/live/{slug}", ("en", "fr"), takes_live=True, count=3),
    System(
        "sports-portal",
        sports_portal,
        "/story/_/id/{number}/{slug}",
        ("en", "pt"),
        standfirst_counts=True,
        count=5,
    ),
)
