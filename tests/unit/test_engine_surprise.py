"""Our own bugs are caught one record at a time, and pause a partition before they pile up."""

import logging
from dataclasses import replace

import pytest
from aiokafka import TopicPartition

from agents.engine.surprise import Surprise, SurpriseMeter, attempt
from contracts.records import StoredRecord

PLACE = TopicPartition("agency.dlh.events.v1", 0)
RECORD = StoredRecord("agency.dlh.events.v1", 0, 0, 0, b"k", b"3")


class Elapsed:
    """A monotonic clock a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def divide(record: StoredRecord) -> float:
    return 9 / int(record.value or b"0")


def test_a_step_that_answers_is_left_alone() -> None:
    assert attempt(divide, RECORD) == 3.0


def test_a_step_that_raises_becomes_an_answer_naming_the_place_but_no_content() -> None:
    found = attempt(divide, replace(RECORD, value=b"0"))
    assert isinstance(found, Surprise)
    assert (found.error, found.where.split(":")[0]) == ("ZeroDivisionError", "divide")


def test_the_fifth_surprise_in_a_hundred_records_pauses_that_partition_only() -> None:
    meter = SurpriseMeter(Elapsed())
    for number in range(96):
        meter.count(RECORD, surprised=number in {0, 10, 20, 30})
    assert not meter.paused(PLACE)
    meter.count(RECORD, surprised=True)
    assert meter.paused(PLACE)
    assert not meter.paused(TopicPartition(PLACE.topic, 1))


def test_surprises_far_apart_pause_nothing() -> None:
    meter = SurpriseMeter(Elapsed())
    for number in range(1_000):
        meter.count(RECORD, surprised=number % 25 == 0)
    assert not meter.paused(PLACE)


def test_a_pause_is_said_again_every_minute(caplog: pytest.LogCaptureFixture) -> None:
    elapsed = Elapsed()
    meter = SurpriseMeter(elapsed)
    for _ in range(5):
        meter.count(RECORD, surprised=True)
    caplog.clear()
    with caplog.at_level(logging.ERROR):
        for second in range(121):
            elapsed.now = float(second)
            assert meter.paused(PLACE)
    assert len(caplog.records) == 3
