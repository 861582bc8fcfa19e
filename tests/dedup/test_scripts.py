from collections import defaultdict

from tests.dedup.labelled import labelled_set
from tests.dedup.scripts import FIRST_LETTER, in_many_scripts


def test_groups_stay_groups_in_their_new_script() -> None:
    articles = list(in_many_scripts(labelled_set("dev", articles=200)))
    languages = defaultdict(set)
    for article in articles:
        languages[article.group].add(article.language)
    assert all(len(each) == 1 for each in languages.values())
    assert {*FIRST_LETTER} < {article.language for article in articles}
    assert len({article.id for article in articles}) == len(articles)


def test_no_latin_letter_is_left_of_a_text_in_another_script() -> None:
    for article in in_many_scripts(labelled_set("dev", articles=200)):
        if article.language in FIRST_LETTER:
            assert not any("a" <= letter <= "z" for letter in article.text.casefold())
