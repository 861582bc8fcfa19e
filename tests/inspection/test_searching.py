"""What somebody means by an id or an address, and what is about it."""

from dataclasses import replace
from typing import Any

import pytest

from newsmill.contracts.outcomes import Replay
from newsmill.contracts.topics import REPLAYS
from newsmill.inspection.explaining import Explainer
from newsmill.inspection.searching import MOST_OBSERVATIONS, NotSought, Search, Sought, comparable
from tests.builders import (
    ARTICLE_URL,
    NOON,
    SPELLINGS_OF_A_HOST,
    clean_article,
    drop,
    duplicate_article,
    enriched_article,
    hex32,
    page,
    raw_article,
    retrieved_article,
)
from tests.inspection.logs import (
    CLEAN,
    DUPLICATES,
    ENRICHED,
    RAW,
    RETRIEVED,
    UNIQUE,
    Log,
    about,
    named,
    subject,
)

ARTICLE_ID = hex32(ARTICLE_URL)


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        (subject("x"), Sought("subject", subject("x"))),
        (subject("x").upper(), Sought("subject", subject("x"))),
        (f"{RAW}-0-17", Sought("subject", f"{RAW}-0-17")),
        (ARTICLE_ID, Sought("id", ARTICLE_ID)),
        (f" {ARTICLE_ID}\n", Sought("id", ARTICLE_ID)),
        ("https://Paper.example/A/?q=1#top", Sought("url", "paper.example/A?q=1")),
        ("paper.example/a", Sought("url", "paper.example/a")),
        ("localhost:8900/a", Sought("url", "localhost:8900/a")),
        ("localhost/a", Sought("url", "localhost/a")),
        ("http://nosuch/", Sought("url", "nosuch")),
        ("HTTPS://Intranet", Sought("url", "intranet")),
    ],
)
def test_an_id_and_an_address_are_distinguished(written: str, sought: Sought) -> None:
    assert Sought.by(written) == sought


@pytest.mark.parametrize(
    "written", ["", "ferry", "the ferry returns", "abc123", "http://[::1", "/", "//", "http://"]
)
def test_what_is_neither_is_refused(written: str) -> None:
    with pytest.raises(NotSought):
        Sought.by(written)


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://paper.example/a", True),
        ("http://paper.example/a", True),
        ("https://PAPER.example/a/", True),
        ("https://paper.example:443/a#comments", True),
        ("https://paper.example/%61", True),
        ("https://paper.example/A", False),
        ("https://paper.example/a?page=2", False),
        ("https://paper.example:8443/a", False),
        ("https://www.paper.example/a", False),
        ("https://paper.example/a/b", False),
        ("mailto:desk@paper.example", False),
        ("https://paper.example:port/a", False),
        (None, False),
    ],
)
def test_addresses_are_compared_as_readers_copy_them(url: str | None, same: bool) -> None:
    assert (comparable(url) == "paper.example/a") is same


@pytest.mark.parametrize("written", SPELLINGS_OF_A_HOST)
@pytest.mark.parametrize("sought", SPELLINGS_OF_A_HOST)
def test_an_article_is_found_by_any_spelling_of_its_host(written: str, sought: str) -> None:
    log = Log()
    put(log, RAW, raw_article(url=f"https://{written}/a"), "raw")
    assert found(f"https://{sought}/a", log) == [subject("raw")]
    assert found(f"{sought}/a", log) == [subject("raw")]


def found(sought: str, log: Log) -> list[str]:
    """The observations that are meant."""
    search = Search(Sought.by(sought), "t.")
    for message in log.messages:
        search.enter(message)
    search.close()
    return list(search.names)


def put(log: Log, topic: str, record: Any, of: str, key: str = "k") -> None:
    """A record as a room writes it."""
    message = log.put(topic, about(record, of).model_dump_json().encode(), named(of))
    log.messages[-1] = replace(message, key=key.encode())


@pytest.fixture
def log() -> Log:
    """The ferry in every form, each as an observation named for it; and another article."""
    log = Log()
    elsewhere = "https://elsewhere.example/x"
    put(log, RAW, raw_article(), "raw")
    fetched = page(url=f"{ARTICLE_URL}/")
    put(log, RETRIEVED, retrieved_article(url=elsewhere, page=fetched), "redirected")
    put(log, CLEAN, clean_article(url=elsewhere, canonical_url=ARTICLE_URL), "canonical", "other")
    put(log, ENRICHED, enriched_article(), "enriched", ARTICLE_ID)
    put(log, "news.drops.v1", drop(article_id=ARTICLE_ID), "dropped")
    put(log, DUPLICATES, duplicate_article(), "copy", hex32("https://island-post.example/ferry"))
    links = f'<a href="{ARTICLE_URL}">"url":"{ARTICLE_URL}"</a>'
    put(log, RAW, raw_article(url=elsewhere, content_html=links), "links to it")
    put(log, RAW, raw_article(url=elsewhere, image_url=ARTICLE_URL), "pictured")
    log.put(CLEAN, b'{"url":"https://harbour-gazette.example/news/\\ud800', named("broken"))
    return log


def test_an_address_is_found_wherever_it_names_the_article(log: Log) -> None:
    expected = [subject(of) for of in ("raw", "redirected", "canonical", "enriched")]
    assert found(
        ARTICLE_URL.upper().replace("/NEWS/FERRY-RETURNS", "/news/ferry-returns"), log
    ) == (expected)


def test_an_article_id_is_found_in_keys_and_drops(log: Log) -> None:
    assert found(ARTICLE_ID, log) == [subject("enriched"), subject("dropped")]


@pytest.mark.parametrize("final", [UNIQUE, ENRICHED, DUPLICATES])
def test_an_article_that_the_deduper_gave_another_id_is_found_by_both(final: str) -> None:
    log = Log()
    log.offer("x")
    log.pass_on("x", RETRIEVED)
    log.pass_on("x", CLEAN, key=b"a" * 32)
    log.pass_on("other", CLEAN, key=b"a" * 32)
    log.put(final, b"{}", named("x"), key=b"b" * 32)

    assert found("b" * 32, log) == [subject("x")]
    assert found("a" * 32, log) == [subject("x"), subject("other")]
    explainer = Explainer(frozenset(found("b" * 32, log)), frozenset(), log.all_handled(), "t.")
    for message in log.messages:
        explainer.enter(message)
    (story,) = explainer.stories()
    assert {it.topic for it in story.happenings} == {RAW, RETRIEVED, CLEAN, final}


def test_an_entry_id_and_an_observation_are_found_by_name(log: Log) -> None:
    assert found(hex32("copy"), log) == [subject("copy")]
    assert found(subject("raw"), log) == [subject("raw")]
    assert found(subject("nothing"), log) == []


def test_the_originals_of_copies_are_noted(log: Log) -> None:
    search = Search(Sought.by("island-post.example/ferry"), "t.")
    for message in log.messages:
        search.enter(message)
    assert search.originals == {ARTICLE_ID}


def test_a_message_without_a_name_is_followed_through_its_replays() -> None:
    log = Log()
    first = log.put(RAW, b"\xff", [])
    second = log.replay(log.dead_letter(first), first)
    third = log.replay(log.dead_letter(second), second)
    log.put(REPLAYS.name, b"nonsense", [])
    places = [f"{RAW}-0-{message.offset}" for message in (first, second, third)]

    assert found(places[0], log) == places


def test_a_replay_onto_itself_is_followed_once() -> None:
    log = Log()
    log.put(RAW, b"\xff", [])
    replay = Replay(
        letter_partition=0,
        letter_offset=0,
        topic=f"t.{RAW}",
        partition=0,
        offset=0,
        room="retriever",
        begun_at=NOON,
        end_offset=0,
        done_at=NOON,
        replayed_offset=0,
    )
    log.put(REPLAYS.name, replay.model_dump_json().encode(), [])
    assert found(f"{RAW}-0-0", log) == [f"{RAW}-0-0"]


def test_an_article_offered_without_end_is_bounded() -> None:
    log = Log()
    for number in range(MOST_OBSERVATIONS + 2):
        put(log, RAW, raw_article(), str(number))
    search = Search(Sought.by(ARTICLE_URL), "t.")
    for message in log.messages:
        search.enter(message)
    assert len(search.names) == MOST_OBSERVATIONS
    assert search.too_many
