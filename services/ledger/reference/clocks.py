"""All clocks of one request: which of them a signal or a state concerns; slow and apart."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple

from contracts.cases import ClockState
from contracts.catalogue import Metric, Pause, Priority, Signal, SlaTerm
from contracts.lifecycle import State
from services.ledger.reference.climbing import before, beyond, take_up
from services.ledger.reference.clock import Clock, Tick
from services.ledger.reference.ladder import Ladder, Rung
from services.ledger.reference.walk import Walk

_DONE = (ClockState.MET, ClockState.STOPPED)
_ANEW = (Metric.RESOLUTION, Metric.UPDATE_INTERVAL, Metric.REOPEN_RESPONSE)
"""What is promised once more when a request is opened again."""

_EACH_TIME = (Metric.REPORTER_ANSWER,)
"""What begins whenever its signal comes and none of it is owed."""


class Later(NamedTuple):
    """Calendars of a later version, for a policy's clocks or for those by a calendar."""

    policy: str | None
    calendar: str | None
    walks: dict[str, Walk]
    ladder: Ladder


@dataclass(slots=True)
class Clocks:
    """All clocks of a request, in the order they were started."""

    terms: tuple[SlaTerm, ...]
    priority: Priority
    walk: Callable[[str], Walk]
    """A calendar by its name."""
    tick: Tick
    city_days: Callable[[datetime, int], datetime]
    """So many of the city's working days after an instant."""
    ladder: Ladder
    cycle: int = 1
    split: bool = False
    """Whether its request is a whole: then nothing of it stands still."""
    heard: dict[Signal, datetime] = field(default_factory=dict)
    """What they were told of late, and of when; whoever looks empties it."""
    taken_up: bool = False
    """Whether a person at the agency that has it has answered."""
    all: list[Clock] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
    """What an operator had computed anew, the last word last."""

    def signal(self, kind: Signal, at: datetime) -> None:
        """End what a signal ends, then start what it starts and does not run or has not run.

        An office's own promise ends with the office, and begins anew with the next.
        """
        self.heard[kind] = at
        for clock in [one for one in self.now() if one.owed]:
            own = clock.term.kind == "ola" and kind is Signal.HANDED_OVER
            if kind in clock.term.stop_on:
                clock.stop(at, kind)
            elif kind in clock.term.renew_on:
                clock.renew(at, self.priority)
            elif own or kind in clock.term.cancel_on:
                clock.cancel(at, kind)
        take_up(self, kind, at)
        for term in self.terms:
            anew = kind is Signal.REOPENED and term.metric in _ANEW
            if (anew or kind in term.start_on) and not any(map(self._keeps(term), self.all)):
                self._start(term, at)

    def take_back(self, kind: Signal, at: datetime, because: str) -> None:
        """What a signal ended goes on."""
        for clock in self.now():
            if clock.state in _DONE and kind in clock.term.stop_on:
                clock.take_back(at, because)

    def now(self) -> list[Clock]:
        """The clocks of this cycle."""
        return [clock for clock in self.all if clock.cycle == self.cycle]

    def _keeps(self, term: SlaTerm) -> Callable[[Clock], bool]:
        """Whether a clock is this term's, so that no other need begin."""

        def keeps(clock: Clock) -> bool:
            same = (clock.term.metric, clock.term.policy) == (term.metric, term.policy)
            here = clock.cycle == self.cycle or term.metric not in _ANEW
            once = term.kind != "ola" and term.metric not in _EACH_TIME
            return same and here and (clock.owed or once)

        return keeps

    def enter(self, state: State, at: datetime, reason: str | None) -> None:
        """What stood still in the state before goes on; what does in this one, stands still."""
        for clock in self.now():
            if clock.owed:
                row = None if self.split else clock.stands_still(state, reason)
                self._settle(clock, row, at, reason)

    def _settle(self, clock: Clock, row: Pause | None, at: datetime, reason: str | None) -> None:
        at = clock.no_earlier(at)
        if clock.state is ClockState.PAUSED:
            clock.reach(at)
        if clock.state is ClockState.PAUSED:
            clock.resume(at)
        if row is not None:
            days = row.cap_working_days
            clock.pause(at, row, None if days is None else self.city_days(at, days), reason)

    def told_late(self, kind: Signal, at: datetime) -> None:
        """An older word ends what is still owed, and what was done in time was done in time."""
        self.heard[kind] = at
        for clock in self.now():
            since = clock.no_earlier(at)
            in_time = clock.state is ClockState.STOPPED and since <= clock.due
            if kind in clock.term.stop_on and (clock.owed or in_time):
                clock.stop(since, kind)
        take_up(self, kind, at)

    def deadlines(self) -> Iterator[datetime]:
        """The next instant of every clock that has one."""
        found = (clock.next_deadline for clock in self.all)
        return (at for at in found if at is not None)

    def _start(self, term: SlaTerm, at: datetime) -> None:
        walk, ladder = self._walk(term.policy, term.calendar), self.chains(term.policy)
        office = self.office(term.policy, ladder)
        clock = Clock(term, walk, ladder, office, self.tick, self.cycle)
        clock.ahead, clock.climbs = self._ahead, partial(beyond, self)
        clock.begin(at, self.priority)
        self.all.append(clock)
        self.tick(clock, "started", at)

    def _ahead(self, clock: Clock) -> list[Rung]:
        """What lies ahead of a clock as it begins."""
        clock.waits = None if self.taken_up else (clock.started_at, 0)
        return before(self, clock, clock.due)

    def due(self, term: SlaTerm, walk: Walk, at: datetime) -> tuple[datetime, bool]:
        """When a term that starts at an instant ends, if nothing moves it."""
        return walk.due(at, term.targets[self.priority], term.unit, term.day_count)

    def chains(self, policy: str) -> Ladder:
        """Who is called upon for a policy's clocks: as the last word about it has it."""
        found = [one.ladder for one in self.later if one.policy == policy]
        return found[-1] if found else self.ladder

    def office(self, policy: str, ladder: Ladder) -> Walk:
        """By which calendar messages about a policy's clocks go out."""
        return self._walk(policy, ladder.office)

    def citys(self, calendar: str) -> Walk:
        """The city's own calendar, as the last word about it has it."""
        return self._walk("", calendar)

    def _walk(self, policy: str, calendar: str) -> Walk:
        """A calendar as a policy's clocks go by it: of the last word about either."""
        for one in reversed(self.later):
            if one.policy == policy or one.calendar == calendar:
                found = one.walks.get(calendar)
                if found is not None:
                    return found
        return self.walk(calendar)
