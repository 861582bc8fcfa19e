"""Compare a page with what its feed says of the article: title, text, addresses, types."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from newsmill.cleaner.addresses.believing import is_section_above
from newsmill.cleaner.addresses.canonical import site_of
from newsmill.cleaner.addresses.kinds import kind_of_address
from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.gathering import Facts
from newsmill.cleaner.judging.likeness import likeness, readable, share_of, stems
from newsmill.contracts.articles import PageKind
from newsmill.hosts import parse
from newsmill.text.words import word_count

# Of a text, its beginning decides.
MAX_TEXT_CHARS = 4_000
MAX_COUNTED_CHARS = 2_500
MAX_TEASER_CHARS = 600
MIN_TEASER_STEMS = 3
MAX_SLUG_CHARS = 200
SHARE_OF_SLUG = 0.4

# Up to two folders of one or two words: sections, not articles.
_SHALLOW = re.compile(r"(?:/[^\W\d_]{2,30}(?:-[^\W\d_]{2,30})?){1,2}/?")

# Ends of the names of schema.org's types: https://schema.org/Article and what is below it.
_ARTICLE_TYPES = ("Article", "BlogPosting", "Report", "Review", "LiveBlogPosting", "Recipe")
# https://schema.org/CollectionPage, https://schema.org/ItemList, https://schema.org/ProfilePage
_LISTING_TYPES = frozenset(
    ("CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage", "Blog", "CategoryCode")
)
_VIDEO_TYPES = frozenset(("VideoObject", "Clip", "TVEpisode", "Movie", "VideoGallery"))


@dataclass(frozen=True)
class Evidence:
    """What speaks for or against a page before its elements are looked at."""

    title: str
    """The entry's headline, readable; may be empty."""
    site_names: tuple[str, ...]
    headlines: tuple[str, ...]
    """What the page's metadata call its headline, readable."""
    feed: str
    """The entry's headline and the beginning of its text, in lower case."""
    telling: frozenset[str]
    """Stems of the telling words of the entry's headline and text."""
    share: float
    """Which share of these the page has, its metadata included."""
    shares_slug: bool
    """Whether the text has the telling words of the entry's address, or most of them."""
    share_of_text: float
    """Which share of these the text has."""
    lacks_teaser: bool
    """Whether the text has none of the feed's words beside those of the headline."""
    likeness: float
    """Of the entry's headline and the page's."""
    words: int
    """Of the beginning of the extracted text."""
    address: PageKind | None
    """Which other page the redirect ended at, by its address."""
    is_moved: bool
    """Whether the redirect ended on another site."""
    is_elsewhere: bool
    """Whether the page has another path than the entry's link."""
    is_shallow: bool
    """Whether the redirect ended at a short address such as /news/, on the same site."""
    is_typed_article: bool
    is_typed_listing: bool
    is_typed_video: bool

    @property
    def is_expected(self) -> bool:
        """Whether the feed says anything of the article."""
        return bool(self.title or self.telling)


def evidence_of(facts: Facts, text: str, expectation: Expectation) -> Evidence:
    """Compare a page's metadata and text with the expectation."""
    title = readable(expectation.title)
    # Texts are in NFC on both sides; NFKC of a whole text would take longer than all the rest.
    feed_text = expectation.feed_text[:MAX_TEASER_CHARS].lower()
    feed = f"{expectation.title.lower()} {feed_text}"
    telling = stems(feed, telling=True)
    teaser = stems(feed_text, telling=True) - stems(expectation.title.lower())
    headlines = tuple(dict.fromkeys(readable(each) for each in (facts.title, *facts.headlines)))
    on_page = text[:MAX_TEXT_CHARS].lower()
    in_head = f"{facts.title} {facts.description}".lower()
    entry, page = expectation.url, expectation.page_url
    address = kind_of_address(page, entry) if page and entry else None
    if not address and page and entry and is_section_above(page, entry):
        address = "listing"
    is_moved = bool(page and entry and site_of(page) != site_of(entry))
    is_typed_article = any(name.endswith(_ARTICLE_TYPES) for name in facts.types)
    return Evidence(
        title=title,
        site_names=tuple(
            readable(name)
            for name in (facts.site_name, expectation.feed_title, site_of(page or entry))
            if name
        ),
        headlines=headlines,
        feed=feed,
        telling=telling,
        share=share_of(telling, f"{in_head} {on_page}"),
        shares_slug=_shares_slug(_slug(entry), on_page),
        share_of_text=share_of(telling, on_page),
        lacks_teaser=len(teaser) >= MIN_TEASER_STEMS and not share_of(teaser, on_page),
        likeness=likeness(title, headlines),
        words=word_count(text[:MAX_COUNTED_CHARS]),
        address=address,
        is_moved=is_moved,
        is_elsewhere=bool(page and entry and _path(page) != _path(entry)),
        is_shallow=bool(page and entry and not is_moved and _is_shallow(page, entry)),
        is_typed_article=is_typed_article,
        is_typed_listing=not is_typed_article and not facts.types.isdisjoint(_LISTING_TYPES),
        is_typed_video=not is_typed_article and not facts.types.isdisjoint(_VIDEO_TYPES),
    )


def _shares_slug(slug: frozenset[str], text: str) -> bool:
    # A single word may be "article", or in another text by chance.
    return len(slug) > 1 and share_of(slug, text) >= SHARE_OF_SLUG


def _slug(url: str | None) -> frozenset[str]:
    """The telling words of the last part of an address."""
    last = _path(url or "").rpartition("/")[2][:MAX_SLUG_CHARS]
    words = stems(unquote(last).lower().replace("_", " "), telling=True)
    return frozenset(word for word in words if not word.isdigit())


def _path(url: str) -> str:
    return (
        url.partition("?")[0].partition("#")[0].rstrip("/").rpartition("://")[2].partition("/")[2]
    )


def _is_shallow(page: str, entry: str) -> bool:
    found, asked = parse(page), parse(entry)
    if not found or not asked or found.path.rstrip("/") == asked.path.rstrip("/"):
        return False
    return bool(not found.query and _SHALLOW.fullmatch(unquote(found.path)))
