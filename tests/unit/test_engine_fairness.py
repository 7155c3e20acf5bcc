"""One agency's flood costs another no more than a turn; a next hop that lags slows the flood."""

from collections import Counter
from itertools import pairwise

import pytest
from aiokafka import TopicPartition

from agents.engine.lane import Lane
from agents.engine.pace import BEHIND, Pace, level
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


LOOK = 0.2
ABLE = 1_000
"""Records a second that the next hop of these tests works off."""


def a_pace(*looks: tuple[int, int, int], trickle: int = 2) -> Pace:
    """After so many looks: how many waited for the next hop, it had finished, the flood sent."""
    pace = Pace()
    pace.looked(0, 0, 0.0)
    for number, (waiting, finished, flood) in enumerate(looks, start=1):
        pace.handed(FLOOD, flood)
        pace.handed(TRICKLE, trickle)
        pace.looked(waiting, finished, number * LOOK)
    return pace


def test_nobody_is_slowed_while_the_next_hop_keeps_up() -> None:
    pace = a_pace((int(ABLE * BEHIND), 200, 100_000))
    assert pace.limit is None
    assert pace.room(FLOOD, LOOK) > 1_000_000


def test_a_next_hop_that_lags_is_given_what_it_works_off_less_what_empties_the_queue() -> None:
    assert a_pace((500, 200, 800)).limit == pytest.approx(ABLE * (0.95 - 0.25) - 10)
    assert a_pace((1_500, 200, 800)).limit == pytest.approx(ABLE * (0.95 - 0.75) - 10)


def test_its_pace_is_the_same_for_each_topic_and_met_by_the_fastest_alone() -> None:
    pace = a_pace((500, 200, 800))
    allowed = [pace.room(FLOOD, LOOK + tenths / 10) for tenths in range(11)]
    assert all(later - sooner == 69 for sooner, later in pairwise(allowed))
    pace.handed(FLOOD, allowed[-1])
    assert (pace.room(FLOOD, 1.2), pace.room(TRICKLE, 1.2)) == (0, allowed[-1])


def test_slowed_is_never_stopped() -> None:
    assert a_pace(*[(90_000, 1, 8_000)] * 60).limit == 100


def test_a_next_hop_that_finishes_nothing_is_waited_for_and_slows_nobody() -> None:
    assert a_pace(*[(90_000, 0, 8_000)] * 60).limit is None
    slowed = a_pace((500, 200, 800))
    assert a_pace((500, 200, 800), (900, 0, 0), (900, 0, 0)).limit == slowed.limit


def test_how_fast_the_next_hop_works_is_not_told_by_one_look() -> None:
    in_jumps = [(900, 400, 200), (900, 0, 200)] * 20
    assert 500 < (a_pace(*in_jumps).limit or 0) < 1_500


def test_a_hop_that_works_slowly_but_all_it_is_given_is_not_given_less_and_less() -> None:
    slow_commits = [(150, 30, 30)] * 60
    assert (a_pace((500, 200, 800), *slow_commits).limit or ABLE) > 500


def test_a_hop_that_has_become_slower_is_given_less() -> None:
    assert 100 < (a_pace((500, 200, 800), *[(200, 60, 120)] * 20).limit or 0) < 300


def test_a_next_hop_that_has_caught_up_lets_the_pace_grow_until_nobody_comes_near_it() -> None:
    slowed = a_pace((500, 200, 800)).limit or 0
    assert a_pace((500, 200, 800), (100, 190, 138)).limit == pytest.approx(slowed + 50, abs=3)
    assert a_pace((500, 200, 800), (100, 190, 30)).limit is None


def test_what_is_given_is_shared_so_that_who_asks_for_little_has_it() -> None:
    assert level([10, 20, 500], 330) == 300
    assert level([300, 200, 500], 330) == 110
    assert level([10, 20], 330) == 20
    assert level([], 330) == 330


def test_a_topic_that_is_held_back_leaves_the_round_to_the_others() -> None:
    pace = a_pace((500, 200, 800))
    pace.handed(FLOOD, 800)
    lanes = [a_lane(FLOOD, 0, 5_000), a_lane(TRICKLE, 0, 300), a_lane(THIRD, 0, 300)]
    turns = Turns(CHUNK, pace)
    sizes: Counter[str] = Counter()
    while turn := turns.next([one for one in lanes if len(one)], LOOK):
        sizes[turn.lane.partition.topic] += len(turn.lane.take(turn.most))
    assert sizes == {TRICKLE: 300, THIRD: 300}
