"""Put text that stands in containers without a `<p>` into paragraphs."""

from lxml import etree, html

from newsmill.cleaner.extraction.paragraphs import count_words, is_prose, text_of
from newsmill.cleaner.parsing import Tree

_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "ins", "kbd", "label", "mark", "meta", "nobr", "q", "ruby", "rt", "rp", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))  # fmt: skip
# XPath finds a tag much quicker than one of several.
_CANDIDATES = etree.XPath(
    " | ".join(
        f"descendant-or-self::{tag}[text()[string-length(normalize-space()) > 12]"
        " or span[string-length(normalize-space()) > 60]]"
        for tag in ("div", "section", "article", "main", "td", "body")
    )
)
# Old systems lay out whole articles inside of these, with line breaks.
_LONG_INLINE = etree.XPath(
    "descendant::br/parent::*[self::font or self::span or self::center][br[2]]"
    "[string-length(normalize-space()) > 200]"
)
_TEXT_BLOCKS = frozenset(("p", "div", "blockquote", "ul", "ol"))
_BLOCKS_INSIDE = ("p", "div", "ul", "table", "section")

_Run = list[str | Tree]


def wrap_loose_text(body: Tree) -> None:
    """Wrap loose prose into a `<p>`, as blocks or two line breaks part it.

    Containers whose loose text holds no prose stay as they are.
    """
    for element in _LONG_INLINE(body):
        element.tag = "div"
    in_lines: dict[Tree, list[Tree]] = {}
    for element in _CANDIDATES(body):
        groups = _groups(element)
        if not any(isinstance(group, list) and _is_prose(group) for group in groups):
            continue
        if len(groups) == 1 and element.tag == "div":
            element.tag = "p"
            parent = element.getparent()
            if parent is not None:
                in_lines.setdefault(parent, []).append(element)
            continue
        prose = [
            number
            for number, group in enumerate(groups)
            if (_is_prose(group) if isinstance(group, list) else _is_prose_block(group))
        ]
        element.text = None
        for child in list(element):
            element.remove(child)
        for number, group in enumerate(groups):
            if not isinstance(group, list):
                group.tail = None
                element.append(group)
            else:
                # Before the first and behind the last prose, a line is a label more often.
                inside = prose[0] <= number <= prose[-1]
                element.append(_wrapped(group, "p" if inside else "div"))
    for lines in in_lines.values():
        _convert_between(lines[0], lines[-1])


def _convert_between(first: Tree, last: Tree) -> None:
    """Make the short lines between two paragraphs that were `<div>`s paragraphs too: subheads."""
    for sibling in first.itersiblings():
        if sibling is last:
            return
        if sibling.tag == "div" and not _has_block(sibling):
            sibling.tag = "p"


def _has_block(element: Tree) -> bool:
    return next(element.iterdescendants(_BLOCKS_INSIDE), None) is not None


def _groups(element: Tree) -> list[_Run | Tree]:
    """The blocks of a container, without their tails, and the runs of loose text around them."""
    groups: list[_Run | Tree] = []
    run: _Run = []
    if element.text:
        run.append(element.text)
    for child in element:
        if child.tag == "br" and _ends_with_break(run):
            _end(run, groups)
            run = []
        elif child.tag in _INLINE and (len(child) == 0 or not _has_block(child)):
            run.append(child)
        else:
            _end(run, groups)
            groups.append(child)
            run = []
        if child.tail:
            run.append(child.tail)
    _end(run, groups)
    return groups


def _end(run: _Run, groups: list[_Run | Tree]) -> None:
    if any(not piece.isspace() if isinstance(piece, str) else piece.tag != "br" for piece in run):
        groups.append(run)


def _ends_with_break(run: _Run) -> bool:
    solid = [piece for piece in run[-2:] if not isinstance(piece, str) or not piece.isspace()]
    return bool(solid) and not isinstance(solid[-1], str) and solid[-1].tag == "br"


def _is_prose_block(block: Tree) -> bool:
    if block.tag not in _TEXT_BLOCKS:
        return False
    text = text_of(block)
    return is_prose(text, count_words(text))


def _is_prose(run: _Run) -> bool:
    text = " ".join("".join(_texts(run)).split())
    linked = sum(
        len("".join(piece.itertext()))
        for piece in run
        if not isinstance(piece, str) and piece.tag == "a"
    )
    return 2 * linked < len(text) and is_prose(text, count_words(text))


def _texts(run: _Run) -> list[str]:
    return [piece if isinstance(piece, str) else "".join(piece.itertext()) for piece in run]


def _wrapped(run: _Run, tag: str) -> Tree:
    paragraph = html.Element(tag)
    for piece in run:
        if not isinstance(piece, str):
            piece.tail = None
            paragraph.append(piece)
        elif len(paragraph):
            paragraph[-1].tail = (paragraph[-1].tail or "") + piece
        else:
            paragraph.text = (paragraph.text or "") + piece
    return paragraph
