"""Deleting topics tries once more what may pass, and nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from aiokafka.errors import (
    InvalidRequestError,
    NodeNotReadyError,
    NotControllerError,
    UnknownTopicOrPartitionError,
)

from newsmill.kafka import admin
from newsmill.kafka.errors import BrokerRefuses, BrokerUnavailable
from newsmill.settings import KafkaSettings

NAME = "news.drops.v1"
MOVED, FORBIDDEN, GONE = (
    error.errno for error in (NotControllerError, InvalidRequestError, UnknownTopicOrPartitionError)
)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[int | Exception]:
    """What controllers answer in turn, each to a client of its own: a code, or nothing at all."""
    answers: list[int | Exception] = []

    class Controller:
        async def delete_topics(self, names: list[str]) -> SimpleNamespace:
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return SimpleNamespace(topic_error_codes=[(name, answer) for name in names])

    @asynccontextmanager
    async def open_admin(_: KafkaSettings) -> AsyncIterator[Controller]:
        yield Controller()

    async def until_gone(*_: object) -> list[str]:
        return []

    monkeypatch.setattr(admin, "open_admin", open_admin)
    monkeypatch.setattr(admin, "until_gone", until_gone)
    return answers


async def test_a_controller_that_has_moved_is_looked_for_once(
    answers: list[int | Exception],
) -> None:
    answers += [MOVED, 0]
    await admin.delete_topics(KafkaSettings(), [NAME])
    assert answers == []


async def test_one_that_moves_on_and_on_is_not_followed(answers: list[int | Exception]) -> None:
    answers += [MOVED, MOVED, 0]
    with pytest.raises(BrokerRefuses, match=NAME):
        await admin.delete_topics(KafkaSettings(), [NAME])
    assert answers == [0]


async def test_what_will_not_pass_is_not_tried_again(answers: list[int | Exception]) -> None:
    answers += [FORBIDDEN, 0]
    with pytest.raises(BrokerRefuses, match=NAME):
        await admin.delete_topics(KafkaSettings(), [NAME])
    assert answers == [0]


async def test_a_broker_that_stops_answering_is_not_asked_again(
    answers: list[int | Exception],
) -> None:
    answers += [NodeNotReadyError(), 0]
    with pytest.raises(BrokerUnavailable, match="stopped answering"):
        await admin.delete_topics(KafkaSettings(), [NAME])
    assert answers == [0]


async def test_what_is_not_there_is_deleted(answers: list[int | Exception]) -> None:
    answers += [GONE]
    await admin.delete_topics(KafkaSettings(), [NAME])
    assert answers == []
