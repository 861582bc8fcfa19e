"""Retriever and cleaner judge the same text alike."""

import pytest

from newsmill.retriever.deciding import is_full_text, why_no_page
from tests.builders import raw_article
from tests.cleaner.articles import PARAGRAPHS, article, as_html, cleaned, page

THAI = (
    "สภาท่าเรือนอร์ดฮาเวนลงมติเมื่อวันจันทร์ให้สร้างสะพานหมุนที่พายุพัดพังเมื่อฤดูหนาวที่แล้วขึ้นใหม่",
    "วิศวกรบอกสภาว่าตอม่อเก่ารับสะพานที่เบากว่าเดิมได้หากซ่อมฐานรากให้เสร็จก่อนฤดูใบไม้ร่วง",
    "เจ้าของร้านค้าริมท่าเรือฝั่งตะวันออกเคยรวบรวมรายชื่อเพื่อขอให้สร้างอุโมงค์แทนสะพาน",
    "เรือข้ามฟากของเกาะต้องอ้อมมาตลอดสี่เดือนและผู้โดยสารต้องเสียเวลาเพิ่มอีกครึ่งชั่วโมง",
    "งานก่อสร้างจะใช้เงินราวเก้าล้านคราวน์และคาดว่าจะเปิดสะพานได้อีกครั้งก่อนสิ้นปีหน้า",
)
CHINESE = (
    "诺德港港务委员会周一投票决定，重建去年冬天被风暴从桥墩上撕下的平旋桥，结束岛上渡轮四个月的绕行。",
    "工程师告诉委员会，只要在秋天之前加固地基，旧桥墩就能承受更轻的桥面，工程造价约为九百万克朗。",
    "东码头的店主曾为修建隧道收集签名，他们表示不会上诉，因为再有一年没有通道，他们就会破产。",
)
LANGUAGES = {"English": PARAGRAPHS, "Chinese": CHINESE, "Thai": THAI}


def test_a_thai_page_of_five_paragraphs_is_the_article() -> None:
    body = "<article>" + as_html(*THAI) + "</article>"
    clean = cleaned(article(title="สะพานหมุน", summary_html="", page=page(body)))
    assert clean.text == "\n\n".join(THAI)
    assert (clean.text_origin, clean.language) == ("page", "th")
    assert clean.word_count == pytest.approx(120, rel=0.1)


def test_a_thai_text_in_the_feed_needs_no_page() -> None:
    whole = raw_article(content_html=as_html(*THAI, *THAI[:3]))
    assert why_no_page(whole, 150) == "not_needed"
    teaser = raw_article(content_html=as_html(*THAI[:1]))
    assert why_no_page(teaser, 150) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_the_same_words_in_both_rooms(language: str) -> None:
    markup = as_html(*LANGUAGES[language])
    words = cleaned(article(content_html=markup)).word_count
    assert is_full_text(markup, words)
    assert not is_full_text(markup, words + 1)


def test_markup_within_a_word_parts_it_in_neither_room() -> None:
    markup = (
        "<p>桥梁<b>重</b>建<a href='/y'>计划</a> Nord<i>haven</i>’s har<a href='/x'>bour</a></p>"
    )
    words = cleaned(article(title="", summary_html=markup)).word_count
    assert words == 6
    assert is_full_text(markup, words)
    assert not is_full_text(markup, words + 1)
