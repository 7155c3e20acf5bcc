"""Partition counts that are not what they were are told in a sentence, with the topic."""

import pytest

from agents.engine.counts import must_be_equal, must_belong
from agents.engine.failing import CountChanged, CountsDiffer
from agents.engine.outbox import partition_of
from contracts.records import StoredRecord
from contracts.topics import CASES

KEYS = [f"laporan-{number}".encode() for number in range(40)]


def a_record(key: bytes | None, partition: int) -> StoredRecord:
    return StoredRecord(CASES, partition, 0, 0, key, b"{}")


def test_equal_counts_are_right_and_no_topic_at_all_too() -> None:
    must_be_equal({"bus.status.v1": 8, CASES: 8})
    must_be_equal({})


def test_counts_that_differ_are_told_by_topic() -> None:
    with pytest.raises(CountsDiffer, match=r"differ: bus\.status\.v1 8, bus\.cases\.v1 12\. "):
        must_be_equal({"bus.status.v1": 8, CASES: 12})


def test_keys_belong_where_their_count_puts_them() -> None:
    must_belong([a_record(key, partition_of(key, 8)) for key in KEYS], 8)
    must_belong([a_record(None, 3)], 8)


@pytest.mark.parametrize("now", [4, 9, 12, 16])
def test_a_count_that_was_changed_in_place_is_told(now: int) -> None:
    with pytest.raises(CountChanged, match=rf"bus\.cases\.v1 has {now} partitions now, but was"):
        must_belong([a_record(key, partition_of(key, 8)) for key in KEYS], now)
