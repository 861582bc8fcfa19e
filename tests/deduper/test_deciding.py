import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.contracts.articles import CleanArticle, DuplicateArticle, UniqueArticle
from newsmill.deduper.deciding import decide
from newsmill.deduper.memory import Memory
from newsmill.deduper.settings import Settings
from tests.builders import TEXT, after, clean_article, hex32, provenance

SETTINGS = Settings()
OTHER_TEXT = TEXT.replace("four crossings", "six crossings")
PAGE = "https://harbour-gazette.example/ferry"
REPRINT = "https://island-post.example/ferry"

Answer = UniqueArticle | DuplicateArticle


class Deduper:
    """Decides with a memory that can be taken away and rebuilt from its rows."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.rows: dict[str, Any] = {}
        self._settings = settings
        self._memory = Memory(self.rows, settings)

    def __call__(self, article: CleanArticle) -> Answer:
        return decide(article, self._memory)

    def restart(self) -> None:
        """As after a recovery: the rows have been through a changelog."""
        self.rows = json.loads(json.dumps(self.rows))
        self._memory = Memory(self.rows, self._settings)


@pytest.fixture
def dedupe() -> Deduper:
    return Deduper()


def seen(entry: str, version: object = 1, **changes: Any) -> CleanArticle:
    """State `version` of the feed entry `entry`; unless told otherwise, of the same page."""
    return clean_article(**{"url": PAGE, "provenance": provenance(entry, version)} | changes)


def unique(answer: Answer) -> tuple[int, str]:
    assert isinstance(answer, UniqueArticle)
    return answer.revision, answer.group_id


def copy(answer: Answer) -> tuple[str, str]:
    assert isinstance(answer, DuplicateArticle)
    return answer.kind, answer.duplicate_of


def test_a_new_article_is_unique_and_the_first_of_its_group(dedupe: Deduper) -> None:
    article = seen("a")
    answer = dedupe(article)
    assert unique(answer) == (1, article.article_id)
    assert CleanArticle.model_validate(answer.model_dump()) == article


def test_a_redelivered_article_passes_again(dedupe: Deduper) -> None:
    first = dedupe(seen("a"))
    assert dedupe(seen("a")) == first


def test_a_redelivered_duplicate_is_the_same_duplicate_again(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    reprint = seen("b", url=REPRINT)
    first = dedupe(reprint)
    assert copy(first) == ("same_text", hex32(PAGE))
    dedupe(seen("b", 2, url=REPRINT, text=OTHER_TEXT))
    assert dedupe(reprint) == first


def test_a_redelivered_article_passes_again_although_a_revision_followed(dedupe: Deduper) -> None:
    first = dedupe(seen("a"))
    dedupe(seen("a", 2, text=OTHER_TEXT))
    assert dedupe(seen("a")) == first


def test_a_repeat_changes_no_row(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    before = json.dumps(dedupe.rows)
    dedupe(seen("a", seen_at=after(5)))
    assert json.dumps(dedupe.rows) == before


def test_the_same_page_in_another_feed_is_a_copy(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    answer = dedupe(seen("another feed's"))
    assert copy(answer) == ("same_url", hex32(PAGE))
    assert isinstance(answer, DuplicateArticle)
    assert answer.similarity == 1.0


REVISIONS = {
    "the text": seen("a", 2, text=OTHER_TEXT),
    "the headline": seen("a", 2, title="Ferry returns at last"),
    "the text of the page, seen through another feed": seen("b", text=OTHER_TEXT),
}


@pytest.mark.parametrize("changed", REVISIONS.values(), ids=REVISIONS.keys())
def test_a_change_of_it_is_a_revision(dedupe: Deduper, changed: CleanArticle) -> None:
    dedupe(seen("a"))
    assert unique(dedupe(changed)) == (2, hex32(PAGE))


NO_REVISIONS = {
    "only the version": seen("a", 2),
    "the headline's case": seen("a", 2, title="FERRY RETURNS"),
    "the headline, in another feed": seen("b", title="Our ferry returns"),
    "the authors": seen("a", 2, authors=("Maren Oltmann",)),
}


@pytest.mark.parametrize("changed", NO_REVISIONS.values(), ids=NO_REVISIONS.keys())
def test_it_is_no_revision_if_all_that_changed_is(dedupe: Deduper, changed: CleanArticle) -> None:
    dedupe(seen("a"))
    assert copy(dedupe(changed)) == ("same_url", hex32(PAGE))


def test_each_new_headline_is_a_revision(dedupe: Deduper) -> None:
    titles = ["Ferry returns", "Ferry is back", "Ferry, at last"]
    answers = [dedupe(seen("a", n, title=title)) for n, title in enumerate(titles)]
    assert [unique(answer)[0] for answer in answers] == [1, 2, 3]


def test_a_page_that_alternates_between_two_texts_is_revised_once(dedupe: Deduper) -> None:
    texts = [TEXT, OTHER_TEXT, TEXT, OTHER_TEXT]
    answers = [dedupe(seen("a", n, text=text)) for n, text in enumerate(texts)]
    assert [unique(answer)[0] for answer in answers[:2]] == [1, 2]
    assert [answer.revision for answer in answers[2:]] == [1, 2]
    assert {copy(answer) for answer in answers[2:]} == {("same_url", hex32(PAGE))}


def test_revisions_are_counted_although_copies_have_pushed_them_out(dedupe: Deduper) -> None:
    dedupe(seen("a", 1))
    dedupe(seen("a", 2, text=OTHER_TEXT))
    for feed in range(40):
        assert copy(dedupe(seen(f"late feed {feed}"))) == ("same_url", hex32(PAGE))
    assert unique(dedupe(seen("a", 3, text=TEXT + " It rains."))) == (3, hex32(PAGE))


def test_another_feeds_teaser_of_a_page_is_a_copy_that_was_not_compared(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    teaser = seen("b", text="The ferry is back. Read on.", text_origin="feed")
    answer = dedupe(teaser)
    assert copy(answer) == ("same_url", hex32(PAGE))
    assert isinstance(answer, DuplicateArticle)
    assert answer.similarity is None
    again = dedupe(seen("c", text="The ferry is back. Read on.", text_origin="feed"))
    assert isinstance(again, DuplicateArticle)
    assert again.similarity is None


def test_a_page_that_could_not_be_had_this_time_is_a_copy(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    teaser = seen("a", 2, text="The ferry is back. Read on.", text_origin="feed")
    assert copy(dedupe(teaser)) == ("same_url", hex32(PAGE))


def test_a_page_is_a_revision_of_its_teaser(dedupe: Deduper) -> None:
    dedupe(seen("a", text="The ferry is back. Read on.", text_origin="feed"))
    assert unique(dedupe(seen("b"))) == (2, hex32(PAGE))


def test_a_reprint_is_a_copy_in_the_group_of_its_original(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    answer = dedupe(seen("b", url=REPRINT, title="Ferry back in service"))
    assert copy(answer) == ("same_text", hex32(PAGE))
    assert answer.group_id == hex32(PAGE)
    assert answer.article_id == hex32(REPRINT)


def test_a_reprint_that_goes_its_own_way_is_published_in_the_same_group(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    dedupe(seen("b", url=REPRINT))
    assert unique(dedupe(seen("b", 2, url=REPRINT, text=OTHER_TEXT))) == (2, hex32(PAGE))


def test_a_new_headline_does_not_make_a_reprint_unique(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    dedupe(seen("b", url=REPRINT))
    answer = dedupe(seen("b", 2, url=REPRINT, title="Gulls rejoice"))
    assert copy(answer) == ("same_text", hex32(PAGE))


def test_a_reprint_of_the_revision_is_a_copy_too(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    dedupe(seen("b", url=REPRINT))
    dedupe(seen("a", 2, text=OTHER_TEXT))
    answer = dedupe(seen("b", 2, url=REPRINT, text=OTHER_TEXT))
    assert copy(answer) == ("same_text", hex32(PAGE))


def test_a_copy_is_never_called_the_original_of_another(dedupe: Deduper) -> None:
    """`duplicate_of` names something published, so that a reader finds it."""
    dedupe(seen("a"))
    dedupe(seen("b", url=REPRINT))
    teaser = {"text": "The island's ferry is back, says its owner. " * 9, "text_origin": "feed"}
    assert copy(dedupe(seen("c", url=REPRINT, **teaser))) == ("same_url", hex32(PAGE))
    third = dedupe(seen("d", url="https://third.example/ferry", **teaser))
    assert copy(third) == ("same_text", hex32(PAGE))


SHORT = "The harbour is closed."


@pytest.mark.parametrize(
    ("title", "is_copy"), [("Ferry returns", True), ("Storm over the islands", False)]
)
def test_a_short_text_is_a_reprint_only_under_the_same_headline(
    dedupe: Deduper, title: str, is_copy: bool
) -> None:
    dedupe(seen("a", text=SHORT))
    answer = dedupe(seen("b", url=REPRINT, text=SHORT, title=title))
    assert isinstance(answer, DuplicateArticle) is is_copy


def test_short_texts_are_found_by_each_of_their_headlines(dedupe: Deduper) -> None:
    dedupe(seen("a", text=SHORT))
    dedupe(seen("b", url=REPRINT, text=SHORT, title="Storm"))
    third = dedupe(seen("c", url="https://third.example/1", text=SHORT, title="storm"))
    assert copy(third) == ("same_text", hex32(REPRINT))


def test_min_words_decides_what_is_short() -> None:
    dedupe = Deduper(Settings(min_words=3))
    dedupe(seen("a", text=SHORT))
    assert isinstance(dedupe(seen("b", url=REPRINT, text=SHORT, title="Storm")), DuplicateArticle)


def test_articles_of_different_scripts_are_never_compared(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    assert unique(dedupe(seen("b", url=REPRINT, script="Grek"))) == (1, hex32(REPRINT))
    assert unique(dedupe(seen("c", script="Cyrl"))) == (1, hex32(PAGE))


def test_languages_of_a_script_are_compared(dedupe: Deduper) -> None:
    dedupe(seen("a", language="fr"))
    answer = dedupe(seen("b", url=REPRINT, language="en"))
    assert copy(answer) == ("same_text", hex32(PAGE))


def test_what_was_forgotten_is_new_again() -> None:
    dedupe = Deduper(Settings(max_articles=1))
    first = dedupe(seen("a"))
    dedupe(seen("b", url="https://third.example/1", text=OTHER_TEXT))
    assert dedupe(seen("a")) == first
    reprint = dedupe(seen("c", url=REPRINT, text=OTHER_TEXT + " Again."))
    assert unique(reprint) == (1, hex32(REPRINT))


# Few of everything, so that it meets itself again.
TEXTS = st.sampled_from([TEXT, OTHER_TEXT, "Short."])
ARTICLES = st.builds(
    lambda page, entry, version, text, title, script, origin, minutes: clean_article(
        url=f"https://papers.example/{page}",
        provenance=provenance(f"{page} {entry}", f"{version} {text} {title} {origin}"),
        text=text,
        title=title,
        script=script,
        text_origin=origin,
        seen_at=after(minutes),
    ),
    st.integers(1, 3),
    st.integers(1, 2),
    st.integers(1, 2),
    TEXTS,
    st.sampled_from(["Ferry", "Gulls"]),
    st.sampled_from(["Latn", "Latn", "Zyyy", "Cyrl"]),
    st.sampled_from(["page", "feed"]),
    st.integers(0, 100),
)
OBSERVATIONS = st.lists(ARTICLES, min_size=1, max_size=30)
FORGETFUL = st.builds(
    lambda articles, minutes: Settings(max_articles=articles, memory=timedelta(minutes=minutes)),
    st.integers(1, 3),
    st.integers(0, 100),
)
MEMORIES = st.one_of(st.just(SETTINGS), FORGETFUL)


@settings(max_examples=150)
@given(st.lists(st.tuples(ARTICLES, st.booleans()), min_size=4, max_size=20), MEMORIES)
def test_a_rebuilt_memory_gives_the_same_answers(
    articles: list[tuple[CleanArticle, bool]], setting: Settings
) -> None:
    steady, restarted = Deduper(setting), Deduper(setting)
    for article, has_restarted in articles:
        if has_restarted:
            restarted.restart()
        assert restarted(article) == steady(article)
    assert restarted.rows == steady.rows


# Few enough observations of one article for all of its verdicts to be remembered.
@given(st.lists(ARTICLES, min_size=1, max_size=16, unique_by=lambda a: a.provenance), st.data())
def test_replaying_the_past_repeats_the_answers(
    articles: list[CleanArticle], data: st.DataObject
) -> None:
    dedupe = Deduper()
    answers = [dedupe(article) for article in articles]
    start = data.draw(st.integers(0, len(articles)))
    end = data.draw(st.integers(start, len(articles)))
    dedupe.restart()
    assert [dedupe(article) for article in articles[start:end]] == answers[start:end]


@given(OBSERVATIONS)
def test_scripts_do_not_disturb_each_other(articles: list[CleanArticle]) -> None:
    together, alone = Deduper(), Deduper()
    answers = [(article, together(article)) for article in articles]
    in_cyrillic = [(article, answer) for article, answer in answers if article.script == "Cyrl"]
    assert [alone(article) for article, _ in in_cyrillic] == [answer for _, answer in in_cyrillic]


@given(OBSERVATIONS, MEMORIES)
def test_every_copy_names_something_that_was_published(
    articles: list[CleanArticle], setting: Settings
) -> None:
    dedupe = Deduper(setting)
    published: dict[str, set[int]] = {}
    for article in articles:
        answer = dedupe(article)
        if isinstance(answer, UniqueArticle):
            published.setdefault(answer.article_id, set()).add(answer.revision)
        else:
            assert answer.duplicate_of in published
