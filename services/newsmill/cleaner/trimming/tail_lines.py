"""Recognise the lines behind an article: who wrote it, whom to write to, whose it is."""

import re

from newsmill.cleaner.trimming.byline_lines import is_byline, is_date
from newsmill.cleaner.trimming.head_lines import is_headline, is_share_bar
from newsmill.cleaner.trimming.head_words import HOME_WORDS
from newsmill.cleaner.trimming.phrase_matching import MAX_LINE_CHARS, PhraseTable, plain
from newsmill.cleaner.trimming.prose import QUOTED, ends_sentence, is_prose
from newsmill.cleaner.trimming.surroundings import Surroundings
from newsmill.cleaner.trimming.tail_phrases import ONLY_BEHIND, RELATED_HEADINGS, TAGS, TAIL
from newsmill.text.cut_off import without_links
from newsmill.text.words import word_count

MAX_TAIL_WORDS = 45
MAX_TAGS_WORDS = 40
MAX_HEADING_WORDS = 8
# Within an article, shorter phrases could be its own words.
MIN_BOX_WORDS = 3
MAX_BOX_WORDS = 40
# A sentence in a list of related articles is somebody's note about this one.
MIN_NOTE_WORDS = 8
MAX_BIOGRAPHY_WORDS = 90
MAX_CONTACT_WORDS = 35
MAX_COPYRIGHT_WORDS = 60
MAX_OWNER_WORDS = 8

# What an author does, in a biography: “Anna Berg covers the harbour.”
_DOES = re.compile(
    r"\s{1,2}(?:\([^)]{1,40}\)\s)?,?\s?(?:is|was|has|covers|writes|reports|works|joined|lives|"
    r"ist|schreibt|arbeitet|berichtet|leitet|"
    r"est|couvre|écrit|travaille|es|escribe|cubre|trabaja|è|scrive|lavora|é|escreve|cobre|trabalha|"
    r"schrijft|werkt|är|er|skriver|jobber|arbetar|jest|pisze|pracuje|on|kirjoittaa)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:reporter|editor|correspondent|journalist|columnist|writer|author|professor|fellow|"
    r"contributor|lecturer|researcher|director|redakteur(?:in)?|journalist(?:in|e)?|"
    r"korrespondent(?:in)?|autor(?:in|a)?|periodista|redactora?|giornalista|jornalista|"
    r"dziennikar\w{1,3}|redacteur|verslaggever|toimittaja|journalistin)\b",
    re.IGNORECASE,
)
_ANY_PERSON = re.compile(r"[^\W\d_a-z][\w’'-]{1,30}(?:\s[^\W\d_a-z][\w.’'-]{0,30}){1,3}(?=\s)")
_AT_WORK = re.compile(
    r"\b(?:based in|covering|who covers|freelance|follow (?:him|her|them)|on twitter|"
    r"can be reached|reach (?:him|her|them)|contact (?:him|her|them))\b|\S@\S|\s@\w",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:you can |please )?(?:contact|e-?mail|reach|write to|follow|send|got |have |do you |"
    r"message|call|tips?\b|find|kontakt|schreiben sie|schreib|folgen|contacte|"
    r"contacter|contacta|contatta|"
    r"escr[ií]b|scrivi|suivez|s[ií]gue|siga|segui|mail|пишите|свяжитесь)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{2,100}|(?:^|\s)@\w{2,30}")
_COPYRIGHT = re.compile(
    r"(?:copyright|\(c\)|©|ⓒ)[\s:©ⓒ]{0,4}(?:\(c\)\s?)?(?:by |the )?(?:19|20)\d\d\b"
    r"|[©ⓒ].{1,60}\b(?:19|20)\d\d\b|(?:copyright\s?(?:©|\(c\))|©\s?copyright|copyright\s?:)",
    re.IGNORECASE,
)
_OWNER = re.compile(r"(?:©|ⓒ|copyright by|copyright)\s?\S", re.IGNORECASE)
_TAIL = PhraseTable(TAIL)
_ONLY_BEHIND = PhraseTable(ONLY_BEHIND)
_TAGS = PhraseTable(TAGS, with_separator=True)
_RELATED = PhraseTable(RELATED_HEADINGS)
_HOME = frozenset(HOME_WORDS)
TAIL_TABLES = (_TAIL, _ONLY_BEHIND, _TAGS, _RELATED)
# How a desk's notes about an article begin, and who made it.
_NOTES = (
    "correction", "clarification", "editor's note", "reporting by", "edited by", "editing by",
    "additional reporting", "writing by", "korrektur", "anmerkung der redaktion", "corrección",
    "correzione", "correction", "rectificatif", "correctie", "rättelse", "rettelse",
)  # fmt: skip


def is_tail(line: str, about: Surroundings) -> bool:
    """Whether a line behind the article's last paragraph is no part of it."""
    if len(line) > 2 * MAX_LINE_CHARS or QUOTED.match(line):
        return False
    if _is_biography(line, about) or _is_contact(line) or _is_copyright(line):
        return True
    words = word_count(line)
    if words > MAX_TAIL_WORDS:
        return False
    form = plain(line)
    if _TAIL.matches(form) or _ONLY_BEHIND.matches(form):
        return True
    if _TAGS.has(form) or form in _HOME or form in about.sections:
        return True
    if is_prose(line):
        return False
    if words <= MAX_TAGS_WORDS and _TAGS.match(form) and not ends_sentence(line):
        return True
    return (
        is_share_bar(line)
        or is_date(line, about)
        or is_byline(line, about)
        or (words > 2 and not ends_sentence(line) and is_headline(line, about))
        or not without_links(line)
    )


def is_box(line: str, min_words: int = MIN_BOX_WORDS) -> bool:
    """Whether a line within an article is a box of those that usually stand behind one."""
    words = line.count(" ") + 1
    if not min_words <= words <= MAX_BOX_WORDS or line.startswith("- ") or line.endswith("?"):
        return False
    if len(line) > MAX_LINE_CHARS or QUOTED.match(line):
        return False
    form = plain(line)
    # Of prose, only what begins as a box does.
    return _TAIL.match(form) is not None if is_prose(line) else _TAIL.matches(form)


def is_related_heading(line: str, *, is_behind: bool) -> bool:
    """Whether a line is the heading of a list of other articles.

    Behind an article, also one with words of its own: “More from the harbour”.
    """
    if len(line) > MAX_LINE_CHARS or line.startswith("- ") or QUOTED.match(line):
        return False
    if line.count(" ") >= MAX_HEADING_WORDS or line.endswith("."):
        return False
    form = plain(line)
    return _RELATED.matches(form) if is_behind else _RELATED.has(form)


def is_note(line: str) -> bool:
    """Whether a line among related articles is about this one: a correction, who edited it."""
    if plain(line[:MAX_LINE_CHARS]).startswith(_NOTES):
        return True
    return ends_sentence(line) and word_count(line) >= MIN_NOTE_WORDS


def _is_biography(line: str, about: Surroundings) -> bool:
    """Whether a paragraph tells who the author is.

    A paragraph about one of the page's authors does, where it stands last. One about somebody else
    does if it names a trade of writers and the site, or ways to follow or reach this person.
    """
    words = line.count(" ") + 1
    if words > MAX_BIOGRAPHY_WORDS:
        return False
    start = line[:100].casefold()
    for name in about.names:
        written = " ".join(name)
        if len(name) > 1 and start.startswith(written) and _DOES.match(line, len(written)):
            return True
    person = _ANY_PERSON.match(line)
    if not person or not _DOES.match(line, person.end()) or not _ROLE.search(line, person.end()):
        return False
    names_site = bool(about.site_name) and about.site_name in " ".join(line.casefold().split())
    return names_site or _AT_WORK.search(line, person.end()) is not None


def _is_contact(line: str) -> bool:
    """Whether a line asks to write to an address or to follow an account."""
    if line.count(" ") >= MAX_CONTACT_WORDS:
        return False
    address = _ADDRESS.search(line)
    if not address:
        return False
    return _CONTACT.match(line) is not None or address[0].strip() == line


def _is_copyright(line: str) -> bool:
    """Whether a line says whose the article is."""
    words = line.count(" ") + 1
    if words > MAX_COPYRIGHT_WORDS:
        return False
    if _COPYRIGHT.match(line):
        return True
    return (
        words <= MAX_OWNER_WORDS
        and _OWNER.match(line) is not None
        and (line[0] in "©ⓒ")
        and not ends_sentence(line)
    )
