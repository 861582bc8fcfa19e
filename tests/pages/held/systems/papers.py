# ruff: noqa: E501 - markup stands as publishing systems write it
"""Papers: a regional daily on a CMS of its own, a newsroom's Drupal, a blog of lines, an AMP page, an agency's copy."""

from tests.pages.held.systems.common import changed, iso, persons, readers, stories
from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Article, Block


class _Regional(Body):
    def __init__(self, article: Article, s: Sheet) -> None:
        super().__init__(article)
        self.s = s

    def paragraph(self, block: Block) -> str:
        return f'<p class="rd-art__txt rd-art__txt--s">{inline(block.text)}</p>'

    def subhead(self, block: Block) -> str:
        return f'<h3 class="rd-art__zwi">{inline(block.text)}</h3>'

    def image(self, block: Block) -> str:
        return f'<div class="rd-media"><img src="/bild.jpg" alt="{esc(block.text)}"><div class="rd-media__bu"><p>{inline(block.text)}</p><p class="rd-media__quelle">{inline(block.note)}</p></div></div>'

    def promo(self, block: Block) -> str:
        return f'<section class="rd-teaserbox"><p class="rd-teaserbox__kicker">{self.s.say("read_also")}</p><p class="rd-teaserbox__head"><a href="/t">{inline(block.text)}</a></p><p>{self.s.teasers(1, "box")[0].summary}</p></section>'

    def pull_quote(self, block: Block) -> str:
        return f'<div class="rd-zitat"><p>{inline(block.text)}</p></div>'

    def quote(self, block: Block) -> str:
        return f'<div class="rd-art__zitat"><p>{inline(block.text)}</p><p class="rd-art__von">{inline(block.note)}</p></div>'

    def after(self, at: int) -> str:
        if at == 1:
            return f'<div class="rd-embed-consent"><p>{self.s.phrases.variants_by_slot["cookies"][-1]}</p><button>{self.s.say("accept")}</button></div>'
        return f'<div class="rd-ad" data-ad="{at}">{self.s.say("advert")}</div>' if at == 4 else ""


def regional_daily(s: Sheet) -> str:
    """Class names of its own; JSON-LD of another story first, then the right one as a list; the lead in the text's column."""
    a = s.article
    wrong = s.teasers(1, "wrong")[0]
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title} | {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article", og_url=s.url, date=iso(s), last_modified=changed(s), description=s.standfirst, news_keywords=", ".join(esc(t) for t in a.tags))}{json_ld({"@context": "https://schema.org", "@type": "NewsArticle", "url": wrong.url, "headline": wrong.title, "datePublished": wrong.published.isoformat(), "author": {"@type": "Person", "name": wrong.author}})}{json_ld([{"@context": "https://schema.org", "@type": "NewsArticle", "url": s.url, "mainEntityOfPage": s.url, "headline": a.title, "datePublished": iso(s), "dateModified": changed(s), "author": persons(s), "publisher": {"@type": "Organization", "name": s.outlet}}])}</head><body class="rd"><div class="rd-head"><a class="rd-abo">{s.say("subscribe")}</a><a>{s.say("login")}</a><ul class="rd-nav">{links(s.menu(10))}</ul></div><div class="rd-grid"><div class="rd-main"><div class="rd-art"><p class="rd-art__dach">{esc(a.section)}</p><h1 class="rd-art__head">{s.title}</h1><div class="rd-art__meta"><p class="rd-art__autor">{s.say("by")} {s.byline()}</p><p class="rd-art__datum">{s.day()}, {a.published:%H:%M} {f"({s.say('updated')} {s.moment(a.updated)})" if a.updated else ""}</p><p>{s.say("reading_time")}</p></div>{f'<p class="rd-art__vorspann">{esc(a.standfirst)}</p>' if a.standfirst else ""}{_Regional(a, s).html()}<p class="rd-art__hinweis">{s.say("follow")}</p><div class="rd-abo-box"><p>{s.say("paywall")}</p></div></div><div class="rd-komm"><h2>{s.say("comments_head")}</h2><p>{s.say("comment_rules")}</p>{readers(s, 3, '<div class="rd-komm__eintrag"><p class="rd-komm__name">{name}, {day}</p><p>{text}</p></div>')}</div></div><div class="rd-rand"><p class="rd-rand__head">{s.say("most_read")}</p>{stories(s, 5, '<div class="rd-rand__item"><a href="{url}">{title}</a><p>{summary}</p><p>{day}</p></div>')}</div></div><div class="rd-fuss"><ul>{links(s.some("footer", 6))}</ul><p>{s.say("copyright")}</p></div></body></html>"""


class _Thunder(Body):
    def html(self) -> str:
        return "\n".join(
            f'<div class="field__item">{self._wrapped(b)}</div>' for b in self.article.blocks
        )

    def _wrapped(self, block: Block) -> str:
        kind = {"image": "image", "pull_quote": "quote", "embed": "twitter", "promo": "link"}.get(
            block.kind, "text"
        )
        return f'<div class="paragraph paragraph--type--{kind} paragraph--view-mode--default"><div class="clearfix text-formatted field field--name-field-{kind}">{self.block(block)}</div></div>'

    def image(self, block: Block) -> str:
        return f'<article class="media media--type-image"><img src="/styles/1.jpg"><div class="field--name-field-description"><p>{inline(block.text)}</p></div><div class="field--name-field-copyright"><p>{inline(block.note)}</p></div></article>'

    def pull_quote(self, block: Block) -> str:
        return f"<blockquote>{inline(block.text)}</blockquote>"


def thunder(s: Sheet) -> str:
    """A paragraph entity for each block, `field__item`s; RDFa names; the metas have the last change only, the day is visible."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="{a.language}" dir="ltr"><head><meta charset="utf-8"><title>{s.title} | {esc(s.outlet)}</title><link rel="canonical" href="{s.url}"><meta name="Generator" content="Drupal 11 (Thunder)">{metas(og_title=s.title, og_type="article", article_modified_time=changed(s))}</head><body class="path-node page-node-type-article"><div class="dialog-off-canvas-main-canvas" data-off-canvas-main-canvas><header role="banner"><nav role="navigation"><ul class="menu">{links(s.menu(7))}</ul></nav></header><main role="main"><div class="region region-content"><article class="node node--type-article node--view-mode-full"><div class="node__channel">{esc(a.section)}</div><h1><span class="field field--name-field-seo-title">{s.title}</span></h1><div class="node__submitted"><span class="field--name-uid">{s.byline()}</span> <span class="field--name-created">{s.say("published")} {s.moment()}</span></div><div class="node__content"><div class="field field--name-field-teaser-text">{f"<p>{esc(a.standfirst)}</p>" if a.standfirst else ""}</div><div class="field field--name-field-paragraphs field--type-entity-reference-revisions field__items">{_Thunder(a).html()}</div><div class="field field--name-field-tags"><div class="field__label">{s.say("tags")}</div>{"".join(f'<div class="field__item"><a>{esc(t)}</a></div>' for t in a.tags)}</div></div></article><div class="views-element-container"><h2>{s.say("related")}</h2>{stories(s, 4, '<div class="views-row"><article class="node node--type-article node--view-mode-teaser"><h2><a href="{url}">{title}</a></h2><div class="field--name-field-teaser-text"><p>{summary}</p></div><span>{day}</span></article></div>')}</div></div></main><footer>{s.say("copyright")}</footer></div></body></html>"""


class _BlogLines(Body):
    """Text straight in a `div`, two `br` after each paragraph."""

    def __init__(self, article: Article, s: Sheet) -> None:
        super().__init__(article)
        self.s = s

    def paragraph(self, block: Block) -> str:
        return f"{inline(block.text)}<br><br>"

    def subhead(self, block: Block) -> str:
        return f'<span style="font-size: large;"><b>{inline(block.text)}</b></span><br><br>'

    def quote(self, block: Block) -> str:
        return f"<blockquote>{inline(block.text)}<br>{inline(block.note)}</blockquote><br>"

    def image(self, block: Block) -> str:
        return f'<div class="separator" style="clear: both; text-align: center;"><img src="/b.jpg" width="400"></div><div style="text-align: center;"><small>{inline(block.text)} {inline(block.note)}</small></div><br>'

    def question(self, block: Block) -> str:
        return f"<b>{inline(block.text)}</b><br><br>"

    def footnote(self, block: Block) -> str:
        return f"<small>{inline(block.text)}</small><br><br>"

    def correction(self, block: Block) -> str:
        return f"<i>{inline(block.text)}</i><br><br>"

    def promo(self, block: Block) -> str:
        return (
            f'{self.s.say("read_also")} <a href="/old-post"><u>{inline(block.text)}</u></a><br><br>'
        )

    def pull_quote(self, block: Block) -> str:
        return ""

    def advert(self, block: Block) -> str:
        return '<script>adsbygoogle=[]</script><ins class="adsbygoogle"></ins>'


def lines_blog(s: Sheet) -> str:
    """No metas, no JSON-LD; text nodes with `br`; date as a heading, the writer in a line below with labels and a count of comments."""
    a = s.article
    return f"""<html><head><title>{esc(s.outlet)}: {s.title}</title></head><body><div id="blog-title"><a href="/">{esc(s.outlet)}</a></div><div id="main"><h2 class="dateline">{s.day()}</h2><div class="entry"><h3 class="storytitle"><a href="{s.url}">{s.title}</a></h3><div class="storycontent">{f"<b>{esc(a.standfirst)}</b><br><br>" if a.standfirst else ""}{_BlogLines(a, s).html()}</div><div class="storymeta">{s.say("by")} {s.byline()} @ {a.published:%H:%M} | <a>2 {s.say("comments_head")}</a> | <a>{s.say("share")}</a><br>{s.say("tags")} {", ".join(esc(t) for t in a.tags)}</div></div><div id="feedback">{readers(s, 2, '<div class="fb"><a>{name}</a> said...<br>{text}<br><small>{day}</small></div>')}<form><textarea></textarea></form></div></div><div id="side"><b>{s.say("most_read")}</b><br>{stories(s, 5, '<a href="{url}">{title}</a><br>')}<br><b>Archives</b><br><a>October 2026</a> (11)<br><a>September 2026</a> (9)<br></div></body></html>"""


class _Amp(Body):
    def image(self, block: Block) -> str:
        return f'<figure><amp-img src="/1.jpg" width="800" height="450" layout="responsive"></amp-img><figcaption>{inline(block.text)} <span class="source">{inline(block.note)}</span></figcaption></figure>'

    def advert(self, block: Block) -> str:
        return '<div class="amp-ad-wrap"><amp-ad width="320" height="50" type="doubleclick" data-slot="/1/a"></amp-ad></div>'

    def promo(self, block: Block) -> str:
        return f'<div class="inrel"><amp-img src="/t.jpg" width="80" height="60"></amp-img><a href="/a">{inline(block.text)}</a></div>'

    def after(self, at: int) -> str:
        return (
            '<amp-embed type="taboola" width="400" height="300" layout="responsive" data-publisher="x"></amp-embed>'
            if at == 5
            else ""
        )


def amp_paper(s: Sheet) -> str:
    """An AMP page of a paper with a subscriptions section around the text, an accordion menu and a carousel of other stories."""
    a = s.article
    canonical = s.url.removesuffix(".amp.html")
    return f"""<!doctype html><html ⚡ lang="{a.language}"><head><meta charset="utf-8"><title>{s.title}</title><link rel="canonical" href="{canonical}"><script async src="https://cdn.ampproject.org/v0.js"></script><script async custom-element="amp-subscriptions" src="https://cdn.ampproject.org/v0/amp-subscriptions-0.1.js"></script>{json_ld({"@context": "http://schema.org", "@type": "NewsArticle", "mainEntityOfPage": canonical, "headline": a.title, "datePublished": iso(s), "dateModified": changed(s), "author": persons(s), "isAccessibleForFree": True, "publisher": {"@type": "Organization", "name": s.outlet}})}</head><body><amp-sidebar id="sb" layout="nodisplay"><amp-accordion>{links(s.menu(7), '<section><h4>{name}</h4><a href="{href}">{name}</a></section>')}</amp-accordion></amp-sidebar><header><button on="tap:sb.toggle">{s.say("menu")}</button><a href="/">{esc(s.outlet)}</a></header><main><h1>{s.title}</h1><p class="summary">{esc(a.standfirst)}</p><div class="by"><span>{s.byline()}</span><time datetime="{iso(s)}">{s.moment()}</time></div><amp-social-share type="system"></amp-social-share><section subscriptions-section="content">{_Amp(a).html()}</section><section subscriptions-section="content-not-granted"><p>{s.say("paywall")}</p></section><div subscriptions-dialog subscriptions-display="NOT granted"><p>{s.say("subscribe")}</p></div><amp-carousel type="slides" width="400" height="300">{stories(s, 4, '<div class="slide"><a href="{url}">{title}</a></div>')}</amp-carousel><amp-user-notification id="n" layout="nodisplay"><p>{s.say("cookies")}</p><button>{s.say("accept")}</button></amp-user-notification></main><footer>{s.say("copyright")}</footer></body></html>"""


def agency_copy(s: Sheet) -> str:
    """An agency's page with microdata: slug line, "(End)" and contacts around the text, the hour in its own zone, "copyright" amid."""
    a = s.article
    body = Body(a).html()
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title} - {esc(s.outlet)}</title><link rel="canonical" href="{s.url}"><meta name="robots" content="noarchive"></head><body><div class="ticker"><ul>{stories(s, 4, "<li>{day} <a>{title}</a></li>", "tick")}</ul></div><nav>{links(s.menu(6))}</nav><div itemscope itemtype="https://schema.org/NewsArticle"><meta itemprop="dateModified" content="{changed(s)}"><meta itemprop="inLanguage" content="{a.language}"><div class="slugline">AW-{s.number} / {esc(a.section)} / 2nd LEAD</div><h1 itemprop="headline">{s.title}</h1><h2 itemprop="alternativeHeadline">{esc(a.standfirst)}</h2><div class="stamp"><time itemprop="datePublished" datetime="{iso(s)}">{s.moment()}</time> <span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">{s.byline()}</span></span></div><div itemprop="articleBody" class="copy">{body}</div><div class="endline">(END) {s.day()}</div><div class="contact">{s.say("follow")}</div><div class="legal">{s.say("copyright")}</div></div><div class="latest"><h3>{s.say("related")}</h3>{stories(s, 5, '<p><a href="{url}">{title}</a></p><p>{summary}</p>')}</div></body></html>"""


SYSTEMS = (
    System(
        "regional-daily",
        regional_daily,
        "/{section}/{slug}-{number}.html",
        ("de", "en", "fr", "es"),
        standfirst_counts=True,
        count=8,
    ),
    System(
        "thunder",
        thunder,
        "/{section}/{slug}-{number}",
        ("de", "es", "en"),
        standfirst_counts=True,
        count=6,
    ),
    System(
        "lines-blog",
        lines_blog,
        "/archives/{year}/{month}/{slug}.php",
        ("en", "fr", "pt"),
        standfirst_counts=True,
        count=6,
    ),
    System(
        "amp-paper",
        amp_paper,
        "/{section}/{slug}-{number}.amp.html",
        ("en", "hi", "es", "ar"),
        not_canonical=".amp.html",
        count=7,
    ),
    System("agency-copy", agency_copy, "/en/{number}", ("en", "es", "ru", "fr"), count=6),
)
