"""Find bylines that no markup names: a name beside the date, a signature below the text."""

import re
from collections.abc import Iterable
from itertools import islice

from newsmill.cleaner.facts.byline_text import byline_text, is_author_page
from newsmill.cleaner.facts.page_regions import is_of_others, is_widget, lies_in_others
from newsmill.cleaner.facts.written_dates import dates_in
from newsmill.cleaner.parsing import Tree
from newsmill.cleaner.people.bylines import authors_of, begins_with_by_word

MAX_LINES = 14
MAX_CLIMBS = 3
MAX_ELEMENTS = 60
MAX_NAME_CHARS = 60
NAME_WORDS = range(2, 5)
# Longer paragraphs are the article's.
MIN_PROSE_CHARS = 120
MAX_LINKS = 1_000
MAX_ENDING = 4
_LEAD = re.compile(r"\s{0,3}[—–―-]{1,2}\s{0,3}")
_IN_BRACKETS = re.compile(r"\s{0,3}[(（\[【]([^()（）\[\]【】]{2,40})[)）\]】]\s{0,3}")
_AFTER_NAME = re.compile(r"\s*[|,/·•]\s*|\s+[-–—]\s+")


def name_beside_date(title: Tree) -> tuple[str, ...]:
    """The lines of nothing but a person's name that stand beside a date behind the headline.

    A section may be called as a person could be, but there is a link of that name elsewhere.
    """
    lines = _lines_behind(title)
    is_date = [_is_date(text) for _, text in lines]
    named = [_is_name(text) and not _is_linked(element) for element, text in lines]
    for place, (_, text) in enumerate(lines):
        if not named[place]:
            continue
        end = place
        while end < len(lines) and named[end]:
            end += 1
        # A place may stand between a name and the date.
        if any(is_date[max(place - 1, 0) : place]) or any(is_date[end : end + 2]):
            found = [text for _, text in lines[place:end]]
            return tuple(found) if not _is_link_of_page(title, found) else ()
    return ()


def _lines_behind(title: Tree) -> list[tuple[Tree, str]]:
    """The short lines between the headline and the text, each with its element."""
    lines: list[tuple[Tree, str]] = []
    place = title
    has_lead = False
    for _ in range(MAX_CLIMBS):
        for sibling in islice(place.itersiblings("*"), MAX_LINES):
            if is_of_others(sibling) or is_widget(sibling):
                continue
            for element in islice(sibling.iter("*"), MAX_ELEMENTS):
                text = " ".join((element.text or "")[:400].split())
                if len(text) > MIN_PROSE_CHARS:
                    # One may be the teaser.
                    if has_lead:
                        return lines
                    has_lead = True
                elif text and isinstance(element.tag, str):
                    lines.append((element, text))
                if len(lines) == MAX_LINES:
                    return lines
        parent = place.getparent()
        if parent is None or parent.tag in ("article", "main", "body"):
            break
        place = parent
    return lines


def _is_date(text: str) -> bool:
    return any(character.isdigit() for character in text) and bool(dates_in(text, "dmy"))


def _is_name(text: str) -> bool:
    """Whether a line is a person's name, perhaps with an employer or a role behind a comma."""
    if len(text) > MAX_NAME_CHARS or any(character.isdigit() for character in text):
        return False
    name = _AFTER_NAME.split(text, maxsplit=1)[0]
    words = name.split(" ")
    if len(words) not in NAME_WORDS or not (words[0][:1].isupper() and words[-1][:1].isupper()):
        return False
    return [each.casefold() for each in authors_of([text])] == [name.casefold()]


def _is_linked(element: Tree) -> bool:
    """Whether it leads to another page than an author's: a section is called by a name too."""
    link = element if element.tag == "a" else next(element.iterancestors("a"), None)
    return link is not None and not is_author_page(link)


def _is_link_of_page(title: Tree, names: Iterable[str]) -> bool:
    called = {name.casefold() for name in names}
    links = title.getroottree().getroot().iter("a")
    return any(
        (link.text or "").strip()[:MAX_NAME_CHARS].casefold() in called and not is_author_page(link)
        for link in islice(links, MAX_LINKS)
    )


def signature(title: Tree) -> tuple[str, ...]:
    """The line below the text that signs it: “— Jane Doe”, “Text: Jane Doe”, “（鈴木花子）”."""
    last = _last_prose(title)
    if last is None:
        return ()
    for element in islice(last.itersiblings("*"), MAX_ENDING):
        if is_of_others(element) or is_widget(element) or element.tag in ("h2", "h3", "ul"):
            break
        text = byline_text(element)
        if text and (name := _signing(text)) and not lies_in_others(element, title):
            return (name,)
    return ()


def _signing(text: str) -> str:
    """What signs in such a line, or nothing."""
    line = " ".join(text.split())
    if len(line) > MAX_NAME_CHARS:
        return ""
    bracketed = _IN_BRACKETS.fullmatch(line)
    lead = _LEAD.match(line)
    bare = bracketed[1] if bracketed else line[lead.end() :] if lead else line
    is_signed = bracketed or lead or begins_with_by_word(bare)
    if not is_signed:
        return ""
    if not authors_of([bare]):
        return ""
    has_label = begins_with_by_word(bare)
    return bare if has_label or _is_name(bare) or (bracketed and not bare.isascii()) else ""


def _last_prose(title: Tree) -> Tree | None:
    """The last long paragraph of the container that holds the text under the headline."""
    for above in islice(title.iterancestors(), MAX_CLIMBS):
        paragraphs = [
            each
            for each in islice(above.iter("p"), 500)
            if len(each.text or "") > MIN_PROSE_CHARS and not lies_in_others(each, title)
        ]
        if paragraphs:
            return paragraphs[-1]
        if above.tag in ("article", "main", "body"):
            return None
    return None
