# ruff: noqa: E501 - markup stands as publishing systems write it
"""Drupal: version 7 with fields, version 10 with paragraphs and a media library."""

from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block


class _Paragraphs(Body):
    """Drupal 10: every block is an entity of its own in nested `div`s."""

    def block(self, block: Block) -> str:
        kind = {"paragraph": "text", "image": "media", "promo": "related-content"}.get(
            block.kind, "text"
        )
        return (
            f'<div class="field__item"><div class="paragraph paragraph--type--{kind} '
            f'paragraph--view-mode--default"><div class="clearfix text-formatted field field--name-field-'
            f'{kind} field--type-text-long field--label-hidden field__item">{super().block(block)}'
            "</div></div></div>"
        )

    def image(self, block: Block) -> str:
        return (
            '<article class="media media--type-image media--view-mode-full"><div class="field '
            'field--name-field-media-image"><img loading="lazy" src="/sites/default/files/styles/large/'
            f'public/a.webp" alt="{esc(block.text)}" /></div><div class="field field--name-field-caption">'
            f'{inline(block.text)}</div><div class="field field--name-field-copyright">'
            f"{inline(block.note)}</div></article>"
        )

    def promo(self, block: Block) -> str:
        return (
            '<div class="node node--type-article node--view-mode-teaser-small"><a href="/node/881">'
            f"<span>{inline(block.text)}</span></a></div>"
        )

    def pull_quote(self, block: Block) -> str:
        return f'<div class="field--name-field-pullquote"><p>{inline(block.text)}</p></div>'


def drupal_10(s: Sheet) -> str:
    """Drupal 10 with the metatag module; the author's node stands before the article in JSON-LD."""
    a = s.article
    graph = json_ld(
        {
            "@context": "https://schema.org",
            "@graph": [
                {"@type": "NewsMediaOrganization", "name": s.outlet, "url": s.home},
                {
                    "@type": "NewsArticle",
                    "headline": a.title,
                    "name": a.title,
                    "about": list(a.tags),
                    "description": a.standfirst,
                    "datePublished": a.published.strftime("%Y-%m-%dT%H:%M:%S%z"),
                    "isAccessibleForFree": "True",
                    "author": {"@type": "Person", "name": ", ".join(a.authors) or a.agency},
                    "mainEntityOfPage": s.url,
                },
            ],
        }
    )
    view = "".join(
        f'<div class="views-row"><article class="node node--type-article node--view-mode-teaser"><h3>'
        f'<a href="{t.url}" rel="bookmark"><span>{t.title}</span></a></h3><div class="field--name-body">'
        f"<p>{t.summary}</p></div><div class='node__meta'>{s.day(t.published)}</div></article></div>"
        for t in s.teasers(4, "view")
    )
    return f"""<!DOCTYPE html><html lang="{a.language}" dir="{s.direction}" prefix="og: https://ogp.me/ns#"><head><meta charset="utf-8" />
<link rel="canonical" href="{s.url}" /><meta name="Generator" content="Drupal 10 (https://www.drupal.example/)" />
{metas(description=s.standfirst, og_type="article", og_url=s.url, og_title=s.title, article_published_time=a.published.isoformat(), article_modified_time=(a.updated or a.published).isoformat(), dcterms__date=a.published.isoformat())}
{graph}<title>{s.title} | {esc(s.outlet)}</title></head>
<body class="path-node page-node-type-article"><a href="#main-content" class="visually-hidden focusable">{s.say("skip")}</a>
<div class="dialog-off-canvas-main-canvas" data-off-canvas-main-canvas><div class="layout-container">
<header role="banner"><div class="region region-header"><div class="site-name"><a href="/" rel="home">{esc(s.outlet)}</a></div></div>
<nav role="navigation" aria-labelledby="block-main-menu" class="block block-menu navigation menu--main"><ul class="menu">{links(s.menu(8))}</ul></nav></header>
<main role="main"><a id="main-content" tabindex="-1"></a><div class="layout-content"><div class="region region-breadcrumb"><nav class="breadcrumb"><ol><li><a href="/">{s.say("home")}</a></li><li><a href="/c">{esc(a.section)}</a></li></ol></nav></div>
<div class="region region-content"><div data-drupal-messages-fallback class="hidden"></div>
<div class="block block-core block-page-title-block"><h1><span class="field field--name-title field--type-string field--label-hidden">{s.title}</span></h1></div>
<article class="node node--type-article node--view-mode-full"><footer class="node__meta"><div class="node__submitted">{s.say("by")} <span class="field field--name-uid"><span>{s.byline()}</span></span>, <span class="field field--name-created"><time datetime="{a.published.isoformat()}">{s.moment()}</time></span></div></footer>
<div class="node__content"><div class="field field--name-field-teaser field--type-string-long field__item">{esc(a.standfirst)}</div>
<div class="field field--name-field-paragraphs field--type-entity-reference-revisions field--label-hidden field__items">
{_Paragraphs(a).html()}
</div>
<div class="field field--name-field-tags field--type-entity-reference field--label-above"><div class="field__label">{s.say("tags")}</div><div class="field__items">{"".join(f'<div class="field__item"><a href="/tags/{at}">{esc(tag)}</a></div>' for at, tag in enumerate(a.tags))}</div></div></div></article>
<div class="views-element-container block block-views"><h2>{s.say("related")}</h2><div class="view view-related-content"><div class="view-content">{view}</div></div></div>
</div></div></main><footer role="contentinfo"><div class="region region-footer"><ul class="menu">{links(s.some("footer", 5))}</ul><p>{s.say("copyright")}</p></div></footer></div></div>
<script type="application/json" data-drupal-selector="drupal-settings-json">{{"path":{{"baseUrl":"/","currentPath":"node/{s.number}"}}}}</script></body></html>"""


class _Old(Body):
    def image(self, block: Block) -> str:
        return (
            '<div class="field field-name-field-image"><img typeof="foaf:Image" src="/sites/all/f.jpg" />'
            f'<blockquote class="image-field-caption"><p>{inline(block.text)} {inline(block.note)}</p>'
            "</blockquote></div>"
        )

    def subhead(self, block: Block) -> str:
        return f"<p><strong>{inline(block.text)}</strong></p>"

    def promo(self, block: Block) -> str:
        return f'<p>&gt;&gt; <a href="/node/17" target="_blank">{inline(block.text)}</a></p>'


def drupal_7(s: Sheet) -> str:
    """Drupal 7 with RDFa, a printer's version, AddThis and threaded comments; no JSON-LD."""
    a = s.article
    comments = "".join(
        f'<a id="comment-{at}"></a><div class="comment" about="/comment/{at}" typeof="sioc:Post sioct:Comment">'
        f'<h3 property="dc:title"><a href="/comment/{at}">{text[:30]}</a></h3><div class="submitted">'
        f'<span property="dc:date dc:created" content="{when.isoformat()}">{name}, {s.moment(when)}</span></div>'
        f'<div class="content"><div class="field-name-comment-body" property="content:encoded"><p>{text}</p>'
        "</div></div></div>"
        for at, (name, text, when) in enumerate(s.comments(4))
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML+RDFa 1.0//EN" "http://www.w3.org/MarkUp/DTD/xhtml-rdfa-1.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{a.language}" version="XHTML+RDFa 1.0" xmlns:dc="http://purl.org/dc/terms/"><head profile="http://www.w3.org/1999/xhtml/vocab">
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><meta name="Generator" content="Drupal 7 (http://drupal.example/)" />
<link rel="canonical" href="/node/{s.number}" /><link rel="shortlink" href="/node/{s.number}" /><title>{s.title} | {esc(s.outlet)}</title></head>
<body class="html not-front not-logged-in two-sidebars page-node node-type-article"><div id="page-wrapper"><div id="page">
<div id="header"><div class="section clearfix"><div id="site-name"><strong><a href="/">{esc(s.outlet)}</a></strong></div><div id="main-menu" class="navigation"><ul id="main-menu-links" class="links inline clearfix">{links(s.menu(7))}</ul></div></div></div>
<div id="sidebar-first" class="column sidebar"><div class="region region-sidebar-first"><div class="block block-search"><form><input type="text" title="{s.say("search")}" /></form></div><div class="block block-user"><h2>{s.say("login")}</h2><form><label>Username <span class="form-required">*</span></label></form></div></div></div>
<div id="content" class="column"><div class="section"><h1 class="title" id="page-title">{s.title}</h1>
<div class="region region-content"><div id="node-{s.number}" class="node node-article clearfix" about="/node/{s.number}" typeof="sioc:Item foaf:Document"><span property="dc:title" content="{s.title}" class="rdf-meta element-hidden"></span>
<div class="meta submitted"><span property="dc:date dc:created" content="{a.published.isoformat()}" datatype="xsd:dateTime" rel="sioc:has_creator">{s.say("by")} {s.byline()} - {s.moment()}</span></div>
<div class="content clearfix"><div class="field field-name-body field-type-text-with-summary field-label-hidden"><div class="field-items"><div class="field-item even" property="content:encoded">
{_Old(a).html()}
</div></div></div><div class="field field-name-field-tags"><h3 class="field-label">{s.say("tags")}: </h3><ul class="links">{"".join(f'<li class="taxonomy-term-reference-0"><a href="/t" typeof="skos:Concept">{esc(t)}</a></li>' for t in a.tags)}</ul></div></div>
<div class="link-wrapper"><ul class="links inline"><li class="print_html first"><a href="/print/{s.number}">{s.say("print")}</a></li><li class="comment_forbidden last"><span>{s.say("comment_rules")}</span></li></ul></div>
<div id="comments" class="comment-wrapper"><h2 class="title">{s.say("comments_head")}</h2>{comments}</div></div></div></div></div>
<div id="footer-wrapper"><div class="region region-footer">{s.say("copyright")}</div></div></div></div></body></html>"""


SYSTEMS = (
    System(
        "drupal-10-paragraphs",
        drupal_10,
        "/{section}/{slug}",
        ("en", "de", "fr", "pl", "nl", "ar", "th", "el", "ru"),
    ),
    System(
        "drupal-7-rdfa",
        drupal_7,
        "/node/{number}",
        ("en", "es", "it", "id", "tr"),
        query="?utm_source=rss&utm_medium=feed",
    ),
)
