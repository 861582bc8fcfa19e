"""Collect in one pass over a page what shows which page it is: headings, prose, links, forms."""

import re
from dataclasses import dataclass, field
from itertools import islice

from newsmill.cleaner.judging.guards import guard_of
from newsmill.cleaner.parsing import Tree
from newsmill.contracts.articles import PageKind
from newsmill.hosts import parse
from newsmill.text.words import UNSPACED_SCRIPTS

MAX_ELEMENTS = 6_000
MAX_PIECES = 200
MAX_HEADING_CHARS = 300
MAX_LEAD_CHARS = 700
# A paragraph of so many characters is prose, and a link a headline.
MIN_PROSE_CHARS = 60
MIN_HEADLINE_CHARS = 25
# One of these says as much as so many letters.
UNSPACED_WORTH = 3
MAX_LEVELS_TO_LINK = 4
# A path of so many characters names an article without its query.
MIN_NAMING_CHARS = 12

_UNSPACED = re.compile(f"[{''.join(script.letters for script in UNSPACED_SCRIPTS)}]")
_HEADINGS = ("h1", "h2", "h3", "h4")
_PLAYER = ("youtube", "youtu.be", "vimeo", "dailymotion", "jwplayer", "brightcove", "/embed/video")
_SEEN = (
    *_HEADINGS, "title", "meta", "a", "p", "input", "script", "iframe", "button",
    "video", "amp-consent",
)  # fmt: skip
_MARKED = ("div", "section", "form", "main")


@dataclass
class Signs:
    """What a page shows."""

    titles: list[str] = field(default_factory=list)
    """`<title>` and og:title."""
    og_type: str = ""
    h1: list[str] = field(default_factory=list)
    """First headings that are no links to other pages."""
    h2: list[str] = field(default_factory=list)
    """Second and third headings that are no links to other pages."""
    lead: str = ""
    """The beginning of what stands outside links, by line: headings, paragraphs, buttons."""
    teasers: int = 0
    """Headings that are links to other pages."""
    headline_links: int = 0
    """Other links as long as a headline."""
    prose: int = 0
    """Letters in paragraphs outside links."""
    longest_prose: int = 0
    """Letters in the longest row of such paragraphs without a teaser in between."""
    asks_password: bool = False
    searches: bool = False
    plays_video: bool = False
    links_to_entry: bool = False
    """Whether a teaser leads to the entry's link."""
    guards: set[PageKind] = field(default_factory=set)
    row: int = 0
    """Letters in the row of paragraphs that is being read."""

    def read_prose(self, letters: int) -> None:
        """Note a paragraph."""
        self.prose += letters
        self.row += letters
        self.longest_prose = max(self.longest_prose, self.row)

    def read_teaser(self) -> None:
        """Note a heading that leads to another page."""
        self.teasers += 1
        self.row = 0

    def read_lead(self, text: str) -> None:
        """Note what stands on the page."""
        if len(self.lead) < MAX_LEAD_CHARS:
            self.lead += f"{' '.join(text[:MAX_LEAD_CHARS].split())}\n"


def signs_of(tree: Tree, page_url: str | None, entry_url: str | None, *, marks: bool) -> Signs:
    """The signs of a page; with `marks`, identifiers and classes are looked at as well."""
    signs = Signs()
    own, entry = _path(page_url), _path(entry_url)
    own_paths = {path for path in (own, entry) if path}
    tags = _SEEN + _MARKED if marks else _SEEN
    for element in islice(tree.iter(*tags), MAX_ELEMENTS):
        tag = element.tag
        if tag == "a":
            if element.text and len(element.text) >= MIN_HEADLINE_CHARS // UNSPACED_WORTH:
                _read_link(element, signs, own, entry)
        elif tag == "p":
            _read_paragraph(element, signs)
        elif tag in _HEADINGS:
            _read_heading(element, signs, own, own_paths)
        elif tag == "meta":
            _read_meta(element, signs)
        else:
            _read_other(element, tag, signs)
    return signs


def letters_in(text: str) -> int:
    """How long a text is, in letters of scripts with spaces between words."""
    if text.isascii():
        return len(text)
    return len(text) + (UNSPACED_WORTH - 1) * len(_UNSPACED.findall(text))


def text_of(element: Tree, limit: int = MAX_HEADING_CHARS) -> str:
    """The text of an element on one line."""
    return " ".join(_joined(element)[: 4 * limit].split())[:limit]


def _read_link(link: Tree, signs: Signs, own: str, entry: str) -> None:
    if letters_in(link.text.strip()) < MIN_HEADLINE_CHARS:
        return
    parent = link.getparent()
    if parent is not None and parent.tag in ("p", *_HEADINGS):
        return
    signs.headline_links += 1
    path = _path(link.get("href"))
    if path and path == entry and path != own:
        signs.links_to_entry = True


def _read_paragraph(paragraph: Tree, signs: Signs) -> None:
    text = _joined(paragraph).strip()
    if len(text) < MIN_PROSE_CHARS // UNSPACED_WORTH:
        signs.read_lead(text)
        return
    letters = letters_in(text)
    if len(paragraph):
        letters -= sum(
            letters_in(_joined(link)) for link in islice(paragraph.iter("a"), MAX_PIECES)
        )
    if letters >= MIN_PROSE_CHARS and _link_around(paragraph) is None:
        signs.read_prose(letters)
        signs.read_lead(text)
    elif letters:
        signs.read_lead(text)


def _read_heading(heading: Tree, signs: Signs, own: str, own_paths: set[str]) -> None:
    link = next(heading.iter("a"), None)
    if link is None:
        link = _link_around(heading)
    if link is not None:
        href = (link.get("href") or "").strip()
        path = _path(href)
        if href and not href.startswith("#") and path not in own_paths:
            signs.read_teaser()
            return
        if path and path != own and path in own_paths:
            # The entry's own teaser, on another page than its own.
            signs.read_teaser()
            signs.links_to_entry = True
            return
    text = text_of(heading)
    (signs.h1 if heading.tag == "h1" else signs.h2).append(text)
    signs.read_lead(text)


def _read_meta(meta: Tree, signs: Signs) -> None:
    name = meta.get("property") or meta.get("name")
    if name == "og:type":
        signs.og_type = (meta.get("content") or "").strip().lower()[:40]
    elif name == "og:title":
        signs.titles.append((meta.get("content") or "")[:MAX_HEADING_CHARS])


def _read_other(element: Tree, tag: str, signs: Signs) -> None:
    if tag == "title":
        if len(signs.titles) < 2:
            signs.titles.append(text_of(element))
    elif tag == "input":
        kind = (element.get("type") or "").lower()
        signs.asks_password = signs.asks_password or kind == "password"
        signs.searches = signs.searches or (kind == "search" and bool(element.get("value")))
    elif tag in ("script", "iframe"):
        source = element.get("src")
        if source:
            _note_guard(source, signs)
            if tag == "iframe" and any(player in source for player in _PLAYER):
                signs.plays_video = True
    elif tag == "video":
        signs.plays_video = True
    elif tag == "button":
        signs.read_lead(text_of(element, 60))
    elif tag in _MARKED:
        for mark in (element.get("id"), element.get("class"), element.get("action")):
            if mark:
                _note_guard(mark, signs)
        if element.text and not element.text.isspace():
            signs.read_lead(element.text.strip())
    elif tag == "amp-consent":
        signs.guards.add("consent")


def _note_guard(mark: str, signs: Signs) -> None:
    guard = guard_of(mark)
    if guard:
        signs.guards.add(guard)


def _joined(element: Tree) -> str:
    return "".join(islice(element.itertext(with_tail=False), MAX_PIECES))


def _link_around(element: Tree) -> Tree | None:
    for _ in range(MAX_LEVELS_TO_LINK):
        element = element.getparent()
        if element is None:
            return None
        if element.tag == "a":
            return element
    return None


def _path(url: str | None) -> str:
    """The path of an address, absolute or not, to compare addresses of one site.

    With its query, unless the path is long enough to name an article alone.
    """
    if not url:
        return ""
    if url[:4].lower() == "http":
        parsed = parse(url)
        path, mark, query = (parsed.path + parsed.query).partition("?") if parsed else ("", "", "")
    elif url.startswith("/") and not url.startswith("//"):
        path, mark, query = url.partition("#")[0].partition("?")
    else:
        return ""
    names = len(path) >= MIN_NAMING_CHARS and not path.endswith(".php")
    return path.rstrip("/") if names else f"{path}{mark}{query}"
