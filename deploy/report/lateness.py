"""Which clocks are past their due date and still owed at an instant, as it is known later; pure."""

from datetime import datetime
from typing import Final, NamedTuple

from agents.case.correcting import TOLD_LATE
from contracts.cases import ClockState
from contracts.sla import (
    ClockBreached,
    ClockCancelled,
    ClockEscalated,
    ClockMet,
    ClockRecomputed,
    ClockRenewed,
    ClockStarted,
    ClockStopped,
)
from deploy.report.promises import Event, Key, key_of

_OVER: Final = frozenset(
    {
        ClockStarted.TYPE,
        ClockMet.TYPE,
        ClockStopped.TYPE,
        ClockCancelled.TYPE,
        ClockRenewed.TYPE,
    }
)


class Late(NamedTuple):
    """One clock that is late: whose, since when, and how far it was escalated."""

    agency: str | None
    due: datetime
    level: str | None = None


class Lateness:
    """The late clocks of every request at an instant, city time."""

    def __init__(self, end: datetime) -> None:
        self._end = end
        self.late: dict[str, dict[Key, Late]] = {}

    def take(self, kind: str, body: Event) -> None:
        """One event; what happened after the instant changes nothing, but for what it corrects."""
        corrects = kind == ClockRecomputed.TYPE and body["because"] == TOLD_LATE
        if not corrects and datetime.fromisoformat(body["occurred_at"]) >= self._end:
            return
        key = key_of(body)
        mine = self.late.setdefault(key[0], {})
        before = mine.get(key)
        again = kind == ClockRecomputed.TYPE and body["state"] == ClockState.BREACHED
        if kind == ClockBreached.TYPE or again:
            mine[key] = Late(body.get("agency"), datetime.fromisoformat(body["due"]))
        elif kind == ClockEscalated.TYPE and before is not None:
            mine[key] = before._replace(level=body["level"])
        elif kind in _OVER or kind == ClockRecomputed.TYPE:
            mine.pop(key, None)
        if not mine:
            del self.late[key[0]]
