"""How a request belongs to others, and what their cases told each other, in Indonesian."""

from collections.abc import Callable, Iterator
from typing import Any

from contracts.cases import Case
from contracts.kin import (
    KinFact,
    Linked,
    MergeAnswered,
    MergeAsked,
    MergeDropped,
    PartGiven,
    PartMoved,
    WholeMoved,
)
from contracts.kinship import Kinship, Part
from contracts.lifecycle import TABLE

OF: dict[Kinship, str] = {
    Kinship.DUPLICATE_OF: "Duplikat dari",
    Kinship.PART_OF: "Bagian dari",
    Kinship.FOLLOW_ON: "Kelanjutan dari",
    Kinship.REPLACES: "Pengganti",
}
"""What a request is to another, before that one's ticket."""

TO: dict[Kinship, str] = {
    Kinship.DUPLICATE_OF: "Digabungkan ke sini:",
    Kinship.PART_OF: "Induk dari",
    Kinship.FOLLOW_ON: "Dilanjutkan oleh",
    Kinship.REPLACES: "Digantikan oleh",
}
"""The same from the other side."""


def kindred(case: Case) -> Iterator[str]:
    """Every request a case knows it belongs with, a sentence each."""
    yield from (f"{OF[link.kind]} {link.ticket}." for link in case.links)
    yield from (f"{TO[link.kind]} {link.ticket}." for link in case.linked)
    yield from (_part(part) for part in case.parts)
    if case.followers:
        names = ", ".join(f"{one.ticket} ({one.submitter.upper()})" for one in case.followers)
        yield f"Diikuti juga oleh pelapor {names}."
    if case.merging is not None:
        yield f"Penggabungan ke {case.merging.into_ticket} menunggu jawaban."


def _part(part: Part) -> str:
    agency = part.agency.upper() if part.agency is not None else "triase"
    return f"Bagian {part.ticket}, pada {agency}: {TABLE[part.state].label_id}."


def heard(fact: KinFact) -> str:
    """What another request told this one."""
    return _HEARD[type(fact)](fact)


def passed_on(fact: KinFact) -> str:
    """What this request tells another, before it is told."""
    told = _TOLD.get(type(fact))
    return told(fact) if told is not None else "Permohonan lain itu diberi tahu."


def _answered(fact: MergeAnswered) -> str:
    of = fact.of_ticket or fact.of
    if fact.obstacle is not None:
        return f"Permohonan {of} tidak menerima penggabungan: {fact.obstacle}."
    return f"Permohonan {of} menerima penggabungan; pelapornya kini mengikuti yang itu."


def _label(fact: PartMoved | WholeMoved) -> str:
    return TABLE[fact.state].label_id


_HEARD: dict[type[KinFact], Callable[[Any], str]] = {
    PartGiven: lambda it: f"Bagian {it.agency.upper()} dari permohonan {it.of_ticket} dimulai.",
    PartMoved: lambda it: f"Bagian {it.of_ticket} kini {_label(it)}.",
    WholeMoved: lambda it: f"Permohonan induk {it.of_ticket} kini {_label(it)}.",
    MergeAsked: lambda it: f"Permohonan {it.of_ticket} hendak digabungkan ke sini.",
    MergeAnswered: _answered,
    MergeDropped: lambda it: f"Permohonan {it.of_ticket} berakhir lain; penggabungannya batal.",
    Linked: lambda it: f"{TO[it.kind]} {it.of_ticket}.",
}
"""By what was told, to whoever hears it."""

_TOLD: dict[type[KinFact], Callable[[Any], str]] = {
    PartGiven: lambda it: f"{it.agency.upper()} diberi bagian {it.request.ticket}.",
    PartMoved: lambda it: f"Permohonan induk diberi tahu: bagian ini kini {_label(it)}.",
    WholeMoved: lambda it: f"Satu bagian diberi tahu: induknya kini {_label(it)}.",
    MergeAsked: lambda _: "Permohonan tujuan ditanya apakah menerima penggabungan ini.",
}
"""By what is told, to whoever orders what leads to it."""
