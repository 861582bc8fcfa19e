import pytest

from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.gathering import facts_of
from newsmill.cleaner.parsing import parse_page
from newsmill.cleaner.people.bylines import authors_of
from newsmill.contracts.articles import Reservations
from tests.cleaner.facts.pages import HEADLINE, URL, facts, html, ld


def test_addresses_are_relative_to_the_base_element() -> None:
    head = (
        '<base href="/town/"><link rel="canonical" href="swing-bridge">'
        '<meta property="og:image" content="deck.jpg">'
    )
    found = facts(head, url="https://nordhaven.example/go?to=1")
    assert found.canonical_url == URL
    assert found.image_url == "https://nordhaven.example/town/deck.jpg"


def test_reservations_are_those_of_everybody_and_of_us() -> None:
    head = (
        '<meta name="robots" content="NOARCHIVE, max-snippet: 0">'
        '<meta name="otherbot" content="none"><meta name="newsmill" content="noai">'
        '<meta name="tdm-reservation" content="1">'
        '<meta name="tdm-policy" content="/licence.json">'
    )
    assert facts(head).reservations == Reservations(
        robots=("noarchive", "max-snippet:0", "noai"),
        tdm_reservation=True,
        tdm_policy="https://nordhaven.example/licence.json",
    )


def test_the_heading_is_the_one_that_repeats_the_title() -> None:
    logo = html().replace("<nav>", "<h1>Gazette</h1><nav>")
    assert facts(page=logo).headlines[0] == HEADLINE
    in_h2 = logo.replace(f"<h1>{HEADLINE}</h1>", f"<h2>{HEADLINE}</h2>")
    assert facts(page=in_h2).headlines[0] == HEADLINE


def test_an_address_of_a_profile_is_no_byline() -> None:
    head = (
        '<meta property="article:author" content="https://social.example/maren">'
        '<meta name="parsely-author" content="Maren Oltmann">'
        '<meta name="parsely-author" content="Ivo Brandt">'
    )
    assert facts(head).bylines == ("Maren Oltmann", "Ivo Brandt")


def test_a_teaser_for_the_expected_article_is_no_heading_of_a_home_page() -> None:
    page = "<html><head><title>Gazette</title></head><body><h1>Gazette</h1><h2>Bridge</h2></body>"
    found = facts_of(parse_page(page), Expectation(title="Bridge"))
    assert found.headlines == ("Gazette",)


@pytest.mark.parametrize("nobody", ["Gazette", "admin", "6111103", "AFP"])
def test_where_a_source_names_no_person_the_next_one_is_asked(nobody: str) -> None:
    head = (
        f'<meta property="og:site_name" content="Gazette"><meta name="author" content="{nobody}">'
    )
    shown = "<p class='byline'>By Maren Oltmann</p>"
    assert "Maren Oltmann" in authors_of(facts(head, shown).bylines)
    declared = head + '<meta name="parsely-author" content="Ivo Brandt">'
    assert "Ivo Brandt" in facts(declared, shown).bylines
    assert "By Maren Oltmann" not in facts(declared, shown).bylines


def test_a_source_that_names_more_persons_is_the_fuller_one() -> None:
    head = ld({"@type": "NewsArticle", "url": URL, "author": {"name": "Maren Oltmann"}})
    head += '<meta name="author" content="Maren Oltmann and Ivo Brandt">'
    assert authors_of(facts(head).bylines) == ("Maren Oltmann", "Ivo Brandt")
    head += '<meta name="parsely-author" content="Ada Lind">'
    assert "Ada Lind" not in facts(head).bylines


def test_who_took_a_picture_is_no_author_in_microdata() -> None:
    picture = "<figure><figcaption itemprop='author'>Ivo Brandt</figcaption></figure>"
    page = html(body=picture).replace(
        "<article>", "<article itemscope itemtype='https://schema.org/NewsArticle'>"
    )
    assert facts(page=page).bylines == ()
