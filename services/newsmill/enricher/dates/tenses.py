"""Tell from its sentence whether a date lies in the past or the future, and what day it is on."""

import re
from collections.abc import Sequence
from itertools import product

from newsmill.enricher.dates.seeing import Tense

# Longer sentences have several verbs, and the nearest one decides.
MAX_SENTENCE_CHARS = 160
MAX_DAY_CHARS = 16

# What “will” governs belongs to it: “will be held on Monday”.
WORDS_GOVERNED = 3

_WILL = frozenset({"will", "won't", "shall", "would", "scheduled", "slated", "expect", "expects"})
_IS_TO = frozenset(
    {
        *product(("is", "are"), ("to", "due", "set", "likely", "expected", "on", "in", "next")),
        *product(("due",), ("on", "in", "by", "for", "next", "out", "back")),
        *product(("plan", "plans", "planned", "planning"), ("to", "for", "on")),
        *product(("set", "expected"), ("to", "for", "on")),
        *product(("hope", "hopes", "going", "about"), ("to",)),
        *(("to", "be"), ("takes", "place"), ("takes", "effect"), ("kicks", "off")),
    }
)
# In the present, with a date, and no nouns: not “votes on Monday”.
_IS_PLANNED = frozenset(
    {
        *("start", "starts", "begin", "begins", "opens", "resume", "resumes", "expire", "expires"),
        *("meet", "meets", "hears", "arrive", "arrives", "convene", "convenes", "reconvenes"),
        *("concludes", "depart", "departs", "retire", "retires"),
    }
)
_WAS = frozenset(
    {
        *("said", "says", "told", "agreed", "freed", "was", "were", "been", "had", "has"),
        *("have", "did", "beat", "became", "began", "bought", "broke", "brought", "built"),
        *("came", "caught", "chose", "cost", "cut", "died", "drew", "drove", "fell", "felt"),
        *("fled", "flew", "fought", "found", "gave", "got", "grew", "heard", "held", "hit"),
        *("hurt", "kept", "knew", "led", "left", "lost", "made", "met", "paid", "put", "ran"),
        *("rose", "sank", "sat", "saw", "sent", "shook", "shot", "shut", "sold", "sought"),
        *("spent", "spoke", "stood", "struck", "swept", "swore", "threw", "took", "tore"),
        *("went", "won", "wrote"),
    }
)
_NO_VERBS = frozenset({"hundred", "kindred", "naked", "red", "sacred", "wicked"})

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_JUST_BEFORE_FUTURE = frozenset({"until", "till", "upcoming"})
_JUST_BEFORE_PAST = frozenset({"after", "following", "since"})
_JUST_BEFORE_ANY = frozenset({"a", "an", "any", "each", "every", "one"})
# “Tickets for Saturday were sold”, “shops closed from Monday”: the verb is of another time.
_JUST_BEFORE_OTHER = frozenset({"by", "for", "from"})
_PREPOSITIONS = frozenset({"at", "during", "in", "on", "over"})
# “He turns 40 in September”, “the film hits cinemas in May”: nouns, without what follows.
_OF_THE_FUTURE = re.compile(
    r"\b(?:turns \d{1,3}|is (?:out|back)|comes out|goes on sale|goes on trial"
    r"|hits (?:theaters|theatres|cinemas|shelves|stores)|airs|premieres|debuts)"
    r"(?: (?!in\b|on\b)\w+){0,3}(?: in| on)? $"
)
# In headlines.
_TO_DO = re.compile(r"\bto [a-z]+\b")

# Begins with the character to look for, which is much faster than to look behind it first.
_SENTENCE_END = re.compile(r"[.!?](?<![A-Z].)[\"'”’)]*\s+(?=[“\"‘'(]?[A-Z]|$)")

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tomorrow"
_DAY_AFTER = re.compile(rf"\s*,?\s*(?:on\s+)?({_DAY})\b", re.IGNORECASE)
_DAY_BEFORE = re.compile(rf"\b({_DAY}),?\s*(?:at\s+)?$", re.IGNORECASE)


def tense_at(text: str, start: int, end: int) -> Tense:
    """Whether the sentence around `text[start:end]` is about the past or the future there.

    The last verb before it decides; at a sentence's start the first one after it. `any` where it is
    no certain one: “on a Monday”.
    """
    before = _SENTENCE_END.split(text[max(start - MAX_SENTENCE_CHARS, 0) : start])[-1]
    words = _words(before)
    last = words[-2] if words[-1:] == ["the"] and len(words) > 1 else "".join(words[-1:])
    if (
        last in _JUST_BEFORE_FUTURE
        or words[-2:] == ["ahead", "of"]
        or _OF_THE_FUTURE.search(before)
    ):
        return "future"
    if last in _JUST_BEFORE_PAST:
        return "past"
    if last in _JUST_BEFORE_ANY:
        return "any"
    for place in reversed(range(len(words))):
        tense = _tense_of(words, place)
        if tense:
            return "unclear" if tense == "past" and last in _JUST_BEFORE_OTHER else tense
    # “March contracts fell” are not those of the last March.
    if last in _PREPOSITIONS or text[end : end + 1] == ",":
        after = _SENTENCE_END.split(text[end : end + MAX_SENTENCE_CHARS], maxsplit=1)[0]
        words = _words(after)
        for place in range(len(words)):
            tense = _tense_of(words, place)
            if tense:
                return tense
    return "unclear"


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def _tense_of(words: Sequence[str], place: int) -> Tense | None:
    word = words[place]
    if _is_future(words, place) or word in _IS_PLANNED:
        return "future"
    if word in _WAS or (word.endswith("ed") and word[-3:] != "eed" and word not in _NO_VERBS):
        governing = range(max(place - WORDS_GOVERNED, 0), place)
        return "future" if any(_is_future(words, it) for it in governing) else "past"
    return None


def _is_future(words: Sequence[str], place: int) -> bool:
    word = words[place]
    return word in _WILL or word.endswith("'ll") or tuple(words[place : place + 2]) in _IS_TO


def tense_of_headline(title: str, start: int, end: int) -> Tense | None:
    """The same in a headline, which tells the past in the present: “Marsh resigns on Tuesday”."""
    tense = tense_at(title, start, end)
    if tense == "unclear":
        return "future" if _TO_DO.search(title[:start]) else None
    return tense


def day_beside(text: str, start: int, end: int) -> str | None:
    """The day that stands beside a time: “at 0900 GMT on Monday”."""
    after = _DAY_AFTER.match(text, end, end + MAX_DAY_CHARS)
    if after:
        return after[1]
    before = _DAY_BEFORE.search(text[max(start - MAX_DAY_CHARS, 0) : start])
    return before[1] if before else None
