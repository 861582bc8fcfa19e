from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.gathering import Facts
from newsmill.cleaner.judging.deciding import kind_of
from newsmill.cleaner.parsing import parse_page
from tests.cleaner.articles import article, cleaned
from tests.cleaner.judging.judged import judged
from tests.cleaner.judging.samples import (
    CMP,
    LOGIN_BOX,
    SITE,
    Sample,
    expected,
    html,
    listing_page,
    news_page,
    og,
    ps,
    teasers,
)
from tests.cleaner.judging.stories import OTHER_NEWS, STORIES

STORY = STORIES["en"]
BODY = f"<h1>{STORY.title}</h1>{ps(*STORY.paragraphs)}"
OFFER = (
    "<h2>Subscribe to continue reading</h2><p>This article is for subscribers. Choose the plan "
    "that suits you, for one crown a week in the first months. Cancel at any time.</p>"
)
UNLINKED = "".join(f"<h2>{title}</h2><p>{text}</p>" for title, text in OTHER_NEWS["en"])
SHORT = {"title": "Lost dog", "teaser": ""}


def kind(markup: str, **changes: Any) -> str:
    return judged(Sample("one", "article", markup, **{**expected("en"), **changes}))


@pytest.mark.parametrize(
    "sign",
    [
        pytest.param({"head": CMP}, id="consent script"),
        pytest.param({"beside": LOGIN_BOX}, id="password field"),
        pytest.param({"beside": '<div class="g-recaptcha"></div>'}, id="captcha"),
        pytest.param({"beside": OFFER}, id="offer"),
        pytest.param({"beside": "<h2>We value your privacy</h2>"}, id="consent heading"),
        pytest.param({"beside": teasers(count=30)}, id="teasers"),
        pytest.param({"head": og(type="website")}, id="website"),
        pytest.param({"title": "Sign in"}, id="title of a login"),
        pytest.param({"title": "404"}, id="title of an error"),
        pytest.param({"page_url": f"{SITE}/"}, id="home page's address"),
        pytest.param({"page_url": f"{SITE}/login"}, id="login's address"),
        pytest.param({"page_url": f"{SITE}/news/"}, id="section's address"),
        pytest.param({"page_url": "https://other.example/x"}, id="another site"),
        pytest.param({"same_as_others": 3}, id="same page elsewhere"),
    ],
)
def test_no_sign_alone_says_that_the_expected_article_is_none(sign: dict[str, Any]) -> None:
    head, beside = sign.pop("head", ""), sign.pop("beside", "")
    title = sign.pop("title", STORY.title)
    assert kind(html(beside + BODY, title=title, head=head), **sign) == "article"


@pytest.mark.parametrize(
    ("address", "body", "found"),
    [
        pytest.param(f"{SITE}/", UNLINKED, "home", id="home, teasers without links"),
        pytest.param(
            f"{SITE}/",
            f"<h2>Lost dog</h2><p>A brown dog was found on the quay.</p>{UNLINKED}",
            "home",
            id="home with the article's own teaser",
        ),
        pytest.param(f"{SITE}/news/", UNLINKED, "listing", id="section, teasers without links"),
        pytest.param(f"{SITE}/2026/05/", teasers(), "listing", id="section above"),
        pytest.param(f"{SITE}/error", "<p>Hm.</p>", "not_found", id="error's address"),
        pytest.param(
            "https://ads.example/win", ps("Win a cruise to eleven islands."), "other", id="advert"
        ),
    ],
)
def test_a_redirect_that_ends_elsewhere_gives_no_article(
    address: str, body: str, found: str
) -> None:
    page = listing_page(body, title="The Tolvik Courier")
    assert kind(page, page_url=address, **SHORT) == found


def test_the_expected_headline_outweighs_the_signs_of_a_listing() -> None:
    body = f"<h1>{STORY.title}</h1><p>{STORY.paragraphs[1]}</p>{teasers(count=12)}"
    page = listing_page(body, title=STORY.title, head=og(type="website"))
    assert kind(page, page_url=f"{SITE}/news/") == "article"
    assert kind(page, page_url=f"{SITE}/news/", title="Lost dog", teaser="") == "listing"


def test_the_expected_headline_alone_outweighs_them_too() -> None:
    body = f"<h1>Lost dog</h1><p>It was found on the quay.</p>{teasers(count=12)}"
    page = listing_page(body, title="Lost dog", head=og(type="website"))
    assert kind(page, page_url=f"{SITE}/lost-dog/", **SHORT) == "article"


@pytest.mark.parametrize(
    ("title", "found"),
    [("Page not found", "not_found"), ("Sign in", "login"), ("Just a moment...", "captcha")],
)
def test_a_title_is_enough_where_nothing_speaks_for_the_article(title: str, found: str) -> None:
    assert kind(html("<p>Hm.</p>", title=title), **SHORT) == found
    assert kind(html("<p>Hm.</p>", title="Lost dog"), **SHORT) == "article"


def test_many_teasers_and_no_text_are_a_listing_without_any_redirect() -> None:
    page = listing_page(f"<h1>Harbour</h1>{teasers(count=9)}", title="Harbour | The Tolvik Courier")
    assert kind(page, **SHORT) == "listing"


def test_an_offer_under_the_articles_headline_is_no_article() -> None:
    page = listing_page(f"<h1>{STORY.title}</h1>{OFFER}", title=STORY.title)
    assert kind(page) == "paywall"


def test_a_beginning_before_an_offer_is_an_article() -> None:
    beginning = f"<h1>{STORY.title}</h1><p>{STORY.paragraphs[1]}</p>"
    assert kind(listing_page(beginning + OFFER, title=STORY.title)) == "article"


def test_one_page_for_all_links_is_no_article() -> None:
    page = news_page(f"<h1>Our new app</h1>{ps(*STORIES['de'].paragraphs)}", title="Our new app")
    assert kind(page, same_as_others=1, **SHORT) == "shared"
    assert kind(page) == "article" or kind(page) == "other"


@pytest.mark.parametrize("types", [frozenset({"VideoObject"}), frozenset({"NewsArticle", "Clip"})])
def test_a_video_beside_an_articles_text_does_not_make_a_video_page(types: frozenset[str]) -> None:
    markup = html(f"<video></video>{BODY}{ps(*STORY.paragraphs)}", title=STORY.title)
    text = "\n\n".join(STORY.paragraphs * 2)
    expectation = Expectation(title=STORY.title, feed_text=STORY.teaser)
    facts = Facts(title=STORY.title, types=types)
    assert kind_of(parse_page(markup), facts, text, expectation) == "article"


@pytest.mark.parametrize("name", ["text", "title", "canonical_url", "published_at"])
def test_a_page_that_is_not_the_article_gives_nothing(name: str) -> None:
    head = (
        '<link rel="canonical" href="https://nordhaven.example/2026/05/other">'
        '<meta property="article:published_time" content="2020-01-01T00:00:00Z">'
    )
    body = "<h1>Sign in</h1><p>Sign in to continue.</p>" + LOGIN_BOX
    page = article().model_copy().model_dump() | {
        "page": {
            "url": "https://nordhaven.example/login?next=bridge",
            "html": html(body, title="Sign in | Nordhaven Gazette", head=head),
            "fetched_at": article().seen_at,
        },
        "retrieval": "fetched",
    }
    fetched, bare = cleaned(article(**page)), cleaned(article())
    assert fetched.provenance.page_kind == "login"
    assert getattr(fetched, name) == getattr(bare, name)


@given(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["<h1>", "</h1>", "<a href='", "'>", "<p>", "x y", "<input type=", "<"])
    ),
    st.text(max_size=60),
)
def test_no_page_at_all_breaks_the_judgement(title: str, pieces: list[str], text: str) -> None:
    tree = parse_page(f"<html><body>{''.join(pieces)}{text}</body></html>")
    if tree is not None:
        expectation = Expectation(title=title, feed_text=text, url=text, page_url=title)
        kind_of(tree, Facts(title=text), title, expectation)


def test_a_page_of_a_hundred_thousand_links_is_judged_within_bounds() -> None:
    tree = parse_page(
        listing_page("<p><a href='/x'>One more link to follow today</a></p>" * 50_000, title="x")
    )
    assert kind_of(tree, Facts(), "", Expectation(title="Lost dog", url=SITE)) in (
        "listing",
        "article",
    )
