from itertools import chain

import pytest

from newsmill.cleaner.judging.notice_rows import Notices
from newsmill.cleaner.judging.notices import NOTICES, notice_in, notices_among

SITES = ("the tolvik courier", "courier.example")


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Sign in", "login"),
        ("Sign in | The Tolvik Courier", "login"),
        ("The Tolvik Courier – Log in", "login"),
        ("Sign in to your account", "login"),
        ("SIGN IN TO CONTINUE", "login"),
        ("Log in or create an account", "login"),
        ("Before you continue to The Tolvik Courier", "consent"),
        ("Just a moment...", "captcha"),
        ("Just a moment…", "captcha"),
        ("Attention Required! | Cloudflare", "captcha"),
        ("403 Forbidden", "captcha"),
        ("404", "not_found"),
        ("Error 404: page not found", "not_found"),
        ("404 - Page not found - The Tolvik Courier", "not_found"),
        ("Oops! That page can’t be found.", "not_found"),
        ("Page introuvable • Courrier", "not_found"),
        ("ページが見つかりません｜新聞", "not_found"),
        ("Страница не найдена — Курьер", "not_found"),
        ("الصفحة غير موجودة", "not_found"),
        ("Subscribe to continue reading", "paywall"),
        ("Search results for “bridge”", "listing"),
        ("Anmelden", "login"),
        ("Войти", "login"),
        ("登录", "login"),
        ("로그인", "login"),
    ],
)
def test_a_heading_that_says_nothing_else_is_a_notice(heading: str, kind: str) -> None:
    assert notice_in(heading, SITES) == kind


@pytest.mark.parametrize(
    "headline",
    [
        "Sign in the sky: a kite greets the fleet",
        "404 people set a record for the longest handshake",
        "Access denied: how tenants were locked out of their homes",
        "Access denied - why so many were turned away at the harbour gate",
        "Just a moment in the life of a lighthouse",
        "Login problems delay the election results by hours",
        "Page not found in the oldest book of the library",
        "Subscribers leave, and a paper asks why",
        "Search for the missing dinghy goes on",
        "Errors in the tide table",
        "Nicht gefunden wurde das Boot bis zum Abend trotz langer Suche",
        "Einloggen und abstimmen: Wie das Dorf seinen Bürgermeister wählt",
        "登录月球的第一人回忆录出版",
        "Blocked canal opens again",
        "",
        "|",
    ],
)
def test_a_headline_that_begins_like_a_notice_is_none(headline: str) -> None:
    assert notice_in(headline, SITES) is None


@pytest.mark.parametrize("row", NOTICES, ids=lambda row: f"{row.language}-{row.kind}")
def test_every_phrase_of_the_table_is_recognised(row: Notices) -> None:
    for title in (*row.titles, *row.beginnings):
        assert notice_in(title) is not None, title
    for sentence in row.sentences:
        assert row.kind in notices_among(f"Hm. {sentence}!"), sentence


def test_the_table_has_many_languages_of_each_wall() -> None:
    for kind in ("login", "not_found"):
        assert len({row.language for row in NOTICES if row.kind == kind}) >= 25
    for kind in ("consent", "captcha", "paywall"):
        assert len({row.language for row in NOTICES if row.kind == kind}) >= 20


def test_a_title_has_one_kind_within_a_language() -> None:
    for language in {row.language for row in NOTICES}:
        titles = list(chain.from_iterable(r.titles for r in NOTICES if r.language == language))
        assert len(titles) == len(set(titles)), language


def test_sentences_count_within_a_text() -> None:
    assert notices_among("We are sorry. The page you requested could not be found.") == {
        "not_found"
    }
    assert notices_among("The harbour council voted on Monday.") == set()
