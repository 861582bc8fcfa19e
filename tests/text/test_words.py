import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsmill.text.words import has_words, is_readable, word_count

ANY_TEXT = st.text(st.characters(codec=None), max_size=300)
"""Lone surrogates and controls included."""

SCRIPTS_OF_TEXT = (
    "abcé ’'-.,—0123  桥梁重建計畫々〇ひらがなカタカナｶﾀｶﾅー。、「」"
    "กขคเแะาำัิ์ๆລາວ་བོདភាសាခ္မမာ한국어हिन्दीعربي\u0301\u3099\uff9e\u200b\u200d\u00a0\u3000\n👍🏽\ufe0f"
)
MIXED_TEXT = st.text(st.sampled_from(SCRIPTS_OF_TEXT), max_size=200)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("The bridge is open.", 4, id="English"),
        pytest.param("Don't stop, it’s o'clock.", 4, id="apostrophes"),
        pytest.param("A well-known twenty-year-old.", 3, id="hyphens"),
        pytest.param("It rose 1,250.5 % by 3/4 to €20m.", 7, id="numbers"),
        pytest.param("Stop — now. Stop—now. A–B.", 5, id="dashes"),
        pytest.param("See https://a.example/b?c=d&e#f, me@a.example!", 3, id="addresses"),
        pytest.param("_ * # … — ***", 0, id="punctuation"),
        pytest.param("👍 👩‍👩‍👧 🇳🇴", 0, id="emoji"),
        pytest.param("Well👍 done", 2, id="emoji at a word"),
        pytest.param("ＮＯＲＤ\u3000Ｈａｖｅｎ　１２", 3, id="fullwidth"),
        pytest.param("one\u00a0two\u2009three\u202ffour", 4, id="spaces of all kinds"),
        pytest.param("ze\u200bro wi\u00addth \ufeff", 2, id="zero width"),
        pytest.param("a\ud800b \udfff", 1, id="lone surrogates"),
        pytest.param("Ça coûte l’œil", 3, id="French"),
        pytest.param("Cafe\u0301 de\u0301ja\u0300", 2, id="decomposed French"),
        pytest.param("Всё хорошо, он по-прежнему там.", 5, id="Russian"),
        pytest.param("Είναι καλά· έλα.", 3, id="Greek"),
        pytest.param("كُتُبٌ جَدِيدَةٌ، شُكْرًا", 3, id="Arabic vowel signs"),
        pytest.param("می‌خواهم بروم", 2, id="Persian joiner"),
        pytest.param("שָׁלוֹם עוֹלָם, צה״ל", 3, id="Hebrew points"),
        pytest.param("हिन्दी में समाचार पढ़िए।", 4, id="Hindi vowel signs"),
        pytest.param("বাংলা সংবাদ", 2, id="Bengali"),
        pytest.param("தமிழ் செய்தி", 2, id="Tamil"),
        pytest.param("മലയാളം വാര്‍ത്ത", 2, id="Malayalam"),
        pytest.param("ሰላም፡ለዓለም። ሰላም ነው", 4, id="Ethiopic word space"),
        pytest.param("Tiếng Việt có dấu", 4, id="Vietnamese"),
        pytest.param("다리를 다시 짓는다.", 3, id="Korean"),
        pytest.param(unicodedata.normalize("NFD", "다리를 다시 짓는다."), 3, id="Korean jamo"),
        pytest.param("桥", 1, id="one Chinese character"),
        pytest.param("桥梁重建计划桥梁重建计划桥梁重建", 10, id="16 Chinese characters"),
        pytest.param("桥梁，重建。", 2, id="Chinese punctuation"),
        pytest.param("東京 in May", 3, id="Japanese and English"),
        pytest.param("iPhone手机2026年", 4, id="Chinese between letters and digits"),
        pytest.param("コンピューター", 1, id="Katakana"),
        pytest.param("ｺﾝﾋﾟｭｰﾀｰ", 1, id="halfwidth Katakana"),
        pytest.param("ジョン・スミス", 2, id="Katakana with a middle dot"),
        pytest.param("らーめん", 2, id="Hiragana with a prolonged sound"),
        pytest.param("か\u3099き\u3099く\u3099", 2, id="decomposed Hiragana"),
        pytest.param("ไทย", 1, id="Thai"),
        pytest.param("สะพานใหม่เปิดแล้ว", 5, id="14 Thai letters"),
        pytest.param("ที่\u200bนี่", 1, id="Thai with a zero-width space"),
        pytest.param("๑๒๓ บาท", 2, id="Thai digits"),
        pytest.param("བོད་སྐད་", 1, id="Tibetan syllables"),
    ],
)
def test_words_are_counted(text: str, words: int) -> None:
    assert word_count(text) == words
    assert has_words(text, words)
    assert not has_words(text, words + 1)


# Article 1 of the Universal Declaration of Human Rights
# (https://www.ohchr.org/en/human-rights/universal-declaration), counted by ICU 78.
WITH_SPACES = {
    "English": (
        30,
        (
            "All human beings are born free and equal in dignity and rights. They are endowed with "
            "reason and conscience and should act towards one another in a spirit of brotherhood."
        ),
    ),
    "Korean": (
        20,
        (
            "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 "
            "천부적으로 이성과 양심을 부여받았으며 서로 형제애의 정신으로 행동하여야 한다."
        ),
    ),
    "Hindi": (
        33,
        (
            "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है । "
            "उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए ।"
        ),
    ),
    "Bengali": (
        26,
        (
            "সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা এবং অধিকার নিয়ে জন্মগ্রহণ করে। তাঁদের বিবেক এবং বুদ্ধি আছে; "
            "সুতরাং সকলেরই একে অপরের প্রতি ভ্রাতৃত্বসুলভ মনোভাব নিয়ে আচরণ করা উচিত।"
        ),
    ),
    "Arabic": (
        19,
        (
            "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن "
            "يعامل بعضهم بعضًا بروح الإخاء."
        ),
    ),
    "Hebrew": (
        22,
        (
            "כל בני אדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, לפיכך "
            "חובה עליהם לנהוג איש ברעהו ברוח של אחוה."
        ),
    ),
    "Russian": (
        26,
        (
            "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены "
            "разумом и совестью и должны поступать в отношении друг друга в духе братства."
        ),
    ),
    "Amharic": (
        20,
        (
            "የሰው፡ልጅ፡ሁሉ፡ሲወለድ፡ነጻና፡በክብርና፡በመብትም፡እኩልነት፡ያለው፡ነው።፡የተፈጥሮ፡ማስተዋልና፡ሕሊና፡ስላለው፡"
            "አንዱ፡ሌላውን፡በወንድማማችነት፡መንፈስ፡መመልከት፡ይገባዋል።"
        ),
    ),
}
WITHOUT_SPACES = {
    "Chinese, simplified": (
        26,
        "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。",
    ),
    "Chinese, traditional": (
        25,
        "人人生而自由，在尊嚴和權利上一律平等。他們賦有理性和良心，並應以兄弟關係的精神相對待。",
    ),
    "Japanese": (
        43,
        (
            "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。"
            "人間は、理性と良心とを授けられており、互いに同胞の精神をもって行動しなければならない。"
        ),
    ),
    "Thai": (
        32,
        (
            "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม "
            "และควรปฏิบัติต่อกันด้วยเจตนารมณ์แห่งภราดรภาพ"
        ),
    ),
    "Lao": (
        42,
        (
            "ມະນຸດເກີດມາມີສິດເສລີພາບ ແລະ ສະເໝີໜ້າກັນໃນທາງກຽດຕິສັກ ແລະ "
            "ທາງສິດດ້ວຍມະນຸດມີສະຕິສຳປັດຊັນຍະ(ຮູ້ດີຮູ້ຊົ່ວ)ແລະມີມະໂນທຳຈື່ງຕ້ອງປະພຶດຕົນຕໍ່ກັນໃນທາງພີ່ນ້ອງ."
        ),
    ),
    "Khmer": (
        30,
        (
            "មនុស្សទាំងអស់ កើតមកមានសេរីភាព និងសមភាព ក្នុងផ្នែកសេចក្ដីថ្លៃថ្នូរនិងសិទ្ធិ។ មនុស្ស "
            "មានវិចារណញ្ញាណនិងសតិសម្បជញ្ញៈជាប់ពីកំណើត "
            "ហើយគប្បីប្រព្រឹត្ដចំពោះគ្នាទៅវិញទៅមកក្នុងស្មារតីភាតរភាពជាបងប្អូន។"
        ),
    ),
    "Burmese": (
        46,
        (
            "လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့် လည်းကောင်း၊ တူညီလွတ်လပ်သော အခွင့်အရေးများဖြင့် "
            "လည်းကောင်း၊ မွေးဖွားလာသူများ ဖြစ်သည်။ ထိုသူတို့၌ ပိုင်းခြား ဝေဖန်တတ်သော ဉာဏ်နှင့် ကျင့်ဝတ် "
            "သိတတ်သော စိတ်တို့ရှိကြ၍ ထိုသူတို့သည် အချင်းချင်း မေတ္တာထား၍ ဆက်ဆံကျင့်သုံးသင့်၏။"
        ),
    ),
}


@pytest.mark.parametrize("language", WITH_SPACES)
def test_a_text_with_spaces_has_the_words_of_icu(language: str) -> None:
    words, text = WITH_SPACES[language]
    assert word_count(text) == words


@pytest.mark.parametrize("language", WITHOUT_SPACES)
def test_a_text_without_spaces_has_about_the_words_of_icu(language: str) -> None:
    words, text = WITHOUT_SPACES[language]
    assert word_count(text) == pytest.approx(words, rel=0.2)


@given(MIXED_TEXT, MIXED_TEXT)
def test_texts_with_a_space_between_have_the_words_of_both(first: str, second: str) -> None:
    assert word_count(f"{first} {second}") == word_count(first) + word_count(second)


@given(ANY_TEXT | MIXED_TEXT)
@example("が゙")
def test_composed_and_decomposed_text_have_the_same_words(text: str) -> None:
    counts = {word_count(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert counts == {word_count(text)}


def test_no_character_has_more_words_decomposed() -> None:
    characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    decomposed = [unicodedata.normalize("NFD", character) for character in characters]
    differing = [
        character
        for character, parts in zip(characters, decomposed, strict=True)
        if parts != character and word_count(character) != word_count(parts)
    ]
    assert differing == []


@given(MIXED_TEXT, st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f"))
def test_what_nobody_sees_makes_and_parts_no_word(text: str, invisible: str) -> None:
    letters = [*text, ""]
    strewn = "".join(
        first + invisible if first.isalnum() and second.isalnum() else first
        for first, second in pairwise(letters)
    )
    assert word_count(strewn) == word_count(text)


@given(ANY_TEXT | MIXED_TEXT)
def test_a_text_is_readable_just_if_it_has_a_word(text: str) -> None:
    assert is_readable(text) == (word_count(text) > 0)


@given(ANY_TEXT | MIXED_TEXT, st.integers(0, 200))
def test_a_text_has_as_many_words_as_are_counted(text: str, least: int) -> None:
    assert has_words(text, least) == (word_count(text) >= least)


@pytest.mark.parametrize(
    "piece", ["word ", "桥梁重建，", "สะพานใหม่ ", "abc桥def，", "カナ漢字。", "-"]
)
def test_a_text_of_many_blocks_has_as_many_words_as_are_counted(piece: str) -> None:
    text = piece * 5_000
    words = word_count(text)
    assert has_words(text, words)
    assert not has_words(text, words + 1)


HOSTILE = {
    **{
        name: character * 1_000_000
        for name, character in {
            "letters": "x",
            "spaces": " ",
            "no-break spaces": "\u00a0",
            "dashes": "—",
            "Chinese": "桥",
            "Thai": "ก",
            "Thai marks": "\u0e31",
            "accents": "\u0301",
            "zero-width spaces": "\u200b",
            "emoji": "👍",
            "surrogates": "\ud800",
        }.items()
    },
    "a letter with accents": "a" + "\u0301" * 1_000_000,
    "a Thai letter with marks": "ก" + "\u0e31" * 1_000_000,
    "Chinese words of one": "桥 " * 500_000,
    "Chinese and Katakana": "桥ア" * 500_000,
    "words of one": "a " * 500_000,
    "punctuation": ". " * 500_000,
    "an address": "https://a.example/?" + "&a=b" * 500_000,
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HOSTILE.items()])
def test_megabytes_are_counted_in_linear_time(text: str) -> None:
    began = time.process_time()
    word_count(text)
    has_words(text, 10**9)
    is_readable(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("piece", ["word ", "桥", "桥ア", "桥，", "ก "])
def test_counting_stops_where_there_are_enough_words(piece: str) -> None:
    text = piece * 5_000_000
    began = time.process_time()
    assert has_words(text, 150)
    assert time.process_time() - began < 0.1
