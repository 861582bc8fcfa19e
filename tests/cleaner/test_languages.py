import socket

import pytest

from newsmill.cleaner.languages import language_of, language_tag

GERMAN = "Der Hafenrat beschloss am Montag, die vom Sturm zerstörte Brücke neu zu bauen."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("The harbour council voted to rebuild the bridge.", "en", id="English"),
        pytest.param(GERMAN, "de", id="German"),
        pytest.param("Le conseil du port a voté la reconstruction du pont.", "fr", id="French"),
        pytest.param("El consejo del puerto votó reconstruir el puente.", "es", id="Spanish"),
        pytest.param("Совет порта решил восстановить разводной мост.", "ru", id="Russian"),
        pytest.param("港の評議会は橋の再建を決めました。", "ja", id="Japanese"),
        pytest.param("港口委员会决定重建这座桥。", "zh", id="Chinese"),
        pytest.param("HARBOUR COUNCIL VOTES TO REBUILD THE BRIDGE", "en", id="in capitals"),
    ],
)
def test_a_language_is_recognised(text: str, language: str) -> None:
    found, confidence = language_of("", text, (), 0.5)
    assert found == language
    assert 0.5 <= confidence <= 1


def test_a_sure_guess_wins_over_a_declaration() -> None:
    assert language_of("", GERMAN, ("en-US",), 0.5)[0] == "de"


def test_too_little_text_takes_the_first_valid_declaration() -> None:
    assert language_of("Nord", "12:30", ("english!", "sv_SE", "de"), 0.5) == ("sv-SE", 0.0)


def test_without_text_and_declaration_the_language_is_unknown() -> None:
    assert language_of("", "2 – 1", (None, ""), 0.5) == ("und", 0.0)


def test_a_declaration_that_agrees_with_an_unsure_guess_keeps_its_confidence() -> None:
    language, confidence = language_of("", GERMAN, ("de-AT",), 1.0)
    assert language == "de-AT"
    assert 0 < confidence < 1


def test_the_title_helps() -> None:
    assert language_of("Der Hafenrat beschloss den Bau der Brücke", "2 – 1", (), 0.5)[0] == "de"


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("en", "en"),
        ("EN-us", "en-US"),
        ("en_GB", "en-GB"),
        (" de ", "de"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("de-DE-1996", "de-DE"),
        ("zh-yue-HK", "zh-HK"),
        ("en-US-u-ca-gregory", "en-US"),
        ("eng", "en"),
        ("iw", "he"),
        ("gsw", "gsw"),
        ("und", None),
        ("mul", None),
        ("English", None),
        ("e", None),
        ("en-", None),
        ("en US", None),
        ("x-klingon", None),
        ("en" + "-abcdefgh" * 10, None),
        ("", None),
        (None, None),
    ],
)
def test_declared_tags_are_normalised(declared: str | None, tag: str | None) -> None:
    assert language_tag(declared) == tag


def test_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    from newsmill.cleaner import languages

    languages._detector.cache_clear()
    assert language_of("", GERMAN, (), 0.5)[0] == "de"
