"""Whose turn it was, and what a cycle that ended came to in working minutes; on foot."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from contracts.calendar.due import TermUnit
from contracts.cases import ClockState
from contracts.catalogue import Metric
from contracts.lifecycle import END, TABLE, State
from services.ledger.reference.heard import Document

if TYPE_CHECKING:
    from services.ledger.reference.story import Story


@dataclass(slots=True)
class Turn:
    """One agency's, or nobody's; open while it lasts."""

    agency: str | None
    since: datetime
    until: datetime | None = None


def take_turn(story: "Story", previous: State | None, at: datetime) -> None:
    """Somebody has it from an instant on, or nobody any more; parts count for themselves."""
    if previous is None or TABLE[previous].rank == END:
        story.turns = [Turn(story.agency, at)]
        return
    last = story.turns[-1] if story.turns else None
    over = bool(story.family.parts) or story.ended_at is not None
    if last is None or last.until is not None or (last.agency == story.agency and not over):
        return
    last.until = max(at, last.since)
    if not over:
        story.turns.append(Turn(story.agency, last.until))


def spent(story: "Story", at: datetime) -> Document:
    """By hop, by agency and by pause."""
    walk = story.ground.walk(story.catalogue, story.catalogue.calendars[0].id)

    def seconds(since: datetime, until: datetime) -> int:
        return walk.used(TermUnit.WORKING_MINUTES, since, until)

    by_agency: dict[str, int] = defaultdict(int)
    hops = []
    for who, since, until in _turns(story, at):
        if until > since:
            by_agency[who or "triage"] += seconds(since, until)
            hops.append((who, since, until, seconds(since, until) // 60))
    begun = story.turns[0].since
    return {
        "working_minutes": seconds(begun, max(at, begun)) // 60,
        "hops": hops,
        "agencies": {name: found // 60 for name, found in by_agency.items()},
        "pauses": [
            (why, since, until, seconds(since, until) // 60)
            for since, until, why in _pauses(story, at)
        ],
    }


def _turns(story: "Story", at: datetime) -> Iterator[tuple[str | None, datetime, datetime]]:
    for turn in story.turns:
        yield turn.agency, turn.since, turn.until or at
    for part in story.family.parts:
        since = max(part.given_at, story.cycle_began or part.given_at)
        busy = TABLE[part.state].rank < TABLE[State.RESOLVED].rank
        yield part.agency, since, at if busy else part.at


def _pauses(story: "Story", at: datetime) -> Iterator[tuple[datetime, datetime, str]]:
    """Of the promised resolution; of whatever there is, where the city promised none."""
    found = [one for one in story.clocks.now() if one.term.metric is Metric.RESOLUTION]
    promised = [one for one in found if one.term.kind == "promise"]
    for clock in (promised or found)[:1]:
        yield from clock.stood
        if clock.state is ClockState.PAUSED and clock.paused_at is not None:
            yield clock.paused_at, max(at, clock.paused_at), clock.stands_in
