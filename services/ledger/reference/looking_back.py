"""A question that came to light too late: how long the request would have waited for its answer."""

from copy import copy
from datetime import datetime
from typing import Final

from contracts.cases import ClockState
from contracts.catalogue import Pause
from contracts.lifecycle import Actor, State
from services.ledger.reference.clock import Clock, Move
from services.ledger.reference.heard import Document
from services.ledger.reference.recomputing import from_the_start
from services.ledger.reference.story import Story
from services.ledger.reference.trails import trail

_SETTLED: Final = (ClockState.MET, ClockState.CANCELLED)

Gap = tuple[datetime, datetime]
"""From when to when a clock stands still."""


def wait(story: Story, asked: Document, at: datetime) -> None:
    """Every clock stood still from the question to the next word, if its policy knows that."""
    state, reason = State(asked["state"]), asked.get("reason")
    until = _until(story, state, at)
    if until is None or not _could(story, state, at):
        return
    for clock in [one for one in story.clocks.now() if one.state not in _SETTLED]:
        row = clock.stands_still(state, reason)
        gap = None if row is None else _gap(story, clock, row, (at, until))
        if gap is not None:
            _stood(story, clock, gap, state)


def _until(story: Story, state: State, at: datetime) -> datetime | None:
    """The next word after a question; an answer is one only where the reporter was asked."""
    words = [when for when, said in story.told_states if said or state is State.NEEDS_INFORMATION]
    return min((when for when in words if when > at), default=None)


def _could(story: Story, state: State, at: datetime) -> bool:
    """Whether an agency's word led there from where the request was then."""
    then = None
    for when, said in sorted(story.told_states, key=lambda one: one[0]):
        if said is not None and when <= at:
            then = said
    return then is not None and bool(trail(then, state, Actor.AGENCY))


def _gap(story: Story, clock: Clock, row: Pause, span: Gap) -> Gap | None:
    """What of it the clock ran for: not when it stood still anyway, was over or overdue."""
    since, until = max(span[0], clock.started_at), span[1]
    stood = sorted((at, by) for at, by in clock.moves if isinstance(by, datetime))
    for begin, end in stood:
        if begin <= since < end:
            since = end
    later = [begin for begin, _ in stood if begin > since]
    until = min([until, *later, *(at for at in (clock.paused_at, clock.ended_at) if at)])
    if row.cap_working_days is not None:
        until = min(until, story.clocks.city_days(since, row.cap_working_days))
    return None if until <= since or since > clock.due else (since, until)


def _stood(story: Story, clock: Clock, gap: Gap, state: State) -> None:
    """From its first day on, with one pause more."""
    clocks, before, due = story.clocks, clock.state, clock.due
    trial = copy(clock)
    trial.moves = [*clock.moves]
    ahead = _insert(trial, gap)
    owed = from_the_start(clocks, trial, clock.term, clock.walk, clock.ladder)
    stopped = before is ClockState.STOPPED
    if stopped and clock.ended_at is not None and owed.due < clock.ended_at:
        return
    clock.moves, clock.waits = trial.moves, trial.waits
    clock.stood.insert(ahead, (*gap, state.value))
    clock.due, clock.warnings, clock.rungs = owed.due, owed.warnings, owed.rungs
    clock.provisional, clock.paused_seconds = owed.provisional, owed.paused_seconds
    clock.ran_from = max(clock.ran_from or clock.started_at, gap[1])
    if before is ClockState.BREACHED and owed.due < story.cause.received_at:
        clock.warnings, clock.rungs = [], owed.climbs(owed)
    elif before is not ClockState.PAUSED:
        clock.state = ClockState.RUNNING
    if (clock.due, clock.state) != (due, before):
        said = {"state": clock.state.value, "previous_state": before.value, "previous_due": due}
        clock.tick(clock, "recomputed", None, because="told-late", **said)
    if stopped and clock.ended_at is not None:
        clock.state = ClockState.MET
        whole = clock.walk.used(clock.term.unit, clock.started_at, clock.ended_at)
        used = max(0, whole - clock.paused_seconds)
        clock.tick(clock, "met", clock.ended_at, used_seconds=used)


def _insert(clock: Clock, gap: Gap) -> int:
    """Among what moved it, by when that began; what was over before a wait is not after it.

    How often it had stood still before.
    """
    later: list[Move] = [one for one in clock.moves if one[0] > gap[0]]
    place = clock.moves.index(later[0]) if later else len(clock.moves)
    if clock.waits is not None:
        since, ahead = clock.waits
        if gap[1] <= since:
            place, clock.waits = min(place, ahead), (since, ahead + 1)
        elif gap[0] >= since:
            place = max(place, ahead)
    clock.moves.insert(place, gap)
    return sum(isinstance(by, datetime) for _, by in clock.moves[:place])
