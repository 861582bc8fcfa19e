import time
import xml.sax

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.puller.reading.references import mend_references, strip_escaped_cdata


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("Fish & chips", "Fish &amp; chips"),
        ("D&D, again", "D&amp;D, again"),
        ("&", "&amp;"),
        ("a &&amp; b", "a &amp;&amp; b"),
        ("?a=1&copy=3&lt=4", "?a=1&amp;copy=3&amp;lt=4"),
        ("?a=1&copy", "?a=1&amp;copy"),
        ("&amp;&lt;&gt;&quot;&apos;", "&amp;&lt;&gt;&quot;&apos;"),
        ("wait&hellip; &nbsp;&Eacute;", "wait… \xa0É"),
        ("&AMP;&LT;&QUOT;&NewLine;", "&#38;&#60;&#34;&#10;"),
        ("&nvlt;", "&#60;\u20d2"),
        ("&nosuch;", "&amp;nosuch;"),
        ("&own; &other;", "&own; &amp;other;"),
        ("&#8217;&#x2019;", "&#8217;&#8217;"),
        ("&#8217s", "&#8217;s"),
        ("&#0;&#8;&#xD800;&#x110000;&#65535;", "\ufffd" * 5),
        ("&#;&#x;", "&amp;#;&amp;#x;"),
        ("<![CDATA[ a & b &hellip; ]]> & c", "<![CDATA[ a & b &hellip; ]]> &amp; c"),
        ("<!-- & --><?x & ?>&", "<!-- & --><?x & ?>&amp;"),
        ("<!-- & <b>&", "<!-- &amp; <b>&amp;"),
        ("&été;", "&amp;été;"),
        ("no reference", "no reference"),
    ],
)
def test_ampersands_that_are_no_references_are_escaped(written: str, mended: str) -> None:
    assert mend_references(written, {"own"}) == mended


@given(st.text("&#x;1aD<>\"'!-[]?CDAT ampltcopy", max_size=60))
def test_mended_twice_is_mended_once(text: str) -> None:
    once = mend_references(text)
    assert mend_references(once) == once


@given(st.lists(st.sampled_from(["&", "#", "x", "1", "F", ";", "amp", "hellip", "a=", " ", "é"])))
def test_mended_text_is_well_formed(parts: list[str]) -> None:
    document = f"<a b='{mend_references(''.join(parts))}'>{mend_references(''.join(parts))}</a>"
    xml.sax.parseString(document.encode(), xml.sax.ContentHandler())


@pytest.mark.parametrize(
    ("written", "stripped"),
    [
        ("<t>&lt;![CDATA[Ferry]]&gt;</t>", "<t>Ferry</t>"),
        ("<t> &lt;![CDATA[ Ferry ]]&gt; </t>", "<t>  Ferry  </t>"),
        ("<t>&#60;![CDATA[Ferry]]&#62;</t>", "<t>Ferry</t>"),
        ("<t><![CDATA[&lt;![CDATA[Ferry]]&gt;]]></t>", "<t><![CDATA[Ferry]]></t>"),
        ("<t>&lt;![CDATA[Ferry]]></t>", "<t>Ferry</t>"),
        ("<t>&lt;![CDATA[cut off</t><u>x</u>", "<t>cut off</t><u>x</u>"),
        ("<t>&lt;![CDATA[<b>a</b> b]]&gt;</t>", "<t><b>a</b> b</t>"),
        ("<t>&lt;![CDATA[a]]&gt;</t><t>&lt;![CDATA[b]]&gt;</t>", "<t>a</t><t>b</t>"),
        ("<t>Write &lt;![CDATA[x]]&gt; so</t>", "<t>Write &lt;![CDATA[x]]&gt; so</t>"),
        ("<t><![CDATA[Ferry]]></t>", "<t><![CDATA[Ferry]]></t>"),
    ],
)
def test_escaped_marks_of_cdata_go(written: str, stripped: str) -> None:
    assert strip_escaped_cdata(written) == stripped


@pytest.mark.parametrize(
    "unit",
    ["&", "&a", "<!--", "<![CDATA[", "<?", "&#1", "> &lt;![CDATA[", "]]&gt; ", ">&lt;![CDATA[]]>",
     "> ", "]]> ", "</", ">&lt;![CDATA[</"],
)  # fmt: skip
def test_a_long_text_takes_linear_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    started = time.process_time()
    strip_escaped_cdata(mend_references(text))
    assert time.process_time() - started < 8
