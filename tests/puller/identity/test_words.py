import time

import pytest

from newsmill.puller.identity.words import visible


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>The <b>ferry</b></p>\n<p>is late", "The ferry is late"),
        ("caf&eacute; &amp;amp; bar", "café & bar"),
        ("cafe\u0301", "caf\xe9"),
        ("a<script>var n = 5;</script>b", "a<SCRIPT src='x'>var n = 6;</SCRIPT >b"),
        ("soft\xadhyphen\u200b", "softhyphen"),
        ("News <!-- built at 12:01 -->", "News"),
        ("12 comments", "Comments (15)"),
        ("posted 3 hours ago", "posted 1 day ago"),
    ],
)
def test_what_looks_the_same_is_the_same(one: str, other: str) -> None:
    assert visible(one) == visible(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3 < 5", "3"),
        ("won by 3 points", "won by 5 points"),
        ("12 hurt in fire", "15 hurt in fire"),
        ("AT&T", "ATT"),
        ("US", "us"),
    ],
)
def test_what_looks_different_is_different(one: str, other: str) -> None:
    assert visible(one) != visible(other)


@pytest.mark.parametrize(
    "piece", ["<", "<a", "<script>", "&amp;", "\u0301\u0323", "1 ", "<!--", "(#"]
)
def test_hostile_texts_take_little_time(piece: str) -> None:
    began = time.process_time()
    visible(piece * 200_000)
    assert time.process_time() - began < 2
