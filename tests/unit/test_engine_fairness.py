"""One agency's flood costs another no more than a turn; a next hop that lags slows the flood."""

from collections import Counter
from itertools import pairwise

import pytest
from aiokafka import TopicPartition

from agents.engine.lane import Lane
from agents.engine.pace import BEHIND, Pace
from agents.engine.turns import Turns
from contracts.records import StoredRecord

FLOOD, TRICKLE, THIRD = (f"agency.{code}.events.v1" for code in ("dlh", "dishub", "perkim"))
CHUNK = 600


def a_lane(topic: str, number: int, records: int) -> Lane:
    """A partition in which so many records wait."""
    lane = Lane(TopicPartition(topic, number), since=0.0)
    waiting = [StoredRecord(topic, number, offset, 0, b"k", b"v") for offset in range(records)]
    lane.add(waiting, records)
    return lane


def carried(turns: Turns, lanes: list[Lane], most: int) -> list[tuple[str, int]]:
    """Topic and size of each chunk handed out, in order."""
    found: list[tuple[str, int]] = []
    while len(found) < most and (turn := turns.next([one for one in lanes if len(one)], 0.0)):
        found.append((turn.lane.partition.topic, len(turn.lane.take(turn.most))))
    return found


def test_in_every_round_each_topic_that_waits_has_its_share() -> None:
    lanes = [a_lane(FLOOD, number, 5_000) for number in range(8)]
    lanes += [a_lane(TRICKLE, 3, 1_000), a_lane(THIRD, 0, 1_000)]
    chunks = carried(Turns(CHUNK, Pace()), lanes, most=15)
    for begin in range(0, 15, 3):
        assert {topic for topic, _ in chunks[begin : begin + 3]} == {FLOOD, TRICKLE, THIRD}
    assert {size for _, size in chunks} == {CHUNK // 3}


def test_who_begins_to_wait_has_the_next_turn_however_long_others_have_waited() -> None:
    turns = Turns(CHUNK, Pace())
    flood = [a_lane(FLOOD, number, 5_000) for number in range(8)]
    carried(turns, flood, most=5)
    assert carried(turns, [*flood, a_lane(TRICKLE, 0, 1)], most=1) == [(TRICKLE, 1)]


def test_a_topic_that_waits_alone_has_whole_chunks_and_its_partitions_take_turns() -> None:
    turns = Turns(CHUNK, Pace())
    lanes = [a_lane(FLOOD, number, 5_000) for number in range(4)]
    seen = []
    for _ in range(8):
        turn = turns.next(lanes, 0.0)
        assert turn is not None
        seen.append((turn.lane.partition.partition, turn.most))
    assert seen == [(number, CHUNK) for number in (0, 1, 2, 3)] * 2


def test_a_chunk_smaller_than_the_topics_that_wait_still_moves_all() -> None:
    lanes = [a_lane(topic, 0, 2) for topic in (FLOOD, TRICKLE, THIRD)]
    assert carried(Turns(2, Pace()), lanes, most=6) == [(FLOOD, 1), (TRICKLE, 1), (THIRD, 1)] * 2


def a_pace(*seconds: tuple[float, int], trickle: int = 10) -> Pace:
    """After so many seconds, each with the lag seen at its end and what the flood handed out."""
    pace = Pace()
    pace.looked(0.0, 0.0)
    for second, (lag, flood) in enumerate(seconds, start=1):
        pace.handed(FLOOD, flood)
        pace.handed(TRICKLE, trickle)
        pace.looked(lag, float(second))
    return pace


def test_nobody_is_slowed_while_the_next_hop_keeps_up() -> None:
    pace = a_pace((BEHIND, 100_000))
    assert pace.limit is None
    assert pace.room(FLOOD, 1.0) > 1_000_000


def test_a_next_hop_that_lags_slows_who_hands_out_most_and_nobody_else() -> None:
    pace = a_pace((2.5, 8_000))
    assert pace.limit == 4_000
    allowed = [pace.room(FLOOD, 1.0 + tenths / 10) for tenths in range(11)]
    assert all(later - sooner in {399, 400, 401} for sooner, later in pairwise(allowed))
    assert allowed[-1] == pytest.approx(4_400, abs=1)
    pace.handed(FLOOD, 4_400)
    assert (pace.room(FLOOD, 2.0), pace.room(TRICKLE, 2.0)) == (0, 4_400)


def test_it_is_slowed_again_when_what_was_handed_out_since_came_too_late_as_well() -> None:
    before_it_shows = [(2.5, 8_000), (3.0, 4_000), (3.0, 4_000)]
    assert a_pace(*before_it_shows).limit == 4_000
    assert a_pace(*before_it_shows, (2.5, 4_000)).limit == 2_000


def test_slowed_is_never_stopped() -> None:
    assert a_pace(*[(2.5, 8_000)] * 60).limit == 100


def test_a_next_hop_that_has_caught_up_lets_the_pace_grow_until_nobody_comes_near_it() -> None:
    grown = a_pace((2.5, 8_000), (1.0, 4_000), (1.0, 5_000))
    assert grown.limit == 6_250
    assert a_pace((2.5, 8_000), (1.0, 1_000)).limit is None


def test_a_topic_that_is_held_back_leaves_the_round_to_the_others() -> None:
    pace = a_pace((2.5, 1_000))
    pace.handed(FLOOD, 1_000)
    lanes = [a_lane(FLOOD, 0, 5_000), a_lane(TRICKLE, 0, 300), a_lane(THIRD, 0, 300)]
    turns = Turns(CHUNK, pace)
    sizes: Counter[str] = Counter()
    while turn := turns.next([one for one in lanes if len(one)], 1.0):
        sizes[turn.lane.partition.topic] += len(turn.lane.take(turn.most))
    assert sizes == {TRICKLE: 300, THIRD: 300}
