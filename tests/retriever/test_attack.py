import asyncio, gc, tracemalloc, random
from collections.abc import AsyncIterator
from datetime import timedelta
import pytest
from aiohttp import web
from newsmill.retriever.resting import Resting
from newsmill.web.fetching import Reply
from newsmill.web.refreshing import onward
from newsmill.web.cookies import Cookies
from tests.builders import NOON, TEXT
from tests.retriever.newsstand import *
from tests.retriever.test_following import retrieved, WAIT, leading_to, HOWS

@pytest.fixture
async def stand():
    async with open_newsstand() as s: yield s
@pytest.fixture
def clock(): return FakeClock()

def whole(r):
    b=r._budget
    return [(x.free_bytes,x.max_bytes) for x in (b._small,b._large,b._records)]

async def test_robots_hold(stand):
    async def answer(request):
        resp=web.StreamResponse(headers={"Content-Type":"text/plain","Content-Length":"600000"})
        await resp.prepare(request)
        await resp.write(b"User-agent: *\n"*20000)
        request.transport.close()
        return resp
    stand.answers["/robots.txt"]=answer
    gc.disable()
    try:
        async with open_retriever() as r:
            a=await retrieved(r, stand.put("/x"))
            print(a.retrieval)
            assert all(x==y for x,y in whole(r)), whole(r)
    finally: gc.enable()

async def test_leading_body_kept(stand):
    seen=[]
    body=leading_to("/next","meta")[0]+" "*2_900_000
    stand.put("/x", body)
    async def answer(request):
        gc.collect(); seen.append(tracemalloc.get_traced_memory()[0]); return web.Response(text=PAGE,content_type="text/html")
    stand.answers["/next"]=answer
    async with open_retriever() as r:
        tracemalloc.start()
        base=tracemalloc.get_traced_memory()[0]
        a=await retrieved(r, stand.url("/x"))
        tracemalloc.stop()
    assert a.retrieval=="fetched"
    assert seen[0]-base<1_500_000, seen[0]-base

def test_rest_not_shortened():
    clock=FakeClock()
    r=Resting(clock, lambda: NOON)
    r.note_reply("h", Reply("http://h/",503,{"retry-after":"7200"},b"",None))
    r.note_failure("h","timeout"); 
    clock.now+=100
    assert r.why("h")
def test_rest_not_shortened2():
    clock=FakeClock()
    r=Resting(clock, lambda: NOON)
    r.note_reply("h", Reply("http://h/",503,{"retry-after":"7200"},b"",None))
    r.note_reply("h", Reply("http://h/",503,{},b"",None))
    clock.now+=100
    assert r.why("h")

S='<script>function login(){location.href="/login"}</script>'
@pytest.mark.parametrize("html",[
 f'{S}<svg viewBox="0 0 1 1"/><p>{TEXT*5}',
 f'{S}<iframe src=x /><p>{TEXT*5}',
 f'{S}<noscript><img src=x><p>{TEXT*5}',
 f'{S}<textarea/><p>{TEXT*5}',
 f'{S}<!-- x <p>{TEXT*5}',
 S+'<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"'+TEXT*5+'"}</script>',
 f'{S}<svg><title>x</title></svg><p>{TEXT*5}',
 f'{S}<svg><style>x</svg><p>{TEXT*5}',
 f'{S}<!-- x --!><p>{TEXT*5}',
 f'{S}<!--><p>{TEXT*5}',
])
def test_unclosed(html):
    assert onward("http://p.example/a", html) is None
@pytest.mark.parametrize("html",[
 '<body onload="location.href=\'/b\'">wait',
 "<body onload='window.location.replace(&quot;/b&quot;)'>wait",
 '<script>window["location"]="/b"</script>', '<script>window.location.href=`/b`</script>',
 '<script>document.location.href="/b"</script>','<script>window.location.assign("/b")</script>',
 '<script>window.open("/b","_self")</script>','<script>location = "/b"</script>',
 '<script>window.setTimeout("location.href=\'/b\'",100)</script>',
 '<script>window.location.href = decodeURIComponent("/b")</script>',
 '<script>var u="/b"; location.href=u</script>',
 '<meta http-equiv="refresh" content="0; URL=&#39;/b&#39;">',
 "<meta http-equiv='refresh' content='0;URL=\"/b\"'>",
 '<meta content="0 /b" http-equiv=REFRESH>',
 '<meta content="0,/b" http-equiv=REFRESH>',
 '<meta http-equiv=refresh content=0;/b>',
 '<meta http-equiv=refresh content="0; url = /b">',
 '<meta http-equiv=" refresh " content="0; url=/b">',
 '<html><body><p>wait<meta http-equiv="refresh" content="3;url=/b">',
 '<meta\thttp-equiv=refresh\ncontent="0;url=/b"/>',
 '<title>x<y</title><meta http-equiv=refresh content="0;url=/b">',
 '<meta http-equiv=refresh content="0;url=/b" x="a>b">',
])
def test_spell(html):
    o=onward("http://p.example/a", html)
    assert o and o.href=="/b", o

@pytest.mark.parametrize("by,dom,to",[
 ("https://a.s3.amazonaws.com/","s3.amazonaws.com","https://b.s3.amazonaws.com/"),
 ("https://a.blogspot.de/","blogspot.de","https://b.blogspot.de/"),
 ("https://a.blogspot.co.uk/","blogspot.co.uk","https://b.blogspot.co.uk/"),
 ("https://a.uk.com/","uk.com","https://b.uk.com/"),
 ("https://a.asso.fr/","asso.fr","https://b.asso.fr/"),
 ("https://a.gr.jp/","gr.jp","https://b.gr.jp/"),
 ("https://a.re.kr/","re.kr","https://b.re.kr/"),
 ("https://a.wixsite.com/","wixsite.com","https://b.wixsite.com/"),
 ("https://a.azurestaticapps.net/","azurestaticapps.net","https://b.azurestaticapps.net/"),
 ("https://a.onrender.com/","onrender.com","https://b.onrender.com/"),
 ("https://a.beehiiv.com/","beehiiv.com","https://b.beehiiv.com/"),
 ("https://a.blog.br/","blog.br","https://b.blog.br/"),
 ("https://a.info.pl/","info.pl","https://b.info.pl/"),
 ("https://a.hatenablog.com/","hatenablog.com","https://b.hatenablog.com/"),
 ("https://a.livejournal.com/","livejournal.com","https://b.livejournal.com/"),
 ("https://a.medium.com/","medium.com","https://b.medium.com/"),
 ("https://a.over-blog.com/","over-blog.com","https://b.over-blog.com/"),
])
def test_psl(by,dom,to):
    c=Cookies(NOON); c.note(by,[f"a=1; Path=/; Domain={dom}"]); assert c.header(to)==""
@pytest.mark.parametrize("v",["__Host-a=1","__Host-a=1; Secure; Path=/; Domain=p.example","__Host-a=1; Secure; Path=/x","__Secure-a=1"])
def test_prefix(v):
    c=Cookies(NOON); c.note("https://p.example/x/y",[v]); assert c.header("https://p.example/x/y")==""

@pytest.mark.parametrize("loc,path",[("ferry","/a/ferry"),("?x=1","/a/b"),("/a b","/a%20b"),("/é","/%C3%A9"),("  /c  ","/c"),("./d","/a/d"),("/a\\b","/a/b"),("//[::1","x"),("http:///x","x"),("http://","x"),("javascript:alert(1)","x"),("data:text/html,x","x"),("file:///etc/passwd","x"),("ftp://a/","x"),("/%zz","/%zz"),("#frag","loop"),("http://"+"a"*300+".localhost/","x"),("/"+"x"*9000,"x")])
async def test_location(loc,path):
    got=[]
    async def serve(reader,writer):
        d=await reader.readuntil(b"\r\n\r\n"); p=d.split()[1].decode(); got.append(d.decode())
        if p=="/robots.txt": writer.write(b"HTTP/1.1 404 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        elif len(got)==2: writer.write(b"HTTP/1.1 302 x\r\nLocation: "+loc.encode()+b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        else:
            b=PAGE.encode(); writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"%len(b)+b)
        await writer.drain(); writer.close()
    s=await asyncio.start_server(serve,"127.0.0.1",0); port=s.sockets[0].getsockname()[1]
    async with open_retriever() as r:
        a=await retrieved(r,f"http://127.0.0.1:{port}/a/b")
    s.close()
    print(repr(loc), a.retrieval, [g.split()[1] for g in got])
    if path not in("x","loop"): assert got[-1].split()[1]==path
    else: assert a.page is None

@pytest.mark.parametrize("raw",[b"garbage\r\n\r\n",b"HTTP/1.1 200 OK\r\nFoo\r\n\r\n",b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: -5\r\n\r\nx",b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\n<p>hello world",b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n<p>",b"HTTP/1.1 204 x\r\n\r\n",b"HTTP/1.1 304 x\r\n\r\n",b"HTTP/1.1 206 x\r\nContent-Type: text/html\r\nContent-Range: bytes 0-2/9\r\nContent-Length: 3\r\n\r\n<p>",b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>ab\r\n",b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n<p>",b"HTTP/1.1 302 x\r\n\r\n",b"HTTP/1.1 302 x\r\nLocation:\r\nContent-Length: 0\r\n\r\n",b"HTTP/1.1 103 x\r\nLink: <a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p>a",b"HTTP/1.1 999 x\r\nContent-Length: 0\r\n\r\n",b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: \xff\xfe=\x01\r\nX-Robots-Tag: \xff\xfe\r\n\r\n<p>a",b"HTTP/1.1 200 OK\r\nContent-Type: \xff\r\nRefresh: \xff\xff\r\n\r\n<html><p>a",b""])
async def test_raw(raw):
    async def serve(reader,writer):
        d=await reader.readuntil(b"\r\n\r\n"); p=d.split()[1].decode()
        if p=="/robots.txt": writer.write(b"HTTP/1.1 404 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        else: writer.write(raw)
        try: await writer.drain()
        except OSError: pass
        writer.close()
    s=await asyncio.start_server(serve,"127.0.0.1",0); port=s.sockets[0].getsockname()[1]
    gc.disable()
    async with open_retriever(fetch_timeout=2) as r:
        a=await retrieved(r,f"http://127.0.0.1:{port}/a/b")
        print(raw[:110], a.retrieval, a.page and a.page.html)
        w=whole(r)
    gc.enable()
    s.close()
    if a.page is None: assert all(x==y for x,y in w), w
