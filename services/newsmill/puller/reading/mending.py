"""Make an entry that is not well-formed XML well-formed, and change nothing else about it.

What it mends: ampersands and HTML's names, `<` in texts, tags without an end or a beginning, void
elements of HTML, attributes without quotes, twice or damaged, comments and CDATA sections that are
not closed, `]]>` in texts, characters that XML forbids.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from newsmill.puller.reading.decoding import repair_references, without_controls
from newsmill.puller.reading.references import mend_references

MAX_ATTRIBUTES = 256
MAX_DEPTH = 100
MAX_TAGS = 20_000
"""Of one entry; what follows is left out. A very long article has some thousands."""
MAX_TAG_CHARACTERS = 20_000

# https://html.spec.whatwg.org/multipage/syntax.html#void-elements, without `link` and `source`,
# which feeds have with other meanings
VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "meta", "param", "track"),
        "wbr",
    }
)
FIELDS = frozenset(
    {
        *("title", "link", "guid", "id", "pubdate", "published", "updated", "issued", "modified"),
        *("description", "summary", "content", "content:encoded", "author", "dc:creator"),
        *("dc:date", "dc:subject", "category", "comments", "enclosure", "source"),
    }
)
"""Elements that stand directly in an entry, never in one another."""


def mend(entry: str, entities: Mapping[str, str]) -> str:
    """An entry's text as well-formed XML, but for prefixes that are not declared.

    `entities` are those that the document type declares. Beyond the limits of this module, depth is
    flattened and attributes and tags are left out.
    """
    text = mend_references(repair_references(without_controls(entry)), entities.keys())
    if entities:
        text = _REFERENCE.sub(lambda found: entities.get(found[1], found[0]), text)
    return _Mender(text).mended()


_REFERENCE = re.compile(r"&([A-Za-z_:][\w:.-]{0,63});")
_NAME = re.compile(r"[A-Za-z_][\w.-]{0,100}(?::[A-Za-z_][\w.-]{0,100})?")
_BEHIND_NAME = frozenset({"", *" \t\r\n/><"})
_WHOLE_TAG = re.compile(r"""(?:[^<>"']++|"[^"<]*"|'[^'<]*')*+>""")
# “<” in a value, and a value with a quote too many.
_ODD_TAG = re.compile(r"""(?:[^<>"']++|"[^"]{0,2000}"(?=[\s/>])|'[^']{0,2000}'(?=[\s/>]))*+>""")
_ATTRIBUTE = re.compile(
    r"""([A-Za-z_:][\w:.-]{0,100})(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?"""
)


@dataclass
class _Mender:
    """One pass over an entry: what has been read, and the elements that are open."""

    text: str
    written: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    """Names of the open elements, as they are written in their start tags."""
    too_deep: int = 0
    last: dict[str, int] = field(default_factory=dict)

    def mended(self) -> str:
        text, position = self.text, 0
        for _ in range(MAX_TAGS):
            mark = text.find("<", position)
            if mark < 0:
                break
            self._write_text(text[position:mark])
            position = self._after_mark(mark)
        else:
            position = len(text)
        self._write_text(text[position:])
        while self.open:
            self.written.append(f"</{self.open.pop()}>")
        return "".join(self.written)

    def _write_text(self, text: str) -> None:
        # Outside of the entry there is nothing to write.
        if text and self.open:
            self.written.append(text.replace("]]>", "]]&gt;"))

    def _write_mark(self, position: int, length: int = 1) -> int:
        """Write the mark at `position` as text."""
        self._write_text("&lt;" + self.text[position + 1 : position + length])
        return position + length

    def _after_mark(self, mark: int) -> int:
        text = self.text
        if text.startswith("<![CDATA[", mark):
            return self._after_cdata(mark)
        if text.startswith("<!--", mark):
            end = self._next("-->", mark + 4)
            return end + 3 if end >= 0 else self._write_mark(mark, 4)
        if text.startswith(("<!", "<?"), mark):
            end = text.find(">", mark, mark + MAX_TAG_CHARACTERS)
            return end + 1 if end >= 0 else self._write_mark(mark, 2)
        if text.startswith("</", mark):
            return self._after_end_tag(mark)
        name = _NAME.match(text, mark + 1)
        # An address as in “<a@b.example>” is no tag.
        is_tag = name is not None and text[name.end() : name.end() + 1] in _BEHIND_NAME
        return self._after_start_tag(mark, name) if name and is_tag else self._write_mark(mark)

    def _next(self, what: str, position: int) -> int:
        """Where `what` comes next; what is not there is searched once only."""
        if self.last.get(what, 0) < 0:
            return -1
        self.last[what] = self.text.find(what, position)
        return self.last[what]

    def _after_cdata(self, mark: int) -> int:
        text, start = self.text, mark + 9
        end = self._next("]]>", start)
        behind = end + 3
        if self.open and end >= 0:
            another = text.find("<![CDATA[", start, end)
            closed = text.find(f"</{self.open[-1]}", start, another) if another >= 0 else -1
            # It has lost its end: the next section has its own.
            end = -1 if closed >= 0 else end
        if end < 0:
            # It ends with its element, or with the entry.
            end = text.find(f"</{self.open[-1]}", start) if self.open else -1
            behind = end = end if end >= 0 else len(text)
        if self.open:
            self.written.append(f"<![CDATA[{text[start:end].replace(']]>', ']]]]><![CDATA[>')}]]>")
        return behind

    def _after_end_tag(self, mark: int) -> int:
        name = _NAME.match(self.text, mark + 2)
        if name is None:
            return self._write_mark(mark)
        end = self.text.find(">", name.end(), name.end() + MAX_TAG_CHARACTERS)
        next_mark = self.text.find("<", name.end(), name.end() + MAX_TAG_CHARACTERS)
        position = end + 1 if end >= 0 and not 0 <= next_mark < end else name.end()
        lower = name[0].lower()
        if lower not in map(str.lower, self.open):
            # Without a start tag, or deeper than is read.
            return position
        while True:
            closed = self.open.pop()
            self.written.append(f"</{closed}>")
            if closed.lower() == lower:
                return position

    def _after_start_tag(self, mark: int, name: re.Match[str]) -> int:
        text = self.text
        limit = mark + MAX_TAG_CHARACTERS
        tag = _WHOLE_TAG.match(text, name.end(), limit) or _ODD_TAG.match(text, name.end(), limit)
        if tag:
            position, inside = tag.end(), text[name.end() : tag.end() - 1]
        else:
            end, next_mark = text.find(">", name.end()), text.find("<", name.end())
            if not self.open:
                # The entry's own start tag, without attributes.
                position, inside = name.end(), ""
            elif end < 0 or 0 <= next_mark < end:
                if name[0].lower() not in FIELDS:
                    return self._write_mark(mark)
                position, inside = name.end(), ""
            else:
                position, inside = end + 1, text[name.end() : end]
        lower = name[0].lower()
        if not self._may_open(mark, lower):
            return position
        is_empty = inside.endswith("/") or lower in VOID
        attributes = _attributes(inside.rstrip("/"))
        self.written.append(f"<{name[0]}{attributes}{'/' if is_empty else ''}>")
        if not is_empty:
            self.open.append(name[0])
        return position

    def _may_open(self, mark: int, lower: str) -> bool:
        if not self.open:
            # Nothing follows the entry.
            return not self.written
        if lower in FIELDS and len(self.open) > 1:
            self._close_field(mark)
        return len(self.open) < MAX_DEPTH

    def _close_field(self, mark: int) -> None:
        """Close an element of the entry whose end tag is missing, before another one begins."""
        field_name = self.open[1]
        if field_name.lower() not in FIELDS and ":" not in field_name:
            return
        closing = f"</{field_name}"
        if closing not in self.last:
            self.last[closing] = self.text.rfind(closing)
        if self.last[closing] < mark:
            while len(self.open) > 1:
                self.written.append(f"</{self.open.pop()}>")


def _attributes(inside: str) -> str:
    if not inside or inside.isspace():
        return ""
    values: dict[str, str] = {}
    for found in islice(_ATTRIBUTE.finditer(inside), MAX_ATTRIBUTES):
        name, double, single, bare = found.groups()
        if name.count(":") > 1 or name[0] == ":" or name[-1] == ":":
            continue
        value = double or single or bare or ""
        values.setdefault(name, value.replace("<", "&lt;").replace('"', "&quot;"))
    return "".join(f' {name}="{value}"' for name, value in values.items())
