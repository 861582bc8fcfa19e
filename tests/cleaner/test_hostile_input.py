import time
from datetime import timedelta
from typing import Any

import pytest

from newsmill.cleaner.app import clean_within
from newsmill.cleaner.cleaning import clean
from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.in_child import load_libraries
from newsmill.cleaner.reading import read_page
from newsmill.cleaner.settings import Settings
from newsmill.contracts.articles import CleanArticle, Page
from newsmill.contracts.outcomes import Dropped
from newsmill.subprocesses.pool import open_process_pool
from tests.cleaner.articles import PARAGRAPHS, SEEN, article, as_html, page

MAX_SECONDS = 5

HOSTILE = {
    "nested 100 000 deep": "<div>" * 100_000 + "text",
    "nested inline markup": "<p>" + "<b>" * 100_000 + "text",
    "formatting nested without end": "<p><b><i>" * 120_000,
    "formatting nested below any bound": "<p><b><i>" * 4_900,
    "100 000 paragraphs": "<p>short words here</p>" * 100_000,
    "200 000 line breaks": "<p>" + "x<br>" * 200_000,
    "50 000 links": "<li><a href='/x'>Headline of something</a></li>" * 50_000,
    "a dictionary without end": "<dl>" + "<dt>x<dd>y" * 50_000,
    "nested lists": "<ul><li>" * 30_000 + "text",
    "nested tables": "<table><tr><td>" * 20_000 + "text",
    "2 MB of one attribute": "<p " + "a='b' " * 400_000 + ">text</p>",
    "many different attributes": "<p " + " ".join(f"a{n}=1" for n in range(40_000)) + ">text</p>",
    "one attribute of 3 MB": f"<p title='{'x' * 3_000_000}'>text</p>",
    "tags never closed": "<a href=x>text" * 5_000,
    "only angle brackets": "<" * 300_000,
    "only ampersands": "&" * 300_000,
    "comments never closed": "<!--" * 250_000,
    "a script never closed": "<script>" + "x" * 300_000,
    "NULs": "<p>te\x00xt\x00</p>\x00",
    "references to nothing": "&#0;&#xD800;&#x110000;&#99999999999;&bogus;text",
    "an encoding that is not true": "<?xml version='1.0' encoding='utf-16'?><p>t\u00e9xt</p>",
    "a meta that is not true": "<meta charset='utf-7'><p>+ADw-text</p>",
    "an entity bomb": "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><p>&b;&b; text</p>",
    "a file from here": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a; text</p>",
    "deep JSON-LD": f"<script type='application/ld+json'>{'[' * 100_000}</script><p>text</p>",
    "wide JSON-LD": "<script type='application/ld+json'>["
    + ",".join(['{"@type":"Article"}'] * 15_000)
    + "]</script><p>text</p>",
    "JSON-LD with a surrogate": "<script type='application/ld+json'>"
    '{"@type":"Article","headline":"\\ud800","author":"\\udfff","datePublished":"\\ud800"}'
    "</script><p>text</p>",
    "one word of 300 KB": "x" * 300_000,
    "20 000 empty paragraphs": "<p></p>" * 20_000 + "text",
    "mojibake without end": "Ã©â€™" * 50_000,
    "empty lines that are kept": "<pre>" + "\n" * 300_000 + "</pre>text",
    "binary": bytes(range(256)).decode("latin-1") * 500,
    "a frameset": "<html><frameset>" * 10_000,
    "links to more": "<a href=x>Read more</a> " * 20_000,
    "signatures": "<p>The post x appeared first on</p>" * 20_000,
    "beginnings of signatures": "The post . " * 30_000,
    "brackets": "[(«" * 100_000,
    "Chinese": "桥" * 300_000,
    "Chinese and Katakana": "桥ア" * 150_000,
    "a Thai letter with marks": "ก" + "\u0e31" * 300_000,
    "a letter with accents": "a" + "\u0301" * 300_000,
    "flags": "🇳" * 300_000,
    "joined emoji": "👩\u200d" * 150_000,
    "nothing": "",
}


@pytest.mark.parametrize("html", [pytest.param(html, id=name) for name, html in HOSTILE.items()])
@pytest.mark.parametrize("place", ["page", "content_html", "summary_html", "title"])
def test_hostile_markup_is_cleaned_in_time(place: str, html: str) -> None:
    value: Any = html
    if place == "page":
        value = Page(url="https://g.example/", html=f"<html><body>{html}", fetched_at=SEEN)
    started = time.process_time()
    outcome = clean(article(**{place: value}), Settings())
    assert time.process_time() - started < MAX_SECONDS
    assert isinstance(outcome, CleanArticle | Dropped)
    if isinstance(outcome, CleanArticle):
        assert len(outcome.text) <= Settings().max_text_chars
        assert "root:" not in outcome.text
        CleanArticle.model_validate_json(outcome.model_dump_json())


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://[", "x" * 100_000, "https://g.example/\x00", "http://\ufffd/"],
)
def test_a_hostile_address_is_no_address(url: str) -> None:
    outcome = clean(article(url=url, guid="1", image_url=url), Settings())
    assert isinstance(outcome, CleanArticle)
    assert outcome.canonical_url is None
    assert outcome.url is None
    assert outcome.image_url is None


def test_a_large_page_is_read_without_what_is_no_text() -> None:
    chart = "<svg>" + "<path d='M0 0'/>" * 30_000 + "</svg>"
    countries = "<select>" + "<option>Nordland" * 30_000 + "</select>"
    comments = "<!-- slot -->" * 30_000
    body = f"{chart}{countries}{comments}<article>{as_html(*PARAGRAPHS)}</article>"

    outcome = clean(article(page=page(body)), Settings())

    assert isinstance(outcome, CleanArticle)
    assert outcome.text_origin == "page"
    assert PARAGRAPHS[-1] in outcome.text


def test_a_page_beyond_the_bounds_leaves_the_feeds_text_and_says_so() -> None:
    outcome = clean(article(page=page("<p>many small paragraphs</p>" * 50_000)), Settings())

    assert isinstance(outcome, CleanArticle)
    assert (outcome.text_origin, outcome.provenance.page_kind) == ("feed", "unreadable")


async def test_a_page_that_takes_too_long_leaves_the_feeds_text_and_says_so() -> None:
    hasty = Settings(page_deadline=timedelta(milliseconds=100))
    filler = "".join(f"<p>Paragraph {n} of the minutes, <b>in bold</b>.</p>" for n in range(3_500))
    slow = article(page=page(f"<article>{as_html(*PARAGRAPHS)}{filler}</article>"))
    async with open_process_pool(
        "cleaner", processes=1, deadline=hasty.deadline, initializer=load_libraries
    ) as pool:
        await pool.warm_up()

        outcome = await clean_within(pool, slow, hasty)
        patient = await clean_within(pool, slow, Settings(page_deadline=timedelta(seconds=60)))

    assert isinstance(outcome, CleanArticle)
    assert (outcome.text_origin, outcome.provenance.page_kind) == ("feed", "unreadable")
    assert isinstance(patient, CleanArticle)
    assert patient.text_origin == "page"


def test_a_page_whose_root_is_a_picture_raises_nothing() -> None:
    expectation = Expectation(
        title="A ferry",
        feed_text="A ferry sails.",
        url="https://e.example/a",
        page_url="https://e.example/a",
    )
    read_page("<svg><tr><tr><tr><!--", expectation)
