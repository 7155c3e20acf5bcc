"""A month's report as values: what every form of it is made from, the JSON as it is."""

from typing import Final

from contracts.catalogue import Metric
from contracts.events import Instant, Value
from contracts.kpis import KPIS, Kpi, Unit, promql
from contracts.lifecycle import State

OF_CLOCKS: Final = tuple(one for one in KPIS if "clock" in one.by)
"""Figures that are told by clock."""
OF_REQUESTS: Final = tuple(one for one in KPIS if "clock" not in one.by)
"""Figures of requests, whatever was promised."""

Figures = dict[str, int | float | None]
"""Figures by their id; None where there is nothing to tell: a share or a time of none."""


class Scope(Value):
    """What a row is about: the city, an agency, or one of its services."""

    agency: str | None = None
    agency_name: str | None = None
    service: str | None = None
    service_name: str | None = None


class RequestRow(Scope):
    """Requests of a scope."""

    figures: Figures
    open_by_state: dict[State, int]
    """What is open at the month's end, by where it stands."""


class PromiseRow(Scope):
    """Promises of one kind, in a scope."""

    clock: Metric
    figures: Figures


class LateRow(Scope):
    """One request that is late at the month's end; nobody's name, no words of anybody."""

    ticket: str
    clock: Metric
    state: State
    due: Instant
    working_days_late: int
    """By the city's first calendar, to the month's end or until it was read; 0 on the due day."""
    level: str | None = None
    """The level of escalation it reached."""


class Definition(Value):
    """What a figure says and how it is counted."""

    id: str
    name_id: str
    name_en: str
    meaning_id: str
    meaning_en: str
    dated_id: str
    dated_en: str
    unit: Unit
    promql: str
    """The same figure live, over the past 31 days."""


class Sources(Value):
    """What the figures rest on: with the same, the same is printed again."""

    offsets: dict[str, tuple[int, ...]]
    """Up to where each topic was read, by partition; the end is left out."""
    records: int
    known_until: Instant
    final: bool
    release: str
    catalogue: str
    calendars: tuple[str, ...]
    cut: bool
    """Whether the topics' beginnings were not kept any more."""
    begun_anew: Instant | None = None
    """When the log was begun from a backup: what was told before is not counted."""


class Report(Value):
    """One month."""

    month: str
    city: str
    begin: Instant
    end: Instant
    requests: tuple[RequestRow, ...]
    """The city first, then each agency followed by its services."""
    promises: tuple[PromiseRow, ...]
    late: tuple[LateRow, ...]
    """The longest late first."""
    definitions: tuple[Definition, ...]
    sources: Sources


def definition(kpi: Kpi) -> Definition:
    """A row of the table as it is printed."""
    return Definition(
        id=kpi.id,
        name_id=kpi.names.id,
        name_en=kpi.names.en,
        meaning_id=kpi.meaning.id,
        meaning_en=kpi.meaning.en,
        dated_id=kpi.dated.id,
        dated_en=kpi.dated.en,
        unit=kpi.unit,
        promql=promql(kpi.formula, kpi.by, "31d"),
    )
