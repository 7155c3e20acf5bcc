"""What an operator's word does to open clocks: each worked out again from its first day."""

from collections.abc import Iterator
from copy import copy
from datetime import datetime

from contracts.calendar.due import TermUnit
from contracts.cases import ClockState
from contracts.catalogue import Catalogue, SlaTerm
from services.ledger.reference.climbing import before
from services.ledger.reference.clock import Clock
from services.ledger.reference.clocks import Clocks, Later
from services.ledger.reference.heard import Document
from services.ledger.reference.ladder import Ladder
from services.ledger.reference.said import Expected, Shifted
from services.ledger.reference.story import Story
from services.ledger.reference.walk import Walk


def may(story: Story, order: Document, at: datetime) -> bool:
    """Whether the version has what is named, and any open clock or window is another by it."""
    later = _version(story, order)
    named = {"policy": {one.code for one in later.policies}}
    named["calendar"] = {one.id for one in later.calendars}
    if not any(order.get(kind) in known for kind, known in named.items()):
        return False
    concerned = list(_concerned(story, order))
    if _ends(story) != windows(story, order, later, at):
        return True
    return any(_differs(one, _owed(story, one, order, later)) for one in concerned)


def recompute(story: Story, order: Document, at: datetime) -> None:
    """First what was due by the terms until now; then what is due by the others."""
    later, clocks = _version(story, order), story.clocks
    for clock in _concerned(story, order):
        clock.reach(at)
    concerned = list(_concerned(story, order))
    before, after = _ends(story), windows(story, order, later, at)
    _rule(story, order, later)
    for clock in concerned:
        owed = _owed(story, clock, order, later)
        differs = _differs(clock, owed)
        clock.term, clock.walk, clock.ladder = owed.term, owed.walk, owed.ladder
        clock.office = clocks.office(clock.term.policy, clock.ladder)
        if differs:
            _correct(clock, owed, order, at)
    story.consent_due = after[0]
    for name, previous, until in zip(("silent_consent", "reopen"), before, after, strict=True):
        if previous is not None and until is not None and previous != until:
            moved = Shifted(at, name, previous, until, clocks.cycle)
            story.said.append(Expected(story.cause, moved))


Ends = tuple[datetime | None, datetime | None]
"""Until when silence may be broken, and until when it may be opened again."""


def _ends(story: Story) -> Ends:
    return story.consent_due, story.open_until()


def windows(story: Story, order: Document, later: Catalogue, at: datetime) -> Ends:
    """Both by the city's calendar of a later version, if it is that which is named."""
    consent, until = _ends(story)
    own, closure = story.catalogue.calendars[0].id, story.service.closure
    if order.get("calendar") != own or own not in {one.id for one in later.calendars}:
        return consent, until
    walk, days = story.ground.walk(later, own), TermUnit.WORKING_DAYS
    if consent is not None and consent >= at and story.resolved_at is not None:
        silent = walk.due(story.resolved_at, closure.silent_consent_working_days, days).due
        consent = max(at, silent)
    if until is not None and story.ended_at and closure.reopen_window_working_days is not None:
        until = walk.due(story.ended_at, closure.reopen_window_working_days, days).due
    return consent, until


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
    story.ruled |= {one.code: one.terms for one in later.policies if one.code == policy}
    story.read_terms()
    walks = {one.id: story.ground.walk(later, one.id) for one in later.calendars}
    ladder = Ladder(later, story.asked)
    clocks.later.append(Later(policy, order.get("calendar"), walks, ladder))


def _owed(story: Story, clock: Clock, order: Document, later: Catalogue) -> Clock:
    """As though it had run by these terms."""
    term, ladder = clock.term, clock.ladder
    for row in (row for policy in later.policies for row in policy.terms):
        if row.metric is term.metric and row.policy == term.policy == order.get("policy"):
            term, ladder = row, Ladder(later, story.asked)
    known = [one.id for one in later.calendars]
    walk = story.ground.walk(later, term.calendar) if term.calendar in known else clock.walk
    return from_the_start(story.clocks, clock, term, walk, ladder)


def from_the_start(
    clocks: Clocks, clock: Clock, term: SlaTerm, walk: Walk, ladder: Ladder
) -> Clock:
    """A clock as it is by a term from its first day; pauses count where they came in time."""
    start, unit = clock.started_at, term.unit
    whole, provisional = clocks.due(term, walk, start)
    owed = [one for one, _ in clock.warnings]
    said = [one for one in clock.term.warn_at if one not in owed]
    ahead = [one for one in term.warn_at if all(one > other for other in said)]
    warnings, due = [(one, walk.share(start, whole, one, unit)) for one in ahead], whole
    anew = copy(clock)
    anew.term, anew.walk, anew.ladder, anew.provisional = term, walk, ladder, provisional
    for since, by in clock.moves:  # what more time was given is kept, late or not
        more = isinstance(by, int)
        due = anew.moved(due, [(min(since, due) if more else since, by)])
    pauses = ((since, by) for since, by in clock.moves if isinstance(by, datetime))
    anew.due, anew.warnings = due, [(one, anew.moved(at, clock.moves)) for one, at in warnings]
    anew.paused_seconds = sum(walk.used(unit, since, until) for since, until in pauses)
    anew.rungs = before(clocks, anew, whole)
    return anew


def _differs(clock: Clock, owed: Clock) -> bool:
    if (clock.due, clock.provisional) != (owed.due, owed.provisional):
        return True
    if clock.state is ClockState.BREACHED:
        return clock.rungs != owed.climbs(owed)
    return (clock.warnings, clock.rungs) != (owed.warnings, owed.rungs)


def _correct(clock: Clock, owed: Clock, order: Document, at: datetime) -> None:
    previous, due = clock.state, clock.due
    clock.due, clock.provisional = owed.due, owed.provisional
    clock.warnings, clock.paused_seconds = owed.warnings, owed.paused_seconds
    clock.rungs = owed.rungs
    paused_at = clock.paused_at if previous is ClockState.PAUSED else None
    if paused_at is not None and clock.due >= paused_at:
        clock.state = ClockState.PAUSED
    elif previous is ClockState.BREACHED and clock.due < at:
        clock.state, clock.warnings, clock.rungs = ClockState.BREACHED, [], owed.climbs(owed)
    else:
        clock.state, clock.paused_at, clock.pause_ends = ClockState.RUNNING, None, None
    said = {"state": clock.state.value, "previous_state": previous.value, "previous_due": due}
    because = "policy-changed" if order.get("policy") is not None else "calendar-changed"
    clock.tick(clock, "recomputed", at, because=because, **said)
    if clock.state is ClockState.PAUSED and paused_at is not None:
        clock.state = ClockState.RUNNING
        clock.reach(paused_at)
        clock.state = ClockState.PAUSED
    else:
        clock.reach(at)
