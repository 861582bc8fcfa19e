"""newsmill feeds doctor, on feeds of a site on loopback."""

import json
from typing import Any

from tests.commands import Run
from tests.local.sites import Answer, feed_answer, site
from tests.puller.documents import item, rss


def examined(newsmill: Run, url: str) -> dict[str, Any]:
    ended = newsmill("feeds", "doctor", "--json", "--allow-private", url)
    assert not ended.stderr
    seen: dict[str, Any] = json.loads(ended.stdout)
    return seen


def test_what_can_be_no_feed_is_refused_in_one_line(newsmill: Run) -> None:
    for url, why in (
        ("nonsense", "newsmill: nonsense: not a feed address"),
        ("http://ann:pa55@paper.example/feed", "newsmill: http://paper.example/feed: user name"),
    ):
        ended = newsmill("feeds", "doctor", url)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr.startswith(why)
        assert ended.stderr.count("\n") == 1
        assert "pa55" not in ended.stderr


def test_neither_tokens_nor_cookies_are_shown(newsmill: Run) -> None:
    cookie = {"Set-Cookie": "session=s3cret", "Link": "</feed?token=s3cret>; rel=self"}
    answer = Answer(feed_answer().body, "application/rss+xml", headers=cookie)
    with site({"/feed?token=s3cret": answer}) as there:
        ended = newsmill(
            "feeds", "doctor", "--allow-private", f"{there.url.upper()}/feed?token=s3cret"
        )
    assert ended.returncode == 0
    assert "s3cret" not in ended.stdout + ended.stderr
    assert json.loads(ended.stdout)["url"] == f"{there.url}/feed?token=REDACTED"


def test_of_a_sitemap_index_the_entries_of_its_sitemaps_are_examined(newsmill: Run) -> None:
    kind = "application/xml"
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    news = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    with site({}) as there:
        there.pages["/index.xml"] = Answer(
            f"<sitemapindex {names}><sitemap><loc>{there.url}/news.xml</loc></sitemap>"
            "</sitemapindex>",
            kind,
            headers={"ETag": '"index"'},
        )
        there.pages["/news.xml"] = Answer(
            f"<urlset {names} {news}><url><loc>{there.url}/a</loc><n:news><n:publication>"
            "<n:name>Quay News</n:name><n:language>en</n:language></n:publication>"
            "<n:publication_date>2026-03-04</n:publication_date><n:title>Ferry late</n:title>"
            "</n:news></url></urlset>",
            kind,
        )
        seen = examined(newsmill, f"{there.url}/index.xml")
    assert (seen["title"], seen["language"], seen["entries"]) == ("Quay News", "en", 1)
    told = [finding["text"] for finding in seen["findings"]]
    assert not [text for text in told if "no ETag" in text], "the index has one"


def test_of_a_web_page_it_is_said_how_its_feed_is_found(newsmill: Run) -> None:
    with site({"/": Answer("<html><p>News"), "/feed": Answer(rss(item(1)), "text/xml")}) as there:
        page, feed = examined(newsmill, there.url), examined(newsmill, f"{there.url}/feed")
    assert page["grade"] == "F"
    assert "newsmill feeds add" in page["findings"][0]["remedy"]
    assert feed["grade"] != "F"
