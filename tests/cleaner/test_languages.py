import re
import socket

import pytest

from newsmill.cleaner.language_tables import KNOWN_TO_THE_DETECTOR, NEAR, SCRIPTS
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


MALAY = (
    "Majlis pelabuhan memutuskan pada hari Isnin untuk membina semula jambatan yang musnah akibat "
    "ribut. Penduduk berkata mereka gembira kerana kerja akan bermula bulan depan."
)
NYNORSK = "Hamnerådet vedtok måndag å byggje opp att brua som stormen øydela i vinter."
PASHTO = "د بندر شورا د دوشنبې په ورځ پرېکړه وکړه چې هغه پل بيا جوړ کړي چې توپان ويجاړ کړی و."
HAUSA = "Majalisar tashar jiragen ruwa ta yanke shawara a ranar Litinin ta sake gina gadar."
TIGRINYA = "ቤት ምኽሪ ወደብ ሰኑይ ዕለት ነቲ ብህቦብላ ዝፈረሰ ድንድል ዳግማይ ክሃንጽ ወሲኑ።"
SERBIAN = "Lučki savet odlučio je u ponedeljak da obnovi most koji je uništila oluja."


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        pytest.param(MALAY, "ms", id="Malay, which reads like Indonesian"),
        pytest.param(NYNORSK, "nn", id="Nynorsk, which reads like Bokmål"),
        pytest.param(NYNORSK, "nn-NO", id="Nynorsk with its region"),
        pytest.param(PASHTO, "ps", id="Pashto"),
        pytest.param(SERBIAN, "sr-Latn", id="Serbian in Latin letters"),
        pytest.param(HAUSA, "ha", id="Hausa, which the detector does not know"),
        pytest.param(TIGRINYA, "ti", id="Tigrinya, surely taken for Amharic"),
    ],
)
def test_a_right_declaration_is_not_beaten_by_a_middling_guess(text: str, declared: str) -> None:
    found, _ = language_of("", text, (declared,), 0.5)

    assert found.partition("-")[0] == declared.partition("-")[0]


@pytest.mark.parametrize("declared", ["de-AT", "fr", "ms", "zh-CN", "ar"])
def test_a_wrong_declaration_does_not_stand_against_a_sure_guess(declared: str) -> None:
    english = "The harbour council of Nordhaven voted on Monday to rebuild the swing bridge."

    assert language_of("", english, (declared,), 0.5)[0] == "en"


def test_what_is_not_written_in_the_texts_script_is_not_its_language() -> None:
    assert language_of("", "Рада міста", ("en", "uk"), 1.0)[0] == "uk"


def test_an_unknown_language_that_nobody_declares_is_undetermined() -> None:
    assert language_of("", HAUSA, (), 0.5) == ("und", 0.0)


def test_tables_of_languages_name_languages() -> None:
    for code in (*KNOWN_TO_THE_DETECTOR, *NEAR, *SCRIPTS):
        assert re.fullmatch("[a-z]{2,3}", code)
    assert all(code in NEAR[other] for code, others in NEAR.items() for other in others)


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


def test_a_tag_is_no_longer_than_tags_are() -> None:
    """RFC 5646 §4.4.1: 35 characters hold every tag that is no joke."""
    longest = "de-" + "-".join(["abcdefgh"] * 3) + "-abcde"
    assert len(longest) == 35
    assert language_tag(longest) == language_tag("de")
    assert language_tag(longest + "f") is None
