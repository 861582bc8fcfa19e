import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.cleaner.addresses.believing import article_url
from newsmill.cleaner.addresses.kinds import is_home_page, kind_of_address

SITE = "https://gazette.example"
PAGE = f"{SITE}/2026/bridge"
STORY = f"{SITE}/harbour/council-votes-for-swing-bridge"


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        pytest.param("/2026/the-bridge", f"{SITE}/2026/the-bridge", id="relative"),
        pytest.param(
            "https://www.gazette.example/2026/bridge",
            "https://www.gazette.example/2026/bridge",
            id="www",
        ),
        pytest.param("https://m.gazette.example/x", "https://m.gazette.example/x", id="mobile"),
        pytest.param(f"{SITE}/?p=77", f"{SITE}/?p=77", id="numbered post"),
        pytest.param(f"{SITE}/index.php?id=77", f"{SITE}/index.php?id=77", id="numbered page"),
        pytest.param("https://other.example/2026/bridge", PAGE, id="another site"),
        pytest.param(f"{SITE}/", PAGE, id="home page"),
        pytest.param(f"{SITE}/?ref=x", PAGE, id="home page with a query"),
        pytest.param(f"{SITE}/en/", PAGE, id="home page of a language"),
        pytest.param(f"{SITE}/pt-br", PAGE, id="home page of a language and country"),
        pytest.param(f"{SITE}/index.html", PAGE, id="home page's file"),
        pytest.param(f"{SITE}/home", PAGE, id="home page's name"),
        pytest.param(f"{SITE}/2026", PAGE, id="section above"),
        pytest.param(f"{SITE}/news/page/3", PAGE, id="page of a list"),
        pytest.param(f"{SITE}/search?q=bridge", PAGE, id="search"),
        pytest.param("undefined", PAGE, id="undefined"),
        pytest.param("null", PAGE, id="null"),
        pytest.param("[object Object]", PAGE, id="object"),
        pytest.param("{{ canonical }}", PAGE, id="template"),
        pytest.param("${url}", PAGE, id="template of a script"),
        pytest.param(f"{SITE}/undefined", PAGE, id="undefined path"),
        pytest.param(f"{SITE}/2026/null", PAGE, id="null path"),
        pytest.param("/404", PAGE, id="404"),
        pytest.param("/404.html", PAGE, id="404 file"),
        pytest.param("/error", PAGE, id="error"),
        pytest.param("/de/seite-nicht-gefunden", PAGE, id="not found in German"),
        pytest.param("/login", PAGE, id="login"),
        pytest.param("/login?next=/2026/bridge", PAGE, id="login with a query"),
        pytest.param("/auth/session", PAGE, id="below auth"),
        pytest.param("/wp-login.php", PAGE, id="WordPress's login"),
        pytest.param("/connexion", PAGE, id="login in French"),
        pytest.param("/consent", PAGE, id="consent"),
        pytest.param("/subscribe", PAGE, id="subscribe"),
        pytest.param("/abo/", PAGE, id="subscribe in German"),
        pytest.param("#", PAGE, id="hash"),
        pytest.param("#top", PAGE, id="fragment"),
        pytest.param("about:blank", PAGE, id="blank"),
        pytest.param("javascript:void(0)", PAGE, id="no address"),
        pytest.param("https:///", PAGE, id="no host"),
        pytest.param("http://localhost/2026/bridge", PAGE, id="this machine"),
        pytest.param("http://localhost:3000/2026/bridge", PAGE, id="a developer's port"),
        pytest.param("https://example.com/2026/bridge", PAGE, id="example"),
        pytest.param("https://staging.gazette.example/2026/bridge", PAGE, id="staging"),
        pytest.param("https://consent.yahoo.com/v2/collectConsent", PAGE, id="Yahoo's consent"),
        pytest.param("https://consent.google.com/m?continue=x", PAGE, id="Google's consent"),
        pytest.param("https://accounts.google.com/signin", PAGE, id="Google's login"),
        pytest.param("https://login.gazette.example/x", PAGE, id="login host"),
        pytest.param("https://sso.gazette.example/x", PAGE, id="single sign-on"),
        pytest.param("", PAGE, id="empty"),
        pytest.param(None, PAGE, id="nothing declared"),
    ],
)
def test_a_page_is_believed_its_address_within_reason(declared: str | None, expected: str) -> None:
    assert article_url(f"{SITE}/?p=12", PAGE, declared) == expected


@pytest.mark.parametrize("view", ["amp", "amp/", "page/2", "2", "print", "index.html", "amp.html"])
def test_a_view_of_an_article_names_the_article(view: str) -> None:
    assert article_url(f"{PAGE}/{view}", f"{PAGE}/{view}", PAGE) == PAGE


@pytest.mark.parametrize(
    ("declared", "is_believed"),
    [
        pytest.param(f"{SITE}/sport/rowers-win-the-lake-cup", False, id="another headline"),
        pytest.param(f"{SITE}/harbour/new-bridge-for-islanders", True, id="a changed headline"),
        pytest.param(f"{SITE}/harbour/article-77", True, id="no headline"),
        pytest.param(f"{SITE}/c/482139", True, id="a number"),
    ],
)
def test_an_address_of_another_article_is_not_believed(declared: str, is_believed: bool) -> None:
    assert article_url(STORY, STORY, declared) == (declared if is_believed else STORY)


def test_a_number_in_common_says_that_a_headline_was_changed() -> None:
    asked = f"{SITE}/a/482139-council-votes-for-swing-bridge"
    declared = f"{SITE}/a/482139-islanders-get-their-crossing"
    assert article_url(asked, asked, declared) == declared


def test_the_entrys_link_speaks_for_a_declared_address() -> None:
    fetched = f"{SITE}/mobile/view-of-this-thing"
    assert article_url(STORY, fetched, STORY) == STORY


def test_the_next_declared_address_is_believed_where_the_first_is_not() -> None:
    declared = f"{SITE}/2026/the-bridge"
    assert article_url(PAGE, PAGE, f"{SITE}/login", declared) == declared
    assert article_url(PAGE, PAGE, None, "undefined", declared) == declared


def test_the_address_behind_a_redirect_is_the_articles() -> None:
    assert article_url("https://feeds.example/~r/1", f"{PAGE}?utm_source=feed", None) == PAGE


@pytest.mark.parametrize(
    "fetched",
    [
        f"{SITE}/",
        f"{SITE}/index.php",
        f"{SITE}/login?next=x",
        f"{SITE}/404",
        f"{SITE}/subscribe",
        "https://consent.yahoo.com/v2/collectConsent?sessionId=1",
        "https://consent.google.de/ml?continue=x",
        "https://accounts.google.com/v3/signin/identifier",
        "https://login.other.example/a",
        "https://cmp.other.example/a",
    ],
)
def test_a_redirect_to_what_is_no_article_changes_nothing(fetched: str) -> None:
    assert article_url(PAGE, fetched, fetched) == PAGE


@pytest.mark.parametrize(
    "url",
    [
        f"{SITE}/login",
        f"{SITE}/news/search",
        "https://id.gazette.example/berita/jembatan",
        "https://privacy.gazette.example/2026/bridge",
    ],
)
def test_the_entrys_own_address_is_an_articles(url: str) -> None:
    assert kind_of_address(url, url) is None
    assert article_url(url, url, url) == url


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (f"{SITE}/", "home"),
        (f"{SITE}/de/", "home"),
        (f"{SITE}/?utm=x", "home"),
        (f"{SITE}/?p=12", None),
        (f"{SITE}/#!/bridge", None),
        (f"{SITE}/anmelden", "login"),
        (f"{SITE}/2026/login-to-history", None),
        (f"{SITE}/errors-of-the-past", None),
        (f"{SITE}/suche/", "listing"),
        ("https://geo.captcha-delivery.com/captcha/?x=1", "captcha"),
        ("https://login.example/a", None),
        ("no address", None),
        (None, None),
    ],
)
def test_an_address_says_which_page_stands_there(url: str | None, kind: str | None) -> None:
    assert kind_of_address(url, PAGE) == kind


def test_a_deleted_post_that_leads_home_is_seen() -> None:
    assert kind_of_address(f"{SITE}/", f"{SITE}/?p=12") == "home"


def test_a_home_page_has_no_query() -> None:
    assert is_home_page(f"{SITE}/")
    assert not is_home_page(f"{SITE}/?p=1")
    assert not is_home_page(f"{SITE}/bridge")


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_at_all_breaks_the_articles_address(first: str, second: str) -> None:
    for declared in (first, f"https://{first}", f"{SITE}/{first}"):
        url = article_url(PAGE, f"{SITE}/{second}", declared)
        assert url is None or url.startswith(("http://", "https://"))
