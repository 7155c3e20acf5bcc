"""What was said of a request, by agencies and by operators, as Indonesian sentences."""

from contracts.cases import Class
from contracts.inbox import Ask, Assign, Escalate, Remind, Withdraw
from contracts.orders import (
    ApproveOrdered,
    DeclineOrdered,
    ExtendOrdered,
    LinkOrdered,
    MergeOrdered,
    NoteOrdered,
    Order,
    RecomputeOrdered,
    RejectOrdered,
    ReopenOrdered,
    RouteOrdered,
    SplitOrdered,
    VerifyOrdered,
)
from contracts.requests import (
    AnswerReceived,
    ConfirmationReceived,
    ExtensionAsked,
    Fact,
    NoteReceived,
    ObjectionReceived,
    RequestHeld,
    RequestReceived,
    StatusUpdated,
    WithdrawalReceived,
)
from contracts.retries import RequestReleased
from deploy.cli.story.gathering import Gathered

OUTCOMES: dict[Class, str] = {
    Class.APPLIED: "diterapkan",
    Class.DUPLICATE: "kiriman ulang, tidak dihitung lagi",
    Class.LATE: "terlambat datang, status tetap",
    Class.REFUSED: "tidak sah dari status saat itu, disimpan",
    Class.REJECTED: "ditolak",
    Class.WAITING: "menunggu permohonannya",
    Class.HELD: "ditahan sampai gangguan diperiksa",
}


def name_of(agency: str | None, gathered: Gathered) -> str:
    """An agency by its name."""
    found = gathered.catalogue.agency.get(agency or "")
    return found.names.id if found is not None else (agency or "triase")


def order_told(order: Order, gathered: Gathered) -> str:
    """Who ordered what, and why."""
    kept = next((one for one in gathered.case.orders if one.order_id == order.order_id), None)
    without = " (tanpa akibat)" if kept is not None and kept.obstacle is not None else ""
    return f"Operator {order.by} {VERBS[type(order)]}{without}: {order.why}"


VERBS: dict[type[Order], str] = {
    VerifyOrdered: "memverifikasi permohonan",
    RouteOrdered: "meneruskan permohonan",
    RejectOrdered: "menolak permohonan",
    MergeOrdered: "menggabungkan permohonan",
    SplitOrdered: "membagi permohonan di antara beberapa OPD",
    LinkOrdered: "menautkan permohonan",
    ReopenOrdered: "membuka kembali permohonan",
    ApproveOrdered: "menyetujui penyelesaian",
    ExtendOrdered: "menyetujui perpanjangan tenggat",
    DeclineOrdered: "tidak menyetujui perpanjangan tenggat",
    NoteOrdered: "menambah catatan",
    RecomputeOrdered: "menghitung ulang tenggat yang masih terbuka",
    RequestReleased: "melanjutkan permohonan yang ditahan",
}
"""What an operator did, after the operator's name."""


def fact_told(fact: Fact, gathered: Gathered) -> str:
    """What an agency said, and what became of it."""
    agency = name_of(fact.origin.agency, gathered)
    outcome = next((j.outcome for j in gathered.case.judged if j.fact_id == fact.fact_id), None)
    what = _again(fact) + _SAID[type(fact)].format(agency=agency, fact=fact)
    what += _in_reply(fact, gathered)
    if fact.retry is None and _is_read_again(fact, gathered):
        return f"{what} (gangguan: kemudian dibaca ulang)."
    if fact.fact_id in gathered.case.without_effect:
        return f"{what} (tidak mengubah apa pun, disimpan)."
    if outcome is None or outcome is Class.APPLIED:
        return f"{what}."
    answer = gathered.answers.get(fact.origin.event_id)
    if answer is None or outcome is Class.DUPLICATE:
        return f"{what} ({OUTCOMES[outcome]})."
    return f"{what}. {answer}"


LETTERS: dict[str, str] = {
    Assign.TYPE: "penugasan",
    Withdraw.TYPE: "pembebasan tugas",
    Ask.TYPE: "pertanyaan",
    Remind.TYPE: "pengingat",
    Escalate.TYPE: "eskalasi",
}
"""What an agency answers, by the type of message."""


def _in_reply(fact: Fact, gathered: Gathered) -> str:
    message = fact.origin.in_reply_to
    if message is None:
        return ""
    found = LETTERS.get(gathered.messages.get(message, ""))
    return f", menjawab {found}" if found else f", menjawab pesan {message} yang tidak dikenal"


def _again(fact: Fact) -> str:
    return "" if fact.retry is None else "Dibaca ulang: "


def _is_read_again(fact: Fact, gathered: Gathered) -> bool:
    events = (line.event for line in gathered.lines)
    return any(
        isinstance(one, Fact) and one.fact_id == fact.fact_id and one.retry is not None
        for one in events
    )


_SAID: dict[type[Fact], str] = {
    RequestReceived: "{agency} menyampaikan permohonan {fact.reference}",
    StatusUpdated: "{agency} melaporkan {fact.native}",
    AnswerReceived: "Pelapor menjawab lewat {agency}",
    WithdrawalReceived: "Pelapor mencabut permohonan lewat {agency}",
    ConfirmationReceived: "Pelapor membenarkan bahwa permohonan selesai lewat {agency}",
    ObjectionReceived: "Pelapor menyatakan belum selesai lewat {agency}",
    ExtensionAsked: "{agency} meminta perpanjangan {fact.days} hari: {fact.reason}",
    NoteReceived: "{agency} menambah catatan",
    RequestHeld: "Simpul gagal mengolah satu laporan {agency}",
}
