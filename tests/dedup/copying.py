"""What happens to a wire story on its way into other papers: edits, cuts, affixes, headlines."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.dedup.drawing import Draw
from tests.dedup.prose import Draft, invent_topic, write_article
from tests.dedup.vocabulary import Lexicon

Sentences = tuple[str, ...]

NEW_HEADLINE_SHARE = 0.35
"""Of all copies, whatever else was done to them."""

AGENCIES = ("Halyard", "XYZ", "Nordwire", "MPA", "Beacon News", "TTP", "Korvet", "IPX")

_TRAILING = re.compile(r"[.,;:!?“”\"。，：！？]+$")
_CHINESE_WORD = re.compile(r"[\u4e00-\u9fff]{1,2}|\d+(?:\.\d+)?|[^\u4e00-\u9fff\d]")


@dataclass(frozen=True)
class Copyist:
    """Makes copies in one language."""

    lexicon: Lexicon
    draw: Draw

    def copied(self, draft: Draft, kind: str) -> Draft:
        """A copy of a kind; at times under another headline, as papers do."""
        copy = COPIES[kind](self, draft)
        return self.new_headline(copy) if self.draw.chance(NEW_HEADLINE_SHARE) else copy

    def edited(self, draft: Draft, share: float) -> Draft:
        """`share` of all words replaced, deleted, inserted or swapped, anywhere in the text."""
        words = [[self._split(s) for s in sentences] for sentences in draft.paragraphs]
        places = [
            (p, s, w)
            for p, sentences in enumerate(words)
            for s, sentence in enumerate(sentences)
            for w in range(len(sentence))
        ]
        chosen = self.draw.sample(places, max(1, round(share * len(places))))
        # From the end, so that a deleted word moves none that is still to be edited.
        skipped = 0
        for p, s, w in sorted(chosen, reverse=True):
            # A swap edits two words, and so takes the place of another edit.
            if skipped:
                skipped -= 1
            else:
                skipped = self._edit(words[p][s], w)
        return draft.with_paragraphs(
            [tuple(filter(None, map(self._join, sentences))) for sentences in words]
        )

    def sentences_dropped(self, draft: Draft) -> Draft:
        """A run of sentences left out, 5 to 20 % of them, as an editor does for space."""
        flat = _flat(draft)
        count = max(1, round(self.draw.real(0.05, 0.2) * len(flat)))
        first = self.draw.between(0, len(flat) - count)
        return _rebuilt(draft, flat[:first] + flat[first + count :])

    def cut(self, draft: Draft, share: float) -> Draft:
        """The first `share` of the words; a sentence is cut where it must be."""
        return self._first_words(draft, round(share * self._length(draft)))

    def cut_in_the_middle(self, draft: Draft) -> Draft:
        """Without 30 to 45 % of the sentences, somewhere between the first and the last."""
        flat = _flat(draft)
        if len(flat) < 4:
            return self.cut(draft, 0.65)
        target = self.draw.real(0.3, 0.45) * self._length(draft)
        first = self.draw.between(1, max(1, len(flat) // 2))
        dropped, end = 0, first
        while end < len(flat) - 1:
            length = len(self._split(flat[end][1]))
            if dropped + length > target:
                break
            dropped += length
            end += 1
        return _rebuilt(draft, flat[:first] + flat[end:])

    def with_affixes(self, draft: Draft) -> Draft:
        """With an agency's dateline and lines of a paper before and after it."""
        before, opening, after = self._affixes()
        (first, *others), *rest = draft.paragraphs
        paragraphs = [*before, (opening + first, *others), *rest, *after]
        return draft.with_paragraphs(paragraphs)

    def new_headline(self, draft: Draft) -> Draft:
        """Under a headline of its own."""
        return replace(draft, title=self._other(draft, 20).title)

    def reordered(self, draft: Draft) -> Draft:
        """The first paragraph, and the others in another order."""
        first, *rest = draft.paragraphs
        return draft.with_paragraphs([first, *self.draw.shuffled(rest)])

    def mixed(self, draft: Draft) -> Draft:
        """Affixes, a new headline, and 10 % of the words edited."""
        return self.new_headline(self.with_affixes(self.edited(draft, 0.1)))

    def with_own_paragraph(self, draft: Draft) -> Draft:
        """With a paragraph or two of the paper's own, 8 to 25 % of the text."""
        words = round(self.draw.real(0.08, 0.25) * self._length(draft))
        own = self._other(draft, max(12, words)).paragraphs
        place = self.draw.between(1, len(draft.paragraphs))
        paragraphs = [*draft.paragraphs[:place], *own, *draft.paragraphs[place:]]
        return draft.with_paragraphs(paragraphs)

    def _other(self, draft: Draft, words: int) -> Draft:
        topic = invent_topic(self.lexicon, self.draw)
        return write_article(self.lexicon, self.draw, topic, words)

    def _edit(self, words: list[str], place: int) -> int:
        """Edit one word; returns how many more were edited."""
        kind = self.draw.real(0, 1)
        if kind < 0.6:
            words[place] = self._in_place_of(words[place])
        elif kind < 0.75:
            del words[place]
        elif kind < 0.9:
            words.insert(place, self.lexicon.any_word(self.draw))
        elif place + 1 < len(words):
            words[place], words[place + 1] = words[place + 1], words[place]
            return 1
        else:
            words[place] = self._in_place_of(words[place])
        return 0

    def _in_place_of(self, word: str) -> str:
        """Another word; numbers are replaced by numbers, and punctuation stays."""
        trailing = _TRAILING.search(word)
        new = self.lexicon.any_word(self.draw)
        if any(map(str.isdigit, word)):
            new = self.lexicon.number(self.draw.between(2, 900), 0)
        return new + (trailing[0] if trailing else "")

    def _length(self, draft: Draft) -> int:
        return sum(len(self._split(s)) for sentences in draft.paragraphs for s in sentences)

    def _first_words(self, draft: Draft, left: int) -> Draft:
        kept: list[Sentences] = []
        for sentences in draft.paragraphs:
            paragraph = []
            for sentence in sentences:
                words = self._split(sentence)[:left]
                left -= len(words)
                if words:
                    paragraph.append(self._join(words))
            kept.append(tuple(paragraph))
        return draft.with_paragraphs(kept)

    def _split(self, sentence: str) -> list[str]:
        if self.lexicon.language == "zh":
            return _CHINESE_WORD.findall(sentence)
        return sentence.split(" ")

    def _join(self, words: list[str]) -> str:
        return ("" if self.lexicon.language == "zh" else " ").join(words)

    def _affixes(self) -> tuple[list[Sentences], str, list[Sentences]]:
        """Lines before, a dateline, and lines after; at least one of the three."""
        place, name = self.lexicon.place(self.draw), self._name()
        agency = self.draw.choice(AGENCIES)
        values = {"place": place, "PLACE": place.upper(), "agency": agency, "name": name}
        values |= {"year": "2026", "day": self.draw.choice(self.lexicon.days)}
        values |= {"month": self.draw.choice(self.lexicon.months)}
        lines = self.lexicon.affixes
        before: list[Sentences] = []
        opening = ""
        if self.draw.chance(0.35):
            before = [(self.draw.choice(lines.before).format_map(values),)]
        if self.draw.chance(0.7):
            opening = self.draw.choice(lines.dateline).format_map(values)
        count = self.draw.between(0 if before or opening else 1, 2)
        after: list[Sentences] = [
            (line.format_map(values),) for line in self.draw.sample(lines.after, count)
        ]
        return before, opening, after

    def _name(self) -> str:
        first, surname = self.lexicon.first_name(self.draw), self.lexicon.surname(self.draw)
        return surname + first if self.lexicon.language == "zh" else f"{first} {surname}"


def _flat(draft: Draft) -> list[tuple[int, str]]:
    return [(number, s) for number, sentences in enumerate(draft.paragraphs) for s in sentences]


def _rebuilt(draft: Draft, kept: list[tuple[int, str]]) -> Draft:
    return draft.with_paragraphs(
        [tuple(s for n, s in kept if n == number) for number in range(len(draft.paragraphs))]
    )


COPIES: dict[str, Callable[[Copyist, Draft], Draft]] = {
    "edits 5 %": lambda copyist, draft: copyist.edited(draft, 0.05),
    "edits 10 %": lambda copyist, draft: copyist.edited(draft, 0.1),
    "edits 20 %": lambda copyist, draft: copyist.edited(draft, 0.2),
    "sentences dropped": Copyist.sentences_dropped,
    "cut to 70 %": lambda copyist, draft: copyist.cut(draft, 0.7),
    "cut to 50 %": lambda copyist, draft: copyist.cut(draft, 0.5),
    "cut in the middle": Copyist.cut_in_the_middle,
    "affixes": Copyist.with_affixes,
    "new headline": Copyist.new_headline,
    "reordered": Copyist.reordered,
    "mixed": Copyist.mixed,
    "own paragraph": Copyist.with_own_paragraph,
    "verbatim": lambda _, draft: draft,
}
"""By kind: what makes a copy of it."""
