"""Which version's terms and calendar a request runs by, once an operator had them computed anew."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from contracts.calendar import WorkingTime
from contracts.cases import Case, Clock
from contracts.catalogue import Catalogue, Metric, SlaTerm
from contracts.kinship import whole_of
from contracts.reckoning import Ruled

NO_POLICY = ""
"""Of whatever counts in the city's working days and is no policy's clock."""


class Ruling(NamedTuple):
    """The version a request was accepted under, and what was said of its terms since."""

    accepted: Catalogue
    ruled: tuple[Ruled, ...]
    version: Callable[[str], Catalogue]


def of_clock(
    case: Case, clock: Clock, accepted: Catalogue, version: Callable[[str], Catalogue]
) -> Ruling:
    """What was said until then of the terms a clock runs by."""
    return Ruling(accepted, case.ruled[: clock.ruled], version)


def policies(case: Case, accepted: Catalogue) -> tuple[str, ...]:
    """The policies a request runs by: its service's, or those for its agency's part."""
    if whole_of(case.links) is not None:
        return accepted.policies_of_part(case.agency)
    return accepted.service[case.request.service].policies if case.request is not None else ()


def without_offices(terms: tuple[SlaTerm, ...]) -> tuple[SlaTerm, ...]:
    """The terms of a whole: what offices owe each other, its parts owe."""
    return tuple(term for term in terms if term.kind != "ola")


def terms(of: Ruling, policies: tuple[str, ...]) -> tuple[SlaTerm, ...]:
    """The terms of some policies, each as it is read now."""
    return tuple(row for policy in policies for row in _policy(of, policy).policy[policy].terms)


def term(of: Ruling, policy: str, metric: Metric) -> SlaTerm:
    """A policy's row for a metric; a row that is gone holds on as it last was."""
    return source(of, policy, metric).term(policy, metric)


def source(of: Ruling, policy: str, metric: Metric) -> Catalogue:
    """The version a policy's row for a metric is read from: its chain and officers are too."""
    for catalogue in _latest(of, policy):
        if any(row.metric is metric for row in catalogue.policy[policy].terms):
            return catalogue
    return of.accepted


def working_time(of: Ruling, policy: str, calendar: str) -> WorkingTime:
    """A calendar as a policy's clocks go by it: that of the last word about either."""
    for one in reversed(of.ruled):
        if one.calendar == calendar or one.policy == policy:
            found = of.version(one.catalogue).working_time.get(calendar)
            if found is not None:
                return found
    return of.accepted.working_time[calendar]


def _policy(of: Ruling, policy: str) -> Catalogue:
    return next(_latest(of, policy), of.accepted)


def _latest(of: Ruling, policy: str) -> Iterator[Catalogue]:
    """The versions whose rows of a policy hold, the last first."""
    return (of.version(one.catalogue) for one in reversed(of.ruled) if one.policy == policy)
