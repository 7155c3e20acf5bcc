"""Requests as operators read them: in a list, one by one, and what an order would do to one."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from agents.case.clocks import OWED
from agents.case.orders import legal
from agents.case.telling import Said, Telling
from contracts.called import Answered
from contracts.cases import Case, Clock, ClockState
from contracts.catalogue import Metric
from contracts.events import AgencyCode, Event, Instant, RequestId, ServiceCode, Value
from contracts.inbox import Ask, Assign, Escalate, NotApplied, Remind, Withdraw
from contracts.kin import KinFact
from contracts.lifecycle import State
from contracts.status import CaseEvent
from deploy.cli.story.facts import name_of
from deploy.cli.story.gathering import Gathered
from deploy.cli.story.kindred import kindred, passed_on
from deploy.cli.story.telling import ClockTold, clocks_told, local, sentence_of, standing
from deploy.standing import standing_cases
from services.kafka.ports import TopicReader

LETTERS: dict[type[Event], str] = {
    Assign: "diberi tugas ini",
    Withdraw: "dibebaskan dari tugas ini",
    Ask: "ditanya",
    Remind: "diingatkan",
    Escalate: "diberi tahu siapa yang dipanggil",
    NotApplied: "diberi tahu bahwa yang diminta tidak diberikan",
}
"""What an agency's inbox would say, after the agency's name."""


class Wanted(NamedTuple):
    """Which requests a list is to hold; every condition given must hold."""

    agency: str | None = None
    state: State | None = None
    service: str | None = None
    triage: bool = False
    late: bool = False
    held: bool = False
    ended: bool = False


class Entry(Value):
    """One line of a list."""

    ticket: str
    request_id: RequestId
    service: ServiceCode
    state: State
    agency: AgencyCode | None
    held: bool
    arbitration: bool
    due: Instant | None
    """When it is to be resolved; absent once it is."""
    late: tuple[Metric, ...]
    """What was promised, is past its due date, and still owed."""
    received_at: Instant


class Shown(Value):
    """One request as it stands."""

    request_id: RequestId
    ticket: str
    standing: str
    details: tuple[str, ...]
    clocks: tuple[ClockTold, ...]
    orders: tuple[str, ...]
    legal: tuple[str, ...]
    """What may be ordered now."""


async def entries(reader: TopicReader, wanted: Wanted) -> list[Entry]:
    """The requests such as wanted, what is due first first."""
    found = (entry for case in await standing_cases(reader) for entry in _entry(case))
    return sorted((one for one in found if _is_such(one, wanted)), key=_place)


def _entry(case: Case) -> Iterator[Entry]:
    if case.request is None or case.state is None:
        return
    yield Entry(
        ticket=case.request.ticket,
        request_id=case.request_id,
        service=case.request.service,
        state=case.state,
        agency=case.agency,
        held=case.held,
        arbitration=case.arbitration,
        due=min((one.due for one in _owed(case) if one.metric is Metric.RESOLUTION), default=None),
        late=tuple(one.metric for one in _owed(case) if one.state is ClockState.BREACHED),
        received_at=case.request.received_at,
    )


def _owed(case: Case) -> Iterator[Clock]:
    return (clock for clock in case.clocks if clock.state in OWED)


def _is_such(entry: Entry, wanted: Wanted) -> bool:
    return (
        (wanted.ended or entry.state.is_open)
        and wanted.agency in {None, entry.agency}
        and wanted.state in {None, entry.state}
        and wanted.service in {None, entry.service}
        and (not wanted.triage or entry.agency is None)
        and (not wanted.late or bool(entry.late))
        and (not wanted.held or entry.held)
    )


def _place(entry: Entry) -> tuple[bool, datetime, str]:
    return entry.due is None, entry.due or entry.received_at, entry.ticket


def shown(gathered: Gathered) -> Shown:
    """A request as it stands."""
    case = gathered.case
    return Shown(
        request_id=case.request_id,
        ticket=case.request.ticket if case.request else "",
        standing=standing(gathered),
        details=tuple(_details(gathered)),
        clocks=clocks_told(gathered),
        orders=tuple(_orders(case)),
        legal=legal(case),
    )


def _details(gathered: Gathered) -> Iterator[str]:
    case = gathered.case
    if case.request is not None:
        submitter = name_of(case.request.submitter, gathered)
        at = local(case.request.received_at)
        yield f"Diterima {at} dari {submitter}, nomor {case.request.reference}."
    helpers = ", ".join(name_of(code, gathered) for code in case.co_agencies)
    consent = local(case.consent_due) if case.consent_due is not None else None
    more = case.extension.days if case.extension is not None else None
    said = {
        f"Dibantu {helpers}.": helpers,
        f"Status menurut OPD: {case.native}.": case.native,
        f"Dibuka kembali, putaran ke-{case.cycle}.": case.cycle > 1,
        f"Berpindah OPD {case.hops} kali.": case.hops,
        f"OPD meminta perpanjangan {more} hari; menunggu persetujuan.": more,
        "Menunggu arbitrase kewenangan: operator harus menentukan OPD.": case.arbitration,
        f"Ditutup dengan sendirinya {consent} bila tidak ada keberatan.": consent,
    }
    yield from (sentence for sentence, holds in said.items() if holds)
    yield from kindred(case)
    yield from (_answered(one, gathered) for one in case.answered)


def _answered(one: Answered, gathered: Gathered) -> str:
    """Which message an agency answered, or that the request never sent it that one."""
    name, at = name_of(one.agency, gathered), local(one.at)
    if one.seq is None:
        return f"{name} menjawab pesan {one.message}, yang tidak pernah dikirim kepadanya, {at}."
    return f"{name} menjawab pesan nomor {one.seq} di kotak masuknya, {at}."


def _orders(case: Case) -> Iterator[str]:
    for one in case.orders:
        without = "" if one.obstacle is None else f" (tanpa akibat: {one.obstacle})"
        yield f"{local(one.at)}  {one.verb} oleh {one.by}{without}: {one.why}"


def consequences(telling: Telling, gathered: Gathered) -> list[str]:
    """What a step would say, in sentences."""
    return [
        sentence
        for one in telling.said
        if isinstance(one, Said)
        for sentence in _consequence(one, gathered)
    ]


def _consequence(said: Said, gathered: Gathered) -> Iterator[str]:
    if isinstance(said.event, CaseEvent):
        yield sentence_of(said.event, gathered)
    elif isinstance(said.event, KinFact):
        yield passed_on(said.event)
    elif type(said.event) in LETTERS:
        agency = said.topic.split(".")[1]
        yield f"{name_of(agency, gathered)} {LETTERS[type(said.event)]}."
