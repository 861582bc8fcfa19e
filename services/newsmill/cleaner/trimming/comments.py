"""Find where readers' comments begin, if an extractor took them for a part of the article."""

import re
from collections.abc import Sequence
from typing import Protocol

from newsmill.cleaner.trimming.boilerplate_phrases import COMMON, WORDPRESS, Phrases
from newsmill.cleaner.trimming.phrase_matching import MAX_LINE_CHARS, PhraseTable, plain
from newsmill.cleaner.trimming.prose import QUOTED

MIN_PARAGRAPHS_BEFORE = 3
MIN_SIGNS = 2
MAX_SIGN_WORDS = 12
MAX_PARAGRAPHS_PER_SIGN = 3

COMMENT_HEADINGS = (
    Phrases(
        "en", WORDPRESS,
        ("0 thoughts on {}", "0 responses to {}", "0 responses", "0 replies", "Leave a reply",
         "Leave a comment"),
    ),
    Phrases(
        "en", COMMON,
        ("Comments", "0 comments", "0 comment", "Comments (0)", "Join the conversation",
         "Join the discussion", "Readers' views", "Readers' comments", "Reader comments",
         "Comments are open…", "View comments", "Comments 0"),
    ),
    Phrases(
        "und", COMMON,
        ("Kommentare", "0 Kommentare", "Kommentare (0)", "Commentaires", "0 commentaires",
         "Commentaires (0)", "Vos réactions", "Réactions",
         "Comentarios", "0 comentarios", "Comentarios (0)", "Commenti",
         "0 commenti", "Comentários", "0 comentários", "Comentários (0)", "Reacties", "0 reacties",
         "Komentarze", "Komentarze (0)", "0 komentarzy", "Kommentarer", "Kommentarer (0)",
         "0 kommentarer", "Комментарии", "Комментарии (0)", "0 комментариев", "Коментарі",
         "Yorumlar", "Yorumlar (0)", "0 yorum", "Komentáře", "Diskuse", "Komentar", "التعليقات",
         "تعليقات", "نظرات", "コメント", "コメント（0）", "评论", "評論", "댓글",
         "댓글 0", "Bình luận"),
    ),
)  # fmt: skip
"""What stands above comments."""

_HEADINGS = PhraseTable(COMMENT_HEADINGS)
_REPLIES = frozenset((
    "reply", "like", "report", "permalink", "share", "antworten", "melden", "répondre",
    "signaler", "responder", "denunciar", "rispondi", "segnala", "reageren", "svar", "svara",
    "vastaa", "odpowiedz", "zgłoś", "ответить", "відповісти", "cevapla", "yanıtla", "رد", "返信",
    "回复", "回覆", "답글", "balas", "trả lời", "odpovědět",
))  # fmt: skip
_SAYS = re.compile(
    r"\b(?:says|said|wrote|writes|sagt|schreibt|dit|a écrit|dice|dijo|diz|disse|scrive|pisze|пишет)"
    r"(?: on .{1,40})?:?$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\d{1,2} (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?) ago\b"
    r"|\b(?:vor|il y a|hace|há|fa) \d{1,2} \w{3,10}"
    r"|\b\d{1,2} \w{3,10} (?:fa|atrás|geleden|sedan|siden|temu|назад|önce|lalu)\b"
    r"|[^\W\d_].{1,60}\b\d{1,2}[.:h]\d\d\b.{0,12}$",
    re.IGNORECASE,
)


class Line(Protocol):
    """A paragraph."""

    text: str
    is_prose: bool


def comments_start(lines: Sequence[Line]) -> int | None:
    """Where a heading of comments stands behind an article, with signs of comments behind it.

    Such signs are lines that say who wrote a comment and when, and buttons to reply: an article
    with the number of its comments between two paragraphs has none.
    """
    before = 0
    for place, line in enumerate(lines):
        if line.is_prose:
            before += 1
        elif before >= MIN_PARAGRAPHS_BEFORE and _is_heading(line.text):
            behind = sum(each.is_prose for each in lines[place:])
            signs = sum(_is_sign(each.text) for each in lines[place + 1 :])
            # A live blog's posts have signs like these, and are longer than what is before them.
            fits = behind <= min(before, MAX_PARAGRAPHS_PER_SIGN * signs)
            return place if signs >= MIN_SIGNS and fits else None
    return None


def _is_heading(line: str) -> bool:
    if len(line) > MAX_LINE_CHARS or line.startswith("- ") or QUOTED.match(line):
        return False
    return _HEADINGS.matches(plain(line))


def _is_sign(line: str) -> bool:
    if len(line) > MAX_LINE_CHARS or line.count(" ") >= MAX_SIGN_WORDS:
        return False
    if plain(line) in _REPLIES or _SAYS.search(line):
        return True
    return _WHEN.search(line) is not None
