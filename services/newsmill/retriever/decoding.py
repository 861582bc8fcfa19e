"""Decode an HTTP body to HTML text."""

import re

from newsmill.web.decoding import charset_of, codec_of, unmarked

# https://html.spec.whatwg.org/#determining-the-character-encoding
PRESCAN_BYTES = 1024

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
    """Whether an answer is an HTML page, by its Content-Type or else by its first bytes."""
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


def _decoded(body: bytes, content_type: str) -> str:
    rest, marked = unmarked(body)
    if marked:
        return rest.decode(marked, "replace")
    declared = charset_of(content_type) or _declared_by_page(body[:PRESCAN_BYTES])
    if declared:
        return body.decode(declared, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _declared_by_page(start: bytes) -> str | None:
    start = _COMMENT.sub(b"", start)
    labels = _XML_ENCODING.findall(start)[:1] + _META_CHARSET.findall(start)
    for label in labels:
        codec = codec_of(label.decode("ascii", "replace"))
        if codec:
            # This declaration was found as ASCII, so the page is not UTF-16.
            return "utf-8" if codec.startswith("utf-16") else codec
    return None


def _start(body: bytes) -> bytes:
    start, marked = unmarked(body[:PRESCAN_BYTES])
    return start.decode(marked, "replace").encode() if marked else start
