# ruff: noqa: E501 - markup stands as publishing systems write it
"""Institutions: a government, a council, a university, a charity, a journal's news, companies' sites."""

from tests.pages.held.systems.common import changed, each, iso, persons, stories
from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Article, Block


def government(s: Sheet) -> str:
    """Components with data modules; a definition list of facts above, contents list, "Published" and history below; no persons."""
    a = s.article
    heads = [b.text for b in a.blocks if b.kind == "subhead"]
    contents = "".join(
        f'<li class="contents-list__item"><a href="#h{n}">{esc(h)}</a></li>'
        for n, h in enumerate(heads)
    )
    return f"""<!DOCTYPE html><html lang="{a.language}" class="tmpl"><head><meta charset="utf-8"><title>{s.title} - {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(description=s.standfirst, og_site_name=esc(s.outlet), og_type="article", og_title=s.title, govsite_content_id=str(s.number), govsite_first_published_at=iso(s), govsite_public_updated_at=changed(s), govsite_updated_at="2026-11-20T10:00:00+00:00")}{json_ld({"@context": "http://schema.org", "@type": "NewsArticle", "mainEntityOfPage": {"@type": "WebPage", "@id": s.url}, "name": a.title, "datePublished": iso(s), "dateModified": changed(s), "author": {"@type": "Organization", "name": s.outlet}, "publisher": {"@type": "Organization", "name": "State Press Office"}})}</head><body><div id="cookie-banner" role="region"><p>{s.say("cookies")}</p><button>{s.say("accept")}</button></div><a class="skip-link">{s.say("skip")}</a><header role="banner"><nav>{links(s.menu(6))}</nav></header><div id="wrapper"><main id="content" class="news-article"><div class="grid-row"><div class="heading"><span class="heading__context">{esc(a.section)}</span><h1 class="heading__text">{s.title}</h1></div><p class="lead-paragraph">{esc(a.standfirst)}</p></div><div class="metadata"><dl><dt>From:</dt><dd><a>{esc(s.outlet)}</a></dd><dt>{s.say("published")}</dt><dd>{s.day()}</dd><dt>{s.say("updated")}</dt><dd>{s.day(a.updated)} — <a href="#full-history">See all updates</a></dd></dl></div><nav class="contents-list"><h2>Contents</h2><ol>{contents}</ol></nav><div class="govspeak"><div class="govspeak-inner">{Body(a).html()}</div></div><div class="published-dates" id="full-history"><h2>Updates to this page</h2><p>{s.say("published")} {s.day()}</p><ol><li><time>{s.day(a.updated)}</time><p>Added translation.</p></li><li><time>{s.day()}</time><p>First published.</p></li></ol></div><div class="share-links"><h2>{s.say("share")}</h2></div><div class="related-navigation"><h2>{s.say("related")}</h2><ul>{stories(s, 3, '<li><a href="{url}">{title}</a></li>')}</ul></div><div class="feedback"><h2>Is this page useful?</h2><button>Yes</button><button>No</button><p>Help us improve. Don’t include personal or financial information like your National Insurance number or credit card details.</p></div></main></div><footer><ul>{each(s.some("footer", 6), "<li>{said}</li>")}</ul><p>{s.say("copyright")}</p></footer></body></html>"""


def council(s: Sheet) -> str:
    """A council's site: a date line in the text's own container as first paragraph, A to Z, a survey, "last modified" of the page."""
    a = s.article
    letters = "".join(f"<li><a>{c}</a></li>" for c in "ABCDEFGHIJ")
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title} | {esc(s.outlet)}</title>{metas(dcterms__title=s.title, dcterms__created=f"{a.published:%Y-%m-%d}", dcterms__modified="2026-11-27", eGMS__status="live")}</head><body><div class="alert-banner"><h2>Bin collections</h2><p>Collections in the week after the holiday will be one day later than usual. Check your calendar.</p></div><header><form><input placeholder="{s.say("search")}"></form><ul>{links(s.menu(5))}</ul></header><ol class="breadcrumb"><li>{s.say("home")}</li><li>News</li><li>{s.title}</li></ol><div class="container--main"><main class="supplement"><h1 class="title">{s.title}</h1><div class="editor"><p class="date-line"><strong>{s.day()}</strong></p>{Body(a).html()}</div><p class="last-modified">Last modified on November 27, 2026</p><div class="share-page"><h2>{s.say("share")}</h2><a>Facebook</a><a>X</a></div><div class="rate"><h2>Rate this page</h2><p>Did you find what you were looking for? Tell us how we can make it better.</p></div></main><nav class="aside"><h2>Latest news</h2><ul>{stories(s, 5, '<li><a href="{url}">{title}</a> - {day}</li>')}</ul></nav></div><ul class="atoz">{letters}</ul><footer>{each(s.some("footer", 6), "<a>{said}</a>")}</footer></body></html>"""


class _Campus(Body):
    def image(self, block: Block) -> str:
        return f'<div class="embedded-entity" data-entity-embed-display="view_mode:media.large"><article class="media media--type-image"><div class="field field--name-field-media-image"><img src="/styles/1.jpg"></div><div class="field field--name-field-caption">{inline(block.text)}</div><div class="field field--name-field-credit">{inline(block.note)}</div></article></div>'


def campus_news(s: Sheet) -> str:
    """A university's news room: the date before the title, a media contact box beside, "in the media" list, the writer below the text."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="{a.language}" prefix="og: https://ogp.me/ns#"><head><meta charset="utf-8"><title>{s.title} | Newsroom | {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="website", description=s.standfirst, dcterms__date=f"{a.published:%Y-%m-%dT%H:%M%z}")}</head><body class="path-node node--type-news"><header class="campus-header"><ul class="quicklinks"><li>Students</li><li>Staff</li><li>Alumni</li><li>Give</li></ul><nav>{links(s.menu(6))}</nav></header><main><div class="news-head"><div class="news-date">{s.day()}</div><h1 class="page-title"><span property="schema:name">{s.title}</span></h1><p class="news-lead">{esc(a.standfirst)}</p></div><div class="layout layout--twocol"><div class="layout__region--first"><div class="block block-field-blocknodenewsbody">{_Campus(a).html()}</div><p class="written-by">{s.say("by")} {s.byline()}</p></div><div class="layout__region--second"><div class="contact-box"><h3>Media enquiries</h3><p>Press Office<br>press@{s.host}<br>+00 0000 000000</p></div><div class="facts"><h3>{s.say("related")}</h3><ul>{stories(s, 3, '<li><span>{day}</span> <a href="{url}">{title}</a></li>')}</ul></div></div></div><section class="newsletter-cta"><h2>{s.some("newsletter", 1)[0]}</h2></section></main><footer><address>1 College Road</address><p>{s.say("copyright")}</p></footer></body></html>"""


class _Cause(Body):
    def __init__(self, article: Article, s: Sheet) -> None:
        super().__init__(article)
        self.s = s

    def after(self, at: int) -> str:
        if at == 2:
            return f'<div class="donate-inline"><h3>Will you help?</h3><p>{self.s.say("paywall")}</p><form class="amounts"><label>£10</label><label>£25</label><label>£50</label><button>{self.s.say("subscribe")}</button></form></div>'
        return ""

    def pull_quote(self, block: Block) -> str:
        return f'<div class="block-quote-big"><span>{inline(block.text)}</span></div>'


def charity(s: Sheet) -> str:
    """A charity's story: donation form amid the text, a pop-up before it, take-action cards below; the date only in metas and JSON-LD."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title} - {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article", article_published_time=iso(s), article_modified_time=changed(s), article_author=s.byline())}{json_ld({"@context": "https://schema.org", "@graph": [{"@type": "NGO", "name": s.outlet, "url": s.home}, {"@type": "Article", "headline": a.title, "datePublished": iso(s), "dateModified": changed(s), "author": persons(s)}]})}</head><body><div class="modal" aria-hidden="true"><h2>Before you go</h2><p>{s.some("newsletter", 1)[0]}</p><button>{s.say("newsletter_button")}</button></div><header><a class="btn-donate">{s.say("subscribe")}</a><ul>{links(s.menu(5))}</ul></header><main><div class="hero"><h1>{s.title}</h1><p class="hero__author">{s.byline()}</p></div><div class="wysiwyg"><p class="intro">{esc(a.standfirst)}</p>{_Cause(a, s).html()}</div><div class="take-action"><h2>Take action</h2><div class="card"><h3>Sign the petition</h3><p>Join 48,112 others who have already signed.</p></div></div><div class="more-stories">{stories(s, 3, '<div class="card"><h3><a href="{url}">{title}</a></h3><p>{summary}</p><span>{day}</span></div>')}</div></main><footer><p>Registered charity no. 000000. {s.say("copyright")}</p></footer></body></html>"""


class _Journal(Body):
    def paragraph(self, block: Block) -> str:
        return f'<p class="article__p">{inline(block.text, "i")}</p>'

    def subhead(self, block: Block) -> str:
        return f'<h2 class="article__subhead" id="sec{len(block.text)}">{inline(block.text)}</h2>'

    def promo(self, block: Block) -> str:
        return f'<article class="recommended pull pull--left" data-label="Related"><a href="/d41586"><img src="/1.jpg"><p class="recommended__title">{inline(block.text)}</p></a></article>'

    def image(self, block: Block) -> str:
        return f'<figure class="figure"><div class="embed"><img src="/2.jpg"></div><figcaption><p class="figure__caption"><span class="mr10">{inline(block.text)}</span><span>{inline(block.note)}</span></p></figcaption></figure>'


def journal_news(s: Sheet) -> str:
    """A journal's news section: Dublin Core and citation metas, doi and references below the text, jobs beside, corrections of others."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title}</title><link rel="canonical" href="{s.url}">{metas(dc__title=s.title, dc__source=esc(s.outlet), dc__date=f"{a.published:%Y-%m-%d}", dc__creator=s.byline("; "), prism__publicationDate=f"{a.published:%Y-%m-%d}", citation_title=s.title, citation_online_date=f"{a.published:%Y/%m/%d}", twitter_title=s.title)}{json_ld({"mainEntity": {"headline": a.title, "datePublished": iso(s), "dateModified": changed(s), "author": persons(s), "@type": "NewsArticle"}, "@context": "https://schema.org", "@type": "WebPage"})}</head><body><div class="c-ad">{s.say("advert")}</div><header><ul>{links(s.menu(6))}</ul><a>{s.say("login")}</a></header><article class="article-item" itemscope itemtype="http://schema.org/NewsArticle"><ul class="identifiers"><li>NEWS</li><li><time datetime="{a.published:%Y-%m-%d}">{s.day()}</time></li></ul><h1 class="article-item__title">{s.title}</h1><div class="article-item__teaser-text">{esc(a.standfirst)}</div><ul class="authors"><li>{s.say("by")} <a class="author-popup">{s.byline()}</a><div class="popup hide"><p>{"".join(b for _, b in s.bios()[:1])}</p><p>View author publications</p></div></li></ul><div class="article__body">{_Journal(a).html()}</div><p class="doi"><em>doi: 10.0000/d-{s.number}</em></p><div class="bibliography"><h2>References</h2><ol><li><p>Marchbanks, T. &amp; Oyelaran, F. <i>J. Appl. Civ. Stud.</i> <b>14</b>, 211–219 (2025).</p><a>Article</a> <a>Google Scholar</a></li></ol><p>Download references</p></div><a>Reprints and permissions</a></article><aside><h3>{s.say("most_read")}</h3>{stories(s, 4, '<div><a href="{url}">{title}</a> <span>NEWS {day}</span></div>')}<div class="jobs"><h3>Jobs</h3><h4>Postdoctoral researcher in sediment transport</h4><p>Two years, full time, starting in January.</p></div></aside><footer>{s.say("copyright")}</footer></body></html>"""


def webflow(s: Sheet) -> str:
    """`w-richtext`, collection lists, a visible date without a `time`, an empty state message, template leftovers."""
    a = s.article
    return f"""<!DOCTYPE html><html data-wf-domain="{s.host}" data-wf-page="6" lang="{a.language}"><head><meta charset="utf-8"><title>{s.title}</title>{metas(description=s.standfirst, og_title=s.title, og_type="website", generator="Webflow")}</head><body><div class="navbar w-nav"><nav role="navigation" class="nav-menu w-nav-menu">{links(s.menu(5), '<a href="{href}" class="nav-link w-nav-link">{name}</a>')}</nav></div><div class="section blog-post"><div class="w-container"><div class="post-meta-wrap"><div class="category-tag">{esc(a.section)}</div><div class="post-date">{s.day()}</div></div><h1 class="heading-jumbo">{s.title}</h1><div class="author-wrap"><img src="/a.jpg"><div class="author-name">{s.byline()}</div><div class="author-role">{s.say("author_role")}</div></div><div class="blog-rich-text w-richtext">{Body(a).html()}</div><div class="w-dyn-list"><h3>{s.say("related")}</h3><div role="list" class="w-dyn-items">{stories(s, 3, '<div role="listitem" class="w-dyn-item"><a href="{url}" class="card-link w-inline-block"><h4>{title}</h4><p>{summary}</p><div>{day}</div></a></div>')}</div></div><div class="w-dyn-empty w-condition-invisible"><div>No items found.</div></div></div></div><div class="section cta"><h2>{s.some("newsletter", 1)[0]}</h2><div class="w-form"><form><input class="w-input"><input type="submit" value="{s.say("newsletter_button")}" class="w-button"></form><div class="w-form-done"><div>Thank you! Your submission has been received!</div></div><div class="w-form-fail"><div>Oops! Something went wrong while submitting the form.</div></div></div></div><div class="footer"><div>{s.say("copyright")}</div></div></body></html>"""


def hubspot(s: Sheet) -> str:
    """A marketing blog: the post in `post_body` spans, a call to action amid it, lead forms, "Topics" and posts by topic."""
    a = s.article
    return f"""<!doctype html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title}</title><link rel="canonical" href="{s.url}">{metas(author=s.byline(", "), description=s.standfirst, og_title=s.title, og_url=s.url, generator="HubSpot")}{json_ld({"@context": "https://schema.org", "@type": "BlogPosting", "headline": a.title, "datePublished": f"{a.published:%Y-%m-%d %I:%M:%S %p}", "author": persons(s)} if a.authors else {"@context": "https://schema.org", "@type": "BlogPosting", "headline": a.title, "datePublished": f"{a.published:%Y-%m-%d %I:%M:%S %p}"})}</head><body class="hs-content-id-1 hs-blog-post"><div class="header-container-wrapper"><ul class="hs-menu">{links(s.menu(5))}</ul></div><div class="body-container-wrapper"><div class="blog-section"><div class="blog-post-wrapper cell-wrapper"><div class="section post-header"><h1><span id="hs_cos_wrapper_name" class="hs_cos_wrapper hs_cos_wrapper_meta_field hs_cos_wrapper_type_text">{s.title}</span></h1><p id="hubspot-author_data" class="hubspot-editable">{s.say("published")} {s.day()} <a class="author-link">{s.byline()}</a> <span>{s.say("reading_time")}</span></p></div><div class="section post-body"><span id="hs_cos_wrapper_post_body" class="hs_cos_wrapper hs_cos_wrapper_meta_field hs_cos_wrapper_type_rich_text">{Body(a).html()}<p><span class="hs-cta-wrapper" id="hs-cta-wrapper-1"><a class="cta_button">{s.say("subscribe")}</a></span></p></span></div><p id="hubspot-topic_data">{s.say("tags")} {", ".join(f'<a class="topic-link">{esc(t)}</a>' for t in a.tags)}</p><div class="about-author-sec">{"".join(f"<h3>{n}</h3><p>{b}</p>" for n, b in s.bios())}</div></div><div class="blog-sidebar"><div class="hs_cos_wrapper_type_blog_subscribe"><h3>{s.some("newsletter", 1)[0]}</h3></div><div class="block"><h3>{s.say("most_read")}</h3><ul>{stories(s, 4, '<li><a href="{url}">{title}</a></li>')}</ul></div></div></div></div><div class="footer-container-wrapper">{s.say("copyright")}</div></body></html>"""


SYSTEMS = (
    System(
        "government",
        government,
        "/government/news/{slug}",
        ("en", "fr"),
        names_authors=False,
        count=5,
    ),
    System(
        "council", council, "/news/article/{number}/{slug}", ("en",), names_authors=False, count=4
    ),
    System("campus-news", campus_news, "/news/{year}/{slug}", ("en", "de"), count=5),
    System(
        "charity", charity, "/stories/{slug}", ("en", "fr", "es"), standfirst_counts=True, count=5
    ),
    System("journal-news", journal_news, "/articles/d-{number}", ("en",), count=6),
    System("webflow", webflow, "/post/{slug}", ("en", "de"), count=5),
    System("hubspot", hubspot, "/blog/{slug}", ("en", "es", "pt"), count=5),
)
