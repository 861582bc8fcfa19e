"""Judge which page it is: the article, or a consent form, a login, a home page, a listing, …

Each kind of page has signs with weights, and so has the article. The kind with the most weight wins
where it reaches `ENOUGH`: no single word, form or script is enough, unless nothing speaks for the
article. That the page has the entry's headline as its own is the strongest sign of all.
"""

from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.gathering import Facts
from newsmill.cleaner.judging.disagreeing import disagrees, is_translated
from newsmill.cleaner.judging.evidence import MAX_TEXT_CHARS, Evidence, evidence_of
from newsmill.cleaner.judging.headings import SHORT_WORDS, WALLS, headings_of
from newsmill.cleaner.judging.signs import Signs, letters_in, signs_of
from newsmill.cleaner.parsing import UNREADABLE, Tree
from newsmill.contracts.articles import PageKind

ENOUGH = 3.0
ENOUGH_UNEXPECTED = 4.0
"""Where the feed says nothing of the article, so that nothing can speak for it."""

SAME_TITLE, SIMILAR_TITLE, RELATED_TITLE, OTHER_TITLE = 0.75, 0.5, 0.35, 0.2
MANY_WORDS_SHARED, SOME_WORDS_SHARED = 0.4, 0.2
# From so few words of a feed, it cannot be told that a page is about something else.
MIN_TELLING = 6
# Pages with the entry's headline and so much text that has its words need no further look.
PLAIN_WORDS, PLAIN_SHARE = 120, 0.3
# Words of a text with which a page can be no wall, an article, a video's caption.
BARE_WORDS, STUB_WORDS, CAPTION_WORDS = 25, 60, 80
# Letters in paragraphs with no teaser in between.
ARTICLE_PROSE, LONG_PROSE = 400, 800
FEW_TEASERS, FEW_HEADLINE_LINKS = 4, 10
LONG_HEADING = 30
# What walls have in common counts beside signs of their own with so much weight.
SPECIFIC = 1.5


def kind_of(tree: Tree, facts: Facts, text: str, expectation: Expectation) -> PageKind:
    """Which kind of page it is; `text` is what was extracted from it, perhaps nothing.

    An article's page is one also if its text is short, cut off by a paywall, or not found at all.
    A page that cannot be judged is taken for the article's.
    """
    evidence = evidence_of(facts, text, expectation)
    if _is_plain(evidence, expectation):
        return "article"
    try:
        marks = evidence.words < SHORT_WORDS
        signs = signs_of(tree, expectation.page_url, expectation.url, marks=marks)
    except UNREADABLE:
        return "article"
    if not (facts.description or evidence.words) and _is_empty(signs):
        return "unreadable"
    weights = _Weights(signs, evidence, text, expectation.same_as_others).by_kind()
    kind, weight = max(weights.items(), key=lambda each: each[1])
    enough = ENOUGH if evidence.is_expected else ENOUGH_UNEXPECTED
    return kind if weight >= enough else "article"


def _is_empty(signs: Signs) -> bool:
    return not (signs.lead or any(signs.titles) or signs.teasers or signs.headline_links)


def _is_plain(evidence: Evidence, expectation: Expectation) -> bool:
    """Whether it is the expected article so plainly that its elements need not be looked at."""
    return (
        evidence.likeness >= SAME_TITLE
        and evidence.words >= PLAIN_WORDS
        and evidence.share >= PLAIN_SHARE
        and not evidence.address
        and not expectation.same_as_others
        and not evidence.is_typed_video
        and not evidence.is_typed_listing
    )


class _Weights:
    """The weights of one page's signs."""

    def __init__(self, signs: Signs, evidence: Evidence, text: str, same_as_others: int) -> None:
        self._signs = signs
        self._evidence = evidence
        self._headings = headings_of(signs, evidence, text)
        self._text = text[:MAX_TEXT_CHARS]
        self._text_letters = letters_in(text[:MAX_TEXT_CHARS])
        self._same_as_others = same_as_others

    def by_kind(self) -> dict[PageKind, float]:
        """How much speaks for each kind, after what speaks for the article is taken off."""
        return {
            **{kind: self._wall(kind) for kind in WALLS},
            "home": self._home(),
            "listing": self._listing(),
            "video": self._video(),
            "shared": self._shared(),
            "other": self._other(),
        }

    def _wall(self, kind: PageKind) -> float:
        headings, evidence = self._headings, self._evidence
        own = self._heading_of(kind)
        if kind in headings.announced:
            own += 2 if own or not headings.has_headline else 1
        own += 3 * (evidence.address == kind)
        own += kind == "login" and self._signs.asks_password
        is_bare = evidence.words < BARE_WORDS and not self._signs.prose
        own += kind in self._signs.guards and bool(own or is_bare)
        if not own:
            return 0.0
        # What every wall has in common says nothing alone.
        common = min(self._mismatch(), own)
        common += own >= SPECIFIC and evidence.words < STUB_WORDS
        return own + common - self._article()

    def _heading_of(self, kind: PageKind) -> float:
        headings = self._headings
        body, head = headings.body_notice == kind, headings.head_notice == kind
        below = headings.sub_notice == kind and not headings.has_headline
        return max(2.5 * body, 3.0 * head, 1.5 * below) + (body and head)

    def _article(self) -> float:
        """What speaks for the article, where walls are the alternative."""
        evidence, share = self._evidence, self._headings.share
        weight = self._title() + 1.0 * evidence.is_typed_article
        weight += 2.0 * (share >= MANY_WORDS_SHARED) + (share >= SOME_WORDS_SHARED)
        if evidence.is_expected and share < SOME_WORDS_SHARED:
            return weight
        return weight + (evidence.words >= STUB_WORDS) + 2 * (evidence.words >= SHORT_WORDS)

    def _title(self) -> float:
        return _weight_of_title(self._headings.likeness)

    def _has_other_title(self, less_than: float) -> bool:
        return bool(self._evidence.title) and self._headings.likeness < less_than

    def _mismatch(self) -> float:
        """How sure it is that the page is about something else."""
        evidence, headings = self._evidence, self._headings
        if not evidence.is_expected or headings.likeness >= OTHER_TITLE:
            return 0.0
        if headings.share >= SOME_WORDS_SHARED:
            return 0.0
        return 2.0 if len(evidence.telling) >= MIN_TELLING else 1.0

    def _shape_of_listing(self) -> float:
        """Whether many headlines lead elsewhere, and no text of one piece stands between them."""
        signs = self._signs
        if signs.teasers < FEW_TEASERS and signs.headline_links < FEW_HEADLINE_LINKS:
            # Perhaps teasers without links, under no headline.
            return 1.0 * (not self._headings.has_first and len(signs.h2) >= FEW_TEASERS - 1)
        if signs.longest_prose >= max(ARTICLE_PROSE, signs.prose // 2):
            return 0.0
        # Much text outside paragraphs may be an article's.
        return 1.0 if self._text_letters > 2 * signs.prose + ARTICLE_PROSE else 2.0

    def _listing(self) -> float:
        signs, evidence, headings = self._signs, self._evidence, self._headings
        shape = self._shape_of_listing()
        notice = headings.head_notice == "listing" or (
            headings.body_notice == "listing" and not headings.has_headline
        )
        weight = (
            shape
            + 1.5 * notice
            + 1.5 * evidence.is_typed_listing
            + 0.5 * (signs.og_type == "website")
            + 0.5 * signs.searches
            + 2.5 * (evidence.address == "listing")
            + 1.5 * evidence.is_shallow
            + 1.5 * (shape > 0 and signs.links_to_entry)
            + max(self._mismatch(), 1.0 * self._is_about_other_things())
        )
        if not (notice or evidence.is_elsewhere or signs.links_to_entry or signs.searches):
            # No redirect, and some of the feed's words: perhaps an article among teasers.
            weight -= 1.5 * (evidence.share > 0)
        if not (shape or notice or evidence.is_shallow or evidence.address == "listing"):
            weight -= 1.5
        return weight - self._single_article()

    def _home(self) -> float:
        if self._evidence.address != "home":
            return 0.0
        # A front's second heading may be the article's teaser.
        only_below = self._title() - _weight_of_title(self._headings.first_likeness)
        other = 1.0 * self._has_other_title(RELATED_TITLE)
        return 3.0 + self._shape_of_listing() + other + only_below - self._single_article()

    def _single_article(self) -> float:
        """What speaks for one article, where pages of many are the alternative."""
        signs, evidence = self._signs, self._evidence
        weight = self._title()
        weight += 1.5 * evidence.is_typed_article or 1.0 * (signs.og_type == "article")
        is_one_piece = signs.longest_prose * 2 >= signs.prose
        weight += 2.0 * (signs.longest_prose >= LONG_PROSE and is_one_piece)
        if signs.links_to_entry:
            return weight
        # A section's name is short, and its title says something more.
        weight += 1.5 * (letters_in(self._headings.headline) >= LONG_HEADING)
        weight += 1.0 * (evidence.share_of_text >= SOME_WORDS_SHARED)
        return weight + 0.5 * (evidence.share >= MANY_WORDS_SHARED)

    def _video(self) -> float:
        signs, evidence = self._signs, self._evidence
        is_video = evidence.is_typed_video or signs.og_type.startswith("video")
        weight = 3.0 * is_video + 1.0 * signs.plays_video
        weight -= 2.0 * evidence.is_typed_article + 1.0 * (signs.og_type == "article")
        if self._shape_of_listing() > 1:
            # The words are those of teasers for other videos.
            return weight
        return weight - (evidence.words >= CAPTION_WORDS) - 2.0 * (evidence.words >= SHORT_WORDS)

    def _shared(self) -> float:
        if not self._same_as_others:
            return 0.0
        is_carried = self._evidence.share >= SIMILAR_TITLE and not self._shape_of_listing()
        return 3.5 + self._mismatch() - self._title() - 1.0 * is_carried

    def _other(self) -> float:
        evidence, signs = self._evidence, self._signs
        if disagrees(self._evidence, self._headings, self._text):
            return 3.0 + evidence.is_moved
        if not self._mismatch():
            return 0.0
        weight = 3.0
        if evidence.shares_slug:
            return 0.0
        if (
            evidence.words >= BARE_WORDS
            and not evidence.is_elsewhere
            and is_translated(self._evidence, self._text)
        ):
            # What is said in another language cannot be compared.
            return 0.0
        if len(evidence.telling) >= MIN_TELLING:
            weight += evidence.is_moved - 1.0 * (evidence.share > 0)
        elif not evidence.is_moved or evidence.share or self._headings.likeness:
            # So few words say it only of a page of another site, and only if it has none of them.
            return 0.0
        elif not evidence.words:
            return 0.0
        weight -= 2.0 * (evidence.is_typed_article or signs.og_type == "article")
        return weight - (signs.longest_prose >= ARTICLE_PROSE)

    def _is_about_other_things(self) -> bool:
        """Whether the page has another headline, and its text is not the article's either."""
        agrees = self._evidence.share_of_text >= SOME_WORDS_SHARED
        return self._has_other_title(OTHER_TITLE) and (self._signs.links_to_entry or not agrees)


def _weight_of_title(likeness: float) -> float:
    if likeness >= SAME_TITLE:
        return 4.0
    return 3.0 if likeness >= SIMILAR_TITLE else 1.5 * (likeness >= RELATED_TITLE)
