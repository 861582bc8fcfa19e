import pickle
from typing import Any

import pytest

from newsmill.contracts.articles import CleanArticle, article_id_of_entry
from newsmill.contracts.base import Timings
from tests.cleaner.articles import (
    PARAGRAPHS,
    SEEN,
    article,
    as_html,
    cleaned,
    document,
    dropped,
    page,
)

FULL_TEXT = "\n\n".join(PARAGRAPHS)
CONSENT = as_html(
    "We and our partners store cookies on your device in order to personalise advertisements and "
    "to measure how they perform. You may refuse this by choosing the settings below, or agree to "
    "everything and go on. Your choice is kept for thirteen months."
)


def test_an_entry_with_a_page_takes_the_pages_text() -> None:
    clean = cleaned(article(page=page(), retrieval="fetched"))
    assert (clean.text, clean.text_origin) == (FULL_TEXT, "page")
    assert clean.word_count == 90
    assert clean.summary == "The harbour council voted for a lighter deck on the old pier."
    assert (clean.language, clean.published_at_origin) == ("en", "seen")


def test_the_entrys_summary_goes_before_the_pages_description() -> None:
    """Both are there, and readable: the feed's editor wrote for this place."""
    description = "<meta name='description' content='All about the bridges of the north.'>"
    with_description = page(f"<head>{description}</head><article>{as_html(*PARAGRAPHS)}</article>")

    both = cleaned(article(page=with_description, retrieval="fetched"))
    alone = cleaned(article(summary_html="", page=with_description, retrieval="fetched"))

    assert both.summary == "The harbour council voted for a lighter deck on the old pier."
    assert alone.summary == "All about the bridges of the north."


def test_an_entry_with_its_full_text_needs_no_page() -> None:
    tail = "<p>The post Bridge appeared first on Nordhaven Gazette.</p>"
    clean = cleaned(article(content_html=as_html(*PARAGRAPHS) + tail))
    assert (clean.text, clean.text_origin) == (FULL_TEXT, "feed")


def test_a_page_with_less_than_the_entry_is_not_taken() -> None:
    short = page("<article>" + as_html(PARAGRAPHS[0]) + "</article>")
    clean = cleaned(article(content_html=as_html(*PARAGRAPHS), page=short, retrieval="fetched"))
    assert (clean.text, clean.text_origin) == (FULL_TEXT, "feed")


def test_a_teaser_is_the_text_where_there_is_no_page() -> None:
    clean = cleaned(article(retrieval="robots"))
    assert clean.text == "The harbour council voted for a lighter deck on the old pier."
    assert (clean.text_origin, clean.summary) == ("feed", "")
    assert clean.provenance.retrieval == "robots"


def test_a_headline_alone_is_news() -> None:
    clean = cleaned(article(summary_html=""))
    assert clean.text == clean.title == "Nordhaven to rebuild its swing bridge"


@pytest.mark.parametrize(
    "teaser", ["Read more", "<a href='/x'>Continue reading →</a>", "Watch now"]
)
def test_a_headline_says_more_than_a_link(teaser: str) -> None:
    assert cleaned(article(summary_html=teaser)).text == "Nordhaven to rebuild its swing bridge"


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param({"summary_html": ""}, id="empty"),
        pytest.param({"summary_html": "<a href='/x'>Read more</a>"}, id="read more"),
        pytest.param({"summary_html": "<img src='/x.jpg' alt='A bridge'>"}, id="picture"),
        pytest.param({"title": "***", "summary_html": "— … !"}, id="punctuation"),
        pytest.param({"title": "\u200b\u00ad", "summary_html": "&nbsp;"}, id="invisible"),
    ],
)
def test_an_entry_with_nothing_to_read_is_dropped(entry: dict[str, Any]) -> None:
    assert dropped(article(**{"title": "", **entry})).reason == "no_text"


def test_a_consent_page_is_not_taken_for_the_article() -> None:
    wall = page(CONSENT, head="<title>Your choices</title>", url="https://consent.example/ask")
    teaser = "<p>Engineers told the council that the pier could carry a lighter deck.</p>"
    clean = cleaned(article(summary_html=teaser, page=wall, retrieval="fetched"))
    assert clean.text_origin == "feed"
    assert clean.canonical_url == "https://nordhaven.example/2026/05/bridge"


def test_a_notice_is_not_taken_for_the_article() -> None:
    notice = page("<p>Please switch on JavaScript to see this video.</p>")
    clean = cleaned(article(title="Bridge", summary_html="", page=notice, retrieval="fetched"))
    assert clean.text == "Bridge"


def test_a_page_without_an_article_may_describe_itself() -> None:
    video = page(
        "<div></div>", head='<meta name="description" content="Ivo Brandt sails under it.">'
    )
    clean = cleaned(article(title="The bridge", summary_html="", page=video, retrieval="fetched"))
    assert (clean.text, clean.text_origin) == ("Ivo Brandt sails under it.", "page")


def test_the_headline_is_not_repeated_in_the_text() -> None:
    with_headline = page(
        "<article><h1>Nordhaven to rebuild its swing bridge</h1>"
        + as_html(*PARAGRAPHS)
        + "</article>"
    )
    assert cleaned(article(page=with_headline, retrieval="fetched")).text == FULL_TEXT


def test_the_same_text_from_feed_and_page_has_one_fingerprint() -> None:
    from_feed = cleaned(article(content_html=as_html(*PARAGRAPHS)))
    from_page = cleaned(article(page=page(), retrieval="fetched"))
    assert from_feed.fingerprint == from_page.fingerprint
    assert from_feed.article_id == from_page.article_id


def test_a_repeat_gives_the_same_article() -> None:
    entry = article(page=page(), retrieval="fetched")
    assert cleaned(entry) == cleaned(entry)


def test_only_the_documents_own_text_is_a_documents() -> None:
    text = cleaned(document(title="Bridge", content_html=as_html(*PARAGRAPHS)))
    html = cleaned(document(page=page(url="")))
    assert text.text_origin == html.text_origin == "document"
    assert text.text == html.text == FULL_TEXT
    assert text.article_id == html.article_id
    assert text.canonical_url is None
    assert text.source.host == ""


def test_a_document_keeps_what_would_be_a_feeds_tail() -> None:
    clean = cleaned(document(content_html=as_html("The sign on the pier said:", "Read more")))
    assert clean.text.endswith("Read more")


def test_a_document_without_a_title_is_called_by_its_first_words() -> None:
    clean = cleaned(document(content_html=as_html(*PARAGRAPHS)))
    assert clean.title.startswith("The harbour council of Nordhaven voted on Monday")
    assert clean.title.endswith("…")
    assert len(clean.title) <= 100


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("Bridge &amp; quay", "Bridge & quay", id="entity"),
        pytest.param("Bridge | Nordhaven Gazette", "Bridge", id="site"),
        pytest.param("Bridge – Quay – Nordhaven Gazette", "Bridge – Quay", id="last part only"),
        pytest.param("Bridge | Quay", "Bridge | Quay", id="not the site"),
        pytest.param("Nordhaven Gazette", "Bridge of the page", id="nothing but the site"),
        pytest.param("", "Bridge of the page", id="the page's"),
    ],
)
def test_a_title_stands_without_the_sites_name(title: str, expected: str) -> None:
    head = (
        '<meta property="og:site_name" content="Nordhaven Gazette">'
        "<title>Bridge of the page | Nordhaven Gazette</title>"
    )
    clean = cleaned(article(title=title, page=page(head=head), retrieval="fetched"))
    assert clean.title == expected
    assert clean.source.site_name == "Nordhaven Gazette"


def test_everything_known_is_told() -> None:
    clean = cleaned(
        article(
            url="https://www.nordhaven.example/2026/05/bridge?utm_source=rss",
            authors=("By Maren Oltmann and Ivo Brandt",),
            categories=("Harbour", " harbour ", "Storms &amp; tides", ""),
            image_url="//img.nordhaven.example/bridge.jpg",
            published_at=SEEN,
            guid="tag:1",
            timings={"puller": SEEN},
        )
    )
    assert clean.url == "https://www.nordhaven.example/2026/05/bridge?utm_source=rss"
    assert clean.canonical_url == "https://www.nordhaven.example/2026/05/bridge"
    assert clean.source.host == "nordhaven.example"
    assert clean.source.feed_title == "Nordhaven Gazette"
    assert clean.authors == ("Maren Oltmann", "Ivo Brandt")
    assert clean.categories == ("Harbour", "Storms & tides")
    assert clean.image_url == "https://img.nordhaven.example/bridge.jpg"
    assert (clean.published_at, clean.published_at_origin) == (SEEN, "feed")
    assert clean.provenance.guid == "tag:1"
    assert clean.timings == Timings(puller=SEEN)


def test_what_the_feed_leaves_out_the_page_may_tell() -> None:
    head = """
        <meta property="og:image" content="/bridge.jpg"><meta name="author" content="Maren Oltmann">
        <meta property="article:published_time" content="2026-05-01T10:00:00Z">
        <meta name="description" content="A bridge comes back.">
        <link rel="canonical" href="https://nordhaven.example/2026/05/the-bridge">
    """
    clean = cleaned(article(summary_html="", page=page(head=head), retrieval="fetched"))
    assert clean.image_url == "https://nordhaven.example/bridge.jpg"
    assert clean.authors == ("Maren Oltmann",)
    assert clean.published_at_origin == "page"
    assert clean.summary == "A bridge comes back."
    assert clean.canonical_url == "https://nordhaven.example/2026/05/the-bridge"


@pytest.mark.parametrize("image", ["data:image/png;base64,AAAA", "javascript:x()", "/\x00", ""])
def test_a_picture_has_a_web_address(image: str) -> None:
    assert cleaned(article(image_url=image)).image_url is None


def test_a_long_text_is_cut_after_a_paragraph() -> None:
    clean = cleaned(article(content_html=as_html(*[PARAGRAPHS[0]] * 100)), max_text_chars=2_000)
    assert len(clean.text) <= 2_000
    assert clean.text.endswith("ferries of the island.")


def test_an_article_and_its_outcome_travel_between_processes() -> None:
    entry = article(page=page(), retrieval="fetched")
    assert cleaned(pickle.loads(pickle.dumps(entry))) == cleaned(entry)


def test_the_largest_article_fits_into_its_topic() -> None:
    wide = "“€”𝔸 " * 60_000
    clean = cleaned(
        article(
            title=wide,
            summary_html=wide,
            content_html=wide,
            feed_title=wide,
            guid="g" * 100_000,
            authors=(wide,) * 100,
            categories=tuple(f"{number} {wide[:5_000]}" for number in range(500)),
        ),
    )
    assert len(clean.model_dump_json().encode()) < 2 * 1024 * 1024
    assert isinstance(clean, CleanArticle)


STATUS = "https://nordhaven.example/status"
HOME = "https://nordhaven.example/"
RUSSIAN = "Совет порта решил в понедельник восстановить мост, который шторм сорвал прошлой зимой."


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"shares_link": True, "url": STATUS}, id="a link of several entries"),
        pytest.param({"url": f"{HOME}#news"}, id="the home page"),
        pytest.param({"url": "https://www.google.com/url?q=" + HOME}, id="a link around it"),
    ],
)
def test_an_entry_whose_page_is_not_its_own_is_an_article_of_its_own(
    changes: dict[str, Any],
) -> None:
    first, other = (article(entry_id=of * 32, guid=of, **changes) for of in "ab")
    changed = first.model_copy(update={"title": "Bridge", "entry_version": "c" * 16})
    ids = [cleaned(one).article_id for one in (first, other, changed)]
    assert ids[0] == ids[2] != ids[1]
    assert ids[0] == article_id_of_entry("a" * 32, "Latn") == cleaned(first).article_id_of_entry
    assert cleaned(first).canonical_url in (STATUS, HOME)


def test_a_page_of_several_entries_gives_none_of_them_its_text() -> None:
    clean = cleaned(article(shares_link=True, page=page(), retrieval="fetched"))
    assert clean.text == "The harbour council voted for a lighter deck on the old pier."


def test_two_feeds_that_lead_to_one_page_are_one_article() -> None:
    ids = {
        cleaned(article(entry_id=of * 32, guid=of, feed_url=f"{HOME}{of}")).article_id
        for of in "ab"
    }
    assert len(ids) == 1


def test_a_document_is_identified_by_its_address_also_a_home_page() -> None:
    texts = [as_html(*PARAGRAPHS), as_html(*PARAGRAPHS[:1])]
    ids = {
        cleaned(document(url=HOME, content_html=text, entry_id=of * 32)).article_id
        for text, of in zip(texts, "ab", strict=True)
    }
    assert len(ids) == 1


def test_one_address_in_two_scripts_is_two_articles() -> None:
    english, russian, more = (
        cleaned(article(**changes))
        for changes in (
            {},
            {"title": "Мост", "summary_html": RUSSIAN},
            {"title": "Мост", "summary_html": RUSSIAN + " Bridge."},
        )
    )
    assert [one.script for one in (english, russian, more)] == ["Latn", "Cyrl", "Cyrl"]
    assert english.article_id != russian.article_id == more.article_id
    assert english.shard != russian.shard == more.shard
