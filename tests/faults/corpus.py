"""Invented news: the same (seed, number) is the same publication, whoever asks and whenever.

A number is one publication: an article, a reprint of an earlier one on another host, or the
revision of an earlier one.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Literal

Kind = Literal["full", "teaser", "copy", "revision"]

FEEDS = 8
REPRINT_HOSTS = 3
TEASER_SHARE = 0.10
COPY_SHARE = 0.10
REVISION_SHARE = 0.02
NEAREST_TARGET, FARTHEST_TARGET = 20, 60
"""How far back a copy or a revision reaches, or a little more."""
REACH = 2 * FARTHEST_TARGET

POISON_WORD = "Poisonous"
"""Begins the titles that the bench's own rooms crash on or hang at: `Poisonous crash for the …`."""

PEOPLE = (
    "Ingrid Solvang", "Pierre Lemaire", "Amara Okafor", "Tomas Lindqvist", "Grace Whitfield",
    "Daniel Herrera", "Yuki Tanaka", "Robert Ashworth", "Elena Petrova", "Samuel Mensah",
    "Charlotte Dubois", "Michael Brennan",
)  # fmt: skip
PLACES = (
    "Norway", "Lisbon", "Kenya", "Toronto", "Marseille", "Warsaw", "Chile", "Dublin", "Osaka",
    "Geneva", "Brazil", "Edinburgh",
)  # fmt: skip
ORGANISATIONS = (
    "the European Commission", "the Red Cross", "Northern Rail", "the World Bank", "Reuters",
    "Oxford University", "the Ministry of Health", "Atlantic Shipping",
)  # fmt: skip
THINGS = {
    "en": (
        "harbour", "budget", "railway", "orchestra", "bridge", "museum", "election", "satellite",
        "market", "hospital", "reservoir", "factory", "school", "ferry", "power station", "library",
    ),
    "fr": (
        "le port", "le budget", "le chemin de fer", "le pont", "le musée", "le marché",
        "le barrage", "le théâtre", "le lycée", "le chantier", "le tunnel", "le stade",
    ),
    "de": (
        "der Hafen", "der Haushalt", "der Bahnhof", "der Markt", "der Tunnel", "der Betrieb",
        "der Staudamm", "der Verein", "der Vertrag", "der Streik", "der Flughafen", "der Verlag",
    ),
    "es": (
        "el puerto", "el presupuesto", "el puente", "el museo", "el mercado", "el hospital",
        "el embalse", "el teatro", "el colegio", "el acuerdo", "el aeropuerto", "el sindicato",
    ),
}  # fmt: skip
SENTENCES = {
    "en": (
        "{person} told reporters in {place} that the {thing} would open again before winter",
        "On {day} {organisation} set {amount} million dollars aside for the {thing}",
        "The news about the {thing} surprised many in {place}, where work stopped in {month}",
        "According to {person}, nobody had expected the {thing} to be finished so quickly",
        "A spokeswoman for {organisation} would not say how long the inquiry will take",
        "Several hundred people came to the {thing} in {place} and asked for a second opinion",
        "The report that {person} wrote for {organisation} counts {amount} faults in the {thing}",
        "In {month} the council of {place} will vote on moving the {thing} to another site",
        "Engineers warned for years that the {thing} stands too close to the river in {place}",
        "{organisation} has asked {person} to lead the talks with {place} about the {thing}",
    ),
    "fr": (
        "{person} a déclaré à {place} que {thing} serait rouvert avant la fin de l'hiver",
        "Selon {person}, {thing} devrait coûter plus de {amount} millions d'euros à la ville",
        "Les habitants de {place} demandent depuis longtemps que {thing} soit enfin rénové",
        "Une enquête a été ouverte au mois de mai sur les travaux qui touchent {thing}",
        "Le conseil municipal votera bientôt pour savoir si {thing} doit être déplacé",
        "D'après le rapport remis à {person}, {thing} présente au moins {amount} défauts",
    ),
    "de": (
        "{person} sagte am Montag in {place}, {thing} werde noch vor dem Winter geöffnet",
        "Niemand hatte damit gerechnet, dass {thing} über {amount} Millionen Euro kosten würde",
        "Viele Menschen in {place} fordern seit Jahren, dass {thing} endlich erneuert wird",
        "Der Rat der Stadt will im Herbst abstimmen, ob {thing} an einen anderen Ort soll",
        "In dem Bericht, den {person} vorgelegt hat, werden {amount} Mängel genannt",
        "Fachleute warnen schon lange davor, dass {thing} zu nahe am Fluss gebaut worden ist",
    ),
    "es": (
        "{person} dijo el lunes en {place} que {thing} volvería a abrir antes del invierno",
        "Nadie esperaba que {thing} costara más de {amount} millones de euros al final",
        "Los vecinos de {place} piden desde hace años que {thing} sea renovado de una vez",
        "El ayuntamiento votará en otoño si {thing} debe trasladarse a otro barrio",
        "El informe que presentó {person} cuenta {amount} defectos en toda la obra",
        "Los expertos advierten desde hace tiempo que {thing} está demasiado cerca del río",
    ),
}
REGISTER = {
    "en": "The newspaper keeps this story of {place} under the number {number}",
    "fr": "Le journal conserve cette histoire de {place} sous le numéro {number}",
    "de": "Die Zeitung führt diese Geschichte aus {place} unter der Nummer {number}",
    "es": "El periódico guarda esta historia de {place} con el número {number}",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
MONTHS = ("January", "March", "May", "June", "September", "November")
LANGUAGES = ("en", "fr", "de", "es")
LANGUAGE_WEIGHTS = (80, 12, 4, 4)
FEWEST_WORDS = 210
SENTENCES_PER_PARAGRAPH = 4
SENTENCES_IN_A_TEASER = 2


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published under one number."""

    number: int
    kind: Kind
    target: int
    """The number it copies or revises; its own otherwise."""
    feed: int
    guid: str
    host: str
    path: str
    language: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All publications of one seed; `poison` says what some titles begin with, by number."""

    seed: int
    poison: Mapping[int, str] = field(default_factory=dict)

    def lonely_numbers(self, first: int, last: int) -> list[int]:
        """Whole articles that nobody copies or revises: what becomes of them concerns no other."""
        kinds = [_kind_and_target(self.seed, number) for number in range(last + REACH)]
        targets = {target for number, (_, target) in enumerate(kinds) if target != number}
        return [n for n in range(first, last) if kinds[n][0] == "full" and n not in targets]

    def publication(self, number: int) -> Publication:
        """The publication of that number."""
        kind, target = _kind_and_target(self.seed, number)
        language = _language(self.seed, target)
        if kind == "copy":
            draw = _draw(self.seed, number, "place")
            feed = (_feed(target) + 1 + draw.randrange(FEEDS - 1)) % FEEDS
            host = f"reprint{draw.randrange(REPRINT_HOSTS)}.localhost"
        else:
            feed, host = _feed(target), f"paper{_feed(target)}.localhost"
        named_for = target if kind == "revision" else number
        title, paragraphs = _text(self.seed, target, language)
        if kind == "revision":
            title, paragraphs = _revised(self.seed, number, language, title, paragraphs)
        if number in self.poison:
            title = f"{self.poison[number]}: {title}"
        return Publication(
            number=number,
            kind=kind,
            target=target,
            feed=feed,
            guid=f"{self.seed}-{named_for}",
            host=host,
            path=f"/{self.seed}/{named_for}",
            language=language,
            title=title,
            paragraphs=paragraphs,
        )


def item(publication: Publication, address: str) -> str:
    """The publication as an item of RSS; `address` is its page's."""
    text = publication.paragraphs
    if publication.kind == "teaser":
        text = (teaser(publication),)
    description = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text)
    return (
        f"<item><title>{escape(publication.title)}</title><link>{address}</link>"
        f"<guid isPermaLink='false'>{publication.guid}</guid>"
        f"<description>{escape(description)}</description></item>"
    )


def page(publication: Publication) -> str:
    """The publication as a page of HTML."""
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in publication.paragraphs)
    return (
        f"<!doctype html><html lang='{publication.language}'><head>"
        f"<title>{escape(publication.title)}</title></head><body>"
        "<nav><a href='/'>Home</a> <a href='/world'>World</a></nav>"
        f"<article><h1>{escape(publication.title)}</h1>{text}</article>"
        "<footer><p>All rights reserved.</p></footer></body></html>"
    )


def teaser(publication: Publication) -> str:
    """The first sentences, broken off."""
    sentences = publication.paragraphs[0].split(". ")[:SENTENCES_IN_A_TEASER]
    return ". ".join(sentences) + " …"


@cache
def _kind_and_target(seed: int, number: int) -> tuple[Kind, int]:
    draw = _draw(seed, number, "kind")
    roll = draw.random()
    if roll < TEASER_SHARE:
        return "teaser", number
    kind: Kind = "copy" if roll < TEASER_SHARE + COPY_SHARE else "revision"
    if roll >= TEASER_SHARE + COPY_SHARE + REVISION_SHARE:
        return "full", number
    # Only whole texts: a teaser's page may be fetched before or after it was revised.
    farthest = number - draw.randint(NEAREST_TARGET, FARTHEST_TARGET)
    for target in range(farthest, -1, -1):
        if _kind_and_target(seed, target)[0] == "full":
            return kind, target
    return "full", number


def _draw(seed: int, number: int, what: str) -> random.Random:
    return random.Random(f"{seed} {number} {what}")


def _feed(number: int) -> int:
    return number % FEEDS


def _language(seed: int, number: int) -> str:
    return _draw(seed, number, "language").choices(LANGUAGES, LANGUAGE_WEIGHTS)[0]


def _text(seed: int, number: int, language: str) -> tuple[str, tuple[str, ...]]:
    draw = _draw(seed, number, "text")
    place = draw.choice(PLACES)
    title = f"{draw.choice(PEOPLE)}: {draw.choice(THINGS[language])}, {place} ({seed}-{number})"
    sentences = [REGISTER[language].format(place=place, number=f"{seed}-{number}")]
    while sum(len(sentence.split()) for sentence in sentences) < FEWEST_WORDS:
        sentences.append(_sentence(draw, language))
    first, rest = sentences[0], sentences[1:]
    in_order = [*rest[:3], first, *rest[3:]]
    return title, tuple(
        ". ".join(in_order[start : start + SENTENCES_PER_PARAGRAPH]) + "."
        for start in range(0, len(in_order), SENTENCES_PER_PARAGRAPH)
    )


def _revised(
    seed: int, number: int, language: str, title: str, paragraphs: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    draw = _draw(seed, number, "revision")
    added = f"{_sentence(draw, language)}. {_sentence(draw, language)}."
    return f"{title}, update {number}", (paragraphs[0], added, *paragraphs[1:])


def _sentence(draw: random.Random, language: str) -> str:
    sentence = draw.choice(SENTENCES[language]).format(
        person=draw.choice(PEOPLE),
        place=draw.choice(PLACES),
        organisation=draw.choice(ORGANISATIONS),
        thing=draw.choice(THINGS[language]),
        day=draw.choice(DAYS),
        month=draw.choice(MONTHS),
        amount=draw.randint(2, 900),
    )
    return sentence[0].upper() + sentence[1:]
