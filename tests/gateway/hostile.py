"""Texts that strangers may put into a feed, each of which has broken some reader."""

HOSTILE = {
    "script": "<script>alert('x')</script>",
    "svg": '"><svg/onload=alert(1)>',
    "cdata": "]]> <![CDATA[ ]]>",
    "entity": "&lt;b&gt; &amp;amp; &#0; &xxe;",
    "bidi": "\u202egnp.exe\u202c \u2066isolated \u200fright\u2069",
    "emoji": "🎻🎻 👩‍👩‍👧 🏳️‍🌈",
    "no space": "x" * 2000,
    "controls": "bell \x07 NUL \x00 escape \x1b[31m form feed \x0c",
    "line breaks": "one\r\ntwo\u2028three\u2029four\x85five",
    "surrogate": "half a pair \ud83c and \udfbb",
    "not characters": "\ufffe\uffff\U000e0041",
    "combining": "z" + "\u0301" * 300,
    "event stream": "\n\ndata: {}\nevent: gap\nid: 1\n\n",
    "quotes": "\"'`\\",
    "empty": "",
    "nothing but spaces": " \t\u3000\u200b ",
    "devanagari and arabic": "क्‍ष می‌خواهم",
}
