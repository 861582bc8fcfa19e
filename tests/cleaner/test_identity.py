import pytest

from newsmill.cleaner import identity
from newsmill.cleaner.identity import fingerprint
from newsmill.contracts.articles import article_id_of_entry

FEED = "https://gazette.example/feed"
URL = "https://gazette.example/bridge"


def article_id(
    url: str | None, feed_url: str | None, guid: str | None, text: str, script: str = "Latn"
) -> str:
    return identity.article_id(url, feed_url, guid, text, script)


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
    "of", [(URL, FEED, "1", "A"), (None, FEED, "1", "A"), (None, None, None, "A")]
)
def test_one_thing_in_two_scripts_has_two_ids(of: tuple[str | None, str | None, str, str]) -> None:
    assert article_id(*of) == article_id(*of, "Zyyy")
    assert len({article_id(*of, script) for script in ("Latn", "Cyrl", "Hani", "Zzzz")}) == 4


def test_an_entry_of_its_own_has_an_id_of_its_own() -> None:
    entry = "a" * 32
    ids = {article_id_of_entry(entry, script) for script in ("Latn", "Zyyy", "Cyrl")}
    assert ids == {"38a3cc072594bbfa8781d6c1de121fe8", "d786c7789355b0b60ab61e81a301f37f"}
    assert not ids & {article_id(None, None, None, entry), article_id(entry, None, None, "")}


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
