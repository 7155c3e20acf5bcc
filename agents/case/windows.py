"""What is open for some of the city's working days, counted anew when its calendar is read anew.

Silence that counts as consent, and the time in which an ended request may be opened again. What
was over before the order stays over; consent is never taken to have been given before the order.
"""

from datetime import datetime
from typing import NamedTuple

from agents.case import move
from agents.case.telling import Telling
from contracts.lifecycle import State
from contracts.orders import RecomputeOrdered
from contracts.reckoning import Turn
from contracts.sla import Window, WindowMoved
from contracts.topics import SLA


class Windows(NamedTuple):
    """Until when each is open; absent where it is not."""

    consent: datetime | None
    reopen: datetime | None


def standing(telling: Telling) -> Windows:
    """As they are."""
    return Windows(telling.case.consent_due, move.open_until(telling))


def anew(telling: Telling, order: RecomputeOrdered, at: datetime) -> Windows:
    """As they are by the calendars that hold now, where the order is about the city's own."""
    now = standing(telling)
    if order.calendar != telling.catalogue.calendars[0].id:
        return now
    since = resolved_at(telling.case.turns)
    if now.consent is None or now.consent < at or since is None:
        return now
    return now._replace(consent=max(at, move.silence(telling, since)))


def resolved_at(turns: tuple[Turn, ...]) -> datetime | None:
    """When a request that is resolved was first said to be; None where nobody kept that."""
    found = None
    for turn in reversed(turns):
        if turn.state not in {State.RESOLVED, None}:
            return found
        found = turn.at if turn.state is State.RESOLVED else found
    return found


def recompute(telling: Telling, before: Windows, order: RecomputeOrdered, at: datetime) -> None:
    """Say of each that ends at another time when it did and when it does."""
    now = anew(telling, order, at)
    telling.change(consent_due=now.consent)
    if now.reopen is not None:
        telling.change(archive_due=now.reopen + move.REST)
    kinds = (Window.SILENT_CONSENT, Window.REOPEN)
    for kind, previous, until in zip(kinds, before, now, strict=True):
        if previous is not None and until is not None and previous != until:
            ends = {"previous_until": previous, "until": until}
            telling.tell(SLA, WindowMoved, at, window=kind, catalogue=order.catalogue, **ends)
