"""What a demo comes to, on one screen: every record's outcome, every agency, the verdict."""

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from deploy.local.demo.course import Course
from deploy.local.demo.result import Result
from deploy.local.demo.sentences import number

_CLOCKS = {
    "started": "dimulai",
    "met": "terpenuhi",
    "breached": "terlampaui",
    "cancelled": "dibatalkan",
}
"""Clock events the summary names."""


def summary(found: Result) -> RenderableType:
    """At most 24 lines of 80 characters for ten agencies."""
    return Group(
        _agencies(found),
        *(_named(name, text) for name, text in _lines(found) if text),
        _verdict(found),
    )


def _agencies(found: Result) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("Permohonan", min_width=14)
    columns = (found.requests, found.open, found.resolved)
    for title in ("Diterima", "Terbuka", "Pernah selesai"):
        table.add_column(title, justify="right")
    for agency in sorted(found.open):
        figures = (number(counts.get(agency, 0)) for counts in columns)
        table.add_row(agency.upper(), *figures)
    table.add_row("Semua", *(number(sum(counts.values())) for counts in columns), style="bold")
    return table


def _lines(found: Result) -> Iterator[tuple[str, str]]:
    rejected = sum(found.quarantined.values())
    outcomes = (
        (found.applied, "diterapkan"),
        (found.duplicates, "kiriman ulang"),
        (found.late, "terlambat datang"),
        (found.refused, "tidak sah"),
        (rejected, "karantina"),
        (found.waiting + found.held, "menunggu"),
    )
    parts = ", ".join(f"{number(count)} {name}" for count, name in outcomes if count)
    yield "Peristiwa", f"{number(found.sent)} = {parts}"
    yield "Karantina", ", ".join(f"{name} {n}" for name, n in sorted(found.quarantined.items()))
    clocks = (f"{number(found.sla_events.get(kind, 0))} {name}" for kind, name in _CLOCKS.items())
    yield "Tenggat", ", ".join(clocks)
    if found.p50_ms is not None and found.p99_ms is not None:
        yield "Jawaban", f"p50 {number(found.p50_ms)} ms, p99 {number(found.p99_ms)} ms"
    memory = (_memory(name, course) for name, course in sorted(found.rss_mb.items()))
    yield "Memori", ", ".join(memory)


def _memory(name: str, course: Course) -> str:
    return f"{name} {number(course.at_tenth)} > {number(course.at_end)} MiB"


def _named(name: str, text: str) -> Text:
    return Text.assemble((f"{name}: ", "bold"), text)


def _verdict(found: Result) -> Text:
    """Whether everything is accounted for, in one sentence."""
    if found.holds:
        kills = f" meski {found.kills} proses dimatikan" if found.kills else ""
        return Text(f"Setiap peristiwa tercatat tepat sekali{kills}.", style="bold green")
    return Text(
        f"{found.unaccounted} peristiwa tidak tercatat, {found.problems} masalah:"
        " lihat `simpul verify`.",
        style="bold red",
    )
