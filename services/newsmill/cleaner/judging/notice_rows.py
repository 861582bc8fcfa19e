"""Titles and sentences of pages that stand in an article's place, by language and kind.

They are what web servers, publishing systems and consent, login and captcha services say, such as
https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Status,
https://translate.wordpress.org,
https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/.

All of them are in lower case and without punctuation (NFKC).
"""

from dataclasses import dataclass

from newsmill.contracts.articles import PageKind


@dataclass(frozen=True)
class Notices:
    """What pages of one kind say in one language.

    `titles` are whole headings. `beginnings` may be followed by a few words: “Sign in to …”.
    `sentences` count anywhere in a short text.
    """

    language: str
    kind: PageKind
    titles: tuple[str, ...]
    beginnings: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
