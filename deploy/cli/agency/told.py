"""What trying an agency's folder came to, as people read it; decides nothing."""

from collections.abc import Sequence
from difflib import unified_diff

from rich.console import Console
from rich.table import Table

from contracts.calendar import tell_instant
from contracts.cases import ClockState
from contracts.catalogue import Catalogue
from deploy.cli.answers import console
from deploy.trying.coverage import Counted, Coverage, TermTold
from deploy.trying.examples import Replayed
from services.catalogue.words import metric

_MOST = 20
"""Rows of one kind that are printed; `--json` has all."""

_KINDS: dict[str, str] = {
    "unreadable": "Lines that are no event",
    "unmapped": "Statuses that statuses.yaml does not know",
    "unknown_services": "Services that services.yaml does not know",
    "unroutable": "Services no rule routes",
    "left_to_triage": "Left to triage on purpose",
    "refused": "Reports refused: no legal path leads there",
    "late": "Reports that came late: kept, and nothing moved",
    "rejected": "Rejected",
}
"""The parts of a coverage, as headings."""

_RESULTS: dict[ClockState, str] = {
    ClockState.MET: "met",
    ClockState.STOPPED: "met late",
    ClockState.BREACHED: "breached",
    ClockState.CANCELLED: "cancelled",
    ClockState.RUNNING: "running",
    ClockState.PAUSED: "paused",
}


def tell(
    catalogue: Catalogue,
    code: str,
    examples: Sequence[Replayed],
    terms: Sequence[TermTold],
    coverage: Coverage | None,
) -> None:
    """Print it all; the terms of the history, or of the examples where none was given."""
    out = console()
    out.print(_heading(catalogue, code), markup=False)
    _examples(out, examples)
    if coverage is not None:
        _coverage(out, coverage)
    _terms(out, terms if coverage is None else coverage.terms)


def _heading(catalogue: Catalogue, code: str) -> str:
    services = sum(one.owner == code for one in catalogue.services)
    mapping = catalogue.mapping.get(code)
    statuses = len({row.native for row in mapping.rows}) if mapping is not None else 0
    name = catalogue.agency[code].names.id
    return f"{name} ({code}): {services} services, {statuses} statuses"


def _examples(out: Console, examples: Sequence[Replayed]) -> None:
    agreed = sum(one.agrees for one in examples)
    out.print(f"Examples: {agreed} of {len(examples)} tell the story kept of them.", markup=False)
    for one in examples:
        if one.kept is None:
            out.print(f"  {one.file}: no story is kept yet; --write keeps this one:", markup=False)
            out.print(_indented(one.found), markup=False)
        elif not one.agrees:
            out.print(f"  {one.file}: tells another story (- kept, + replayed):", markup=False)
            kept, found = one.kept.splitlines(), one.found.splitlines()
            out.print(_indented("\n".join(list(unified_diff(kept, found, n=0))[2:])), markup=False)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _coverage(out: Console, coverage: Coverage) -> None:
    classes = ", ".join(f"{count} {name}" for name, count in coverage.became.items())
    out.print(
        f"History: {coverage.lines} lines of {coverage.requests} requests: {classes or 'none'}.",
        markup=False,
    )
    for name, heading in _KINDS.items():
        _counted(out, heading, getattr(coverage, name))


def _counted(out: Console, heading: str, rows: Sequence[Counted]) -> None:
    if not rows:
        return
    out.print(f"\n[bold]{heading}[/]")
    for row in rows[:_MOST]:
        times = "once, on" if row.count == 1 else f"{row.count} times, first on"
        said = f": {row.sentence}" if row.sentence else ""
        out.print(f"  {row.what} ({times} line {row.first_line}){said}", markup=False)
    if len(rows) > _MOST:
        out.print(f"  ... and {len(rows) - _MOST} more", markup=False)


def _terms(out: Console, terms: Sequence[TermTold]) -> None:
    if not terms:
        return
    out.print("\n[bold]What each term said[/]")
    table = Table("service", "clock", "policy", "results", "due")
    for one in terms:
        results = ", ".join(
            f"{one.results[s]} {w}" for s, w in _RESULTS.items() if s in one.results
        )
        due = f"{one.first_due:%Y-%m-%d %H:%M} to {one.last_due:%Y-%m-%d %H:%M}"
        table.add_row(one.service, metric(one.metric).en, one.policy, results, due)
    out.print(table)
    for one in terms:
        for told in one.examples:
            ended = f" on {tell_instant(told.ended_at).en}" if told.ended_at is not None else ""
            result = f"{_RESULTS[told.result]}{ended}"
            about = f"{told.reference}, {metric(one.metric).en} of {one.service}"
            moved = f" It moved to {tell_instant(told.due).en}." if told.moved else ""
            out.print(f"  {about}: {told.sentences.en}{moved} It was {result}.", markup=False)
