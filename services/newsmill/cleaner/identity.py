"""Article ids and text fingerprints."""

from hashlib import sha256

from newsmill.cleaner.texts import words_of


def article_id(url: str | None, feed_url: str | None, guid: str | None, text: str) -> str:
    """A hash of the canonical URL, else of the GUID and its feed, else of the text's words."""
    if url:
        return _digest("url", url)
    if feed_url and guid:
        return _digest("guid", feed_url, guid)
    return _digest("text", fingerprint(text))


def fingerprint(text: str) -> str:
    """A hash of a text's words; case, width, punctuation and spacing make no difference."""
    return _digest("words", " ".join(words_of(text)))


def _digest(kind: str, *parts: str) -> str:
    # The kind comes first and no part holds a NUL, so that ids of different kinds never collide.
    joined = "\0".join((kind, *(part.replace("\0", "") for part in parts)))
    return sha256(joined.encode("utf-8", "replace")).hexdigest()[:32]
