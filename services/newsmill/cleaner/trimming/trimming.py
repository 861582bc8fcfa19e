"""Trim what a page puts around and into an article from its text: lines that are no part of it."""

from dataclasses import dataclass

from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.gathering import Facts
from newsmill.cleaner.texts import PARAGRAPH_BREAK
from newsmill.cleaner.trimming.byline_lines import is_byline, is_date
from newsmill.cleaner.trimming.comments import comments_start
from newsmill.cleaner.trimming.duplicates import without_duplicates
from newsmill.cleaner.trimming.head_lines import is_above_article, is_headline
from newsmill.cleaner.trimming.inline_lines import (
    INLINE_TABLES,
    announces_promo,
    is_inline,
    is_leftover,
)
from newsmill.cleaner.trimming.phrase_matching import Starts
from newsmill.cleaner.trimming.prose import QUOTED, ends_sentence, is_prose
from newsmill.cleaner.trimming.surroundings import Surroundings
from newsmill.cleaner.trimming.tail_lines import (
    TAIL_TABLES,
    is_box,
    is_note,
    is_related_heading,
    is_tail,
)
from newsmill.text.cut_off import without_links
from newsmill.text.words import is_readable, word_count

MAX_HEAD_LINES = 15
MAX_HEAD_PARAGRAPHS = 2
MAX_TAIL_LINES = 150
MAX_LIST_LINES = 50
# Before a repeated headline, so short lines are kickers.
MAX_KICKER_WORDS = 8
# A headline has more words than most subheads.
MIN_HEADLINE_WORDS = 6
MAX_ROUNDS = 4

_STARTS = Starts(*INLINE_TABLES, *TAIL_TABLES)


def trimmed(text: str, facts: Facts, expectation: Expectation) -> str:
    """`text`, in paragraphs, without headline, byline, promos, newsletter boxes, related links.

    Never empty if `text` has a word: a text that holds nothing else stays as it is. What stays is
    not changed, but for a link to more at the end of the last paragraph.
    """
    about = Surroundings.of(facts, expectation)
    lines = [_Line.of(line) for line in text.split(PARAGRAPH_BREAK)]
    lines = lines[: comments_start(lines)]
    for _ in range(MAX_ROUNDS):
        kept = _without_last_link(without_duplicates(_trimmed(lines, about)))
        if len(kept) == len(lines) and kept[-1:] == lines[-1:]:
            break
        if not any(is_readable(line.text) for line in kept):
            break
        lines = kept
    return PARAGRAPH_BREAK.join(line.text for line in lines)


@dataclass(slots=True)
class _Line:
    text: str
    words: int
    """Roughly: the pieces between spaces."""
    is_prose: bool
    may_be_phrase: bool
    """Whether it begins as some phrase of the tables does."""
    is_leftover: bool

    @classmethod
    def of(cls, text: str) -> "_Line":
        return cls(
            text, text.count(" ") + 1, is_prose(text), _STARTS.may_begin(text), is_leftover(text)
        )


def _trimmed(lines: list[_Line], about: Surroundings) -> list[_Line]:
    goes = [False] * len(lines)
    end = _mark_tail(lines, goes, about)
    _mark_head(lines, goes, about)
    for place, line in enumerate(lines):
        if line.is_leftover:
            goes[place] = True
        elif line.may_be_phrase and not goes[place]:
            before = lines[place - 1].text if place else ""
            after = lines[place + 1].text if place + 1 < len(lines) else ""
            goes[place] = is_inline(line.text, before, after) or (place < end and is_box(line.text))
    _mark_lists(lines, goes, end)
    return [line for line, is_gone in zip(lines, goes, strict=True) if not is_gone]


def _mark_tail(lines: list[_Line], goes: list[bool], about: Surroundings) -> int:
    """Mark what stands behind the last paragraph; where that is. It may be a sentence too."""
    end = len(lines)
    while end and end > len(lines) - MAX_TAIL_LINES:
        line = lines[end - 1]
        goes[end - 1] = is_tail(line.text, about)
        if line.is_prose and not goes[end - 1]:
            break
        end -= 1
    return end


def _mark_head(lines: list[_Line], goes: list[bool], about: Surroundings) -> None:
    """Mark what stands before the first paragraph, and a first paragraph that is the headline.

    The first may be a standfirst: bylines and dates with a label are looked for behind it too.
    """
    prose = 0
    for place, line in enumerate(lines[:MAX_HEAD_LINES]):
        if not prose and is_headline(line.text, about):
            goes[place] = True
            if all(map(_is_kicker, lines[:place])):
                goes[:place] = [True] * place
        elif line.is_prose:
            prose += 1
            if prose == MAX_HEAD_PARAGRAPHS:
                return
        elif goes[place] or QUOTED.match(line.text):
            continue
        elif prose:
            goes[place] = is_byline(line.text, about) or is_date(line.text, about, labelled=True)
        else:
            goes[place] = is_above_article(line.text, about) or is_box(line.text, min_words=1)


def _is_kicker(line: _Line) -> bool:
    return line.text.count(" ") < MAX_KICKER_WORDS and not ends_sentence(line.text)


def _mark_lists(lines: list[_Line], goes: list[bool], end: int) -> None:
    """Mark the headings of related articles, and the headlines below them.

    Behind the last paragraph, they reach to the end. Within the article, they reach to the next
    paragraph, but the line before it may be its subhead.
    """
    follows_prose = end > 0 and lines[end - 1].is_prose
    for place, line in enumerate(lines):
        if line.is_prose or not line.may_be_phrase:
            continue
        is_behind = follows_prose and place >= end
        is_heading = is_related_heading(line.text, is_behind=is_behind)
        if is_heading and is_behind:
            goes[place] = True
            for below in range(place + 1, len(lines)):
                goes[below] = goes[below] or not is_note(lines[below].text)
            return
        is_promo = announces_promo(line.text)
        if is_promo or (is_heading and " " in line.text):
            goes[place] = True
            _mark_headlines(lines, goes, place + 1, 1 if is_promo else MAX_LIST_LINES)


def _mark_headlines(lines: list[_Line], goes: list[bool], start: int, limit: int) -> None:
    """Mark the headlines from `start` on: a list's items, or at most `limit` lines of their own."""
    stop = start
    last = min(len(lines), start + MAX_LIST_LINES)
    while stop < last and not lines[stop].is_prose and not ends_sentence(lines[stop].text):
        stop += 1
    is_list = start < stop and lines[start].text.startswith("- ")
    for place in range(start, stop):
        is_item = lines[place].text.startswith("- ")
        if is_list != is_item or (not is_list and place - start >= limit):
            return
        if is_item or place + 1 < stop or word_count(lines[place].text) >= MIN_HEADLINE_WORDS:
            goes[place] = True


def _without_last_link(lines: list[_Line]) -> list[_Line]:
    if not lines:
        return lines
    last = without_links(lines[-1].text)
    if last == lines[-1].text:
        return lines
    return [*lines[:-1], _Line.of(last)] if last else lines[:-1]
