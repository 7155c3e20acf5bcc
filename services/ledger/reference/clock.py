"""One clock of a request: a term that runs, stands still, begins anew and ends; slow and apart."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from contracts.called import Called
from contracts.cases import ClockState
from contracts.catalogue import Pause, Priority, Signal, SlaTerm
from contracts.lifecycle import State
from services.ledger.reference.ladder import Ladder, Rung
from services.ledger.reference.walk import Walk

Tick = Callable[..., None]
"""Says what a clock did: the clock, the kind, the instant, and what that kind adds.

Without an instant it is that of the record behind it.
"""

Move = tuple[datetime, datetime | int]
"""What moves a due date: a pause from when to when, or from when on so many days more."""

_OWED = (ClockState.RUNNING, ClockState.PAUSED, ClockState.BREACHED)


@dataclass(slots=True, eq=False)
class Clock:
    """One promise while it is kept, broken or given up."""

    term: SlaTerm
    walk: Walk
    ladder: Ladder
    office: Walk
    """By which messages about it go out."""
    tick: Tick
    cycle: int
    started_at: datetime = field(init=False)
    due: datetime = field(init=False)
    provisional: bool = False
    warnings: list[tuple[float, datetime]] = field(default_factory=list)
    state: ClockState = ClockState.RUNNING
    paused_at: datetime | None = None
    pause_ends: datetime | None = None
    paused_seconds: int = 0
    ran_from: datetime | None = None
    ended_at: datetime | None = None
    round: int = 1
    rungs: list[Rung] = field(default_factory=list)
    """Levels ahead, soonest first."""
    raised: set[str] = field(default_factory=set)
    ahead: "Callable[[Clock], list[Rung]]" = lambda _: []
    """What lies ahead as it begins."""
    climbs: "Callable[[Clock], list[Rung]]" = lambda _: []
    """What lies ahead once it is overdue."""
    waits: tuple[datetime, int] | None = None
    """Since when nobody took its request up, and after how many moves; nothing once taken up."""
    moves: list[Move] = field(default_factory=list)
    """What moved its due date, as it came."""
    stands_in: str = ""
    """Why it stands still, while it does."""
    stood: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    """From when to when it stood still, and why."""

    @property
    def owed(self) -> bool:
        """Whether the city still owes what it measures."""
        return self.state in _OWED

    @property
    def next_deadline(self) -> datetime | None:
        """The next instant at which it has something to say by itself."""
        if self.state is ClockState.PAUSED:
            return self.pause_ends
        ahead = [one.at for one in self.rungs]
        if self.state is ClockState.RUNNING:
            return min([self.due, *(at for _, at in self.warnings), *ahead])
        return min(ahead, default=None) if self.state is ClockState.BREACHED else None

    def reach(self, until: datetime, *, inclusive: bool = False) -> None:
        """Let what fell before an instant happen, in the order in which it fell."""
        while (due := self.next_deadline) is not None:
            if due > until or (due == until and not inclusive):
                return
            self._fall(due)

    def _fall(self, due: datetime) -> None:
        """A pause's end; warnings, then the breach, then whoever is called upon."""
        if self.state is ClockState.PAUSED:
            self.resume(due, "cap")
            return
        if self.state is ClockState.RUNNING:
            for fraction, at in [one for one in self.warnings if one[1] == due]:
                self.warnings.remove((fraction, at))
                self.tick(self, "warned", at, fraction=fraction)
            if self.due == due:
                self.state = ClockState.BREACHED
                self.rungs = self.climbs(self)
                self.tick(self, "breached", due)
        while self.rungs and self.rungs[0].at == due:
            self.climb(self.rungs[0])

    def climb(self, rung: Rung) -> None:
        """A level is reached, by whichever way comes first."""
        self.rungs = [one for one in self.rungs if one.level != rung.level]
        self.raised.add(rung.level)
        self.tick(self, "escalated", rung.at, rung=rung)

    def begin(self, at: datetime, priority: Priority) -> None:
        """It runs from an instant on."""
        term, walk = self.term, self.walk
        value = term.targets[priority]
        self.due, self.provisional = walk.due(at, value, term.unit, term.day_count)
        self.warnings = [(f, walk.share(at, self.due, f, term.unit)) for f in term.warn_at]
        self.started_at = at
        self.rungs = self.ahead(self)

    def renew(self, at: datetime, priority: Priority) -> None:
        """It begins once more, kept or late."""
        at = self.no_earlier(at)
        self.reach(at)
        if self.state is ClockState.PAUSED:
            self.resume(at)
        self._was_in_time(at)
        before, late = self.due, self.state is ClockState.BREACHED
        self.raised, self.moves, self.stood = set(), [], []
        self.begin(at, priority)
        self.state, self.paused_seconds, self.ran_from = ClockState.RUNNING, 0, None
        self.round += 1
        self.tick(self, "renewed", at, previous_due=before, late=late, round=self.round)

    def stop(self, at: datetime, because: Signal) -> None:
        """What was promised was done."""
        at = self.no_earlier(at)
        self.reach(at)
        if self.state is ClockState.PAUSED:
            self.resume(at)
        self._was_in_time(at)
        late = self.state is ClockState.BREACHED
        self.state, self.ended_at = ClockState.STOPPED if late else ClockState.MET, at
        whole = self.walk.used(self.term.unit, self.started_at, at)
        used = max(0, whole - self.paused_seconds)
        kind = "stopped" if late else "met"
        self.tick(self, kind, at, used_seconds=used, because=because.value)

    def cancel(self, at: datetime, because: Signal) -> None:
        """The promise is over, neither kept nor broken."""
        at = self.no_earlier(at)
        self.reach(at)
        self._was_in_time(at)
        self.state, self.pause_ends, self.rungs = ClockState.CANCELLED, None, []
        self.tick(self, "cancelled", at, because=because.value)

    def pause(self, at: datetime, row: Pause, cap: datetime | None, because: str | None) -> None:
        """Stand still until the cap at most, unless the due date passed before."""
        self.reach(at)
        self._was_in_time(at)
        if self.state is ClockState.RUNNING:
            self.state, self.paused_at, self.pause_ends = ClockState.PAUSED, at, cap
            self.stands_in = row.state.value
            why = {"reason": row.state.value, "because": because}
            self.tick(self, "paused", at, **why, owner=row.owner, until=cap)

    def resume(self, at: datetime, because: str | None = None) -> None:
        """Go on; the due date and what is still to warn of move by the pause."""
        since, unit, before = self.paused_at or at, self.term.unit, self.due
        at = max(at, since)
        self.due = self.walk.shift(before, since, at, unit)
        self.warnings = [(f, self.walk.shift(w, since, at, unit)) for f, w in self.warnings]
        self.rungs = [r._replace(at=self.walk.shift(r.at, since, at, unit)) for r in self.rungs]
        self.paused_seconds += self.walk.used(unit, since, at)
        self.moves.append((since, at))
        self.stood.append((since, at, self.stands_in))
        self.state, self.paused_at, self.pause_ends = ClockState.RUNNING, None, None
        self.ran_from = at
        self.tick(self, "resumed", at, paused_at=since, previous_due=before, because=because)

    def take_back(self, at: datetime, because: str) -> None:
        """What ended it holds no more: it runs again, and the time between does not count.

        One that was late stays late.
        """
        since, unit, before = self.ended_at or at, self.term.unit, self.due
        at, ended = max(at, since), self.state
        self.warnings = [(f, self.walk.shift(w, since, at, unit)) for f, w in self.warnings]
        self.rungs = [r._replace(at=self.walk.shift(r.at, since, at, unit)) for r in self.rungs]
        self.paused_seconds += self.walk.used(unit, since, at)
        self.moves.append((since, at))
        self.stood.append((since, at, because))
        self.state, self.ended_at, self.ran_from = ClockState.BREACHED, None, at
        if ended is ClockState.MET:
            self.state, self.due = ClockState.RUNNING, self.walk.shift(before, since, at, unit)
        said = {"state": self.state.value, "previous_state": ended.value, "because": because}
        self.tick(self, "recomputed", at, previous_due=before, **said)

    def extend(self, days: int, role: str, at: datetime) -> None:
        """It is due so many days later, and so is what is still to warn of."""
        self.reach(at)
        before, unit = self.due, self.term.unit
        self.due = self.walk.days_later(before, days, unit)
        self.warnings = [(f, self.walk.days_later(w, days, unit)) for f, w in self.warnings]
        self.rungs = [r._replace(at=self.walk.days_later(r.at, days, unit)) for r in self.rungs]
        self.moves.append((self.paused_at or at, days))
        self.tick(self, "extended", at, previous_due=before, days=days, role=role)

    def _was_in_time(self, at: datetime) -> None:
        """What happened by the due date was not late, though that was said before it was known."""
        before = self.state
        if before in (ClockState.BREACHED, ClockState.STOPPED) and at <= self.due:
            self.state, self.ended_at = ClockState.RUNNING, None
            self.rungs = [one for one in self.rungs if one.because is Called.UNASSIGNED]
            said = {"state": "running", "previous_state": before.value, "because": "told-late"}
            self.tick(self, "recomputed", None, previous_due=self.due, **said)

    @property
    def extended(self) -> int:
        """Days it was extended by in all."""
        return sum(more for _, more in self.moves if isinstance(more, int))

    def moved(self, at: datetime, moves: Iterable[Move]) -> datetime:
        """Where an instant lies after moves that began before it."""
        unit = self.term.unit
        for since, by in moves:
            if since <= at and isinstance(by, int):
                at = self.walk.days_later(at, by, unit)
            elif since <= at and isinstance(by, datetime):
                at = self.walk.shift(at, since, by, unit)
        return at

    def stands_still(self, state: State, reason: str | None) -> Pause | None:
        """How its term lets it pause in a state, for this reason where it names some."""
        for row in self.term.pause_on:
            if row.state is state and (not row.reasons or reason in row.reasons):
                return row
        return None

    def no_earlier(self, at: datetime) -> datetime:
        """A claim of the past changes nothing before it began, went on, or began to stand still."""
        return max(at, self.paused_at or self.ran_from or self.started_at)
