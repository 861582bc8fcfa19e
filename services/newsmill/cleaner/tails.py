"""What feeds put behind an entry's text that is no part of it, by who puts it there."""

import re
from dataclasses import dataclass

from newsmill.cleaner.texts import PARAGRAPH_BREAK

MAX_TAIL_CHARS = 700
MAX_TAILS = 8


@dataclass(frozen=True)
class Tails:
    """Ends of entries with a common origin, as regular expressions, in any case of letters."""

    source: str
    patterns: tuple[str, ...]


ENDINGS = (
    # Yoast SEO's “content after post in the feed” and its translations.
    Tails(
        "https://translate.wordpress.org/projects/wp-plugins/wordpress-seo/",
        (
            r"The post .{1,300} (?:appeared|was) first (?:appeared |published )?on .{1,200}",
            r".{1,300} was first (?:posted|published) (?:on|at) .{1,200}",
            r"Der Beitrag .{1,300} erschien zuerst auf .{1,200}",
            r"(?:L[’']|Cet )article .{1,300} est apparu en premier sur .{1,200}",
            r"La entrada .{1,300} (?:se publicó|apareció|aparece) primero en .{1,200}",
            r"L[’']articolo .{1,300} (?:proviene da|sembra essere il primo su) .{1,200}",
            r"Het bericht .{1,300} verscheen eerst op .{1,200}",
            r"O post .{1,300} (?:apareceu|aparece) primeiro (?:em|no) .{1,200}",
            r"Artykuł .{1,300} pochodzi z serwisu .{1,200}",
            r"Inlägget .{1,300} dök först upp på .{1,200}",
            r"Indlægget .{1,300} blev først (?:udgivet|vist) på .{1,200}",
            r"Innlegget .{1,300} dukket først opp på .{1,200}",
            r"Запись .{1,300} впервые появилась .{1,200}",
            r"Сообщение .{1,300} появились сначала на .{1,200}",
        ),
    ),
    # WordPress's own marks of a cut text: (more…), “Continue reading”, and its themes' links.
    Tails(
        "https://developer.wordpress.org/reference/functions/get_the_content/",
        (r"\(more(?:…|\.\.\.)\)", r"Continue reading(?: .{1,300})?"),
    ),
    # Links to the whole article, by language.
    Tails(
        "https://developer.wordpress.org/reference/hooks/excerpt_more/",
        (
            r"(?:Click here to )?(?:read|see|view|learn) more(?: (?:at|on|from|about) .{1,120})?",
            r"(?:Click here to )?read (?:the )?(?:full|whole) (?:story|article|post).{0,120}",
            r"(?:Click here to )?read the rest of th(?:e|is) (?:story|article|post|entry)",
            r"(?:Full|Complete) (?:story|article|text)",
            r"(?:Weiterlesen|Mehr lesen|Zum Artikel|Den ganzen Artikel lesen)",
            r"(?:Lire (?:la suite|plus|l[’']article)|En savoir plus)(?: (?:de|sur) .{1,120})?",
            r"(?:Leer más|Seguir leyendo|Sigue leyendo|Continuar leyendo)",
            r"(?:Leggi tutto|Leggi di più|Continua a leggere|Continua la lettura)",
            r"(?:Lees meer|Lees verder|Verder lezen)",
            r"(?:Leia mais|Ler mais|Continue lendo|Continuar a ler)",
            r"(?:Läs mer|Les mer|Læs mere|Les hele saken|Lue lisää)",
            r"(?:Czytaj (?:dalej|więcej)|Číst dál|Celý článek|Devamını oku)",
            r"(?:Читать далее|Читать дальше|Подробнее|Читати далі)",
            r"(?:続きを読む|続きはこちら|阅读更多|阅读全文|繼續閱讀|閱讀全文|더 보기)",
        ),
    ),
    # Reddit and Hacker News: who sent the link, and links to what was said about it.
    Tails(
        "https://www.reddit.com/wiki/rss",
        (r"submitted by /?u/\S{1,40}", r"(?:\[link\] *)?\[comments\]", r"\[link\]", r"Comments"),
    ),
    # Jetpack's buttons.
    Tails(
        "https://jetpack.com/support/sharing/",
        (
            r"Share this:?",
            r"Like this:?",
            r"Like Loading(?:…|\.\.\.)",
            r"(?:- )?(?:Click to (?:share|email|print) .{1,100}\(Opens in new window\).{0,40})",
        ),
    ),
)

# An ending begins where a paragraph or, behind it, a sentence does, and may point with an arrow.
_ENDING = re.compile(
    r"(?:^|(?<=[.!?…:;»›”\"'’)\]。！？」』])\s*)\[?(?:"
    + "|".join(pattern for tails in ENDINGS for pattern in tails.patterns)
    + r")[\s.…:»›→➜>\]]*$",
    re.IGNORECASE,
)
# https://developer.wordpress.org/reference/functions/wp_trim_excerpt/ ends a cut text so.
_CUT_MARK = re.compile(r"\s*[\[(](?:…|\.\.\.)[\])]$")


def without_tails(text: str) -> str:
    """`text`, in paragraphs, without what was put behind it; empty if there is nothing else.

    A mark such as “[…]” for a text that was cut becomes “…”.
    """
    paragraphs = text.split(PARAGRAPH_BREAK)
    for _ in range(MAX_TAILS):
        last = paragraphs[-1]
        ending = _ENDING.search(last, max(0, len(last) - MAX_TAIL_CHARS))
        if not ending:
            break
        paragraphs[-1] = last[: ending.start()].rstrip()
        if not paragraphs[-1]:
            paragraphs.pop()
        if not paragraphs:
            return ""
    paragraphs[-1] = _CUT_MARK.sub("…", paragraphs[-1])
    return PARAGRAPH_BREAK.join(paragraphs)
