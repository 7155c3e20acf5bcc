"""How a case stands, for the gauges: who has it, since when, what is owed; written in a header.

The header lets whoever takes a partition over count its cases without reading one of them.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from agents.case import ruling
from agents.case.telling import Rules
from contracts.cases import Case, Clock, ClockState
from contracts.catalogue import SlaTerm
from contracts.lifecycle import OPEN, State
from contracts.metrics import (
    DUE_SOON,
    LATE,
    LEVELS,
    NOBODY,
    RUNNING,
    STANDINGS,
    STANDS_STILL,
    group_of,
)
from contracts.records import Headers

OWES = "simpul_owes"
"""Header of the record of a case that is open or held: what the gauges need of it."""

_ANY: Final = "-"
_HELD: Final = "held"


class Standing(NamedTuple):
    """One case; `state` is absent where it is only held."""

    agency: str | None = None
    state: State | None = None
    accepted: int = 0
    """The day it was accepted in the city, as an ordinal; 0 where it was not yet."""
    group: str = NOBODY
    clocks: tuple[tuple[str, str], ...] = ()
    """What is owed: (metric, how the most pressing clock of it stands)."""
    level: str | None = None
    """The highest level of escalation its owed clocks have reached."""
    held: bool = False


def standing_of(case: Case, rules: Rules, earlier: Standing | None = None) -> Standing | None:
    """How a case stands; None where it is neither open nor held.

    `earlier` is how it stood before: when and for what it was asked never changes.
    """
    state = case.state if case.state in OPEN else None
    if state is None and not case.held:
        return None
    if case.request is None:
        return Standing(held=True)
    if earlier is None or not earlier.accepted:
        catalogue = rules.catalogue(case.request.catalogue)
        day = case.request.received_at.astimezone(catalogue.city.zone).date().toordinal()
        group = group_of(catalogue.service[case.request.service].group)
    else:
        day, group = earlier.accepted, earlier.group
    owed = _owed(case)
    clocks, level = _clocks(case, owed, rules), _level(owed)
    return Standing(case.agency, state, day, group, clocks, level, case.held)


def _owed(case: Case) -> list[Clock]:
    cycle = case.cycle
    return [
        clock
        for clock in case.clocks
        if clock.cycle == cycle
        and (
            (state := clock.state) is ClockState.RUNNING
            or state is ClockState.BREACHED
            or state is ClockState.PAUSED
        )
    ]


def _clocks(case: Case, owed: list[Clock], rules: Rules) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for clock in owed:
        metric, stands = clock.metric.value, _stands(case, clock, rules)
        known = found.get(metric)
        if known is None or STANDINGS.index(stands) < STANDINGS.index(known):
            found[metric] = stands
    return tuple(found.items())


def _stands(case: Case, clock: Clock, rules: Rules) -> str:
    if clock.state is ClockState.BREACHED:
        return LATE
    if clock.state is ClockState.PAUSED:
        return STANDS_STILL
    return RUNNING if clock.warnings or not _term(case, clock, rules).warn_at else DUE_SOON


def _term(case: Case, clock: Clock, rules: Rules) -> SlaTerm:
    request = case.request
    if request is None:
        message = f"{case.request_id} has a clock and no request"
        raise LookupError(message)
    of = ruling.of_clock(case, clock, rules.catalogue(request.catalogue), rules.catalogue)
    return ruling.term(of, clock.policy, clock.metric)


def _level(owed: list[Clock]) -> str | None:
    raised = [level for clock in owed if clock.raised for level in clock.raised]
    return max(raised, key=LEVELS.index) if raised else None


@lru_cache(maxsize=65_536)
def header_of(standing: Standing | None) -> Headers:
    """The header that says so; none where nothing is owed."""
    return () if standing is None else ((OWES, " ".join(_words(standing)).encode()),)


def _words(standing: Standing) -> Iterator[str]:
    """A group may have spaces in its name, so it stands last."""
    yield standing.agency or NOBODY
    yield standing.state or _ANY
    yield str(standing.accepted)
    yield ",".join(f"{metric}={stands}" for metric, stands in standing.clocks) or _ANY
    yield standing.level or _ANY
    yield _HELD if standing.held else _ANY
    yield standing.group


@lru_cache(maxsize=65_536)
def read_header(value: bytes) -> Standing:
    """What the header says."""
    agency, state, day, clocks, level, held, group = value.decode().split(" ", 6)
    pairs = () if clocks == _ANY else tuple(_pair(one) for one in clocks.split(","))
    return Standing(
        agency=None if agency == NOBODY else agency,
        state=None if state == _ANY else State(state),
        accepted=int(day),
        group=group,
        clocks=pairs,
        level=None if level == _ANY else level,
        held=held == _HELD,
    )


def _pair(word: str) -> tuple[str, str]:
    metric, _, stands = word.partition("=")
    return metric, stands
