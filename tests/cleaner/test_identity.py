import pytest

from newsmill.cleaner.identity import article_id, fingerprint

FEED = "https://gazette.example/feed"
URL = "https://gazette.example/bridge"


def test_the_url_identifies_an_article_whatever_feed_and_text() -> None:
    assert article_id(URL, FEED, "1", "Old text") == article_id(URL, None, None, "New text")


def test_without_a_url_the_guid_identifies_it_within_its_feed() -> None:
    same = article_id(None, FEED, "1", "Old text")
    assert same == article_id(None, FEED, "1", "New text")
    assert same != article_id(None, "https://other.example/feed", "1", "Old text")
    assert same != article_id(None, FEED, "2", "Old text")


def test_without_both_the_words_identify_it() -> None:
    assert article_id(None, FEED, None, "A bridge!") == article_id(None, None, "1", "a BRIDGE")


def test_identities_of_different_kinds_never_meet() -> None:
    assert article_id(URL, None, None, "") != article_id(None, None, None, URL)
    assert article_id(None, FEED, "a", "") != article_id(None, FEED + "\0a", "", "")


def test_ids_stay_what_they_are() -> None:
    assert article_id(URL, None, None, "") == "69d2811ad1dfc1ae66d61c6214375c23"
    assert fingerprint("The bridge, rebuilt.") == "595f57b2947b06ee526d4eb8495f2e2e"


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        pytest.param(
            "Don’t stop—the well-known 1,250.5!", "9b20c9cb6ecc6015aa862ff78251a6b3", id="English"
        ),
        pytest.param("cafe\u0301 Straße", "7679d93b6c8945800821fe632af42cc3", id="accents"),
        pytest.param("हिन्दी में समाचार", "a23a109bb8dad39ca2601f7864ebad27", id="Hindi"),
        pytest.param("สะพานที่นี่", "e172421bb8337466b623128ffa678d27", id="Thai"),
        pytest.param("桥梁重建计划，ｶﾞ", "3ac2ec1c653dc83df6b10362a2b067bf", id="Chinese, Kana"),
    ],
)
def test_fingerprints_stay_what_they_are_in_all_scripts(text: str, digest: str) -> None:
    assert fingerprint(text) == digest


def test_a_fingerprint_sees_words_only() -> None:
    assert fingerprint("The “bridge”,\n\nrebuilt") == fingerprint("the bridge — REBUILT.")
    assert fingerprint("the bridge") != fingerprint("bridge the")
