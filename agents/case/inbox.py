"""Answers to agencies: accepted and due when, not applied and why, assigned; decides nothing."""

from agents.case import move
from agents.case.briefing import explained, named, resolution, work
from agents.case.making import made
from agents.case.telling import Said, Telling
from contracts.cases import Class
from contracts.catalogue import Metric
from contracts.events import Sentences
from contracts.inbox import Accepted, Assign, NotApplied, Withdraw
from contracts.lifecycle import TABLE, Actor
from contracts.requests import Fact, RequestReceived, StatusUpdated
from contracts.routing import Routed
from contracts.sla import ClockStarted
from contracts.topics import inbox_topic


def accepted(telling: Telling, fact: RequestReceived) -> None:
    """Tell the submitting agency its ticket, who has it, when it is due and why then."""
    promise = _promise(telling)
    telling.write_to(
        inbox_topic(fact.origin.agency),
        Accepted,
        event_id=fact.origin.event_id,
        reference=fact.reference,
        ticket=fact.ticket,
        service=fact.service,
        agency=telling.case.agency,
        priority=fact.priority,
        due=promise.due if promise else None,
        sentences=_welcome(telling, promise),
    )


def assign(telling: Telling, route: Routed) -> None:
    """Give a request to the agency that must answer."""
    request = telling.request
    telling.write_to(
        inbox_topic(route.agency),
        Assign,
        **work(telling, route.agency, resolution(telling)),
        submitter=request.submitter,
        kelurahan=request.place.kelurahan if request.place else None,
        description=request.description,
        fields=request.fields,
        rule=route.rule,
        cycle=telling.case.cycle,
    )


def withdraw(telling: Telling, agency: str, because: str) -> None:
    """Tell an agency that a request is not its own any more."""
    request, case = telling.request, telling.case
    heir = telling.catalogue.agency[case.agency].names if case.agency else None
    telling.write_to(
        inbox_topic(agency),
        Withdraw,
        **named(telling, agency),
        agency=case.agency,
        because=because,
        sentences=made(
            Sentences,
            id=f"Permohonan {request.ticket} bukan lagi tugas OPD ini"
            + (f"; kini ditangani {heir.id}." if heir else "."),
            en=f"Request {request.ticket} is not yours any more"
            + (f"; it is with {heir.en or heir.id} now." if heir else "."),
        ),
    )


def not_applied(telling: Telling, fact: Fact, outcome: Class) -> None:
    """Tell an agency that its report is kept but moved nothing, and what would have been legal."""
    state = telling.case.state
    if state is None:
        message = f"{telling.case.request_id} has no state to refuse from"
        raise LookupError(message)
    reported = isinstance(fact, StatusUpdated)
    actor = Actor.AGENCY if reported else Actor.REPORTER
    telling.write_to(
        inbox_topic(fact.origin.agency),
        NotApplied,
        event_id=fact.origin.event_id,
        outcome=outcome.value,
        native=telling.unless_confidential(fact.native)
        if isinstance(fact, StatusUpdated)
        else None,
        state=state,
        legal=move.open_to(telling, actor, fact.origin.occurred_at),
        sentences=made(
            Sentences,
            id=WORDS[outcome].id.format(TABLE[state].label_id),
            en=WORDS[outcome].en.format(TABLE[state].label_en),
        ),
    )


WORDS: dict[Class, Sentences] = {
    Class.LATE: Sentences(
        id="Laporan ini lebih lama daripada yang sudah diterapkan; status tetap {}.",
        en="This report is older than one already applied; the state stays: {}.",
    ),
    Class.REFUSED: Sentences(
        id="Dari status {} perubahan ini tidak sah; laporan disimpan.",
        en="From the state {} this change is not legal; the report is kept.",
    ),
}
"""What an agency is told of a report without effect; the gap is the present state's label."""


def _promise(telling: Telling) -> ClockStarted | None:
    """The resolution clock as it was just started."""
    started = (
        one.event
        for one in telling.said
        if isinstance(one, Said) and isinstance(one.event, ClockStarted)
    )
    return next((one for one in started if one.metric is Metric.RESOLUTION), None)


def _welcome(telling: Telling, promise: ClockStarted | None) -> Sentences:
    ticket, code = telling.request.ticket, telling.case.agency
    if code is None:
        return made(
            Sentences,
            id=f"Permohonan {ticket} diterima dan menunggu verifikasi.",
            en=f"Request {ticket} was received and waits for triage.",
        )
    names = telling.catalogue.agency[code].names
    why = explained(promise.explanation, promise.value, promise.unit) if promise else None
    return made(
        Sentences,
        id=f"Permohonan {ticket} ditangani {names.id}." + (f" {why.id}" if why else ""),
        en=f"Request {ticket} is with {names.en or names.id}." + (f" {why.en}" if why else ""),
    )
