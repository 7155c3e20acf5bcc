"""A request's story as people read it: Indonesian sentences with local times; reads no topic."""

from datetime import datetime

from contracts.calendar import explain, tell_instant
from contracts.cases import Case, Class, Clock, ClockState
from contracts.catalogue import Metric
from contracts.events import Instant, Value
from contracts.lifecycle import TABLE, State
from contracts.orders import (
    ApproveOrdered,
    MergeOrdered,
    NoteOrdered,
    Order,
    RejectOrdered,
    ReopenOrdered,
    RouteOrdered,
    VerifyOrdered,
)
from contracts.requests import (
    AnswerReceived,
    ConfirmationReceived,
    Fact,
    NoteReceived,
    ObjectionReceived,
    RequestHeld,
    RequestReceived,
    StatusUpdated,
    WithdrawalReceived,
)
from contracts.sla import (
    ClockBreached,
    ClockCancelled,
    ClockEvent,
    ClockMet,
    ClockPaused,
    ClockRecomputed,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    ClockWarned,
)
from contracts.status import CaseEvent, StatusChanged
from deploy.cli.story import Gathered, Line

METRICS: dict[Metric, str] = {
    Metric.VERIFICATION: "verifikasi",
    Metric.FIRST_RESPONSE: "tanggapan pertama",
    Metric.RESOLUTION: "penyelesaian",
}
CLOCKS: dict[ClockState, str] = {
    ClockState.RUNNING: "berjalan",
    ClockState.PAUSED: "dihentikan sementara",
    ClockState.MET: "terpenuhi",
    ClockState.BREACHED: "terlampaui, belum selesai",
    ClockState.STOPPED: "selesai terlambat",
    ClockState.CANCELLED: "dibatalkan",
}
OUTCOMES: dict[Class, str] = {
    Class.APPLIED: "diterapkan",
    Class.DUPLICATE: "kiriman ulang, tidak dihitung lagi",
    Class.LATE: "terlambat datang, status tetap",
    Class.REFUSED: "tidak sah dari status saat itu, disimpan",
    Class.REJECTED: "ditolak",
    Class.WAITING: "menunggu permohonannya",
    Class.HELD: "ditahan sampai gangguan diperiksa",
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
        standing=_standing(gathered),
        clocks=tuple(_clock(clock, gathered) for clock in case.clocks),
        told=tuple(_told(line, gathered) for line in gathered.lines),
    )


def local(instant: datetime) -> str:
    """An instant of city time, in its own zone: "Senin, 30 Maret 2026 pukul 16.00 WIB"."""
    return tell_instant(instant).id


def _standing(gathered: Gathered) -> str:
    case, request = gathered.case, gathered.case.request
    if request is None or case.state is None:
        return f"Permohonannya belum datang; {len(case.waiting)} laporan menunggu."
    service = gathered.catalogue.service[request.service].names.id
    held = " Permohonan ditahan sampai gangguan diperiksa." if case.held else ""
    return f"{service}: {TABLE[case.state].label_id}, {_who(case, gathered)}.{held}"


def _who(case: Case, gathered: Gathered) -> str:
    return f"pada {_name(case.agency, gathered)}" if case.agency else "dalam triase"


def _name(agency: str | None, gathered: Gathered) -> str:
    found = gathered.catalogue.agency.get(agency or "")
    return found.names.id if found is not None else (agency or "triase")


def _clock(clock: Clock, gathered: Gathered) -> ClockTold:
    started = [
        line.event
        for line in gathered.lines
        if isinstance(line.event, ClockStarted) and line.event.metric is clock.metric
    ]
    said = [f"{METRICS[clock.metric].capitalize()}: {CLOCKS[clock.state]}."]
    if started:
        last = started[-1]
        said.append(explain(last.explanation, last.value, last.unit).id)
        if last.due != clock.due:
            said.append(f"Setelah jeda, jatuh tempo menjadi {local(clock.due)}.")
    return ClockTold(metric=clock.metric, state=clock.state, due=clock.due, sentence=" ".join(said))


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
        return line.recorded_at, _ordered(event, gathered)
    if isinstance(event, Fact):
        return event.origin.occurred_at, _fact(event, gathered)
    return event.occurred_at, _event(event, gathered)


def _ordered(order: Order, gathered: Gathered) -> str:
    kept = next((one for one in gathered.case.orders if one.order_id == order.order_id), None)
    without = " (tanpa akibat)" if kept is not None and kept.obstacle is not None else ""
    return f"Operator {order.by} {VERBS[type(order)]}{without}: {order.why}"


VERBS: dict[type[Order], str] = {
    VerifyOrdered: "memverifikasi permohonan",
    RouteOrdered: "meneruskan permohonan",
    RejectOrdered: "menolak permohonan",
    MergeOrdered: "menggabungkan permohonan",
    ReopenOrdered: "membuka kembali permohonan",
    ApproveOrdered: "menyetujui penyelesaian",
    NoteOrdered: "menambah catatan",
}
"""What an operator did, after the operator's name."""


def _fact(fact: Fact, gathered: Gathered) -> str:
    agency = _name(fact.origin.agency, gathered)
    outcome = next((j.outcome for j in gathered.case.judged if j.fact_id == fact.fact_id), None)
    what = _SAID[type(fact)].format(agency=agency, fact=fact)
    if outcome is None or outcome is Class.APPLIED:
        return f"{what}."
    answer = gathered.answers.get(fact.origin.event_id)
    if answer is None or outcome is Class.DUPLICATE:
        return f"{what} ({OUTCOMES[outcome]})."
    return f"{what}. {answer}"


_SAID: dict[type[Fact], str] = {
    RequestReceived: "{agency} menyampaikan permohonan {fact.reference}",
    StatusUpdated: "{agency} melaporkan {fact.native}",
    AnswerReceived: "Pelapor menjawab lewat {agency}",
    WithdrawalReceived: "Pelapor mencabut permohonan lewat {agency}",
    ConfirmationReceived: "Pelapor membenarkan bahwa permohonan selesai lewat {agency}",
    ObjectionReceived: "Pelapor menyatakan belum selesai lewat {agency}",
    NoteReceived: "{agency} menambah catatan",
    RequestHeld: "Simpul gagal mengolah satu laporan {agency}",
}


def _event(event: CaseEvent, gathered: Gathered) -> str:
    if isinstance(event, StatusChanged):
        towards = f": {_name(event.agency, gathered)}" if event.state is State.ROUTED else ""
        implied = " (tersirat)" if event.implied else ""
        return f"Status menjadi {TABLE[event.state].label_id}{towards}{implied}."
    if not isinstance(event, ClockEvent):
        raise TypeError(type(event).__name__)
    return f"Tenggat {METRICS[event.metric]} {_clocked(event)}."


def _clocked(event: ClockEvent) -> str:
    if isinstance(event, ClockWarned):
        return f"sudah terpakai {event.fraction:.0%}; jatuh tempo {local(event.due)}"
    if isinstance(event, ClockResumed):
        return f"berjalan lagi; jatuh tempo baru {local(event.due)}"
    words = {
        ClockStarted: f"mulai; jatuh tempo {local(event.due)}",
        ClockPaused: "dihentikan sementara",
        ClockBreached: "terlampaui",
        ClockMet: "terpenuhi",
        ClockStopped: "selesai setelah jatuh tempo",
        ClockCancelled: "dibatalkan",
        ClockRecomputed: f"ditarik kembali dan berjalan lagi; jatuh tempo {local(event.due)}",
    }
    return words[type(event)]
