"""Decode a feed's bytes and remove what crashes or bloats a parser (entities, controls)."""

import re

from newsmill.puller.reading.detecting import better_than, detect, language_in
from newsmill.puller.reading.old_encodings import ebcdic_codec_of, old_codec_of
from newsmill.web.decoding import charset_of, codec_of, unmarked
from newsmill.web.malformed_bytes import decode_malformed

# A document type with all of HTML's entities takes 20 KB.
MAX_HEAD_CHARACTERS = 64 * 1024

# Characters of the document that a decision on UTF-16 needs.
SIGNS_OF_UTF_16 = 8
ISO_2022_JP = "iso2022_jp"
WIDE = frozenset({"big5hkscs", "cp932", "cp949", "euc_jp", "gb18030"})
HTTP_DEFAULT = "cp1252"
# So many characters are UTF-8 without an error not by chance.
FEWEST_UTF_8 = 12
LAST_OF_TWO_BYTES = "\u07ff"
# Intact characters for each damaged one that make a text UTF-8 although something else is declared.
MANY_INTACT = 4
# A cut character is no reason to doubt a declaration, a text full of errors is.
FEW_ERRORS, GOOD_SHARE_OF_ERRORS, MAX_SHARE_OF_ERRORS = 3, 0.05, 0.2

_XML_ENCODING = re.compile(rb"<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_NON_ASCII = re.compile("[^\x00-\x7f]")
_JAPANESE = re.compile(rb"\x1b\$[@B]|\x1b\([IJ]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOTHING = "\ufeff " + "".join(map(chr, range(0x20)))
_CHARACTER_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")
_TWO_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_FIRST_ELEMENT = re.compile(r"<\w")
_WHITESPACE_RUN = re.compile(r"\s{2,}")
_HARMLESS_ENTITY = re.compile(r"<!ENTITY\s+\w{1,32}\s+\"(?:&#\w{1,8};|[^\"&<>]{0,8})\"\s*>")


def decode(body: bytes, content_type: str = "") -> str:
    """`body` as text, without characters that XML forbids; what cannot be decoded becomes U+FFFD.

    In this order: a byte order mark; UTF-8 if it is valid, whatever is declared; the declaration
    that gives the fewest errors, in RFC 7303's order, if it is not plainly false; what is detected;
    windows-1252. C1 controls stay: they show how a text was encoded twice.
    """
    return without_controls(decode_as_written(body, content_type))


def decode_as_written(body: bytes, content_type: str = "") -> str:
    """The same with the characters that XML forbids, but for those it begins with.

    Looking for them takes longer than recognising all entries of a feed that is known.
    """
    return _decoded(body, content_type).lstrip(_NOTHING)


def without_controls(text: str) -> str:
    """`text` without the characters that XML forbids, C0 controls and surrogates."""
    return _NOT_XML.sub("", text)


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
        return decode_malformed(rest, marked)
    if wide := _utf_16_of(body):
        return decode_malformed(body, wide)
    if ebcdic := ebcdic_codec_of(body):
        return decode_malformed(body, ebcdic)
    if body.isascii():
        # The only encoding (besides ASCII) whose text looks like ASCII.
        return decode_malformed(body, ISO_2022_JP if _JAPANESE.search(body) else "utf-8")
    declared = _declared(body, content_type)
    try:
        utf_8 = body.decode("utf-8")
    except UnicodeDecodeError:
        utf_8 = decode_malformed(body, "utf-8")
    else:
        by_chance = _wide_by_chance(body, utf_8, declared)
        return decode_malformed(body, by_chance) if by_chance else utf_8
    damaged = utf_8.count("\ufffd")
    intact = len(utf_8) - len(utf_8.encode("ascii", "ignore")) - damaged
    needed = damaged if not declared or "utf-8" in declared else MANY_INTACT * damaged
    if intact >= needed > 0:
        return utf_8
    return decode_malformed(body, _codec_of(body, declared))


def _codec_of(body: bytes, declared: list[str]) -> str:
    """The first declared codec with few errors, else that with the fewest, or one detected."""
    language = language_in(body)
    best, fewest = "", MAX_SHARE_OF_ERRORS
    for codec in declared:
        if codec == "utf-8":
            continue
        share = _share_of_errors(body, codec)
        # Encodings of single bytes hardly have errors, so that fewer are no proof.
        if share <= GOOD_SHARE_OF_ERRORS:
            best = codec
            break
        if share < fewest:
            best, fewest = codec, share
    if not best:
        return detect(body, language)
    return better_than(best, body, language) or best


def _share_of_errors(body: bytes, codec: str) -> float:
    """Errors for each character beyond ASCII; a few are no reason to doubt a declaration."""
    text = decode_malformed(body, codec)
    errors = text.count("\ufffd")
    if errors <= FEW_ERRORS:
        return 0.0
    return errors / (len(text) - len(text.encode("ascii", "ignore")))


def _wide_by_chance(body: bytes, text: str, declared: list[str]) -> str | None:
    """The declared codec of a text whose few characters are UTF-8 too, but not meant so.

    As in the first Chinese words that were saved by Windows' editor and read as something else.
    """
    wide = next((codec for codec in declared if codec in WIDE), None)
    if wide is None:
        return None
    found = _NON_ASCII.findall(text)
    if len(found) >= FEWEST_UTF_8 or max(found) > LAST_OF_TWO_BYTES:
        return None
    return None if "\ufffd" in decode_malformed(body, wide) else wide


def _utf_16_of(body: bytes) -> str | None:
    """The codec of UTF-16 without a mark: every second byte of the first ones is a NUL."""
    start = body[:32].lstrip(b"\0 \t\r\n")[:1]
    head = body[:SIGNS_OF_UTF_16]
    if start not in (b"<", b"{") or len(head) < 2:
        return None
    even, odd = head[0::2], head[1::2]
    if not any(odd):
        return "utf-16-le" if any(even) else None
    return None if any(even) else "utf-16-be"


def _declared(body: bytes, content_type: str) -> list[str]:
    """Codecs that are declared, in the order in which they are believed."""
    labels = (label.decode("ascii") for label in _XML_ENCODING.findall(body[:512]))
    by_document = [codec_of(label) or old_codec_of(label) for label in labels]
    by_server = charset_of(content_type)
    # Servers add iso-8859-1 and us-ascii to each text, as HTTP once wanted (RFC 2616 §3.7.1).
    is_default = by_server == HTTP_DEFAULT
    declared = [*by_document, by_server] if is_default else [by_server, *by_document]
    # A document in UTF-16 has been recognised by its first characters.
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
