"""What holds for requests several agencies share, once all that their cases told has arrived."""

from collections.abc import Iterator

from hypothesis import given, settings

from agents.case.shelf import STUB
from agents.case.whole import together
from contracts.cases import Case
from contracts.kin import KIN_FACTS, KinFact
from contracts.kinship import Kinship, Part
from contracts.lifecycle import REOPENED, State
from contracts.records import StoredRecord
from contracts.topics import REQUESTS
from tests.property.kindred_histories import DELAYS, Run, carried, shared

Log = list[StoredRecord]

some = settings(max_examples=60, deadline=None)


def last_cases(run: Run) -> dict[str, Case]:
    """Every case as it was written last, those put away left out."""
    bodies = {one.key: one.value for one in run.worker.states()}
    cases = (Case.read(body) for body in bodies.values() if body and not body.startswith(STUB))
    return {case.request_id: case for case in cases}


def kept(cases: dict[str, Case]) -> Iterator[tuple[Case, Part, Case]]:
    """Wholes beside each of their parts, where no failure holds one of them."""
    for whole in cases.values():
        for part in whole.parts:
            own = cases.get(part.request_id)
            if own is not None and not whole.held and not own.held:
                yield whole, part, own


def told(run: Run) -> list[KinFact]:
    """All that cases told each other."""
    kinds = {kind.encode(): fact for kind, fact in KIN_FACTS.items()}
    found = [(dict(one.headers)["ce_type"], one) for one in run.log]
    return [kinds[kind].read_strictly(one.value or b"") for kind, one in found if kind in kinds]


@some
@given(shared(), DELAYS)
def test_a_whole_knows_where_its_parts_stand(log: Log, delays: list[int]) -> None:
    for _, part, own in kept(last_cases(carried(log, delays))):
        assert (part.state, part.agency) == (own.state, own.agency)


@some
@given(shared(), DELAYS)
def test_a_whole_is_open_while_a_part_is_at_work_and_resolved_when_none_is(
    log: Log, delays: list[int]
) -> None:
    for whole, _, _ in kept(last_cases(carried(log, delays))):
        assert whole.state is not None
        state = together(whole.parts)
        if state is State.COORDINATING:
            assert whole.state.is_open
            assert whole.state is not State.RESOLVED
        else:
            assert whole.state is State.RESOLVED or not whole.state.is_open


@some
@given(shared(), DELAYS)
def test_no_part_is_owed_work_once_its_whole_has_ended(log: Log, delays: list[int]) -> None:
    for whole, _, own in kept(last_cases(carried(log, delays))):
        if whole.state in {State.WITHDRAWN, State.DUPLICATE, State.REFERRED_OUT, *REOPENED}:
            assert own.state is not None
            assert not own.state.is_open


@some
@given(shared(), DELAYS)
def test_no_request_is_merged_into_one_that_had_ended(log: Log, delays: list[int]) -> None:
    run = carried(log, delays)
    cases = last_cases(run)
    for case in cases.values():
        assert case.merging is None or case.held or _held(cases, case.merging.into)
        gone = {one.request_id for one in case.linked if one.kind is Kinship.DUPLICATE_OF}
        assert gone <= {one.request_id for one in case.followers} | {
            one.request_id for one in case.linked if case.state is State.DUPLICATE
        }


def _held(cases: dict[str, Case], request: str) -> bool:
    return request in cases and cases[request].held


@some
@given(shared(), DELAYS)
def test_what_cases_tell_each_other_is_numbered_and_named_by_whoever_tells_it(
    log: Log, delays: list[int]
) -> None:
    last: dict[str, list[int]] = {}
    for fact in told(carried(log, delays)):
        if fact.seq is not None:
            last.setdefault(fact.of, []).append(fact.seq)
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in last.values())


@some
@given(shared(), DELAYS)
def test_folding_all_of_it_anew_says_the_same_to_the_byte(log: Log, delays: list[int]) -> None:
    run = carried(log, delays)
    again = carried([one for one in run.log if _is_from_outside(one)], delays)
    assert again.worker.written == run.worker.written


def _is_from_outside(record: StoredRecord) -> bool:
    assert record.topic == REQUESTS
    return dict(record.headers)["ce_type"].decode() not in KIN_FACTS


@some
@given(shared(), DELAYS)
def test_a_worker_that_takes_over_anywhere_says_what_the_first_would_have(
    log: Log, delays: list[int]
) -> None:
    run = carried(log, delays)
    middle = len(run.log) // 2
    other = carried([]).worker
    other.fold(run.log[:middle])
    other.crash()
    other.fold(run.log[middle:])
    assert [(one.topic, one.key, one.value) for one in other.said()] == [
        (one.topic, one.key, one.value) for one in run.worker.said()
    ]
