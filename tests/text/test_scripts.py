"""The script of a text, as the partition and the ids of articles need it."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.text.scripts import MAX_CHARACTERS, NO_SCRIPT, UNLISTED, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("The ferry returns", "Latn"),
        ("Ữ trạm", "Latn"),
        ("𝗙𝗲𝗿𝗿𝘆 returns", "Latn"),
        ("Ｆｅｒｒｙ", "Latn"),
        ("Паром вернулся на линию", "Cyrl"),
        ("Το πλοίο επέστρεψε", "Grek"),
        ("המעבורת חזרה", "Hebr"),
        ("عادت العبارة", "Arab"),
        ("کشتی برگشت", "Arab"),
        ("नौका लौट आई", "Deva"),
        ("ফেরি ফিরেছে", "Beng"),
        ("ਕਿਸ਼ਤੀ", "Guru"),
        ("ફેરી", "Gujr"),
        ("ଫେରି", "Orya"),
        ("படகு திரும்பியது", "Taml"),
        ("పడవ", "Telu"),
        ("ದೋಣಿ", "Knda"),
        ("ബോട്ട്", "Mlym"),
        ("තොටුපළ", "Sinh"),
        ("เรือข้ามฟากกลับมา", "Thai"),
        ("ເຮືອ", "Laoo"),
        ("གྲུ་གཟིངས།", "Tibt"),
        ("သင်္ဘော", "Mymr"),
        ("ბორანი", "Geor"),
        ("Լաստանավը", "Armn"),
        ("ጀልባው", "Ethi"),
        ("សាឡាង", "Khmr"),
        ("연락선이 돌아왔다", "Hang"),
        ("渡轮回来了", "Hani"),
        ("渡輪返嚟", "Hani"),
        ("フェリーが戻った", "Hani"),
        ("フェリー", "Hani"),
        ("ﾌｪﾘｰ", "Hani"),
        ("ㄅㄆㄇ", "Hani"),
        ("𐍆𐌰𐍂", UNLISTED),
        ("", NO_SCRIPT),
        ("2026: 1–0 🎉 (…)", NO_SCRIPT),
        ("\ud800\udc00\x00", NO_SCRIPT),
    ],
)
def test_a_text_is_in_the_script_of_its_letters(text: str, script: str) -> None:
    assert script_of(text) == script
    assert script_of(unicodedata.normalize("NFD", text)) == script


def test_names_in_another_script_do_not_decide() -> None:
    assert script_of("Microsoft приобретает разработчика OpenAI за миллиард") == "Cyrl"
    assert script_of("Apple stellt das Wort «привет» vor") == "Latn"


def test_title_and_text_count_together() -> None:
    assert script_of("iPhone", "苹果公司今天发布了新的手机") == "Hani"


def test_equally_many_letters_are_decided_alike_in_any_order() -> None:
    assert script_of("ab ця") == script_of("ця", "ab") == "Cyrl"


@given(st.lists(st.text(), max_size=3))
def test_any_text_has_a_script_that_may_be_written(texts: list[str]) -> None:
    assert re.fullmatch("[A-Z][a-z]{3}", script_of(*texts))


def test_the_beginning_of_a_text_is_enough() -> None:
    long = "а" * MAX_CHARACTERS + "z" * 3 * MAX_CHARACTERS
    assert script_of(long) == "Cyrl"
    various = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000))) * 500
    began = time.process_time()
    for _ in range(100):
        script_of(various, various)
    assert time.process_time() - began < 2
