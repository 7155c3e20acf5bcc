"""The lifecycle as a whole, every state and every move: nothing is a trap, nothing is undefined."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import product

import pytest

from agents.case.move import ENTERED, UNVERIFIED
from agents.case.telling import Aside, Said
from contracts.cases import ClockState
from contracts.catalogue import Signal
from contracts.lifecycle import NOT_OURS, REOPENED, RETURNS, State, may_follow
from contracts.requests import Fact
from contracts.sla import ClockEvent
from services.ledger.reference.story import SIGNALS
from tests.builders.cases import Story, events, states
from tests.builders.facts import a_confirmation, a_withdrawal, an_answer, an_objection

S = State
ENDS = frozenset(state for state in State if not state.is_open)
MOVES = [(one, to) for one, to in product(State, State) if one is not to and may_follow(one, to)]
SILENT_SIGNALS = frozenset({Signal.ACCEPTED, Signal.HANDED_OVER, Signal.RESPONDED, Signal.NEWS})
"""What clocks hear of something else than of entering a state."""
LEAVING = frozenset({Signal.LEFT_RECEIVED, Signal.ANSWERED})
"""What clocks hear of leaving one."""


@cache
def reached(origin: State) -> frozenset[State]:
    """Every state some moves lead to."""
    found, ahead = {origin}, [origin]
    while ahead:
        here = ahead.pop()
        more = {to for one, to in MOVES if one is here} - found
        found |= more
        ahead += more
    return frozenset(found)


@pytest.mark.parametrize("state", State)
def test_every_path_can_end_and_no_state_is_a_trap(state: State) -> None:
    assert reached(state) & ENDS
    assert state in ENDS or reached(state) >= {S.REFERRED_OUT, S.DUPLICATE, S.WITHDRAWN}


@pytest.mark.parametrize("state", State)
def test_every_state_is_reached_from_the_first(state: State) -> None:
    assert state in reached(S.RECEIVED)


def test_an_end_stays_an_end_unless_it_may_be_opened_again() -> None:
    assert {one for one, _ in MOVES if one in ENDS} == set(REOPENED)
    assert {to for one, to in MOVES if one in ENDS} == {S.ROUTED}


def test_a_question_returns_to_wherever_it_may_have_been_asked() -> None:
    asked_from = {one for one, to in MOVES if to is S.NEEDS_INFORMATION}
    assert asked_from <= RETURNS


def test_every_end_tells_the_clocks_that_it_ended() -> None:
    assert {state for state, told in ENTERED.items() if Signal.ENDED in told} == set(ENDS)


def test_every_signal_comes_from_somewhere() -> None:
    entered = {signal for told in ENTERED.values() for signal in told}
    assert entered | SILENT_SIGNALS | LEAVING | {Signal.REOPENED} == set(Signal)


def test_the_twin_was_taught_the_same_signals() -> None:
    assert SIGNALS == ENTERED


def _led_to(state: State) -> Iterator[Story]:
    """A request with every clock that stands in a state, got there by what its people say."""
    story = Story()
    in_triage = state in UNVERIFIED and state is not S.NEEDS_INFORMATION
    service = "dlh.looked-at-first" if in_triage else "dlh.with-every-clock"
    story.submit(service=service)
    if state is S.CLOSED:
        story.report(S.RESOLVED, "2026-03-16 10:00")
        story.hear(a_confirmation, "2026-03-16 10:30")
    elif state is S.WITHDRAWN:
        story.hear(a_withdrawal, "2026-03-16 10:00")
    elif state not in {S.RECEIVED, S.ROUTED}:
        story.report(state, "2026-03-16 10:00")
    if story.case.state is state:
        yield story


Saying = Callable[[Story], list[Said | Aside]]


def _reports(to: State, reason: str | None = None) -> Saying:
    return lambda story: story.report(to, "2026-03-17 10:00", reason=reason)


def _hears(kind: Callable[..., Fact]) -> Saying:
    return lambda story: story.hear(kind, "2026-03-17 10:00")


SAID: tuple[Saying, ...] = (
    *map(_reports, State),
    _reports(S.ROUTED, NOT_OURS),
    *map(_hears, (an_answer, a_withdrawal, a_confirmation, an_objection)),
    lambda story: story.until("2026-05-29 00:00"),
)
"""All that may be said of a request, and time."""

HAS_CLOCKS = [state for state in State if any(True for _ in _led_to(state))]


@pytest.mark.parametrize("state", HAS_CLOCKS)
@pytest.mark.parametrize("said", range(len(SAID)))
def test_every_move_has_a_defined_effect_on_every_clock(state: State, said: int) -> None:
    """After it a clock runs or has ended by an event; of an ended request nothing runs on."""
    (story,) = _led_to(state)
    before = [(clock.state, clock.due) for clock in story.case.clocks]
    told = SAID[said](story)
    case = story.case
    now = [(clock.state, clock.due) for clock in case.clocks]
    assert now == before or events(told, ClockEvent)
    for clock in case.clocks:
        runs = clock.state in {ClockState.RUNNING, ClockState.PAUSED}
        assert not runs or (case.state is not None and case.state.is_open)


def test_a_request_left_alone_in_a_state_that_waits_for_somebody_breaches_or_ends() -> None:
    for state in HAS_CLOCKS:
        (story,) = _led_to(state)
        said = story.until("2026-06-30 00:00")
        late = [one for one in story.case.clocks if one.state is ClockState.BREACHED]
        assert not state.is_open or late or states(said), state
