"""Answers to agencies: accepted and due when, not applied and why, assigned; decides nothing."""

from agents.case import clocks, move
from agents.case.briefing import explained, named, resolution, work
from agents.case.making import made
from agents.case.telling import Said, Telling
from contracts.cases import Class
from contracts.catalogue import Metric
from contracts.events import Sentences
from contracts.inbox import Accepted, Assign, NotApplied, Withdraw
from contracts.kinship import Link
from contracts.lifecycle import TABLE, Actor, State
from contracts.reasons import quote
from contracts.reckoning import AskedFor
from contracts.requests import Fact, RequestReceived, StatusUpdated
from contracts.routing import Routed
from contracts.sla import ClockStarted
from contracts.topics import inbox_topic
from contracts.unapplied import SENTENCES, Unapplied, WhyNot


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
    """Tell an agency that a request is not its own any more, and whose, or which, to look to."""
    merged = [one for one in telling.case.links if one.kind == because]
    into, heir = merged[-1] if merged else None, telling.case.agency
    telling.write_to(
        inbox_topic(agency),
        Withdraw,
        **named(telling, agency),
        agency=None if into is not None else heir,
        because=because,
        into=into.request_id if into is not None else None,
        into_ticket=into.ticket if into is not None else None,
        sentences=_done_under(telling, into) if into is not None else _given_up(telling, heir),
    )


def _done_under(telling: Telling, into: Link) -> Sentences:
    """Nothing is to be done for it under its own number any more."""
    ticket = telling.request.ticket
    return made(
        Sentences,
        id=f"Permohonan {ticket} duplikat dari {into.ticket} dan ditutup; jangan kerjakan lagi."
        f" Penanganan berlanjut pada {into.ticket}.",
        en=f"Request {ticket} is a duplicate of {into.ticket} and has ended; do no more for it."
        f" Work goes on under {into.ticket}.",
    )


def _given_up(telling: Telling, heir: str | None) -> Sentences:
    ticket = telling.request.ticket
    names = telling.catalogue.agency[heir].names if heir is not None else None
    return made(
        Sentences,
        id=f"Permohonan {ticket} bukan lagi tugas OPD ini"
        + (f"; kini ditangani {names.id}." if names else "."),
        en=f"Request {ticket} is not yours any more"
        + (f"; it is with {names.en or names.id} now." if names else "."),
    )


def refuse(telling: Telling, fact: Fact, why: WhyNot) -> None:
    """Keep a fact that may be said and changes nothing, and say why."""
    telling.judge(fact, Class.REFUSED)
    not_applied(telling, fact, Class.REFUSED, why)


def runs_on(telling: Telling, fact: Fact, reason: str | None) -> None:
    """Tell an agency whose report moved a request that its reason stops no clock, if it might."""
    state = telling.case.state
    allowed = clocks.not_for_this(telling, state) if state is not None else ()
    if allowed:
        said, choice = quote(reason or ""), ", ".join(allowed)
        detail = Sentences(
            id=f"{said} tidak termasuk yang diizinkan ({choice})",
            en=f"{said} is none of those allowed ({choice})",
        )
        why = WhyNot(Unapplied.PAUSE_NOT_ALLOWED, detail)
        not_applied(telling, fact, Class.APPLIED, why)


def not_applied(telling: Telling, fact: Fact, outcome: Class, why: WhyNot) -> None:
    """Tell an agency that its report is kept but moved nothing, and what would have been legal."""
    state = _state(telling)
    reported = isinstance(fact, StatusUpdated)
    actor = Actor.AGENCY if reported else Actor.REPORTER
    telling.write_to(
        inbox_topic(fact.origin.agency),
        NotApplied,
        event_id=fact.origin.event_id,
        outcome=outcome.value,
        reason=why.reason,
        missing=why.missing,
        native=telling.unless_confidential(fact.native)
        if isinstance(fact, StatusUpdated)
        else None,
        state=state,
        legal=move.open_to(telling, actor, fact.origin.occurred_at),
        sentences=_told(why, state),
    )


def declined(telling: Telling, asked: AskedFor, why: WhyNot) -> None:
    """Tell an agency that it does not get what it asked for."""
    state = _state(telling)
    telling.write_to(
        inbox_topic(asked.by),
        NotApplied,
        event_id=asked.event_id,
        outcome=Class.REFUSED.value,
        reason=why.reason,
        state=state,
        legal=move.open_to(telling, Actor.AGENCY, telling.moment.received_at),
        sentences=_told(why, state),
    )


def _state(telling: Telling) -> State:
    state = telling.case.state
    if state is None:
        message = f"{telling.case.request_id} has no state to refuse from"
        raise LookupError(message)
    return state


def _told(why: WhyNot, state: State) -> Sentences:
    words, label = SENTENCES[why.reason], TABLE[state]
    return made(
        Sentences,
        id=words.id.format(state=label.label_id, detail=why.detail.id),
        en=words.en.format(state=label.label_en, detail=why.detail.en),
    )


def _promise(telling: Telling) -> ClockStarted | None:
    """The resolution clock as it was just started."""
    started = (
        one.event
        for one in telling.said
        if isinstance(one, Said) and isinstance(one.event, ClockStarted)
    )
    found = (one for one in started if one.metric is Metric.RESOLUTION)
    return min(found, key=_is_another, default=None)


def _is_another(started: ClockStarted) -> bool:
    """Whether a clock is not what the city promised: the law's, an office's own, a vendor's."""
    return started.term != "promise"


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
