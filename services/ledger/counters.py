"""What workers counted beside what the topics say; whole only after a run without kills.

A worker that was killed took its figures with it, and work done again is counted again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from contracts.cases import Class
from contracts.metrics import (
    JUDGED,
    LATENCY,
    OPEN_CASES,
    OUTCOMES,
    QUARANTINED,
    SLA,
    TRANSITIONS,
)
from contracts.metrics import REQUESTS as ACCEPTED
from services.ledger.report import Check, Problem, Report


class Shown(NamedTuple):
    """One line of a scrape."""

    name: str
    labels: Mapping[str, str]
    value: float


class _Kept(NamedTuple):
    """A figure both sides know: the name it is scraped by, and the labels it is summed by."""

    name: str
    by: tuple[str, ...] = ()


KEPT: dict[str, _Kept] = {
    "outcomes": _Kept(JUDGED.name, ("agency", "outcome")),
    "quarantined": _Kept(QUARANTINED.name, ("reason",)),
    "requests": _Kept(ACCEPTED.name, ("agency",)),
    "status": _Kept(TRANSITIONS.name, ("to",)),
    "sla": _Kept(SLA.name, ("event",)),
    "latency": _Kept(f"{LATENCY.name}_count"),
    "open": _Kept(OPEN_CASES.name),
}
"""Every figure that is compared, by name."""

Figures = dict[str, dict[tuple[str, ...], int]]


def told(report: Report) -> Figures:
    """What the topics say; what is zero is left out."""
    agencies = report.agencies
    figures: dict[str, dict[tuple[str, ...], int]] = {
        "outcomes": {
            (code, one.value): found.classes[one]
            for code, found in agencies.items()
            for one in map(Class, OUTCOMES)
        },
        "quarantined": {(reason,): n for reason, n in report.quarantined.items()},
        "requests": {(code,): n for code, n in report.requests.items()},
        "status": {(state,): n for state, n in report.status.items()},
        "sla": {(kind,): n for kind, n in report.sla.items()},
        "latency": {(): report.latency.measured},
        "open": {(): sum(found.open for found in agencies.values())},
    }
    return {name: dict(+Counter(found)) for name, found in figures.items()}


def shown(series: Iterable[Shown]) -> Figures:
    """What workers show, summed over all of them; what is zero is left out."""
    found: dict[str, Counter[tuple[str, ...]]] = {name: Counter() for name in KEPT}
    for one in series:
        for name, kept in KEPT.items():
            if one.name == kept.name:
                found[name][tuple(one.labels[label] for label in kept.by)] += int(one.value)
    return {name: dict(+counted) for name, counted in found.items()}


def compared(report: Report, series: Iterable[Shown]) -> Report:
    """The same report, with a problem for every figure that differs."""
    problems = list(_unlike(told(report), shown(series)))
    more: dict[str, Any] = {
        "problem_count": report.problem_count + len(problems),
        "problems": (*report.problems, *problems),
    }
    return report.model_copy(update=more)


def _unlike(told: Figures, shown: Figures) -> Iterator[Problem]:
    for name, kept in KEPT.items():
        for labels in sorted({*told[name], *shown[name]}):
            by_topics, by_workers = told[name].get(labels, 0), shown[name].get(labels, 0)
            if by_topics != by_workers:
                which = ", ".join(f"{k} {v}" for k, v in zip(kept.by, labels, strict=True))
                where = kept.name + (f" of {which}" if which else "")
                sentence = f"workers show {by_workers} for {where}, the topics say {by_topics}"
                yield Problem(
                    check=Check.COUNTERS, topic="/metrics", partition=0, offset=0, sentence=sentence
                )
