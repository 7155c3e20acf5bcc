"""A request's story as people read it: Indonesian sentences with local times; reads no topic."""

from datetime import datetime

from agents.case.moved_by import listed, may_have_moved
from contracts.calendar import explain, tell_instant
from contracts.called import Called
from contracts.cases import Case, Clock, ClockState
from contracts.catalogue import Metric
from contracts.events import Instant, Value
from contracts.kin import KinFact
from contracts.kinship import Link, Part
from contracts.lifecycle import TABLE, State
from contracts.orders import Order
from contracts.requests import Fact
from contracts.sla import (
    ClockBreached,
    ClockCancelled,
    ClockEscalated,
    ClockEvent,
    ClockExtended,
    ClockMet,
    ClockPaused,
    ClockRecomputed,
    ClockRenewed,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    ClockWarned,
    Window,
    WindowMoved,
)
from contracts.status import CaseEvent, StatusChanged
from deploy.cli.story.facts import fact_told, name_of, order_told
from deploy.cli.story.gathering import Gathered, Line
from deploy.cli.story.kindred import heard, kindred
from services.catalogue.words import metric

CLOCKS: dict[ClockState, str] = {
    ClockState.RUNNING: "berjalan",
    ClockState.PAUSED: "dihentikan sementara",
    ClockState.MET: "terpenuhi",
    ClockState.BREACHED: "terlampaui, belum selesai",
    ClockState.STOPPED: "selesai terlambat",
    ClockState.CANCELLED: "dibatalkan",
}


class Told(Value):
    """One line of a story: when it happened, in words, and the record that says so."""

    at: Instant
    sentence: str
    topic: str
    partition: int
    offset: int


class ClockTold(Value):
    """One promise: where it stands, when it is or was due, and why then."""

    metric: Metric
    state: ClockState
    due: Instant
    sentence: str


class Story(Value):
    """One request, told."""

    request_id: str
    ticket: str | None
    service: str | None
    submitter: str | None
    agency: str | None
    """Who has it now; absent in triage."""
    state: State | None
    standing: str
    """The whole in one sentence."""
    kindred: tuple[str, ...]
    """Other requests it belongs with: its parts, its whole, duplicates and links."""
    parts: tuple[Part, ...] = ()
    links: tuple[Link, ...] = ()
    clocks: tuple[ClockTold, ...]
    told: tuple[Told, ...]


def tell(gathered: Gathered) -> Story:
    """The story of what was gathered."""
    case, request = gathered.case, gathered.case.request
    return Story(
        request_id=case.request_id,
        ticket=request.ticket if request else None,
        service=request.service if request else None,
        submitter=request.submitter if request else None,
        agency=case.agency,
        state=case.state,
        standing=standing(gathered),
        kindred=tuple(kindred(case)),
        parts=case.parts,
        links=case.links,
        clocks=clocks_told(gathered),
        told=tuple(_told(line, gathered) for line in gathered.lines),
    )


def local(instant: datetime) -> str:
    """An instant of city time, in its own zone: "Senin, 30 Maret 2026 pukul 16.00 WIB"."""
    return tell_instant(instant).id


def standing(gathered: Gathered) -> str:
    """Where a request stands, in one sentence."""
    case, request = gathered.case, gathered.case.request
    if request is None or case.state is None:
        return f"Permohonannya belum datang; {len(case.waiting)} laporan menunggu."
    service = gathered.catalogue.service[request.service].names.id
    held = " Permohonan ditahan sampai gangguan diperiksa." if case.held else ""
    return f"{service}: {TABLE[case.state].label_id}, {_who(case, gathered)}.{held}"


def _who(case: Case, gathered: Gathered) -> str:
    return f"pada {name_of(case.agency, gathered)}" if case.agency else "dalam triase"


def clocks_told(gathered: Gathered) -> tuple[ClockTold, ...]:
    """Every promise of a request."""
    return tuple(_clock(clock, gathered) for clock in gathered.case.clocks)


def _clock(clock: Clock, gathered: Gathered) -> ClockTold:
    started = [
        line.event
        for line in gathered.lines
        if isinstance(line.event, ClockStarted | ClockRecomputed)
        and (line.event.metric, line.event.policy) == (clock.metric, clock.policy)
        and line.event.cycle == clock.cycle
    ]
    said = [f"{metric(clock.metric).id.capitalize()}: {CLOCKS[clock.state]}."]
    last = next((one for one in reversed(started) if one.explanation is not None), None)
    if last is not None and last.explanation and last.value and last.unit:
        said.append(explain(last.explanation, last.value, last.unit).id)
        if last.explanation.due != clock.due:
            said.append(f"{_moved_by(clock)}jatuh tempo menjadi {local(clock.due)}.")
    return ClockTold(metric=clock.metric, state=clock.state, due=clock.due, sentence=" ".join(said))


def _moved_by(clock: Clock) -> str:
    """What it stood still for, and what more time it was given."""
    by = may_have_moved(clock)
    return f"Setelah {listed(by).id}, " if by else "Kini "


def _told(line: Line, gathered: Gathered) -> Told:
    record = line.record
    happened, sentence = _said(line, gathered)
    return Told(
        at=happened.astimezone(gathered.catalogue.city.zone),
        sentence=sentence,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
    )


def _said(line: Line, gathered: Gathered) -> tuple[datetime, str]:
    """When it happened, and in words."""
    event = line.event
    if isinstance(event, Order):
        return line.recorded_at, order_told(event, gathered)
    if isinstance(event, KinFact):
        return event.occurred_at, heard(event)
    if isinstance(event, Fact):
        return event.origin.occurred_at, fact_told(event, gathered)
    return event.occurred_at, sentence_of(event, gathered)


WINDOWS: dict[Window, str] = {
    Window.SILENT_CONSENT: "Masa keberatan sebelum ditutup dengan sendirinya",
    Window.REOPEN: "Masa buka kembali",
}
"""What is open for some working days."""


def sentence_of(event: CaseEvent, gathered: Gathered) -> str:
    """What the bus said, as a sentence."""
    if isinstance(event, StatusChanged):
        towards = f": {name_of(event.agency, gathered)}" if event.state is State.ROUTED else ""
        implied = " (tersirat)" if event.implied else ""
        return f"Status menjadi {TABLE[event.state].label_id}{towards}{implied}."
    if isinstance(event, WindowMoved):
        until = f"kini sampai {local(event.until)}"
        return f"{WINDOWS[event.window]} dihitung ulang menurut katalog {event.catalogue}; {until}."
    if not isinstance(event, ClockEvent):
        raise TypeError(type(event).__name__)
    return f"Tenggat {metric(event.metric).id} {_clocked(event)}."


def _clocked(event: ClockEvent) -> str:
    if isinstance(event, ClockWarned):
        return f"sudah terpakai {event.fraction:.0%}; jatuh tempo {local(event.due)}"
    if isinstance(event, ClockExtended):
        return f"diperpanjang {event.days} hari; jatuh tempo baru {local(event.due)}"
    if isinstance(event, ClockRenewed):
        return f"mulai lagi setelah ada kabar; jatuh tempo berikutnya {local(event.due)}"
    if isinstance(event, ClockResumed):
        return f"berjalan lagi; jatuh tempo baru {local(event.due)}"
    if isinstance(event, ClockEscalated):
        return _escalated(event)
    words = {
        ClockStarted: f"mulai; jatuh tempo {local(event.due)}",
        ClockPaused: "dihentikan sementara",
        ClockBreached: "terlampaui",
        ClockMet: "terpenuhi",
        ClockStopped: "selesai setelah jatuh tempo",
        ClockCancelled: "dibatalkan",
    }
    return _recomputed(event) if isinstance(event, ClockRecomputed) else words[type(event)]


def _recomputed(event: ClockRecomputed) -> str:
    """What was said of it is withdrawn, or it runs by another version."""
    if event.catalogue is not None:
        return f"dihitung ulang menurut katalog {event.catalogue}; jatuh tempo {local(event.due)}"
    return f"ditarik kembali dan berjalan lagi; jatuh tempo {local(event.due)}"


BECAUSE: dict[Called, str] = {
    Called.SHARE: "waktunya terus berjalan",
    Called.UNASSIGNED: "belum ada yang mengambil",
    Called.BOUNCES: "terlalu sering berpindah OPD",
    Called.STATUTORY: "batas menurut undang-undang terlampaui",
}
PASSED_OVER = {"absent": "tidak di tempat", "missing": "tidak ada"}


def _escalated(event: ClockEscalated) -> str:
    """Who is called upon, why, and who was passed over."""
    skipped = ", ".join(f"{one.role} {PASSED_OVER[one.why]}" for one in event.skipped)
    over = f"; dilewati: {skipped}" if skipped else ""
    return f"naik ke tingkat {event.level}, {event.role}: {BECAUSE[event.because]}{over}"
