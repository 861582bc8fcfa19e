"""Character encodings of the web: byte order marks, charset labels and the codecs for them.

The names are those of https://encoding.spec.whatwg.org/#names-and-labels, read as browsers do.
Declarations inside XML and HTML documents, and which source of an encoding takes precedence, are
left to the modules that decode them.
"""

import codecs
import re

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16, whose mark is a prefix of this one. Browsers do not know UTF-32, XML does.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

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
        *("mac-cyrillic", "mac-roman", "utf-16-be", "utf-16-le", "utf-8"),
    )
}
"""Python's name of a declared encoding, and the codec that browsers would read it with.

Others (utf-7, unicode_escape, rot13) are not used.
"""

LABELS_BY_CODEC = {
    "big5hkscs": "cn-big5",
    "cp1252": "iso88591 x-user-defined",
    "cp1254": "iso88599",
    "cp874": "dos-874 iso885911 windows-874",
    "cp932": "ms932 windows-31j",
    "cp949": "cseuckr csksc56011987 iso-ir-149 ks_c_5601-1989 ksc_5601 windows-949",
    "euc_jp": "cseucpkdfmtjapanese",
    "gb18030": "csgb2312 gb_2312 gb_2312-80",
    "iso8859-2": "iso88592",
    "iso8859-3": "iso88593",
    "iso8859-4": "iso88594",
    "iso8859-5": "iso88595",
    "iso8859-6": "csiso88596e csiso88596i iso-8859-6-e iso-8859-6-i iso88596",
    "iso8859-7": "iso88597 sun_eu_greek",
    "iso8859-8": "csiso88598e csiso88598i iso-8859-8-e iso-8859-8-i iso88598 logical visual",
    "iso8859-10": "iso885910",
    "iso8859-13": "iso885913",
    "iso8859-14": "iso885914",
    "iso8859-15": "csisolatin9 iso885915",
    "koi8-r": "koi koi8",
    "koi8-u": "koi8-ru",
    "mac-cyrillic": "x-mac-ukrainian",
    "mac-roman": "csmacintosh mac",
    "utf-16-be": "unicodefffe",
    "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16",
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8",
}
"""The standard's labels that Python does not know or reads as something else."""

_CODEC_BY_LABEL = {
    label: codec for codec, labels in LABELS_BY_CODEC.items() for label in labels.split()
}

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE | re.ASCII)


def unmarked(body: bytes) -> tuple[bytes, str | None]:
    """`body` without its byte order mark, and the codec that the mark stands for, if any."""
    for mark, codec in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :], codec
    return body, None


def charset_of(content_type: str) -> str | None:
    """The codec for the charset of a Content-Type header; None if it has none that is known."""
    label = _CHARSET.search(content_type)
    return codec_of(label[1]) if label else None


def codec_of(label: str) -> str | None:
    """Python's codec for a label found on the web; None for what browsers do not know."""
    label = label.strip().lower()
    known = _CODEC_BY_LABEL.get(label)
    if known:
        return known
    while label.startswith("x-"):
        label = label.removeprefix("x-")
    try:
        return _CODEC_BY_LABEL.get(label) or CODEC_BY_PYTHON_NAME.get(codecs.lookup(label).name)
    except (LookupError, ValueError):
        return None
