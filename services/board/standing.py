"""Open requests as bus.cases.v1 last had them, in bounded memory; keeps no word of their text."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from contracts.cases import Case, Clock, ClockState
from contracts.catalogue import Metric
from contracts.lifecycle import State
from contracts.metrics import NOBODY

MOST_KEPT: Final = 200_000
"""Open requests that are remembered; of more it is only said that there are more."""


Term = tuple[str, Metric]
"""A policy's row for a metric."""


class Owed(NamedTuple):
    """A promise the city still owes, and when it is or was due; city time."""

    metric: Metric
    policy: str
    due: datetime
    breached: bool
    warned: bool
    """Whether no warning of it is still owed."""


class Standing(NamedTuple):
    """One open request, and what of it an operator looks for."""

    request_id: str
    ticket: str
    service: str
    state: State
    agency: str | None
    received_at: datetime
    held: bool
    arbitration: bool
    owed: tuple[Owed, ...]
    """What is past its due date or runs towards it, soonest first; not what stands still."""
    level: str | None
    """The highest level of escalation that was reached."""
    soon: tuple[Owed, ...] = ()
    """What was warned of for the last time and is not late, once somebody has looked."""

    @property
    def late(self) -> tuple[Owed, ...]:
        """What is past its due date and still owed."""
        return tuple(one for one in self.owed if one.breached)


def standing(case: Case) -> Standing | None:
    """A case as the board remembers it; None once the city owes nothing, or nobody asked yet."""
    if case.request is None or case.state is None or not case.state.is_open:
        return None
    raised = [level for clock in case.clocks for level in clock.raised]
    return Standing(
        request_id=case.request_id,
        ticket=case.request.ticket,
        service=case.request.service,
        state=case.state,
        agency=case.agency,
        received_at=case.request.received_at,
        held=case.held,
        arbitration=case.arbitration,
        owed=tuple(sorted(map(_owed, _going(case)), key=lambda one: one.due)),
        level=max(raised, default=None),
    )


def _going(case: Case) -> Iterator[Clock]:
    going = (ClockState.RUNNING, ClockState.BREACHED)
    return (clock for clock in case.clocks if clock.state in going)


def _owed(clock: Clock) -> Owed:
    late = clock.state is ClockState.BREACHED
    return Owed(clock.metric, clock.policy, clock.due, late, not clock.warnings)


class Standings:
    """Every open request, by its key on bus.cases.v1."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._open: dict[bytes, Standing] = {}
        self.is_whole = True
        """False once there were more than are kept."""

    def __len__(self) -> int:
        return len(self._open)

    def apply(self, key: bytes, case: Case | None) -> None:
        """Take the latest record of a request in; None where it was put away."""
        found = standing(case) if case is not None else None
        if found is None:
            self._open.pop(key, None)
        elif key in self._open or len(self._open) < self._most:
            self._open[key] = found
        else:
            self.is_whole = False

    def digest(self, warning: Container[Term]) -> "Digest":
        """What stands out now; `warning`: the terms that warn of their due dates at all."""
        found = Digest(is_whole=self.is_whole)
        for one in self._open.values():
            found.count(one._replace(soon=_soon(one, warning)))
        found.late.sort(key=lambda one: one.late[0].due)
        found.soon.sort(key=lambda one: one.soon[0].due)
        for some in (found.triage, found.held, found.arbitration):
            some.sort(key=lambda one: one.received_at)
        return found


def _soon(one: Standing, warning: Container[Term]) -> tuple[Owed, ...]:
    return tuple(
        owed
        for owed in one.owed
        if owed.warned and not owed.breached and (owed.policy, owed.metric) in warning
    )


@dataclass(slots=True)
class Digest:
    """What stands out among open requests, by agency (None: triage) and one by one."""

    is_whole: bool = True
    open: Counter[str | None] = field(default_factory=Counter)
    late: list[Standing] = field(default_factory=list)
    """Longest overdue first."""
    soon: list[Standing] = field(default_factory=list)
    """Due first first."""
    triage: list[Standing] = field(default_factory=list)
    held: list[Standing] = field(default_factory=list)
    arbitration: list[Standing] = field(default_factory=list)

    def figures(self, agencies: Iterable[str]) -> dict[tuple[str, ...], float]:
        """How many are late and due soon, by agency: of these, and of who else has something."""
        found: dict[tuple[str, ...], float] = {}
        for name, some in (("late", self.late), ("soon", self.soon)):
            counts = Counter(one.agency or NOBODY for one in some)
            found |= {(name, code): counts[code] for code in {*agencies, *counts}}
        return found

    def count(self, one: Standing) -> None:
        """One more open request."""
        self.open[one.agency] += 1
        listed = (
            (self.late, bool(one.late)),
            (self.soon, bool(one.soon)),
            (self.triage, one.agency is None),
            (self.held, one.held),
            (self.arbitration, one.arbitration),
        )
        for some, belongs in listed:
            if belongs:
                some.append(one)
