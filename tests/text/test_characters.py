import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.text.characters import MAX_SEQUENCE, whole_characters


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        pytest.param("bridge", 3, "bri", id="letters"),
        pytest.param("bridge", 6, "bridge", id="nothing to cut"),
        pytest.param("cafe\u0301s", 4, "caf", id="accent"),
        pytest.param("xa\u0323\u0301b", 3, "x", id="two accents"),
        pytest.param("a\u0301b", 2, "a\u0301", id="behind an accent"),
        pytest.param("xที่นี่", 2, "x", id="Thai vowel and tone"),
        pytest.param("xน้ำใจ", 3, "x", id="Thai am"),
        pytest.param("xहिन्दी", 2, "x", id="Hindi vowel sign"),
        pytest.param("हिन्दी", 4, "हि", id="Hindi conjunct"),
        pytest.param("xក្រុង", 3, "x", id="Khmer subscript"),
        pytest.param("xか\u3099き", 2, "x", id="voiced Kana"),
        pytest.param("xｶﾞｷ", 2, "x", id="voiced halfwidth Kana"),
        pytest.param("x葛\U000e0100飾", 2, "x", id="variation selector"),
        pytest.param("a👩\u200d🚒b", 2, "a", id="emoji before a joiner"),
        pytest.param("a👩\u200d🚒b", 3, "a", id="emoji behind a joiner"),
        pytest.param("a👍🏽b", 2, "a", id="emoji modifier"),
        pytest.param("x🇳🇴🇸🇪", 2, "x", id="half a flag"),
        pytest.param("🇳🇴🇸🇪", 2, "🇳🇴", id="between flags"),
        pytest.param("🇳🇴🇸🇪", 3, "🇳🇴", id="half a second flag"),
        pytest.param("x\u1112\u1161\u11ab\u1100", 3, "x", id="Hangul syllable of jamo"),
        pytest.param("e\u0301", 1, "e", id="nothing but one character"),
        pytest.param("a\r\nb", 2, "a", id="line end"),
        pytest.param("桥梁重建", 2, "桥梁", id="Chinese"),
    ],
)
def test_a_text_is_cut_between_characters(text: str, limit: int, cut: str) -> None:
    assert whole_characters(text, limit) == cut


@given(st.text(st.characters(codec=None)), st.integers(0, 50))
def test_a_cut_text_begins_the_text_and_keeps_the_limit(text: str, limit: int) -> None:
    cut = whole_characters(text, limit)
    assert text.startswith(cut)
    assert min(len(text), limit) - MAX_SEQUENCE < len(cut) + 1 <= limit + 1


@pytest.mark.parametrize("piece", ["\u0301", "\u200d", "👩\u200d", "🇳", "क\u094d"])
def test_sequences_without_end_are_cut_all_the_same(piece: str) -> None:
    text = piece * 1_000_000
    began = time.process_time()
    assert 0 <= 200_000 - len(whole_characters(text, 200_000)) <= 1
    assert time.process_time() - began < 1
