"""A report as tables of comma-separated values, a heading in Indonesian and in English."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from contracts.kpis import Kpi, Unit
from deploy.report.whole import OF_CLOCKS, OF_REQUESTS, Figures, PromiseRow, Report, Scope
from services.catalogue.words import metric

_SCOPE: Final = ("bulan (month)", "kode OPD (agency)", "OPD", "kode layanan (service)", "layanan")
_UNITS: Final = {
    Unit.SHARE: " [bagian dari 1 (of 1)]",
    Unit.SECONDS: " [jam (hours)]",
}
_HOUR = 3600


def requests_table(report: Report) -> str:
    """A row for the city, each agency and each service."""
    rows = ((*_scope(report, row), *_cells(OF_REQUESTS, row.figures)) for row in report.requests)
    return table((*_SCOPE, *map(_heading, OF_REQUESTS)), rows)


def promises_table(report: Report) -> str:
    """A row for each clock of each of them."""
    rows = (_promise(report, row) for row in report.promises)
    return table((*_SCOPE, "tenggat (clock)", *map(_heading, OF_CLOCKS)), rows)


def table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Comma-separated values as RFC 4180 has them, but for the line's end."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return out.getvalue()


def _scope(report: Report, row: Scope) -> tuple[object, ...]:
    name = row.agency_name or "Seluruh kota"
    return report.month, row.agency, name, row.service, row.service_name


def _promise(report: Report, row: PromiseRow) -> tuple[object, ...]:
    return (*_scope(report, row), metric(row.clock).id, *_cells(OF_CLOCKS, row.figures))


def _heading(kpi: Kpi) -> str:
    return f"{kpi.names.id} ({kpi.names.en}){_UNITS.get(kpi.unit, '')}"


def _cells(kpis: Iterable[Kpi], figures: Figures) -> list[object]:
    return [_cell(kpi.unit, figures[kpi.id]) for kpi in kpis]


def _cell(unit: Unit, value: float | None) -> object:
    return round(value / _HOUR, 2) if unit is Unit.SECONDS and value is not None else value
