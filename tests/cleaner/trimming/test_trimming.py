"""What an extractor leaves around articles goes, and what only looks like it stays.

The lines are in `samples/`. A third of them, chosen by their digest, is kept apart: of
these, only shares are tested, so that no rule is made for one of them.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.gathering import Facts
from newsmill.cleaner.texts import tidy
from newsmill.cleaner.trimming.trimming import trimmed
from newsmill.text.words import is_readable
from tests.cleaner.articles import PARAGRAPHS

TITLE = "Nordhaven to rebuild its swing bridge"
FACTS = Facts(
    title=TITLE,
    site_name="Nordhaven Gazette",
    bylines=("Anna Berg", "Karl Lind"),
    keywords=("Harbour",),
    headlines=(TITLE,),
)
EXPECTATION = Expectation(title=TITLE)
SAMPLES = Path(__file__).parent / "samples"
PLACES = ("[head]", "[within]", "[tail]")


@dataclass(frozen=True)
class Sample:
    """Lines at one place of an article."""

    place: str
    lines: tuple[str, ...]

    @property
    def is_kept_apart(self) -> bool:
        return int(sha256("⏎".join(self.lines).encode()).hexdigest(), 16) % 3 == 0

    @property
    def text(self) -> str:
        """The lines before, within or behind an article."""
        first, *rest = PARAGRAPHS
        by_place = {
            "[head]": (*self.lines, *PARAGRAPHS),
            "[within]": (first, *self.lines, *rest),
            "[tail]": (*PARAGRAPHS, *self.lines),
        }
        return "\n\n".join(by_place[self.place])


def samples(name: str) -> Iterator[Sample]:
    place = ""
    for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines():
        if line in PLACES:
            place = line
        elif line and not line.startswith("# "):
            yield Sample(place, tuple(line.split("⏎")))


def rows(name: str) -> list[object]:
    return [
        pytest.param(sample, id=f"{sample.place} {' / '.join(sample.lines)}")
        for sample in samples(name)
        if not sample.is_kept_apart
    ]


def of_gazette(text: str) -> str:
    return trimmed(text, FACTS, EXPECTATION)


@pytest.mark.parametrize("sample", rows("going.txt"))
def test_a_line_that_is_no_part_of_the_article_goes(sample: Sample) -> None:
    assert of_gazette(sample.text) == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize("sample", rows("staying.txt"))
def test_a_line_of_the_article_stays(sample: Sample) -> None:
    assert of_gazette(sample.text) == sample.text


def test_of_the_lines_kept_apart_nearly_all_go_and_nearly_all_stay() -> None:
    def share(name: str, *, goes: bool) -> float:
        apart = [sample for sample in samples(name) if sample.is_kept_apart]
        right = [
            of_gazette(sample.text) == ("\n\n".join(PARAGRAPHS) if goes else sample.text)
            for sample in apart
        ]
        return sum(right) / len(right)

    assert share("going.txt", goes=True) >= 0.95
    assert share("staying.txt", goes=False) >= 0.98


def test_everything_around_an_article_goes_at_once() -> None:
    around = (
        ["Home › News", "HARBOUR", TITLE, "By Anna Berg", "Published 3 May 2026", "Share", "Print"],
        ["Tags: bridge", "3 comments", "Related articles", "Ferry fares to rise", "© 2026 Gazette"],
    )
    text = "\n\n".join([*around[0], *PARAGRAPHS, *around[1]])
    assert of_gazette(text) == "\n\n".join(PARAGRAPHS)


def test_a_list_of_other_articles_before_prose_loses_its_headlines_alone() -> None:
    first, second, third = PARAGRAPHS
    lines = [
        first, "Related articles", "- Ferry fares to rise", "- A tunnel instead", "The cost",
        second, "Read more", "Islanders want a tunnel to their own harbour", third,
    ]  # fmt: skip
    assert of_gazette("\n\n".join(lines)) == "\n\n".join([first, "The cost", second, third])


def test_notes_among_related_articles_stay() -> None:
    notes = [
        "Correction: The deck weighs 90 tonnes.",
        "This story has been changed because the council gave new figures on Tuesday.",
    ]
    lines = [*PARAGRAPHS, "Related articles", "Ferry fares to rise in June", *notes]
    assert of_gazette("\n\n".join(lines)) == "\n\n".join([*PARAGRAPHS, *notes])


def test_bylines_behind_a_standfirst_go_and_dates_that_head_a_part_stay() -> None:
    standfirst = (
        "After a night of debate the council has decided at last: a lighter deck it will be."
    )
    for line in ("By Anna Berg", "Published 2 days ago", "Updated 3 May 2026"):
        text = "\n\n".join([standfirst, line, *PARAGRAPHS])
        assert of_gazette(text) == "\n\n".join([standfirst, *PARAGRAPHS])
    text = "\n\n".join([standfirst, "May 3, 2026", *PARAGRAPHS])
    assert of_gazette(text) == text


def test_a_link_behind_the_last_sentence_goes() -> None:
    text = "\n\n".join(PARAGRAPHS)
    assert of_gazette(f"{text} Read more") == text
    assert of_gazette(f"{text} Lire la suite →") == text


def test_a_copy_of_a_paragraph_goes() -> None:
    first, second, third = PARAGRAPHS
    assert of_gazette("\n\n".join([first, first, second, third, first])) == "\n\n".join(PARAGRAPHS)


def test_a_pulled_quote_goes_and_its_sentence_stays() -> None:
    quote = "Another winter without a bridge will ruin every shop on this quay"
    told = f"The baker had heard enough of it. “{quote}.” He closed his door, and nobody spoke."
    first, *rest = PARAGRAPHS
    for pulled in (f"{quote}.", f"“{quote}”", f"“{quote}.”"):
        assert of_gazette("\n\n".join([first, pulled, told, *rest])) == "\n\n".join(
            [first, told, *rest]
        )
    for heading in (quote, "“Another winter without a bridge”"):
        text = "\n\n".join([first, heading, told, *rest])
        assert of_gazette(text) == text


def test_lines_of_a_poem_may_return() -> None:
    refrain = "The bridge is gone, the tide is high, and so am I."
    text = "\n\n".join([PARAGRAPHS[0], refrain, "Nobody knows.", refrain, refrain])
    assert of_gazette(text) == text


@pytest.mark.parametrize(
    "text",
    [
        TITLE,
        "Share",
        "By Anna Berg\n\n3 May 2026",
        "Read more",
        "© 2026 Nordhaven Gazette",
        "Related articles\n\nFerry fares to rise in June",
    ],
)
def test_a_text_that_holds_nothing_else_is_not_emptied(text: str) -> None:
    assert is_readable(of_gazette(text))


def test_a_short_article_stays() -> None:
    text = "The bridge opened at noon. Two hundred islanders crossed it before the rain came."
    assert of_gazette(text) == text
    assert of_gazette(f"{TITLE}\n\nBy Anna Berg\n\n{text}\n\nRead more") == text


COMMENTS = (
    "Harbour Hawk says:",
    "2 hours ago",
    "Nobody asked us islanders, as usual, and nobody will ask us next time either, I know it.",
    "Reply",
)


@pytest.mark.parametrize("heading", ["3 comments", "Kommentare (2)", "Leave a reply"])
def test_readers_comments_go(heading: str) -> None:
    lines = [*PARAGRAPHS, heading, *COMMENTS]
    assert of_gazette("\n\n".join(lines)) == "\n\n".join(PARAGRAPHS)


def test_what_follows_a_number_of_comments_stays_if_it_is_no_comment() -> None:
    paragraphs = [*PARAGRAPHS, "The work begins in May.", PARAGRAPHS[0].replace("voted", "met")]
    text = "\n\n".join([*PARAGRAPHS, "3 comments", *paragraphs[3:]])
    assert of_gazette(text).endswith("\n\n".join(paragraphs[3:]))


def test_the_posts_of_a_live_blog_are_no_comments() -> None:
    posts = [
        line
        for hour in range(10, 18)
        for line in (f"Anna Berg {hour}:05", PARAGRAPHS[1].replace("nine", str(hour)))
    ]
    text = "\n\n".join([*PARAGRAPHS, "3 comments", *posts])
    left = of_gazette(text)
    assert all(post in left for post in posts[1::2])


def test_labels_of_a_specification_are_no_promos() -> None:
    text = "\n\n".join([PARAGRAPHS[0], "Weight: 12 kg", "Video: 4K at 60 frames", "Price: 900"])
    assert of_gazette(text) == text


def test_an_agency_behind_the_last_sentence_removes_no_paragraph() -> None:
    for agency in ("(Reuters)", "– AFP", "(AFP)", "/dpa"):
        text = "\n\n".join([*PARAGRAPHS[:2], f"{PARAGRAPHS[2]} {agency}"])
        assert of_gazette(text) == text


def test_a_biography_of_somebody_else_stays_within_the_article() -> None:
    profile = "Anna Berg is a reporter who covers the harbour for the Nordhaven Gazette."
    text = "\n\n".join([PARAGRAPHS[0], profile, *PARAGRAPHS[1:]])
    assert of_gazette(text) == text
    assert of_gazette("\n\n".join([*PARAGRAPHS, profile])) == "\n\n".join(PARAGRAPHS)


LINES = [line for name in ("going.txt", "staying.txt") for it in samples(name) for line in it.lines]
TEXTS = st.lists(st.sampled_from([*LINES, *PARAGRAPHS]), max_size=20).map("\n\n".join)


@given(TEXTS | st.text(st.characters(codec=None), max_size=300).map(tidy))
def test_what_is_left_are_lines_of_the_text_in_their_order(text: str) -> None:
    left = of_gazette(text)
    lines = iter(text.split("\n\n"))
    *whole, last = left.split("\n\n")
    assert all(line in lines for line in whole)
    # A link is cut from the end of the last one.
    assert any(line.startswith(last) for line in lines)
    assert is_readable(left) or not is_readable(text)


@given(TEXTS)
def test_a_trimmed_text_is_trimmed(text: str) -> None:
    once = of_gazette(text)
    assert of_gazette(once) == once


PIECES = (
    "Read more: ", "Photo: ", "(AP Photo/", "/Getty Images", "by Anna Berg, ", "Von A B und ", "© ",
    "Sign up for our ", "Get it delivered ", "a@", "@a ", "3 May 2026 ", "Home › ", "Share ", "1",
    "/", " - ", "“", "[", "- ", "…", "： ", "Anna Berg is ", "A B C D is a reporter ", "– x (@a) ",
    "\n\n", "\n\nRead more\n\n", "\n\nRelated articles\n\n", "Another word. ",
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = tidy(piece * (300_000 // len(piece)))
    began = time.process_time()
    of_gazette(text)
    assert time.process_time() - began < 3


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=20, max_size=150))
def test_hostile_lines_take_no_time(pieces: list[str]) -> None:
    text = tidy("".join(pieces))
    began = time.process_time()
    of_gazette(text)
    assert time.process_time() - began < 0.2
