"""Which decoder reads a document that declares an encoding: what browsers use for its name."""

CODEC_BY_PYTHON_NAME = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-11": "cp874",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "tis-620": "cp874",
} | {
    name: name
    for name in (
        *(f"cp{page}" for page in (866, 874, 932, 949, 950, *range(1250, 1259))),
        *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
        *("big5hkscs", "euc_jp", "gb18030", "iso2022_jp", "koi8-r", "koi8-u"),
        *("mac-cyrillic", "mac-roman", "utf-8"),
    )
}
"""Python's name of a declared encoding that has no byte order, and the codec to read it with.

Others (utf-7, unicode_escape, rot13) are not used: https://encoding.spec.whatwg.org/#names-and-labels
"""
