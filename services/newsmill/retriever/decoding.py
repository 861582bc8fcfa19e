"""From the bytes of an answer to the text of an HTML page."""

import codecs
import re

from newsmill.web.decoding import CODEC_BY_PYTHON_NAME

# https://html.spec.whatwg.org/#determining-the-character-encoding: no further.
PRESCAN_BYTES = 1024

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
# Of these the content decides, as far as https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type.
TYPES_OF_ANYTHING = frozenset(
    {"", "*/*", "application/octet-stream", "application/unknown", "application/xml", "text/xml",
     "unknown/unknown"}
)  # fmt: skip
# Served as text/html by mistake: PDF, PostScript, PNG, GIF, JPEG, WebP and WAV, ZIP, gzip.
BINARY_STARTS = (
    b"%PDF-", b"%!PS-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"PK\x03\x04", b"\x1f\x8b",
)  # fmt: skip

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels of https://encoding.spec.whatwg.org/#names-and-labels that Python does not know or reads
# as something else.
CODEC_BY_LABEL = {
    "cn-big5": "big5hkscs",
    "dos-874": "cp874",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-8-i": "iso8859-8",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "koi8-ru": "koi8-u",
    "logical": "iso8859-8",
    "ms932": "cp932",
    "ucs-2": "utf-16-le",
    "unicode": "utf-16-le",
    "unicode-1-1-utf-8": "utf-8",
    "unicodefffe": "utf-16-be",
    "unicodefeff": "utf-16-le",
    "utf-16": "utf-16-le",
    "visual": "iso8859-8",
    "windows-874": "cp874",
    "windows-949": "cp949",
    "x-mac-ukrainian": "mac-cyrillic",
    "x-user-defined": "cp1252",
}
_CODECS = CODEC_BY_PYTHON_NAME | {"utf-16-be": "utf-16-be", "utf-16-le": "utf-16-le"}

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE | re.ASCII)
_COMMENT = re.compile(rb"<!--.*?(?:-->|$)", re.DOTALL)
_META_CHARSET = re.compile(
    rb"<meta[\s/][^>]*?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|(?:html|head|body|title|script|style|meta|link|base|iframe|table|div"
    rb"|article|main|section|h1|p|br|a|b|font)[\s/>])",
    re.IGNORECASE | re.DOTALL,
)


def is_html(body: bytes, content_type: str) -> bool:
    """Whether an answer is an HTML page: as declared, else by how it begins."""
    kind = content_type.partition(";")[0].strip().lower()
    if not body.strip() or body.startswith(BINARY_STARTS):
        return False
    if kind in HTML_TYPES:
        return True
    return kind in TYPES_OF_ANYTHING and bool(_HTML_START.match(_start(body)))


def decode(body: bytes, content_type: str) -> str:
    """`body` as text, without NULs; what cannot be decoded becomes U+FFFD.

    As browsers do it, in this order: byte order mark, `content_type`, what the page declares in
    its first kilobyte, UTF-8 if it is valid, windows-1252.
    """
    return _decoded(body, content_type).replace("\0", "")


def codec_of(label: str) -> str | None:
    """Python's codec for a label found on the web; None for what browsers do not know."""
    label = label.strip().lower()
    known = CODEC_BY_LABEL.get(label)
    if known:
        return known
    while label.startswith("x-"):
        label = label.removeprefix("x-")
    try:
        return _CODECS.get(codecs.lookup(label).name)
    except (LookupError, ValueError):
        return None


def _decoded(body: bytes, content_type: str) -> str:
    for mark, codec in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    declared = _declared_by_server(content_type) or _declared_by_page(body[:PRESCAN_BYTES])
    if declared:
        return body.decode(declared, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _declared_by_server(content_type: str) -> str | None:
    label = _CHARSET.search(content_type)
    return codec_of(label[1]) if label else None


def _declared_by_page(start: bytes) -> str | None:
    start = _COMMENT.sub(b"", start)
    labels = _XML_ENCODING.findall(start)[:1] + _META_CHARSET.findall(start)
    for label in labels:
        codec = codec_of(label.decode("ascii", "replace"))
        if codec:
            # A page that can be read so far is not UTF-16, whatever it says.
            return "utf-8" if codec.startswith("utf-16") else codec
    return None


def _start(body: bytes) -> bytes:
    for mark, codec in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) : PRESCAN_BYTES].decode(codec, "replace").encode()
    return body[:PRESCAN_BYTES]
