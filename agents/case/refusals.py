"""Why a case puts a record aside, in both languages: what was expected and what came."""

from datetime import datetime
from typing import Any

from contracts.cases import Case
from contracts.envelope import Refusal
from contracts.events import Sentences
from contracts.reasons import Reason, quote, say
from contracts.requests import Fact, Origin


def conflicting(fact: Fact, earlier: str) -> Refusal:
    """The same event id came with another body."""
    event, now = quote(fact.origin.event_id), fact.origin.digest
    detail = Sentences(
        id=f"ce_id {event} semula bersidik {earlier[:8]}, kini {now[:8]}",
        en=f"ce_id {event} had digest {earlier[:8]}, now {now[:8]}",
    )
    return Refusal(Reason.CONFLICTING_DUPLICATE, detail, "ce_id")


def reused(case: Case, reference: str) -> Refusal:
    """The reference stands for another submission."""
    ticket = case.request.ticket if case.request else case.request_id
    detail = Sentences(
        id=f"{quote(reference)} sudah menjadi permohonan {ticket}",
        en=f"{quote(reference)} stands for request {ticket}",
    )
    return Refusal(Reason.REFERENCE_REUSED, detail, "reference")


def reused_of_old(reference: str) -> Refusal:
    """The reference stands for a request that was put away not long enough ago."""
    detail = Sentences(
        id=f"{quote(reference)} adalah permohonan yang diarsipkan kurang dari 400 hari lalu",
        en=f"{quote(reference)} is a request that was put away less than 400 days ago",
    )
    return Refusal(Reason.REFERENCE_REUSED, detail, "reference")


def archived(fact: Fact) -> Refusal:
    """Nothing more can be said of a request that was put away."""
    return Refusal(Reason.ARCHIVED, _request(fact))


def too_busy(fact: Fact, most: int) -> Refusal:
    """More was said of a request than any real one needs."""
    detail = Sentences(
        id=f"permohonan {fact.request_id} sudah memuat {most} laporan",
        en=f"request {fact.request_id} holds {most} reports already",
    )
    return Refusal(Reason.CASE_TOO_BUSY, detail)


def too_old(claimed: datetime, days: int) -> Refusal:
    """Whether its reference was used before cannot be known any more."""
    detail = Sentences(
        id=f"terjadi {claimed.isoformat()}, lebih dari {days} hari sebelum diterima",
        en=f"happened at {claimed.isoformat()}, more than {days} days before it was received",
    )
    return Refusal(Reason.SUBMISSION_TOO_OLD, detail, "occurred_at")


def not_yours(case: Case, speaker: str) -> Refusal:
    """Somebody spoke of a request that is not theirs to speak of."""
    submitter = case.request.submitter if case.request else "?"
    detail = Sentences(
        id=f"diajukan {submitter}, ditangani {case.agency or 'belum ada'}, laporan dari {speaker}",
        en=f"{submitter} submitted it, {case.agency or 'nobody yet'} has it, {speaker} spoke",
    )
    return Refusal(Reason.NOT_YOUR_REQUEST, detail)


def held(fact: Fact) -> Refusal:
    """The request is held after an earlier failure."""
    return Refusal(Reason.HELD, _request(fact))


def surprise(fact: Fact) -> Refusal:
    """Our own failure on this record."""
    return Refusal(Reason.SURPRISE, _request(fact))


def too_many(fact: Fact, limit: int) -> Refusal:
    """The request is unknown and enough waits for it already."""
    detail = Sentences(
        id=f"sudah {limit} laporan menunggu permohonan {fact.request_id}",
        en=f"{limit} reports wait for request {fact.request_id} already",
    )
    return Refusal(Reason.TOO_MANY_EARLY, detail)


def unknown(fact: Fact, waited_ms: int) -> Refusal:
    """Nobody submitted the request while the report waited."""
    detail = Sentences(
        id=f"permohonan {fact.request_id} tidak datang dalam {waited_ms // 1000} detik",
        en=f"request {fact.request_id} did not come within {waited_ms // 1000} seconds",
    )
    return Refusal(Reason.UNKNOWN_REQUEST, detail)


def _request(fact: Fact) -> Sentences:
    return Sentences(id=f"permohonan {fact.request_id}", en=f"request {fact.request_id}")


def answer(origin: Origin, refusal: Refusal) -> dict[str, Any]:
    """What an agency is told of a record of its own that was put aside."""
    return {
        "event_id": origin.event_id,
        "reason": refusal.reason,
        "field": refusal.field,
        "sentences": say(refusal.reason, refusal.detail),
        "topic": origin.topic,
        "partition": origin.partition,
        "offset": origin.offset,
    }
