"""The lifecycle table: who may move a request where, and what a report leads through."""

import pytest

from contracts.lifecycle import (
    TABLE,
    Actor,
    State,
    may_be_given_back,
    may_follow,
    origins,
    path,
    targets,
)

S, A = State, Actor
OPEN = [state for state in State if state.is_open]

ROWS = [
    (
        S.RECEIVED,
        "verified needs_information rejected referred_out duplicate withdrawn",
        (A.TRIAGE, A.OPERATOR),
    ),
    (S.NEEDS_INFORMATION, "received verified", (A.REPORTER, A.OPERATOR)),
    (S.NEEDS_INFORMATION, "rejected", (A.TIMER, A.OPERATOR)),
    (S.VERIFIED, "routed rejected referred_out duplicate", (A.TRIAGE, A.OPERATOR)),
    (S.ROUTED, "acknowledged coordinating", (A.AGENCY,)),
    (
        S.ACKNOWLEDGED,
        "in_progress scheduled coordinating needs_information awaiting_external",
        (A.AGENCY,),
    ),
    (S.COORDINATING, "routed acknowledged in_progress", (A.AGENCY,)),
    (S.SCHEDULED, "in_progress awaiting_external needs_information resolved", (A.AGENCY,)),
    (
        S.IN_PROGRESS,
        "resolved scheduled awaiting_external needs_information coordinating rejected",
        (A.AGENCY,),
    ),
    (S.AWAITING_EXTERNAL, "in_progress scheduled resolved", (A.AGENCY,)),
    (S.RESOLVED, "closed", (A.REPORTER, A.TIMER, A.OPERATOR)),
    (S.RESOLVED, "in_progress", (A.REPORTER, A.OPERATOR)),
    *((state, "routed", (A.REPORTER, A.OPERATOR)) for state in (S.CLOSED, S.REJECTED)),
    *((state, "withdrawn", (A.REPORTER,)) for state in OPEN),
    *((state, "referred_out", (A.AGENCY, A.OPERATOR)) for state in OPEN),
    *((state, "duplicate", (A.OPERATOR,)) for state in OPEN),
    *((state, "rejected", (A.AGENCY,)) for state in OPEN if 2 <= state.rank <= 4),
    *((state, "routed", (A.OPERATOR,)) for state in OPEN if 2 <= state.rank <= 4),
]
"""The city's table as its officials read it: from, to, on whose word."""


def allowed(origin: State, actor: Actor) -> set[State]:
    return {
        State(to)
        for start, tos, by in ROWS
        if start is origin and actor in by
        for to in tos.split()
    } - {origin}


RANKS = {
    0: "received",
    1: "verified",
    2: "routed",
    3: "acknowledged",
    4: "scheduled in_progress coordinating awaiting_external needs_information",
    5: "resolved",
    6: "closed rejected referred_out duplicate withdrawn",
}


def test_every_state_has_the_rank_the_city_gave_it() -> None:
    assert {state: state.rank for state in State} == {
        State(name): rank for rank, names in RANKS.items() for name in names.split()
    }


def test_every_state_has_a_row_with_labels() -> None:
    assert set(TABLE) == set(State)
    assert all(row.label_id and row.label_en for row in TABLE.values())
    assert {state for state in State if TABLE[state].open311 == "closed"} == {
        state for state in State if not state.is_open
    }


@pytest.mark.parametrize("actor", [A.TRIAGE, A.OPERATOR, A.REPORTER, A.TIMER])
@pytest.mark.parametrize("origin", State)
def test_whoever_is_no_agency_moves_by_single_rows_of_the_table(
    origin: State, actor: Actor
) -> None:
    assert set(targets(origin, actor)) == allowed(origin, actor)


@pytest.mark.parametrize(("origin", "tos", "actors"), ROWS)
def test_every_row_of_the_table_is_one_move(
    origin: State, tos: str, actors: tuple[Actor, ...]
) -> None:
    for actor in actors:
        for to in tos.split():
            assert path(origin, State(to), actor) == ((State(to),) if to != origin else ())
            assert may_follow(origin, State(to))
            assert origin in origins(State(to), actor)


@pytest.mark.parametrize("origin", [S.REFERRED_OUT, S.DUPLICATE, S.WITHDRAWN])
@pytest.mark.parametrize("actor", Actor)
def test_what_left_the_city_was_asked_twice_or_taken_back_goes_nowhere(
    origin: State, actor: Actor
) -> None:
    assert targets(origin, actor) == ()


@pytest.mark.parametrize("actor", [A.TRIAGE, A.AGENCY, A.TIMER])
@pytest.mark.parametrize("origin", [S.CLOSED, S.REJECTED])
def test_only_the_reporter_or_an_operator_opens_a_request_again(
    origin: State, actor: Actor
) -> None:
    assert targets(origin, actor) == ()


@pytest.mark.parametrize("origin", State)
def test_an_agency_may_give_back_what_it_has_and_nothing_else(origin: State) -> None:
    assert may_be_given_back(origin) is (2 <= origin.rank <= 4)
    assert S.VERIFIED not in targets(origin, A.AGENCY)  # not without saying that it is not its own


def test_naming_the_present_state_is_legal_and_moves_nothing() -> None:
    assert all(path(state, state, actor) == () for state in State for actor in Actor)


WORKING = [state for state in State if state.rank == 4]


@pytest.mark.parametrize("origin", WORKING)
def test_an_agency_at_work_moves_freely_between_states_of_work(origin: State) -> None:
    assert all(path(origin, to, A.AGENCY) == (to,) for to in WORKING if to is not origin)


@pytest.mark.parametrize(
    ("origin", "target", "passed"),
    [
        (S.ROUTED, S.SCHEDULED, "acknowledged scheduled"),
        (S.ROUTED, S.IN_PROGRESS, "acknowledged in_progress"),
        (S.ROUTED, S.NEEDS_INFORMATION, "acknowledged needs_information"),
        (S.ROUTED, S.AWAITING_EXTERNAL, "acknowledged awaiting_external"),
        (S.ROUTED, S.RESOLVED, "acknowledged in_progress resolved"),
        (S.ACKNOWLEDGED, S.RESOLVED, "in_progress resolved"),
        (S.NEEDS_INFORMATION, S.RESOLVED, "in_progress resolved"),
        (S.COORDINATING, S.RESOLVED, "in_progress resolved"),
    ],
)
def test_a_shortest_path_is_implied_and_ties_go_by_the_order_of_the_table(
    origin: State, target: State, passed: str
) -> None:
    assert path(origin, target, A.AGENCY) == tuple(State(name) for name in passed.split())


@pytest.mark.parametrize(
    ("origin", "target"),
    [
        (S.RESOLVED, S.IN_PROGRESS),
        (S.SCHEDULED, S.ACKNOWLEDGED),
        (S.AWAITING_EXTERNAL, S.ROUTED),
        (S.ACKNOWLEDGED, S.ROUTED),
        (S.RECEIVED, S.ACKNOWLEDGED),
        (S.RECEIVED, S.RESOLVED),
        (S.VERIFIED, S.SCHEDULED),
        (S.ROUTED, S.CLOSED),
        (S.ROUTED, S.DUPLICATE),
        (S.ROUTED, S.WITHDRAWN),
        (S.RESOLVED, S.REJECTED),
    ],
)
def test_an_agency_cannot_lead_a_request_there(origin: State, target: State) -> None:
    assert path(origin, target, A.AGENCY) is None


@pytest.mark.parametrize("origin", State)
def test_no_longer_path_falls_in_rank_and_each_of_its_moves_is_allowed(origin: State) -> None:
    for target in targets(origin, A.AGENCY):
        trail = path(origin, target, A.AGENCY) or ()
        steps = list(zip((origin, *trail), trail, strict=False))
        assert all(may_follow(earlier, later) for earlier, later in steps)
        assert len(steps) == 1 or all(later.rank >= earlier.rank for earlier, later in steps)


def test_coordination_may_hand_a_request_back_though_that_falls_in_rank() -> None:
    assert path(S.COORDINATING, S.ROUTED, A.AGENCY) == (S.ROUTED,)
    assert path(S.COORDINATING, S.ACKNOWLEDGED, A.AGENCY) == (S.ACKNOWLEDGED,)


def test_an_answer_brings_a_request_back_to_where_it_was_asked() -> None:
    assert {state for state in State if may_follow(S.NEEDS_INFORMATION, state)} == {
        *(S.RECEIVED, S.VERIFIED, S.ACKNOWLEDGED, S.SCHEDULED, S.IN_PROGRESS),
        *(S.ROUTED, S.COORDINATING, S.AWAITING_EXTERNAL),
        *(S.REJECTED, S.REFERRED_OUT, S.DUPLICATE, S.WITHDRAWN),
    }


def test_a_story_begins_with_received_and_with_nothing_else() -> None:
    assert [state for state in State if may_follow(None, state)] == [S.RECEIVED]
