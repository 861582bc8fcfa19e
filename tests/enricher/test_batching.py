import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from newsmill.contracts.articles import EnrichedArticle, UniqueArticle
from newsmill.enricher import answering, batching
from newsmill.enricher.answering import Answer
from newsmill.enricher.batching import (
    BATCHES_IN_HAND,
    LONG_CHARS,
    MAX_BATCH_CHARS,
    PART_CHARS,
    WORTH_GATHERING,
    Batcher,
    open_batcher,
)
from newsmill.enricher.models import Model
from newsmill.enricher.settings import Settings
from newsmill.errors import UserError
from newsmill.subprocesses.pool import DeadlineExceeded, ProcessDied, ProcessPool, open_process_pool
from tests.enricher.builders import load_broken_models, load_fake_models, unique_article
from tests.subprocesses.childrens_work import refuse_to_initialise

MODELS = {
    "en": Model(Path(), "en_gazette", "1.2.3"),
    "fr": Model(Path(), "fr_gazette", "1.2.3"),
}
PATIENCE = timedelta(seconds=5)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pool() -> AsyncIterator[ProcessPool]:
    """Real processes with fake models; shared, because starting one takes a while."""
    async with open_process_pool(
        "enricher", processes=1, deadline=PATIENCE, initializer=load_fake_models
    ) as pool:
        yield pool


Open = Callable[..., AbstractAsyncContextManager[Batcher]]


@pytest.fixture
def batcher(pool: ProcessPool) -> Open:
    """Opens a batcher; unless told otherwise it waits for full batches of two."""

    def opened(**settings: Any) -> AbstractAsyncContextManager[Batcher]:
        settings = {"batch_size": 2, "batch_wait": PATIENCE, **settings}
        return open_batcher(Settings(**settings), MODELS, pool)

    return opened


async def recognise(batcher: Batcher, article: UniqueArticle) -> EnrichedArticle:
    """The article as it is written, and read again."""
    return EnrichedArticle.model_validate_json((await batcher.recognise(article)).encoded())


async def recognise_all(
    batcher: Batcher, *articles: UniqueArticle | str
) -> list[EnrichedArticle | BaseException]:
    made = [unique_article(one) if isinstance(one, str) else one for one in articles]
    return await asyncio.gather(
        *(recognise(batcher, article) for article in made), return_exceptions=True
    )


def read_together(article: EnrichedArticle | BaseException) -> str:
    """How the fake pipeline labelled it: by how many texts it was given."""
    assert isinstance(article, EnrichedArticle)
    return article.entities[0].label


def names(article: EnrichedArticle | BaseException) -> list[str]:
    assert isinstance(article, EnrichedArticle)
    return [entity.name for entity in article.entities]


def without_entities(article: EnrichedArticle | BaseException) -> bool:
    assert isinstance(article, EnrichedArticle)
    return (article.entities_status, article.entities) == ("failed", ())


async def test_the_languages_of_articles_are_noted_for_processes_to_come(
    pool: ProcessPool,
) -> None:
    settings = Settings(batch_size=1)
    met: list[str] = []
    async with open_batcher(settings, MODELS, pool, met) as enricher:
        for language in ("en", "fr", "fr-CA", "de"):
            await recognise(enricher, unique_article("Marsh left Oslo.", language=language))

    assert met == ["en", "fr"]


async def test_an_article_keeps_all_it_had_and_gains_entities(batcher: Open) -> None:
    article = unique_article("Marsh left Oslo.")
    async with batcher(batch_size=1) as enricher:
        enriched = await recognise(enricher, article)
    assert UniqueArticle.model_validate(enriched.model_dump()) == article
    assert names(enriched) == ["Marsh", "Oslo"]
    assert enriched.entities[0].salience > enriched.entities[1].salience  # the title was read
    assert enriched.entities_status == "ok"
    assert enriched.model == "en_gazette 1.2.3, rules 1"


async def test_articles_that_come_together_are_read_together_and_each_gets_its_own(
    batcher: Open,
) -> None:
    async with batcher(batch_size=4) as enricher:
        enriched = await recognise_all(enricher, "Ada", "Bea", "Cem", "Dag")
    assert [names(article) for article in enriched] == [["Ada"], ["Bea"], ["Cem"], ["Dag"]]
    assert [read_together(article) for article in enriched] == ["OF 4"] * 4


async def test_an_idle_process_reads_what_there_is_at_once(batcher: Open) -> None:
    async with batcher(batch_size=32) as enricher, asyncio.timeout(PATIENCE.total_seconds() / 2):
        enriched = await recognise_all(enricher, "Ada", "Bea", "Cem")
    assert [read_together(article) for article in enriched] == ["OF 3"] * 3


async def test_where_many_are_coming_a_batch_that_stays_small_is_read_after_the_wait(
    batcher: Open,
) -> None:
    many = ["Ada"] * WORTH_GATHERING
    async with batcher(batch_size=32, batch_wait=timedelta(seconds=0.5)) as enricher:
        await recognise_all(enricher, *many)
        first = asyncio.create_task(recognise(enricher, unique_article("Bea")))
        for _ in range(10):
            await asyncio.sleep(0)
        enriched = [await recognise(enricher, unique_article("Cem")), await first]
    assert [read_together(article) for article in enriched] == ["OF 2"] * 2


async def test_batches_grow_with_what_is_in_hand() -> None:
    calls = Calls()
    settings = Settings(batch_size=8)
    async with open_batcher(settings, MODELS, calls) as enricher:  # type: ignore[arg-type]
        await recognise_all(enricher, *["Ada"] * BATCHES_IN_HAND * 8)
    assert calls.sizes == [4, 4, 4, 6, 6]


async def test_more_than_a_batch_becomes_several(batcher: Open) -> None:
    async with batcher(batch_wait=timedelta(milliseconds=20)) as enricher:
        enriched = await recognise_all(enricher, "Ada", "Bea", "Cem", "Dag", "Eve")
    assert [read_together(article) for article in enriched] == ["OF 2"] * 4 + ["OF 1"]


async def test_long_articles_make_small_batches() -> None:
    calls = Calls()
    longest = unique_article("Ada".ljust(LONG_CHARS))
    async with open_batcher(Settings(), MODELS, calls) as enricher:  # type: ignore[arg-type]
        await recognise_all(enricher, *[longest] * 40)
    assert max(calls.sizes) == MAX_BATCH_CHARS // LONG_CHARS
    assert sum(calls.sizes) == 40


async def test_of_a_text_too_long_only_what_is_read_counts(batcher: Open) -> None:
    endless = "Ada".ljust(MAX_BATCH_CHARS)
    async with batcher(batch_size=3, max_chars=1_000) as enricher:
        enriched = await recognise_all(enricher, endless, endless, endless)
    assert [read_together(article) for article in enriched] == ["OF 3"] * 3


async def test_articles_that_come_while_the_process_is_busy_are_read_together(
    batcher: Open,
) -> None:
    async with batcher(batch_size=4, batch_wait=timedelta(0), deadline=timedelta(seconds=0.8)) as e:
        blocker = asyncio.create_task(recognise(e, unique_article("HANG")))
        await asyncio.sleep(0.01)
        first = asyncio.create_task(recognise(e, unique_article("Ada")))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(recognise(e, unique_article("Bea")))
        enriched = await asyncio.gather(first, second)
        assert without_entities(await blocker)
    assert [read_together(article) for article in enriched] == ["OF 2"] * 2


@pytest.mark.parametrize("language", ["de", "und", ""])
async def test_a_language_without_a_model_costs_nothing(batcher: Open, language: str) -> None:
    article = unique_article("HANG", language=language)
    async with batcher() as enricher:
        enriched = await recognise(enricher, article)
    assert enriched.entities_status == "unsupported_language"
    assert enriched.entities == ()
    assert enriched.model is None


@pytest.mark.parametrize(
    ("language", "model"), [("en-GB", "en_gazette"), ("FR", "fr_gazette"), ("fr-CA", "fr_gazette")]
)
async def test_the_language_decides_whatever_its_region(
    batcher: Open, language: str, model: str
) -> None:
    async with batcher(batch_size=1) as enricher:
        enriched = await recognise(enricher, unique_article("Ada", language=language))
    assert enriched.model == f"{model} 1.2.3, rules 1"
    assert names(enriched) == ["Ada"]


@pytest.mark.parametrize("text", ["DIE", "HANG"])
async def test_only_the_guilty_article_of_a_batch_fails(
    batcher: Open, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with batcher(batch_size=3, deadline=timedelta(seconds=0.8)) as enricher:
        first, guilty, last = await recognise_all(enricher, "Ada", text, "Cem")
        (afterwards,) = await asyncio.gather(recognise_all(enricher, "Dag", "Eve", "Fay"))
    assert without_entities(guilty)
    assert names(first) == ["Ada"]
    assert names(last) == ["Cem"]
    assert [read_together(article) for article in afterwards] == ["OF 3"] * 3
    assert "a batch is read again article by article" in caplog.messages


async def test_a_first_article_has_the_time_to_load_its_model(
    batcher: Open, caplog: pytest.LogCaptureFixture
) -> None:
    async with batcher(batch_size=1, deadline=timedelta(seconds=0.8)) as enricher:
        for language in ("en", "fr"):
            enriched = await recognise(enricher, unique_article("SLOW", language=language))
            assert enriched.entities_status == "ok"
        assert not caplog.messages
        assert without_entities(await recognise(enricher, unique_article("SLOW")))


async def test_all_models_are_loaded_when_that_is_asked_for() -> None:
    calls = Calls()
    met: list[str] = []
    async with open_batcher(Settings(processes=2), MODELS, calls, met) as enricher:  # type: ignore[arg-type]
        await enricher.load_all()
        await enricher.load_all()
    assert calls.functions == ["load_languages"] * 2
    assert met == ["en", "fr"]


async def test_an_article_has_three_tries_before_it_fails(batcher: Open, tmp_path: Path) -> None:
    """Something else may have taken the memory, or the time, that it needed."""
    async with batcher(batch_size=1) as enricher:
        lucky = await recognise(enricher, unique_article(f"DIE TWICE {tmp_path / 'deaths'}"))
        assert without_entities(await recognise(enricher, unique_article("DIE")))
    assert lucky.entities_status == "ok"
    assert (tmp_path / "deaths").read_text() == "xx"


@pytest.mark.parametrize(("habit", "expected"), [("die", ProcessDied), ("hang", DeadlineExceeded)])
async def test_a_room_whose_processes_read_nothing_blames_no_article(
    habit: str, expected: type[Exception]
) -> None:
    # Who dies does so at once, however long a busy machine takes to begin with it.
    deadline = timedelta(seconds=0.4 if habit == "hang" else 120)
    async with (
        open_process_pool(
            "enricher",
            processes=1,
            deadline=PATIENCE,
            initializer=load_broken_models,
            initargs=(habit,),
        ) as pool,
        open_batcher(Settings(batch_size=1, deadline=deadline), MODELS, pool) as enricher,
    ):
        (outcome,) = await recognise_all(enricher, "Ada")
    assert isinstance(outcome, expected)


async def test_a_small_batch_that_hangs_has_a_share_of_the_time() -> None:
    calls = Calls()
    async with open_batcher(Settings(), MODELS, calls) as enricher:  # type: ignore[arg-type]
        for _ in range(3):
            await recognise(enricher, unique_article("Ada"))
    assert calls.deadlines == [timedelta(seconds=s) for s in (90, 7.5, 7.5)]


async def test_an_article_the_model_raises_on_is_published_without_entities(
    batcher: Open,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    async with batcher() as enricher:
        failed, other = await recognise_all(enricher, "RAISE", "Bea")
    assert isinstance(failed, EnrichedArticle)
    assert failed.entities_status == "failed"
    assert failed.entities == ()
    assert failed.model == "en_gazette 1.2.3, rules 1"
    assert names(other) == ["Bea"]
    (record,) = caplog.records
    assert record.__dict__["article_id"] == "a" * 32
    assert record.__dict__["error"] == "KeyError: 'a word'"


async def test_a_caller_that_gives_up_leaves_the_others_their_answer(batcher: Open) -> None:
    async with batcher(batch_size=3) as enricher:
        calls = [
            asyncio.create_task(recognise(enricher, unique_article(text)))
            for text in ("Ada", "Bea")
        ]
        await asyncio.sleep(0)
        calls[0].cancel()
        last = await recognise(enricher, unique_article("Cem"))
        assert names(await calls[1]) == ["Bea"]
    assert read_together(last) == "OF 3"
    assert calls[0].cancelled()


async def test_no_more_than_three_batches_are_in_hand_and_closing_cancels_all_calls(
    batcher: Open,
) -> None:
    # Of the test before, the pool may still wait for the end of a process it has killed.
    before = asyncio.all_tasks()
    async with batcher() as enricher:
        calls = [
            asyncio.create_task(recognise(enricher, unique_article("HANG"))) for _ in range(50)
        ]
        await asyncio.sleep(0.05)
        assert len(asyncio.all_tasks() - before) == len(calls) + BATCHES_IN_HAND
    await asyncio.wait(calls, timeout=60)
    assert all(call.cancelled() for call in calls)


async def test_a_broken_start_reaches_every_caller() -> None:
    async with (
        open_process_pool(
            "enricher",
            processes=1,
            deadline=PATIENCE,
            initializer=refuse_to_initialise,
            initargs=("xx_core",),
        ) as pool,
        open_batcher(Settings(batch_size=2), MODELS, pool) as enricher,
    ):
        outcomes = await recognise_all(enricher, "Ada", "Bea")
    assert [type(outcome) for outcome in outcomes] == [UserError] * 2


PARAGRAPH = "Ada came home. " * ((PART_CHARS - 5) // 15)
PARAGRAPH += "Eve.".rjust(PART_CHARS - 2 - len(PARAGRAPH)) + "\n\n"


def long_article(*tails: str) -> UniqueArticle:
    """One whose text is read in two parts that are all alike, and one for each of `tails`."""
    parts = [tail.ljust(PART_CHARS - 2) + "\n\n" for tail in tails[:-1]]
    return unique_article("".join([PARAGRAPH, PARAGRAPH, *parts, *tails[-1:]]))


async def test_a_long_article_is_read_whole_and_keeps_its_offsets(batcher: Open) -> None:
    article = long_article("Bea left.", "Cem is here.")
    async with batcher() as enricher:
        enriched = await recognise(enricher, article)
    assert set(names(enriched)) == {"Ada", "Eve", "Bea", "Cem"}
    for entity in enriched.entities:
        for mention in entity.mentions:
            assert article.text[mention.start : mention.end] == mention.text
    assert enriched.entities_status == "ok"


async def test_only_so_much_of_a_long_article_is_read_as_is_set(pool: ProcessPool) -> None:
    settings = Settings(max_chars=LONG_CHARS + 12)
    async with open_batcher(settings, MODELS, pool) as enricher:
        enriched = await recognise(enricher, long_article("Bea left. Cem stayed. Dag slept."))
    assert set(names(enriched)) == {"Ada", "Eve", "Bea"}
    assert enriched.entities_status == "too_long"


async def test_of_a_long_article_with_endless_names_no_more_are_read_than_can_be_resolved(
    batcher: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "MAX_FOUND", 100)
    async with batcher() as enricher:
        enriched = await recognise(enricher, long_article("Bea left.", "Cem is here."))
    assert set(names(enriched)) == {"Ada", "Eve"}
    assert max(mention.end for it in enriched.entities for mention in it.mentions) <= PART_CHARS
    assert enriched.entities_status == "too_long"


@pytest.mark.parametrize("text", ["DIE", "HANG"])
async def test_a_long_article_fails_of_one_part_after_three_tries(
    batcher: Open, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with batcher(batch_size=1, deadline=timedelta(seconds=0.8)) as enricher:
        await recognise_all(enricher, "Ada", "Bea")
        assert without_entities(await recognise(enricher, long_article(text)))
        assert names(await recognise(enricher, unique_article("Cem"))) == ["Cem"]
    read_again, failed = "a part of an article is read again", "the model failed on an article"
    assert caplog.messages == [read_again, read_again, failed]


async def test_a_part_that_fails_twice_costs_the_article_nothing(
    batcher: Open, tmp_path: Path
) -> None:
    async with batcher() as enricher:
        enriched = await recognise(enricher, long_article(f"DIE TWICE {tmp_path / 'deaths'}"))
    assert enriched.entities_status == "ok"
    assert "Ada" in names(enriched)


async def test_a_long_article_the_model_raises_on_is_published_without_entities(
    batcher: Open,
) -> None:
    async with batcher() as enricher:
        enriched = await recognise(enricher, long_article("RAISE"))
    assert (enriched.entities_status, enriched.entities) == ("failed", ())


class Calls:
    """In place of a pool: notes in which order it is called, and finds nothing."""

    def __init__(self) -> None:
        self.functions: list[str] = []
        self.deadlines: list[timedelta] = []
        self.sizes: list[int] = []

    async def run_within(self, deadline: timedelta, function: Any, *args: Any) -> Any:
        """An answer to `function` without names, after others had their turn."""
        self.functions.append(function.__name__)
        self.deadlines.append(deadline)
        await asyncio.sleep(0)
        if function is answering.read:
            self.sizes.append(len(args[0]))
            return [Answer("ok")] * len(args[0])
        return [] if function is answering.find else Answer("ok")


async def test_others_wait_for_one_part_of_one_long_article_at_most() -> None:
    calls = Calls()
    settings = Settings(batch_size=2)
    async with open_batcher(settings, MODELS, calls) as enricher:  # type: ignore[arg-type]
        articles = [long_article("Bea left.", "Cem stayed.")] * 2
        articles += [unique_article("Ada")] * 4
        await recognise_all(enricher, *articles)
    long = ["find"] * 4 + ["read_found"]
    assert calls.functions == [*long[:1], "read", "read", *long[1:], *long]


async def test_the_time_for_a_long_article_grows_with_its_length() -> None:
    calls = Calls()
    async with open_batcher(Settings(), MODELS, calls) as enricher:  # type: ignore[arg-type]
        await recognise(enricher, unique_article("Ada"))
        await recognise(enricher, unique_article("x.y " * (MAX_BATCH_CHARS // 4)))
        await recognise(enricher, unique_article("x.y " * (3 * MAX_BATCH_CHARS // 4)))
    assert set(calls.deadlines[1:-1]) == {timedelta(seconds=7.5), timedelta(seconds=15)}
    assert calls.deadlines[-1] == timedelta(seconds=30)


async def test_closing_cancels_a_long_article(batcher: Open) -> None:
    async with batcher(batch_size=1) as enricher:
        call = asyncio.create_task(recognise(enricher, long_article("Bea left.", "HANG")))
        await asyncio.sleep(0)
    await asyncio.wait({call}, timeout=60)
    assert call.cancelled()
