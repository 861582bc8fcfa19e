"""Read a page's headings: are they the expected article's, a notice, or something else?"""

from collections.abc import Iterable
from dataclasses import dataclass

from newsmill.cleaner.judging.evidence import Evidence
from newsmill.cleaner.judging.likeness import likeness, readable
from newsmill.cleaner.judging.notices import notice_in, notices_among
from newsmill.cleaner.judging.offers import is_offer, words_beside_offers
from newsmill.cleaner.judging.signs import Signs
from newsmill.cleaner.texts import PARAGRAPH_BREAK
from newsmill.contracts.articles import PageKind
from newsmill.text.words import word_count

WALLS: tuple[PageKind, ...] = ("consent", "login", "captcha", "paywall", "not_found")
"""What stands before an article or in its place."""

SIMILAR, UNRELATED = 0.5, 0.1
MAX_HEADINGS = 6
# The sentences of walls are looked for in the first letters of texts shorter than this.
SHORT_WORDS = 150
MAX_SAID_CHARS = 1_000
# A text with fewer words beside such sentences says nothing else.
MIN_OTHER_WORDS = 12
# A text with so many words is no mere offer.
MAX_OFFER_WORDS = 80
MIN_WORDS_BESIDE_OFFERS = 8


@dataclass(frozen=True)
class Headings:
    """What a page's headings say."""

    likeness: float
    """Of the entry's headline and the page's, in its head or body."""
    first_likeness: float
    """The same without second headings, which may be teasers'."""
    share: float
    """Which share of the feed's telling words the page has."""
    body_notice: PageKind | None
    """What a first heading announces."""
    head_notice: PageKind | None
    """What the title announces."""
    sub_notice: PageKind | None
    """What a second heading announces."""
    announced: frozenset[PageKind]
    """What the sentences of a short text announce."""
    has_headline: bool
    """Whether a heading or title is neither a notice nor the site's name."""
    headline: str
    """The first heading, if it is no notice and the title has it too; readable."""
    has_first: bool
    """Whether there is a first heading beside notices and the site's name."""


def headings_of(signs: Signs, evidence: Evidence, text: str) -> Headings:
    """Compare a page's headings with the expected headline and the notices of walls."""
    names, title = evidence.site_names, evidence.title
    titles = [readable(each) for each in signs.titles]
    h1 = [readable(each) for each in signs.h1[:MAX_HEADINGS]]
    h1 = [each for each in h1 if each not in names]
    # Without a first heading, the second is the headline, but one of many may be a teaser's.
    h2 = [readable(each) for each in signs.h2[:MAX_HEADINGS]]
    below = [] if h1 else h2 if len(signs.h2) <= MAX_HEADINGS else h2[:1]
    first = [each for each in h1 if not notice_in(each, names)]
    body_notice = _first_notice(h1, names)
    in_head = max(evidence.likeness, likeness(title, titles))
    in_h1, in_h2 = likeness(title, h1), likeness(title, below)
    share = evidence.share
    has_headline = any(
        each and each not in names and not notice_in(each, names) for each in (*h1[:1], *titles)
    )
    said = f"{signs.lead} {text[:MAX_SAID_CHARS]}"
    announced = notices_among(said) if evidence.words < SHORT_WORDS else frozenset()
    if body_notice in WALLS and max(in_h1, in_h2) < SIMILAR:
        # The page of a wall may still have the head of the article.
        in_head, share = min(in_head, UNRELATED), evidence.share_of_text
    if announced and evidence.lacks_teaser and _says_nothing_else(text, {title, *h1, *h2}):
        # Or all of its headings, and only an offer to subscribe below.
        in_head = in_h1 = in_h2 = UNRELATED
        share, has_headline = 0.0, False
    offered = _offered(signs, evidence, text, {title, *h1, *h2}, names)
    if offered:
        # The headline and the teaser stand above, but no article does.
        in_head = in_h1 = in_h2 = UNRELATED
        share, has_headline, announced = 0.0, False, announced | {offered}
    return Headings(
        likeness=max(in_head, in_h1, in_h2),
        first_likeness=max(in_head, in_h1),
        share=share,
        body_notice=body_notice,
        head_notice=_first_notice(signs.titles, names),
        sub_notice=_first_notice(h2, names) if evidence.words < SHORT_WORDS else None,
        announced=announced,
        has_headline=has_headline,
        headline=max(
            (each for each in first if likeness(each, titles) >= SIMILAR), key=len, default=""
        ),
        has_first=bool(first),
    )


def _offered(
    signs: Signs, evidence: Evidence, text: str, headings: set[str], names: tuple[str, ...]
) -> PageKind | None:
    """What a page offers that has nothing else but the words of its feed."""
    if evidence.words >= MAX_OFFER_WORDS:
        return None
    kind: PageKind | None = None
    notices = {notice_in(heading, names) for heading in (*signs.h1, *signs.h2)[:MAX_HEADINGS]}
    lines = signs.lead.split("\n")
    if "paywall" in notices or any(is_offer(each) for each in (*lines, text)):
        kind = "paywall"
    elif "login" in notices and signs.asks_password:
        kind = "login"
    if not kind:
        return None
    said = text
    if PARAGRAPH_BREAK not in text:
        # All in one piece: the page's own lines show what is what.
        whole = " ".join(text.split())
        said = PARAGRAPH_BREAK.join(each for each in lines if not text or each in whole)
    beside = words_beside_offers(said, evidence.feed, headings)
    return kind if beside < MIN_WORDS_BESIDE_OFFERS else None


def _says_nothing_else(text: str, headings: set[str]) -> bool:
    """Whether a text has next to nothing beside headings and the sentences of walls."""
    other = [
        paragraph
        for paragraph in text[:MAX_SAID_CHARS].split(PARAGRAPH_BREAK)
        if not notices_among(paragraph)
        and not notice_in(paragraph)
        and readable(paragraph) not in headings
    ]
    return bool(text) and word_count(" ".join(other)) < MIN_OTHER_WORDS


def _first_notice(headings: Iterable[str], site_names: tuple[str, ...]) -> PageKind | None:
    notices = (notice_in(heading, site_names) for heading in headings)
    return next((kind for kind in notices if kind), None)
