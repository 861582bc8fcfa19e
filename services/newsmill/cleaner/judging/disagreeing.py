"""Is a page about other news than its feed says? By telling words, headline and address."""

from newsmill.cleaner.judging.evidence import Evidence
from newsmill.cleaner.judging.headings import Headings
from newsmill.cleaner.judging.likeness import share_of, stems
from newsmill.text.scripts import script_of

# To disagree with a feed that says so much of an article is no chance; nor is it with one that
# says less, where the link led elsewhere and nothing agrees.
MANY_TELLING, FEW_TELLING = 8, 3
SHARE_OF_CHANCE, SHARE_ELSEWHERE = 0.1, 0.15
# More of any words is in a longer text, of the right ones as well.
SHARE_OF_LENGTH, LONG_WORDS = 0.05, 150
MIN_SHORT_WORDS = 4
# Shorter texts say too little, or a wall's notice; of another address, fewer words are enough.
MIN_WORDS, MIN_WORDS_ELSEWHERE = 25, 12
UNRELATED_TITLE, RELATED_TITLE = 0.2, 0.35


def disagrees(evidence: Evidence, headings: Headings, text: str) -> bool:
    """Whether the feed says much, and the page so little of it, that it is about other news."""
    at_least = MIN_WORDS_ELSEWHERE if evidence.is_elsewhere and not evidence.share else MIN_WORDS
    if evidence.words < at_least or evidence.shares_slug:
        return False
    if _has_telling_headline(evidence, headings) or is_translated(evidence, text):
        return False
    if len(evidence.telling) >= MANY_TELLING:
        limit = SHARE_ELSEWHERE if evidence.is_elsewhere else SHARE_OF_CHANCE
        return evidence.share < limit + SHARE_OF_LENGTH * (evidence.words >= LONG_WORDS)
    return evidence.is_elsewhere and len(evidence.telling) >= FEW_TELLING and not evidence.share


def is_translated(evidence: Evidence, text: str) -> bool:
    """Whether the text is in another script, or has next to none of the feed's short words."""
    if script_of(evidence.feed) != script_of(text):
        return True
    short = stems(evidence.feed) - evidence.telling
    found = stems(text.lower())
    return len(short) >= MIN_SHORT_WORDS and len(short & found) < SHARE_OF_CHANCE * len(short)


def _has_telling_headline(evidence: Evidence, headings: Headings) -> bool:
    """Whether a headline has telling words of the expected one, not only short ones."""
    if not UNRELATED_TITLE <= headings.likeness < RELATED_TITLE:
        return headings.likeness >= UNRELATED_TITLE
    telling = stems(evidence.title, telling=True)
    headlines = " ".join((*evidence.headlines, headings.headline))
    return len(telling) < FEW_TELLING or share_of(telling, headlines) > SHARE_OF_CHANCE
