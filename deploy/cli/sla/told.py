"""Clocks as people read them: the sentences, then each day in a table; decides nothing."""

from datetime import time

from rich.console import Console
from rich.markup import escape

from contracts.calendar import TermUnit, tell_day
from contracts.cases import Case
from contracts.events import Value
from deploy.cli.answers import console
from deploy.cli.story.telling import CLOCKS
from deploy.sla.explained import IN_DAYS, ClockExplained, Counts, DayTold, Version, explained
from services.catalogue.words import metric

COUNTS: dict[Counts, str] = {
    Counts.RECEIVED: "hari diterima, belum dihitung",
    Counts.COUNTED: "dihitung",
    Counts.SKIPPED: "tidak dihitung",
    Counts.PAUSED: "jeda, tidak dihitung",
}
NUMBERED: dict[TermUnit, str] = {
    TermUnit.WORKING_DAYS: "hari kerja",
    TermUnit.CALENDAR_DAYS: "hari kalender",
}
STYLES: dict[Counts, str] = {Counts.SKIPPED: "dim", Counts.PAUSED: "yellow"}
_MINUTE = 60
_HOUR = 3600
_WIDTHS = (26, 26, 28)


class Explained(Value):
    """One request's promises, each with every step to its due date."""

    request_id: str
    ticket: str
    service: str
    clocks: tuple[ClockExplained, ...]


def explained_of(case: Case, version: Version) -> Explained:
    """What is told of a case's clocks."""
    request = case.request
    return Explained(
        request_id=case.request_id,
        ticket=request.ticket if request is not None else case.request_id,
        service=request.service if request is not None else "-",
        clocks=explained(case, version),
    )


def tell(found: Explained, *, days: bool) -> None:
    """Print every clock; the days where they are wanted."""
    out = console()
    out.print(f"[bold]{found.ticket}[/]  {escape(found.service)}")
    if not found.clocks:
        out.print("No clock runs or ran.")
    for clock in found.clocks:
        tell_clock(out, clock, days=days)


def tell_clock(out: Console, clock: ClockExplained, *, days: bool) -> None:
    """Print one clock."""
    name = f"{name_of(clock)}: {CLOCKS[clock.state]}"
    out.print(f"\n[bold]{name}[/] [dim]({clock.policy}, {clock.kind})[/]")
    out.print(f"  {clock.sentences.id}", markup=False)
    out.print(f"  {clock.sentences.en}", markup=False)
    out.print(f"  Dasar hukum: {clock.legal_basis}", markup=False)
    out.print(f"  Kalender {calendar_of(clock)}", markup=False)
    if days:
        for day in clock.days:
            out.print(_line(day, clock), style=STYLES.get(day.counts), markup=False)
        for decree in decrees(clock):
            out.print(f"  {decree}", markup=False)


def name_of(clock: ClockExplained) -> str:
    """What it measures, and in which cycle from the second on."""
    again = f", putaran {clock.cycle}" if clock.cycle > 1 else ""
    return metric(clock.metric).id.capitalize() + again


def calendar_of(clock: ClockExplained) -> str:
    """Which calendar it runs by, and whether that may still change."""
    why = clock.explanation
    final = ", sementara" if why.provisional else ""
    return f"{why.calendar_id} versi {why.calendar_version}{final}"


def _line(day: DayTold, clock: ClockExplained) -> str:
    *parts, reason = day_told(day, clock)
    columns = "  ".join(part.ljust(width) for part, width in zip(parts, _WIDTHS, strict=True))
    return f"    {columns}  {reason}".rstrip()


def day_told(day: DayTold, clock: ClockExplained) -> tuple[str, str, str, str]:
    """One day of a term in words: which, its hours, what it counts, and why not where it is off."""
    return tell_day(day.day.date).id, _hours(day), _counted(day, clock), _reason(day)


def decrees(clock: ClockExplained) -> dict[str, None]:
    """The decrees days off rest on, in full, each once."""
    named = ((day.day.off, day.decree) for day in clock.days)
    return {f"{off.decree}: {full}": None for off, full in named if off is not None and full}


def _hours(day: DayTold) -> str:
    return ", ".join(f"{start:%H.%M}-{_end(end)}" for start, end in day.day.openings) or "libur"


def _end(end: time) -> str:
    return "24.00" if end == time(0) else f"{end:%H.%M}"


def _counted(day: DayTold, clock: ClockExplained) -> str:
    if day.number is not None:
        return f"{NUMBERED[clock.unit]} ke-{day.number}"
    if clock.unit in IN_DAYS or not day.used_seconds:
        return COUNTS[day.counts]
    hours, rest = divmod(day.used_seconds, _HOUR)
    return f"{COUNTS[day.counts]} {hours} jam {rest // _MINUTE} menit"


def _reason(day: DayTold) -> str:
    """Why a day is off, by which decree, and whether that may still change."""
    off = day.day.off
    said = (off.reason if off is not None else "", "sementara" if day.day.provisional else "")
    return ", ".join(part for part in said if part)
