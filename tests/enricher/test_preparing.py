import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.enricher.casing import lower_case_odds
from newsmill.enricher.finding import Found
from newsmill.enricher.preparing import MAX_RUN, prepared, prepared_title

WRAPPED = """\
The harbour commission of Port Ellery will vote next Tuesday on whether the
old Ministry of Fisheries building, empty since 2011, becomes a museum. Ingrid
Solvang, who leads the commission, said the plan had the support of the Union
of Dock Workers and of the mayor.

Mr Solvang's opponents say the money is missing. "Nobody has shown us a single
page of numbers," said Henrik Vold, a councillor of the Progress Party, after
a meeting in Lower Ellery."""


def test_hard_wrapped_lines_are_joined_and_paragraphs_are_not() -> None:
    read = prepared(WRAPPED, language="en").text
    assert "the old Ministry of Fisheries" in read
    assert "Ingrid Solvang, who leads" in read
    assert "Union of Dock Workers" in read
    assert "the mayor.\n\nMr Solvang" in read
    assert len(read) == len(WRAPPED)


def test_lines_that_the_cleaner_made_paragraphs_of_are_joined_too() -> None:
    cleaned = "\n\n".join(line for line in WRAPPED.split("\n") if line)
    read = prepared(cleaned, language="en").text
    assert "Ingrid  Solvang, who leads" in read
    assert len(read) == len(cleaned)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Solvang won the vote.\n\nHer opponent, Henrik Vold, congratulated her.\n\n"
            "The count took all night.\n\nPort Ellery has voted.",
            id="short paragraphs",
        ),
        pytest.param("Oslo 3\nBergen 2\nMolde 1\nTromso 0\nBodo 0", id="a table"),
        pytest.param("Rose of the sea,\nand rose of me,\nof all that be", id="verse"),
        pytest.param("\n".join(["A line of its own, long enough to be wrapped."] * 8), id="list"),
        pytest.param(
            "Best actor - Michael Vance of Harbour Lights\nBest actress - Amy Lund of Port Ellery\n"
            "Best picture - Harbour Lights, the film by Tom Berg\nBest song - A Rose",
            id="winners",
        ),
        pytest.param("one\n\ntwo", id="two"),
        pytest.param("\n\n\n", id="nothing"),
    ],
)  # fmt: skip
def test_other_lines_stay(text: str) -> None:
    assert prepared(text, language="en").text == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param(
            "POLICE IN OSLO ARREST INGRID MARSH OVER BANK FRAUD",
            "Police in Oslo arrest Ingrid Marsh over bank fraud",
            id="a headline",
        ),
        pytest.param(
            "UN AND NATO CONDEMN ATTACK ON KABUL HOSPITAL",
            "UN and NATO condemn attack on Kabul hospital",
            id="acronyms stay",
        ),
        pytest.param(
            "NHS STAFF AND BBC VIEWERS AGREE ON IT",
            "NHS staff and BBC viewers agree on it",
            id="what cannot be spoken is an acronym",
        ),
        pytest.param(
            "Ingrid Marsh, of McTavish Plc, is silent. WILL MARSH LEAVE MCTAVISH PLC?",
            "Ingrid Marsh, of McTavish Plc, is silent. Will Marsh leave McTavish Plc?",
            id="the article's own forms",
        ),
        pytest.param("The BBC, ITV and CNN were there.", None, id="a sentence with acronyms"),
        pytest.param("EU UN", None, id="too little to tell"),
    ],
)  # fmt: skip
def test_capitals_are_read_as_words(written: str, read: str | None) -> None:
    assert prepared(written, language="en").text == (read or written)


def test_a_title_with_capitals_at_each_word_takes_the_case_of_the_text() -> None:
    text = "The Harbour Commission met. Mayor Ingrid Marsh did not come to the old harbour."
    title = prepared_title("Marsh Misses Harbour Commission Vote on Bridge", text, language="en")
    assert title.text == "Marsh misses Harbour Commission vote on bridge"


def test_other_languages_keep_their_capitals() -> None:
    assert (
        prepared("LE MAIRE DE PARIS EST MORT", language="fr").text == "LE MAIRE DE PARIS EST MORT"
    )


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u2060", "\u00ad", "\ufeff"])
def test_invisible_marks_are_not_read_and_positions_are_those_of_the_text(mark: str) -> None:
    text = f"{mark}Mayor Ing{mark}rid Marsh{mark} left."
    read = prepared(text, language="en")
    assert read.text == "Mayor Ingrid Marsh left."
    (found,) = read.original([Found(6, 18, "PERSON")])
    assert text[found.start : found.end] == f"Ing{mark}rid Marsh"


def test_accents_of_their_own_are_composed_and_positions_are_those_of_the_text() -> None:
    text = "Zdene\u030ck No\u200bva\u0301k left."
    read = prepared(text, language="en")
    assert read.text == "Zdeněk Novák left."
    (found,) = read.original([Found(7, 12, "PERSON")])
    assert text[found.start : found.end] == "No\u200bva\u0301k"


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param("!" * 20_000, id="exclamation marks"),
        pytest.param("!?" * 10_000, id="two marks in turn"),
        pytest.param("x" * 20_000, id="one letter"),
        pytest.param("(a" * 10_000, id="brackets"),
        pytest.param("don't" * 5_000, id="contractions"),
        pytest.param("a.b-c/" * 5_000, id="infixes"),
        pytest.param("\u0301" * 20_000, id="marks without a letter"),
    ],
)
def test_hostile_runs_are_not_read(hostile: str) -> None:
    text = f"Ingrid Marsh left. {hostile} She is in Oslo."
    read = prepared(text, language="en").text
    assert len(read) == len(text)
    assert max(map(len, read.split())) < MAX_RUN
    assert read.startswith("Ingrid Marsh left. ")
    assert read.endswith(" She is in Oslo.")


def test_long_addresses_and_words_are_read() -> None:
    text = "See https://gazette.example/" + "a" * 200 + " or Donaudampfschifffahrtsgesellschaft."
    assert prepared(text, language="en").text == text


@given(st.text(alphabet="aA b.\n\u200b!ßİÉ", max_size=400))
def test_what_is_found_lies_in_the_text(text: str) -> None:
    read = prepared(text, language="en")
    for start in range(0, max(len(read.text) - 3, 0), 7):
        (found,) = read.original([Found(start, start + 3, "X")])
        assert 0 <= found.start < found.end <= len(text)
        first = text[found.start]
        assert read.text[start].casefold() in (first.casefold(), " ")


def test_a_megabyte_is_prepared_in_linear_time() -> None:
    def seconds(text: str) -> float:
        began = time.process_time()
        prepared(text, language="en")
        return time.process_time() - began

    for shape in ("A B.\n", "OSLO IS A CITY. ", "\n", " \n x", "a\u200b ", "!", "... ", "A"):
        short, long = shape * (20_000 // len(shape)), shape * (400_000 // len(shape))
        # Twenty times the text: quadratic would be four hundred times.
        assert seconds(long) < 120 * max(seconds(short), 0.002), shape


@pytest.mark.parametrize("word", ["the", "police", "killed", "BANK"])
def test_words_are_mostly_written_in_lower_case(word: str) -> None:
    assert lower_case_odds(word) > 0.3


@pytest.mark.parametrize("word", ["London", "kenya", "Solvangsson", "monday", ""])
def test_names_are_not(word: str) -> None:
    assert lower_case_odds(word) == 0
