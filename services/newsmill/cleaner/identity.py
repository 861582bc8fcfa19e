"""Article ids and text fingerprints."""

from hashlib import sha256

from newsmill.cleaner.texts import words_of
from newsmill.contracts.articles import script_in_id


def article_id(
    url: str | None, feed_url: str | None, guid: str | None, text: str, script: str
) -> str:
    """A hash of the canonical URL, else of the GUID and its feed, else of the text's words.

    In other scripts than Latin, also of the script.
    """
    script_too = script_in_id(script)
    if url:
        return _digest("url", url, *script_too)
    if feed_url and guid:
        return _digest("guid", feed_url, guid, *script_too)
    return _digest("text", fingerprint(text), *script_too)


def fingerprint(text: str) -> str:
    """A hash of a text's words; case, width, punctuation and spacing make no difference."""
    return _digest("words", " ".join(words_of(text)))


def _digest(kind: str, *parts: str) -> str:
    # The kind comes first and no part holds a NUL, so that ids of different kinds never collide.
    joined = "\0".join((kind, *(part.replace("\0", "") for part in parts)))
    return sha256(joined.encode("utf-8", "replace")).hexdigest()[:32]
