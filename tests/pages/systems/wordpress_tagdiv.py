# ruff: noqa: E501 - markup stands as publishing systems write it
"""WordPress with the theme Newspaper by tagDiv."""

from tests.pages.markup import Body, esc, inline, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block


class _Classic(Body):
    """The classic editor: captions as shortcodes, `Read also` as a strong paragraph, ads by a plugin."""

    def image(self, block: Block) -> str:
        return (
            '<div id="attachment_771" style="width: 650px" class="wp-caption aligncenter">'
            '<img src="/wp-content/uploads/p.jpg" width="640" class="size-large wp-image-771" />'
            f'<p id="caption-attachment-771" class="wp-caption-text">{inline(block.text)} '
            f"({inline(block.note)})</p></div>"
        )

    def promo(self, block: Block) -> str:
        return f'<p><strong><a href="/older-story">{inline(block.text)}</a></strong></p>'

    def advert(self, block: Block) -> str:
        return (
            "<div class='code-block code-block-2' style='margin: 8px 0'><script async src="
            "'https://pagead2.googlesyndication.com/pagead/js/adsbygoogle.js'></script>"
            "<ins class='adsbygoogle'></ins></div>"
        )


def newspaper_theme(s: Sheet) -> str:
    """tagDiv's Newspaper: td-classes, share buttons, author box, related and a full sidebar."""
    a = s.article
    related = "".join(
        f'<div class="td_module_related_posts td-animation-stack"><div class="item-details">'
        f'<h3 class="entry-title td-module-title"><a href="{t.url}" rel="bookmark">{t.title}</a></h3>'
        f"</div></div>"
        for t in s.teasers(3, "related")
    )
    side = "".join(
        f'<div class="td_module_6 td_module_wrap"><h3 class="entry-title td-module-title">'
        f'<a href="{t.url}">{t.title}</a></h3><div class="td-module-meta-info"><span class='
        f'"td-post-author-name">{t.author}</span> <time class="entry-date updated td-module-date" '
        f'datetime="{t.published.isoformat()}">{s.day(t.published)}</time></div>'
        f'<div class="td-excerpt">{t.summary}</div></div>'
        for t in s.teasers(5, "side")
    )
    boxes = "".join(
        f'<div class="author-box-wrap"><a href="/author"><img src="/avatar.png"></a><div class="desc">'
        f'<div class="td-author-name vcard author"><span class="fn"><a href="/author">{name}</a></span>'
        f'</div><div class="td-author-description">{said}</div></div></div>'
        for name, said in s.bios()
    )
    share = "".join(
        f'<a class="td-social-sharing-button td-social-{n.lower()}" href="https://{n.lower()}.example/s">'
        f'<div class="td-social-but-text">{n}</div></a>'
        for n in ("Facebook", "Twitter", "Pinterest", "WhatsApp")
    )
    views = 100 + s.number % 8000
    return f"""<!doctype html ><html lang="{a.language}"><head><meta charset="UTF-8" />
<title>{s.title} | {esc(s.outlet)}</title>
<meta name='robots' content='max-image-preview:large' /><link rel="canonical" href="{s.url}" />
{metas(og_type="article", og_title=s.title, og_url=s.url, author=s.byline())}
<script type="text/javascript">var tdBlocksArray = []; function tdBlock() {{ this.id = ''; }}</script>
</head>
<body class="single single-post postid-{s.number} single-format-standard global-block-template-1 td-full-layout">
<div id="td-mobile-nav"><div class="td-mobile-content"><ul class="td-mobile-main-menu">{links(s.menu(9))}</ul></div></div>
<div id="td-outer-wrap" class="td-theme-wrap"><div class="td-header-wrap"><div class="td-header-top-menu">
<div class="tdc-sign">{s.day()}</div><a href="/login">{s.say("login")}</a></div>
<ul class="sf-menu">{links(s.menu(9))}</ul></div>
<div class="td-main-content-wrap td-container-wrap"><div class="td-container"><div class="td-crumb-container">
<div class="entry-crumbs"><a href="/">{s.say("home")}</a> <i class="td-icon-right"></i> <a href="/c">{esc(a.section)}</a>
<i class="td-icon-right"></i> <span class="td-bred-no-url-last">{s.title}</span></div></div>
<div class="td-pb-row"><div class="td-pb-span8 td-main-content"><div class="td-ss-main-content">
<article id="post-{s.number}" class="post type-post status-publish hentry" itemscope itemtype="https://schema.org/Article">
<div class="td-post-header"><ul class="td-category"><li class="entry-category"><a href="/c">{esc(a.section)}</a></li></ul>
<header class="td-post-title"><h1 class="entry-title">{s.title}</h1><p class="td-post-sub-title">{s.standfirst}</p>
<div class="td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">{s.say("by")}</div>
<a href="/author">{s.byline()}</a><div class="td-author-line"> - </div></div>
<span class="td-post-date"><time class="entry-date updated td-module-date" datetime="{a.published.isoformat()}">{s.day()}</time></span>
<div class="td-post-comments"><a href="#c"><i class="td-icon-comments"></i>0</a></div>
<div class="td-post-views"><i class="td-icon-views"></i><span>{views}</span></div></div></header></div>
<div class="td-post-sharing-top"><div class="td-post-sharing-visible">{share}</div></div>
<div class="td-post-content tagdiv-type">
<div class="td-post-featured-image"><img class="entry-thumb" src="/wp-content/uploads/f-696x464.jpg"></div>
<div class="td-a-rec td-a-rec-id-content_top"><span class="td-adspot-title">{s.say("advert")}</span></div>
{_Classic(a).html()}
</div>
<footer><div class="td-post-source-tags"><ul class="td-tags td-post-small-box"><li><span>TAGS</span></li>{"".join(f'<li><a href="/t">{esc(t)}</a></li>' for t in a.tags)}</ul></div>
{boxes}
<span class="td-page-meta" itemprop="author" itemscope itemtype="https://schema.org/Person"><meta itemprop="name" content="{s.byline()}"></span>
<meta itemprop="datePublished" content="{a.published.isoformat()}"><meta itemprop="headline" content="{s.title}"></footer></article>
<div class="td_block_wrap td_block_related_posts"><h4 class="td-related-title td-block-title"><a>{s.say("related")}</a></h4>{related}</div>
<div class="comments" id="comments"><div class="comment-respond"><h3 class="comment-reply-title">{s.say("comments_head")}</h3><p class="must-log-in">{s.say("comment_rules")}</p></div></div>
</div></div>
<div class="td-pb-span4 td-main-sidebar"><aside class="widget"><h4 class="block-title"><span>{s.say("most_read")}</span></h4>{side}</aside></div>
</div></div></div>
<div class="td-footer-wrapper"><div class="td-footer-info"><div class="footer-text-wrap">{s.say("follow")}</div></div></div>
<div class="td-sub-footer-copy">&copy; {esc(s.outlet)} {s.say("copyright")}</div></div></body></html>"""


SYSTEMS = (
    System(
        "wordpress-tagdiv",
        newspaper_theme,
        "/{slug}/",
        (
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
        ),
    ),
)
