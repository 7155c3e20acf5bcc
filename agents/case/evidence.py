"""What a service asks to be shown before it is resolved; a report without it changes nothing."""

from collections.abc import Callable
from typing import NamedTuple

from agents.case.telling import Telling
from contracts.catalogue import Evidence
from contracts.events import Sentences
from contracts.lifecycle import State
from contracts.requests import Claim, StatusUpdated
from contracts.unapplied import Unapplied, WhyNot


class Asked(NamedTuple):
    """One kind of evidence: where a report has it, whether it lacks it, and what it is called."""

    field: str
    lacks: Callable[[Evidence, StatusUpdated], bool]
    names: Sentences


ASKED = (
    Asked(
        "photo_before",
        lambda rule, report: rule.photo_before and not report.photo_before,
        Sentences(id="foto sebelum (`photo_before`)", en="a photo of before (`photo_before`)"),
    ),
    Asked(
        "photo_after",
        lambda rule, report: rule.photo_after and not report.photo_after,
        Sentences(id="foto sesudah (`photo_after`)", en="a photo of after (`photo_after`)"),
    ),
    Asked(
        "note",
        lambda rule, report: len((report.note or "").strip()) < rule.minimum_text,
        Sentences(
            id="keterangan paling sedikit {least} karakter (`note`)",
            en="a note of at least {least} characters (`note`)",
        ),
    ),
    Asked(
        "officer",
        lambda rule, report: rule.officer_id and not report.officer,
        Sentences(id="nomor petugas (`officer`)", en="the officer's number (`officer`)"),
    ),
)
"""Every kind of evidence, in the order people are told of it."""


def lacking(telling: Telling, report: StatusUpdated) -> WhyNot | None:
    """What a report that it is resolved lacks; None where it has all its service asks for.

    What happened before the bus knew of it (a backfill) is not asked for proof.
    """
    resolves = report.mapped is not None and report.mapped.state is State.RESOLVED
    if not resolves or report.origin.claim is Claim.BACKFILL:
        return None
    rule = telling.catalogue.service[telling.request.service].evidence
    found = [one for one in ASKED if one.lacks(rule, report)]
    if not found:
        return None
    detail = Sentences(
        id=", ".join(one.names.id for one in found).format(least=rule.minimum_text),
        en=", ".join(one.names.en for one in found).format(least=rule.minimum_text),
    )
    return WhyNot(Unapplied.EVIDENCE_MISSING, detail, tuple(one.field for one in found))
