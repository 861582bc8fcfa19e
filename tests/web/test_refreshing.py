import time

import pytest

from newsmill.web.refreshing import declared_target, onward, scripted_target

URL = "https://paper.example/news/wait"
SCRIPT = '<script>function login() { location.href = "/login" }</script>'


@pytest.mark.parametrize(
    ("refresh", "target"),
    [
        ("0;url=/a", "/a"),
        ("0; URL=/a", "/a"),
        ("  3 ;  Url = /a ", "/a"),
        ("0, url=/a", "/a"),
        ("0 url=/a", "/a"),
        ("0;/a", "/a"),
        ("0 /a", "/a"),
        ("0;url='/a b'x", "/a b"),
        ('0;url="/a"', "/a"),
        ('0;"/a"', "/a"),
        ("0.5;url=/a", "/a"),
        (".5;url=/a", "/a"),
        ("0;url=https://paper.example/?a=1;b=2,c", "https://paper.example/?a=1;b=2,c"),
        ("0;url.html", "url.html"),
        ("10;url=/a", "/a"),
        ("5", ""),
        ("5;", ""),
        ("11;url=/a", None),
        ("300", None),
        ("99999999999999999999;url=/a", None),
        ("", None),
        ("url=/a", None),
        ("soon;url=/a", None),
        ("0x;url=/a", None),
        ("-1;url=/a", None),
    ],
)
def test_a_refresh_is_read_as_browsers_do(refresh: str, target: str | None) -> None:
    assert declared_target(refresh) == target


@pytest.mark.parametrize(
    ("script", "target"),
    [
        ('location.href = "/a"', "/a"),
        ("location.href='/a';", "/a"),
        ('location="/a"', "/a"),
        ('window.location = "/a";', "/a"),
        ('window . location . href = "/a";', "/a"),
        ('top.location.href="/a"', "/a"),
        ('self.location.replace("/a")', "/a"),
        ("document.location.assign('/a');", "/a"),
        ("setTimeout(function(){location.replace('/a')}, 100)", "/a"),
        ("""setTimeout("location.href='/a'", 100)""", "/a"),
        ("location.href = `/a`", "/a"),
        ("location.href = `/a/${id}`", None),
        ("""button = `<a onclick="location.href='/a'">`""", None),
        (r'location.href = "https:\/\/paper.example\/a?b=1\u0026c=\x32"',
         "https://paper.example/a?b=1&c=2"),
        ('if (x) location = "/a"; else location.href = "/a";', "/a"),
        ('if (x) location = "/a"; else location = "/b";', None),
        ('location.href = "/a" + id;', None),
        ('location.href = base + "/a";', None),
        ('if (location.href == "/a") {}', None),
        ('if (location.href === "/a") {}', None),
        ('my_location = "/a"; relocation.href = "/b"; x.location = "/c"', None),
        ('location.hash = "/a"', None),
        ('location.href = "#top"', None),
        ('location.href = "javascript:void(0)"', None),
        ("location.reload()", None),
    ],
)  # fmt: skip
def test_a_script_leads_on_if_it_says_where(script: str, target: str | None) -> None:
    assert scripted_target(script) == target


@pytest.mark.parametrize(
    ("html", "href"),
    [
        pytest.param('<meta http-equiv=refresh content="0;url=/a">', "/a", id="bare attributes"),
        pytest.param("<META CONTENT='0;URL=/a' HTTP-EQUIV='Refresh'/>", "/a", id="capitals"),
        pytest.param('<meta http-equiv=refresh content="0;url=/a?b&amp;c">', "/a?b&c",
                     id="references"),
        pytest.param('<meta http-equiv="refresh"\ncontent = "0; url=/a">', "/a", id="lines"),
        pytest.param('<!-- <meta http-equiv=refresh content="0;url=/a"> -->', None, id="comment"),
        pytest.param('<script>"<meta http-equiv=refresh content=\'0;url=/a\'>"</script>', None,
                     id="in a script"),
        pytest.param('<noscript><meta http-equiv=refresh content="0;url=/a"></noscript>', None,
                     id="for clients without scripts"),
        pytest.param('<meta name=refresh content="0;url=/a">', None, id="another name"),
        pytest.param("<p>A refreshing ferry", None, id="a word"),
        pytest.param('<noscript>Please turn on scripts.</noscript><script type="text/javascript">'
                     'location.replace("/a")</script>', "/a", id="a script"),
        pytest.param('<script>location.replace("/a");' + "go();" * 2000 + "</script>", None,
                     id="an application"),
        pytest.param('<!-- <script>location.replace("/a")</script> -->', None,
                     id="a script in a comment"),
        pytest.param('<script>location.replace("/a")</script>' + "<p>The ferry is back." * 20,
                     None, id="a script on a page with text"),
        pytest.param("<body onload=\"location.replace('/a')\">One moment", "/a", id="onload"),
        pytest.param(SCRIPT + '<svg viewBox="0 0 9 9"/>' + "<p>The ferry is back." * 20, None,
                     id="a picture that is not closed"),
        pytest.param(SCRIPT + "<iframe src=/x /><p>The ferry is back.", None,
                     id="a frame that is not closed"),
        pytest.param(SCRIPT + "<noscript><img src=/x><p>The ferry is back.", None,
                     id="what is for others is not closed"),
        pytest.param(SCRIPT + "<!-- x --!><p>The ferry is back.", None,
                     id="a comment that is not closed"),
        pytest.param(SCRIPT + '<script type="application/ld+json">{"@type":"NewsArticle"}</script>',
                     None, id="an application with structured data"),
        pytest.param('<meta http-equiv=refresh content="0;url=/a">' + "<p>The ferry is back." * 20,
                     "/a", id="a meta element on a page with text"),
    ],
)  # fmt: skip
def test_a_waiting_page_leads_on(html: str, href: str | None) -> None:
    leads = onward(URL, html)
    assert (leads.href if leads else None) == href


def test_the_header_goes_first() -> None:
    leads = onward(URL, '<meta http-equiv=refresh content="0;url=/a">', "0;url=/b")
    assert leads
    assert leads.href == "/b"


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("", URL),
        ('<base href="/en/">', "https://paper.example/en/"),
        ('<base href="//cdn.example/"><base href="/b/">', "https://cdn.example/"),
        ('<base target=_top><base href="/b/">', "https://paper.example/b/"),
        ('<base href="javascript:1">', URL),
    ],
)
def test_the_base_of_a_page(base: str, expected: str) -> None:
    leads = onward(URL, f'{base}<meta http-equiv=refresh content="0;url=a">')
    assert leads
    assert leads.base.href == expected


@pytest.mark.parametrize(
    "piece",
    ["<script>", "<!--", "<meta ", "<meta a=", "location", "location.href='", "window.", "<",
     'location="x', "<base href=", " refresh location ", "</script", "location.replace(  "],
)  # fmt: skip
def test_hostile_pages_take_no_time(piece: str) -> None:
    html = "refresh location " + piece * (60_000 // len(piece))
    began = time.process_time()
    onward(URL, html, "0" * 100_000)
    onward(URL, f"<script>{html}</script>")
    assert time.process_time() - began < 0.5
