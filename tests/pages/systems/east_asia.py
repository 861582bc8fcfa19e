# ruff: noqa: E501 - markup stands as publishing systems write it
"""Portals and papers of China, Japan and Korea."""

from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block


class _Indented(Body):
    """Paragraphs indented by two ideographic spaces, pictures in centred paragraphs."""

    def paragraph(self, block: Block) -> str:
        return f"<p>\u3000\u3000{inline(block.text)}</p>"

    def subhead(self, block: Block) -> str:
        return f"<p>\u3000\u3000<strong>{inline(block.text)}</strong></p>"

    def image(self, block: Block) -> str:
        return (
            '<p style="text-align: center;"><img src="/upload/1.jpg" /></p><p class="img_txt" style='
            f'"text-align: center;"><span style="font-family:楷体">{inline(block.text)}{inline(block.note)}'
            "</span></p>"
        )


def chinese_portal(s: Sheet) -> str:
    """A portal as in the years of GBK: `div id="zoom"`, source line, editor below, no JSON-LD."""
    a = s.article
    ranks = "".join(
        f'<li><em>{at}</em><a href="{t.url}" target="_blank">{t.title}</a></li>'
        for at, t in enumerate(s.teasers(4, "rank"), 1)
    )
    related = "".join(
        f'<li>·<a href="{t.url}">{t.title}</a><span>{t.published:%m-%d %H:%M}</span></li>'
        for t in s.teasers(3, "rel")
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>{s.title}--{esc(s.outlet)}</title>
{metas(keywords=esc(" ".join(a.tags)), description=s.standfirst, publishdate=f"{a.published:%Y-%m-%d}", author=str(s.number), source="来源：" + esc(a.agency or s.outlet), filetype="1")}
<script src="/js/jquery.js"></script></head><body>
<div class="topnav w1000"><a href="/login">{s.say("login")}</a> | <a href="#" onclick="SetHome(this)">设为首页</a></div>
<div class="nav w1000 clearfix"><ul>{links(s.menu(11))}</ul></div>
<div class="path w1000 clearfix"><span id="rwb_navpath"><a href="/">{esc(s.outlet)}</a> &gt;&gt; <a href="/c" class="clink">{esc(a.section)}</a></span></div>
<div class="clearfix w1000_320 text_title"><h1>{s.title}</h1><p class="author">{"&nbsp;".join(esc(n) for n in a.authors)}</p>
<div class="box01"><div class="fl">{a.published:%Y年%m月%d日%H:%M} &nbsp;来源：<a href="/src">{esc(a.agency or s.outlet)}</a></div><div class="fr">{s.say("share")}<a class="bds_tsina"></a><a class="bds_weixin"></a></div></div></div>
<div class="clearfix w1000_320 text_con"><div class="fl text_con_left"><div class="box_con" id="rwb_zw">
<div class="txt" id="zoom">{_Indented(a).html()}
</div><div class="box_pic"></div><center><table border="0" align="center" width="40%"><tr></tr></table></center></div>
<div class="edit clearfix">(责编：{esc(s.phrases.one("people", s.system))}、{esc(s.phrases.one("people", s.system + "x"))})</div>
<div class="zdfy clearfix"></div><p class="paper_num">{s.say("share")}让更多人看到</p><div class="copyright_note">{s.say("copyright")}</div>
<div class="message"><h2>{s.say("comments_head")}</h2>{"".join(f"<dl><dt>{n} {at:%Y-%m-%d %H:%M}</dt><dd>{t}</dd></dl>" for n, t, at in s.comments(2))}</div></div>
<div class="fr text_con_right"><div class="rel"><h2>{s.say("related")}</h2><ul>{related}</ul></div><div class="t_rank"><h2><span>{s.say("most_read")}</span></h2><ol>{ranks}</ol></div><div class="ewm"><img src="/qr.png" /><p>{s.say("newsletter")}</p></div></div></div>
<div class="foot"><p>{" | ".join(s.some("footer", 5))}</p><p>{s.say("copyright")}</p></div></body></html>"""


def japanese_paper(s: Sheet) -> str:
    """A Japanese paper: ranking, "read on" for members, date with weekday-less short form, JSON-LD array."""
    a = s.article
    rank = "".join(
        f'<li class="ranking__item"><a href="{t.url}"><p class="ranking__title">{t.title}</p><time>{t.published:%H:%M}</time></a></li>'
        for t in s.teasers(3, "rank")
    )
    news = json_ld(
        [
            {
                "@context": "https://schema.org",
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "position": 1,
                        "item": {"@id": s.home, "name": s.say("home")},
                    }
                ],
            },
            {
                "@context": "https://schema.org",
                "@type": "NewsArticle",
                "mainEntityOfPage": {"@type": "WebPage", "@id": s.url},
                "headline": a.title,
                "datePublished": a.published.isoformat(),
                "dateModified": (a.updated or a.published).isoformat(),
                "author": {"@type": "Organization", "name": s.outlet},
                "publisher": {"@type": "Organization", "name": s.outlet},
                "isAccessibleForFree": False,
                "hasPart": {
                    "@type": "WebPageElement",
                    "isAccessibleForFree": False,
                    "cssSelector": ".paywall",
                },
            },
        ]
    )
    writers = "".join(f'<a href="/rensai/writer">{esc(name)}</a>' for name in a.authors)
    return f"""<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{s.title}：{esc(s.outlet)}</title>{metas(og_title=s.title + "：" + esc(s.outlet), og_type="article", og_description=s.standfirst, keywords=esc(",".join((a.section, *a.tags))))}
<link rel="canonical" href="{s.url}">{news}</head><body><header class="p-header"><p class="p-header__logo"><a href="/">{esc(s.outlet)}</a></p><div class="p-header__tools"><a href="/login">{s.say("login")}</a><a href="/sub">{s.say("subscribe")}</a></div><nav class="p-gnav"><ul>{links(s.menu(9))}</ul></nav></header>
<div class="l-contents"><main class="l-main"><ol class="c-breadcrumb"><li><a href="/">{s.say("home")}</a></li><li><a href="/c">{esc(a.section)}</a></li><li>{s.title}</li></ol>
<article class="p-article"><div class="p-article__header"><h1 class="c-article-title">{s.title}</h1><p class="c-article-author">{writers}</p><p class="c-article-date"><time datetime="{a.published:%Y-%m-%dT%H:%M}">{a.published.year}年{a.published.month}月{a.published.day}日 {a.published.hour}時{a.published.minute:02}分</time></p></div>
<ul class="c-sns"><li><button>{s.say("share")}</button></li><li><button>{s.say("print")}</button></li><li><button>list</button></li></ul>
<div class="p-article__body nfyQp">{_Ideographic(a).html()}</div>
<div class="c-member-guide"><p>{s.say("paywall")}</p><a class="c-btn" href="/sub">{s.say("subscribe")}</a></div>
<div class="c-tags">{"".join(f'<a href="/t">#{esc(t)}</a>' for t in a.tags)}</div></article>
<section class="c-related"><h2>{s.say("related")}</h2><ul>{"".join(f'<li><a href="{t.url}">{t.title}</a>（{t.published.month}/{t.published.day}）</li>' for t in s.teasers(3, "rel"))}</ul></section></main>
<aside class="l-side"><h2>{s.say("most_read")}</h2><ol class="ranking">{rank}</ol><div class="c-mail"><p>{s.say("newsletter")}</p></div></aside></div>
<footer class="p-footer"><ul>{links(s.some("footer", 5))}</ul><p>{s.say("copyright")}</p></footer></body></html>"""


class _Ideographic(Body):
    """A full-width space begins each paragraph."""

    def paragraph(self, block: Block) -> str:
        return f"<p>\u3000{inline(block.text)}</p>"


def korean_paper(s: Sheet) -> str:
    """A Korean paper (ndsoft): text in `article-view-content-div`, reporter's address at the end."""
    a = s.article
    paragraphs = _Ndsoft(a).html()
    return f"""<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><title>{s.title} - {esc(s.outlet)}</title>{metas(og_title=s.title, og_type="article", og_description=s.standfirst, article_published_time=a.published.isoformat(), Copyright=esc(s.outlet))}<meta name="title" content="{s.title}"></head>
<body id="body"><div id="skip-nav"><a href="#article">{s.say("skip")}</a></div><div id="user-wrap"><header id="user-header"><div id="user-nav"><ul>{links(s.menu(8))}</ul></div></header>
<section id="user-container" class="float-center"><div class="user-content"><section id="section"><div class="article-head-title">{s.title}</div><div class="info-text"><ul class="infomation"><li><i class="fa fa-user-o"></i> {s.byline(", ")} 기자</li><li><i class="fa fa-clock-o"></i> {s.say("published")} {a.published:%Y.%m.%d %H:%M}</li><li>{s.say("comments_head")} 0</li></ul></div>
<div class="article-head-sub">{esc(a.standfirst)}</div><article id="article-view-content-div" class="article-veiw-body view-page font-size17" itemprop="articleBody">{paragraphs}
<div class="ad-template"><div class="ad-view"></div></div></article><div class="view-copyright text-center">{s.say("copyright")}</div><div class="tag-group">{"".join(f'<a href="/t">#{esc(t)}</a> ' for t in a.tags)}</div>
<div class="view-editors"><strong class="name">{s.byline()} 기자</strong><a href="mailto:reporter@hanbit.example">reporter@hanbit.example</a><a class="more">다른기사 보기</a></div>
<div class="reply"><h3>{s.say("comments_head")}</h3><p>{s.say("comment_rules")}</p></div></section><aside class="side"><h2>{s.say("most_read")}</h2><ol>{"".join(f'<li><a href="{t.url}">{t.title}</a></li>' for t in s.teasers(3))}</ol></aside></div></section><footer id="user-footer">{s.say("copyright")}</footer></div></body></html>"""


class _Ndsoft(Body):
    def image(self, block: Block) -> str:
        return (
            '<div style="text-align:center"><figure class="photo-layout image photo_1"><img src="/p.jpg">'
            f"<figcaption>▲ {inline(block.text)} {inline(block.note)}</figcaption></figure></div>"
        )


SYSTEMS = (
    System(
        "chinese-portal", chinese_portal, "/n1/{year}/{month}{day}/c1024-{number}.html", ("zh",)
    ),
    System(
        "japanese-paper", japanese_paper, "/articles/AS{number}.html", ("ja",), query="?ref=rss"
    ),
    System("korean-ndsoft", korean_paper, "/news/articleView.html?idxno={number}", ("ko",)),
)
