"""A partition's pool and its finished prefix: what waits, what is in delivery, what is done."""

from aiokafka import TopicPartition

from agents.engine.lane import Lane
from agents.engine.tracker import Tracker
from contracts.records import StoredRecord

PLACE = TopicPartition("agency.dlh.events.v1", 3)


def records(first: int, last: int) -> list[StoredRecord]:
    return [
        StoredRecord(PLACE.topic, PLACE.partition, offset, 0, b"k", b"v")
        for offset in range(first, last + 1)
    ]


def test_a_chunk_is_all_that_waits_but_no_more_than_its_limit() -> None:
    lane = Lane(PLACE, since=0.0)
    lane.add(records(0, 4), next_offset=5)
    lane.add(records(7, 8), next_offset=9)
    assert [record.offset for record in lane.take(3)] == [0, 1, 2]
    assert [record.offset for record in lane.take(2_000)] == [3, 4, 7, 8]
    assert lane.take(2_000) == []


def test_reading_goes_on_after_markers_that_are_not_records() -> None:
    lane = Lane(PLACE, since=0.0)
    lane.open_at(4, committed=4)
    lane.add(records(4, 5), next_offset=7)
    assert (lane.next_offset, len(lane)) == (7, 2)


def test_a_lane_weighs_what_waits_in_it_and_nothing_else() -> None:
    lane, other = Lane(PLACE, since=0.0), Lane(PLACE, since=0.0)
    lane.add(records(0, 9), next_offset=10)
    other.add(records(0, 2), next_offset=3)
    lane.take(7)
    assert lane.weight == other.weight > 0
    lane.take(3)
    assert lane.weight == 0


def test_a_lane_given_up_forgets_what_was_not_handed_out() -> None:
    lane = Lane(PLACE, since=0.0)
    lane.open_at(0, committed=None)
    lane.add(records(0, 9), next_offset=10)
    lane.drop()
    assert (lane.ready, len(lane)) == (False, 0)


def test_only_the_finished_prefix_is_finished() -> None:
    tracker = Tracker()
    first, second, third = (
        tracker.begin(end, now) for end, now in ((10, 1.0), (25, 2.0), (30, 3.0))
    )
    tracker.finish(second)
    assert (tracker.finished, tracker.under_way) == (None, [1.0, 3.0])
    tracker.finish(first)
    assert (tracker.finished, tracker.under_way, tracker.idle) == (25, [3.0], False)
    tracker.finish(third)
    assert (tracker.finished, tracker.under_way, tracker.idle) == (30, [], True)
