"""Decode a feed's bytes and remove what crashes or bloats a parser (entities, controls)."""

import re

from newsmill.web.decoding import charset_of, codec_of, unmarked

# A document type with all of HTML's entities takes 20 KB.
MAX_HEAD_CHARACTERS = 64 * 1024

# The first bytes of a document without a byte order mark: https://www.w3.org/TR/xml/#sec-guessing
FIRST_CHARACTERS = (
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
# The only codec of the web (besides ASCII) whose text looks like ASCII.
SEVEN_BIT = frozenset({"iso2022_jp"})

_XML_ENCODING = re.compile(rb"<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CHARACTER_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")
_TWO_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_FIRST_ELEMENT = re.compile(r"<\w")
_WHITESPACE_RUN = re.compile(r"\s{2,}")
_HARMLESS_ENTITY = re.compile(r"<!ENTITY\s+\w{1,32}\s+\"(?:&#\w{1,8};|[^\"&<>]{0,8})\"\s*>")


def decode(body: bytes, content_type: str = "") -> str:
    """`body` as text, without characters that XML forbids; what cannot be decoded becomes U+FFFD.

    In this order: a byte order mark; UTF-8 if it is valid, whatever is declared; the declarations
    in RFC 7303's order; windows-1252 or damaged UTF-8.
    """
    return _NOT_XML.sub("", _decoded(body, content_type)).lstrip("\ufeff \t\r\n")


def disarm(text: str) -> str | None:
    """An XML document without entity declarations that could expand; None if it has no element.

    feedparser replaces each reference to an entity by its text without a limit (an XML bomb).
    """
    first = _FIRST_ELEMENT.search(text, 0, MAX_HEAD_CHARACTERS)
    if first is None:
        return None
    # feedparser finds declarations only at the start of a line; its patterns are quadratic in empty
    # lines.
    head = _WHITESPACE_RUN.sub("\n", text[: first.start()].replace("<!", "\n<!"))
    kept = []
    rest = head
    while rest:
        before, declaration, rest = rest.partition("<!ENTITY")
        kept.append(before)
        if declaration:
            value, end, rest = rest.partition(">")
            whole = declaration + value + end
            kept.append(whole if _HARMLESS_ENTITY.fullmatch(whole) else "")
    return "".join(kept) + text[first.start() :]


def repair_references(text: str) -> str:
    """`text` with invalid character references replaced by U+FFFD.

    Two references that are a UTF-16 surrogate pair (emoji, as JavaScript writes them) become the
    character.
    """
    mended = _CHARACTER_REFERENCE.sub(_mended_reference, text)
    paired = _TWO_SURROGATES.sub(
        lambda pair: pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), mended
    )
    return _NOT_XML.sub("\ufffd", paired)


def _decoded(body: bytes, content_type: str) -> str:
    rest, marked = unmarked(body)
    if marked:
        return rest.decode(marked, "replace")
    for start, encoding in FIRST_CHARACTERS:
        if body.startswith(start):
            return body.decode(encoding, "replace")
    declared = _declared(body, content_type)
    if not (body.isascii() and SEVEN_BIT.intersection(declared)):
        declared = ["utf-8", *declared]
    for encoding in declared:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    text = body.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    intact = len(text) - len(text.encode("ascii", "ignore")) - damaged
    return text if intact > damaged else body.decode("cp1252", "replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    labels = (label.decode("ascii") for label in _XML_ENCODING.findall(body[:512]))
    declared = [charset_of(content_type), *(codec_of(label) for label in labels)]
    # A document in UTF-16 has been recognised by its first character.
    return [codec for codec in declared if codec and not codec.startswith("utf-16")]


def _mended_reference(reference: re.Match[str]) -> str:
    hexadecimal, decimal = reference.groups()
    digits = hexadecimal or decimal or ""
    number = int(digits, 16 if hexadecimal else 10) if 0 < len(digits) < 9 else 0
    is_surrogate = 0xD800 <= number <= 0xDFFF
    if is_surrogate:
        return chr(number)
    is_character = number in (9, 10, 13) or 0x20 <= number <= 0x10FFFF
    return reference[0] if is_character else "\ufffd"
