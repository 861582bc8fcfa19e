import json
import time
from typing import Any

import pytest

from tests.cleaner.facts.pages import HEADLINE, URL, facts, html, ld

OTHER = {
    "@type": "NewsArticle",
    "headline": "A quite different story of a ferry",
    "url": "https://nordhaven.example/town/ferry",
    "datePublished": "2020-01-01T00:00:00Z",
    "author": {"@type": "Person", "name": "Somebody Else"},
}
OWN: dict[str, Any] = {
    "@type": "NewsArticle",
    "headline": "What an editor wrote for search engines",
    "datePublished": "2026-05-01T10:00:00Z",
    "author": {"@type": "Person", "name": "Maren Oltmann"},
}
AUTHOR = ("Maren Oltmann",)


@pytest.mark.parametrize(
    "own",
    [
        pytest.param({"url": URL}, id="url"),
        pytest.param({"url": "/town/swing-bridge/"}, id="relative url"),
        pytest.param({"mainEntityOfPage": URL + "#main"}, id="page as text"),
        pytest.param({"mainEntityOfPage": {"@id": URL}}, id="page by id"),
        pytest.param({"mainEntityOfPage": [{"@type": "WebPage", "url": URL}]}, id="page by url"),
        pytest.param({"@id": URL + "#article"}, id="id"),
        pytest.param({"headline": HEADLINE}, id="headline"),
        pytest.param({"name": HEADLINE.upper(), "headline": None}, id="name"),
        pytest.param({"headline": HEADLINE[:28]}, id="headline cut off"),
    ],
)
def test_the_pages_article_is_recognised_behind_another(own: dict[str, object]) -> None:
    found = facts(ld([OTHER, {**OWN, **own}]))
    assert found.bylines == AUTHOR
    assert [date.instant.day for date in found.published] == [1]
    assert "NewsArticle" in found.types


@pytest.mark.parametrize(
    "around",
    [
        pytest.param({"@type": "ItemList", "itemListElement": [{"item": OTHER}]}, id="a list"),
        pytest.param({"@type": "WebPage", "hasPart": [OTHER, OTHER]}, id="parts"),
        pytest.param({"@type": "Product", "review": OTHER}, id="a review"),
    ],
)
def test_an_article_inside_something_else_is_not_the_pages(around: object) -> None:
    assert facts(ld(around)).bylines == ()
    assert facts(ld(around) + ld(OWN)).bylines == AUTHOR


def test_of_several_unknown_articles_none_is_taken() -> None:
    assert facts(ld([OTHER, {**OTHER, "url": "/town/other"}])).bylines == ()


def test_the_only_article_of_another_address_and_headline_is_a_teaser() -> None:
    assert facts(ld(OTHER)).bylines == ()


def test_another_wording_of_a_headline_without_spaces_is_no_other_article() -> None:
    page = html().replace(HEADLINE, "云栖岭古茶道修复通车 沿途七村迎来首批游客")
    other = {**OTHER, "headline": "古茶道修复通车，七村迎来游客"}
    assert facts(ld(other), page=page.replace("</head>", ld(other) + "</head>")).bylines


def test_the_only_description_of_a_page_is_this_pages() -> None:
    found = facts(ld({"@type": "WebPage", "datePublished": "2026-05-01T10:00:00Z"}))
    assert found.published[0].instant.day == 1
    assert "WebPage" in found.types


def test_references_are_resolved_across_scripts() -> None:
    graph = {
        "@graph": [
            {
                "@type": "Article",
                "@id": URL + "#article",
                "isPartOf": {"@id": URL},
                "author": [{"@id": "#maren"}],
                "publisher": {"@id": "#house"},
            },
            {"@type": "WebPage", "@id": URL, "url": URL, "datePublished": "2026-05-01T10:00:00Z"},
            {"@type": "Person", "@id": "#other", "name": "Somebody Else"},
        ]
    }
    named = [
        {"@type": "Person", "@id": "#maren", "name": "Maren Oltmann"},
        {"@type": "Organization", "@id": "#house", "name": "Nordhaven Gazette"},
    ]
    found = facts(ld(graph) + ld(named))
    assert (found.bylines, found.site_name) == (AUTHOR, "Nordhaven Gazette")
    assert found.published[0].instant.day == 1


def test_a_live_blog_gives_its_posts_in_order() -> None:
    live = {
        "@type": ["NewsArticle", "http://schema.org/LiveBlogPosting"],
        "url": URL,
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "headline": "Vote",
                "articleBody": "<p>Eight for.</p><p>x</p>",
            },
            {"@type": "BlogPosting", "headline": "The end", "articleBody": "The end of it all."},
        ],
    }
    found = facts(ld(live))
    assert found.article_bodies == ("Vote\n\nEight for.\n\nx", "The end of it all.")
    assert "LiveBlogPosting" in found.types


def test_paragraphs_of_a_body_are_kept() -> None:
    node = {**OWN, "url": URL, "articleBody": "First &amp; last.\n\nSecond."}
    assert facts(ld(node)).article_bodies == ("First & last.\n\nSecond.",)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: f"<!--\n{text}\n-->", id="a comment"),
        pytest.param(lambda text: f"//<![CDATA[\n{text}\n//]]>", id="CDATA"),
        pytest.param(lambda text: text[:-1] + ",}", id="a comma at the end"),
        pytest.param(lambda text: text.replace("May", "M\n\tay"), id="white space"),
        pytest.param(lambda text: text.replace("What an", r"What\'s an"), id="a wrong escape"),
        pytest.param(lambda text: text.replace('"', "&quot;"), id="entities"),
        pytest.param(lambda text: text + ";", id="a semicolon"),
        pytest.param(lambda text: '{"@type": "WebSite"}' + text, id="two values"),
        pytest.param(lambda text: text.replace("What an", 'What "an"'), id="marks in the text"),
    ],
)
def test_broken_json_is_repaired(change: Any) -> None:
    node = json.dumps({**OWN, "url": URL})
    found = facts(f'<script type="application/ld+json">{change(node)}</script>')
    assert [date.instant.day for date in found.published] == [1]


@pytest.mark.parametrize(
    "node",
    [
        pytest.param('[{"@type":"Article"' + ',"x":[' * 50_000, id="deep"),
        pytest.param("[" + ",".join(['{"@type":"Article","url":"/a"}'] * 12_000) + "]", id="wide"),
        pytest.param(
            '{"@type":"Article","author":' + '{"author":' * 500 + "1" + "}" * 501, id="in"
        ),
        pytest.param('{"@id":"a","author":{"@id":"a"},"@type":"Article"}', id="of itself"),
        pytest.param("{" + '"a":1,}' * 40_000, id="commas"),
        pytest.param("<!--" * 90_000, id="comments"),
    ],
)
def test_hostile_structured_data_takes_no_time(node: str) -> None:
    started = time.process_time()
    facts(f'<script type="application/ld+json">{node}</script>' * 3)
    assert time.process_time() - started < 2


def test_microdata_is_read_where_it_is_the_articles() -> None:
    body = (
        '<div itemscope itemtype="https://schema.org/NewsArticle">'
        f'<h2 itemprop="headline">{HEADLINE}</h2>'
        '<meta itemprop="dateModified" content="2026-05-09">'
        '<span itemprop="author" itemscope itemtype="https://schema.org/Person">by '
        '<a itemprop="name" href="/m">Maren Oltmann</a></span>'
        '<i itemprop="datePublished" content="2026-05-01T10:00:00Z">1 May</i>'
        '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">'
        '<i itemprop="author">Troll</i><i itemprop="datePublished" content="2026-05-03"></i></div>'
        "</div>"
    )
    found = facts(body=body)
    assert found.bylines == AUTHOR
    assert found.published[0].instant.day == 1
    assert [date.instant.day for date in found.modified] == [9]


def test_rdfa_is_read() -> None:
    body = (
        '<div vocab="https://schema.org/" typeof="NewsArticle">'
        f'<b property="headline">{HEADLINE}</b><b property="author">Maren Oltmann</b></div>'
    )
    assert facts(body=body).bylines == AUTHOR
