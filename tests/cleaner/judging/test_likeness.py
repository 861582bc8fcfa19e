import pytest

from newsmill.cleaner.judging.likeness import likeness, readable, share_of, stems
from tests.cleaner.judging.stories import OTHER_NEWS, STORIES

SAME, OTHER = 0.75, 0.2


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Lost dog", "Lost dog"),
        ("Lost dog", "LOST DOG!"),
        ("Council votes to rebuild the bridge", "Council votes to rebuild the bridge | Courier"),
        ("Opinion: Rebuild the old bridge now", "Rebuild the old bridge now"),
        ("Engineers’ old bridge plan", "Engineers' old bridge plan"),
        ("Elections: winner of the island named", "Election winner of the islands is named"),
        ("港务委员会投票决定重建旋转桥", "港务委员会投票决定重建旋转桥 - 诺德新闻"),
        ("ﾌｪﾘｰ欠航", "フェリー欠航"),
    ],
)
def test_equal_and_nearly_equal_headlines_are_alike(title: str, headline: str) -> None:
    assert likeness(readable(title), [readable(headline)]) >= SAME


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Lost dog", "Page not found"),
        ("Fog", "The fog of the war that nobody wanted to see on the island"),
        ("The bridge is open", "The Tolvik Courier"),
        ("Council votes to rebuild bridge", "Sign in to your account to continue"),
        ("Lost dog", ""),
        ("", "Lost dog"),
    ],
)
def test_other_headlines_are_not(title: str, headline: str) -> None:
    assert likeness(readable(title), [readable(headline)]) < 0.35


@pytest.mark.parametrize("language", STORIES)
def test_a_storys_words_are_in_its_text_and_not_in_others(language: str) -> None:
    story = STORIES[language]
    wanted = stems(f"{story.title} {story.teaser}".lower(), telling=True)
    assert len(wanted) >= 4
    assert share_of(wanted, " ".join(story.paragraphs).lower()) >= 0.4
    others = " ".join(text for news in OTHER_NEWS.get(language, ()) for text in news)
    assert share_of(wanted, others.lower()) <= OTHER
