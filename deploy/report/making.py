"""A reading made into a report: rows for the city, its agencies and their services; pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from contracts.calendar import WorkingTime
from contracts.catalogue import Metric
from contracts.kpis import KPIS, Kpi, Series, Standing, Tally, Unit, figure
from contracts.lifecycle import State
from contracts.metrics import NOBODY, OPEN_CASES, Sample
from contracts.topics import SLA, STATUS
from deploy.release import VERSION
from deploy.report.counting import Owed
from deploy.report.lines import merged
from deploy.report.reading import Read, begun_anew
from deploy.report.whole import (
    OF_CLOCKS,
    OF_REQUESTS,
    Figures,
    LateRow,
    PromiseRow,
    Report,
    RequestRow,
    Scope,
    Sources,
    definition,
)

TRIAGE = "Belum ada OPD (triase)"
_SHARE_DIGITS = 4
_DAY = timedelta(days=1)


def report_of(found: Read) -> Report:
    """The report of what was read."""
    zone = found.books.zone
    scopes = [(scope, tally) for scope, tally in _scopes(found) if tally.counts]
    return Report(
        month=str(found.month),
        city=found.catalogue.city.name,
        begin=found.month.begin(zone),
        end=found.month.end(zone),
        requests=tuple(
            RequestRow(
                **vars(scope),
                figures=_figures(OF_REQUESTS, tally),
                open_by_state=_by_state(tally),
            )
            for scope, tally in scopes
        ),
        promises=tuple(row for scope, tally in scopes for row in _by_clock(scope, tally)),
        late=tuple(row for owed in found.late for row in _late(found, owed)),
        definitions=tuple(map(definition, KPIS)),
        sources=_sources(found),
    )


def _scopes(found: Read) -> Iterator[tuple[Scope, Tally]]:
    """The city, then each agency, then its services, with what was counted of each."""
    tallies = found.sums.tallies
    yield Scope(), merged(list(tallies.values()))
    for agency in sorted({agency for agency, _ in tallies}):
        mine = sorted(service for of, service in tallies if of == agency)
        yield _scope(found, agency), merged([tallies[agency, one] for one in mine])
        for service in mine:
            yield _scope(found, agency, service), tallies[agency, service]


def _scope(found: Read, agency: str, service: str | None = None) -> Scope:
    """Names as the catalogue has them, or codes where it knows them no more."""
    office, offer = found.catalogue.agency.get(agency), found.catalogue.service.get(service or "")
    name = TRIAGE if agency == NOBODY else agency.upper()
    return Scope(
        agency=agency,
        agency_name=office.names.id if office is not None else name,
        service=service,
        service_name=offer.names.id if offer is not None else service,
    )


def _figures(kpis: tuple[Kpi, ...], tally: Tally) -> Figures:
    return {kpi.id: _rounded(kpi.unit, figure(kpi.formula, tally)) for kpi in kpis}


def _by_state(tally: Tally) -> dict[State, int]:
    """In the order of the lifecycle; states nothing stands in are left out."""
    where = ((state, Series(OPEN_CASES, (("state", (state,)),))) for state in State)
    found = {state: int(figure(Standing(one), tally) or 0) for state, one in where}
    return {state: count for state, count in found.items() if count}


def _rounded(unit: Unit, value: float | None) -> int | float | None:
    """Shares to a hundredth of a percent; whatever is counted is whole."""
    if value is None:
        return None
    return round(value, _SHARE_DIGITS) if unit is Unit.SHARE else int(value)


def _by_clock(scope: Scope, tally: Tally) -> Iterator[PromiseRow]:
    """A row for each clock that something is told of, in the order people meet them."""
    for clock in Metric:
        mine = _of_clock(tally, clock)
        if mine.counts:
            yield PromiseRow(**vars(scope), clock=clock, figures=_figures(OF_CLOCKS, mine))


def _of_clock(tally: Tally, clock: Metric) -> Tally:
    return Tally(
        {one: found for one, found in tally.counts.items() if _is_of(one, clock)},
        {one: found for one, found in tally.lengths.items() if _is_of(one, clock)},
    )


def _is_of(sample: Sample, clock: Metric) -> bool:
    metric, values = sample
    labels = zip(metric.labels, values, strict=True)
    return any(value == clock for label, value in labels if label.name == "clock")


def _late(found: Read, owed: Owed) -> Iterator[LateRow]:
    """A row for each kind of clock that is late, its oldest."""
    standing = owed.standing
    time = found.catalogue.working_time[found.catalogue.calendars[0].id]
    end = min(found.month.end(found.books.zone), found.until.astimezone(found.books.zone))
    for metric, late in sorted(dict(reversed(owed.clocks)).items()):
        yield LateRow(
            **vars(_scope(found, standing.agency, standing.service)),
            ticket=standing.ticket,
            clock=Metric(metric),
            state=standing.state,
            due=late.due.astimezone(found.books.zone),
            working_days_late=_working_days(time, late.due.astimezone(found.books.zone), end),
            level=late.level,
        )


def _working_days(time: WorkingTime, due: datetime, end: datetime) -> int:
    """Working days after the day it was due, up to the last before an instant."""
    days = (end.date() - due.date()).days
    return sum(time.is_working_day(due.date() + n * _DAY) for n in range(1, days))


def _sources(found: Read) -> Sources:
    clock = found.releases.city_clock()
    return Sources(
        offsets={
            topic: tuple(end for (of, _), end in sorted(found.ends.items()) if of == topic)
            for topic in (STATUS, SLA)
        },
        records=found.records,
        known_until=found.until,
        final=found.final,
        release=VERSION,
        catalogue=found.catalogue.version,
        calendars=tuple(f"{one.id} v{one.version}" for one in found.catalogue.calendars),
        cut=found.cut,
        begun_anew=begun_anew(clock),
    )
