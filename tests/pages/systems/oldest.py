# ruff: noqa: E501 - markup stands as publishing systems write it
"""Layouts of the first ten years of the web: tables, `<font>`, `<br><br>`; PHP-Nuke."""

from tests.pages.markup import Body, esc, inline, links
from tests.pages.sheet import Sheet, System
from tests.pages.story import Block


class _Breaks(Body):
    """Paragraphs are text between `<br><br>`."""

    def paragraph(self, block: Block) -> str:
        return f"{inline(block.text, 'i')}<br><br>"

    def subhead(self, block: Block) -> str:
        return f"<b>{inline(block.text)}</b><br><br>"

    def list(self, block: Block) -> str:
        return "".join(f"&#149; {inline(item)}<br>\n" for item in block.items) + "<br>"

    def quote(self, block: Block) -> str:
        return f"<i>{inline(block.text)}</i><br>{inline(block.note)}<br><br>"

    def pull_quote(self, block: Block) -> str:
        return ""

    def image(self, block: Block) -> str:
        return (
            '<table align="right" width="200" cellpadding="4"><tr><td><img src="pic.gif" width="192" '
            f'height="130"></td></tr><tr><td><font size="1" color="#666666">{inline(block.text)} '
            f"({inline(block.note)})</font></td></tr></table>"
        )

    def embed(self, block: Block) -> str:
        return ""

    def advert(self, block: Block) -> str:
        return '<center><a href="/ad?7"><img src="/banner468.gif" width="468" height="60"></a></center>'

    def promo(self, block: Block) -> str:
        return f'&raquo; <a href="old.html">{inline(block.text)}</a><br><br>'

    def question(self, block: Block) -> str:
        return f"<b>{inline(block.text)}</b><br>"

    def footnote(self, block: Block) -> str:
        return f"<font size=1>{inline(block.text)}</font><br><br>"

    def correction(self, block: Block) -> str:
        return f"<i>{inline(block.text)}</i><br><br>"

    def table(self, block: Block) -> str:
        rows = "".join(
            "<tr>" + "".join(f"<td><font size=2>{inline(c)}</font></td>" for c in row) + "</tr>"
            for row in block.rows
        )
        return f'<table border="1" cellspacing="0">{rows}</table><br>'


def table_layout(s: Sheet) -> str:
    """A page of 1999 that never changed: nested tables, no metas, upper-case tags."""
    a = s.article
    menu = links(
        s.menu(8),
        '<tr><td bgcolor="#003366"><a href="{href}"><font color=white>{name}</font></a></td></tr>',
    )
    others = "".join(
        f'<tr><td><font face="Arial" size="1"><a href="{t.url}">{t.title}</a><br>{t.summary}</font></td></tr>'
        for t in s.teasers(4, "side")
    )
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML><HEAD><TITLE>{esc(s.outlet)}: {s.title}</TITLE>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=utf-8"></HEAD>
<BODY BGCOLOR="#FFFFFF" LINK="#003366" TOPMARGIN=0>
<TABLE WIDTH="770" BORDER=0 CELLSPACING=0 CELLPADDING=0><TR><TD COLSPAN=3 HEIGHT=60><A HREF="/"><IMG SRC="/logo.gif" ALT="{esc(s.outlet)}" BORDER=0></A></TD></TR>
<TR><TD WIDTH=130 VALIGN=TOP><TABLE WIDTH=130>{menu}</TABLE></TD>
<TD WIDTH=470 VALIGN=TOP><TABLE CELLPADDING=8><TR><TD>
<FONT FACE="Verdana" SIZE=1 COLOR="#999999">{esc(a.section)} | {s.day()}</FONT><BR>
<FONT FACE="Times New Roman" SIZE=5><B>{s.title}</B></FONT><BR><BR>
<FONT FACE="Verdana" SIZE=1>{s.say("by")} {s.byline()}</FONT><BR><BR>
<FONT FACE="Verdana, Arial" SIZE=2>
{_Breaks(a).html()}
</FONT>
<FONT FACE="Verdana" SIZE=1><A HREF="javascript:window.print()">{s.say("print")}</A> | <A HREF="mailto:">{s.say("share")}</A> | <A HREF="/">{s.say("home")}</A></FONT>
</TD></TR></TABLE></TD>
<TD WIDTH=170 VALIGN=TOP BGCOLOR="#EEEEEE"><TABLE><TR><TD><B><FONT FACE="Arial" SIZE=2>{s.say("most_read")}</FONT></B></TD></TR>{others}</TABLE></TD></TR>
<TR><TD COLSPAN=3 ALIGN=CENTER><HR><FONT SIZE=1>&copy; {a.published.year} {esc(s.outlet)}. {s.say("copyright")}</FONT></TD></TR></TABLE>
</BODY></HTML>"""


def php_nuke(s: Sheet) -> str:
    """PHP-Nuke: boxes left and right, "Posted by … on … (n reads)", threaded comments."""
    a = s.article
    first, *rest = (_Breaks(a).html()).split("<br><br>", 1)
    comments = "".join(
        f'<table width="99%" border="0"><tr bgcolor="#dddddd"><td><b>Re: {s.title}</b> (Score: 1)<br>'
        f"{s.say('by')} {name} {s.moment(at)}</td></tr><tr><td>{text}</td></tr></table>"
        for name, text, at in s.comments(3)
    )
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html><head>
<title>{esc(s.outlet)} - {s.title}</title><META NAME="GENERATOR" CONTENT="PHP-Nuke Copyright (c) 2006 by Francisco Burzi">
<META NAME="KEYWORDS" CONTENT="news, headlines, {esc(s.outlet)}, forum, portal"><META NAME="AUTHOR" CONTENT="{esc(s.outlet)}">
</head><body bgcolor="#505050"><table border="0" width="100%"><tr><td><a href="index.php"><img src="themes/logo.gif" alt="{esc(s.outlet)}"></a></td></tr></table>
<table width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" align="center"><tr valign="top"><td bgcolor="#ffffff" width="150">
<table border="0" width="150"><tr><td class="boxtitle"><b>{s.say("menu")}</b></td></tr><tr><td class="content">{links(s.menu(8), '<strong><big>&middot;</big></strong> <a href="modules.php?name={at}">{name}</a><br>')}</td></tr></table></td>
<td width="100%"><table border="0" cellpadding="0" width="100%"><tr><td>
<font class="option" color="#363636"><b>{s.title}</b></font><br>
<font class="content"><b>{esc(a.section)}</b></font><br><font class="tiny">{s.say("published")} {s.moment()} {s.say("by")} <b>{s.byline()}</b> ({s.number % 4000} reads)</font><br><br>
<font class="content"><a href="modules.php?topic=4"><img src="images/topics/t.gif" align="right" border="0"></a>{first}<br><br>{"".join(rest)}</font></td></tr></table>
<br><center><font class="title"><b>{s.say("comments_head")}</b></font><br><font class="tiny">{s.say("comment_rules")}</font></center>{comments}</td>
<td width="150"><table width="150"><tr><td class="boxtitle"><b>{s.say("related")}</b></td></tr><tr><td><font class="content">{"".join(f'<strong><big>&middot;</big></strong>&nbsp;<a href="{t.url}">{t.title}</a><br>' for t in s.teasers(4, "related"))}</font></td></tr></table></td></tr></table>
<center><font class="footmsg">{s.say("copyright")}<br>PHP-Nuke Copyright &copy; 2005 by Francisco Burzi. Page Generation: 0.31 Seconds</font></center></body></html>"""


SYSTEMS = (
    System(
        "tables-of-1999",
        table_layout,
        "/archive/{year}{month}{day}/{number}.htm",
        ("en", "de", "it", "pl", "es", "pt"),
        count=6,
    ),
    System(
        "php-nuke",
        php_nuke,
        "/modules.php?name=News&file=article&sid={number}",
        ("en", "tr", "es", "fr"),
        kinds=("news", "opinion", "flash", "letter", "feature", "press release", "interview"),
        count=5,
    ),
)
