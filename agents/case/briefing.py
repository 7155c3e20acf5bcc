"""What an agency needs to act on a request, in its own codes where its tables have them."""

from collections.abc import Iterator
from typing import Any

from agents.case import moved_by
from agents.case.making import made
from agents.case.telling import Telling
from agents.case.ticking import moved, time_of
from contracts.calendar import DueDate, TermUnit, explain
from contracts.cases import Clock
from contracts.catalogue import MayReport, Metric
from contracts.events import Sentences
from contracts.kinship import whole_of

KEPT = 1024
"""Explanations at hand at most: all that is received on a day is due for the same reasons."""

_known: dict[tuple[object, ...], tuple[DueDate, Sentences]] = {}


def explained(due: DueDate, value: int, unit: TermUnit) -> Sentences:
    """Why something is due when it is."""
    if unit is TermUnit.ELAPSED_HOURS:  # its sentence names the instant it began
        return explain(due, value, unit)
    key = (due.due, due.counts_from, value, unit)
    known = _known.get(key)
    if known is not None and _same_days(known[0], due):
        return known[1]
    if len(_known) >= KEPT:
        _known.clear()
    _known[key] = due, explain(due, value, unit)
    return _known[key][1]


def _same_days(one: DueDate, other: DueDate) -> bool:
    return one.provisional == other.provisional and one.skipped == other.skipped


def named(telling: Telling, agency: str) -> dict[str, Any]:
    """A request by every name an agency may know it by."""
    request = telling.request
    service = telling.catalogue.service[request.service]
    return {
        "ticket": request.ticket,
        "service": request.service,
        "native_service": service.native_codes[0] if service.owner == agency else None,
        "reference": None if _is_others(telling, agency) else request.reference,
    }


def _is_others(telling: Telling, agency: str) -> bool:
    """Whether an agency has no number of its own for a request: of a part, even its submitter."""
    return telling.request.submitter != agency or whole_of(telling.case.links) is not None


def work(telling: Telling, agency: str, clock: Clock | None) -> dict[str, Any]:
    """What an agency needs to act, and why by when, where a clock says so."""
    request = telling.request
    return {
        **named(telling, agency),
        "priority": request.priority,
        "place": request.place,
        "due": clock.due if clock is not None else None,
        "why": why(telling, clock) if clock is not None else None,
        "may_report": _may_report(telling, agency),
    }


def _may_report(telling: Telling, agency: str) -> tuple[MayReport, ...]:
    """Only who has the request reports its status."""
    case, mapping = telling.case, telling.catalogue.mapping.get(agency)
    if mapping is None or case.state is None or agency != case.agency or case.parts:
        return ()
    return mapping.next_from(case.state)


def resolution(telling: Telling) -> Clock | None:
    """The clock that says when a request must be resolved in its present cycle: the city's own."""
    case = telling.case
    found = (
        clock
        for clock in case.clocks
        if clock.metric is Metric.RESOLUTION and clock.cycle == case.cycle
    )
    return min(found, key=lambda one: telling.term(one).kind != "promise", default=None)


def why(telling: Telling, clock: Clock) -> Sentences:
    """Why a clock is due when it is: by which version's terms, and what moved it since it began."""
    term = telling.term(clock)
    value = term.targets[telling.request.priority]
    time, unit = time_of(telling, term, clock), term.unit
    found = time.due(clock.started_at, value, unit, term.day_count)
    said = [explained(found, value, unit), *moved_by.anew(_ruled(telling, clock, term.calendar))]
    if found.due != clock.due:
        by = moved_by.movers(clock, found.due, lambda at, one: moved(time, unit, at, one))
        said.append(moved_by.told(by, clock.due))
    return made(Sentences, id=" ".join(one.id for one in said), en=" ".join(one.en for one in said))


def _ruled(telling: Telling, clock: Clock, calendar: str) -> Iterator[str]:
    """The versions an operator had a clock computed by, of its policy or its calendar."""
    for one in telling.case.ruled[: clock.ruled]:
        if one.policy == clock.policy or one.calendar == calendar:
            yield one.catalogue
