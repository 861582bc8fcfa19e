# ruff: noqa: E501 - markup stands as publishing systems write it
"""Systems of American publishers: Chorus-like, Brightspot, a Medium-like site; AMP pages."""

from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block


class _Chorus(Body):
    def paragraph(self, block: Block) -> str:
        return f'<p id="q{len(block.text)}">{inline(block.text)}</p>'

    def subhead(self, block: Block) -> str:
        return f'<h3 id="h{len(block.text)}">{inline(block.text)}</h3>'

    def image(self, block: Block) -> str:
        return f'<figure class="e-image"><span class="e-image__inner"><span class="e-image__image"><picture class="c-picture"><img src="/thumbor/a.jpg"></picture></span></span><span class="e-image__meta"><figcaption>{inline(block.text)}</figcaption><cite>{inline(block.note)}</cite></span></figure>'

    def pull_quote(self, block: Block) -> str:
        return (
            f'<div class="c-float-right"><aside id="pq"><q>{inline(block.text)}</q></aside></div>'
        )

    def advert(self, block: Block) -> str:
        return '<div class="m-ad m-ad__dynamic_ad_unit"><div class="dynamic-native-ad"></div></div>'

    def promo(self, block: Block) -> str:
        return f'<div class="c-wide-block"><div class="c-related-list"><h3 class="c-related-list__header">Related</h3><ul><li><a href="/r">{inline(block.text)}</a></li></ul></div></div>'


def chorus_like(s: Sheet) -> str:
    """`c-entry-content`, a stream of stories, newsletter and donation slices after the text."""
    a = s.article
    stream = "".join(
        f'<div class="c-compact-river__entry"><div class="c-entry-box--compact"><h2 class="c-entry-box--compact__title"><a href="{t.url}">{t.title}</a></h2><p class="c-entry-box--compact__dek">{t.summary}</p><div class="c-byline"><span class="c-byline__item">By {t.author}</span> <time class="c-byline__item" datetime="{t.published.isoformat()}">{s.day(t.published)}</time></div></div></div>'
        for t in s.teasers(6)
    )
    news = json_ld(
        {
            "@context": "http://schema.org",
            "@type": "NewsArticle",
            "mainEntityOfPage": s.url,
            "headline": a.title,
            "alternativeHeadline": a.title,
            "description": a.standfirst,
            "datePublished": s.utc(),
            "dateModified": s.utc(a.updated),
            "speakable": {"@type": "SpeakableSpecification", "xpath": ["/html/head/title"]},
            "author": {"@type": "Person", "name": a.authors[0]}
            if len(a.authors) == 1
            else [{"@type": "Person", "name": n} for n in a.authors],
        }
    )
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title} - {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(og_type="article", og_title=s.title, description=s.standfirst, article_published_time=s.utc(), author=s.byline(), sailthru_date=s.utc(), parsely_title=s.title, parsely_author=s.byline())}{news}</head>
<body class="entry_key_unison_standard"><div class="l-root"><section class="c-nav-list"><nav><ul>{links(s.menu(8))}</ul></nav></section><article class="l-segment l-main-content"><div class="c-entry-hero"><div class="c-entry-group-labels"><a href="/g">{esc(a.section)}</a></div><h1 class="c-page-title">{s.title}</h1><p class="c-entry-summary p-dek">{esc(a.standfirst)}</p><div class="c-byline"><span class="c-byline-wrapper">{s.say("by")} <span class="c-byline__item"><a href="/authors/x"><span class="c-byline__author-name">{s.byline()}</span></a></span> <span class="c-byline__item"><time class="c-byline__item" datetime="{s.utc()}">{s.moment()}</time></span></span></div><div class="c-social-buttons">{s.say("share")}</div></div>
<div class="l-col__main"><div class="c-entry-content">{_Chorus(a).html()}</div><div class="c-newsletter_signup_box"><h3>{s.say("newsletter")}</h3><form><button>{s.say("newsletter_button")}</button></form><div class="c-newsletter_signup_box__disclaimer">By submitting your email, you agree to our Terms and Privacy Notice.</div></div><div class="c-contribute-slice"><p>{s.say("paywall")}</p></div></div></article><div class="c-rock-list"><h2>{s.say("most_read")}</h2></div><div class="c-compact-river">{stream}</div><footer class="l-footer">{s.say("copyright")}</footer></div></body></html>"""


class _Brightspot(Body):
    def image(self, block: Block) -> str:
        return f'<div class="Enhancement" data-align-center><div class="Enhancement-item"><figure class="Figure"><img class="Image" src="/dims4/a.jpg"><div class="Figure-content"><figcaption class="Figure-caption">{inline(block.text)}</figcaption><div class="Figure-credit">{inline(block.note)}</div></div></figure></div></div>'

    def promo(self, block: Block) -> str:
        return f'<div class="Enhancement" data-align-left><div class="Enhancement-item"><div class="PromoLink"><a class="Link" href="/x">{inline(block.text)}</a></div></div></div>'

    def pull_quote(self, block: Block) -> str:
        return f'<div class="Enhancement"><div class="Quote"><blockquote>{inline(block.text)}</blockquote></div></div>'

    def post(self, block: Block) -> str:
        head = f'<h2 class="LiveBlogPost-headline">{inline(block.text)}</h2>' if block.text else ""
        return f'<bsp-liveblog-post class="LiveBlogPost"><span class="LiveBlogPost-date">{block.note}</span>{head}<div class="LiveBlogPost-body"><div class="RichTextBody">{"".join(f"<p>{inline(i)}</p>" for i in block.items)}</div></div><div class="LiveBlogPost-share">Copy link copied</div></bsp-liveblog-post>'


def brightspot(s: Sheet) -> str:
    """Brightspot: `RichTextStoryBody`, bsp custom elements, author cards, the date as a timestamp."""
    a = s.article
    return f"""<!DOCTYPE html><html class="ArticlePage" lang="{a.language}"><head><meta charset="UTF-8"><title>{s.title} | {esc(s.outlet)}</title>{metas(og_title=s.title, og_url=s.url, og_type="article", article_published_time=a.published.isoformat(), article_section=esc(a.section), description=s.standfirst)}<link rel="canonical" href="{s.url}">{json_ld([{"@context": "http://schema.org", "@type": "LiveBlogPosting" if a.is_live else "NewsArticle", "url": s.url, "headline": a.title, "datePublished": a.published.isoformat(), "dateModified": (a.updated or a.published).isoformat(), "mainEntityOfPage": {"@type": "WebPage", "@id": s.url}, "author": [{"@context": "http://schema.org", "@type": "Person", "name": n} for n in a.authors], "publisher": {"@type": "Organization", "name": s.outlet}}, {"@context": "http://schema.org", "@type": "BreadcrumbList", "itemListElement": []}])}</head>
<body class="Page-body"><ps-header class="PageHeader"><nav class="Navigation"><ul>{links(s.menu(9))}</ul></nav><a class="Button">{s.say("subscribe")}</a></ps-header><bsp-banner class="BreakingBanner"><a href="{s.teasers(1, "banner")[0].url}">{s.teasers(1, "banner")[0].title}</a></bsp-banner><div class="Page-content"><main class="Page-main"><div class="Page-breadcrumbs"><a href="/">{esc(a.section)}</a></div><h1 class="Page-headline">{s.title}</h1><div class="Page-byline"><div class="Page-authors">{s.say("by")}&nbsp;<a class="Link" href="/author">{s.byline()}</a></div><div class="Page-dateModified"><bsp-timestamp data-timestamp="{int(a.published.timestamp() * 1000)}"><span data-date>{s.moment()}</span></bsp-timestamp></div></div><div class="Page-actions">{s.say("share")}</div>
<div class="Page-storyBody gtmMainScrollContent"><div class="RichTextStoryBody RichTextBody">{_Brightspot(a).html()}</div><div class="Page-tags">{"".join(f'<a class="Link">{esc(t)}</a>' for t in a.tags)}</div>{"".join(f'<div class="AuthorCard"><div class="AuthorCard-name">{n}</div><div class="AuthorCard-bio">{b}</div></div>' for n, b in s.bios())}</div></main><aside class="Page-aside"><div class="PageList"><h2>{s.say("most_read")}</h2>{"".join(f'<div class="PagePromo"><h3 class="PagePromo-title"><a class="Link" href="{t.url}">{t.title}</a></h3><div class="PagePromo-description">{t.summary}</div></div>' for t in s.teasers(5))}</div></aside></div><footer class="PageFooter">{s.say("copyright")}</footer></body></html>"""


class _Amp(Body):
    def image(self, block: Block) -> str:
        return f'<figure class="amp-wp-fe"><amp-img src="/a.jpg" width="1024" height="683" layout="intrinsic"><noscript><img src="/a.jpg"></noscript></amp-img><figcaption class="wp-caption-text">{inline(block.text)} {inline(block.note)}</figcaption></figure>'

    def advert(self, block: Block) -> str:
        return '<amp-ad width="300" height="250" type="doubleclick" data-slot="/1/x"><div placeholder></div></amp-ad>'

    def embed(self, block: Block) -> str:
        return f'<amp-twitter width="375" height="472" layout="responsive" data-tweetid="1"><blockquote placeholder class="twitter-tweet"><p>{inline(block.text)}</p>{inline(block.note)}</blockquote></amp-twitter>'


def amp(s: Sheet) -> str:
    """The AMP plugin of WordPress in reader mode; canonical address without `amp`."""
    a = s.article
    plain_url = s.url.removesuffix("amp/")
    return f"""<!doctype html><html amp lang="{a.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="canonical" href="{plain_url}"><title>{s.title} | {esc(s.outlet)}</title><script async src="https://cdn.ampproject.org/v0.js"></script>{json_ld({"@context": "http://schema.org", "@type": "BlogPosting", "mainEntityOfPage": plain_url, "headline": a.title, "datePublished": a.published.isoformat(), "dateModified": (a.updated or a.published).isoformat(), "author": {"@type": "Person", "name": a.authors[0] if a.authors else s.outlet}, "publisher": {"@type": "Organization", "name": s.outlet}})}<style amp-custom>.amp-wp-article{{color:#353535}}</style></head>
<body><amp-sidebar id="sidebar" layout="nodisplay"><ul>{links(s.menu(8))}</ul></amp-sidebar><header id="top" class="amp-wp-header"><div><a href="/"><span class="amp-site-title">{esc(s.outlet)}</span></a></div></header><article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{s.title}</h1><div class="amp-wp-meta amp-wp-byline"><span class="amp-wp-author author vcard">{s.byline()}</span></div><div class="amp-wp-meta amp-wp-posted-on"><time datetime="{a.published.isoformat()}">{s.day()}</time></div></header><div class="amp-wp-article-content">{_Amp(a).html()}</div><footer class="amp-wp-article-footer"><div class="amp-wp-meta amp-wp-tax-category">{s.say("tags")}: <a>{esc(a.section)}</a></div><div class="amp-wp-meta amp-wp-comments-link"><a href="#respond">{s.say("comments_head")}</a></div></footer></article><amp-consent id="c" layout="nodisplay"><div><p>{s.say("cookies")}</p><button>{s.say("accept")}</button></div></amp-consent><footer class="amp-wp-footer"><h2>{esc(s.outlet)}</h2><p>{s.say("copyright")}</p><a href="#top">Back to top</a></footer></body></html>"""


class _Medium(Body):
    def paragraph(self, block: Block) -> str:
        return f'<p id="3f{len(block.text)}" class="pw-post-body-paragraph nf ng fr nh b">{inline(block.text)}</p>'

    def subhead(self, block: Block) -> str:
        return f'<h1 id="9c{len(block.text)}" class="od oe fr be of">{inline(block.text, "strong")}</h1>'

    def image(self, block: Block) -> str:
        return f'<figure class="no np nq"><div role="button" tabindex="0"><picture><img alt="" src="/max/1400/1.jpeg"></picture></div><figcaption class="nx fc ny be b">{inline(block.text)} {inline(block.note)}</figcaption></figure>'


def medium_like(s: Sheet) -> str:
    """Meaningless class names, claps, responses, "Recommended", subheads as `h1`."""
    a = s.article
    return f"""<!doctype html><html lang="{a.language}"><head><title data-rh="true">{s.title} | {s.say("by")} {s.byline()} | {esc(s.outlet)}</title><meta data-rh="true" property="og:title" content="{s.title}"/><meta data-rh="true" property="article:published_time" content="{s.utc()}"/><meta data-rh="true" name="author" content="{s.byline(", ")}"/><link data-rh="true" rel="canonical" href="{s.url}"/>{json_ld({"@context": "http://schema.org", "@type": "NewsArticle", "url": s.url, "dateCreated": s.utc(), "datePublished": s.utc(), "dateModified": s.utc(a.updated), "headline": a.title, "identifier": "abc", "author": {"@type": "Person", "name": a.authors[0] if a.authors else s.outlet}, "creator": list(a.authors), "isAccessibleForFree": True})}</head>
<body><div id="root"><div class="a b c"><div class="d e f"><a href="/m/signin">{s.say("login")}</a><input placeholder="{s.say("search")}"></div><article><div class="fr fs"><section><div><h1 class="pw-post-title gr gs">{s.title}</h1><h2 class="pw-subtitle-paragraph hp">{esc(a.standfirst)}</h2><div class="speechify-ignore ab co"><a href="/@x">{s.byline()}</a> · <a>{s.say("follow")}</a> <span>{s.say("reading_time")}</span> · <span data-testid="storyPublishDate">{s.day()}</span><div class="pw-multi-vote-count"><button>231</button></div><button>{s.say("share")}</button></div>{_Medium(a).html()}</div></section></div></article>
<footer class="speechify-ignore"><div>{"".join(f'<a href="/tag/x">{esc(t)}</a>' for t in a.tags)}</div><div class="bio"><h2>{s.say("by")} {s.byline()}</h2><p>{"".join(b for _, b in s.bios()[:1])}</p></div><div class="responses"><h2>{s.say("comments_head")} (3)</h2>{"".join(f"<div><p>{n}</p><p>{s.day(at)}</p><pre>{t}</pre></div>" for n, t, at in s.comments(3))}</div><div class="recommended"><h2>{s.say("related")}</h2>{"".join(f"<div><h2>{t.title}</h2><h3>{t.summary}</h3><span>{t.author}</span> <span>{s.day(t.published)}</span></div>" for t in s.teasers(4))}</div></footer></div></div></body></html>"""


SYSTEMS = (
    System(
        "chorus-like", chorus_like, "/{year}/{month}/{day}/{number}/{slug}", ("en",), query="?rss=1"
    ),
    System(
        "brightspot", brightspot, "/article/{slug}-{number}", ("en", "es"), takes_live=True, count=8
    ),
    System(
        "amp-reader",
        amp,
        "/{year}/{month}/{slug}/amp/",
        not_canonical="amp/",
        languages=("en", "id", "hi", "th", "tr", "pt", "de"),
    ),
    System(
        "medium-like",
        medium_like,
        "/@x/{slug}-{number}",
        ("en", "ja", "fr", "pt"),
        kinds=("feature", "opinion", "interview", "recipe", "listicle", "data story"),
    ),
)
