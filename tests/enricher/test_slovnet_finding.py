import subprocess
import sys
import time
from collections.abc import Sequence

import pytest

from newsmill.enricher import loading, recognising
from newsmill.enricher.finding import FindEntities, Found
from newsmill.enricher.models import find_model
from newsmill.enricher.recognising import Reading
from newsmill.enricher.slovnet_finding import (
    MAX_PIECE_CHARS,
    MIN_PIECE_CHARS,
    SlovnetFinder,
    pieces_of,
)
from tests.enricher.builders import NOON

MARSH = (
    "Министр финансов Норвегии Ингрид Сольванг встретилась в Осло с главой компании «Нордхавн»"
    " Петром Волковым."
)
FERRY = "Паром затонул у острова Сахалин, сообщило МЧС России."


@pytest.fixture(scope="module")
def find() -> FindEntities:
    return loading.load(find_model("natasha", "ru"))


def named(text: str, found: Sequence[Found]) -> list[tuple[str, str]]:
    return [(text[it.start : it.end], it.label) for it in found]


def test_people_organisations_and_places_are_found_in_russian(find: FindEntities) -> None:
    assert named(MARSH, find([MARSH])[0]) == [
        ("Норвегии", "LOC"),
        ("Ингрид Сольванг", "PER"),
        ("Осло", "LOC"),
        ("Нордхавн", "ORG"),
        ("Петром Волковым", "PER"),
    ]


def test_positions_are_code_points_behind_others(find: FindEntities) -> None:
    text = f"🙂 е́\u0301 «𝕏»\n\n{MARSH}\n{FERRY}"
    (found,) = find([text])
    assert ("Ингрид Сольванг", "PER") in named(text, found)
    assert ("Сахалин", "LOC") in named(text, found)
    assert found == sorted(found)


def test_a_text_is_read_alike_alone_and_among_others(find: FindEntities) -> None:
    texts = [MARSH, "", FERRY * 200, " \n ", f"{MARSH}\n{FERRY}", FERRY]
    assert find(texts) == [find([text])[0] for text in texts]
    assert find(texts)[1] == find(texts)[3] == []
    assert find([]) == []


def test_a_long_text_is_found_as_a_whole(find: FindEntities) -> None:
    text = f"{MARSH} " * 900
    names = named(text, find([text])[0])
    assert names.count(("Ингрид Сольванг", "PER")) == 900


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<pad> <unk> B-PER \ud800 \0 \u202e", id="marks of the model"),
        pytest.param("!" * 20_000, id="exclamation marks"),
        pytest.param(")" * 20_000, id="smiles"),
        pytest.param("я" * 50_000, id="one word"),
        pytest.param("Ю-" * 25_000, id="one word with hyphens"),
        pytest.param("1." * 25_000, id="one number"),
        pytest.param("Δ" * 50_000, id="letters of no script it knows"),
        pytest.param("Осло\n" * 10_000, id="short lines"),
        pytest.param("»" * 50_000, id="quotation marks"),
    ],
)
def test_hostile_texts_are_read_in_time(find: FindEntities, text: str) -> None:
    started = time.process_time()
    (found,) = find([text])
    assert all(0 <= it.start < it.end <= len(text) for it in found)
    # Alone they take a second at most.
    assert time.process_time() - started < 10


def test_pieces_end_with_lines_then_sentences_then_words() -> None:
    sentence, word = "Паром затонул. ", "паром "
    text = f"{MARSH}\r\n{sentence * 300}\n\n  \n{word * 500}\n{'я' * 3000}"
    pieces = list(pieces_of(7, text))
    assert all(len(it.text) <= MAX_PIECE_CHARS for it in pieces)
    assert all(text[it.start :].startswith(it.text) for it in pieces)
    assert all(it.number == 7 for it in pieces)
    assert pieces[0].text == MARSH
    long = [it.text for it in pieces if MIN_PIECE_CHARS <= len(it.text) < MAX_PIECE_CHARS]
    assert long
    assert all(it.endswith((sentence, word, "я")) for it in long)
    words = [it for piece in pieces for it in piece.text.split() if it[0] != "я"]
    assert words == [it for it in text.split() if it[0] != "я"]


class Markup:
    spans = ()


class Ner:
    """Says how long the batches are that it was given, with their padding."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def infer(self, texts: Sequence[str]) -> list[Markup]:
        self.batches.append(len(texts) * max(map(len, texts)))
        return [Markup() for _ in texts]


def test_batches_are_bounded_with_their_padding() -> None:
    ner = Ner()
    SlovnetFinder(ner)([f"{MARSH}\n" * 50, "я" * 100_000, *[FERRY] * 2000])
    assert len(ner.batches) > 5
    assert max(ner.batches) <= 32_000


def test_natasha_itself_is_not_imported() -> None:
    """It imports pymorphy2, which newer Pythons refuse."""
    program = (
        "from newsmill.enricher import loading, models;"
        "loading.load(models.find_model('natasha', 'ru'))(['Осло']);"
        "import sys; print({'natasha', 'pymorphy2', 'spacy', 'torch'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (ran.stdout.strip(), ran.returncode) == ("set()", 0), ran.stderr


def test_a_russian_article_is_recognised() -> None:
    recognising.load_models({"ru": find_model("natasha", "ru")}, 100_000, frozenset())
    reading = Reading("ru", "Ингрид Сольванг в Осло", f"{MARSH}\n\n{FERRY}", NOON)
    (recognised,) = recognising.recognise([reading])
    assert recognised.status == "ok"
    solvang = next(it for it in recognised.entities if it.name == "Ингрид Сольванг")
    assert (solvang.label, solvang.kind) == ("PER", "person")
    assert [it.start for it in solvang.mentions] == [MARSH.index("Ингрид")]
