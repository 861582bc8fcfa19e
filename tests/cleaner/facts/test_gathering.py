from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.gathering import facts_of
from newsmill.cleaner.parsing import parse_page
from newsmill.cleaner.people.bylines import authors_of
from newsmill.cleaner.site_names import site_names
from newsmill.contracts.articles import Reservations
from tests.cleaner.facts.pages import HEADLINE, URL, facts, html


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


def test_where_a_source_names_no_person_the_next_one_is_asked() -> None:
    head = (
        '<meta property="og:site_name" content="Nordhaven Gazette">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "HEADLINE",'
        ' "author": {"@type": "Organization", "name": "Nordhaven Gazette"}}</script>'
        '<meta name="author" content="admin"><meta name="dc.creator" content="Maren Oltmann">'
        '<meta name="dcterms.creator" content="Somebody Else">'
    ).replace("HEADLINE", HEADLINE)
    found = facts(head).bylines
    assert found[-1] == "Maren Oltmann"
    assert authors_of(found, site_names(("Nordhaven Gazette",), (URL,))) == ("Maren Oltmann",)
