from typing import Any

import pytest
from lxml import html

from newsmill.cleaner.facts.keywords import MAX_KEYWORDS, keywords_of

BODY = "<article><h1>Bridge</h1><p>The bridge is back.</p>{}</article>"


def keywords(
    body: str = "", meta: dict[str, list[str]] | None = None, node: dict[str, Any] | None = None
) -> tuple[str, ...]:
    return keywords_of(html.fromstring(f"<html><body>{body}</body></html>"), meta or {}, node or {})


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"keywords": "bridge, harbour"}, ("bridge", "harbour")),
        ({"keywords": ["bridge", "Harbour, old"]}, ("bridge", "Harbour, old")),
        ({"keywords": [{"@type": "DefinedTerm", "name": "bridge"}, {"name": None}]}, ("bridge",)),
        ({"articleSection": "Harbour", "keywords": ["bridge"]}, ("Harbour", "bridge")),
        ({"articleSection": ["Harbour", "Local"]}, ("Harbour", "Local")),
        ({"keywords": 7, "articleSection": {"name": ["x"]}}, ()),
        ({"keywords": ",".join(map(str, range(40)))}, ()),
    ],
)
def test_json_ld_names_keywords_and_sections(node: dict[str, Any], expected: tuple[str]) -> None:
    assert keywords(node=node) == expected


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ({"keywords": ["bridge, harbour"]}, ("bridge", "harbour")),
        ({"news_keywords": ["bridge,harbour"]}, ("bridge", "harbour")),
        ({"article:tag": ["bridge", "harbour"]}, ("bridge", "harbour")),
        ({"article:section": ["Harbour"], "keywords": ["bridge"]}, ("Harbour", "bridge")),
        ({"parsely-tags": ["bridge,harbour"], "parsely-section": ["Local"]},
         ("Local", "bridge", "harbour")),
        ({"sailthru.tags": ["bridge, harbour"]}, ("bridge", "harbour")),
        ({"dc.subject": ["bridge"]}, ("bridge",)),
        ({"keywords": [", ".join(f"word {each}" for each in range(16))]}, ()),
    ],
)  # fmt: skip
def test_meta_elements_name_keywords_and_sections(
    meta: dict[str, list[str]], expected: tuple[str]
) -> None:
    assert keywords(meta=meta) == expected


def test_links_to_tags_count_where_nothing_else_names_any() -> None:
    tags = "<footer><a rel='tag' href='/t/1'>bridge</a> <a rel='category tag'>Harbour</a></footer>"
    assert keywords(BODY.format(tags)) == ("bridge", "Harbour")
    assert keywords(BODY.format(tags), {"news_keywords": ["ferry"]}) == ("ferry",)
    # Those may be the same on all of a site's pages.
    assert keywords(BODY.format(tags), {"keywords": ["ferry"]}) == ("bridge", "Harbour")


@pytest.mark.parametrize(
    "name", ["post-tags", "td-tags small", "b-tag-bar", "ArticleTags", "topics"]
)
def test_lists_called_tags_count(name: str) -> None:
    tags = f"<ul class='{name}'><li>Tags</li><li><a>bridge</a></li><li><a>ferry</a></li></ul>"
    assert keywords(BODY.format(tags)) == ("bridge", "ferry")
    assert keywords(f"<aside>{tags}</aside>") == ()


@pytest.mark.parametrize("name", ["vintage", "stage-tagline", "tagcloud", "advantages"])
def test_lists_called_otherwise_do_not(name: str) -> None:
    assert keywords(BODY.format(f"<ul class='{name}'><li><a>bridge</a></li></ul>")) == ()


def test_a_link_called_section_near_the_headline_names_the_section() -> None:
    body = "<div><a class='c-overline' href='/local'>Local</a><h1>Bridge</h1><a>Ferry</a></div>"
    assert keywords(body) == ("Local",)


@pytest.mark.parametrize(
    "region",
    ["<aside>{}</aside>", "<div class='related-posts'>{}</div>", "<div class='widget'>{}</div>"],
)
def test_tags_of_other_articles_are_left_out(region: str) -> None:
    assert keywords(BODY.format("") + region.format("<a rel='tag'>ferry</a>")) == ()


def test_breadcrumbs_name_the_section_where_nothing_else_does() -> None:
    crumbs = (
        "<nav aria-label='Breadcrumb'><ol><li><a href='/'>Home</a></li>"
        "<li><a href='/local'>Local</a></li><li>Bridge</li></ol></nav>"
    )
    assert keywords(crumbs + BODY.format("")) == ("Local",)
    assert keywords(crumbs, node={"articleSection": "Harbour"}) == ("Harbour",)


def test_keywords_are_bounded() -> None:
    many = [f"word {each}" for each in range(10_000)]
    assert len(keywords(node={"keywords": many}, meta={"article:tag": many})) == MAX_KEYWORDS
    links = "<a rel='tag'>word</a>" * 5_000
    assert keywords(BODY.format(links)) == ()
