"""What makes two sightings the same article, and two texts the same text."""

from hashlib import sha256

from newsmill.cleaner.texts import words_of


def article_id(url: str | None, feed_url: str | None, guid: str | None, text: str) -> str:
    """From the canonical URL, else the GUID within its feed, else the words of the text."""
    if url:
        return _digest("url", url)
    if feed_url and guid:
        return _digest("guid", feed_url, guid)
    return _digest("text", fingerprint(text))


def fingerprint(text: str) -> str:
    """Of the words of a text: equal whatever their case, width, punctuation and spacing."""
    return _digest("words", " ".join(words_of(text)))


def _digest(kind: str, *parts: str) -> str:
    # The kind leads and no part holds a NUL, so that identities of different kinds never collide.
    joined = "\0".join((kind, *(part.replace("\0", "") for part in parts)))
    return sha256(joined.encode("utf-8", "replace")).hexdigest()[:32]
