"""Decode bytes as the Encoding standard does: one U+FFFD for a malformed sequence, no more.

Python's codecs are stricter than browsers in some places, and swallow more after an error:
https://encoding.spec.whatwg.org/#legacy-multi-byte-chinese-(simplified)-encoders
"""

import codecs

_REPLACEMENT = "\ufffd"
_EURO = "€"

# What the standard's indexes have in another place than Python's tables do. Each of the characters
# is written by one sequence only, so that the decoded text can be translated.
_TRANSLATIONS = {
    # https://encoding.spec.whatwg.org/index-jis0208.txt follows Microsoft.
    **dict.fromkeys(("euc_jp", "iso2022_jp"), str.maketrans("〜‖−¢£¬", "～∥－￠￡￢")),
    # https://encoding.spec.whatwg.org/index-koi8-u.txt is that of KOI8-RU.
    "koi8-u": str.maketrans("╝╬", "ўЎ"),
}
_ERRORS = "newsmill.malformed"


def decode_malformed(body: bytes, codec: str) -> str:
    """`body` in a codec of `decoding.codec_of`; what is malformed becomes U+FFFD.

    A byte of ASCII behind a cut character stays. Bytes that Microsoft's tables lack are the C1
    controls of the same number.
    """
    text = body.decode(codec, _ERRORS)
    table = _TRANSLATIONS.get(codec)
    return text.translate(table) if table else text


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    codec, start = error.encoding.replace("_", "-"), error.start
    lead = error.object[start]
    pair = error.object[start : start + 2]
    if codec in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        return _REPLACEMENT, error.end
    if codec == "charmap" or codec.startswith(("cp125", "cp874", "iso8859", "koi8", "mac")):
        # https://encoding.spec.whatwg.org/index-windows-1252.txt and the others
        return chr(lead) if lead < 0xA0 else _REPLACEMENT, start + 1
    if codec == "gb18030" and lead == 0x80:
        # https://encoding.spec.whatwg.org/#gb18030-decoder
        return _EURO, start + 1
    if codec == "iso2022-jp":
        if len(pair) == 2 and all(0x21 <= byte <= 0x7E for byte in pair):
            return _from_microsoft(pair[0] | 0x80, pair[1] | 0x80), start + 2
        return _REPLACEMENT, start + 1
    if len(pair) == 2 and pair[1] >= 0x80:
        if codec == "euc-jp" and pair[0] >= 0xA1 and pair[1] >= 0xA1:
            return _from_microsoft(*pair), start + 2
        if codec == "big5hkscs":
            return pair.decode("cp950", "replace")[:1], start + 2
        return _REPLACEMENT, start + 2
    # ASCII is never part of a malformed character: it may be the markup behind a cut text.
    return _REPLACEMENT, start + 1


def _from_microsoft(row: int, cell: int) -> str:
    """A character of JIS X 0208 that NEC or IBM added, from its bytes in EUC-JP."""
    row, cell = row - 0xA1, cell - 0xA1
    lead = row // 2 + (0x81 if row < 62 else 0xC1)
    trail = cell + 0x9F if row % 2 else cell + (0x40 if cell < 63 else 0x41)
    return bytes((lead, trail)).decode("cp932", "replace")[:1]


codecs.register_error(_ERRORS, _replace)
