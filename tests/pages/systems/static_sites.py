# ruff: noqa: E501 - markup stands as publishing systems write it
"""Sites built once from files: Hugo, Jekyll."""

from tests.pages.markup import Body, esc, inline, json_ld, links
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block


class _Goldmark(Body):
    """What Hugo makes of Markdown: headings with anchors, footnotes with back links."""

    def subhead(self, block: Block) -> str:
        at = f"s-{len(block.text)}"
        return f'<h2 id="{at}">{inline(block.text)}<a class="anchor" href="#{at}" aria-hidden="true">#</a></h2>'

    def quote(self, block: Block) -> str:
        return (
            f"<blockquote>\n<p>{inline(block.text)}</p>\n<p>{inline(block.note)}</p>\n</blockquote>"
        )

    def footnote(self, block: Block) -> str:
        return (
            '<div class="footnotes" role="doc-endnotes"><hr><ol><li id="fn:1"><p>'
            f'{inline(block.text)}&#160;<a href="#fnref:1" class="footnote-backref">&#x21a9;&#xfe0e;</a>'
            "</p></li></ol></div>"
        )

    def image(self, block: Block) -> str:
        return (
            f'<figure class="align-center"><img loading="lazy" src="/images/h.webp" alt="{esc(block.text)}">'
            f"<figcaption>{inline(block.text)}<p>{inline(block.note)}</p></figcaption></figure>"
        )


def hugo(s: Sheet) -> str:
    """Hugo with the PaperMod theme: table of contents, BlogPosting with the whole text in it."""
    a = s.article
    heads = [block.text for block in a.blocks if block.kind == "subhead"]
    contents = "".join(f'<li><a href="#s-{len(head)}">{esc(head)}</a></li>' for head in heads)
    toc = f'<div class="toc"><details><summary>Table of Contents</summary><ul>{contents}</ul></details></div>'
    posting = json_ld(
        {
            "@context": "https://schema.org",
            "@type": "BlogPosting",
            "headline": a.title,
            "name": a.title,
            "description": a.standfirst,
            "keywords": list(a.tags),
            "inLanguage": a.language,
            "datePublished": a.published.isoformat(),
            "dateModified": (a.updated or a.published).isoformat(),
            "author": [{"@type": "Person", "name": name} for name in a.authors],
            "mainEntityOfPage": {"@type": "WebPage", "@id": s.url},
        }
    )
    nexts = s.teasers(2, "next")
    return f"""<!DOCTYPE html>
<html lang="{a.language}" dir="{s.direction}"><head><meta charset="utf-8"><title>{s.title} | {esc(s.outlet)}</title>
<meta name="keywords" content="{esc(", ".join(a.tags))}"><meta name="description" content="{s.standfirst}">
<meta name="author" content="{s.byline(", ")}"><link rel="canonical" href="{s.url}">
<meta name="generator" content="Hugo 0.128.0">{posting}</head>
<body id="top"><header class="header"><nav class="nav"><div class="logo"><a href="/">{esc(s.outlet)}</a></div><ul id="menu">{links(s.menu(4))}</ul></nav></header>
<main class="main"><article class="post-single"><header class="post-header"><div class="breadcrumbs"><a href="/">{s.say("home")}</a>&nbsp;»&nbsp;<a href="/posts/">{esc(a.section)}</a></div>
<h1 class="post-title entry-hint-parent">{s.title}</h1><div class="post-description">{esc(a.standfirst)}</div>
<div class="post-meta"><span title='{a.published}'>{s.day()}</span>&nbsp;·&nbsp;{s.say("reading_time")}&nbsp;·&nbsp;{s.byline()}</div></header>
{toc if heads else ""}
<div class="post-content">{_Goldmark(a).html()}</div>
<footer class="post-footer"><ul class="post-tags">{"".join(f'<li><a href="/tags/x/">{esc(t)}</a></li>' for t in a.tags)}</ul>
<nav class="paginav"><a class="prev" href="{nexts[0].url}"><span class="title">« Prev</span><br><span>{nexts[0].title}</span></a><a class="next" href="{nexts[1].url}"><span class="title">Next »</span><br><span>{nexts[1].title}</span></a></nav></footer></article></main>
<footer class="footer"><span>&copy; {a.published.year} <a href="/">{esc(s.outlet)}</a></span> · <span>Powered by <a href="https://gohugo.example/">Hugo</a> &amp; PaperMod</span></footer>
<script>document.querySelectorAll('pre > code').forEach((c) => c);</script></body></html>"""


SYSTEMS = (
    System("hugo-papermod", hugo, "/posts/{slug}/", ("en", "de", "pt", "zh", "ja", "ru", "es")),
)
