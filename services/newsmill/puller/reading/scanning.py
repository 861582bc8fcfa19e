"""Scan a feed's text for the tags of its entries, also in documents that are odd or damaged.

A scanner, not a parser: it looks only at the tags of entries, at comments, CDATA sections and
processing instructions. It never reads a character more than a bounded number of times, and what is
damaged is decided for the entries that follow: a CDATA section that is never closed ends with its
entry.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from lxml.etree import XMLParser, XMLSyntaxError, fromstring

from newsmill.puller.reading.namespaces import ATOM, RSS, RSS_1, is_feed_namespace

MAX_TAG_CHARACTERS = 100_000
"""A start tag that is not closed within these is read without its attributes."""
MAX_DOUBTS = 100
"""So many times a document may ask for a look ahead; later doubts are decided without one."""
MAX_TAGS_LOOKED_AT = 50
"""Tags of entries that a section may quote; one with more has no end of its own."""
MAX_NESTED_CHARACTERS = 200_000
SECTIONS = (("<![CDATA[", "]]>"), ("<!--", "-->"))
MAX_LOOK_BACK = 2_000
USUAL = {"feed": ATOM, "rdf": RSS_1}


@dataclass(frozen=True, slots=True)
class Cut:
    """A document without its prologue, cut at its entries."""

    head: str
    """All before the first entry, from the root's start tag on."""
    slices: tuple[str, ...]
    """The entries, each from its start tag to its end tag. One may lack its end tag."""
    tail: str
    """All that stands between and behind the entries."""
    is_whole: bool = True
    """Whether the root's end was reached. If not, the document was cut off, and its last entry is
    left out unless its end tag is there."""


def root_of(text: str) -> re.Match[str] | None:
    """The start of the feed's root: behind the prologue, and behind what a program printed."""
    position = 0
    while mark := _PROLOGUE.match(text, position):
        if mark[1] == "<!--":
            end = text.find("-->", mark.end())
            position = end + 3 if end >= 0 else mark.end()
        elif mark[1] == "<?":
            end = text.find("?>", mark.end(), mark.end() + MAX_LOOK_BACK)
            position = end + 2 if end >= 0 else mark.end()
        else:
            doctype = _DOCTYPE.match(text, mark.start(1))
            position = doctype.end() if doctype else mark.end()
    first = _ROOT.search(text, position)
    if first is None or _FEED_ROOT.match(text, first.start()):
        return first
    end = position + MAX_TAG_CHARACTERS
    tokens = TOKEN.finditer(text, position, end)
    end = next((token.start() for token in tokens if token["name"]), end)
    return _FEED_ROOT.search(text, position, end) or first


class Tag(NamedTuple):
    """A tag of an entry."""

    start: int
    name_end: int
    after: int
    name: str
    is_end: bool
    is_empty: bool


TOKEN = re.compile(
    r"<(?:(?P<end>/)?(?P<name>(?:[\w.-]{1,64}:)?(?:item|entry))(?=[\s/>])|!--|!\[CDATA\[|\?)",
    re.IGNORECASE,
)
_ENTRY_TAG = re.compile(
    r"<(?P<end>/)?(?P<name>(?:[\w.-]{1,64}:)?(?:item|entry))(?=[\s/>])", re.IGNORECASE
)
_ROOT = re.compile(r"<([\w.:-]{1,200})")
_FEED_ROOT = re.compile(r"<((?:[\w.-]{1,64}:)?(?:rss|feed|rdf|channel))(?=[\s/>])", re.IGNORECASE)
_PROLOGUE = re.compile(r"\s*(<\?|<!--|<!)")
_DOCTYPE = re.compile(r"<![^\[<>]{0,2000}(?:\[[^\]]*+\])?[^<>]{0,200}>")
# Attribute values may hold “>”. A quote without its end does not hide the tag's end.
_TAG_END = re.compile(r"""(?:[^<>"']++|"[^"<]*"|'[^'<]*')*+>""")
_XMLNS = re.compile(r"""\sxmlns(?::([\w.-]{1,64}))?\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")
_ANY_TAG = re.compile(r"<(/?)([A-Za-z_][\w.:-]{0,200})([^<>]*)>")
_LAST_TAG = re.compile(r"<([A-Za-z_][\w.:-]{0,200})(?:\s[^<>]*)?>\s*\Z")
_ENDS_ONLY = re.compile(r"(?:\s|</[\w.:-]{1,100}\s{0,20}>|<!--(?:[^-]|-(?!->))*+-->)*+\Z")
_END_OF_ATTRIBUTE = re.compile(r"""[^<"']{0,1000}["'](?=[\s/>])""")


@dataclass
class Scanner:
    """The state of one pass over a document."""

    text: str
    begin: int
    """Where the root begins."""
    slices: list[tuple[int, int]] = field(default_factory=list)
    doubts: int = 0
    ends: dict[str, int] = field(default_factory=dict)
    """Where the next mark of each kind is: what has been searched is not searched again."""
    uses: dict[str, bool] = field(default_factory=dict)
    unclosed: int = -1
    """Where the first section begins that is never closed."""
    looked: tuple[int, int, bool] = (0, -1, False)
    """What was last found of a section: between which places it holds for all, and whether it
    hides the end of its entry and the start of another one."""
    looked_to: int = -1
    """Where that section ended."""
    first: int = -1
    """Where the first entry begins; the declarations before it hold for all."""

    def cut(self, root: str) -> Cut:
        text = self.text
        opened: tuple[int, str] | None = None
        for start, _, after, name, is_end, is_empty in self.tags():
            if opened is None:
                if is_end:
                    continue
                if is_empty:
                    self.slices.append((start, after))
                else:
                    opened = (start, name)
            elif is_end:
                self.slices.append((opened[0], after))
                opened = None
            else:
                # The end tag of the entry before is missing.
                self.slices.append((opened[0], start))
                opened = None if is_empty else (start, name)
                if is_empty:
                    self.slices.append((start, after))
        behind = opened[0] if opened else self.slices[-1][1] if self.slices else self.begin
        end_of_root = self._end_of_root(root, behind)
        last = opened[0] if opened else self.slices[-1][0] if self.slices else self.begin
        if end_of_root > last and (
            self._is_open(last, end_of_root)
            if opened or not self.slices
            else self._is_quoted(last, end_of_root)
        ):
            # The document breaks off in the last entry.
            end_of_root = -1
        if opened is not None and end_of_root > opened[0]:
            self.slices.append((opened[0], self._end_of_parent(opened[0], end_of_root)))
            opened = None
        stop = opened[0] if opened is not None else len(text)
        while end_of_root < 0 and self.slices and self._is_unclosed(*self.slices[-1]):
            stop = self.slices.pop()[0]
        return self._result(stop, end_of_root >= 0)

    def _is_quoted(self, start: int, end: int) -> bool:
        """Whether a section that begins in an entry at `start` hides the root's end tag at `end`.

        One that is never closed does not if the entry's end tag and then nothing but end tags and
        comments follow.
        """
        behind = self.slices[-1][1]
        return self._is_open(start, end) and _ENDS_ONLY.match(self.text, behind) is None

    def _is_unclosed(self, start: int, end: int) -> bool:
        """Whether a slice of a document that breaks off may be a part or a quote of an entry."""
        return 0 <= self.unclosed < end or self._is_open(start, end)

    def _is_open(self, start: int, end: int) -> bool:
        """Whether a section is still open at the end of a slice: its end tag is a quoted one."""
        count = self.text.count
        return any(count(mark, start, end) > count(close, start, end) for mark, close in SECTIONS)

    def _result(self, stop: int, is_whole: bool) -> Cut:
        text = self.text
        first = self.slices[0][0] if self.slices else stop
        between, position = [], first
        for start, end in self.slices:
            between.append(text[position:start])
            position = end
        between.append(text[position:stop])
        return Cut(
            head=text[self.begin : first],
            slices=tuple(text[start:end] for start, end in self.slices),
            tail="".join(between),
            is_whole=is_whole,
        )

    def tags(self) -> Iterator[Tag]:
        """The tags of entries."""
        text, position = self.text, self.begin
        entry = -1
        while token := TOKEN.search(text, position):
            start, name = token.start(), token["name"]
            if name is None:
                position = self._after_hidden(token, entry)
                continue
            name = name.lower()
            if token["end"]:
                after = text.find(">", token.end())
                position = after + 1 if after >= 0 else len(text)
                if self._is_entry(name, "", start) and not self._is_in_attribute(token):
                    entry = -1
                    yield Tag(start, token.end(), position, name, True, False)
                continue
            tag = _TAG_END.match(text, token.end(), token.end() + MAX_TAG_CHARACTERS)
            position = tag.end() if tag else token.end()
            attributes = text[token.end() : position] if tag else ""
            if not self._is_entry(name, attributes, start) or self._is_in_attribute(token):
                continue
            if entry >= 0 and (behind := self._behind_nested(entry, start)):
                position = behind
                continue
            if self.first < 0:
                self.first = start
            is_empty = tag is not None and text[position - 2] == "/"
            entry = -1 if is_empty else position
            yield Tag(start, token.end(), position, name, False, is_empty)

    @cached_property
    def is_well_formed(self) -> bool:
        """Whether an entry may really quote the end of an entry and the start of another one."""
        try:
            fromstring(self.text.encode(), XMLParser(resolve_entities=False, no_network=True))
        except XMLSyntaxError:
            return False
        return True

    def _is_entry(self, name: str, attributes: str, start: int) -> bool:
        """Whether an element of this qualified name is of a feed's own vocabulary."""
        if "xmlns" in attributes:
            return self._is_own(name, attributes)
        if name not in self.uses:
            end = self.first if self.first >= 0 else start
            head = self.text[self.begin : min(end, self.begin + MAX_TAG_CHARACTERS)]
            self.uses[name] = self._is_own(name, head)
        return self.uses[name]

    def _is_own(self, name: str, declarations: str) -> bool:
        prefix = name.rpartition(":")[0]
        uris = [
            double or single
            for declared, double, single in _XMLNS.findall(declarations)
            if declared.lower() == prefix
        ]
        if not uris:
            # RSS without namespaces, or a prefix that is wrong but clear.
            return prefix in ("", "rss", "atom")
        if len({is_feed_namespace(uri) for uri in uris}) == 1 or declarations[:1] != "<":
            return is_feed_namespace(uris[0])
        # Some are of elements that have ended before.
        end = self.begin + len(declarations)
        around = "".join(attributes for _, attributes in reversed(self._open(self.begin, end)))
        return declarations != around and self._is_own(name, around)

    def _after_hidden(self, token: re.Match[str], entry: int) -> int:
        """The position behind a comment, CDATA section or processing instruction.

        Where it is never closed, or where it would swallow the end of its entry and the start of
        the next one, only its first mark is passed over.
        """
        mark, text = token[0], self.text
        if mark == "<?":
            end = text.find("?>", token.end(), token.end() + MAX_LOOK_BACK)
            is_closed = end >= 0 and not self._swallows(token.end(), end)
            return end + 2 if is_closed else token.end()
        close = "-->" if mark == "<!--" else "]]>"
        end = self.ends.get(close, 0)
        if end < token.end():
            end = text.find(close, token.end())
            self.ends[close] = end if end >= 0 else len(text)
        if end < 0 or end == len(text):
            self.unclosed = token.start() if self.unclosed < 0 else self.unclosed
            return token.end()
        # With the mark of another section in it, its own end is missing. Such a document can be
        # well-formed all the same.
        if entry < 0 or not self._swallows(token.end(), end):
            return end + 3
        if text.find(mark, token.end(), end) >= 0:
            return token.end()
        is_closed = mark == "<!--" or self._fills(token, end + 3) or self.is_well_formed
        return end + 3 if is_closed else token.end()

    def _fills(self, token: re.Match[str], after: int) -> bool:
        """Whether a section is all that an element has: it quotes what stands in it."""
        before = self.text[max(0, token.start() - MAX_LOOK_BACK) : token.start()]
        opening = _LAST_TAG.search(before)
        return opening is not None and self.text[after : after + MAX_LOOK_BACK].lstrip().startswith(
            f"</{opening[1]}>"
        )

    def _swallows(self, start: int, end: int) -> bool:
        """Whether a section from `start` to `end` hides an entry's end and another's start."""
        after, until, swallows = self.looked
        if after <= start and until >= start and self.looked_to == end:
            # Between the two, there is no tag of an entry.
            return swallows
        depth, first, is_ended, swallows = 0, end, False, False
        for number, tag in enumerate(_ENTRY_TAG.finditer(self.text, start, end)):
            first = min(first, tag.start())
            if number == MAX_TAGS_LOOKED_AT or (is_ended and not tag["end"]):
                swallows = True
                break
            if self._is_entry(tag["name"].lower(), "", start):
                depth += -1 if tag["end"] else 1
                is_ended = is_ended or depth < 0
        self.looked, self.looked_to = (start, first, swallows), end
        return swallows

    def _behind_nested(self, entry: int, start: int) -> int:
        """The position behind a foreign element within an entry that has entries of its own.

        0 if the tag at `start` is no such entry: the end tag of the entry before is missing.
        """
        self.doubts += 1
        if self.doubts > MAX_DOUBTS:
            return 0
        foreign = next(
            (name for name, attributes in self._open(entry, start) if ":" in name or attributes),
            None,
        )
        if foreign is None:
            return 0
        end = self.text.find(f"</{foreign}", start, start + MAX_NESTED_CHARACTERS)
        if end < 0:
            return 0
        depth = 0
        for tag in TOKEN.finditer(self.text, start, end):
            if tag["name"]:
                depth += -1 if tag["end"] else 1
                if depth < 0:
                    return 0
        return end if depth == 0 else 0

    def _open(self, start: int, end: int) -> list[tuple[str, str]]:
        """The elements that are open at `end`, with the namespaces that they declare."""
        stack: list[tuple[str, str]] = []
        for tag in _ANY_TAG.finditer(self.text, max(start, end - MAX_NESTED_CHARACTERS), end):
            closing, name, rest = tag.groups()
            if not closing and not rest.endswith("/"):
                stack.append((name, rest if "xmlns" in rest else ""))
            elif closing and any(name == one for one, _ in stack[-20:]):
                while stack.pop()[0] != name:
                    pass
        return stack

    def _is_in_attribute(self, token: re.Match[str]) -> bool:
        """Whether the tag is written in an attribute's value, as no well-formed document has it."""
        text, start = self.text, token.start()
        before = text.rfind("<", max(0, start - MAX_LOOK_BACK), start)
        if before < 0 or text.find(">", before, start) >= 0:
            return False
        written = text[before:start]
        end = text.find(">", start, start + MAX_LOOK_BACK)
        return (
            "=" in written
            and any(written.count(quote) % 2 for quote in "\"'")
            and end >= 0
            and _END_OF_ATTRIBUTE.match(text, end + 1) is not None
        )

    def _end_of_root(self, name: str, behind: int) -> int:
        """Where the root's last end tag begins; -1 if there is none.

        It stands `behind` the last entry: what entries say before may quote one.
        """
        text = self.text
        end = text.rfind(f"</{name}", behind)
        if end < 0:
            tags = re.compile(f"</{re.escape(name)}", re.IGNORECASE).finditer(text, behind)
            end = max((tag.start() for tag in tags), default=-1)
        if end < 0 and (tag := _TAG_END.match(text, self.begin + 1)) and text[tag.end() - 2] == "/":
            return self.begin
        return end

    def _end_of_parent(self, start: int, end_of_root: int) -> int:
        """Where the last entry ends that has no end tag."""
        channel = re.compile("</channel", re.IGNORECASE).search(self.text, start, end_of_root)
        return channel.start() if channel else end_of_root


def with_known_namespace(text: str) -> str:
    """`text` with the usual namespace where the feed's own elements are in an unknown one.

    Feeds write all sorts of addresses there: with https, without a slash, their own.
    """
    root = root_of(text)
    tag = _TAG_END.match(text, root.end(), root.end() + MAX_TAG_CHARACTERS) if root else None
    if root is None or tag is None or not _FEED_ROOT.match(text, root.start()):
        return text
    prefix, _, name = root[1].rpartition(":")
    # RDF is in a namespace of its own, and the feed in the default one.
    own = "" if name.lower() == "rdf" else prefix
    for declared in _XMLNS.finditer(text, root.end(), tag.end()):
        group = 2 if declared[2] is not None else 3
        if (declared[1] or "") == own and not is_feed_namespace(declared[group]):
            start, end = declared.span(group)
            return f"{text[:start]}{USUAL.get(name.lower(), RSS)}{text[end:]}"
    return text
