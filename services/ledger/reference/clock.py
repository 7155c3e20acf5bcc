"""One clock of a request: a term that runs, stands still and ends; slow and apart."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from contracts.cases import ClockState
from contracts.catalogue import Signal, SlaTerm
from contracts.lifecycle import State
from services.ledger.reference.ladder import Ladder, Rung
from services.ledger.reference.walk import Walk

Tick = Callable[..., None]
"""Says what a clock did: the clock, the kind, the instant, and what that kind adds."""

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
    started_at: datetime
    due: datetime
    provisional: bool
    warnings: list[tuple[float, datetime]]
    cycle: int
    state: ClockState = ClockState.RUNNING
    paused_at: datetime | None = None
    paused_seconds: int = 0
    ended_at: datetime | None = None
    rungs: list[Rung] = field(default_factory=list)
    """Levels ahead, soonest first."""
    raised: set[str] = field(default_factory=set)
    climbs: "Callable[[Clock], list[Rung]]" = lambda _: []
    """What lies ahead once it is overdue."""
    waits: tuple[datetime, int] | None = None
    """Since when nobody took its request up, and after how many pauses; nothing once taken up."""
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    """From when to when its time did not count."""

    @property
    def owed(self) -> bool:
        """Whether the city still owes what it measures."""
        return self.state in _OWED

    @property
    def next_deadline(self) -> datetime | None:
        """The next instant at which it has something to say by itself."""
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
        """Warnings, then the breach, then whoever is called upon."""
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

    def stop(self, at: datetime) -> None:
        """What was promised was done."""
        at = self._no_earlier(at)
        self.reach(at)
        if self.state is ClockState.PAUSED:
            self.resume(at)
        late = self.state is ClockState.BREACHED
        self.state, self.ended_at = ClockState.STOPPED if late else ClockState.MET, at
        whole = self.walk.used(self.term.unit, self.started_at, at)
        used = max(0, whole - self.paused_seconds)
        self.tick(self, "stopped" if late else "met", at, used_seconds=used)

    def cancel(self, at: datetime, because: Signal) -> None:
        """The promise is over, neither kept nor broken."""
        at = self._no_earlier(at)
        self.reach(at)
        self.state, self.rungs = ClockState.CANCELLED, []
        self.tick(self, "cancelled", at, because=because.value)

    def pause(self, at: datetime, state: State) -> None:
        """Stand still, unless the due date passed before."""
        at = max(at, self.started_at)
        self.reach(at)
        if self.state is ClockState.RUNNING:
            self.state, self.paused_at = ClockState.PAUSED, at
            self.tick(self, "paused", at, reason=state.value)

    def resume(self, at: datetime) -> None:
        """Go on; the due date and what is still to warn of move by the pause."""
        since, unit, before = self.paused_at or at, self.term.unit, self.due
        at = max(at, since)
        self.due = self.walk.shift(before, since, at, unit)
        self.warnings = [(f, self.walk.shift(w, since, at, unit)) for f, w in self.warnings]
        self.rungs = [r._replace(at=self.walk.shift(r.at, since, at, unit)) for r in self.rungs]
        self.paused_seconds += self.walk.used(unit, since, at)
        self.pauses.append((since, at))
        self.state, self.paused_at = ClockState.RUNNING, None
        self.tick(self, "resumed", at, paused_at=since, previous_due=before)

    def take_back(self, at: datetime, because: str) -> None:
        """What ended it holds no more: it runs again, and the time between does not count.

        One that was late stays late.
        """
        since, unit, before = self.ended_at or at, self.term.unit, self.due
        at, ended = max(at, since), self.state
        self.warnings = [(f, self.walk.shift(w, since, at, unit)) for f, w in self.warnings]
        self.rungs = [r._replace(at=self.walk.shift(r.at, since, at, unit)) for r in self.rungs]
        self.paused_seconds += self.walk.used(unit, since, at)
        self.pauses.append((since, at))
        self.state, self.ended_at = ClockState.BREACHED, None
        if ended is ClockState.MET:
            self.state, self.due = ClockState.RUNNING, self.walk.shift(before, since, at, unit)
        said = {"state": self.state.value, "previous_state": ended.value, "because": because}
        self.tick(self, "recomputed", at, previous_due=before, **said)

    def stands_still(self, state: State, reason: str | None) -> bool:
        """Whether its term lets it pause in a state, for this reason where it names some."""
        rows = [row for row in self.term.pause_on if row.state is state]
        return any(not row.reasons or reason in row.reasons for row in rows)

    def _no_earlier(self, at: datetime) -> datetime:
        """A claim of the past ends nothing before it began, or before its pause did."""
        return max(at, self.paused_at or self.started_at)
