"""Mend references and ampersands in XML that is not well-formed, and remove escaped CDATA marks."""

import re
from collections.abc import Set
from html.entities import html5

# Predefined: https://www.w3.org/TR/xml/#sec-predefined-ent
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
# Written as characters, they would end a text or an attribute, or become a space in it.
_NOT_LITERAL = {ord(character): f"&#{ord(character)};" for character in "&<>\"'\t\n\r"}
# The longest of HTML's names, CounterClockwiseContourIntegral, has 31 characters.
_AMPERSAND_OR_SECTION = re.compile(
    r"&(?:#(?:[xX](?P<hexadecimal>[0-9a-fA-F]{1,8})|(?P<decimal>[0-9]{1,8}))(?P<end>;?)"
    r"|(?P<name>[A-Za-z_:][\w:.-]{0,63});)?"
    r"|<!\[CDATA\[|<!--|<\?",
    re.ASCII,
)
_SECTION_ENDS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}

_ESCAPED_LESS, _ESCAPED_GREATER = r"&(?:lt|#60|#[xX]3[cC]);", r"(?:&(?:gt|#62|#[xX]3[eE]);|>)"
# Elsewhere than around a whole text, an article is about CDATA.
_ESCAPED_CDATA_START = re.compile(rf"(>\s*|<!\[CDATA\[\s*){_ESCAPED_LESS}!\[CDATA\[")
_ESCAPED_CDATA_END = re.compile(rf"\]\]{_ESCAPED_GREATER}(\s*(?:\]\]>\s*)?\Z)")


def mend_references(text: str, declared: Set[str] = frozenset()) -> str:
    """`text` with every ampersand that begins no reference of XML written as `&amp;`.

    HTML's names become their characters. A name without its semicolon stays literal, because
    `?a=1&copy=3` is a link. The five names of XML, valid character references and the names in
    `declared` stay. CDATA sections, comments and processing instructions are left alone.
    """
    if "&" not in text:
        return text
    kept: list[str] = []
    unclosed: set[str] = set()
    at = 0
    while found := _AMPERSAND_OR_SECTION.search(text, at):
        kept.append(text[at : found.start()])
        at = found.end()
        end = _SECTION_ENDS.get(found[0])
        if end is None:
            kept.append(_mended(found, declared))
            continue
        closed = -1 if end in unclosed else text.find(end, at)
        if closed < 0:
            # Looked for once only: many openings without an end would take quadratic time.
            unclosed.add(end)
            kept.append(found[0])
        else:
            kept.append(text[found.start() : closed + len(end)])
            at = closed + len(end)
    return "".join((*kept, text[at:]))


def strip_escaped_cdata(text: str) -> str:
    """`text` without `&lt;![CDATA[` and `]]&gt;` around the whole text of an element."""
    is_open = False
    pieces = text.split("</")
    for at, piece in enumerate(pieces):
        without_start, starts = _ESCAPED_CDATA_START.subn(r"\1", piece)
        is_open = is_open or starts > 0
        pieces[at] = without_start
        # What stands behind the last end tag is not within an element.
        if is_open and at < len(pieces) - 1:
            pieces[at], ends = _ESCAPED_CDATA_END.subn(r"\1", without_start)
            is_open = ends == 0
    return "</".join(pieces)


def _mended(reference: re.Match[str], declared: Set[str]) -> str:
    if name := reference["name"]:
        if name in _XML_NAMES or name in declared:
            return reference[0]
        characters = html5.get(f"{name};")
        if characters is None:
            return f"&amp;{reference[0][1:]}"
        return characters.translate(_NOT_LITERAL)
    digits = reference["hexadecimal"] or reference["decimal"]
    if not digits:
        return "&amp;"
    number = int(digits, 16 if reference["hexadecimal"] else 10)
    is_character = (
        number in (9, 10, 13)
        or 0x20 <= number <= 0xD7FF
        or 0xE000 <= number <= 0xFFFD
        or 0x10000 <= number <= 0x10FFFF
    )
    return f"&#{number};" if is_character else "\ufffd"
