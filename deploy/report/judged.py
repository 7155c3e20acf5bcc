"""What a reader should see first: what is good, what is late, and why; sentences, nothing new."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from contracts.catalogue import Metric
from contracts.events import Sentences
from contracts.kpis import Unit
from contracts.lifecycle import TABLE
from contracts.metrics import NOBODY
from deploy.report.spoken import told
from deploy.report.whole import Figures, LateRow, PromiseRow, Report

ENOUGH: Final = 5
"""Promises fewer than these say nothing of an office."""
GOOD: Final = 0.9
"""The share of promises kept from which on an office is named as good."""
_MOST = 5


class Judged(NamedTuple):
    """Sentences under three headings."""

    good: tuple[Sentences, ...]
    late: tuple[Sentences, ...]
    why: tuple[Sentences, ...]


def judged(report: Report) -> Judged:
    """The sentences of a month."""
    return Judged(
        tuple(_good(report)) or (_NONE_GOOD,),
        tuple(_late(report)) or (_NONE_LATE,),
        tuple(_why(report)),
    )


_NONE_GOOD = Sentences(
    id=f"Belum ada OPD dengan sedikitnya {ENOUGH} janji penyelesaian yang {GOOD:.0%} di antaranya"
    " ditepati.",
    en=f"No agency had {ENOUGH} promises of resolution or more and kept {GOOD:.0%} of them.",
)
_NONE_LATE = Sentences(
    id="Tidak ada permohonan yang terlambat pada akhir bulan.",
    en="No request was late when the month ended.",
)


def decided(row: Figures) -> int:
    """How many promises were kept or broken."""
    return sum(int(row[one] or 0) for one in ("met", "extended", "breached"))


def _kept(row: Figures) -> int:
    return int(row["met"] or 0) + int(row["extended"] or 0)


def _good(report: Report) -> Iterator[Sentences]:
    rows = [
        row
        for row in report.promises
        if row.clock is Metric.RESOLUTION
        and row.agency not in {None, NOBODY}
        and row.service is None
        and decided(row.figures) >= ENOUGH
        and (row.figures["met_share"] or 0) >= GOOD
    ]
    for row in sorted(rows, key=_best_first)[:_MOST]:
        share = told(Unit.SHARE, row.figures["met_share"])
        kept, of = _kept(row.figures), decided(row.figures)
        yield Sentences(
            id=f"{row.agency_name} menepati {share.id} janji penyelesaian ({kept} dari {of}).",
            en=f"{row.agency_name} kept {share.en} of its promises of resolution ({kept} of {of}).",
        )


def _best_first(row: PromiseRow) -> tuple[object, ...]:
    return -(row.figures["met_share"] or 0), -decided(row.figures), row.agency or ""


def _late(report: Report) -> Iterator[Sentences]:
    """The offices with the most late requests, and the longest late of each."""
    by_office: dict[str, list[LateRow]] = {}
    for row in report.late:
        by_office.setdefault(row.agency_name or NOBODY, []).append(row)
    ranked = sorted(by_office.items(), key=lambda one: (-len(_tickets(one[1])), one[0]))
    for name, rows in ranked[:_MOST]:
        count, worst = len(_tickets(rows)), max(rows, key=lambda row: row.working_days_late)
        days = worst.working_days_late
        yield Sentences(
            id=f"{name}: {count} permohonan terlambat, yang terlama {days} hari kerja"
            f" ({worst.ticket}).",
            en=f"{name}: {count} late, the longest by {days} working days ({worst.ticket}).",
        )


def _tickets(rows: list[LateRow]) -> set[str]:
    return {row.ticket for row in rows}


def _why(report: Report) -> Iterator[Sentences]:
    """Where the late ones stand, and what held promises up in the month."""
    states = Counter({row.ticket: row.state for row in report.late}.values())
    for state, count in sorted(states.items(), key=lambda one: (-one[1], one[0])):
        row = TABLE[state]
        yield Sentences(
            id=f"{count} dari {states.total()} yang terlambat: {row.label_id}.",
            en=f"{count} of the {states.total()} late: {row.label_en}.",
        )
    city = report.requests[0].figures if report.requests else {}
    yield Sentences(
        id=f"Pekerjaan dikembalikan atau dibuka lagi {city.get('sent_back') or 0} kali;"
        f" tingkat eskalasi tercapai {city.get('escalations') or 0} kali.",
        en=f"Work was sent back or opened again {city.get('sent_back') or 0} times;"
        f" levels of escalation were reached {city.get('escalations') or 0} times.",
    )
    paused = next((row for row in report.promises if _is_citys_resolution(row)), None)
    if paused is not None and paused.figures["paused_share"] is not None:
        share = told(Unit.SHARE, paused.figures["paused_share"])
        yield Sentences(
            id=f"{share.id} waktu janji penyelesaian terhenti.",
            en=f"Promises of resolution stood still for {share.en} of their time.",
        )


def _is_citys_resolution(row: PromiseRow) -> bool:
    return row.agency is None and row.clock is Metric.RESOLUTION
