"""What holds for every history of a partition, whatever agencies do and however it is carried."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import orjson
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agents.case.shelf import STUB
from contracts.cases import Case, RequestArchived
from contracts.envelope import Envelope, decode
from contracts.events import Event
from contracts.inbox import (
    Accepted,
    Ask,
    Assign,
    Escalate,
    NotApplied,
    Rejected,
    Remind,
    Withdraw,
)
from contracts.kin import KIN_FACTS
from contracts.lifecycle import State, may_follow
from contracts.quarantine import Quarantined
from contracts.records import Message, StoredRecord
from contracts.requests import FACTS
from contracts.sla import (
    CLOCK_EVENTS,
    ClockBreached,
    ClockEscalated,
    ClockEvent,
    ClockPaused,
    ClockRecomputed,
    ClockRenewed,
    ClockStarted,
)
from contracts.status import StatusChanged
from contracts.topics import ARCHIVE, QUARANTINE, STATUS
from tests.builders.climbing import a_climbing_worker
from tests.builders.partitions import Worker, stored
from tests.property.histories import histories

EVENTS: dict[str, type[Event]] = {
    **CLOCK_EVENTS,
    **KIN_FACTS,
    **{kind.TYPE: kind for kind in (StatusChanged, Accepted, Assign, Withdraw)},
    **{kind.TYPE: kind for kind in (Ask, Remind, Escalate)},
    **{kind.TYPE: kind for kind in (NotApplied, Rejected, Quarantined, RequestArchived)},
}
Log = list[StoredRecord]

some = settings(max_examples=30, deadline=None)


def kind_of(message: Message) -> str:
    return dict(message.headers)["ce_type"].decode()


def by_topic(messages: Sequence[Message]) -> dict[str, list[Message]]:
    found: dict[str, list[Message]] = defaultdict(list)
    for one in messages:
        found[one.topic].append(one)
    return found


def last_states(worker: Worker) -> dict[bytes | None, bytes | None]:
    return {one.key: one.value for one in worker.states()}


def folded(log: Log, ends: Sequence[int] = (), crashes: Sequence[bool] = ()) -> Worker:
    """A log folded in chunks that end there; after some of them another worker takes over."""
    worker, begin = a_climbing_worker(), 0
    for place, end in enumerate((*sorted(ends), len(log))):
        if log[begin:end]:
            worker.fold(log[begin:end])
        if place < len(crashes) and crashes[place]:
            worker.crash()
        begin = max(begin, end)
    return worker


@some
@given(histories())
def test_no_history_leads_to_an_illegal_move(log: Log) -> None:
    last: dict[bytes | None, State | None] = {}
    for one in folded(log).said():
        if one.topic == STATUS:
            event = StatusChanged.read_strictly(one.value or b"")
            assert event.previous == last.get(one.key)
            assert may_follow(event.previous, event.state)
            last[one.key] = event.state


@some
@given(histories())
def test_every_request_counts_its_events_from_one_on_every_topic(log: Log) -> None:
    worker = folded(log)
    seqs: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in worker.said():
        event = orjson.loads(one.value or b"")
        if "seq" in event:  # what was turned away has no number
            teller = event.get("of", event["request_id"])  # who tells another counts
            seqs[teller, one.topic].append(event["seq"])
    assert all(found == list(range(1, len(found) + 1)) for found in seqs.values())
    for body in last_states(worker).values():
        if not body or is_stub(body):
            continue
        case = Case.read_strictly(body)
        told = {topic: seqs[case.request_id, topic][-1] for topic in case.counters}
        assert told == case.counters


@some
@given(histories())
def test_every_event_is_one_its_readers_accept(log: Log) -> None:
    for one in folded(log).said():
        event = EVENTS[kind_of(one)].read_strictly(one.value or b"")
        assert event.to_bytes() == one.value
        assert isinstance(decode(stored(0, one)), Envelope)


@some
@given(histories())
def test_every_record_of_an_agency_is_judged_once_or_turned_away(log: Log) -> None:
    told = [one for one in log if dict(one.headers)["ce_type"].decode() in FACTS]
    sent = {orjson.loads(one.value or b"")["fact_id"] for one in told}
    worker = folded(log)
    judged = Counter(one.fact_id for case in stories(worker) for one in case.judged)
    turned_away = {
        dict(one.headers)["ce_id"]
        for one in worker.said()
        if one.topic == QUARANTINE and orjson.loads(one.value or b"").get("seq") is None
    }
    assert set(judged.values()) <= {1}
    assert judged.keys() <= sent
    assert len(sent) <= len(judged) + len(turned_away)
    assert turned_away or judged.keys() == sent


def stories(worker: Worker) -> list[Case]:
    """Every request's whole story, as its case has it or as it was put away."""
    archived = [
        RequestArchived.read(one.value or b"").case for one in worker.said() if one.topic == ARCHIVE
    ]
    bodies = [body for body in last_states(worker).values() if body and not is_stub(body)]
    return [*archived, *map(Case.read, bodies)]


def is_stub(body: bytes) -> bool:
    return body.startswith(STUB)


@some
@given(histories())
def test_a_clock_is_breached_once_a_cycle_unless_the_breach_was_taken_back(log: Log) -> None:
    late: set[tuple[str, str, str, int]] = set()
    for one in folded(log).said():
        kind = CLOCK_EVENTS.get(kind_of(one), StatusChanged)
        if kind not in (ClockBreached, ClockRecomputed, ClockRenewed, ClockStarted):
            continue
        event = kind.read(one.value or b"")
        assert isinstance(event, ClockEvent)
        clock = event.request_id, event.metric, event.policy, event.cycle
        if not isinstance(event, ClockBreached):  # promised anew, or what was said is taken back
            again = not isinstance(event, ClockRecomputed) or event.state == "running"
            late -= {clock} if again else set()
            continue
        assert event.occurred_at == event.due
        assert clock not in late
        late.add(clock)


@some
@given(histories())
def test_what_ended_in_a_cycle_is_never_touched_in_the_next(log: Log) -> None:
    last: dict[tuple[str, str], int] = defaultdict(int)
    for one in folded(log).said():
        if kind_of(one) in CLOCK_EVENTS:
            event = orjson.loads(one.value or b"")
            clock = event["request_id"], event["metric"]
            assert event["metric"] != "resolution" or event["cycle"] >= last[clock]
            last[clock] = event["cycle"]


@some
@given(histories(), st.integers(0, 30))
def test_folding_any_beginning_twice_changes_nothing(log: Log, end: int) -> None:
    # what is put away lies behind the horizon, and intake writes nothing from behind it again
    assume(not any(one.topic == ARCHIVE for one in folded(log[:end]).said()))
    # a clock record that is folded again finds what was claimed of the past since, and fires that
    again = [one for one in log[:end] if one.key != b"clock"]
    once, twice = folded(log), folded(log[:end] + again + log[end:])
    assert twice.said() == once.said()
    assert last_states(twice) == last_states(once)


@some
@given(histories(), st.lists(st.integers(0, 30), max_size=4))
def test_chunks_may_end_anywhere(log: Log, ends: list[int]) -> None:
    whole, parts = folded(log), folded(log, ends)
    assert by_topic(parts.said()) == by_topic(whole.said())
    assert last_states(parts) == last_states(whole)


@some
@given(histories(), st.lists(st.integers(0, 30), max_size=4), st.lists(st.booleans(), max_size=5))
def test_another_worker_goes_on_with_the_same_bytes(
    log: Log, ends: list[int], crashes: list[bool]
) -> None:
    one, another = folded(log, ends), folded(log, ends, crashes)
    assert another.written == one.written
    assert another.cases.wakes_at() == one.cases.wakes_at()


@some
@given(histories())
def test_every_level_is_told_once_a_clock_and_cycle_and_never_while_it_stands_still(
    log: Log,
) -> None:
    seen: set[tuple[object, ...]] = set()
    still: set[tuple[object, ...]] = set()
    for one in folded(log).said():
        kind = CLOCK_EVENTS.get(kind_of(one))
        if kind is None:
            continue
        event = kind.read_strictly(one.value or b"")
        clock = (one.key, event.metric, event.policy, event.cycle, event.ticket)
        if isinstance(event, ClockStarted | ClockRenewed):
            seen = {level for level in seen if level[:5] != clock}  # it is promised once more
        if isinstance(event, ClockEscalated):
            assert (*clock, event.level) not in seen
            assert clock not in still
            assert event.sends_at >= event.occurred_at
            seen.add((*clock, event.level))
        still = still | {clock} if isinstance(event, ClockPaused) else still - {clock}
