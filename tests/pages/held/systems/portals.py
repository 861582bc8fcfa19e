# ruff: noqa: E501 - markup stands as publishing systems write it
"""Portals: an ASP.NET table layout, papers in Chinese, Japanese, Arabic and Hindi, a Russian agency."""

from tests.pages.held.systems.common import changed, iso, persons, readers, stories
from tests.pages.markup import Body, esc, inline, json_ld, links, metas
from tests.pages.sheet import Sheet, System
from tests.pages.story import Article, Block


class _Lines(Body):
    """Blocks as lines with `br` between: no element for a paragraph."""

    def __init__(self, article: Article, s: Sheet) -> None:
        super().__init__(article)
        self.s = s

    def html(self) -> str:
        return "<br /><br />\n".join(self.block(b) for b in self.article.blocks)

    def paragraph(self, block: Block) -> str:
        return inline(block.text, "i")

    def subhead(self, block: Block) -> str:
        return f"<b>{inline(block.text)}</b>"

    def list(self, block: Block) -> str:
        return "<br />".join(f"- {inline(i)}" for i in block.items)

    def quote(self, block: Block) -> str:
        return f"<i>{inline(block.text)}</i><br />{inline(block.note)}"

    def pull_quote(self, block: Block) -> str:
        return ""

    def question(self, block: Block) -> str:
        return f"<b>{inline(block.text)}</b>"

    def footnote(self, block: Block) -> str:
        return f"<small>{inline(block.text)}</small>"

    def correction(self, block: Block) -> str:
        return f"<i>{inline(block.text)}</i>"

    def image(self, block: Block) -> str:
        return f'<table align="right" width="200"><tr><td><img src="/Images/1.jpg" width="200"></td></tr><tr><td class="imgcaption">{inline(block.text)} {inline(block.note)}</td></tr></table>'

    def promo(self, block: Block) -> str:
        return f'{self.s.say("read_also")} <a class="inlink" href="ShowArticle.aspx?ID=1">{inline(block.text)}</a>'

    def embed(self, block: Block) -> str:
        return ""

    def advert(self, block: Block) -> str:
        return '<iframe src="/Banners/b.aspx" width="468" height="60"></iframe>'

    def table(self, block: Block) -> str:
        rows = "".join(
            f"<tr>{''.join(f'<td>{inline(c)}</td>' for c in r)}</tr>" for r in block.rows
        )
        return f'<table border="1" cellpadding="3">{rows}</table>'


def aspnet_portal(s: Sheet) -> str:
    """Nested tables, a form with a view state, controls' ids, text in a `span` with `br`; no metas; date and time visible only."""
    a = s.article
    cell = '<tr><td class="MenuItem"><a href="{href}">{name}</a></td></tr>'
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd"><html xmlns="http://www.w3.org/1999/xhtml" dir="{s.direction}"><head id="Head1"><title>
	{s.title}
</title><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><link href="Style.css" rel="stylesheet" type="text/css" /></head><body><form name="form1" method="post" action="ShowArticle.aspx?ID={s.number}" id="form1"><div><input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUKMTY1NDU2MTA1Mg9kFgICAw9kFgICAQ8PFgIeBFRleHQFB" /></div><table width="980" align="center"><tr><td colspan="3" class="Header"><a href="Default.aspx"><img src="Images/logo.gif" alt="{esc(s.outlet)}" /></a><span id="ctl00_lblToday">{s.day(a.updated)}</span></td></tr><tr valign="top"><td width="150"><table>{links(s.menu(9), cell)}</table></td><td width="600"><table width="100%"><tr><td class="Path"><a href="Default.aspx">{s.say("home")}</a> &gt; {esc(a.section)}</td></tr><tr><td><span id="ctl00_Main_lblTitle" class="ArticleTitle">{s.title}</span></td></tr><tr><td><span id="ctl00_Main_lblWriter" class="Writer">{s.say("by")} {s.byline()}</span> <span id="ctl00_Main_lblDate">{s.moment()}</span></td></tr><tr><td><a href="Print.aspx?ID={s.number}">{s.say("print")}</a> | <a href="SendToFriend.aspx">{s.say("share")}</a></td></tr><tr><td><span id="ctl00_Main_lblBody" class="ArticleBody">{f"{esc(a.standfirst)}<br /><br />" if a.standfirst else ""}{_Lines(a, s).html()}</span></td></tr><tr><td><span id="ctl00_Main_lblComments">{s.say("comments_head")}</span><table id="ctl00_Main_dlComments">{readers(s, 3, "<tr><td><b>{name}</b> ({day})<br />{text}</td></tr>")}</table><textarea name="ctl00$Main$txtComment"></textarea><input type="submit" value="OK" /></td></tr></table></td><td width="230"><div class="BoxTitle">{s.say("most_read")}</div>{stories(s, 6, '<div class="BoxItem"><a href="{url}">{title}</a><br /><span class="Date">{day}</span></div>')}</td></tr><tr><td colspan="3" class="Footer">{s.say("copyright")}</td></tr></table></form></body></html>"""


class _Indented(Body):
    def paragraph(self, block: Block) -> str:
        return f'<p style="text-indent: 2em;">　　{inline(block.text)}</p>'

    def image(self, block: Block) -> str:
        return f'<p align="center"><img src="./W02026.jpg" border="0"></p><p align="center" class="pictext" style="color:#666">{inline(block.text)}{inline(block.note)}</p>'

    def promo(self, block: Block) -> str:
        return f'<div class="xgwz"><a href="/t1.html">{inline(block.text)}</a></div>'


def chinese_digital_paper(s: Sheet) -> str:
    """Comments around title, date and text as a CMS for digital papers writes them; source and editor around the text."""
    a = s.article
    at = a.published
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{s.title}-{esc(s.outlet)}</title>{metas(keywords=" ".join(esc(t) for t in a.tags), description=s.standfirst, publishdate=f"{at:%Y-%m-%d}", author=str(s.number), contentid=str(s.number))}<!--enpproperty <articleid>{s.number}</articleid><date>{at:%Y-%m-%d %H:%M:%S}</date><author>{s.byline()}</author><title>{s.title}</title><sourcename>{esc(s.outlet)}</sourcename>/enpproperty--></head><body><div class="top w1000"><a href="/login">{s.say("login")}</a> <a>{s.say("subscribe")}</a></div><div class="nav">{links(s.menu(12), '<a href="{href}">{name}</a> | ')}</div><div class="w1000 crumb">当前位置：<a href="/">{s.say("home")}</a> &gt; <a>{esc(a.section)}</a> &gt; 正文</div><div class="w1000 main"><div class="left"><h1 id="title"><!--enpcontent--><founder-title>{s.title}</founder-title></h1><div class="info"><span>{at:%Y-%m-%d %H:%M:%S}</span> <span>来源：{esc(s.outlet)}</span> <span>{s.say("by")}{s.byline()}</span> <span>编辑：宋时雨</span> <span class="fz">字号：<a>大</a> <a>中</a> <a>小</a></span></div><div id="content" class="article-content"><!--enpcontent--><founder-content>{_Indented(a).html()}</founder-content><!--/enpcontent--></div><div class="editor">（责任编辑：宋时雨）</div><div class="share">{s.say("share")}<span class="qr">{s.say("newsletter")}</span></div><div class="statement">{s.say("copyright")}</div><div class="xg"><h3>{s.say("related")}</h3><ul>{stories(s, 4, '<li><a href="{url}">{title}</a><span>{day}</span></li>')}</ul></div><div class="pl"><h3>{s.say("comments_head")}</h3><p>{s.say("comment_rules")}</p></div></div><div class="right"><h3>{s.say("most_read")}</h3><ol>{stories(s, 4, '<li><a href="{url}">{title}</a></li>', "hot")}</ol></div></div><div class="foot">{links(s.some("footer", 5), "<a>{name}</a> ")}</div></body></html>"""


class _Ruled(_Lines):
    def paragraph(self, block: Block) -> str:
        return f"　{inline(block.text)}"

    def subhead(self, block: Block) -> str:
        return f'<span class="midashi">{inline(block.text)}</span>'

    def image(self, block: Block) -> str:
        return f'<span class="photo"><img src="/photo.jpg"><span class="cap">{inline(block.text)}（{inline(block.note)}）</span></span>'


def japanese_agency(s: Sheet) -> str:
    """One text `div` with `br`, full-width spaces, the date as digits with no zone; rankings; a members' notice below."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="ja"><head><meta charset="UTF-8"><title>{s.title} | {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(description=s.standfirst, og_title=s.title, og_type="article", date=f"{a.published:%Y/%m/%d %H:%M}")}</head><body><div id="header"><p class="logo"><a href="/">{esc(s.outlet)}</a></p><ul id="gnavi">{links(s.menu(10))}</ul></div><div id="wrap"><div id="main"><p class="pan"><a href="/">{s.say("home")}</a>＞{esc(a.section)}</p><div class="kiji"><h1 class="kijiTitle">{s.title}</h1><p class="kijiDate">{a.published:%Y/%m/%d %H:%M}</p><p class="kijiAuthor">{s.say("by")}{s.byline()}</p><ul class="sns"><li>{s.say("share")}</li></ul><div class="kijiBody">{_Ruled(a, s).html()}</div><p class="kaiin">{s.say("paywall")}</p><p class="copy">{s.say("copyright")}</p></div><div class="kanren"><h2>{s.say("related")}</h2><ul>{stories(s, 4, '<li><a href="{url}">{title}</a>（{day}）</li>')}</ul></div></div><div id="side"><h2>{s.say("most_read")}</h2><ol>{stories(s, 4, '<li><a href="{url}">{title}</a></li>', "rank")}</ol></div></div></body></html>"""


class _Arabic(Body):
    def promo(self, block: Block) -> str:
        return f'<div class="related-inline"><a href="/read">{inline(block.text)}</a></div>'

    def quote(self, block: Block) -> str:
        return f'<div class="quote-block"><p>{inline(block.text)}</p><p class="quote-by">{inline(block.note)}</p></div>'


def arabic_daily(s: Sheet) -> str:
    """Right to left; the writer in a card, dates with words, metas with a time that has no zone; a breaking strip above."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{s.title} - {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article", og_locale="ar_AR", article_published_time=f"{a.published:%Y-%m-%dT%H:%M:%S}", article_section=esc(a.section), description=s.standfirst)}{json_ld([{"@context": "https://schema.org", "@type": "Organization", "name": s.outlet}, {"@context": "https://schema.org", "@type": "WebPage", "name": a.title, "description": a.standfirst}])}</head><body class="rtl"><div class="breaking"><span>عاجل</span> <a>{s.teasers(1, "brk")[0].title}</a></div><header><nav><ul>{links(s.menu(10))}</ul></nav></header><div class="container"><div class="row"><div class="col-md-8"><div class="news-details"><span class="cat">{esc(a.section)}</span><h1>{s.title}</h1><h2 class="sub">{esc(a.standfirst)}</h2><div class="writer-card"><img src="/w.jpg"><a href="/writer/7">{s.byline()}</a><span>{s.say("author_role")}</span></div><div class="meta"><i class="fa fa-clock"></i> {s.say("published")} {s.moment()}</div><div class="tools"><a>{s.say("print")}</a><a>{s.say("share")}</a><a>أ+</a><a>أ-</a></div><div class="news-content" id="news-body">{_Arabic(a).html()}</div><div class="wa-join">{s.some("newsletter", 1)[0]}</div><div class="tags">{s.say("tags")} {"".join(f"<a>{esc(t)}</a>" for t in a.tags)}</div><div class="comments"><h3>{s.say("comments_head")}</h3>{readers(s, 2, "<div><strong>{name}</strong><small>{day}</small><p>{text}</p></div>")}<p>{s.say("comment_rules")}</p></div></div></div><div class="col-md-4"><h3>{s.say("most_read")}</h3>{stories(s, 4, '<div class="item"><a href="{url}"><h4>{title}</h4></a><span>{day}</span><p>{summary}</p></div>')}</div></div></div><footer><p>{s.say("copyright")}</p></footer></body></html>"""


class _Hindi(Body):
    def __init__(self, article: Article, s: Sheet) -> None:
        super().__init__(article)
        self.s = s

    def promo(self, block: Block) -> str:
        return f'<p><strong>{self.s.say("read_also")}</strong> <a href="/x"><strong>{inline(block.text)}</strong></a></p>'

    def after(self, at: int) -> str:
        return (
            f'<div class="adBox"><span>{self.s.say("advert")}</span></div>' if at in (0, 3) else ""
        )


def hindi_state_portal(s: Sheet) -> str:
    """ "Edited by" beside the writer, dates in English with IST, highlights above the text, follow lines below it."""
    a = s.article
    stamp = f"{a.published:%d %b %Y %I:%M %p} IST"
    return f"""<!DOCTYPE html><html lang="{a.language}"><head><meta charset="utf-8"><title>{s.title} | {esc(s.outlet)}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article", description=s.standfirst)}{json_ld({"@context": "https://schema.org", "@type": "NewsArticle", "headline": a.title, "datePublished": iso(s), "dateModified": changed(s), "author": persons(s), "articleSection": a.section})}{json_ld({"@context": "https://schema.org", "@type": "Person", "name": "Desk", "worksFor": s.outlet})}</head><body><div class="hdr"><a>{s.say("login")}</a><ul>{links(s.menu(10))}</ul></div><div class="brd"><a>{s.say("home")}</a> / <a>{esc(a.section)}</a></div><article><h1>{s.title}</h1><h2 class="synopsis">{esc(a.standfirst)}</h2><div class="auth"><span>{s.say("by")} <a>{s.byline()}</a></span> <span class="dt">{s.say("published")} {stamp}</span> {f'<span class="dt">{s.say("updated")} {a.updated:%d %b %Y %I:%M %p} IST</span>' if a.updated else ""}</div><div class="shr">{s.say("share")}</div><div class="artcl-cntnt">{_Hindi(a, s).html()}</div><div class="fllw"><p>{s.say("newsletter")}</p><p>{s.say("follow")}</p></div><div class="tpc">{s.say("tags")} {"".join(f"<a>{esc(t)}</a>" for t in a.tags)}</div></article><section><h3>{s.say("related")}</h3>{stories(s, 4, '<div class="crd"><h4><a href="{url}">{title}</a></h4><p>{summary}</p></div>')}</section><footer>{s.say("copyright")}</footer></body></html>"""


class _Agency(Body):
    def paragraph(self, block: Block) -> str:
        return f'<div class="article__block" data-type="text"><div class="article__text">{inline(block.text, "strong")}</div></div>'

    def subhead(self, block: Block) -> str:
        return f'<div class="article__block" data-type="h2"><h2 class="article__h2">{inline(block.text)}</h2></div>'

    def image(self, block: Block) -> str:
        return f'<div class="article__block" data-type="media"><div class="media"><div class="media__size"><img src="/1.jpg" alt="{esc(block.text)}"></div><div class="media__copyright">{inline(block.note)}</div><div class="media__description">{inline(block.text)}</div></div></div>'

    def promo(self, block: Block) -> str:
        return f'<div class="article__block" data-type="article"><div class="article__article"><a class="article__article-image"></a><div class="article__article-desc"><a class="article__article-title">{inline(block.text)}</a><div class="article__article-info">27 2026, 14:05</div></div></div></div>'

    def pull_quote(self, block: Block) -> str:
        return ""


def russian_agency(s: Sheet) -> str:
    """Text blocks as `div`s with a type, a dateline in bold, microdata hidden below, no writer visible but in metas."""
    a = s.article
    return f"""<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{s.title} - {esc(s.outlet)}, {a.published:%d.%m.%Y}</title><link rel="canonical" href="{s.url}">{metas(og_title=s.title, og_type="article", article_published_time=f"{a.published:%Y%m%dT%H%M}", article_author=s.byline(), article_section=esc(a.section), analytics__rubric=esc(a.section))}</head><body class="page_article"><div class="header"><div class="header__menu">{links(s.menu(9), '<a class="header__menu-item" href="{href}">{name}</a>')}</div></div><div class="layout-article"><div class="layout-article__main"><div class="article m-article" data-article-type="article"><div class="article__meta" itemscope itemtype="http://schema.org/NewsArticle"><div itemprop="headline">{s.title}</div><span itemprop="datePublished" content="{iso(s)}"></span><span itemprop="dateModified" content="{changed(s)}"></span><span itemprop="author" content="{s.byline()}"></span></div><div class="article__header"><div class="article__info"><div class="article__info-date"><a href="/d">{a.published:%H:%M %d.%m.%Y}</a> {f'<span class="article__info-date-modified">({s.say("updated")} {a.updated:%H:%M %d.%m.%Y})</span>' if a.updated else ""}</div><div class="article__info-statistic">1284</div></div><h1 class="article__title">{s.title}</h1></div><div class="article__announce"></div><div class="article__body js-mediator-article">{_Agency(a).html()}</div><div class="article__userbar">{s.say("share")}</div><div class="article__tags">{"".join(f'<a class="article__tags-item">{esc(t)}</a>' for t in a.tags)}</div></div></div><div class="layout-article__right"><div class="widget-list"><div class="title">{s.say("most_read")}</div>{stories(s, 5, '<div class="list__item"><a class="list__title" href="{url}">{title}</a><div class="list__date">{day}</div></div>')}</div></div></div><div class="footer"><div>{s.say("copyright")}</div><div>{s.say("comment_rules")}</div></div></body></html>"""


SYSTEMS = (
    System(
        "aspnet-portal",
        aspnet_portal,
        "/ShowArticle.aspx/{number}",
        ("en", "ar", "es"),
        standfirst_counts=True,
        count=8,
    ),
    System(
        "chinese-digital-paper",
        chinese_digital_paper,
        "/html/{year}-{month}/{day}/content_{number}.htm",
        ("zh",),
    ),
    System("japanese-agency", japanese_agency, "/news/{year}{month}{day}/{number}.php", ("ja",)),
    System("arabic-daily", arabic_daily, "/news/{number}/{slug}", ("ar",)),
    System("hindi-state-portal", hindi_state_portal, "/uttar/{slug}-{number}", ("hi",)),
    System("russian-agency", russian_agency, "/{year}{month}{day}/{slug}-{number}.html", ("ru",)),
)
