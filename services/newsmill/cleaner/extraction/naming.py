"""What the class and id of an element say: body of an article, or boilerplate.

Names are compared in whole parts (“has-toolbar” is no “bar”, “studying” no “yin”). What stands
behind “has”, “with” or “no” describes the layout (“has-sidebar”), and WordPress gives an article
the names of its tags (“tag-comments”, https://developer.wordpress.org/reference/functions/post_class):
neither says what an element is.
"""

import re
from enum import Enum
from functools import lru_cache


class Role(Enum):
    """What an element is by its name."""

    BODY = "the text of an article"
    COMMENTS = "what readers write below it"
    BOILERPLATE = "surely not the article: comments, newsletters, related articles"
    SUSPECT = "seldom the article: cards, promotions, widgets"
    UNKNOWN = "not told"


# Class names of publishing systems' themes and of schema.org's microdata.
_BODY = """
    article-body article-content article-text article-copy article-main articlebody articlecontent
    articletext body-copy body-text bodytext content-body entry-content entrycontent field-body
    field-name-body main-text news-body news-content news-text page-content post-body post-content
    post-entry post-text postcontent rich-text single-content single-post-content story-body
    story-content story-text storybody text-body textbody article-detail news-detail
"""
# By concept: newsletters and subscriptions; other articles; sharing; authors;
# consent; advertising; navigation; labels; texts for screen readers alone.
_COMMENTS = """
    comments comment-list commentlist comment-section comment-form comment-respond respond disqus
    reader-comments user-comments reader-replies comment-template comment-body comment-content
    comment-text comment-reply comment-thread
"""
_BOILERPLATE = """
    newsletter newsletters signup sign-up subscribe subscription-box subscription-form
    mailing-list email-signup
    related related-articles related-posts related-content related-stories relatedposts recirc
    recirculation recommended recommendations read-more readmore read-next read-also also-read
    see-also more-on more-from more-stories more-news most-read most-popular popular-posts
    trending up-next next-article next-post post-navigation yarpp jp-relatedposts
    outbrain taboola infinite-scroll
    share sharing share-bar share-buttons share-tools sharedaddy social social-share social-links
    addtoany addthis follow-us
    author-bio author-box author-info author-card author-profile author-description about-author
    about-the-author post-author bio
    cookie cookies cookie-banner cookie-notice consent gdpr cmp onetrust
    advert adverts advertisement advertising adsbygoogle ad-slot ad-container ad-wrapper ad-box
    ad-unit ads banner-ad google-ad sponsored sponsor dfp-ad
    sidebar side-bar breadcrumb breadcrumbs pagination pager navbar skip-link site-header
    site-footer footer menu crumbs masthead
    tags tag-list tag-links post-tags article-tags tagcloud keywords-list
    copyright print-only sr-only screen-reader-text visually-hidden visuallyhidden
    screen-reader-only noprint donate donation table-of-contents toc paywall-overlay
    regwall twitter-tweet twitter-video instagram-media tiktok-embed fb-post bluesky-embed
    mastodon-embed reddit-embed-bq
"""
_STANDFIRST = """
    standfirst stand-first subtitle sub-title subhead subheadline sub-headline subheading deck dek
    summary excerpt description sommario occhiello kicker header
"""
# Only as the last part: a “card-title” is in a card, and goes or stays with it.
_CARDS = "card cards"
# What systems of newspapers call the first paragraph where they store it apart: SPIP, TYPO3 news,
# Escenic, Labrador.
_LEAD = """
    lead lead-text leadtext lede article-lead chapo intro intro-text introtext article-intro
    vorspann ingress entradilla teaser-text preamble
"""
_SUSPECT = """
    teaser teasers promo promos promotion widget embed overlay modal popup pop-up banner
    caption captions wp-caption-text credit credits byline timestamp dateline-date cta
    meta metadata social-embed inline-promo factbox-link poll quiz survey rating bar
    toolbar button buttons carousel slider paywall premium-offer bio-box disclaimer author
    teaser-list bookmark pullquote pull-quote quotebox quote-box image-text image-caption
    photo-caption photo-credit image-credit photographer img-caption media-caption ad
"""

_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^\W\d_]+")
_LAYOUT = re.compile(
    r"^(?:category|tag|post-tag|has|is|no|not|with|without|js|u|col|format|elementor|et)-"
)
_TOLD_OF = r"(?<!-has)(?<!-with)(?<!-no)(?<!-without)(?<!-not)"
# “comments-open” stands on the article that may be commented on.
_STATE = r"(?!(?:open|closed|enabled|disabled|on|off|allowed|count|free)-)"
MAX_NAME_CHARS = 400


def _any_of(names: str) -> re.Pattern[str]:
    return re.compile(f"{_TOLD_OF}-(?:{'|'.join(names.split())})-{_STATE}")


_STANDFIRST_PATTERN = _any_of(_STANDFIRST)
_LEAD_PATTERN = _any_of(_LEAD)
_PATTERNS = (
    (Role.BODY, _any_of(_BODY)),
    (Role.COMMENTS, _any_of(_COMMENTS)),
    (Role.BOILERPLATE, _any_of(_BOILERPLATE)),
    (Role.SUSPECT, _any_of(_SUSPECT)),
    (Role.SUSPECT, re.compile(f"{_TOLD_OF}-(?:{'|'.join(_CARDS.split())})-$")),
)


@lru_cache(maxsize=8_192)
def role_of(names: str) -> Role:
    """The role that an element's class or id, or both separated by a space, give it."""
    words = [_in_parts(word) for word in names[:MAX_NAME_CHARS].split()]
    told = [word for word in words if not _LAYOUT.match(word[1:])]
    for role, pattern in _PATTERNS:
        if any(pattern.search(word) for word in told):
            return Role.UNKNOWN if role is Role.SUSPECT and is_lead(names) else role
    return Role.UNKNOWN


def is_standfirst(names: str) -> bool:
    """Whether class or id say that an element is a second headline, not part of the text."""
    return _says(_STANDFIRST_PATTERN, names)


@lru_cache(maxsize=8_192)
def is_lead(names: str) -> bool:
    """Whether class or id say that an element is the text's first paragraph."""
    return _says(_LEAD_PATTERN, names)


def _says(pattern: re.Pattern[str], names: str) -> bool:
    words = (_in_parts(word) for word in names[:MAX_NAME_CHARS].split())
    return any(pattern.search(word) for word in words)


@lru_cache(maxsize=8_192)
def names_of_body(names: str) -> str:
    """Those of the space-separated `names` that say “body of an article”."""
    return " ".join(name for name in names[:MAX_NAME_CHARS].split() if role_of(name) is Role.BODY)


def _in_parts(name: str) -> str:
    return f"-{'-'.join(_PART.findall(name)).lower()}-"
