# ruff: noqa: E501 - markup stands as publishing systems write it
"""WordPress with a block theme and Yoast."""

from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block

_LANGUAGES = (
    "el",
    "he",
    "fa",
    "ko",
    "ru",
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "pl",
    "tr",
    "id",
)


class _Blocks(Body):
    """The block editor (Gutenberg)."""

    def subhead(self, block: Block) -> str:
        return f'<h2 class="wp-block-heading">{inline(block.text)}</h2>'

    def list(self, block: Block) -> str:
        items = "".join(f"<li>{inline(item)}</li>" for item in block.items)
        return f'<ul class="wp-block-list">{items}</ul>'

    def quote(self, block: Block) -> str:
        cite = f"<cite>{inline(block.note)}</cite>" if block.note else ""
        return (
            '<blockquote class="wp-block-quote is-layout-flow">'
            f"<p>{inline(block.text)}</p>{cite}</blockquote>"
        )

    def pull_quote(self, block: Block) -> str:
        return (
            '<figure class="wp-block-pullquote alignright"><blockquote>'
            f"<p>{inline(block.text)}</p></blockquote></figure>"
        )

    def image(self, block: Block) -> str:
        return (
            '<figure class="wp-block-image size-large"><img loading="lazy" decoding="async" '
            f'width="1024" height="683" src="/wp-content/uploads/2026/03/a-1024x683.jpg" alt="" '
            'class="wp-image-8812"/><figcaption class="wp-element-caption">'
            f"{inline(block.text)} {inline(block.note)}</figcaption></figure>"
        )

    def table(self, block: Block) -> str:
        return f'<figure class="wp-block-table">{super().table(block)}</figure>'

    def embed(self, block: Block) -> str:
        return (
            '<figure class="wp-block-embed is-type-rich is-provider-twitter"><div class='
            f'"wp-block-embed__wrapper">{super().embed(block)}<script async src='
            '"https://platform.twitter.example/widgets.js"></script></div></figure>'
        )


def twenty_twenty_four(s: Sheet) -> str:
    """A block theme with Yoast's `@graph`, and comments."""
    a = s.article
    graph = json_ld(
        {
            "@context": "https://schema.org",
            "@graph": [
                {
                    "@type": "Article",
                    "@id": f"{s.url}#article",
                    "isPartOf": {"@id": s.url},
                    "author": [
                        {"name": name, "@id": f"{s.home}#/schema/person/1"} for name in a.authors
                    ],
                    "headline": a.title,
                    "datePublished": a.published.isoformat(),
                    "dateModified": (a.updated or a.published).isoformat(),
                    "mainEntityOfPage": {"@id": s.url},
                    "wordCount": 300,
                    "publisher": {"@id": f"{s.home}#organization"},
                    "keywords": list(a.tags),
                    "articleSection": [a.section],
                    "inLanguage": a.language,
                },
                {
                    "@type": "WebPage",
                    "@id": s.url,
                    "url": s.url,
                    "name": f"{a.title} - {s.outlet}",
                    "isPartOf": {"@id": f"{s.home}#website"},
                    "datePublished": a.published.isoformat(),
                },
                {
                    "@type": "BreadcrumbList",
                    "@id": f"{s.url}#breadcrumb",
                    "itemListElement": [{"@type": "ListItem", "position": 1, "name": s.outlet}],
                },
                {"@type": "WebSite", "@id": f"{s.home}#website", "url": s.home, "name": s.outlet},
                {"@type": "Organization", "@id": f"{s.home}#organization", "name": s.outlet},
                *(
                    {"@type": "Person", "@id": f"{s.home}#/schema/person/1", "name": name}
                    for name in a.authors
                ),
            ],
        }
    )
    comments = "".join(
        f'<li class="comment"><div class="comment-author"><b>{name}</b></div>'
        f'<div class="comment-date"><time datetime="{at.isoformat()}">{s.moment(at)}</time></div>'
        f'<div class="wp-block-comment-content"><p>{text}</p></div></li>'
        for name, text, at in s.comments(3)
    )
    tags = ", ".join(
        f'<a href="/tag/{at}" rel="tag">{esc(tag)}</a>' for at, tag in enumerate(a.tags)
    )
    og = metas(
        og_locale=a.language,
        og_type="article",
        og_title=s.title,
        og_description=s.standfirst,
        og_url=s.url,
        og_site_name=esc(s.outlet),
        article_published_time=a.published.isoformat(),
        article_modified_time=(a.updated or a.published).isoformat(),
        author=s.byline(),
        twitter_card="summary_large_image",
        twitter_label1=s.say("by"),
        twitter_data1=s.byline(),
    )
    return f"""<!DOCTYPE html>
<html lang="{a.language}" dir="{s.direction}">
<head><meta charset="UTF-8" /><meta name="viewport" content="width=device-width, initial-scale=1" />
<title>{s.title} - {esc(s.outlet)}</title>
<link rel="canonical" href="{s.url}" />
{og}
{graph}
<style id='wp-block-library-inline-css'>.wp-block-quote{{border-left:1px solid}}</style>
<link rel='shortlink' href='{s.home}?p={s.number}' /></head>
<body class="wp-singular post-template-default single single-post postid-{s.number} wp-embed-responsive">
<a class="skip-link screen-reader-text" href="#wp--skip-link--target">{s.say("skip")}</a>
<div class="wp-site-blocks"><header class="wp-block-template-part">
<p class="wp-block-site-title"><a href="{s.home}" rel="home">{esc(s.outlet)}</a></p>
<nav class="wp-block-navigation"><ul class="wp-block-navigation__container">{links(s.menu(6))}</ul></nav>
</header>
<main class="wp-block-group is-layout-flow" id="wp--skip-link--target">
<h1 class="wp-block-post-title">{s.title}</h1>
<div class="wp-block-group is-layout-flex"><div class="wp-block-post-date">
<time datetime="{a.published.isoformat()}">{s.day()}</time></div>
<div class="wp-block-post-author-name">{s.say("by")} {s.byline()}</div>
<div class="taxonomy-category wp-block-post-terms"><a href="/c" rel="tag">{esc(a.section)}</a></div></div>
<div class="entry-content wp-block-post-content is-layout-constrained">
{_Blocks(a).html()}
</div>
<div class="taxonomy-post_tag wp-block-post-terms">{tags}</div>
<nav class="post-navigation" aria-label="Posts">{_neighbours(s)}</nav>
<div class="wp-block-comments"><h2 class="wp-block-comments-title">{s.say("comments_head")}</h2>
<ol class="wp-block-comment-template">{comments}</ol>
<div id="respond" class="comment-respond"><form action="/wp-comments-post.php">
<p class="comment-notes">{s.say("comment_rules")}</p><textarea></textarea></form></div></div>
</main><footer class="wp-block-template-part"><p>{esc(s.outlet)} · {s.say("copyright")}</p></footer></div>
<script type="speculationrules">{{"prefetch":[{{"source":"document"}}]}}</script>
</body></html>"""


def _neighbours(s: Sheet) -> str:
    before, after = s.teasers(2, "neighbours")
    return (
        f'<div class="post-navigation-link-previous"><a href="{before.url}" rel="prev">{before.title}'
        f'</a></div><div class="post-navigation-link-next"><a href="{after.url}">{after.title}</a></div>'
    )


SYSTEMS = (
    System(
        "wordpress-block-theme", twenty_twenty_four, "/{year}/{month}/{day}/{slug}/", _LANGUAGES
    ),
)
