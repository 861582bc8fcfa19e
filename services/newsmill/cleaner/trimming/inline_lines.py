"""Recognise lines that are no part of an article wherever they stand: adverts, promos, credits."""

import re

from newsmill.cleaner.trimming.boilerplate_phrases import (
    ANYWHERE,
    CREDITS,
    PROMOS,
    WEAK_PROMOS,
)
from newsmill.cleaner.trimming.phrase_matching import MAX_LINE_CHARS, PhraseTable, plain
from newsmill.cleaner.trimming.prose import QUOTED
from newsmill.text.words import word_count

MAX_PROMO_WORDS = 35
MIN_WEAK_PROMO_WORDS = 3
MAX_WEAK_PROMO_WORDS = 20
MAX_CREDIT_WORDS = 10
MAX_CAPTION_WORDS = 40
MAX_CREDIT_CHARS = 150

_ANYWHERE = PhraseTable(ANYWHERE)
_PROMOS = PhraseTable(PROMOS, with_separator=True)
_WEAK_PROMOS = PhraseTable(WEAK_PROMOS, with_separator=True)
_CREDITS = PhraseTable(CREDITS, with_separator=True)
INLINE_TABLES = (_ANYWHERE, _PROMOS, _WEAK_PROMOS, _CREDITS)

_FULL_STOP = re.compile(r"[.。।۔]$")
_LABELLED = re.compile(r"[^:：]{1,25}[:：]\s?\S")
_SENTENCE_MARKS = tuple(".!?…。！？")
_LINK_STARTS = ("h", "w", "p", "—", "-", "|", "·", "•", "»", "›")
_LINK = re.compile(
    r"[|·•»›\s]{1,20}|(?:https?://|www\.)\S+|pic\.twitter\.com/\S+"
    r"|(?:—|-)\s.{1,80}\(@\w{1,30}\)\s.{0,30}\d{4}"
)
# How the agencies write them: “(AP Photo/Anna Berg)”, “Anna Berg/Getty Images”.
_IMAGE_CREDIT = re.compile(
    r"\((?:[A-Z][\w.]{0,20}\s){0,3}(?:Photo|Foto|Image|Photograph|Picture|Bild)s?\b[^()]{0,80}\)$"
    r"|\((?:photo|foto)\b[^()]{3,60}\){1,2}$"
    r"|(?:[/|.,(–—-]|\bvia)\s?(?:Getty Images|AFP via Getty Images|Shutterstock|Alamy"
    r"|Alamy Stock Photo|iStock|[Ii]mago images|picture alliance|EPA-EFE|Unsplash|Pixabay)\)?$"
    r"|\([A-Z]{2,8}\s?/\s?[^()]{3,40}\)$"
    r"|\w/(?:AFP|EPA|REUTERS|Reuters|AP|dpa|Imago|IMAGO)\)?$"
    r"|[.)”\"]\s(?:FOTO|PHOTO|Photograph|Photo|Foto|Picture|Image|Bild|Credits?"
    r"|Photo credit|Crédit photo)\s?:\s?(?:[^.:]|(?<=[A-Z])\.){2,60}$"
    r"|^(?:Photograph|Photo|Image|Picture|Foto)s? (?:by|via|courtesy of)\s[^.:]{2,60}$"
    r"|^(?:Getty Images|Image source, .{1,60}|Image caption, .{1,300}|Shutterstock|iStock)$"
)


def is_leftover(line: str) -> bool:
    """Whether a line is a link, a bar, an embedded post's rest, or a caption with a credit."""
    if len(line) > MAX_LINE_CHARS or QUOTED.match(line):
        return False
    if line[-1:] not in _SENTENCE_MARKS and _is_image_credit(line):
        return True
    return line[:1] in _LINK_STARTS and _LINK.fullmatch(line) is not None


def is_inline(line: str, before: str, after: str) -> bool:
    """Whether a line is an advert's, a promo such as “Read also: …”, or an image's credit.

    `before` and `after` are its neighbours: among other lines of the form “word: words”, such as
    a transcript's or a specification's, it stays.
    """
    if len(line) > MAX_LINE_CHARS or QUOTED.match(line):
        return False
    form = plain(line)
    if _ANYWHERE.matches(form) or _is_promo(line, form):
        return True
    if line.startswith("- ") or not (_is_weak_promo(line, form) or _is_credit(line, form)):
        return False
    return not _is_label(before) and not _is_label(after)


def announces_promo(line: str) -> bool:
    """Whether a line holds only the words before another article's headline: “Read also”."""
    return len(line) <= MAX_LINE_CHARS and not QUOTED.match(line) and _PROMOS.has(plain(line))


def _is_promo(line: str, form: str) -> bool:
    return _PROMOS.match(form) is not None and word_count(line) <= MAX_PROMO_WORDS


def _is_image_credit(line: str) -> bool:
    if line.count(" ") >= MAX_CAPTION_WORDS:
        return False
    return _IMAGE_CREDIT.search(line, max(0, len(line) - MAX_CREDIT_CHARS)) is not None


def _is_weak_promo(line: str, form: str) -> bool:
    promo = _WEAK_PROMOS.match(form)
    if not promo or _FULL_STOP.search(line):
        return False
    return MIN_WEAK_PROMO_WORDS <= word_count(form[promo.end() :]) <= MAX_WEAK_PROMO_WORDS


def _is_credit(line: str, form: str) -> bool:
    credit = _CREDITS.match(form)
    if not credit or _FULL_STOP.search(line):
        return False
    return word_count(form[credit.end() :]) <= MAX_CREDIT_WORDS


def _is_label(line: str) -> bool:
    """Whether a line has a label that is none of a promo or a credit."""
    if len(line) > MAX_LINE_CHARS or not _LABELLED.match(line):
        return False
    form = plain(line)
    return not any(table.match(form) for table in (_CREDITS, _WEAK_PROMOS, _PROMOS))
