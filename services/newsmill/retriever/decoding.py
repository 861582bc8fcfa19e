"""Decode an HTTP body to HTML text; the only module that imports resiliparse's detector."""

import re
from collections.abc import Iterator

from newsmill.web.decoding import charset_of, codec_of, unmarked
from newsmill.web.malformed_bytes import decode_malformed

# Browsers look at the first kilobyte (https://html.spec.whatwg.org/#determining-the-character-encoding)
# and begin anew when they find a declaration later in the head.
HEAD_BYTES = 64 * 1024
START_BYTES = 1024

# A single cut character is no reason to doubt a declaration, a text full of errors is.
MAX_ERRORS, MAX_ERROR_SHARE = 3, 0.2
# So many characters in UTF-8 without an error are not there by chance: in texts of single bytes
# already a few, in those of two bytes more.
FEWEST_UTF8, FEWEST_UTF8_IN_WIDE = 3, 12
WIDE_CODECS = frozenset({"big5hkscs", "cp932", "cp949", "euc_jp", "gb18030", "iso2022_jp"})
# With fewer bytes beyond ASCII a detector only guesses.
FEWEST_TELLING_BYTES = 12
DETECTED_BYTES = 64 * 1024

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
# With these types the content decides: https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type
TYPES_OF_ANYTHING = frozenset(
    {"", "*/*", "application/octet-stream", "application/unknown", "application/xml", "text/xml",
     "unknown/unknown"}
)  # fmt: skip
# Served as text/html by mistake: PDF, PostScript, PNG, GIF, JPEG, WebP and WAV, ZIP, gzip.
BINARY_STARTS = (
    b"%PDF-", b"%!PS-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"PK\x03\x04", b"\x1f\x8b",
)  # fmt: skip

# What may hold a declaration without declaring it. Of what is not closed, all that follows.
_NOT_MARKUP = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|title|noscript|template|textarea|xmp)(?=[\s/>]).*?(?:</\1|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_BODY = re.compile(rb"<body(?=[\s/>])", re.IGNORECASE)
_META = re.compile(
    rb"<meta(?=[\s/])((?:[^>\"']|\"[^\"]{0,1000}\"|'[^']{0,1000}'){0,1000})", re.IGNORECASE
)
_ATTRIBUTE = re.compile(rb"([^\s=/>\"']{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_CONTENT_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_NON_ASCII = re.compile("[^\x00-\x7f]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_ASCII = bytes(range(128))
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|(?:html|head|body|title|script|style|meta|link|base|iframe|table|div"
    rb"|article|main|section|h1|p|br|a|b|font)[\s/>])",
    re.IGNORECASE | re.DOTALL,
)


def is_html(body: bytes, content_type: str) -> bool:
    """Whether an answer is an HTML page, by its Content-Type or else by its first bytes."""
    kind = content_type.partition(";")[0].strip().lower()
    if not body.strip() or body.startswith(BINARY_STARTS):
        return False
    if kind in HTML_TYPES:
        return True
    return kind in TYPES_OF_ANYTHING and bool(_HTML_START.match(_start(body)))


def decode(body: bytes, content_type: str) -> str:
    """`body` as text, without NULs; what cannot be decoded becomes U+FFFD.

    In this order: byte order mark, `content_type`, what the page declares in its head, UTF-8 if it
    is valid, detection, windows-1252. Otherwise than browsers, a declaration is not believed that
    is plainly wrong: UTF-8 for a text full of errors, or something else for a text that is UTF-8
    without any.
    """
    return _decoded(body, content_type).replace("\0", "")


def _decoded(body: bytes, content_type: str) -> str:
    rest, marked = unmarked(body)
    if marked:
        return rest.decode(marked, "replace")
    utf8 = _as_utf8(body)
    for declared in (charset_of(content_type), _declared_by_page(body)):
        if declared and (text := _as_declared(body, declared, utf8)) is not None:
            return text
    if wide := _utf16_without_mark(body):
        return body.decode(wide, "replace")
    if utf8 is not None and b"\x1b$" not in body:
        return utf8
    return decode_malformed(body, _detected(body))


def _as_utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _as_declared(body: bytes, codec: str, utf8: str | None) -> str | None:
    """`body` as declared; None if that is plainly wrong."""
    if codec == "utf-8":
        if utf8 is not None:
            return utf8
        text = body.decode("utf-8", "replace")
        errors = text.count("\ufffd")
        allowed = max(MAX_ERRORS, MAX_ERROR_SHARE * len(_NON_ASCII.findall(text)))
        return text if errors <= allowed else None
    fewest = FEWEST_UTF8_IN_WIDE if codec in WIDE_CODECS else FEWEST_UTF8
    if utf8 is not None and not codec.startswith("utf-16") and b"\x1b$" not in body:
        found = _NON_ASCII.finditer(utf8)
        if sum(1 for _, _ in zip(found, range(fewest), strict=False)) == fewest:
            return utf8
    return decode_malformed(body, codec)


def _declared_by_page(body: bytes) -> str | None:
    head = _NOT_MARKUP.sub(b"", body[:HEAD_BYTES])
    if found := _BODY.search(head):
        # A page without a head declares in its body; beyond the first kilobyte that is content.
        head = head[: max(found.start(), START_BYTES)]
    for label in (*_XML_ENCODING.findall(head)[:1], *_labels(head)):
        codec = codec_of(label.decode("ascii", "replace"))
        if codec:
            # This declaration was found as ASCII, so the page is not UTF-16.
            return "utf-8" if codec.startswith("utf-16") else codec
    return None


def _labels(head: bytes) -> Iterator[bytes]:
    for meta in _META.finditer(head):
        values = {
            name.lower(): double or single or bare
            for name, double, single, bare in _ATTRIBUTE.findall(meta[1])
        }
        if label := values.get(b"charset"):
            yield label
        elif values.get(b"http-equiv", b"").strip().lower() == b"content-type":
            found = _CONTENT_CHARSET.search(values.get(b"content", b""))
            if found:
                yield found[1]


def _utf16_without_mark(body: bytes) -> str | None:
    """The codec of UTF-16 without a byte order mark, if every second byte is a NUL."""
    start = body[:START_BYTES]
    half = len(start) // 2
    if half < 2:
        return None
    for codec, offset in (("utf-16-be", 0), ("utf-16-le", 1)):
        if start[offset::2].count(0) > 0.7 * half and start[1 - offset :: 2].count(0) < 0.1 * half:
            return codec
    return None


def _detected(body: bytes) -> str:
    telling = body.translate(None, _ASCII)
    if len(telling) < FEWEST_TELLING_BYTES and b"\x1b$" not in body:
        return "cp1252"
    # Needed for one page in hundreds, so it is not loaded into every process.
    from resiliparse.parse.encoding import detect_encoding

    start = _NOT_MARKUP.sub(b"", body[:DETECTED_BYTES])
    codec = codec_of(detect_encoding(start, html5_compatible=True) or "")
    if codec in (None, "utf-8"):
        # What the detector falls back to. Korean is the one that it often does not see.
        korean = body[:DETECTED_BYTES].decode("cp949", "replace")
        is_korean = len(_HANGUL.findall(korean)) > 0.6 * len(_NON_ASCII.findall(korean))
        return "cp949" if is_korean else "cp1252"
    return codec or "cp1252"


def _start(body: bytes) -> bytes:
    start, marked = unmarked(body[:START_BYTES])
    return start.decode(marked, "replace").encode() if marked else start
