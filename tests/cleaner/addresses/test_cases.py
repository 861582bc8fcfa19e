"""Addresses as they are found in feeds, each with the one that its article has."""

from base64 import urlsafe_b64encode

import pytest

from newsmill.cleaner.addresses.canonical import canonical_url

PAGE = "https://gazette.example/2026/05/the-old-bridge"
ESCAPED = "https%3A%2F%2Fgazette.example%2F2026%2F05%2Fthe-old-bridge"
BASE64 = urlsafe_b64encode(PAGE.encode()).decode().rstrip("=")
GOOGLE_NEWS = urlsafe_b64encode(b"\x08\x13\x22\x2e" + PAGE.encode() + b"\xd2\x01\x00").decode()

WRAPPED = [
    f"https://www.google.com/url?rct=j&sa=t&url={ESCAPED}&ct=ga&usg=AOvV",
    f"https://www.google.com/url?q={ESCAPED}&sa=D",
    f"https://www.google.co.uk/url?url={ESCAPED}",
    f"https://google.com.au/url?q={PAGE}",
    "https://www.google.com/amp/s/gazette.example/2026/05/the-old-bridge",
    "https://www.google.de/amp/s/gazette.example/2026/05/the-old-bridge/amp",
    "https://www.google.com/amp/s/gazette.example/2026/05/the-old-bridge%3Famp=1",
    f"https://news.google.com/news/url?sa=t&url={ESCAPED}",
    f"https://news.google.com/rss/articles/{GOOGLE_NEWS}?oc=5&hl=en-GB",
    f"https://news.google.com/articles/{GOOGLE_NEWS}",
    f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url={ESCAPED}&c=1&mkt=en-us",
    f"https://www.bing.com/ck/a?!&&p=1&u=a1{BASE64}&ntb=1",
    f"https://r.search.yahoo.com/_ylt=A0/RV=2/RE=1/RO=10/RU={ESCAPED}/RK=2/RS=x-",
    f"https://duckduckgo.com/l/?uddg={ESCAPED}&rut=1",
    "https://gazette-example.cdn.ampproject.org/c/s/gazette.example/2026/05/the-old-bridge",
    "https://gazette-example.cdn.ampproject.org/v/s/gazette.example/2026/05/the-old-bridge?amp_js_v=0.1",
    "https://gazette-example.cdn.ampproject.org/wp/s/gazette.example/2026/05/the-old-bridge/amp",
    "https://gazette-example.bing-amp.com/c/s/gazette.example/2026/05/the-old-bridge",
    f"https://l.facebook.com/l.php?u={ESCAPED}%3Ffbclid%3DIwAR&h=AT0",
    f"https://lm.facebook.com/l.php?u={ESCAPED}&h=AT0",
    f"https://www.facebook.com/sharer/sharer.php?u={ESCAPED}",
    f"https://m.facebook.com/flx/warn/?u={ESCAPED}",
    f"https://l.instagram.com/?u={ESCAPED}&e=AT",
    f"https://l.threads.net/?u={ESCAPED}",
    f"https://out.reddit.com/t3_abc?url={ESCAPED}&token=A",
    f"https://www.linkedin.com/redir/redirect?url={ESCAPED}&urlhash=x",
    f"https://www.linkedin.com/safety/go?url={ESCAPED}",
    f"https://www.youtube.com/redirect?event=video_description&q={ESCAPED}",
    f"https://vk.com/away.php?to={ESCAPED}&cc_key=",
    f"https://t.umblr.com/redirect?z={ESCAPED}&t=1",
    f"https://slack-redir.net/link?url={ESCAPED}",
    f"https://steamcommunity.com/linkfilter/?url={PAGE}",
    f"https://link.zhihu.com/?target={ESCAPED}",
    f"https://getpocket.com/redirect?url={ESCAPED}&h=1",
    f"https://feedly.com/i/entry/{PAGE}",
    f"https://eur02.safelinks.protection.outlook.com/?url={ESCAPED}&data=05&reserved=0",
    (
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__gazette.example_2026_05_the-2Dold-2Dbridge"
        "&d=DwMF&c=x"
    ),
    f"https://urldefense.com/v3/__{PAGE}__;!!abc!xyz$",
    f"https://href.li/?{PAGE}",
    f"https://go.redirectingat.com/?id=1X2&url={ESCAPED}",
    f"https://click.linksynergy.com/deeplink?id=1&mid=2&murl={ESCAPED}",
    f"https://www.awin1.com/cread.php?awinmid=1&ued={ESCAPED}",
    # Wrapped twice.
    (
        "https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3D"
        "https%253A%252F%252Fgazette.example%252F2026%252F05%252Fthe-old-bridge"
    ),
]

TRACKED = [
    "?utm_source=rss&utm_medium=feed&utm_campaign=all",
    "?UTM_SOURCE=rss",
    "?utm%5Fsource=rss",
    "?at_medium=RSS&at_campaign=KARANGA",
    "?xtor=RSS-3208",
    "?traffic_source=rss&utm_term=x",
    "?cmpid=rss",
    "?ref=rss",
    "?ref=rss_feed",
    "?from=rss",
    "?source=rss",
    "?src=rss.xml",
    "?partner=rss",
    "?via=newsletter",
    "?origin=googlenews",
    "?ref=google-news",
    "?soc=facebook",
    "?fbclid=IwAR0",
    "?gclid=1&gclsrc=aw.ds",
    "?gbraid=1&wbraid=2",
    "?msclkid=1",
    "?yclid=1",
    "?ysclid=1",
    "?twclid=1&ttclid=2",
    "?igshid=1&igsh=2",
    "?mc_cid=1&mc_eid=2",
    "?_hsenc=p2&_hsmi=2",
    "?mkt_tok=1",
    "?vero_id=1",
    "?ml_subscriber=1",
    "?ck_subscriber_id=1",
    "?elqTrackId=1&elq=2",
    "?spMailingID=1&spUserID=2&spJobID=3&spReportId=4",
    "?__twitter_impression=true",
    "?s_campaign=1&intcmp=2&icid=3",
    "?WT.mc_id=1",
    "?wt_zmc=1",
    "?ftag=RSSbaffb68",
    "?.tsrc=rss",
    "?__source=iosappshare",
    "?gaa_at=la&gaa_n=1&gaa_ts=2&gaa_sig=3",
    "?tblci=1",
    "?dicbo=v2",
    "?sf123456789=1",
    "?mibextid=1",
    "?spm=a1.b2",
    "?isappinstalled=0&from=newsletter",
    "?amp_js_v=0.1&usqp=mq331AQ&amp_gsa=1",
    "?_ga=1.2&_gl=1*x",
    "?guccounter=1&guce_referrer=x&guce_referrer_sig=y",
    "?pk_campaign=1&mtm_source=2",
    "?hsa_acc=1&hsa_cam=2",
    "?cjevent=1",
    "?wprov=sfti1",
    "?PHPSESSID=0123456789abcdef0123456789abcdef",
    "?sid=0123456789abcdef0123456789abcdef",
    "?CFID=1&CFTOKEN=2",
    ";jsessionid=9F0A",
    ";JSESSIONID=9F0A.node1?utm_source=x",
    "#xtor=RSS-1",
    "#comments",
    "#:~:text=the%20old%20bridge",
    "?utm_source=rss#ref=rss",
    "/amp",
    "/amp?utm_source=x",
    ".amp",
    "?amp",
    "?amp=1",
    "?amp&utm_source=x",
    "?outputType=amp",
    "?isamp=true",
    "?view=amp",
    "?noamp=mobile",
    "?_amp=true",
]

OTHERS = [
    # AMP, the rest of it.
    (f"{PAGE}/amp/", f"{PAGE}/"),
    (f"{PAGE}.amp.html", f"{PAGE}.html"),
    (f"{PAGE}.html?amp=1", f"{PAGE}.html"),
    (f"{PAGE}.html/amp", f"{PAGE}.html"),
    (f"{PAGE}/amp.html", PAGE),
    ("https://g.example/amp/2026/the-old-bridge", "https://g.example/2026/the-old-bridge"),
    ("https://g.example/amp/news/12345", "https://g.example/news/12345"),
    ("https://g.example/news/world-12345678.amp", "https://g.example/news/world-12345678"),
    ("https://g.example/(S(0123456789abcdefghijklmn))/a.aspx", "https://g.example/a.aspx"),
    # By host.
    ("https://www.nytimes.com/a?smid=x&emc=rss", "https://www.nytimes.com/a"),
    ("https://www.nytimes.com/a?campaign_id=9&nl=x&te=1", "https://www.nytimes.com/a"),
    ("https://www.theguardian.com/a?CMP=share", "https://www.theguardian.com/a"),
    ("https://www.wsj.com/a?mod=rss_markets", "https://www.wsj.com/a"),
    ("https://www.npr.org/a?ft=nprml&f=1001", "https://www.npr.org/a"),
    ("https://edition.cnn.com/a?cid=rss", "https://edition.cnn.com/a"),
    ("https://time.com/a?xid=rss", "https://time.com/a"),
    ("https://www.dw.com/a?maca=en-rss-en-all-1573-rdf", "https://www.dw.com/a"),
    ("https://medium.com/a?source=rss----1", "https://medium.com/a"),
    ("https://youtu.be/x?si=1&t=40", "https://youtu.be/x?t=40"),
]

KEPT = [
    # Nothing that may make a difference is lost.
    f"{PAGE}?id=7",
    f"{PAGE}?p=123&page=2",
    f"{PAGE}?b=2&a=1",
    f"{PAGE}?ref=homes",
    f"{PAGE}?ref=12345",
    f"{PAGE}?source=4711",
    f"{PAGE}?from=2026-05-01",
    f"{PAGE}?xid=4711",
    f"{PAGE}?cid=4711",
    f"{PAGE}?s=bridge",
    f"{PAGE}?sid=4711",
    f"{PAGE}?session=3",
    f"{PAGE}?feed=rss2",
    f"{PAGE}?output=rss",
    f"{PAGE}?lang=en",
    f"{PAGE}?print=1",
    f"{PAGE}?format=long",
    f"{PAGE}?type=interview",
    f"{PAGE}?view=all",
    f"{PAGE}/",
    "https://g.example/guitars/amp",
    "https://g.example/amp/",
    "https://g.example/amp/fender",
    "https://amp.g.example/a-story-about-amps",
    "https://g.example/news/a.amplifier",
    "https://g.example/#!/a",
    "https://www.google.com/about",
    "https://google.gazette.example/url?q=https://other.example/",
    "https://www.facebook.com/gazette/posts/1",
    "https://www.youtube.com/watch?v=abc",
    "https://web.archive.org/web/2026/https://g.example/a",
    "https://t.co/abc",
    "https://news.google.com/rss/articles/CBMiAU_yqLNotBase64OfAnything?oc=5",
    "https://g.example/redirect?url=https://other.example/a",
    "https://g.example/share?u=https://other.example/a",
    "https://l.facebook.com/l.php?u=javascript:alert(1)",
    "https://www.google.com/url?q=/search",
    "https://g.example/%E6%A9%8B",
    "https://g.example/a%2Fb",
    "https://g.example/a+b?q=c+d",
    "https://g.example/a;b=c",
    "https://g.example:8443/a",
    "http://g.example/a",
]


@pytest.mark.parametrize("url", WRAPPED)
def test_what_wraps_an_address_is_taken_off(url: str) -> None:
    assert canonical_url(url) == PAGE


@pytest.mark.parametrize("mark", TRACKED)
def test_marks_of_where_it_was_found_are_no_part_of_an_address(mark: str) -> None:
    assert canonical_url(PAGE + mark) == PAGE


@pytest.mark.parametrize(("url", "canonical"), OTHERS)
def test_views_sessions_and_marks_of_single_sites_go(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize("url", KEPT)
def test_what_may_make_a_difference_stays(url: str) -> None:
    kept = canonical_url(url)
    assert kept == (url.replace("oc=5", "oc=5"))


@pytest.mark.parametrize(
    "url", [*WRAPPED, *(PAGE + mark for mark in TRACKED), *(url for url, _ in OTHERS), *KEPT]
)
def test_a_canonical_address_is_its_own(url: str) -> None:
    once = canonical_url(url)
    assert once is not None
    assert canonical_url(once) == once


def test_there_are_many_cases() -> None:
    assert len(WRAPPED) + len(TRACKED) + len(OTHERS) + len(KEPT) >= 120
