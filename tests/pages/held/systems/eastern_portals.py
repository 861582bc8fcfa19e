# ruff: noqa: E501 - markup stands as publishing systems write it
"""More portals: a mobile page in Chinese, a Japanese web magazine, an Arabic channel, a Hindi and a Russian city site."""

from tests.pages.held.systems.common import changed, iso, persons, readers, stories
from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block


class _Mobile(Body):
    def paragraph(self, block: Block) -> str:
        return f'<section><span style="font-size: 17px; letter-spacing: 1px;">{inline(block.text)}</span></section><section><br></section>'

    def subhead(self, block: Block) -> str:
        return f'<section style="text-align: center;"><strong><span style="color: rgb(171, 25, 66);">{inline(block.text)}</span></strong></section>'

    def image(self, block: Block) -> str:
        return f'<section style="text-align: center;"><img data-src="/mm/640"></section><section style="text-align: center;"><span class="img-note" style="font-size: 12px; color: rgb(136, 136, 136);">▲{inline(block.text)} {inline(block.note)}</span></section>'

    def pull_quote(self, block: Block) -> str:
        return ""


def chinese_account_page(s: Sheet) -> str:
    """An account's article in a chat app: sections with styled spans, the time only as a script's variable and in small text, a call to follow."""
    a = s.article
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:title" content="{s.title}"><meta property="og:type" content="article"><meta name="author" content="{s.byline()}"><title></title></head><body id="activity-detail" class="zh_CN"><div id="js_article" class="rich_media"><div id="page-content" class="rich_media_area_primary"><div id="img-content"><h1 class="rich_media_title" id="activity-name">{s.title}</h1><div id="meta_content" class="rich_media_meta_list"><span class="rich_media_meta rich_media_meta_text">{s.byline()}</span> <span class="rich_media_meta rich_media_meta_nickname"><a id="js_name">{esc(s.outlet)}</a></span> <em id="publish_time" class="rich_media_meta rich_media_meta_text">{s.moment()}</em></div><div class="rich_media_content" id="js_content"><section class="guide"><span style="font-size: 12px;">{s.say("newsletter")}</span></section>{_Mobile(a).html()}</div><div class="rich_media_tool"><a>{s.say("read_more")}</a> <span>阅读 1.2万</span> <span>在看 88</span></div></div></div><div class="rich_media_area_extra"><h4>{s.say("related")}</h4>{stories(s, 3, '<a href="{url}">{title}</a>')}<div class="discuss"><h4>{s.say("comments_head")}</h4>{readers(s, 2, '<div class="discuss_item"><strong>{name}</strong><div>{text}</div></div>')}</div></div></div><script>var ct = "{int(a.published.timestamp())}"; var msg_link = "{s.url}";</script></body></html>"""


class _WebMagazine(Body):
    def subhead(self, block: Block) -> str:
        return f'<h2 class="c-heading"><span>{inline(block.text)}</span></h2>'

    def question(self, block: Block) -> str:
        return f'<p class="c-question">{inline(block.text)}</p>'

    def promo(self, block: Block) -> str:
        return f'<div class="c-cardlink"><a href="/r"><span class="c-cardlink__title">{inline(block.text)}</span><span class="c-cardlink__site">{self.article.section}</span></a></div>'


def japanese_web_magazine(s: Sheet) -> str:
    """A table of contents, a profile of the writer, "about 3 minutes", tags above the title, a second date for the last change."""
    a = s.article
    heads = "".join(f"<li><a>{esc(b.text)}</a></li>" for b in a.blocks if b.kind == "subhead")
    return f"""<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>{s.title}｜{esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article", og_site_name=esc(s.outlet), description=s.standfirst)}{json_ld({"@context": "https://schema.org", "@type": "Article", "headline": a.title, "datePublished": iso(s), "dateModified": changed(s), "author": persons(s)})}</head><body><header class="l-header"><a href="/">{esc(s.outlet)}</a><ul>{links(s.menu(6))}</ul></header><main class="l-main"><div class="c-tags">{"".join(f"<a>#{esc(t)}</a>" for t in a.tags)}</div><h1 class="c-title">{s.title}</h1><p class="c-dates">{a.published:%Y.%m.%d} <span>{s.say("updated")}{(a.updated or a.published):%Y.%m.%d}</span></p><p class="c-time">{s.say("reading_time")}</p><p class="c-lead">{esc(a.standfirst)}</p><nav class="c-toc"><p>目次</p><ol>{heads}</ol></nav><div class="c-post">{_WebMagazine(a).html()}</div><div class="c-profile"><p class="c-profile__label">この記事を書いた人</p>{"".join(f"<p class='c-profile__name'>{n}</p><p>{b}</p>" for n, b in s.bios())}</div><div class="c-cta"><p>{s.some("newsletter", 1)[0]}</p><button>{s.say("newsletter_button")}</button></div><section><h2>{s.say("related")}</h2>{stories(s, 4, '<article class="c-card"><time datetime="{iso}">{day}</time><h3>{title}</h3><p>{summary}</p></article>')}</section></main><footer>{s.say("copyright")}</footer></body></html>"""


def arabic_channel(s: Sheet) -> str:
    """A channel's site: the text in `wysiwyg` with promo boxes, the time in UTC, a person's role in the same line, a live strip."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{s.title} | {a.section} | {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article", pageType="Article Page", publishedDate=s.utc(), lastDate=s.utc(a.updated), postLabel=esc(a.section))}{json_ld({"@context": "https://schema.org", "@type": "NewsArticle", "headline": a.title, "mainEntityOfPage": s.url, "datePublished": s.utc(), "dateModified": s.utc(a.updated), "author": persons(s), "publisher": {"@type": "Organization", "name": s.outlet}})}</head><body><div class="bypass-block-links"><a>{s.say("skip")}</a></div><div id="root"><div class="live-strip">بث مباشر <a>{s.teasers(1, "live")[0].title}</a></div><header><ul>{links(s.menu(8))}</ul></header><main id="main-content-area"><header class="article-header"><div class="topics">{esc(a.section)}</div><h1>{s.title}</h1><p class="article__subhead"><em>{esc(a.standfirst)}</em></p></header><div class="article-info-block"><div class="article-author-name"><span class="article-author-name-item"><a>{s.byline()}</a></span></div><div class="article-dates"><span class="screen-reader-text">{s.say("published")} {s.day()}</span><span aria-hidden="true">{s.day()}</span> {f'<span class="changed">{s.say("updated")} {s.moment(a.updated)}</span>' if a.updated else ""}</div></div><div class="wysiwyg wysiwyg--all-content">{Body(a).html()}</div><div class="article-source">{s.say("image_credit")} {esc(s.outlet)}</div><div class="more-on"><h2>{s.say("related")}</h2><ul>{stories(s, 3, '<li><h3><a href="{url}">{title}</a></h3><div>{summary}</div></li>')}</ul></div></main><footer>{s.say("follow")} {s.say("copyright")}</footer></div></body></html>"""


class _City(Body):
    def paragraph(self, block: Block) -> str:
        return f'<div class="uiArticleBlockText_5xJo1 text-style-body-1 block_OWFoK"><p>{inline(block.text)}</p></div>'

    def subhead(self, block: Block) -> str:
        return f'<div class="block_OWFoK"><h2 class="text-style-h2">{inline(block.text)}</h2></div>'

    def question(self, block: Block) -> str:
        return f'<div class="block_OWFoK"><p><b>{inline(block.text)}</b></p></div>'

    def image(self, block: Block) -> str:
        return f'<div class="block_OWFoK photo_Kx8"><figure><img src="/1.jpg"><figcaption><p class="text_Fv3">{inline(block.text)}</p><p class="author_Ld1">{inline(block.note)}</p></figcaption></figure></div>'

    def promo(self, block: Block) -> str:
        return f'<div class="recommend_Qh2"><p>Читайте также</p><a href="/t">{inline(block.text)}</a></div>'


def city_portal(s: Sheet) -> str:
    """A city portal with half-hashed class names: views and comments counted in the header, poll and currency rates beside, a call for tips below."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title} - {s.day()} - {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article", article_published_time=iso(s), article_section=esc(a.section), article_author=s.byline())}{json_ld([{"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": []}, {"@context": "https://schema.org", "@type": "ImageObject", "name": a.title, "datePublished": "2019-01-01"}, {"@context": "https://schema.org", "@type": "NewsArticle", "headline": a.title, "datePublished": iso(s), "dateModified": changed(s), "author": persons(s)}])}</head><body><div class="rates_A1">USD 71,12 EUR 80,40 −4 °C</div><div class="menu_B2">{links(s.menu(9), '<a href="{href}">{name}</a>')}</div><div class="wrap_C3"><div class="article_D4"><div class="rubric_E5">{esc(a.section)}</div><h1 class="title_F6">{s.title}</h1><p class="subtitle_G7">{esc(a.standfirst)}</p><div class="stat_H8"><time datetime="{iso(s)}">{s.moment()}</time><span>12 407</span><a>3 {s.say("comments_head")}</a></div><div class="body_J9">{_City(a).html()}</div><div class="authors_K1"><div>{s.byline()}</div><div>{s.say("author_role")}</div></div><div class="tips_L2"><p>{s.say("follow")}</p></div><div class="comments_M3">{readers(s, 2, "<div><b>{name}</b> <span>{day}</span><p>{text}</p></div>")}</div></div><div class="aside_N4"><p>{s.say("most_read")}</p>{stories(s, 4, '<div><a href="{url}">{title}</a><span>{day}</span></div>')}</div></div><div class="foot_P5">{s.say("copyright")}</div></body></html>"""


SYSTEMS = (
    System("chinese-account-page", chinese_account_page, "/s/{number}", ("zh",)),
    System("japanese-web-magazine", japanese_web_magazine, "/articles/{slug}", ("ja",)),
    System(
        "arabic-channel",
        arabic_channel,
        "/{section}/{year}/{month}/{day}/{slug}",
        ("ar",),
        standfirst_counts=False,
    ),
    System(
        "city-portal",
        city_portal,
        "/text/{section}/{year}/{month}/{day}/{number}/",
        ("ru", "hi", "pt"),
        count=6,
    ),
)
