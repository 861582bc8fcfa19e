from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ByteSize

from newsmill.clock import Clock, utc_now
from newsmill.contracts.articles import CleanArticle, DuplicateArticle, UniqueArticle
from newsmill.deduper.deciding import decide
from newsmill.deduper.memory import Entry, Memory
from newsmill.deduper.settings import FEWEST_BYTES, Settings
from tests.builders import TEXT, after, clean_article, hex32, provenance

SETTINGS = Settings()
OTHER_TEXT = TEXT.replace("four crossings", "six crossings")
OTHER_NEWS = (
    "Three goats of the lighthouse keeper ate the minutes of the parish council on Friday."
    " Nobody had made a copy, and the vote on the new bell must be repeated in autumn."
)
THIRD_FEED = "https://third.example/feed.xml"
OTHER_FEED = "https://island-post.example/feed.xml"
PAGE = "https://harbour-gazette.example/ferry"
REPRINT = "https://island-post.example/ferry"

Answer = UniqueArticle | DuplicateArticle


class Deduper:
    """Decides with a memory that can be taken away and rebuilt from its journal."""

    def __init__(self, settings: Settings = SETTINGS, now: Clock = utc_now) -> None:
        self.journal: dict[bytes, bytes] = {}
        self._settings = settings
        self._now = now
        self.restart(handled_before=False)

    def __call__(self, article: CleanArticle) -> Answer:
        answer = decide(article, self.memory)
        self._write(self.memory.take_entries())
        return answer

    def _write(self, entries: Iterable[Entry]) -> None:
        """As a compacted topic has them: each key where it was written last."""
        for key, value in entries:
            self.journal.pop(key, None)
            if value:
                self.journal[key] = value

    def restart(self, settings: Settings | None = None, handled_before: bool = True) -> None:
        """As after a recovery: of each key of the journal, the last entry is left."""
        memory = Memory(settings or self._settings, self._now)
        memory.load(0, list(self.journal.items()))
        self._write(memory.recovered(0, handled_before=handled_before))
        self.memory = memory.partition(0)


@pytest.fixture
def dedupe() -> Deduper:
    return Deduper()


def seen(entry: str, version: object = 1, **changes: Any) -> CleanArticle:
    """State `version` of the feed entry `entry`; unless told otherwise, of the same page.

    Each site has a feed.
    """
    fields = {"url": PAGE, "provenance": provenance(entry, version)} | changes
    fields.setdefault("feed_url", urljoin(fields["url"], "/feed.xml"))
    return clean_article(**fields)


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


def test_a_page_that_changed_between_two_fetches_is_a_revision(dedupe: Deduper) -> None:
    """Of one observation: a retriever that was killed fetches its page again."""
    first, second, third = (
        dedupe(seen("a", text=text, provenance=provenance("a")))
        for text in (TEXT, OTHER_TEXT, OTHER_TEXT)
    )

    assert (unique(first)[0], unique(second)[0], unique(third)[0]) == (1, 2, 2)
    assert unique(first)[1] == unique(second)[1]
    assert unique(dedupe(seen("a", text=TEXT))) == unique(first)


def test_a_page_fetched_again_for_an_older_state_repeats_the_newer_one(dedupe: Deduper) -> None:
    """Two states were in hand: now the page says for both what it said for the second."""
    dedupe(seen("a", 1))
    newer = dedupe(seen("a", 2, text=OTHER_TEXT))

    older = dedupe(seen("a", 1, text=OTHER_TEXT))

    assert isinstance(older, UniqueArticle)
    assert unique(older) == unique(newer)
    assert older.text == OTHER_TEXT
    assert unique(dedupe(seen("a", 2, text=OTHER_TEXT))) == unique(newer)


def test_a_copy_stays_a_copy_though_its_page_was_fetched_again(dedupe: Deduper) -> None:
    """One observation ends in one way: the first verdict may have been published."""
    dedupe(seen("a"))
    dedupe(seen("b", url=REPRINT))

    again = dedupe(seen("b", url=REPRINT, text=OTHER_NEWS))

    assert isinstance(again, DuplicateArticle)


def test_a_repeat_is_not_remembered_again(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    before = dict(dedupe.journal)
    dedupe(seen("a", seen_at=after(5)))
    assert dedupe.journal == before


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
    "the headline, in another feed": seen("b", title="Our ferry", feed_url=OTHER_FEED),
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


def test_a_state_that_returns_is_a_new_revision(dedupe: Deduper) -> None:
    titles = ["Ferry returns", "Ferry is back", "Ferry returns"]
    answers = [dedupe(seen("a", n, title=title)) for n, title in enumerate(titles)]
    assert [unique(answer)[0] for answer in answers] == [1, 2, 3]
    texts = [OTHER_TEXT, TEXT]
    answers = [dedupe(seen("a", f"text {n}", text=text)) for n, text in enumerate(texts)]
    assert [unique(answer)[0] for answer in answers] == [4, 5]


def test_the_first_state_delivered_again_is_a_repeat_though_it_has_returned(
    dedupe: Deduper,
) -> None:
    titles = ["Ferry returns", "Ferry is back", "Ferry returns"]
    answers = [dedupe(seen("a", n, title=title)) for n, title in enumerate(titles)]
    assert dedupe(seen("a", 0, title=titles[0])) == answers[0]


def test_a_feed_that_lags_behind_another_shows_no_new_state(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    dedupe(seen("a", 2, text=OTHER_TEXT))
    late = dedupe(seen("b", feed_url=OTHER_FEED))
    assert copy(late) == ("same_url", hex32(PAGE))
    assert late.revision == 1
    caught_up = dedupe(seen("b", 2, feed_url=OTHER_FEED, text=OTHER_TEXT))
    assert copy(caught_up) == ("same_url", hex32(PAGE))
    assert caught_up.revision == 2
    assert unique(dedupe(seen("b", 3, feed_url=OTHER_FEED))) == (3, hex32(PAGE))


def test_revisions_are_counted_although_copies_have_pushed_them_out(dedupe: Deduper) -> None:
    dedupe(seen("a", 1))
    dedupe(seen("a", 2, text=OTHER_TEXT))
    for feed in range(100):
        late = seen(f"late feed {feed}", feed_url=f"https://late.example/{feed}")
        assert copy(dedupe(late)) == ("same_url", hex32(PAGE))
    assert unique(dedupe(seen("a", 3, text=TEXT + " It rains."))) == (3, hex32(PAGE))


def test_another_feeds_teaser_of_a_page_is_a_copy_that_was_not_compared(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    teaser = seen("b", text="The ferry is back. Read on.", text_origin="feed", feed_url=OTHER_FEED)
    answer = dedupe(teaser)
    assert copy(answer) == ("same_url", hex32(PAGE))
    assert isinstance(answer, DuplicateArticle)
    assert answer.similarity is None
    again = dedupe(
        seen("c", text="The ferry is back. Read on.", text_origin="feed", feed_url=THIRD_FEED)
    )
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
    assert unique(dedupe(seen("b", 2, url=REPRINT, text=OTHER_NEWS))) == (2, hex32(PAGE))


def test_a_new_headline_does_not_make_a_reprint_unique(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    dedupe(seen("b", url=REPRINT))
    answer = dedupe(seen("b", 2, url=REPRINT, title="Gulls rejoice"))
    assert copy(answer) == ("same_text", hex32(PAGE))


def test_a_reprint_of_the_revision_is_a_copy_too(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    dedupe(seen("b", url=REPRINT))
    dedupe(seen("a", 2, text=OTHER_NEWS))
    answer = dedupe(seen("b", 2, url=REPRINT, text=OTHER_NEWS))
    assert copy(answer) == ("same_text", hex32(PAGE))
    assert answer.revision == 2


def test_a_copy_is_never_called_the_original_of_another(dedupe: Deduper) -> None:
    """`duplicate_of` names something published, so that a reader finds it."""
    dedupe(seen("a"))
    dedupe(seen("b", url=REPRINT))
    teaser = {"text": "The island's ferry is back, says its owner. " * 9, "text_origin": "feed"}
    assert copy(dedupe(seen("c", url=REPRINT, **teaser))) == ("same_url", hex32(PAGE))
    # Nobody has published it: it is not what the article of its first publisher says.
    assert unique(dedupe(seen("d", url="https://third.example/ferry", **teaser)))


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


def test_a_language_that_is_detected_differently_hides_no_copy(dedupe: Deduper) -> None:
    dedupe(seen("a", language="nb"))
    answer = dedupe(seen("b", url=REPRINT, language="da"))
    assert copy(answer) == ("same_text", hex32(PAGE))


def test_revisions_are_counted_across_languages(dedupe: Deduper) -> None:
    french = "Trois chèvres du gardien du phare ont mangé le procès-verbal vendredi soir."
    answers = [
        dedupe(seen("a", 1)),
        dedupe(seen("a", 2, text=french, language="fr")),
        dedupe(seen("a", 3)),
    ]
    assert [unique(answer)[0] for answer in answers] == [1, 2, 3]


# Few of everything, so that it meets itself again.
TEXTS = st.sampled_from([TEXT, OTHER_TEXT, "Short."])
ARTICLES = st.builds(
    lambda page, entry, version, text, title, language, origin, minutes: clean_article(
        url=f"https://papers.example/{page}",
        provenance=provenance(f"{page} {entry}", f"{version} {text} {title} {origin}"),
        text=text,
        title=title,
        language=language,
        text_origin=origin,
        seen_at=after(minutes),
    ),
    st.integers(1, 3),
    st.integers(1, 2),
    st.integers(1, 2),
    TEXTS,
    st.sampled_from(["Ferry", "Gulls"]),
    st.sampled_from(["en", "en", "en-GB", "fr"]),
    st.sampled_from(["page", "feed"]),
    st.integers(0, 100),
)
REFETCHED = st.builds(
    lambda article, entry: CleanArticle.model_validate(
        dict(article) | {"provenance": provenance(entry)}
    ),
    ARTICLES,
    st.integers(1, 4),
)
"""Of one observation, whatever the page said at each fetch."""
OBSERVATIONS = st.lists(ARTICLES, min_size=1, max_size=30)
FORGETFUL = st.builds(
    lambda minutes: Settings(memory=timedelta(minutes=minutes)), st.integers(0, 100)
)
TINY = Settings(max_bytes=ByteSize(FEWEST_BYTES))
MEMORIES = st.one_of(st.just(SETTINGS), st.just(TINY), FORGETFUL)


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
    assert restarted.journal == steady.journal


@given(st.lists(ARTICLES, min_size=1, max_size=30, unique_by=lambda a: a.provenance), st.data())
def test_replaying_the_past_repeats_the_answers(
    articles: list[CleanArticle], data: st.DataObject
) -> None:
    dedupe = Deduper()
    answers = [dedupe(article) for article in articles]
    start = data.draw(st.integers(0, len(articles)))
    end = data.draw(st.integers(start, len(articles)))
    dedupe.restart()
    assert [dedupe(article) for article in articles[start:end]] == answers[start:end]


@settings(max_examples=300)
@given(st.lists(st.tuples(ARTICLES | REFETCHED, st.booleans()), min_size=4, max_size=40), MEMORIES)
def test_equal_ids_mean_equal_content(
    articles: list[tuple[CleanArticle, bool]], setting: Settings
) -> None:
    """Whatever was forgotten meanwhile, and however often the deduper was restarted."""
    dedupe = Deduper(setting)
    content: dict[tuple[str, int], tuple[str, str]] = {}
    for article, has_restarted in articles:
        if has_restarted:
            dedupe.restart()
        answer = dedupe(article)
        if isinstance(answer, UniqueArticle):
            state = answer.title, answer.text
            assert content.setdefault((answer.article_id, answer.revision), state) == state


@given(st.lists(REFETCHED, min_size=4, max_size=40))
def test_an_observation_ends_in_one_way_whatever_its_page_says(
    articles: list[CleanArticle],
) -> None:
    dedupe = Deduper()
    kinds: dict[object, type[Answer]] = {}
    for article in articles:
        kind = type(dedupe(article))
        assert kinds.setdefault(article.observation, kind) is kind


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


def test_entries_of_one_feed_at_one_address_are_articles_of_their_own(dedupe: Deduper) -> None:
    first = dedupe(seen("a"))
    second = dedupe(seen("b", title="Goats", text=OTHER_NEWS))
    assert unique(first) == (1, hex32(PAGE))
    assert unique(second)[0] == 1
    assert second.article_id != first.article_id
    changed = dedupe(seen("b", 2, title="Goats again", text=OTHER_NEWS + " Or in winter."))
    assert (changed.article_id, changed.revision) == (second.article_id, 2)
    again = dedupe(seen("a", 2, title="Ferry is back"))
    assert (again.article_id, again.revision) == (first.article_id, 2)


def test_a_feed_that_renames_its_entries_has_no_new_articles(dedupe: Deduper) -> None:
    dedupe(seen("poll 1"))
    assert copy(dedupe(seen("poll 2"))) == ("same_url", hex32(PAGE))
    assert unique(dedupe(seen("poll 3", text=OTHER_TEXT))) == (2, hex32(PAGE))
    assert unique(dedupe(seen("poll 4", title="Ferry!", text=TEXT + " It rains.")))[0] == 3


def test_two_feeds_that_lead_to_one_page_are_one_article(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    answer = dedupe(seen("b", feed_url=OTHER_FEED, title="Goats", text=OTHER_NEWS))
    assert unique(answer) == (2, hex32(PAGE))


def test_an_entry_keeps_its_article_when_its_address_changes(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    moved = dedupe(seen("a", 2, url=PAGE + "-again", title="Ferry is back"))
    assert unique(moved) == (2, hex32(PAGE))


def test_an_entry_that_is_used_again_for_other_news_is_another_article(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    other = dedupe(seen("a", 2, url=REPRINT, title="Goats", text=OTHER_NEWS))
    assert unique(other) == (1, hex32(REPRINT))


LOST = (
    ("keeper", "Tolvik", "herring"),
    ("captain", "Nordhavn", "lanterns"),
    ("bishop", "Aro", "candles"),
    ("baker", "Fennmark", "barley"),
    ("warden", "Lysby", "ropes"),
    ("surgeon", "Grenau", "bandages"),
    ("cooper", "Ostrand", "barrels"),
    ("tailor", "Velmar", "wool"),
    ("miller", "Halden", "flour"),
    ("printer", "Skarv", "paper"),
)
LONG = " ".join(
    f"The {who} of {where} told the council on the pier that {number} crates of {what} are lost."
    for number, (who, where, what) in enumerate(LOST, 17)
)


def test_an_edited_reprint_is_a_near_copy_in_the_group(dedupe: Deduper) -> None:
    dedupe(seen("a", text=LONG, source={"host": "harbour-gazette.example"}))
    edited = "NORDHAVN (AGN) - " + LONG.replace("told the council", "informed the board", 2)
    answer = dedupe(
        seen("b", url=REPRINT, title="Losses", text=edited, source={"host": "island-post.example"})
    )
    assert copy(answer) == ("near", hex32(PAGE))
    assert isinstance(answer, DuplicateArticle)
    assert answer.group_id == hex32(PAGE)
    assert answer.similarity is not None
    assert 0.6 < answer.similarity < 1
    assert answer.copies == 1
    assert answer.hosts == ("harbour-gazette.example", "island-post.example")


def test_a_revision_of_a_copy_stays_in_its_group(dedupe: Deduper) -> None:
    dedupe(seen("a", text=LONG))
    dedupe(seen("b", url=REPRINT, text="AGN - " + LONG))
    revised = dedupe(seen("b", 2, url=REPRINT, text="AGN - " + LONG.replace("pier", "quay", 3)))
    assert copy(revised) == ("near", hex32(PAGE))
    assert (revised.revision, revised.group_id) == (2, hex32(PAGE))
    own = dedupe(seen("b", 3, url=REPRINT, text=OTHER_NEWS))
    assert unique(own) == (3, hex32(PAGE))


def test_copies_and_hosts_are_those_so_far_also_when_it_is_delivered_again(
    dedupe: Deduper,
) -> None:
    answers = []
    for number in range(5):
        host = f"paper-{number}.example"
        article = seen(
            f"{number}", url=f"https://{host}/1", text=LONG + f" {number}.", source={"host": host}
        )
        answers.append((article, dedupe(article)))
    for number, (article, answer) in enumerate(answers[1:], 1):
        assert isinstance(answer, DuplicateArticle)
        assert answer.copies == number
        assert answer.hosts == tuple(f"paper-{each}.example" for each in range(number + 1))
        assert dedupe(article) == answer


def test_what_shares_the_form_but_not_the_facts_is_no_copy(dedupe: Deduper) -> None:
    report = (
        "Shares in {0} closed {1} points higher on {2} after the bank of {3} left its rate at {4}"
        " percent, while {5} fell {6} points. Traders said that volumes were thin before the"
        " holiday and that orders from abroad had kept the market from falling. The index of"
        " {7} ended the day at {8} points, its highest since {9}, the exchange said in its report."
    )
    first = report.format("Aro", 14, "Monday", "Tolvik", 2.5, "Skarv", 7.1, "Nord", 4181, "May")
    second = report.format("Lysby", 3, "Friday", "Hal", 1.75, "Vel", 0.4, "Ost", 3977, "July")
    dedupe(seen("a", text=first))
    assert unique(dedupe(seen("b", url=REPRINT, text=second))) == (1, hex32(REPRINT))


def test_an_article_that_was_forgotten_goes_on_where_it_ended() -> None:
    dedupe = Deduper(Settings(memory=timedelta(minutes=10)))
    dedupe(seen("a"))
    dedupe(seen("a", 2, text=OTHER_TEXT))
    for minute in (20, 40):
        dedupe(seen(f"{minute}", url=f"https://third.example/{minute}", seen_at=after(minute)))
        dedupe.restart()
    assert unique(dedupe(seen("a", 3, text=OTHER_NEWS, seen_at=after(41)))) == (3, hex32(PAGE))


def test_an_article_that_was_forgotten_and_has_not_changed_repeats_its_revision() -> None:
    dedupe = Deduper(Settings(memory=timedelta(minutes=10)))
    dedupe(seen("a"))
    second = dedupe(seen("a", 2, text=OTHER_TEXT))
    dedupe(seen("b", url=REPRINT, text=OTHER_NEWS, seen_at=after(40)))
    again = dedupe(seen("a", 2, text=OTHER_TEXT, seen_at=after(41)))
    assert unique(again) == unique(second)


def test_a_memory_that_was_lost_gives_no_revision_that_there_was(dedupe: Deduper) -> None:
    dedupe(seen("a"))
    dedupe(seen("a", 2, text=OTHER_TEXT))
    dedupe.journal.clear()
    dedupe.restart()
    revision, _ = unique(dedupe(seen("a", 3, text=OTHER_NEWS)))
    assert revision > 1_000_000
    dedupe.restart()
    assert unique(dedupe(seen("c", url=REPRINT)))[0] > 1_000_000


def test_a_new_installation_begins_with_revision_1(dedupe: Deduper) -> None:
    dedupe.restart(handled_before=False)
    assert unique(dedupe(seen("a"))) == (1, hex32(PAGE))


def test_messages_from_the_future_make_nobody_old() -> None:
    dedupe = Deduper(Settings(memory=timedelta(days=30)), now=lambda: after(60))
    first = dedupe(seen("a"))
    for number in range(100):
        future = datetime(2038, 1, 19, tzinfo=UTC)
        dedupe(seen(f"f{number}", url=f"https://f.example/{number}", seen_at=future))
    reprint = dedupe(seen("b", url=REPRINT, seen_at=after(61)))
    assert copy(reprint) == ("same_text", first.article_id)


def test_messages_from_the_future_do_not_stop_the_forgetting() -> None:
    clock = [after(0)]
    dedupe = Deduper(Settings(memory=timedelta(minutes=10)), now=lambda: clock[0])
    dedupe(seen("f", seen_at=datetime(2038, 1, 19, tzinfo=UTC)))
    clock[0] = after(30)
    dedupe(seen("b", url=REPRINT, text=OTHER_NEWS, seen_at=after(30)))
    assert unique(dedupe(seen("c", url="https://third.example/1", seen_at=after(31))))


@pytest.mark.parametrize("sizes", [(1, 4), (4, 1)])
def test_a_memory_of_another_size_keeps_what_fits(sizes: tuple[int, int]) -> None:
    before, now = (Settings(max_bytes=ByteSize(FEWEST_BYTES * size)) for size in sizes)
    dedupe = Deduper(before)
    for number in range(60):
        dedupe(seen(f"{number}", url=f"https://p.example/{number}", text=f"{OTHER_NEWS} {number}"))
    dedupe.restart(now)
    answer = dedupe(seen("b", url=REPRINT, text=f"{OTHER_NEWS} 59"))
    assert isinstance(answer, DuplicateArticle)
    revised = dedupe(seen("0", 2, url="https://p.example/0", text=TEXT))
    assert revised.revision == 2


def test_a_memory_on_disk_gives_the_same_answers(tmp_path: Path) -> None:
    in_files = Deduper(Settings(store=tmp_path / "memory"))
    in_ram = Deduper()
    for number in range(30):
        article = seen(
            f"{number}", number, url=f"https://p.example/{number % 7}", text=LONG[number:]
        )
        assert in_files(article) == in_ram(article)
    in_files.restart()
    assert in_files(seen("z", url=REPRINT, text=LONG)) == in_ram(seen("z", url=REPRINT, text=LONG))


def test_an_entry_that_was_first_at_its_address_keeps_its_article_among_siblings(
    dedupe: Deduper,
) -> None:
    dedupe(seen("a"))
    own_id = hex32("the entry's own, now that the feed has others at that address")
    sibling = dedupe(seen("b", title="Goats", text=OTHER_NEWS, article_id=hex32("of entry b")))
    assert sibling.article_id == hex32("of entry b")
    changed = seen("a", 2, title="Storm", text=LONG, article_id=own_id)
    assert unique(dedupe(changed)) == (2, hex32(PAGE))


@pytest.mark.parametrize("key", [b"", b"x", b"v\0\0\0\7", b"f\0\0\0\0", b"l"])
@pytest.mark.parametrize("value", [b"", b"garbage", b"\xff" * 600, b'{"article_id":"7"}' * 40])
def test_whatever_else_is_in_the_journal_does_not_count(
    dedupe: Deduper, key: bytes, value: bytes
) -> None:
    first = dedupe(seen("a"))
    journal = list(dedupe.journal.items())
    memory = Memory(SETTINGS)
    memory.load(0, [(key, value), *journal, (key, value)])
    memory.recovered(0, handled_before=True)
    assert decide(seen("a"), memory.partition(0)) == first
    assert unique(decide(seen("b", url=REPRINT, text=OTHER_NEWS), memory.partition(0)))[0] == 1


def test_a_journal_that_has_begun_is_not_lost_though_nothing_was_decided(dedupe: Deduper) -> None:
    dedupe.restart(handled_before=False)
    dedupe.restart(handled_before=True)
    assert unique(dedupe(seen("a"))) == (1, hex32(PAGE))


def test_a_teaser_never_takes_the_place_of_the_revision_that_it_was_seen_at() -> None:
    dedupe = Deduper(Settings(memory=timedelta(days=30)), now=lambda: after(90 * DAY))
    first = dedupe(seen("a"))
    teaser = {"text": "The ferry is back. Read on.", "text_origin": "feed"}
    answers = [
        dedupe(
            seen(f"{day}", feed_url=f"https://f.example/{day}", seen_at=after(day * DAY), **teaser)
        )
        for day in (25, 40, 55, 80)
    ]
    published = [(a.article_id, a.revision) for a in answers if isinstance(a, UniqueArticle)]
    assert (first.article_id, first.revision) not in published


DAY = 24 * 60


@pytest.mark.parametrize("title", ["Storm", "Goats"])
def test_a_teaser_that_stands_below_each_headline_makes_no_copies(
    dedupe: Deduper, title: str
) -> None:
    standing = "Read the full article with all its pictures on the site of our paper. " * 3
    dedupe(seen("a", text=standing))
    assert unique(dedupe(seen("b", url=PAGE + "-2", text=standing, title=title)))
    copied = dedupe(seen("c", url=REPRINT, text=standing))
    assert isinstance(copied, DuplicateArticle)


def test_a_headline_that_a_feed_has_every_day_is_an_article_every_day(dedupe: Deduper) -> None:
    for day in range(3):
        briefing = seen(f"{day}", url=f"{PAGE}-{day}", title="Briefing", text="Briefing")
        assert unique(dedupe(briefing))


def test_copies_of_copies_end_where_nothing_of_the_original_is_left(dedupe: Deduper) -> None:
    sentences = LONG.split(". ")
    others = [" ".join(word[::-1] for word in sentence.split()) for sentence in sentences]
    answers = []
    for step in range(len(sentences) + 1):
        text = ". ".join(others[:step] + sentences[step:])
        answers.append(dedupe(seen(f"{step}", url=f"https://p{step}.example/1", text=text)))
    assert copy(answers[1]) == ("near", answers[0].article_id)
    assert sum(isinstance(answer, UniqueArticle) for answer in answers) == 2
    assert copy(answers[-1])[1] != answers[0].article_id


@pytest.mark.parametrize("missing", ["first", "last but one"])
def test_what_a_journal_has_lost_gives_no_revision_that_there_was(missing: str) -> None:
    dedupe = Deduper()
    for number in range(20):
        dedupe(seen(f"{number}", url=f"https://p.example/{number}", text=f"{LONG} {number}"))
    keys = [key for key in dedupe.journal if key.startswith(b"v")]
    del dedupe.journal[keys[0 if missing == "first" else -2]]
    dedupe.restart()
    lost = 0 if missing == "first" else 18
    answer = dedupe(seen("x", url=f"https://p.example/{lost}", text=OTHER_NEWS))
    assert answer.revision > 1_000_000


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_equal_ids_mean_equal_content_whatever_the_sizes_of_the_memory(data: st.DataObject) -> None:
    dedupe = Deduper(TINY)
    content: dict[tuple[str, int], str] = {}
    for number in range(data.draw(st.integers(100, 700))):
        if number % 60 == 59:
            size = data.draw(st.sampled_from([1, 2, 3]))
            dedupe.restart(Settings(max_bytes=ByteSize(size * FEWEST_BYTES)))
        page = data.draw(st.integers(0, 150))
        text = f"{number} boats lay at pier {page}"
        answer = dedupe(seen(f"{page}", number, url=f"https://p.example/{page}", text=text))
        if isinstance(answer, UniqueArticle):
            assert content.setdefault((answer.article_id, answer.revision), text) == text
    for key in dedupe.journal:
        assert key[:1] in b"vfl"
