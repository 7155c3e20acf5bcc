"""What agencies are reminded of, called upon for and asked; with all they need to act."""

from datetime import datetime
from typing import NamedTuple

from agents.case.briefing import resolution, work
from agents.case.escalation import CalledUpon
from agents.case.making import made
from agents.case.telling import Telling
from contracts.called import Called, Unsent
from contracts.cases import Clock
from contracts.catalogue import LEGAL
from contracts.events import Sentences
from contracts.inbox import Ask, Asked, Escalate, Remind
from contracts.intake import ReporterReplied, StatusReported
from contracts.topics import inbox_topic

METRICS: dict[str, Sentences] = {
    "verification": Sentences(id="verifikasi", en="verification"),
    "first_response": Sentences(id="tanggapan pertama", en="the first response"),
    "resolution": Sentences(id="penyelesaian", en="resolution"),
    "update_interval": Sentences(id="kabar berkala", en="regular news"),
    "reopen_response": Sentences(
        id="tanggapan setelah dibuka kembali", en="the response to its reopening"
    ),
    "reporter_answer": Sentences(id="jawaban pelapor", en="the reporter's answer"),
}
"""What a clock measures, in words."""

REASONS: dict[Called, Sentences] = {
    Called.SHARE: Sentences(
        id="waktu {metric} permohonan {ticket} terus berjalan",
        en="time for {metric} of request {ticket} is running out",
    ),
    Called.UNASSIGNED: Sentences(
        id="permohonan {ticket} belum diambil siapa pun", en="nobody has taken up request {ticket}"
    ),
    Called.BOUNCES: Sentences(
        id="permohonan {ticket} terlalu sering berpindah OPD",
        en="request {ticket} was handed on too often",
    ),
    Called.STATUTORY: Sentences(
        id="batas waktu menurut undang-undang untuk {metric} permohonan {ticket} terlampaui",
        en="what the law allows for {metric} of request {ticket} has passed",
    ),
}
"""Why somebody is called upon."""

_OVERDUE = Sentences(
    id="waktu {metric} permohonan {ticket} sudah terlampaui",
    en="the time for {metric} of request {ticket} has passed",
)


class _Question(NamedTuple):
    """What is asked, and the type of event that answers."""

    sentences: Sentences
    answer_with: str


QUESTIONS: dict[Asked, _Question] = {
    Asked.INFORMATION: _Question(
        Sentences(
            id="OPD menunggu kelengkapan dari pelapor untuk permohonan {ticket};"
            " sampaikan jawabannya.",
            en="The agency waits for the reporter of request {ticket}; pass the answer on.",
        ),
        ReporterReplied.TYPE,
    ),
    Asked.GO_ON: _Question(
        Sentences(
            id="Pelapor sudah menjawab; lanjutkan permohonan {ticket}.",
            en="The reporter has answered; go on with request {ticket}.",
        ),
        StatusReported.TYPE,
    ),
    Asked.REWORK: _Question(
        Sentences(
            id="Permohonan {ticket} dinyatakan belum selesai; tangani kembali.",
            en="Request {ticket} is said not to be done; take it up again.",
        ),
        StatusReported.TYPE,
    ),
}
"""Everything that may be asked; a new question is a row."""


def ask(telling: Telling, agency: str, asks: Asked) -> None:
    """Ask something of an agency."""
    sentences, answer_with = QUESTIONS[asks]
    ticket = telling.request.ticket
    telling.write_to(
        inbox_topic(agency),
        Ask,
        **work(telling, agency, resolution(telling)),
        asks=asks,
        answer_with=answer_with,
        sentences=_filled(sentences, ticket=ticket),
    )


def remind(telling: Telling, clock: Clock, fraction: float, at: datetime) -> None:
    """Remind who has a request that so much of a term has passed; of the past nobody is."""
    agency = telling.case.agency
    if agency is None or telling.request.backfilled:
        return
    metric, ticket = METRICS[clock.metric], telling.request.ticket
    telling.write_to(
        inbox_topic(agency),
        Remind,
        **work(telling, agency, clock),
        metric=clock.metric,
        policy=clock.policy,
        fraction=fraction,
        reminded_at=at,
        sentences=made(
            Sentences,
            id=f"{fraction:.0%} waktu {metric.id} permohonan {ticket} sudah terpakai.",
            en=f"{fraction:.0%} of the time for {metric.en} of request {ticket} has passed.",
        ),
    )


def escalate(telling: Telling, clock: Clock, unsent: Unsent, called: CalledUpon) -> None:
    """Tell the agency that has a request who is called upon for it now."""
    agency = telling.case.agency
    if agency is None:
        return
    telling.write_to(
        inbox_topic(agency),
        Escalate,
        **work(telling, agency, clock),
        metric=clock.metric,
        policy=clock.policy,
        level=unsent.level,
        because=unsent.because,
        role=called.role,
        title=called.title,
        skipped=called.skipped,
        legal=unsent.level == LEGAL,
        reached_at=unsent.reached_at,
        sent_at=unsent.at,
        sentences=_called(telling, clock, unsent, called),
    )


def _called(telling: Telling, clock: Clock, unsent: Unsent, called: CalledUpon) -> Sentences:
    overdue = unsent.because is Called.SHARE and unsent.reached_at >= clock.due
    metric, words = METRICS[clock.metric], _OVERDUE if overdue else REASONS[unsent.because]
    ticket, title = telling.request.ticket, called.title
    why_id = words.id.format(metric=metric.id, ticket=ticket)
    why_en = words.en.format(metric=metric.en, ticket=ticket)
    return made(
        Sentences,
        id=f"Tingkat {unsent.level}, untuk {title.id}: {why_id}.",
        en=f"Level {unsent.level}, for {title.en or title.id}: {why_en}.",
    )


def _filled(words: Sentences, **gaps: str) -> Sentences:
    return made(Sentences, id=words.id.format(**gaps), en=words.en.format(**gaps))
