"""One agency at a glance, and how its figures are added up; pure."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, NamedTuple

from contracts.kpis import BY_ID, Tally, figure
from contracts.metrics import NOBODY, RESULTS, WITHDRAWN, Sample
from services.board.alarms import Seen
from services.board.figures import Series
from services.board.words import agency_code, agency_name, number, share, span

MET_SHARE: Final = BY_ID["met_share"]
"""The share of promises kept, as the month's report and the dashboards have it."""
_COUNTED: Final = {"results": RESULTS, "withdrawn": WITHDRAWN}


class AgencyRow(NamedTuple):
    """One agency at a glance."""

    code: str
    name: str
    short: str
    open: str
    soon: str
    late: str
    is_late: bool
    met: str
    received: str
    quarantined: str
    silence: str
    is_silent: bool


def by_first(code: str, values: Mapping[Series, float]) -> Counter[str]:
    """A figure by the first of its labels."""
    found: Counter[str] = Counter()
    for series, value in values.items():
        if series[0] == code:
            found[series[1]] += int(value)
    return found


def met_share(grown: Mapping[Series, float], agency: str | None = None) -> float | None:
    """The share of promises kept within a day, of one agency or of all; None of none."""
    counts: dict[Sample, float] = {}
    for (code, *values), value in grown.items():
        metric = _COUNTED.get(code)
        if metric is not None and agency in {None, values[0]}:
            known = dict(zip(("agency", "result"), values, strict=True))
            labels = tuple(known.get(label.name, "") for label in metric.labels)
            counts[metric, labels] = value
    return figure(MET_SHARE.formula, Tally(counts, {}))


def open_by_agency(seen: Seen) -> Mapping[str, int]:
    """Open requests as workers tell; as the topic tells, while no worker does."""
    told = by_first("open", seen.moment.values)
    if told:
        return told
    return {agency or NOBODY: count for agency, count in seen.digest.open.items()}


def agency_rows(seen: Seen, grown: Mapping[Series, float]) -> list[AgencyRow]:
    """Every agency of the catalogue, then whoever else has something open; the latest first."""
    known = [one.code for one in seen.catalogue.agencies] if seen.catalogue is not None else []
    opened = open_by_agency(seen)
    codes = dict.fromkeys([*known, *opened])
    late = Counter(one.agency or NOBODY for one in seen.digest.late)
    soon = Counter(one.agency or NOBODY for one in seen.digest.soon)
    order = sorted(codes, key=lambda code: (code == NOBODY, -late[code], -soon[code], code))
    return [_agency(code, seen, grown, (soon[code], late[code])) for code in order]


def _agency(
    code: str, seen: Seen, grown: Mapping[Series, float], counts: tuple[int, int]
) -> AgencyRow:
    values, (soon, late) = seen.moment.values, counts
    return AgencyRow(
        code=code,
        name=agency_name(code, seen.catalogue),
        short=agency_code(code),
        open=number(open_by_agency(seen).get(code, 0)),
        soon=number(soon),
        late=number(late),
        is_late=late > 0,
        met=share(met_share(grown, code)),
        received=number(by_first("received", grown).get(code, 0)),
        quarantined=number(by_first("quarantined", grown).get(code, 0)),
        silence=span(values.get(("silence", code))),
        is_silent=bool(values.get(("silent", code))),
    )
