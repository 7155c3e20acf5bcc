"""What an operator's word does to open clocks: each worked out again from its first day."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from contracts.cases import ClockState
from contracts.catalogue import Catalogue, SlaTerm
from services.ledger.reference.clocks import Clock, Later
from services.ledger.reference.heard import Document
from services.ledger.reference.story import Story
from services.ledger.reference.walk import Walk


class _Owed(NamedTuple):
    """What a clock owes by other terms."""

    term: SlaTerm
    walk: Walk
    due: datetime
    provisional: bool
    warnings: list[tuple[float, datetime]]
    paused_seconds: int


def may(story: Story, order: Document, _at: datetime) -> bool:
    """Whether the version has what is named, and any open clock would be another by it."""
    later = _version(story, order)
    named = {"policy": {one.code for one in later.policies}}
    named["calendar"] = {one.id for one in later.calendars}
    if not any(order.get(kind) in known for kind, known in named.items()):
        return False
    concerned = list(_concerned(story, order))
    return any(_differs(one, _owed(story, one, order, later)) for one in concerned)


def recompute(story: Story, order: Document, at: datetime) -> None:
    """First what was due by the terms until now; then what is due by the others."""
    later = _version(story, order)
    for clock in _concerned(story, order):
        clock.reach(at)
    concerned = list(_concerned(story, order))
    _rule(story, order, later)
    for clock in concerned:
        owed = _owed(story, clock, order, later)
        differs = _differs(clock, owed)
        clock.term, clock.walk = owed.term, owed.walk
        if differs:
            _correct(clock, owed, order, at)


def _version(story: Story, order: Document) -> Catalogue:
    found = story.ground.version(order["catalogue"])
    if found is None:
        raise KeyError(order["catalogue"])
    return found


def _concerned(story: Story, order: Document) -> Iterator[Clock]:
    for clock in story.clocks.all:
        policy, calendar = clock.term.policy, clock.term.calendar
        named = policy == order.get("policy") or calendar == order.get("calendar")
        if named and clock.owed and clock.cycle == story.clocks.cycle:
            yield clock


def _rule(story: Story, order: Document, later: Catalogue) -> None:
    """What begins from now on begins by the same."""
    clocks, policy = story.clocks, order.get("policy")
    rows = {one.code: one.terms for one in later.policies}
    terms: list[SlaTerm] = []
    for code in story.service.policies:
        now = [term for term in clocks.terms if term.policy == code]
        terms += rows[code] if code == policy else now
    clocks.terms = tuple(terms)
    walks = {one.id: story.ground.walk(later, one.id) for one in later.calendars}
    clocks.later.append(Later(policy, order.get("calendar"), walks))


def _owed(story: Story, clock: Clock, order: Document, later: Catalogue) -> _Owed:
    """From the start, as though it had run by these terms; pauses count where they came in time."""
    term = clock.term
    for row in (row for policy in later.policies for row in policy.terms):
        if row.metric is term.metric and row.policy == term.policy == order.get("policy"):
            term = row
    known = [one.id for one in later.calendars]
    walk = story.ground.walk(later, term.calendar) if term.calendar in known else clock.walk
    start, value = clock.started_at, term.targets[story.clocks.priority]
    due, provisional = walk.due(start, value, term.unit, term.day_count)
    owed = [one for one, _ in clock.warnings]
    said = [one for one in clock.term.warn_at if one not in owed]
    ahead = [one for one in term.warn_at if all(one > other for other in said)]
    warnings = [(one, walk.share(start, due, one, term.unit)) for one in ahead]
    for since, until in clock.pauses:
        warnings = [
            (one, at if at < since else walk.shift(at, since, until, term.unit))
            for one, at in warnings
        ]
        due = due if due < since else walk.shift(due, since, until, term.unit)
    seconds = sum(walk.used(term.unit, since, until) for since, until in clock.pauses)
    return _Owed(term, walk, due, provisional, warnings, seconds)


def _differs(clock: Clock, owed: _Owed) -> bool:
    if (clock.due, clock.provisional) != (owed.due, owed.provisional):
        return True
    return clock.state is not ClockState.BREACHED and clock.warnings != owed.warnings


def _correct(clock: Clock, owed: _Owed, order: Document, at: datetime) -> None:
    before, due = clock.state, clock.due
    clock.due, clock.provisional = owed.due, owed.provisional
    clock.warnings, clock.paused_seconds = owed.warnings, owed.paused_seconds
    paused_at = clock.paused_at if before is ClockState.PAUSED else None
    if paused_at is not None and clock.due >= paused_at:
        clock.state = ClockState.PAUSED
    elif before is ClockState.BREACHED and clock.due < at:
        clock.state, clock.warnings = ClockState.BREACHED, []
    else:
        clock.state, clock.paused_at = ClockState.RUNNING, None
    said = {"state": clock.state.value, "previous_state": before.value, "previous_due": due}
    because = "policy-changed" if order.get("policy") is not None else "calendar-changed"
    clock.tick(clock, "recomputed", at, because=because, **said)
    if clock.state is ClockState.PAUSED and paused_at is not None:
        clock.state = ClockState.RUNNING
        clock.reach(paused_at)
        clock.state = ClockState.PAUSED
    else:
        clock.reach(at)
