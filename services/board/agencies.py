"""One agency at a glance, and how its figures are added up; pure."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, NamedTuple

from contracts.metrics import BREACHED, EXTENDED, MET, NOBODY
from services.board.alarms import Seen
from services.board.figures import Series
from services.board.words import agency_code, agency_name, number, share, span

KEPT, BROKEN = frozenset({MET, EXTENDED}), frozenset({BREACHED})
"""Results by which a promise was kept, and broken."""
_SIGNS: Final = {"results": 1, "withdrawn": -1}


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


def ended_as(results: frozenset[str], grown: Mapping[Series, float]) -> Counter[str]:
    """How many promises have these results, by agency: those that were taken back left out."""
    found: Counter[str] = Counter()
    for series, value in grown.items():
        if series[0] in _SIGNS and series[2] in results:
            found[series[1]] += _SIGNS[series[0]] * int(value)
    return found


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
    kept, broken = (ended_as(results, grown)[code] for results in (KEPT, BROKEN))
    values, (soon, late) = seen.moment.values, counts
    return AgencyRow(
        code=code,
        name=agency_name(code, seen.catalogue),
        short=agency_code(code),
        open=number(open_by_agency(seen).get(code, 0)),
        soon=number(soon),
        late=number(late),
        is_late=late > 0,
        met=share(kept, kept + broken),
        received=number(by_first("received", grown).get(code, 0)),
        quarantined=number(by_first("quarantined", grown).get(code, 0)),
        silence=span(values.get(("silence", code))),
        is_silent=bool(values.get(("silent", code))),
    )
