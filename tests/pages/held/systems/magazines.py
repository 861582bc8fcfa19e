# ruff: noqa: E501 - markup stands as publishing systems write it
"""Magazines and papers on WordPress: the block editor, page builders, a drop-cap magazine, a hosted regional paper."""

from tests.pages.held.systems.common import changed, each, iso, persons, readers, stories
from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Article, Block


class _Blocks(Body):
    def __init__(self, article: Article, s: Sheet) -> None:
        super().__init__(article)
        self.s = s

    def paragraph(self, block: Block) -> str:
        first = next(b for b in self.article.blocks if b.kind == "paragraph")
        drop = ' class="has-drop-cap wp-block-paragraph"' if block is first else ""
        return f"<p{drop}>{inline(block.text)}</p>"

    def subhead(self, block: Block) -> str:
        return f'<h2 class="wp-block-heading has-text-align-left" id="h-{len(block.text)}"><strong>{inline(block.text)}</strong></h2>'

    def list(self, block: Block) -> str:
        return f'<ul class="wp-block-list">{"".join(f"<li>{inline(i)}</li>" for i in block.items)}</ul>'

    def quote(self, block: Block) -> str:
        return f'<blockquote class="wp-block-quote is-style-large is-layout-flow"><p>{inline(block.text)}</p><cite>{inline(block.note)}</cite></blockquote>'

    def pull_quote(self, block: Block) -> str:
        return f'<figure class="wp-block-pullquote alignleft"><blockquote><p>{inline(block.text)}</p></blockquote></figure>'

    def image(self, block: Block) -> str:
        return f'<figure class="wp-block-image alignwide size-large"><img decoding="async" src="/wp-content/uploads/1.jpg" alt="" class="wp-image-1"/><figcaption class="wp-element-caption">{inline(block.text)} <em>{inline(block.note)}</em></figcaption></figure>'

    def table(self, block: Block) -> str:
        return f'<figure class="wp-block-table is-style-stripes">{super().table(block)}</figure>'

    def advert(self, block: Block) -> str:
        return f'<div class="wp-block-group has-background is-layout-constrained"><p class="has-text-align-center has-small-font-size">{self.s.say("advert")}</p></div>'

    def promo(self, block: Block) -> str:
        return f'<div class="wp-block-group is-style-callout"><p><strong>{self.s.say("read_also")}</strong> <a href="/other-story/">{inline(block.text)}</a></p></div>'

    def embed(self, block: Block) -> str:
        return f'<figure class="wp-block-embed is-type-rich"><div class="wp-block-embed__wrapper"><blockquote class="social-embed"><p>{inline(block.text)}</p>{inline(block.note)}</blockquote></div></figure>'

    def question(self, block: Block) -> str:
        return f'<h4 class="wp-block-heading">{inline(block.text)}</h4>'

    def after(self, at: int) -> str:
        if at == 3:
            return f'<div class="wp-block-jetpack-subscriptions__container wp-block-group"><h3>{self.s.some("newsletter", 1)[0]}</h3><form><input type="email"><button>{self.s.say("newsletter_button")}</button></form></div>'
        return ""


def gutenberg_magazine(s: Sheet) -> str:
    """Core blocks only; the query loop of latest posts stands inside the entry's content."""
    a = s.article
    graph = json_ld(
        {
            "@context": "https://schema.org",
            "@graph": [
                {
                    "@type": "WebPage",
                    "@id": s.url,
                    "name": f"{a.title} - {s.outlet}",
                    "datePublished": s.utc(),
                },
                {
                    "@type": "Article",
                    "@id": s.url + "#article",
                    "headline": a.title,
                    "datePublished": s.utc(),
                    "dateModified": s.utc(a.updated),
                    "author": [{"@id": s.home + f"#/person/{n}"} for n in range(len(a.authors))],
                    "articleSection": [a.section],
                    "keywords": list(a.tags),
                },
                *(
                    {"@type": "Person", "@id": s.home + f"#/person/{n}", "name": name}
                    for n, name in enumerate(a.authors)
                ),
                {"@type": "WebSite", "@id": s.home + "#website", "name": s.outlet},
            ],
        }
    )
    loop = stories(
        s,
        3,
        '<li class="wp-block-post"><h3 class="wp-block-post-title"><a href="{url}">{title}</a></h3><div class="wp-block-post-excerpt"><p class="wp-block-post-excerpt__excerpt">{summary}</p></div><div class="wp-block-post-date"><time datetime="{iso}">{day}</time></div></li>',
    )
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="UTF-8"><title>{s.title} &#8211; {esc(s.outlet)}</title><link rel="canonical" href="{s.url}"/>{metas(og_title=s.title, og_type="article", og_description=s.standfirst, article_published_time=s.utc(), article_modified_time=s.utc(a.updated), twitter_label1="Written by", twitter_data1=s.byline())}{graph}</head>
<body class="single single-post"><a class="skip-link" href="#wp--skip-link--target">{s.say("skip")}</a><div class="wp-site-blocks"><header class="wp-block-template-part"><p class="wp-block-site-title"><a href="/">{esc(s.outlet)}</a></p><nav class="wp-block-navigation"><ul>{links(s.menu(7))}</ul></nav></header><main id="wp--skip-link--target" class="wp-block-group"><div class="taxonomy-category wp-block-post-terms"><a rel="tag">{esc(a.section)}</a></div><h1 class="wp-block-post-title has-xx-large-font-size">{s.title}</h1><p class="wp-block-post-excerpt">{esc(a.standfirst)}</p><div class="wp-block-group"><div class="wp-block-post-author-name">{s.byline()}</div><div class="wp-block-post-date"><time datetime="{iso(s)}">{s.day()}</time></div><p>{s.say("reading_time")}</p></div><div class="entry-content wp-block-post-content is-layout-constrained">{_Blocks(a, s).html()}<hr class="wp-block-separator"/><h2 class="wp-block-heading">{s.say("related")}</h2><div class="wp-block-query"><ul class="wp-block-post-template">{loop}</ul></div><div class="sharedaddy"><h3 class="sd-title">{s.say("share")}</h3><ul><li>X</li><li>{s.say("print")}</li></ul></div></div><div class="wp-block-post-terms">{", ".join(f'<a rel="tag">{esc(t)}</a>' for t in a.tags)}</div>
<div class="wp-block-comments"><h2>{s.say("comments_head")}</h2><ol>{readers(s, 2, '<li><article class="comment-body"><div class="wp-block-comment-author-name">{name}</div><time datetime="{iso}">{day}</time><div class="wp-block-comment-content"><p>{text}</p></div></article></li>')}</ol><p class="comment-notes">{s.say("comment_rules")}</p></div></main><footer class="wp-block-template-part"><p>{s.say("copyright")}</p></footer></div></body></html>"""


class _DropCaps(Body):
    def __init__(self, article: Article, s: Sheet) -> None:
        super().__init__(article)
        self.s = s

    def paragraph(self, block: Block) -> str:
        first = next(b for b in self.article.blocks if b.kind == "paragraph")
        if block is first and block.text[0].isalpha():
            lead, _, rest = block.text.partition(" ")
            return f'<p class="paywall has-dropcap"><span class="dropcap" aria-hidden="true">{esc(lead[0])}</span><span class="lead-in-text-callout">{esc(lead[1:])}</span> {inline(rest)}</p>'
        return f'<p class="paywall">{inline(block.text)}</p>'

    def subhead(self, block: Block) -> str:
        return f'<div role="heading" aria-level="2" class="heading-h2 paywall">{inline(block.text)}</div>'

    def pull_quote(self, block: Block) -> str:
        return f'<div class="PullQuoteEmbedWrapper-iHKk"><aside class="PullQuote-sc"><p class="pullquote-text">“{inline(block.text)}”</p></aside></div>'

    def image(self, block: Block) -> str:
        return f'<figure class="AssetEmbedWrapper-eVDQiB"><span class="responsive-asset"><picture><img src="/photos/1/master/w_1600/a.jpg" alt="{esc(block.text)}"></picture></span><div class="CaptionWrapper-jSZdqE caption"><span class="BaseText-eqOrNE caption__text">{inline(block.text)}</span><span class="BaseText-eqOrNE caption__credit">{inline(block.note)}</span></div></figure>'

    def promo(self, block: Block) -> str:
        return f'<div data-testid="GenericCallout" class="GenericCalloutWrapper"><figure><p><a href="/story/x">{inline(block.text)}</a></p></figure></div>'

    def after(self, at: int) -> str:
        if at % 5 == 2:
            return '</div></div><div class="ad ad--in-content"><div class="ad__slot"></div></div><div class="GridWrapper grid"><div class="body__inner-container">'
        if at == 4:
            return f'<div class="newsletter-subscribe-form"><h2>{self.s.some("newsletter", 1)[0]}</h2><button>{self.s.say("newsletter_button")}</button><p class="disclaimer">{self.s.some("newsletter", 5)[-1]}</p></div>'
        return ""


def dropcap_magazine(s: Sheet) -> str:
    """The text in many grid containers, a drop cap apart, headings without `h2`, recirculation inside the text's end."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title} | {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(description=s.standfirst, author=s.byline(", "), og_title=s.title, og_type="article", article_published_time=s.utc(), article_modified_time=s.utc(a.updated), parsely_tags=", ".join(esc(t) for t in a.tags))}{json_ld({"@context": "http://schema.org", "@type": ["NewsArticle"], "articleBody": "", "author": persons(s), "dateModified": s.utc(a.updated), "datePublished": s.utc(), "headline": a.title, "isAccessibleForFree": False, "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paywall"}, "mainEntityOfPage": {"@type": "WebPage", "@id": s.url}})}{json_ld({"@context": "http://schema.org", "@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": a.section}]})}</head>
<body><div class="persistent-top"><div class="paywall-bar">{s.say("subscribe")} · {s.say("login")}</div><nav>{links(s.menu(6))}</nav></div><main class="page__main-content"><article class="article main-content"><header class="SplitScreenContentHeader"><a class="rubric">{esc(a.section)}</a><h1 data-testid="ContentHeaderHed">{s.title}</h1><div class="ContentHeaderDek">{esc(a.standfirst)}</div><div class="BylinesWrapper bylines"><p class="byline"><span class="byline__preamble">{s.say("by")} </span><span class="byline__name">{s.byline()}</span></p></div><time data-testid="ContentHeaderPublishDate">{s.day()}</time></header><div class="ActionBar">{s.say("share")}</div><div class="body"><div class="GridWrapper grid"><div class="body__inner-container">{_DropCaps(a, s).html()}</div></div></div>
<div class="PaywallInlineBarrier"><p>{s.say("paywall")}</p></div><div class="ContributorBio">{"".join(f"<p>{b}</p>" for _, b in s.bios())}</div><div class="TagCloud">{s.say("tags")} {"".join(f"<a>{esc(t)}</a>" for t in a.tags)}</div><section class="Recirc"><h2>{s.say("read_more")}</h2>{stories(s, 4, '<div class="summary-item"><a href="{url}"><h3 class="summary-item__hed">{title}</h3></a><div class="summary-item__dek">{summary}</div><div class="summary-item__byline">{author}</div></div>')}</section></article></main><footer><p>{s.say("copyright")}</p>{links(s.some("footer", 6))}</footer></body></html>"""


class _Elementor(Body):
    def subhead(self, block: Block) -> str:
        return f'</div></div><div class="elementor-element elementor-widget elementor-widget-heading"><div class="elementor-widget-container"><h2 class="elementor-heading-title elementor-size-default">{inline(block.text)}</h2></div></div><div class="elementor-element elementor-widget elementor-widget-text-editor"><div class="elementor-widget-container">'

    def image(self, block: Block) -> str:
        return f'</div></div><div class="elementor-element elementor-widget elementor-widget-image"><div class="elementor-widget-container"><figure class="wp-caption"><img src="/a.jpg"><figcaption class="widget-image-caption wp-caption-text">{inline(block.text)} {inline(block.note)}</figcaption></figure></div></div><div class="elementor-element elementor-widget elementor-widget-text-editor"><div class="elementor-widget-container">'

    def pull_quote(self, block: Block) -> str:
        return f'<div class="elementor-widget-blockquote"><blockquote class="elementor-blockquote"><p class="elementor-blockquote__content">{inline(block.text)}</p><a class="elementor-blockquote__tweet-button">Tweet</a></blockquote></div>'

    def paragraph(self, block: Block) -> str:
        return f'<p><span style="font-weight: 400;">{inline(block.text)}</span></p><p>&nbsp;</p>'


def elementor(s: Sheet) -> str:
    """Each piece of the text a widget in a container of its own; the header too; sections around it look the same."""
    a = s.article
    widget = '<div class="elementor-element elementor-widget elementor-widget-{kind}"><div class="elementor-widget-container">{html}</div></div>'
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="UTF-8"><title>{s.title} - {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article", article_published_time=iso(s))}</head>
<body class="post-template-default single elementor-page"><div data-elementor-type="header" class="elementor elementor-location-header"><nav class="elementor-nav-menu--main"><ul>{links(s.menu(8))}</ul></nav></div><div data-elementor-type="single-post" class="elementor elementor-location-single post type-post"><section class="elementor-section"><div class="elementor-container">{widget.format(kind="theme-post-title", html=f'<h1 class="elementor-heading-title">{s.title}</h1>')}{widget.format(kind="post-info", html=f'<ul class="elementor-inline-items elementor-post-info"><li itemprop="author"><span class="elementor-icon-list-text elementor-post-info__item--type-author">{s.byline()}</span></li><li itemprop="datePublished"><span class="elementor-post-info__item--type-date">{s.day()}</span></li></ul>')}{widget.format(kind="share-buttons", html=s.say("share"))}</div></section><section class="elementor-section"><div class="elementor-container"><div class="elementor-element elementor-widget elementor-widget-text-editor"><div class="elementor-widget-container">{f"<p><strong>{esc(a.standfirst)}</strong></p>" if a.standfirst else ""}{_Elementor(a).html()}</div></div></div></section>
<section class="elementor-section"><div class="elementor-container">{widget.format(kind="text-editor", html=f"<p>{s.some('newsletter', 1)[0]}</p>")}{widget.format(kind="author-box", html="".join(f'<div class="elementor-author-box__text"><h4>{n}</h4><div class="elementor-author-box__bio">{b}</div></div>' for n, b in s.bios()))}{widget.format(kind="post-navigation", html=stories(s, 2, '<a href="{url}"><span class="post-navigation__prev--title">{title}</span></a>'))}</div></section></div><section class="elementor-section"><h2 class="elementor-heading-title">{s.say("related")}</h2><div class="elementor-posts-container elementor-grid">{stories(s, 3, '<article class="elementor-post"><h3 class="elementor-post__title"><a href="{url}">{title}</a></h3><div class="elementor-post__excerpt"><p>{summary}</p></div><div class="elementor-post__meta-data"><span class="elementor-post-date">{day}</span></div></article>', "grid")}</div></section><div data-elementor-type="footer"><p>{s.say("copyright")}</p></div></body></html>"""


class _Divi(Body):
    def promo(self, block: Block) -> str:
        return f'<div class="et_pb_module et_pb_cta et_pb_bg_layout_dark"><div class="et_pb_promo_description"><h2 class="et_pb_module_header">{inline(block.text)}</h2><div><p>Click here</p></div></div><div class="et_pb_button_wrapper"><a class="et_pb_button">Go</a></div></div>'

    def quote(self, block: Block) -> str:
        return f'<div class="et_pb_module et_pb_testimonial"><div class="et_pb_testimonial_description"><div class="et_pb_testimonial_content"><p>{inline(block.text)}</p></div><span class="et_pb_testimonial_author">{inline(block.note)}</span></div></div>'

    def question(self, block: Block) -> str:
        return f'<p style="color:#900"><b>{inline(block.text)}</b></p>'


def divi(s: Sheet) -> str:
    """Modules in columns in rows; the post's meta in one line; a sidebar column in the same row as the text."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="UTF-8"><title>{s.title} | {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(generator="Divi v.4.27.0")}</head><body class="et_divi_theme et_pb_pagebuilder_layout single-post"><div id="page-container"><header id="main-header"><ul id="top-menu">{links(s.menu(6))}</ul></header><div id="et-main-area"><div id="main-content"><article class="et_pb_post post"><div class="et_post_meta_wrapper"><h1 class="entry-title">{s.title}</h1><p class="post-meta"> {s.say("by")} <span class="author vcard"><a rel="author">{s.byline()}</a></span> | <span class="published">{s.day()}</span> | <a rel="category tag">{esc(a.section)}</a> | <span class="comments-number">2 {s.say("comments_head")}</span></p></div><div class="entry-content"><div class="et-l et-l--post"><div class="et_builder_inner_content"><div class="et_pb_section"><div class="et_pb_row"><div class="et_pb_column et_pb_column_2_3"><div class="et_pb_module et_pb_text"><div class="et_pb_text_inner">{f"<p><em>{esc(a.standfirst)}</em></p>" if a.standfirst else ""}{_Divi(a).html()}</div></div></div><div class="et_pb_column et_pb_column_1_3"><div class="et_pb_module et_pb_text"><div class="et_pb_text_inner"><h3>{s.say("most_read")}</h3>{stories(s, 4, '<p><a href="{url}">{title}</a><br>{day}</p>')}</div></div><div class="et_pb_module et_pb_signup"><h2>{s.some("newsletter", 1)[0]}</h2></div></div></div></div></div></div></div><div class="et_post_meta_wrapper"><section id="comment-wrap"><h1 id="comments">{s.say("comments_head")}</h1><ol class="commentlist">{readers(s, 2, '<li><div class="comment_postinfo"><span class="fn">{name}</span> <span class="comment_date">{day}</span></div><div class="comment-content"><p>{text}</p></div></li>')}</ol></section></div></article></div><footer id="main-footer"><div id="footer-info">{s.say("copyright")}</div></footer></div></div></body></html>"""


class _Hosted(Body):
    def __init__(self, article: Article, s: Sheet) -> None:
        super().__init__(article)
        self.s = s

    def promo(self, block: Block) -> str:
        return f'<p><strong>{self.s.say("read_also")} <a href="/2026/read-more/" target="_blank">{inline(block.text)}</a></strong></p>'

    def pull_quote(self, block: Block) -> str:
        return f'<blockquote class="pullquote alignright"><p>{inline(block.text)}</p></blockquote>'

    def image(self, block: Block) -> str:
        return f'<div class="wp-caption aligncenter"><img src="/a.jpg?w=620"><p class="wp-caption-text">{inline(block.text)} <span class="credit">{inline(block.note)}</span></p></div>'

    def after(self, at: int) -> str:
        if at % 3 == 1:
            return f'<section class="ad-slot in-article" data-position="{at}"><p class="ad-label">{self.s.say("advert")}</p></section>'
        if at == 3:
            return f'<aside class="inline-newsletter"><p>{self.s.some("newsletter", 2)[-1]}</p><button>{self.s.say("newsletter_button")}</button></aside>'
        return ""


def hosted_paper(s: Sheet) -> str:
    """A chain's regional paper on hosted WordPress: adverts every three paragraphs, an updated line first, article sharing, trust box."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="UTF-8"><title>{s.title} – {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_site_name=esc(s.outlet), og_type="article", article_published_time=iso(s), article_modified_time=changed(s), author=s.byline(), news_keywords=", ".join(esc(t) for t in a.tags))}{json_ld([{"@context": "https://schema.org", "@type": "NewsMediaOrganization", "name": s.outlet, "url": s.home}, {"@context": "https://schema.org", "@type": "ReportageNewsArticle", "headline": a.title, "datePublished": iso(s), "dateModified": changed(s), "author": persons(s), "articleSection": a.section}])}</head>
<body class="single-post"><header class="site-header"><button>{s.say("menu")}</button><a>{s.say("login")}</a><a class="subscribe">{s.say("subscribe")}</a><ul>{links(s.menu(10))}</ul></header><div class="eyebrow"><a href="/s">{esc(a.section)}</a></div><article class="article-content"><header><h1 class="entry-title"><span class="dfm-title">{s.title}</span></h1><div class="subheadline">{esc(a.standfirst)}</div><div class="byline">{s.say("by")} <a class="author-name" href="/author/x">{s.byline()}</a> | <a>newsroom@{s.host}</a></div><div class="time"><span class="label">{s.say("published")}:</span> <time datetime="{iso(s)}">{s.moment()}</time> {f'| <span class="label">{s.say("updated")}:</span> <time datetime="{changed(s)}">{s.moment(a.updated)}</time>' if a.updated else ""}</div></header><div class="article-body"><div class="body-copy">{_Hosted(a, s).html()}</div><div class="trust-box"><a>{s.some("footer", 2)[-1]}</a></div><ul class="article-tags">{s.say("tags")}{"".join(f"<li><a>{esc(t)}</a></li>" for t in a.tags)}</ul><div class="author-bio">{"".join(f"<h4>{n}</h4><p>{b}</p>" for n, b in s.bios())}</div></div></article><section class="popular"><h2>{s.say("most_read")}</h2><ol>{stories(s, 6, '<li><a href="{url}">{title}</a> <time datetime="{iso}">{day}</time></li>')}</ol></section><section class="more-in"><h3>{s.say("related")}</h3>{stories(s, 3, '<article><h4>{title}</h4><div class="excerpt">{summary}</div></article>', "more")}</section><footer>{each(s.some("footer", 7), "<a>{said}</a> ")}<p>{s.say("copyright")}</p></footer></body></html>"""


SYSTEMS = (
    System("gutenberg-magazine", gutenberg_magazine, "/{slug}/", ("en", "pt", "fr", "de"), count=8),
    System(
        "dropcap-magazine",
        dropcap_magazine,
        "/story/{slug}/",
        ("en", "fr", "es"),
        query="?utm_source=rss&utm_brand=m",
    ),
    System(
        "elementor",
        elementor,
        "/{year}/{month}/{slug}/",
        ("en", "es", "pt", "ru"),
        standfirst_counts=True,
    ),
    System("divi", divi, "/{slug}/", ("en", "fr"), standfirst_counts=True),
    System("hosted-paper", hosted_paper, "/{year}/{month}/{day}/{slug}/", ("en", "hi"), count=8),
)
