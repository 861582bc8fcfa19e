"""See whether the name of a place stands for its team: “Leeds 2 Bradford 2”, “Toulon's coach”."""

import re
from typing import Literal

from newsmill.contracts.articles import Entity, Mention


def _words(joined: str) -> frozenset[str]:
    return frozenset(joined.split())


_SCORE = r"\d{1,3}[-–:]\d{1,3}\b"

# “In 10-15 days”, “by a 5-4 vote”
_NO_COUNT = r"(?!\d)(?! (?:days|hours|weeks|months|years|minutes|percent|votes?|majority|ruling)\b)"

# A result beside a name needs no further sign of sport.
_RESULT_AFTER = re.compile(
    r" (?:beat|drew|won|lost|thrashed|edged|led|trailed|defeated|draw|win|lose)\b[^.\n]{0,40}? "
    rf"{_SCORE}{_NO_COUNT}"
    r"| (?:a battu|a dominé|bat|обыграл\w*|победил\w*|проиграл\w*|разгромил\w*"
    r"|s['’](?:est )?(?:impos|inclin)\w+)\b[^.\n]{0,40}? "
    rf"{_SCORE}{_NO_COUNT}"
    rf"| (?:is|are|were|was) {_SCORE}"
    r"| \d{1,3},? [A-Z][\w.' -]{2,25}? \d{1,3}\b(?! [a-z])"
    r"|(?: +\d{1,3}){4}\b"
    rf"| {_SCORE} [A-Z]"
)
_RESULT_BEFORE = re.compile(
    rf"(?:\b{_SCORE} (?:at|over|away to|(?:\w+ )?(?:win|victory|defeat|loss|draw)"
    r" (?:over|at|against|to|by|with))"
    r"|(?:drew|draw|won|lost|tied|beaten) \d{1,3}[-–:]\d{1,3} (?:with|to|by|against)"
    r"|[a-z.] \d{1,3}, | \d{1,3}[-–]\d{1,3})"
    r" ?$"
)

# Their last words, so that few mentions are looked at with the patterns.
_BEFORE_TEAMS = _words(
    "at to by with over against past for beat beats beating versus vs vs. v v. defeat defeated"
    " defeating defeats edged edging thrashed thrashing host hosts hosting face faces facing joined"
    " visits led frustrate contre battu bat renverse de domine affronte chez"
)
_AFTER_TEAMS = _words(
    "beat beats drew won wins lost loses thrash thrashed edge edged lead led trailed trails defeat"
    " defeated draw win lose is are was were a bat renverse domine affronte mène reçoit concède"
    " scored score striker midfielder defender goalkeeper keeper coach manager captain skipper"
    " winger forward fans supporters player players batsman batsmen batter batters bowler bowlers"
    " quarterback guard host hosts hosted face faces faced visit visits visited need have agree"
    " wait play played reached threw took"
)

_APOSTROPHES = ("'", "’")
# Digits of results, “l'emporte”, “s'impose”.
_FIRST_OF_OTHERS = frozenset("0123456789 ls")

_SCORE_AFTER = re.compile(rf",? \(?{_SCORE}")

_TEAM_AFTER = re.compile(
    r" (?:beat|beats|defeat(?:ed)?|thrash(?:ed)?|edged|won|wins|lost|loses|scored|drew"
    r"|trail(?:ed|s)?|striker|midfielder|defender|goalkeeper|keeper|coach|manager|captain|skipper|winger"
    r"|forward|fans|supporters|players?|bats(?:man|men)|batters?|bowlers?|quarterback|guard"
    r"|a battu|a dominé|bat|renverse|domine|affronte|mène|reçoit|concède|l['’]a? ?emporte"
    r"|s['’](?:est )?(?:impos|inclin|qualifi)\w+|обыграл\w*|победил\w*|проиграл\w*|разгромил\w*"
    r"|сыграл\w*)\b"
    r"|['’]s? (?:sporting director|(?:head )?coach|manager|captain|goalkeeper|keeper|striker|bench"
    r"|defen[cs]e|lead|win|victory|attack|squad|bowlers|batsmen|midfield|goals?|innings)\b"
)
# Teams are many, and act.
_ACTING_AFTER = re.compile(
    r" (?:host(?:ed|s)?|faced?|faces|visit(?:ed|s)?|draw|win|lose|score|lead|led|need|have|were|are"
    r"|agree|wait|play|played|reached|threw|took|face)\b"
)
_BEGINS_CLAUSE = re.compile(r"(?:^|[.,;:!?\n\"“”] ?|\b(?:as|when|while|that|if|but|because) )$")
_TEAM_BEFORE = re.compile(
    r"\b(?:beat|beats|beating|versus|vs?\.?|past|defeat(?:ed|ing|s)|edg(?:ed|ing)|drew with"
    r"|(?:match|game|[Tt]est|tie|fixture|play(?:s|ed|ing)?|win|victory|triumph|defeat|loss|draw|goals?"
    r"|final|opener|qualifier|innings|series|friendly|won|lost|home|away) (?:against|over|with|to)"
    r"|thrash(?:ed|ing)|hosts?|hosting|visits|faces?|facing|signed for|joined|plays? for|played for"
    r"|led|lost to|loss to|defeat to|defeat at|won at|win at|lost at|victory at|frustrate"
    r"|contre|face à|battu|bat|renverse|pelouse de|dominé|domine|affronte|supporte[u]?rs? de"
    r"|entraîneur de|chez|сборн\w+|против|обыграл\w*|победил\w*) $"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|near|outside|around|across|throughout|of|from|into|downtown|central|inner|to visit"
    r"|à|dans|près de|centre de|ville de|rues de|en|depuis|vers|в|во|из|под|около) $",
    re.IGNORECASE,
)
_PLACE_AFTER = re.compile(
    r"(?: \([A-Z]{2,}\))? ?(?:--|—|–| - |: )|, (?:[A-Z][a-z]{2,8}\.? \d|[A-Z]\w+(?:,|\.| \())"
    r"| (?:airport|police|mayor|residents|hospital|suburb|court)\b"
)

_WORD = re.compile(r"[^\W\d_]+")
_SPORT = _words(
    "goalless goalkeeper goalkeepers striker strikers midfield midfielder midfielders winger"
    " halftime kickoff offside equaliser equalizer playoff playoffs innings wicket"
    " wickets batsman batsmen bowler bowlers quarterback touchdown touchdowns rebounds overtime"
    " league bundesliga liga serie ligue nba nfl nhl mlb fifa uefa quarterfinal quarterfinals"
    " semifinal semifinals finals derby teammate teammates stumps football soccer rugby cricket"
    " basketball baseball hockey entraîneur championnat buteur attaquant plaquage"
    " sélectionneur"
)
# One of them is enough.
_ONLY_SPORT = _words(
    "goalkeeper midfielder offside wicket wickets innings batsman batsmen touchdown"
    " touchdowns quarterback bundesliga buteur"
)
_PERHAPS_SPORT = _words(
    "coach coaches match matches scored scores scoring goal goals season penalty championship team"
    " teams cup kick squad points fixture game games keeper defender title titles players"
    " supporters supporteurs joueur joueurs pelouse pénalité défenseur gardien rencontre coupe"
    " finale гол лига лиги лиге лигу счетом счётом команда команды"
)
_RUSSIAN_SPORT = ("матч", "тренер", "сборн", "чемпионат", "вратар", "нападающ", "полузащитник")
MAX_CHARS_READ = 6000
MIN_SPORT_WORDS = 2
MENTIONS_READ = 12
CHARS_BEFORE = 28
CHARS_AFTER = 16
# A dateline, the only mention that is certain to be the place.
WEIGHT_OF_DATELINE = 3
TEAMS_TO_A_PLACE = 2


def is_team(entity: Entity, text: str, title: str) -> bool:
    """Whether nearly all of an entity's mentions that say which are the team, in a text on sport.

    Teams and their cities are often one entity. It keeps its link where the city is named as often
    as every third time.
    """
    mentions = [
        *((text, it.start, it.end) for it in entity.mentions[:MENTIONS_READ]),
        *((title, it.start, it.end) for it in entity.title_mentions[:MENTIONS_READ]),
    ]
    perhaps = [it for it in mentions if _may_be_team(*it)]
    if not perhaps:
        return False
    meant = [_meant(*it) for it in perhaps]
    results, teams = meant.count("result"), meant.count("team")
    if not results + teams:
        return False
    places = meant.count("place")
    for where, start, end in mentions:
        if not start and where is text and _PLACE_AFTER.match(text, end):
            places += WEIGHT_OF_DATELINE
        elif (where, start, end) not in perhaps:
            places += _meant(where, start, end) == "place"
    if results + teams <= TEAMS_TO_A_PLACE * places:
        return False
    return results > 0 or _is_on_sport(text, title)


def _may_be_team(text: str, start: int, end: int) -> bool:
    """Whether the one word before or behind is one that stands beside teams."""
    if text.startswith(_APOSTROPHES, end):
        return True
    if text.startswith(" ", end):
        after = text[end + 1 : end + CHARS_AFTER].split(" ", 1)[0]
        if after.rstrip(".,;:!?") in _AFTER_TEAMS or after[:1] in _FIRST_OF_OTHERS:
            return True
        if not after.isascii():
            return True
    word = _word_before(text, start)
    return word in _BEFORE_TEAMS or word[:1].isdigit() or not word.isascii()


def _word_before(text: str, start: int) -> str:
    before = text[max(0, start - CHARS_AFTER) : start].rstrip()
    return before[before.rfind(" ") + 1 :].lower()


def _meant(text: str, start: int, end: int) -> Literal["result", "team", "place"] | None:
    before = text[max(0, start - CHARS_BEFORE) : start]
    if _RESULT_AFTER.match(text, end) or _RESULT_BEFORE.search(before):
        return "result"
    if _TEAM_BEFORE.search(before):
        return "result" if _SCORE_AFTER.match(text, end) else "team"
    if _PLACE_BEFORE.search(before) or _PLACE_AFTER.match(text, end):
        return "place"
    if _TEAM_AFTER.match(text, end) or (
        _ACTING_AFTER.match(text, end) and _BEGINS_CLAUSE.search(before)
    ):
        return "team"
    return "team" if before.endswith("«") and text.startswith("»", end) else None


def is_place(text: str, mention: Mention) -> bool:
    """Whether a word before a name says that it is a place: “in”, “near”."""
    start = mention.start
    return _PLACE_BEFORE.search(text[max(0, start - CHARS_BEFORE) : start]) is not None


def _is_on_sport(text: str, title: str) -> bool:
    lower = f"{title} {text[:MAX_CHARS_READ]}".lower()
    words = set(_WORD.findall(lower))
    certain = len(words & _SPORT) + len(words & _ONLY_SPORT)
    if not lower.isascii():
        certain += sum(1 for it in words if it.startswith(_RUSSIAN_SPORT))
    return certain + len(words & _PERHAPS_SPORT) >= MIN_SPORT_WORDS + (not certain)
