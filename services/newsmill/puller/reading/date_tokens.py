"""The pieces of a written date: days, times, offsets, numbers, words and what separates them."""

import re

REWRITTEN = (
    (re.compile(r"(?<![^\W\d_])([ap])\.? ?m(?![^\W\d_])\.?"), r"\1m"),
    (re.compile(r"(?<![^\W\d_])π\.? ?μ(?![^\W\d_])\.?"), "am"),
    (re.compile(r"(?<![^\W\d_])μ\.? ?μ(?![^\W\d_])\.?"), "pm"),
    # Vietnamese: “6 tháng 5, 2025”.
    (re.compile(r"(\d{1,2}) thang (\d{1,2})(?:,| nam)? (\d{4})"), r"\1.\2.\3"),
    # RFC 822's order with the C library's names of Japan, China and Korea: “火, 06 5月 2025”.
    (re.compile(r"(\d{1,2}) {1,2}(\d{1,2})[月월] (\d{4})"), r"\3年\2月\1日"),
    # Directly behind the clock only: “3:07p”.
    (re.compile(r"(?<=:\d\d)([ap])(?![^\W\d_])"), r"\1m"),
)
"""What is written in another way before the pieces are cut, and its replacement."""

TOKEN = re.compile(
    r"(?P<ymd>(?P<y1>\d{4}) ?(?P<s1>[-/.]) ?(?P<m1>\d{1,2}) ?(?P=s1) ?(?P<d1>\d{1,2})(?![\d:])\.?)"
    r"|(?P<cjk>(?P<y2>\d{4}) ?[年년] ?(?P<m2>\d{1,2}) ?[月월] ?(?P<d2>\d{1,2}) ?[日일号號]?)"
    r"|(?P<dmy>(?P<a3>\d{1,2}) ?(?P<s3>[-/.]) ?(?P<b3>\d{1,2}) ?(?P=s3) ?(?P<y3>\d{4})(?!\d))"
    r"|(?P<clock>(?P<h4>\d{1,2}) ?: ?(?P<n4>\d{1,2})(?: ?: ?(?P<c4>\d{1,2})(?:[.,](?P<f4>\d{1,12})"
    r"|:(?P<ms4>\d{3}))?)?(?![\d:]))"
    r"|(?P<cjk_clock>(?P<h5>\d{1,2}) ?[時时点點시](?: ?(?P<n5>\d{1,2}) ?[分분](?: ?(?P<c5>\d{1,2})"
    r" ?[秒초])?)?)"
    r"|(?P<h_clock>(?P<h6>\d{1,2}) ?h ?(?P<n6>\d{2})(?![\d])(?: ?m(?:in)?(?![^\W\d_]))?"
    r"|(?P<h9>\d{1,2})(?: ?h(?![^\W\d_])| ?(?=[ap]m(?![^\W\d_]))))"
    r"|(?P<dot_clock>(?P<h7>\d{1,2})\.(?P<n7>\d{2})(?:\.(?P<c7>\d{2}))?(?![\d.])"
    r"(?P<mark> ?(?:uhr|hrs|h(?![^\W\d_])|wib|wita|wit(?![^\W\d_])|(?=[ap]m(?![^\W\d_]))))?)"
    r"|(?P<offset>(?P<sign>[+-])(?P<h8>\d{2}(?=:?\d\d)|\d{1,2}(?!\d)|\d(?=\d\d(?!\d)))"
    r"(?::?(?P<n8>\d{2}))?(?![\d:.]))"
    r"|(?P<number>\d{1,20})"
    r"|(?P<word>[^\s\d.,،;:/|()\[\]\-–—\"<>·•+_~]{1,40})"
    r"|(?P<separator>(?:[\s.,،;:/|–—·•~]|-(?!\d)){1,100})"
)
"""One piece, named by its outermost group; what does not match is in no date."""
