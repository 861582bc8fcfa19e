"""Detect the encoding of bytes that declare none, or a false one.

Each encoding is weighed by how much of the text it turns into letters of a language. Only where the
language is unknown is the detector of resiliparse asked.
"""

import re

from newsmill.puller.reading.language_letters import (
    CODECS_BY_LANGUAGE,
    CYRILLIC_LANGUAGES,
    FREQUENT_CHARACTERS,
    FREQUENT_IN_CYRILLIC,
    LETTERS_BY_LANGUAGE,
    OTHER_SCRIPTS,
)
from newsmill.web.decoding import codec_of
from newsmill.web.malformed_bytes import decode_malformed

# With fewer a declaration is believed.
FEWEST_BYTES_OF_DOUBT = 40
SAMPLE_BYTES = 64 * 1024
# With fewer bytes beyond ASCII a detector only guesses.
FEWEST_TELLING_BYTES = 12
# The right encoding gives nearly only letters, Chinese every third character, wrong ones few.
GOOD_SHARE = 0.75
GOOD_SHARE_BY_LANGUAGE = {
    "zh": 0.12, "ko": 0.25, "ja": 0.4, **dict.fromkeys(CYRILLIC_LANGUAGES, 0.65)
}  # fmt: skip
WORDS_OF_ANOTHER_SCRIPT = 0.5
# What is declared is believed, unless another encoding is so much better.
CLEARLY_BETTER = 0.05
CAPITAL = 0.9
CLEARLY_BETTER_BY_LANGUAGE = {"zh": 0.1, "ko": 0.2, **dict.fromkeys(CYRILLIC_LANGUAGES, 0.12)}

# Asked where the detector has no answer.
SCRIPTS_TO_TRY = ("ru", "el", "ja", "zh", "th", "he", "ar")

_NON_ASCII_BYTE = re.compile(rb"[\x80-\xff]")
# Of Windows' encodings, and ASCII.
_MARKS_AROUND_WORDS = b"\"'()[].,:;!?\x82\x84\x85\x91\x92\x93\x94\x96\x97\xab\xbb"
_LANGUAGE = re.compile(
    rb"<(?:\w{1,20}:)?language[^<>]{0,200}>\s{0,20}(?:<!\[CDATA\[\s{0,20})?([a-z]{2,3})(?![a-z])"
    rb"|(?:xml:)?lang\s{0,5}=\s{0,5}[\"']([a-z]{2,3})(?![a-z])"
    rb"|\"language\"\s{0,5}:\s{0,5}\"([a-z]{2,3})(?![a-z])",
    re.IGNORECASE,
)
_TAG = re.compile(rb"<[^<>]{0,2000}>")
# Typographic marks are in all encodings of a family, so that they tell nothing.
_NEUTRAL = frozenset("\xa0–—‘’‚“”„«»‹›…•·°§©®™€×")


def language_in(body: bytes) -> str | None:
    """The language that a feed declares in its first kilobytes, without its country."""
    found = _LANGUAGE.search(body, 0, SAMPLE_BYTES)
    label = next((part for part in found.groups() if part), b"") if found else b""
    return label.decode("ascii").lower() or None


def detect(body: bytes, language: str | None) -> str:
    """The codec that reads `body` best; windows-1252 if nothing tells."""
    sample = _sample(body)
    if language in CODECS_BY_LANGUAGE and (codec := _best_in(sample, language)):
        return codec
    if len(_NON_ASCII_BYTE.findall(sample[:4096])) < FEWEST_TELLING_BYTES:
        return "cp1252"
    # The detector takes Korean for Chinese.
    if korean := _best_in(sample, "ko"):
        return korean
    # Needed for one feed in hundreds, so it is not loaded into every process.
    from resiliparse.parse.encoding import detect_encoding

    codec = codec_of(detect_encoding(sample, html5_compatible=True) or "")
    if codec not in (None, "cp1252", "utf-8"):
        return codec or "cp1252"
    others = (_best_in(sample, one) for one in SCRIPTS_TO_TRY)
    return next((codec for codec in others if codec), "cp1252")


def better_than(declared: str, body: bytes, language: str | None) -> str | None:
    """The codec that `body` is in where `declared` is plainly false; None if it may be true."""
    sample = _sample(body)
    if language in CODECS_BY_LANGUAGE and (codec := _best_in(sample, language)):
        if codec == declared:
            return None
        ours, theirs = (
            share_of_letters(decode_malformed(sample, one), language) for one in (codec, declared)
        )
        needed = CLEARLY_BETTER_BY_LANGUAGE.get(language, CLEARLY_BETTER)
        return codec if ours - theirs >= needed else None
    is_short = len(_NON_ASCII_BYTE.findall(sample)) < FEWEST_BYTES_OF_DOUBT
    if declared != "cp1252" or is_short or _share_of_words_beyond_ascii(sample) < GOOD_SHARE:
        return None
    # Hardly a letter is in ASCII: these are words of another script.
    detected = detect(body, None)
    return detected if detected != declared else None


def share_of_letters(text: str, language: str) -> float:
    """How many of the characters beyond ASCII are usual in `language`, from 0 to 1."""
    letters = FREQUENT_CHARACTERS.get(language) or LETTERS_BY_LANGUAGE[language]
    found = [one for one in text if one >= "\x80" and one not in _NEUTRAL]
    if not found:
        return 0.0
    if language in CYRILLIC_LANGUAGES:
        return (_share(found, letters) + _share(found, FREQUENT_IN_CYRILLIC)) / 2
    return _share(found, letters)


def _share(found: list[str], letters: frozenset[str]) -> float:
    # Capitals may be lower case that was read in another encoding, as in KOI8-R.
    usual = sum(1 if one in letters else CAPITAL * (one.lower() in letters) for one in found)
    return usual / len(found)


def _best_in(sample: bytes, language: str) -> str | None:
    """The codec of `language` that gives most of its letters; None if none gives enough."""
    if language in OTHER_SCRIPTS and _share_of_words_beyond_ascii(sample) < WORDS_OF_ANOTHER_SCRIPT:
        # “Café” in an English text would be a word with a Greek iota.
        return None
    shares = [
        (share_of_letters(decode_malformed(sample, codec), language), codec)
        for codec in CODECS_BY_LANGUAGE[language]
    ]
    share, codec = max(shares, key=lambda pair: pair[0])
    return codec if share >= GOOD_SHARE_BY_LANGUAGE.get(language, GOOD_SHARE) else None


def _sample(body: bytes) -> bytes:
    """What tells: from the first byte beyond ASCII, without markup."""
    first = _NON_ASCII_BYTE.search(body)
    start = first.start() if first else 0
    # From the beginning of its word.
    start = max(body.rfind(b" ", 0, start), body.rfind(b">", 0, start)) + 1
    return _TAG.sub(b" ", body[start : start + SAMPLE_BYTES])


def _share_of_words_beyond_ascii(sample: bytes) -> float:
    """How much of the words that are not ASCII alone is beyond it, from 0 to 1."""
    stripped = (word.strip(_MARKS_AROUND_WORDS) for word in sample.split())
    words = [word for word in stripped if _NON_ASCII_BYTE.search(word)]
    beyond = sum(len(_NON_ASCII_BYTE.findall(word)) for word in words)
    return beyond / max(1, sum(map(len, words)))
