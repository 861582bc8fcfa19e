"""What is not well-formed becomes so, and nothing else of it changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from newsmill.puller.reading.mending import MAX_ATTRIBUTES, MAX_DEPTH, mend

ENTITIES = {"eng": "&#331;"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<title>A & B &hellip; &eng;</title>", "<title>A &amp; B … &#331;</title>"),
        ("<title>3 < 5 <b and</title>", "<title>3 &lt; 5 &lt;b and</title>"),
        ("<p>a<br>b<img src=x alt='y'>c</p>", '<p>a<br/>b<img src="x" alt="y"/>c</p>'),
        ("<b><i>x</b></i>", "<b><i>x</i></b>"),
        ("<p>one<p>two", "<p>one<p>two</p></p>"),
        ("</b>x", "x"),
        ("<Title>x</title>", "<Title>x</Title>"),
        ("<a b='1' b=\"2\" c d=e>x</a>", '<a b="1" c="" d="e">x</a>'),
        ('<a b="x < y">z</a>', '<a b="x &lt; y">z</a>'),
        ("a]]>b", "a]]&gt;b"),
        ("<t><![CDATA[x</t><u>y</u>", "<t><![CDATA[x]]></t><u>y</u>"),
        ("<t><![CDATA[a & b < c]]></t>", "<t><![CDATA[a & b < c]]></t>"),
        ("<!-- x <t>y</t>", "&lt;!-- x <t>y</t>"),
        ("<!-- x -->y", "y"),
        ("<?php x ?>y", "y"),
        ("\x0bx&#8;y", "x\ufffdy"),
        ("<title>A<link>u</link>", "<title>A</title><link>u</link>"),
        ("<a:b:c>x</a:b:c>", None),
    ],
)
def test_what_is_damaged_is_mended(written: str, meant: str | None) -> None:
    mended = mend(f"<item>{written}</item>", ENTITIES)
    if meant is not None:
        assert mended == f"<item>{meant}</item>"
    etree.fromstring(mended.replace("a:", ""))


WELL_FORMED = [
    '<item r="1"><title>A &amp; B</title><d><![CDATA[<p>x</p>]]></d><e a="b>c"/></item>',
    "<item><d>a<br/>b &#169; &lt;</d></item>",
]


@pytest.mark.parametrize("entry", WELL_FORMED)
def test_what_is_well_formed_stays_as_it_is(entry: str) -> None:
    assert mend(entry, {}) == entry


MARKS = st.sampled_from(
    [
        *("<", ">", "&", "/", '"', "'", "=", "!", " ", ":", "<b>", "</b>", "<br>", "<![CDATA["),
        *("]]>", "<!--", "-->", "<?", "&lt;", "<title>", "</title>", "<item>", "</item>", ' a="'),
        *(" a='1'", "&#0;", "&nbsp;", "\x00", "<é"),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(MARKS | st.text(max_size=4), max_size=30).map("".join))
def test_anything_becomes_well_formed(inside: str) -> None:
    mended = mend(f"<item>{inside}</item>", {})
    # Prefixes are declared later.
    assert etree.fromstring(mended.replace(":", "-").encode()).tag == "item"


def test_depth_and_attributes_are_bounded() -> None:
    deep = etree.fromstring(mend("<item>" + "<b>" * 5_000 + "x", {}))
    assert sum(1 for _ in deep.iter()) <= MAX_DEPTH
    many = "".join(f' a{n}="1"' for n in range(2_000))
    assert len(etree.fromstring(mend(f"<item{many}>x</item>", {})).attrib) <= MAX_ATTRIBUTES
